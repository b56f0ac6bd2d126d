"""Labels: the kind of each line, and the rule that named it.

The segmentation only tells body from everything else. A line that is not body is named by the most specific rule with a
hit in it, unless it is in a section that subsumes this kind: a name and a date among comments are comments. A line
without a hit gets the kind of its section or of its place on the page, and is a duplicate if its text is also in the
article. The headline is chosen last, by the rules of the family `headline`, from the lines above the body and the first
line of the body.
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
"""Kinds that are only a part of the section that contains them, by the kind of the section."""
HEADING_WORDS = 6
"""Maximum number of words in a heading in capitals."""
REACH = 60
"""Maximum distance of a headline to the body, in lines."""
SURE = -3.0
"""Score below which the first line of the body is no headline if more body follows at once.

If a prompt or a byline follows instead, the line may be a headline, because headlines have such lines below them.
"""
TEASER_WORDS, TEASER_LENGTH = 4, 25
"""A line inside or after the article with as many words or characters is a teaser; a shorter one is a button."""


@mypyc_attr(acyclic=True)
class Label:
    """Kind of a line, and code of the rule that named it: the sequence rule if the line's place did."""

    def __init__(self, kind: Kind, rule: str) -> None:
        self.kind: Kind = kind
        self.rule: str = rule


BODY: Final = Label("body", "")


def label_lines(lines: list[Line], page: PageEvidence, states: list[LineState], rulebook: Rulebook) -> list[Label]:
    """Return the label of each line."""
    rules, specificity = rulebook.rules, rulebook.specificity
    naming = [_naming_rule(hits, rules, specificity) for hits in page.hits]
    labels = _label_by_hits(lines, naming, states, rulebook.sequence_code)
    if page.template_features is not None:
        _credit_template(page.template_features, naming, states, labels, rulebook)
    headline = _find_headline(page, naming, states, rulebook)
    if headline is not None and "headline" not in page.labels:
        labels[headline] = Label("headline", _strongest_headline_rule(page, headline, rulebook))
    _mark_duplicates(page.context.features, labels, rulebook)
    for i, kind in enumerate(page.labels):
        if kind is not None:
            labels[i] = Label(kind, page.review_rule)
    return labels


def _naming_rule(hits: list[RuleHit], rules: tuple[Rule, ...], specificity: tuple[int, ...]) -> Rule | None:
    """Return the most specific rule with a hit, the first of equals; None if no rule names a kind."""
    best, most = -1, 0
    for hit in hits:
        if specificity[hit.rule] > most:
            best, most = hit.rule, specificity[hit.rule]
    return rules[best] if best >= 0 else None


def _label_by_hits(
    lines: list[Line], naming: list[Rule | None], states: list[LineState], sequence_code: str
) -> list[Label]:
    """Label lines from top to bottom; a section reaches to the body or to another section heading."""
    labels: list[Label] = []
    section: Label | None = None
    for i, line in enumerate(lines):
        rule, state = naming[i], states[i]
        if state.state == "body":
            section = None
            labels.append(BODY)
            continue
        own = Label(rule.kind, rule.code) if rule and rule.kind else None
        section = _section(line, rule, own, section, sequence_code)
        labels.append(_in_section(own, section) or Label(_kind_by_place(line, state), sequence_code))
    return labels


def _section(
    line: Line, rule: Rule | None, own: Label | None, section: Label | None, sequence_code: str
) -> Label | None:
    """Return the section that `line` opens, or else the current one."""
    if own and rule and own.kind in SECTIONS and (section is None or rule.opens or own.kind == "footer"):
        return own
    if section and section.kind == "trending" and (own is None or own.kind == "navigation") and _is_heading(line):
        return Label("related", sequence_code)
    return section


def _is_heading(line: Line) -> bool:
    """Return True if a line is a few words in capitals below a blank row."""
    text = line.text.strip()
    return text.isupper() and len(text.split()) <= HEADING_WORDS and line.gap > 0


