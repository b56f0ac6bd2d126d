"""How good a cleaned text is, against the article as somebody marked it.

The measure is that of the public benchmark of article extraction (Zyte, "Article Extraction Benchmark",
2020): texts as multisets of runs of four words, precision and recall of each document, their means over all
documents, and F1 of the two means. Words of scripts without spaces are single signs. Beside it stand what the
user fears and what he wants gone: the share of the article's words that cleaning lost, of those the raw text
had, and the share of the boilerplate that it left.

Intervals are percentiles of the bootstrap over documents (Efron, "Bootstrap Methods", 1979).
"""

import random
import re
from collections import Counter
from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
RUN = 4
RESAMPLES = 1000
SEED = 20
"""Of the resampling, so that the same documents give the same interval."""
Runs = Counter[tuple[str, ...]]


class Score(NamedTuple):
    """One document. `precision` is None where nothing was kept, `recall` where there is no article."""

    precision: float | None
    recall: float | None
    body: int
    """Words of the article that the raw text had; all four counts are of runs of words."""
    lost: int
    boilerplate: int
    left: int

    @property
    def f1(self) -> float:
        """Of this document alone; 1 where nothing was to be kept and nothing was."""
        if self.precision is None and self.recall is None:
            return 1.0
        return harmonic(self.precision or 0.0, self.recall or 0.0)


class Totals(NamedTuple):
    """Documents that hold an article: means of precision and recall, their F1, shares of all words lost and left."""

    documents: int
    f1: float
    precision: float
    recall: float
    lost: float
    left: float


def words(text: str) -> list[str]:
    """Words in lower case; signs of scripts without spaces one by one."""
    return WORD.findall(text.lower())


def word_runs(text: str) -> Runs:
    """All runs of four words with how often each occurs; a shorter text is one run."""
    tokens = words(text)
    return Counter(tuple(tokens[i : i + RUN]) for i in range(max(1, len(tokens) - RUN + 1))) if tokens else Counter()


def score(raw: str, cleaned: str, gold: str) -> Score:
    """How good `cleaned` is, a cleaned form of `raw` whose article is `gold`."""
    before, after, wanted = word_runs(raw), word_runs(cleaned), word_runs(gold)
    hits = (after & wanted).total()
    body, boilerplate = before & wanted, before - wanted
    return Score(
        precision=hits / after.total() if after else None,
        recall=hits / wanted.total() if wanted else None,
        body=body.total(),
        lost=(body - after).total(),
        boilerplate=boilerplate.total(),
        left=((after - wanted) & boilerplate).total(),
    )


def total_scores(scores: Sequence[Score]) -> Totals:
    """All documents that hold an article together."""
    scores = [s for s in scores if s.recall is not None]
    precisions = [s.precision for s in scores if s.precision is not None]
    recalls = [s.recall for s in scores if s.recall is not None]
    precision, recall = (fmean(values) if values else 0.0 for values in (precisions, recalls))
    lost = sum(s.lost for s in scores) / max(1, sum(s.body for s in scores))
    left = sum(s.left for s in scores) / max(1, sum(s.boilerplate for s in scores))
    return Totals(len(scores), harmonic(precision, recall), precision, recall, lost, left)


class Verdicts(NamedTuple):
    """How many documents hold an article and how many do not, and of each how many were said to hold none."""

    articles: int
    refused: int
    others: int
    others_refused: int


def verdict_counts(scores: Sequence[Score]) -> Verdicts:
    """What all documents hold, and what was made of them."""
    counts = Counter((s.recall is not None, s.precision is None) for s in scores)
    return Verdicts(
        articles=counts[True, False] + counts[True, True],
        refused=counts[True, True],
        others=counts[False, False] + counts[False, True],
        others_refused=counts[False, True],
    )


def bootstrap_interval(scores: Sequence[Score], level: float = 0.95) -> tuple[float, float]:
    """Between which F1 of all documents with an article lies, were others of their kind drawn."""
    scores = [s for s in scores if s.recall is not None]
    draw = random.Random(SEED)
    found = sorted(total_scores(draw.choices(scores, k=len(scores))).f1 for _ in range(RESAMPLES))
    tail = (1 - level) / 2
    return found[int(tail * RESAMPLES)], found[min(RESAMPLES - 1, int((1 - tail) * RESAMPLES))]


def harmonic(a: float, b: float) -> float:
    """The harmonic mean, 0 where both are."""
    return 2 * a * b / (a + b) if a + b else 0.0


def in_article(lines: Sequence[str], gold: str) -> list[bool]:
    """For each line whether it is of the article: half of its runs are, or as a short line it stands there whole."""
    known = set(word_runs(gold))
    rows = {" ".join(words(row)) for row in gold.splitlines()}
    flat = f" {' '.join(words(gold))} "
    return [_is_in(words(line), known, rows, flat) for line in lines]


SHORT = 8
"""Words under which a line is compared as a whole."""


def _is_in(tokens: list[str], known: set[tuple[str, ...]], rows: set[str], flat: str) -> bool:
    if len(tokens) >= SHORT:
        mine = [tuple(tokens[i : i + RUN]) for i in range(len(tokens) - RUN + 1)]
        return sum(run in known for run in mine) >= len(mine) / 2
    text = " ".join(tokens)
    return bool(text) and (text in rows or (len(tokens) >= 3 and f" {text} " in flat))
