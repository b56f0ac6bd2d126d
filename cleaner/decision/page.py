"""Features of a whole page, computed once each line has its state: signs of an index instead of an article.

An index is made of teasers, and the decision on lines, which looks for the best body there is, takes some of them for
one. Such a body shows it: its lines are barely better kept than dropped, it has typical boilerplate words, much between
its lines is dropped, and prose remains outside of it.
"""

from math import fsum
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaner.features.blocks.codes import CODE, ENTRIES, MENU
from cleaner.features.records import CONTENT
from cleaner.features.windows import FAR, total
from cleaner.model import Evidence
from cleaner.text.vectors import Column

if TYPE_CHECKING:
    from cleaner.decision.segments import LineState
    from cleaner.rulebook.rulebook import FeatureRule, Rulebook

MAX_WORDS: Final = 60.0
"""Words above which a line has no more weight in a mean."""


class PageColumns(NamedTuple):
    """Columns that page features are computed from, each with a value per line. Picklable."""

    words: list[float]
    prose: list[float]
    """Words of lines of prose, 0 for other lines."""
    boilerplate_word_share: list[float]
    times_near: list[float]
    byline: list[bool]
    blocks: list[float]
    """Block of each line (see `features.blocks`)."""
    records: list[float]
    """1 for a line in records with little prose above, 2 for one in records below prose, else 0."""


def page_features(columns: PageColumns, states: list["LineState"]) -> dict[str, float]:
    """Return the values of the page features, by name."""
    body = [i for i, state in enumerate(states) if state.state == "body"]
    inserts = [i for i, state in enumerate(states) if state.state == "insert"]
    all_words, share, times = columns.words, columns.boilerplate_word_share, columns.times_near
    words = _sum_at(all_words, body)
    prose = sum(columns.prose, 0.0)  # of multiples of 0.5, which is exact
    weights = [min(MAX_WORDS, all_words[i]) for i in body]
    scores = [-states[i].score for i in body]
    return {
        "body_words": words,
        "body_share": words / max(1.0, sum(all_words, 0.0)),
        "body_certainty": weighted_mean(scores, weights),
        "surest_line": max(scores, default=0.0),
        "body_boilerplate_word_share": weighted_mean([share[i] for i in body], weights),
        "body_times": weighted_mean([times[i] for i in body], weights),
        "inserts": _sum_at(all_words, inserts) / max(1.0, words),
        "prose_outside": (prose - _sum_at(columns.prose, body)) / max(1.0, prose),
        "bylines": count_true(columns.byline, 0, len(states)) / max(1, len(states)),
        "byline_distance": _byline_distance(columns.byline, body),
        "page_records": count_value(columns.records, CONTENT) / max(1, len(states)),
        "page_menus": count_value(columns.blocks, MENU) / max(1, len(states)),
        "page_entries": count_value(columns.blocks, ENTRIES) / max(1, len(states)),
        "page_code": count_value(columns.blocks, CODE) / max(1, len(states)),
    }


def _byline_distance(byline: list[bool], body: list[int]) -> float:
    """Return the number of lines from the last byline above the body to its first line, `FAR` if there is none."""
    if body:
        for i in range(body[0], -1, -1):
            if byline[i]:
                return float(min(body[0] - i, FAR))
    return FAR


def body_extent(words: Column, states: list["LineState"]) -> tuple[float, float]:
    """Return the words of the body and their share of the page, given the words of each line."""
    body = 0.0
    for i, state in enumerate(states):
        if state.state == "body":
            body += words[i]
    return body, body / max(1.0, total(words))


def _sum_at(column: list[float], lines: list[int]) -> float:
    """Return the sum of words of lines; it is exact, because words are multiples of 0.5."""
    return sum([column[i] for i in lines], 0.0)


def count_value(column: list[float], value: float) -> float:
    """Return how often a value is in a column."""
    count = 0.0
    for own in column:
        if own == value:
            count += 1.0
    return count


def count_true(flags: list[bool], first: int, end: int) -> int:
    """Return how many flags in [first, end) are true."""
    count = 0
    for i in range(first, end):
        if flags[i]:
            count += 1
    return count


def weighted_mean(values: list[float], weights: list[float]) -> float:
    """Return the mean of values; `weights` that add up to less than 1 count as 1."""
    return fsum([values[i] * weights[i] for i in range(len(values))]) / max(1.0, fsum(weights))


def feature_evidence(
    values: dict[str, float], rules: tuple["FeatureRule", ...], weights: tuple[float, ...], rulebook: "Rulebook"
) -> tuple[Evidence, ...]:
    """Return the evidence of page rules or cut rules, given the values of their features and the weights by column."""
    columns = weight_columns(values, rules, rulebook.offsets)
    return tuple(
        Evidence(rulebook.rules[rule].code, weights[column], f"{name} {values[name]:.4g}")
        for (rule, name, _), column in zip(rules, columns, strict=True)
    )


def weight_columns(values: dict[str, float], rules: tuple["FeatureRule", ...], offsets: tuple[int, ...]) -> list[int]:
    """Return the weight column of each page rule or cut rule, given the values of their features."""
    columns: list[int] = []
    for rule, name, bins in rules:
        value, column = values[name], offsets[rule]
        for bound in bins:
            if value < bound:
                break
            column += 1
        columns.append(column)
    return columns