def _in_section(own: Label | None, section: Label | None) -> Label | None:
    """Return the label of the section if it subsumes the line's own label, else the latter."""
    if section and (own is None or own.kind in SUBSUMED_BY.get(section.kind, ())):
        return section
    return own


def _kind_by_place(line: Line, state: LineState) -> Kind:
    if state.state == "before":
        return "navigation"
    return "related" if len(line.text) >= TEASER_LENGTH or len(line.text.split()) >= TEASER_WORDS else "navigation"


def _credit_template(
    features: TemplateFeatures,
    naming: list[Rule | None],
    states: list[LineState],
    labels: list[Label],
    rulebook: Rulebook,
) -> None:
    """Credit a template rule with the lines without a hit that owe at least half of their score to it."""
    for rule in (rule for rule in rulebook.context_line_rules if rule.name in features.columns):
        column = features.columns[rule.name]
        for i, state in enumerate(states):
            found = find_bin(column[i], rule.bins)
            weight = (found.before, found.inside, found.after)[state.place]
            if naming[i] is None and 2 * weight >= state.score > 0:
                labels[i] = Label(labels[i].kind, rulebook.rules[rule.rule].code)


def _find_headline(
    page: PageEvidence, naming: list[Rule | None], states: list[LineState], rulebook: Rulebook
) -> int | None:
    """Return the index of the headline, or None."""
    body = [i for i, state in enumerate(states) if state.state == "body"]
    if not body:
        return None
    first = body[0]
    is_text = len(body) == 1 or (body[1] == first + 1 and states[first].score < SURE)
    last = first if is_text else first + 1
    candidates = [i for i in range(max(0, first - REACH), last) if naming[i] is None]
    best, most = None, 0.0
    for i, score in zip(candidates, _headline_scores(page, candidates, rulebook), strict=True):
        if score > 0 and score >= most:
            best, most = i, score
    return best


def _headline_scores(page: PageEvidence, lines: list[int], rulebook: Rulebook) -> Column:
    """Return the sum of all headline weights for each of `lines`."""
    weights = rulebook.headline_weights
    scores = vec[float]([0.0] * len(lines))
    for k, i in enumerate(lines):
        for hit in page.hits[i]:
            scores[k] += weights[hit.column]
    for rule in page.headline_rules:
        for k, value in enumerate(page.feature_values(rule.name, lines)):
            scores[k] += find_bin(value, rule.bins).before
    return scores


def _headline_evidence(page: PageEvidence, i: int, rulebook: Rulebook) -> list[tuple[float, int]]:
    """Return the weight and the index of each headline rule for line `i`."""
    hits = [(rulebook.headline_weights[hit.column], hit.rule) for hit in page.hits[i]]
    return hits + [(find_bin(page.feature_value(r.name, i), r.bins).before, r.rule) for r in page.headline_rules]


def _strongest_headline_rule(page: PageEvidence, i: int, rulebook: Rulebook) -> str:
    """Return the code of the rule with the highest headline weight for line `i`."""
    _, rule = max(_headline_evidence(page, i, rulebook), key=lambda evidence: evidence[0])
    return rulebook.rules[rule].code


def _mark_duplicates(features: list[LineFeatures], labels: list[Label], rulebook: Rulebook) -> None:
    """Label dropped lines as duplicates if only their place named them and their words are also in the article."""
    kept = {features[i].key for i, label in enumerate(labels) if label.kind in ("headline", "body")} - {0}
    code = rulebook.sequence_code
    by_place = [i for i, label in enumerate(labels) if label.rule == code and label.kind not in CONTENT]
    duplicates = [i for i in by_place if features[i].key in kept]
    if duplicates:
        rule = next((rule.code for rule in rulebook.rules if rule.measure == "repeat_kind"), code)
        for i in duplicates:
            labels[i] = Label("duplicate", rule)
