"""Features of cuts: what the lines of a cut are, what is next to it, and what the page around it is."""

from collections.abc import Sequence
from math import fsum
from typing import Final, NamedTuple

from cleaner.decision.furniture import CutColumns, Furniture, may_be_entry
from cleaner.decision.page import MAX_WORDS, count_true, count_value, weighted_mean
from cleaner.decision.segments import LineState
from cleaner.decision.sole_block import Block
from cleaner.features.blocks.codes import CODE, FORMS, LIST, TABLE, WHOLE
from cleaner.model import BITS

MAX_SCORE: Final = 10.0
"""Score above which a line counts no more in the mean of a cut."""
BEFORE: Final = 0.0
"""Value of `cut_place`."""
BETWEEN: Final = 1.0
AFTER: Final = 2.0
BODY: Final = 0.0
"""Value of `cut_above` and `cut_below`."""
EDGE: Final = 1.0
BOUNDS: Final = (
    BITS["comments"],
    BITS["share"],
    BITS["byline"],
    BITS["read-also"],
    BITS["related"] | BITS["trending"],
    BITS["promotion"] | BITS["advert"],
    BITS["navigation"],
    BITS["footer"] | BITS["notice"],
)
"""Kinds of a line next to a cut; the first that a phrase or pattern names there counts."""
FIRST_BOUND: Final = 2.0
"""Value for the first kinds of `BOUNDS`."""
READ_ALSO: Final = FIRST_BOUND + 3
RELATED: Final = FIRST_BOUND + 4
OTHER: Final = 10.0
"""Value for a line of none of these kinds, after that for the last of them."""
HEADLINE: Final = 11.0
LONG: Final = 4.0
"""Lines from which a cut is more than an insert or a button."""
LAST: Final = 2.0
"""Maximum sentences of a cut right below the body, the last words of an article."""
SURE: Final = 3.5
"""Certainty of a body from which the page has one for sure."""
FEW_ENCLOSED: Final = 1.0
"""Value of `cut_few`."""
FEW_UNSURE: Final = 2.0
LEADS_TO_CUT: Final = 1.0
"""Value of `cut_lead`."""
LEADS_INSIDE: Final = 2.0


class Cut(NamedTuple):
    """The lines [first, end), without strong evidence, in the run [run_first, run_end) of dropped lines."""

    first: int
    end: int
    run_first: int
    run_end: int


def cut_features(
    furniture: Furniture,
    states: list[LineState],
    cuts: list[Cut],
    headline: int | None,
    sole_block: Block | None = None,
) -> list[dict[str, float]]:
    """Return the values of the cut features of each cut, by name."""
    if not cuts:
        return []
    columns, body = furniture.columns, [i for i, state in enumerate(states) if state.state == "body"]
    shared = _page_features(furniture, states, body)
    start = body[0] if body else len(states)
    out: list[dict[str, float]] = []
    for cut in cuts:
        values = _line_features(columns, states, cut)
        values.update(shared)
        values.update(_place_features(cut, start, len(states)))
        values["cut_above"] = HEADLINE if cut.first - 1 == headline else _bound(columns, states, cut.first - 1)
        values["cut_below"] = _bound(columns, states, cut.end)
        values["cut_few"] = _few(values, may_be_entry(columns, cut.first)) if furniture.shows_little else 0.0
        values["cut_sole"] = _is_in(cut, sole_block)
        out.append(values)
    return out


def _is_in(cut: Cut, block: Block | None) -> float:
    """Return 1 if a cut is in a block, else 0."""
    return 1.0 if block and block[0] <= cut.first and cut.end <= block[1] else 0.0


def _few(values: dict[str, float], is_entry: bool) -> float:
    """Return the code of a cut on a page with little boilerplate, given its other features.

    `is_entry` is True if its first line may be an entry of a menu, and no title.
    """
    above, is_long = values["cut_above"], values["cut_lines"] >= LONG
    if values["body_certainty"] < SURE and (is_long or above in (EDGE, HEADLINE) or values["cut_sentences"] == 1):
        return FEW_UNSURE
    is_between = is_long and values["cut_place"] == BETWEEN and above not in (READ_ALSO, RELATED)
    is_title = values["cut_lines"] == 1 and above == EDGE and values["cut_below"] == BODY and not is_entry
    is_last = values["cut_lines"] <= LAST and values["cut_sentences"] == 1 and above == BODY
    return FEW_ENCLOSED if is_between or is_title or is_last else 0.0


