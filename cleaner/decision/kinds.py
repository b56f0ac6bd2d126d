"""Kinds of lines, each with the rule that named it and the basis for that.

The segmentation only tells body from everything else. A line that is not body is named, in this order:

1. by the most specific rule with a hit in it, unless it is in a section that subsumes this kind: a name and a date
   among comments are comments;
2. by its section, which a heading such as "Related articles" opens;
3. by its neighbours: the lines of an insert belong together, and so do the lines of a byline or an offer;
4. by its place on the page.

The headline, duplicates and the decisions of reviewers follow, each overriding the kinds before.

The rule is one of the given kind, or one without a kind: the sequence rule where the place made the kind.
"""

from functools import lru_cache
from typing import Final

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.headline import strongest_headline_rule
from cleaner.decision.line_reader import RuleHit
from cleaner.decision.segments import LineState
from cleaner.features.bins import find_bin
from cleaner.features.catalog import MENU_FEATURE
from cleaner.features.template import TemplateFeatures
from cleaner.model import BY_SCORE, CONTENT, Basis, Kind
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.line_features import LineFeatures
from cleaner.text.lines import Line
from cleaner.text.vectors import mypyc_attr

SECTIONS: frozenset[Kind] = frozenset({"related", "trending", "comments", "footer"})
"""Kinds that a heading gives to the lines below it."""
TEASERS: frozenset[Kind] = frozenset({"related", "trending"})
"""Sections of teasers. An offer ends one, and a row of menu entries is no part of it."""
SUBSUMED_BY: dict[Kind, tuple[Kind, ...]] = {
    "comments": ("navigation", "byline", "caption", "related", "trending", "share", "read-also"),
    "footer": ("navigation", "byline", "caption", "share"),
    "related": ("navigation", "byline", "caption", "read-also"),
    "trending": ("navigation", "byline", "caption"),
}
"""Kinds that are only a part of the section that contains them, by the kind of the section."""
QUIET: frozenset[Kind] = frozenset({"navigation", "advert", "byline"})
"""Kinds of lines in an insert that say nothing about the lines beside them, such as a button."""
EMBEDS: frozenset[Kind] = frozenset({"share", "related"})
"""Kinds of lines in an insert whose date or author is not that of the article, such as an embedded post."""
CAPITALS_WORDS = 6
"""Maximum number of words in a heading in capitals."""
BYLINE_WORDS = 6
"""Maximum number of words in a line below a byline that belongs to it, such as an address."""
OFFER_WORDS = 4
"""Maximum number of words in a line of a section that is the title of the offer below it."""
MENU_LINES = 3.0
"""Minimum length of a run of lines without prose that is a menu."""
TEASER_WORDS, TEASER_LENGTH = 4, 25
"""A line inside or after the article with as many words or characters is a teaser; a shorter one is a button."""
BY_HIT: Final = Basis("hit")
BY_PLACE: Final = (Basis("before"), Basis("inside"), Basis("after"))
"""Basis by `LineState.place`."""


@mypyc_attr(acyclic=True)
class LineKind:
    """Kind of a line, code of the rule that named it, and the basis for that."""

    def __init__(self, kind: Kind, rule: str, basis: Basis) -> None:
        self.kind: Kind = kind
        self.rule: str = rule
        self.basis: Basis = basis


NO_RULES: Final[list[Rule]] = []
BODY: Final = LineKind("body", "", BY_SCORE)


def name_kinds(
    lines: list[Line], page: PageEvidence, states: list[LineState], headline: int | None, rulebook: Rulebook
) -> list[LineKind]:
    """Return the kind of each line; `headline` is the index of the headline, or None."""
    rules, specificity = rulebook.rules, rulebook.specificity
    naming_rules = [_naming_rules(hits, rules, specificity) for hits in page.hits]
    named = _name_by_hits(page, lines, naming_rules, states)
    has_hit = [len(own) > 0 for own in naming_rules]
    _name_by_neighbours(lines, named, states, has_hit)
    is_by_place = [own is None for own in named]
    kinds = [_by_place(page, i, lines[i], states[i]) if own is None else own for i, own in enumerate(named)]
    if page.template_features is not None:
        _credit_template(page.template_features, has_hit, states, kinds, rulebook)
    if headline is not None and "headline" not in page.reviewed_kinds:
        kinds[headline] = LineKind("headline", strongest_headline_rule(page, headline, rulebook), Basis("headline"))
    _name_duplicates(lines, page.context.features, is_by_place, kinds, rulebook)
    for i, reviewed in enumerate(page.reviewed_kinds):
        if reviewed is not None:
            kinds[i] = LineKind(reviewed, page.review_rule, Basis("review"))
    return kinds


