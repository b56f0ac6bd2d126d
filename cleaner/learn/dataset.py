"""Labelled pages as the model sees them: for each line the columns that speak for it, and what is right."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.decision.document import PageColumns
from cleaner.decision.evidence import PageEvidence
from cleaner.decision.line_reader import LineReader, RuleHit
from cleaner.decision.segments import BODY, STATES
from cleaner.learn.metrics import in_article, words
from cleaner.learn.pairs import Pair
from cleaner.rulebook.example_pages import ExamplePage
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.lines import split_lines

PRICE_WORDS, LONGEST = 20.0, 60.0
"""Words of a line that cost 1 to get wrong, and words beyond which a line costs no more."""
PAGE = 5.0
"""How much a page counts, divided by the root of its lines: long pages say more, but not in proportion."""
FEWEST_LINES = 10
CAPTIONS = ("CAP201", "CAP202")
"""Rules sure enough of captions to overrule a gold text: gold texts differ on captions, and cleaning drops them."""


class TrainingPage(NamedTuple):
    """One page. Line i has the columns `columns[ends[i]:ends[i + 1]]`."""

    columns: NDArray[np.int32]
    ends: NDArray[np.int64]
    states: NDArray[np.int64]
    prices: NDArray[np.float64]
    """Of getting each line wrong."""
    counts: float
    traits: PageColumns
    has_article: bool


def from_pair(pair: Pair, rulebook: Rulebook) -> TrainingPage | None:
    """A labelled pair as a page; None where its text is blank."""
    reader = LineReader(rulebook)
    lines = split_lines(pair.raw, reader.parts)
    if not lines:
        return None
    sight = PageEvidence(lines, reader)
    is_body = in_article([line.text for line in lines], pair.gold)
    kept = [k and not _is_caption(hits, rulebook) for k, hits in zip(is_body, sight.hits, strict=True)]
    prices = [min(LONGEST, len(words(line.text))) / PRICE_WORDS for line in lines]
    return _page(sight, kept, prices, PAGE * pair.counts, bool(pair.gold.strip()))


def from_example(example: ExamplePage, rulebook: Rulebook) -> TrainingPage | None:
    """One of our own examples as a page, every line at the same price; None where its rows are not its lines."""
    reader = LineReader(rulebook)
    lines = split_lines("\n\n".join(example.rows) + "\n", reader.parts)
    if len(lines) != len(example.rows):
        return None
    return _page(PageEvidence(lines, reader), example.kept, [1.0] * len(lines), example.counts)


def from_rules(rulebook: Rulebook) -> list[TrainingPage]:
    """The examples of the rules of the page: they tell an article from none and teach nothing about lines."""
    rules = [rule for rule in rulebook.rules if rule.page]
    texts = [*((text, "") for r in rules for text in r.drops), *((text, text) for r in rules for text in r.keeps)]
    pairs = [Pair("", raw, gold, "", counts=0) for raw, gold in texts]
    return [page for pair in pairs if (page := from_pair(pair, rulebook))]


def _page(
    sight: PageEvidence, kept: Sequence[bool], prices: Sequence[float], counts: float, has_article: bool = True
) -> TrainingPage:
    """A page of lines that are to be kept or not."""
    rows = [sight.line_columns(i) for i in range(len(kept))]
    return TrainingPage(
        columns=np.array([column for row in rows for column in row], np.int32),
        ends=np.cumsum([0, *map(len, rows)]),
        states=_states(np.array(kept, bool)),
        prices=np.array(prices, float),
        counts=counts / max(FEWEST_LINES, len(kept)) ** 0.5,
        traits=sight.traits(),
        has_article=has_article,
    )


def _is_caption(hits: Sequence[RuleHit], rulebook: Rulebook) -> bool:
    return any(rulebook.rules[hit.rule].code in CAPTIONS for hit in hits)


def _states(kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The states of a page's lines: what is not kept is before the first that is, after the last, or an insert."""
    places = np.flatnonzero(kept)
    if not len(places):
        return np.full(len(kept), STATES.index("before"))
    states = np.full(len(kept), STATES.index("insert"))
    states[: places[0]], states[places[-1] + 1 :] = STATES.index("before"), STATES.index("after")
    states[kept] = BODY
    return states