def _page_features(furniture: Furniture, states: list[LineState], body: list[int]) -> dict[str, float]:
    columns, words = furniture.columns, furniture.columns.words
    body_words = [words[i] for i in body]
    return {
        "page_boilerplate": 1.0 if furniture.shows_boilerplate else 0.0,
        "page_kinds": float(columns.kinds),
        "page_code": count_value(columns.blocks, CODE) / max(1, len(states)),
        "body_share": sum(body_words, 0.0) / max(1.0, sum(words, 0.0)),  # sums of multiples of 0.5, which are exact
        "body_certainty": weighted_mean([-states[i].score for i in body], [min(MAX_WORDS, own) for own in body_words]),
    }


def _line_features(columns: CutColumns, states: list[LineState], cut: Cut) -> dict[str, float]:
    first, end = cut.first, cut.end
    size, blocks = float(end - first), columns.blocks[first:end]
    byline = BITS["byline"]
    return {
        "cut_score": fsum([min(MAX_SCORE, states[i].score) for i in range(first, end)]) / size,
        "cut_tables": count_value(blocks, TABLE) / size,
        "cut_code": count_value(blocks, CODE) / size,
        "cut_lists": count_value(blocks, LIST) / size,
        "cut_forms": sum([1.0 for block in blocks if block in FORMS]) / size,
        "cut_lines": size,
        "cut_topic": _mean_topic(columns.topics[first:end]),
        "cut_gaps": count_true(columns.has_gap, first, end) / size,
        "cut_lead": _lead(columns, first),
        "cut_listed": count_true(columns.is_listed, first, end) / size,
        "cut_bylines": sum([1.0 for kinds in columns.kinds_at[first:end] if kinds & byline]) / size,
        "cut_sentences": count_true(columns.is_sentence, first, end) / size,
        "cut_block": _lines_in_body_block(columns, states, cut) / size,
    }


def _lines_in_body_block(columns: CutColumns, states: list[LineState], cut: Cut) -> float:
    """Return the number of lines of a cut that continue a block of the body above it or below it."""
    blocks, first, end = columns.blocks, cut.first, cut.end
    above = first > 0 and states[first - 1].state == "body" and blocks[first - 1] in WHOLE
    below = end < len(blocks) and states[end].state == "body" and blocks[end] in WHOLE
    top, bottom = first, end
    while above and top < end and blocks[top] == blocks[first - 1]:
        top += 1
    while below and bottom > top and blocks[bottom - 1] == blocks[end]:
        bottom -= 1
    return float(top - first + end - bottom)


def _mean_topic(topics: Sequence[float]) -> float:
    """Return the mean of the topic overlaps of the lines that have topic words, -1 if none has."""
    known = [topic for topic in topics if topic >= 0]
    return fsum(known) / len(known) if known else -1.0


def _lead(columns: CutColumns, first: int) -> float:
    """Return how the article leads to a cut: by the line above it, or by its own first line, above a list or code."""
    if first and columns.is_lead[first - 1]:
        return LEADS_TO_CUT
    is_list = first + 1 < len(columns.blocks) and columns.blocks[first + 1] in (LIST, TABLE, CODE)
    return LEADS_INSIDE if columns.is_lead[first] and is_list else 0.0


def _place_features(cut: Cut, body_start: int, count: int) -> dict[str, float]:
    above, below = float(cut.first - cut.run_first), float(cut.run_end - cut.end)
    if cut.first < body_start:
        return {"cut_place": BEFORE, "cut_distance": below}
    if cut.run_end == count:
        return {"cut_place": AFTER, "cut_distance": above}
    return {"cut_place": BETWEEN, "cut_distance": min(above, below)}


def _bound(columns: CutColumns, states: list[LineState], i: int) -> float:
    """Return the code of line `i`, which is next to a cut or off the page."""
    if not 0 <= i < len(states):
        return EDGE
    if states[i].state == "body":
        return BODY
    for k, kinds in enumerate(BOUNDS):
        if columns.kinds_at[i] & kinds:
            return FIRST_BOUND + k
    return OTHER
