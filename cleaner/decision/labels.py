"""Names for what was decided: which kind each line is, and the rule that says so.

`decide` only knows body from everything else. A line that is not body is named by the most specific rule
that saw it, unless it is in a section to which that kind gives way: a name and a date among comments are
comments. A line that no rule knows has the kind of its section, or of its place in the page, and is a
duplicate if it stands in the article too. The headline is chosen last: the line above the body, or its
first, that the rules of the family `headline` like best.
"""

from typing import Final

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.line_reader import RuleHit
from cleaner.decision.segments import LineState
from cleaner.features.bins import find_bin
from cleaner.features.template import TemplateFeatures
from cleaner.model import CONTENT, Kind
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.line_features import LineFeatures
from cleaner.text.lines import Line
from cleaner.text.vectors import Column, mypyc_attr, vec

SECTIONS: frozenset[Kind] = frozenset({"related", "trending", "comments", "footer"})
"""Kinds that a heading gives to the lines below it."""
SUBSUMED_BY: dict[Kind, tuple[Kind, ...]] = {
    "comments": ("navigation", "byline", "caption", "related", "trending", "share", "read-also"),
    "footer": ("navigation", "byline", "caption", "share"),
    "related": ("navigation", "byline", "caption"),
    "trending": ("navigation", "byline", "caption"),
}
"""Kinds that are only a part of the section they are found in."""
HEADING_WORDS = 6
"""A heading in capitals has at most so many words."""
REACH = 60
"""A headline stands at most this many lines above the body."""
SURE = -3.0
"""The score below which the first line of the body, with more body right below it, is no headline, however much it
looks like one. A line that a prompt or a byline parts from the body is one: headlines have such lines below."""
TEASER_WORDS = 4
TEASER_LENGTH = 25
"""A line inside or after the article that has so many words or characters is a teaser; a shorter one, a button."""


@mypyc_attr(acyclic=True)
class Label:
    """A line's kind and the code of the rule that named it: the grammar's where the line's place did."""

    def __init__(self, kind: Kind, rule: str) -> None:
        self.kind: Kind = kind
        self.rule: str = rule


BODY: Final = Label("body", "")


def label_lines(lines: list[Line], sight: PageEvidence, placed: list[LineState], rulebook: Rulebook) -> list[Label]:
    """The kind of each line."""
    rules, tells = rulebook.rules, rulebook.specificity
    voters = [_naming_rule(hits, rules, tells) for hits in sight.hits]
    named = _walk(lines, voters, placed, rulebook.grammar)
    if sight.template_features is not None:
        _name_recurring(sight.template_features, voters, placed, named, rulebook)
    headline = _headline(sight, voters, placed, rulebook)
    if headline is not None and "headline" not in sight.labels:
        named[headline] = Label("headline", _loudest(sight, headline, rulebook))
    _mark_duplicates(sight.context.shapes, named, rulebook)
    for i, kind in enumerate(sight.labels):
        if kind is not None:
            named[i] = Label(kind, sight.reviewing)
    return named


def _naming_rule(row: list[RuleHit], rules: tuple[Rule, ...], tells: tuple[int, ...]) -> Rule | None:
    """The rule that saw the line and tells the most about it; the first of equals, and none where none tells."""
    voter, most = -1, 0
    for seen in row:
        if tells[seen.rule] > most:
            voter, most = seen.rule, tells[seen.rule]
    return rules[voter] if voter >= 0 else None


def _walk(lines: list[Line], voters: list[Rule | None], placed: list[LineState], grammar: str) -> list[Label]:
    """Kinds from top to bottom, where headings of sections reach until the body or another heading."""
    named: list[Label] = []
    section: Label | None = None
    for i, line in enumerate(lines):
        voter, place = voters[i], placed[i]
        if place.state == "body":
            section = None
            named.append(BODY)
            continue
        own = Label(voter.kind, voter.code) if voter and voter.kind else None
        section = _section(line, voter, own, section, grammar)
        named.append(_in_section(own, section) or Label(_by_place(line, place), grammar))
    return named


