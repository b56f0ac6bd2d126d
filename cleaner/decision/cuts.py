"""Cuts: lines in a row that the segmentation drops, judged again as a whole.

The segmentation drops a list, a listing or a standfirst because each of its lines lacks the looks of prose. A cut shows
more than its lines do: boilerplate rarely comes without any set phrase, on a page without any other boilerplate. So the
weights of the cut rules are added up for each cut; if the sum is negative, its lines are body after all. Lines with
strong evidence of their own are in no cut: they stay dropped, and part the lines above them from those below.
"""

from math import fsum
from typing import Final, NamedTuple

from cleaner.decision.page import MAX_WORDS, count_value, feature_evidence, weight_columns, weighted_mean
from cleaner.decision.segments import LineState
from cleaner.features.blocks import CODE, CONTENTS, LIST, TABLE, VERSE
from cleaner.features.windows import true_runs
from cleaner.model import Evidence
from cleaner.rulebook.rulebook import Rulebook

STRONG: Final = 0.5
"""Weight from which the evidence of a phrase, pattern or template is strong."""
MAX_SCORE: Final = 10.0
"""Score above which a line counts no more in the mean of a cut."""
BEFORE: Final = 0.0
"""Value of `cut_place`."""
BETWEEN: Final = 1.0
AFTER: Final = 2.0


class CutColumns(NamedTuple):
    """Columns that cut features are computed from, each with a value per line, and the kinds on the page. Picklable."""

    words: list[float]
    strengths: list[float]
    """Largest strength of a phrase, pattern or template of the line (see `Rulebook.strengths`); 0 if there is none."""
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
    """The lines [first, end) between lines with strong evidence, in the run [run_first, run_end) of dropped lines."""

    first: int
    end: int
    run_first: int
    run_end: int


def shows_boilerplate(columns: CutColumns) -> bool:
    """Return True if any line of the page has, or had, strong evidence of boilerplate."""
    if columns.had_boilerplate:
        return True
    is_phrase, strengths = columns.is_phrase, columns.strengths
    return any(own and (is_phrase[i] or strengths[i] >= STRONG) for i, own in enumerate(columns.is_boilerplate))


def strong_lines(columns: CutColumns) -> list[bool]:
    """Return True for each line with strong evidence of a phrase, pattern or template."""
    is_phrase, strengths = columns.is_phrase, columns.strengths
    return [is_phrase[i] or strengths[i] >= STRONG for i in range(len(strengths))]


def find_cuts(columns: CutColumns, states: list[LineState], headline: int | None) -> list[Cut]:
    """Return the cuts of a page from top to bottom; no line above the headline is in one."""
    strong = strong_lines(columns)
    is_dropped = [state.state != "body" for state in states]
    is_weak = [is_dropped[i] and not strong[i] for i in range(len(states))]
    cuts: list[Cut] = []
    for run_first, run_end in true_runs(is_dropped, headline or 0, len(states)):
        cuts += [Cut(first, end, run_first, run_end) for first, end in true_runs(is_weak, run_first, run_end)]
    return cuts


def cut_features(columns: CutColumns, states: list[LineState], cuts: list[Cut]) -> list[dict[str, float]]:
    """Return the values of the cut features of each cut, by name."""
    if not cuts:
        return []
    body = [i for i, state in enumerate(states) if state.state == "body"]
    words = columns.words
    body_words = [words[i] for i in body]
    shared = {
        "page_boilerplate": 1.0 if shows_boilerplate(columns) else 0.0,
        "page_kinds": float(columns.kinds),
        "page_code": count_value(columns.blocks, CODE) / max(1, len(states)),
        "body_share": sum(body_words, 0.0) / max(1.0, sum(words, 0.0)),  # sums of multiples of 0.5, which are exact
        "body_certainty": weighted_mean([-states[i].score for i in body], [min(MAX_WORDS, own) for own in body_words]),
    }
    body_start = body[0] if body else len(states)
    return [shared | _own_features(columns, states, cut, cut.first < body_start) for cut in cuts]


def _own_features(columns: CutColumns, states: list[LineState], cut: Cut, is_before: bool) -> dict[str, float]:
    first, end = cut.first, cut.end
    size, blocks = float(end - first), columns.blocks[first:end]
    is_after = cut.run_end == len(states)
    above, below = first - cut.run_first, cut.run_end - end
    return {
        "cut_score": fsum([min(MAX_SCORE, states[i].score) for i in range(first, end)]) / size,
        "cut_tables": count_value(blocks, TABLE) / size,
        "cut_code": count_value(blocks, CODE) / size,
        "cut_lists": count_value(blocks, LIST) / size,
        "cut_forms": sum([1.0 for block in blocks if CONTENTS <= block <= VERSE]) / size,
        "cut_lines": size,
        "cut_topic": fsum(columns.topics[first:end]) / size,
        "cut_gaps": columns.has_gap[first:end].count(True) / size,
        "cut_lead": 1.0 if first and columns.is_lead[first - 1] else 0.0,
        "cut_place": BEFORE if is_before else AFTER if is_after else BETWEEN,
        "cut_distance": float(below if is_before else above if is_after else min(above, below)),
    }


def restore_cuts(
    columns: CutColumns, states: list[LineState], headline: int | None, rulebook: Rulebook, explain: bool = True
) -> dict[int, tuple[Evidence, ...]]:
    """Make body of the lines of each cut whose evidence is for the article; return that evidence for each line.

    Without `explain`, the evidence on each line is empty.
    """
    is_bare = not columns.had_boilerplate and True not in strong_lines(columns)
    cuts = find_cuts(columns, states, None if is_bare else headline)
    weights = rulebook.cut_weights
    restored: dict[int, tuple[Evidence, ...]] = {}
    for cut, values in zip(cuts, cut_features(columns, states, cuts), strict=True):
        columns_of_rules = weight_columns(values, rulebook.cut_rules, rulebook.offsets)
        total = fsum([weights[column] for column in columns_of_rules])
        if total < 0:
            evidence = feature_evidence(values, rulebook.cut_rules, weights, rulebook) if explain else ()
            for i in range(cut.first, cut.end):
                states[i] = LineState("body", total, states[i].place)
                restored[i] = evidence
    _mark_inserts(states)
    return restored


def _mark_inserts(states: list[LineState]) -> None:
    """Make inserts of dropped lines between body lines."""
    body = [i for i, state in enumerate(states) if state.state == "body"]
    for i in range(body[0], body[-1]) if body else ():
        if states[i].state != "body":
            states[i] = LineState("insert", states[i].score, states[i].place)
