"""Lines and rules to evidence: what each rule saw in each line. Nothing is decided here.

Phrases and patterns look at one line; measures look at a line among its neighbours. The measures of
sections come last, because they count what phrases have found: how far above the last heading such as
"More from" or "34 comments" stands, and how many lines around are set phrases.
"""

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.measures import Measures
from cleaner.model import Evidence, Line
from cleaner.phrases import key
from cleaner.rule import Weight
from cleaner.rulebook import Rulebook

HEAD = 0.2
"""A rule for the head of a page looks where at most this share of the page's prose is above."""
TAIL = 0.8
"""One for the tail, where at least this share is."""


class Seen(NamedTuple):
    """One rule's observation on one line: its rule, the column of the weight that speaks, and what it saw."""

    rule: int
    column: int
    saw: str | float


def look(lines: Sequence[Line], rulebook: Rulebook) -> list[list[Seen]]:
    """For each line what the rules of `rulebook` see in it."""
    measures = Measures(lines, rulebook.function_words)
    seen = [_in_text(i, line.text, measures, rulebook) for i, line in enumerate(lines)]
    measures.sections(
        [any(rulebook.rules[s.rule].opens for s in row) for row in seen],
        [any(rulebook.rules[s.rule].kind is not None for s in row) for row in seen],
    )
    for rule, name, bins in rulebook.measures:
        offset = rulebook.offsets[rule]
        for row, value in zip(seen, measures[name], strict=True):
            row.append(Seen(rule, offset + _range(value, bins), value))
    return seen


def _in_text(i: int, text: str, measures: Measures, rulebook: Rulebook) -> list[Seen]:
    hits: list[tuple[int, str]] = rulebook.phrases.find(key(text))
    share = measures.prose_above[i]
    stripped = measures.texts[i]
    for rule, pattern, where in rulebook.patterns:
        if (where == "head" and share > HEAD) or (where == "tail" and share < TAIL):
            continue
        if found := pattern.search(stripped):
            hits.append((rule, found[0]))
    return [Seen(rule, rulebook.offsets[rule], saw) for rule, saw in hits]


def _range(value: float, bins: Sequence[float]) -> int:
    """Number of the range that `value` is in: how many of the bounds it has reached."""
    for number, bound in enumerate(bins):
        if value < bound:
            return number
    return len(bins)


def total(row: Sequence[Seen], rulebook: Rulebook) -> Weight:
    """What all that was seen in a line weighs together, in each of the places where it may be dropped."""
    before = insert = after = 0.0
    for seen in row:
        b, i, a = rulebook.weights[seen.column]
        before, insert, after = before + b, insert + i, after + a
    return before, insert, after


def explain(seen: Seen, place: int, rulebook: Rulebook) -> Evidence:
    """An observation in words, with its weight in one `place`: 0 before the article, 1 inside it, 2 after it."""
    rule = rulebook.rules[seen.rule]
    saw = f"{rule.measure} {seen.saw:.4g}" if isinstance(seen.saw, float | int) else seen.saw
    return Evidence(rule.code, rulebook.weights[seen.column][place], saw)