def _section(line: Line, voter: Rule | None, own: Label | None, section: Label | None, grammar: str) -> Label | None:
    """The section that `line` opens, or else the one it is in."""
    if own and voter and own.kind in SECTIONS and (section is None or voter.opens or own.kind == "footer"):
        return own
    if section and section.kind == "trending" and (own is None or own.kind == "navigation") and _is_heading(line):
        return Label("related", grammar)
    return section


def _is_heading(line: Line) -> bool:
    """Whether a line that no rule knows looks like the heading of a section: a few words, all in capitals."""
    text = line.text.strip()
    return text.isupper() and len(text.split()) <= HEADING_WORDS and line.gap > 0


def _in_section(own: Label | None, section: Label | None) -> Label | None:
    """What a line is by its own rule and by the section it is in."""
    if section and (own is None or own.kind in SUBSUMED_BY.get(section.kind, ())):
        return section
    return own


def _by_place(line: Line, place: LineState) -> Kind:
    if place.state == "before":
        return "navigation"
    return "related" if len(line.text) >= TEASER_LENGTH or len(line.text.split()) >= TEASER_WORDS else "navigation"


def _name_recurring(
    recurrence: TemplateFeatures,
    voters: list[Rule | None],
    placed: list[LineState],
    named: list[Label],
    rulebook: Rulebook,
) -> None:
    """Lines that no rule knows, and that go mostly for what recurs on the site, are named by the rule that says so."""
    for scale in (scale for scale in rulebook.context_line_rules if scale.name in recurrence.columns):
        column = recurrence.columns[scale.name]
        for i, place in enumerate(placed):
            found = find_bin(column[i], scale.bins)
            weight = (found.before, found.inside, found.after)[place.place]
            if voters[i] is None and 2 * weight >= place.score > 0:
                named[i] = Label(named[i].kind, rulebook.rules[scale.rule].code)


def _headline(
    sight: PageEvidence, voters: list[Rule | None], placed: list[LineState], rulebook: Rulebook
) -> int | None:
    """Number of the line that is the headline."""
    body = [i for i, place in enumerate(placed) if place.state == "body"]
    if not body:
        return None
    first = body[0]
    is_text = len(body) == 1 or (body[1] == first + 1 and placed[first].score < SURE)
    last = first if is_text else first + 1
    candidates = [i for i in range(max(0, first - REACH), last) if voters[i] is None]
    best, most = None, 0.0
    for i, score in zip(candidates, _headline_scores(sight, candidates, rulebook), strict=True):
        if score > 0 and score >= most:
            best, most = i, score
    return best


def _headline_scores(sight: PageEvidence, lines: list[int], rulebook: Rulebook) -> Column:
    """For each of `lines` how much speaks for its being the headline."""
    weights = rulebook.headline
    scores = vec[float]([0.0] * len(lines))
    for k, i in enumerate(lines):
        for hit in sight.hits[i]:
            scores[k] += weights[hit.column]
    for scale in sight.headline_rules:
        for k, value in enumerate(sight.values(scale.name, lines)):
            scores[k] += find_bin(value, scale.bins).before
    return scores


def _headline_evidence(sight: PageEvidence, i: int, rulebook: Rulebook) -> list[tuple[float, int]]:
    """For each rule that looks for headlines what it says of line `i`, and its number."""
    seen = [(rulebook.headline[hit.column], hit.rule) for hit in sight.hits[i]]
    return seen + [(find_bin(sight.value(s.name, i), s.bins).before, s.rule) for s in sight.headline_rules]


def _loudest(sight: PageEvidence, i: int, rulebook: Rulebook) -> str:
    """Code of the rule that speaks for line `i` being the headline the most."""
    return rulebook.rules[max(_headline_evidence(sight, i, rulebook), key=lambda said: said[0])[1]].code


def _mark_duplicates(shapes: list[LineFeatures], named: list[Label], rulebook: Rulebook) -> None:
    """A dropped line that only its place named, and that stands in the article too, is a duplicate."""
    kept = {shapes[i].key for i, n in enumerate(named) if n.kind in ("headline", "body")} - {0}
    grammar = rulebook.grammar
    twins = [i for i, n in enumerate(named) if n.rule == grammar and n.kind not in CONTENT and shapes[i].key in kept]
    if twins:
        rule = next((rule.code for rule in rulebook.rules if rule.measure == "repeat_kind"), grammar)
        for i in twins:
            named[i] = Label("duplicate", rule)