def _naming_rules(hits: list[RuleHit], rules: tuple[Rule, ...], specificity: tuple[int, ...]) -> list[Rule]:
    """Return the most specific rules with a hit that name a kind."""
    most = 0
    for hit in hits:
        most = max(most, specificity[hit.rule])
    return [rules[hit.rule] for hit in hits if specificity[hit.rule] == most] if most else NO_RULES


def _name_by_hits(
    page: PageEvidence, lines: list[Line], naming_rules: list[list[Rule]], states: list[LineState]
) -> list[LineKind | None]:
    """Return kinds by rule hits and by sections; a section reaches to the body or to another section heading."""
    kinds: list[LineKind | None] = []
    section: LineKind | None = None
    for i, line in enumerate(lines):
        if states[i].state == "body":
            section = None
            kinds.append(BODY)
            continue
        rule = _preferred_rule(naming_rules[i], kinds[i - 1] if i else None)
        own = _own_kind(page, i, line, states[i], rule)
        if _ends_ranking(line, own, section):
            own = LineKind("related", page.rulebook.sequence_code, BY_PLACE[states[i].place])
            section = _opened_by(own, line)
        else:
            section = _section(line, rule, own, section)
            own = _in_section(line, rule, own, section)
        kinds.append(own)
    return kinds


def _preferred_rule(rules: list[Rule], above: LineKind | None) -> Rule | None:
    """Return the rule of the kind of the line above if there is one, else the first."""
    for rule in rules:
        if above is not None and rule.kind == above.kind:
            return rule
    return rules[0] if rules else None


def _own_kind(page: PageEvidence, i: int, line: Line, state: LineState, rule: Rule | None) -> LineKind | None:
    """Return the kind that a rule gives; menus above the article share phrases with footers."""
    if rule is None or rule.kind is None:
        return None
    is_menu = rule.kind == "footer" and state.state == "before"
    return _by_place(page, i, line, state) if is_menu else LineKind(rule.kind, rule.code, BY_HIT)


def _ends_ranking(line: Line, own: LineKind | None, section: LineKind | None) -> bool:
    """Return True if a line is a heading below a list of trending stories, for other stories."""
    is_trending = section is not None and section.kind == "trending"
    return is_trending and (own is None or own.kind == "navigation") and _is_heading(line)


def _section(line: Line, rule: Rule | None, own: LineKind | None, section: LineKind | None) -> LineKind | None:
    """Return the section that `line` opens, or else the current one, as the kind of the lines in it."""
    if own and rule and own.kind in SECTIONS and (section is None or rule.opens or own.kind == "footer"):
        return _opened_by(own, line)
    is_ended = section is not None and section.kind in TEASERS and own is not None and own.kind == "promotion"
    return None if is_ended else section


def _opened_by(heading: LineKind, line: Line) -> LineKind:
    """Return the kind of the lines in the section that `line`, a heading, opens."""
    return LineKind(heading.kind, heading.rule, Basis("section", line.number))


def _is_heading(line: Line) -> bool:
    """Return True if a line is a few words in capitals below a blank row."""
    text = line.text.strip()
    return text.isupper() and len(text.split()) <= CAPITALS_WORDS and line.gap > 0


def _in_section(line: Line, rule: Rule | None, own: LineKind | None, section: LineKind | None) -> LineKind | None:
    """Return the kind of the section if it subsumes the line's own kind, else the latter."""
    if section is None or (own is not None and own.kind not in SUBSUMED_BY.get(section.kind, ())):
        return own
    is_menu_row = rule is not None and rule.kind == "navigation" and rule.pattern is not None
    return own if is_menu_row and section.kind in TEASERS and not _is_heading(line) else section


