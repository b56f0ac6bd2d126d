"""Training pages: the weight columns of each line, and its correct state."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.furniture import CutColumns
from cleaner.decision.headline import find_headline
from cleaner.decision.line_reader import LineReader, RuleHit
from cleaner.decision.page import PageColumns
from cleaner.decision.segments import BODY, STATES, LineState, segment
from cleaner.features.accumulator import place_scores
from cleaner.learn.metrics import in_article, words
from cleaner.learn.pairs import Pair
from cleaner.rulebook.example_pages import ExamplePage
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.lines import split_lines

COST_WORDS, MAX_WORDS = 20.0, 60.0
"""Length of a line with cost 1, and the length above which the cost stays the same, in words."""
PAGE_WEIGHT = 5.0
"""Training weight of a page, before it is divided by the square root of its number of lines."""
MIN_LINES = 10
"""Number of lines below which pages are weighted as if they had so many."""
CAPTIONS = ("CAP201", "CAP202")
"""Rules that overrule the gold text on captions: gold texts disagree about captions, and cleaning drops them."""


class TrainingPage(NamedTuple):
    """One page for training. The columns of line i are `columns[ends[i]:ends[i + 1]]`.

    `states` and `costs` have one value for each line: an index in `STATES`, and the cost of a wrong decision. `counts`
    is the training weight of the page.
    """

    columns: NDArray[np.int32]
    ends: NDArray[np.int64]
    states: NDArray[np.int64]
    costs: NDArray[np.float64]
    counts: float
    page_columns: PageColumns
    cut_columns: CutColumns
    """Columns of cut features; the strengths are computed by `cut_columns`, because they depend on fitted weights."""
    hit_columns: list[list[int]]
    """Weight columns of the hits in each line."""
    headline: int | None
    """Index of the headline that the present weights find."""
    has_article: bool
    is_markdown: bool


def from_pair(pair: Pair, rulebook: Rulebook) -> TrainingPage | None:
    """Return the page of a labelled pair; None if its text is blank."""
    reader = LineReader(rulebook)
    lines = split_lines(pair.raw, reader.parts)
    if not lines:
        return None
    page = PageEvidence(lines, reader)
    is_body = in_article([line.text for line in lines], pair.gold)
    kept = [k and not _is_caption(hits, rulebook) for k, hits in zip(is_body, page.hits, strict=True)]
    costs = [min(MAX_WORDS, len(words(line.text))) / COST_WORDS for line in lines]
    return _make_page(page, kept, costs, PAGE_WEIGHT * pair.counts, bool(pair.gold.strip()))


def from_example(example: ExamplePage, rulebook: Rulebook) -> TrainingPage | None:
    """Return the page of an example, with equal costs for all lines; None if its rows do not match its lines."""
    reader = LineReader(rulebook)
    lines = split_lines("\n\n".join(example.rows) + "\n", reader.parts)
    if len(lines) != len(example.rows):
        return None
    return _make_page(PageEvidence(lines, reader), example.kept, [1.0] * len(lines), example.counts)


def from_rules(rulebook: Rulebook) -> list[TrainingPage]:
    """Return the examples of the page rules as pages. Their weight is 0, so they train only the verdict."""
    rules = [rule for rule in rulebook.rules if rule.page]
    texts = [*((text, "") for r in rules for text in r.drops), *((text, text) for r in rules for text in r.keeps)]
    pairs = [Pair("", raw, gold, "", counts=0) for raw, gold in texts]
    return [page for pair in pairs if (page := from_pair(pair, rulebook))]


def _make_page(
    page: PageEvidence, kept: Sequence[bool], costs: Sequence[float], counts: float, has_article: bool = True
) -> TrainingPage:
    rows = [page.line_columns(i) for i in range(len(kept))]
    return TrainingPage(
        columns=np.array([column for row in rows for column in row], np.int32),
        ends=np.cumsum([0, *map(len, rows)]),
        states=_states(np.array(kept, bool)),
        costs=np.array(costs, float),
        counts=counts / max(MIN_LINES, len(kept)) ** 0.5,
        page_columns=page.page_columns(),
        cut_columns=page.cut_columns(),
        hit_columns=page.phrase_columns(),
        headline=find_headline(page, segment(page.totals(), page.rulebook.transitions), page.rulebook),
        has_article=has_article,
        is_markdown=page.is_markdown,
    )


def _is_caption(hits: Sequence[RuleHit], rulebook: Rulebook) -> bool:
    return any(rulebook.rules[hit.rule].code in CAPTIONS for hit in hits)


def _states(kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the states of the lines of a page: dropped lines between kept ones are inserts."""
    places = np.flatnonzero(kept)
    if not len(places):
        return np.full(len(kept), STATES.index("before"))
    states = np.full(len(kept), STATES.index("insert"))
    states[: places[0]], states[places[-1] + 1 :] = STATES.index("before"), STATES.index("after")
    states[kept] = BODY
    return states


def segment_page(page: TrainingPage, rulebook: Rulebook) -> list[LineState]:
    """Return the states of the lines of a page under the weights of `rulebook`."""
    totals = np.add.reduceat(np.array(rulebook.weights)[page.columns], page.ends[:-1], axis=0)
    return segment(place_scores([(float(b), float(i), float(a)) for b, i, a in totals]), rulebook.transitions)


def cut_columns(page: TrainingPage, rulebook: Rulebook) -> CutColumns:
    """Return the columns of cut features under the weights of `rulebook`."""
    strengths = [max([0.0, *(rulebook.strengths[column] for column in columns)]) for columns in page.hit_columns]
    return page.cut_columns._replace(strengths=strengths)
