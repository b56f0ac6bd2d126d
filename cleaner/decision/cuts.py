"""Cuts: lines in a row that the segmentation drops, judged again as a whole.

The segmentation drops a list, a listing or a standfirst because each of its lines lacks the looks of prose. A cut shows
more than its lines do: boilerplate rarely comes without any set phrase, on a page without any other boilerplate. So the
weights of the cut rules are added up for each cut; if the sum is negative, its lines are body after all.

Lines with strong evidence of their own are in no cut: they stay dropped, and part the lines above them from those
below. The headline is in none either, unless the page shows no boilerplate. Sentences at an end of a cut are a cut of
their own, because the last words of an article often stand right above a menu. So is the sole block of a page.
"""

from itertools import pairwise
from math import fsum

from cleaner.decision.cut_features import Cut, cut_features
from cleaner.decision.furniture import Furniture
from cleaner.decision.page import feature_evidence, weight_columns
from cleaner.decision.segments import LineState
from cleaner.decision.sole_block import Block
from cleaner.features.windows import true_runs
from cleaner.model import Evidence
from cleaner.rulebook.rulebook import Rulebook


def find_cuts(
    furniture: Furniture, states: list[LineState], headline: int | None, sole_block: Block | None = None
) -> list[Cut]:
    """Return the cuts of a page from top to bottom, all below the headline."""
    strong, is_sentence = furniture.is_strong, furniture.columns.is_sentence
    is_dropped = [state.state != "body" for state in states]
    is_weak = [is_dropped[i] and not strong[i] for i in range(len(states))]
    start = 0 if headline is None else headline + 1
    cuts: list[Cut] = []
    for run_first, run_end in true_runs(is_dropped, start, len(states)):
        for first, end in true_runs(is_weak, run_first, run_end):
            for part in _part(is_sentence, Cut(first, end, run_first, run_end), len(states)):
                cuts += _split(part, sole_block) if sole_block else [part]
    return cuts


def _split(cut: Cut, block: Block) -> list[Cut]:
    """Split a cut at the ends of a block."""
    edges = [cut.first, *[edge for edge in block if cut.first < edge < cut.end], cut.end]
    return [Cut(first, end, cut.run_first, cut.run_end) for first, end in pairwise(edges)]


def _part(is_sentence: list[bool], cut: Cut, count: int) -> list[Cut]:
    """Part the sentences at the ends of a cut from its other lines.

    They must begin or end the run next to the body or headline, or be the only sentences of the cut: teasers have
    sentences in their midst.
    """
    top, bottom = cut.first, cut.end
    while top < cut.end and is_sentence[top]:
        top += 1
    while bottom > top and is_sentence[bottom - 1]:
        bottom -= 1
    has_more = True in is_sentence[top:bottom]
    if has_more and not cut.first == cut.run_first > 0:
        top = cut.first
    if has_more and not cut.end == cut.run_end < count:
        bottom = cut.end
    parts = ((cut.first, top), (top, bottom), (bottom, cut.end))
    return [Cut(first, end, cut.run_first, cut.run_end) for first, end in parts if first < end]


def restore_cuts(
    furniture: Furniture,
    states: list[LineState],
    headline: int | None,
    rulebook: Rulebook,
    sole_block: Block | None = None,
    explain: bool = True,
) -> dict[int, tuple[Evidence, ...]]:
    """Make body of the lines of each cut whose evidence is for the article; return that evidence for each line.

    `sole_block` is that of the page, if it has one. Without `explain`, the evidence on each line is empty.
    """
    cuts = find_cuts(furniture, states, headline if furniture.shows_boilerplate else None, sole_block)
    weights = rulebook.cut_weights
    restored: dict[int, tuple[Evidence, ...]] = {}
    for cut, values in zip(cuts, cut_features(furniture, states, cuts, headline, sole_block), strict=True):
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