def _name_by_neighbours(
    lines: list[Line], kinds: list[LineKind | None], states: list[LineState], has_hit: list[bool]
) -> None:
    """Name lines without a hit by the lines beside them."""
    for i, own in enumerate(kinds):
        above = kinds[i - 1] if i else None
        if states[i].state != "insert":
            if own is None and above is not None and above.kind == "byline" and _is_short(lines[i], BYLINE_WORDS):
                kinds[i] = _beside(above, lines[i - 1])
        elif own is None:
            kinds[i] = _in_insert(i, lines, kinds, states)
        elif own.kind == "byline" and above is not None and above.kind in EMBEDS:
            kinds[i] = _beside(above, lines[i - 1])
    for i in range(len(kinds) - 2, -1, -1):
        below = kinds[i + 1]
        if states[i].state == "after" and not has_hit[i] and below and _is_offer_title(lines[i], kinds[i], below):
            kinds[i] = _beside(below, lines[i + 1])


def _beside(neighbour: LineKind, line: Line) -> LineKind:
    """Return the kind of the lines that belong with `line`, which has the kind `neighbour`."""
    number = neighbour.basis.line if neighbour.basis.how == "neighbour" else line.number
    return LineKind(neighbour.kind, neighbour.rule, Basis("neighbour", number))


def _is_short(line: Line, words: int) -> bool:
    return len(line.text.split()) <= words


def _is_offer_title(line: Line, own: LineKind | None, below: LineKind) -> bool:
    """Return True if a line above an offer has no section, or is too short for a teaser of its section."""
    if below.kind != "promotion":
        return False
    return own is None or (own.kind in TEASERS and _is_short(line, OFFER_WORDS))


def _in_insert(i: int, lines: list[Line], kinds: list[LineKind | None], states: list[LineState]) -> LineKind | None:
    """Return the nearest telling kind above line `i` in its insert, else below, or None."""
    for step in (-1, 1):
        j = i + step
        while 0 <= j < len(kinds) and states[j].state == "insert":
            found = kinds[j]
            if found is not None and found.kind not in QUIET:
                return _beside(found, lines[j])
            j += step
    return None


def _by_place(page: PageEvidence, i: int, line: Line, state: LineState) -> LineKind:
    """Return the kind of `line`, the one at index `i`, if nothing but its place names it."""
    kind, rule = _kind_by_place(line, state), page.rulebook.sequence_code
    run = page.feature_value(MENU_FEATURE, i) if kind == "navigation" else 0.0
    return LineKind(kind, rule, _menu_basis(int(run)) if run >= MENU_LINES else BY_PLACE[state.place])


@lru_cache
def _menu_basis(lines: int) -> Basis:
    return Basis("menu", 0, lines)


def _kind_by_place(line: Line, state: LineState) -> Kind:
    if state.state == "before":
        return "navigation"
    return "related" if len(line.text) >= TEASER_LENGTH or len(line.text.split()) >= TEASER_WORDS else "navigation"


def _credit_template(
    features: TemplateFeatures,
    has_hit: list[bool],
    states: list[LineState],
    kinds: list[LineKind],
    rulebook: Rulebook,
) -> None:
    """Credit a template rule with the lines without a hit that owe at least half of their score to it."""
    for rule in (rule for rule in rulebook.external_line_rules if rule.name in features.columns):
        column = features.columns[rule.name]
        for i, state in enumerate(states):
            found = find_bin(column[i], rule.bins)
            weight = (found.before, found.inside, found.after)[state.place]
            if not has_hit[i] and 2 * weight >= state.score > 0:
                kinds[i] = LineKind(kinds[i].kind, rulebook.rules[rule.rule].code, Basis("template"))


def _name_duplicates(
    lines: list[Line],
    features: list[LineFeatures],
    is_by_place: list[bool],
    kinds: list[LineKind],
    rulebook: Rulebook,
) -> None:
    """Give dropped lines the kind duplicate if only their place named them and their words are also in the article."""
    kept: dict[int, int] = {}  # number of the first line of the article with these words
    for i, own in enumerate(kinds):
        if own.kind in ("headline", "body") and features[i].key != 0:
            kept.setdefault(features[i].key, lines[i].number)
    by_place = [i for i, own in enumerate(kinds) if is_by_place[i] and own.kind not in CONTENT]
    duplicates = [i for i in by_place if features[i].key in kept]
    if duplicates:
        rule = _repeat_rule(rulebook)
        for i in duplicates:
            kinds[i] = LineKind("duplicate", rule, Basis("duplicate", kept[features[i].key]))


def _repeat_rule(rulebook: Rulebook) -> str:
    """Return the code of the rule for repeated lines, or of the sequence rule if it is disabled."""
    codes = (rule.code for rule in rulebook.rules if rule.measure == "repeat_kind" and rule.kind is None)
    return next(codes, rulebook.sequence_code)
