"""Cuts: lines in a row that the segmentation drops, judged again as a whole.

The segmentation drops a list, a listing or a standfirst because each of its lines lacks the looks of prose. A cut shows
more than its lines do: boilerplate rarely comes without any set phrase, on a page without any other boilerplate. So the
weights of the cut rules are added up for each cut; if the sum is negative, its lines are body after all, except those
with strong evidence of their own.
"""

from collections.abc import Sequence
from math import fsum
from typing import Final, NamedTuple

from cleaner.decision.page import MAX_WORDS, feature_evidence, weight_columns, weighted_mean
from cleaner.decision.segments import LineState
from cleaner.features.blocks import CODE, LIST, TABLE
from cleaner.model import Evidence
from cleaner.rulebook.rulebook import Rulebook

STRONG: Final = 0.5
"""Weight from which the evidence of a phrase, pattern or template is strong."""
MAX_SCORE: Final = 10.0
"""Score above which a line counts no more in the mean of a cut."""
BEFORE, BETWEEN, AFTER = 0.0, 1.0, 2.0
"""Values of `cut_place`."""


class CutColumns(NamedTuple):
    """Columns that cut features are computed from, each with a value per line, and the kinds on the page. Picklable."""

    words: list[float]
    strengths: list[float]
    """Largest weight of a phrase, pattern or template of the line; 0 if there is none."""
    is_phrase: list[bool]
    """True for each line that is a set phrase of several words, or an image: strong evidence, whatever its weight."""
    is_boilerplate: list[bool]
    """True for each line with evidence of a kind that is boilerplate, or of the site's template."""
    has_gap: list[bool]
    """True for each line below a blank row."""
    is_lead: list[bool]
    """True for each line that ends with a colon."""
    blocks: list[float]
    """Block of each line (see `features.blocks`)."""
    topics: list[float]
    """Topic overlap of each line, 0 for a line without topic words."""
    kinds: int
    """Number of kinds that phrases and patterns name on the page."""
    had_boilerplate: bool = False
    """True if boilerplate was removed from the page before."""


class Cut(NamedTuple):
    """The lines [first, end), which the segmentation drops."""

    first: int
    end: int


def shows_boilerplate(columns: CutColumns) -> bool:
    """Return True if any line of the page has, or had, strong evidence of boilerplate."""
    lines = range(len(columns.words))
    return columns.had_boilerplate or any(columns.is_boilerplate[i] and is_strong(columns, i) for i in lines)


def is_strong(columns: CutColumns, i: int) -> bool:
    """Return True if line `i` has strong evidence of a phrase, pattern or template."""
    return columns.is_phrase[i] or columns.strengths[i] >= STRONG


def find_cuts(states: Sequence[LineState], headline: int | None) -> list[Cut]:
    """Return the cuts of a page from top to bottom; no line above the headline is in one."""
    cuts: list[Cut] = []
    first = -1
    for i in range(headline or 0, len(states)):
        if states[i].state == "body":
            if first >= 0:
                cuts.append(Cut(first, i))
            first = -1
        elif first < 0:
            first = i
    return cuts if first < 0 else [*cuts, Cut(first, len(states))]


def cut_features(columns: CutColumns, states: Sequence[LineState], cuts: Sequence[Cut]) -> list[dict[str, float]]:
    """Return the values of the cut features of each cut, by name."""
    body = [i for i, state in enumerate(states) if state.state == "body"]
    words, all_words = fsum([columns.words[i] for i in body]), fsum(columns.words)
    shared = {
        "page_boilerplate": 1.0 if shows_boilerplate(columns) else 0.0,
        "page_kinds": float(columns.kinds),
        "body_share": words / max(1.0, all_words),
        "body_certainty": weighted_mean(
            [-states[i].score for i in body], [min(MAX_WORDS, columns.words[i]) for i in body]
        ),
    }
    body_start = body[0] if body else len(states)
    return [shared | _own_features(columns, states, cut, cut.first < body_start) for cut in cuts]


def _own_features(columns: CutColumns, states: Sequence[LineState], cut: Cut, is_first: bool) -> dict[str, float]:
    first, end = cut
    size = float(end - first)
    return {
        "cut_score": fsum([min(MAX_SCORE, state.score) for state in states[first:end]]) / size,
        "cut_tables": columns.blocks[first:end].count(TABLE) / size,
        "cut_code": columns.blocks[first:end].count(CODE) / size,
        "cut_lists": columns.blocks[first:end].count(LIST) / size,
        "cut_lines": size,
        "cut_topic": fsum(columns.topics[first:end]) / size,
        "cut_gaps": columns.has_gap[first:end].count(True) / size,
        "cut_lead": 1.0 if first and columns.is_lead[first - 1] else 0.0,
        "cut_place": BEFORE if is_first else AFTER if end == len(states) else BETWEEN,
    }


def restore_cuts(
    columns: CutColumns, states: list[LineState], headline: int | None, rulebook: Rulebook
) -> dict[int, tuple[Evidence, ...]]:
    """Make body of the lines of each cut whose evidence is for the article; return that evidence for each of the lines.

    Lines with strong evidence of their own stay dropped.
    """
    is_bare = not columns.had_boilerplate and not any(is_strong(columns, i) for i in range(len(states)))
    cuts = find_cuts(states, None if is_bare else headline)
    weights = rulebook.cut_weights
    restored: dict[int, tuple[Evidence, ...]] = {}
    for cut, values in zip(cuts, cut_features(columns, states, cuts), strict=True):
        columns_of_rules = weight_columns(values, rulebook.cut_rules, rulebook.offsets)
        total = fsum([weights[column] for column in columns_of_rules])
        if total < 0:
            evidence = feature_evidence(values, rulebook.cut_rules, weights, rulebook)
            restored.update(dict.fromkeys(_restore(cut, total, columns, states), evidence))
    return restored


def _restore(cut: Cut, total: float, columns: CutColumns, states: list[LineState]) -> list[int]:
    """Make body of the lines of a cut; return them. Lines with strong evidence between them are inserts."""
    body = [i for i in range(cut.first, cut.end) if not is_strong(columns, i)]
    for i in body:
        states[i] = LineState("body", total, states[i].place)
    if not body:
        return body
    has_body_above = cut.first > 0 and states[cut.first - 1].state == "body"
    first = cut.first if has_body_above else body[0]
    end = body[-1] if cut.end == len(states) else cut.end
    for i in range(first, end):
        if states[i].state != "body":
            states[i] = LineState("insert", states[i].score, states[i].place)
    return body
