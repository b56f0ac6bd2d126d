"""Metrics: the score of a cleaned text against its gold article, and totals over documents.

The measure is that of a public benchmark (Zyte, "Article Extraction Benchmark", 2020). A text is a multiset of runs of
four words. Precision and recall are computed for each document and averaged over documents; F1 is computed from the two
means. In scripts without spaces each character is a word.

Totals also have two shares: `lost`, of the article's runs in the raw text that cleaning removed, and `left`, of the
boilerplate that it kept.

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
"""Words in a run."""
RESAMPLES = 1000
SEED = 20
"""Seed of the resampling, so that the same documents give the same interval."""
Runs = Counter[tuple[str, ...]]


class Score(NamedTuple):
    """Score of one document.

    `precision` is None if nothing was kept, `recall` if there is no article. The counts are of runs of words: `body` of
    the article in the raw text, `lost` of those that cleaning removed, `boilerplate` in the raw text, and `left` of
    those that cleaning kept.
    """

    precision: float | None
    recall: float | None
    body: int
    lost: int
    boilerplate: int
    left: int

    @property
    def f1(self) -> float:
        """F1 of this document; 1 if there is no article and nothing was kept."""
        if self.precision is None and self.recall is None:
            return 1.0
        return harmonic(self.precision or 0.0, self.recall or 0.0)


class Totals(NamedTuple):
    """Totals over documents with an article.

    `precision` and `recall` are means, and `f1` is computed from them. `lost` and `left` are shares from 0 to 1.
    """

    documents: int
    f1: float
    precision: float
    recall: float
    lost: float
    left: float


def words(text: str) -> list[str]:
    """Return the words of a text in lower case; in scripts without spaces, its characters."""
    return WORD.findall(text.lower())


def word_runs(text: str) -> Runs:
    """Count the runs of four words; a shorter text is one run, an empty text none."""
    tokens = words(text)
    return Counter(tuple(tokens[i : i + RUN]) for i in range(max(1, len(tokens) - RUN + 1))) if tokens else Counter()


def score(raw: str, cleaned: str, gold: str) -> Score:
    """Return the score of `cleaned`, made from `raw`, against the article `gold`."""
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
    """Return the totals over the documents with an article."""
    scores = [s for s in scores if s.recall is not None]
    precisions = [s.precision for s in scores if s.precision is not None]
    recalls = [s.recall for s in scores if s.recall is not None]
    precision, recall = (fmean(values) if values else 0.0 for values in (precisions, recalls))
    lost = sum(s.lost for s in scores) / max(1, sum(s.body for s in scores))
    left = sum(s.left for s in scores) / max(1, sum(s.boilerplate for s in scores))
    return Totals(len(scores), harmonic(precision, recall), precision, recall, lost, left)


class Verdicts(NamedTuple):
    """Numbers of documents with an article and of others, and how many of each were classified as "no article"."""

    articles: int
    rejected: int
    others: int
    others_rejected: int


def verdict_counts(scores: Sequence[Score]) -> Verdicts:
    """Count the documents by content and verdict."""
    counts = Counter((s.recall is not None, s.precision is None) for s in scores)
    return Verdicts(
        articles=counts[True, False] + counts[True, True],
        rejected=counts[True, True],
        others=counts[False, False] + counts[False, True],
        others_rejected=counts[False, True],
    )


def bootstrap_interval(scores: Sequence[Score], level: float = 0.95) -> tuple[float, float]:
    """Return the bootstrap confidence interval of F1 over the documents with an article."""
    scores = [s for s in scores if s.recall is not None]
    draw = random.Random(SEED)
    values = sorted(total_scores(draw.choices(scores, k=len(scores))).f1 for _ in range(RESAMPLES))
    tail = (1 - level) / 2
    return values[int(tail * RESAMPLES)], values[min(RESAMPLES - 1, int((1 - tail) * RESAMPLES))]


def harmonic(a: float, b: float) -> float:
    """Return the harmonic mean; 0 if both numbers are 0."""
    return 2 * a * b / (a + b) if a + b else 0.0


def in_article(lines: Sequence[str], gold: str) -> list[bool]:
    """Return for each line True if it belongs to the article.

    A line belongs to it if the article has at least half of the line's runs. A line of fewer than `SHORT` words must be
    a row of the article or, if it has three words or more, occur in it. A line without words belongs to it if both the
    lines with words around it do.
    """
    known = set(word_runs(gold))
    rows = {" ".join(words(row)) for row in gold.splitlines()}
    flat = f" {' '.join(words(gold))} "
    tokens = [own if any(word.strip("_") for word in own) else [] for own in map(words, lines)]
    labels = [_is_in(own, known, rows, flat) for own in tokens]
    below = False
    for i in range(len(lines) - 1, -1, -1):  # first the label of the line below, then that of the line above
        labels[i] = below = labels[i] if tokens[i] else below
    for i in range(len(lines)):
        if not tokens[i]:
            labels[i] = labels[i] and i > 0 and labels[i - 1]
    return labels


SHORT = 8
"""Number of words below which a line is compared as a whole."""


def _is_in(tokens: list[str], known: set[tuple[str, ...]], rows: set[str], flat: str) -> bool:
    if len(tokens) >= SHORT:
        runs = [tuple(tokens[i : i + RUN]) for i in range(len(tokens) - RUN + 1)]
        return sum(run in known for run in runs) >= len(runs) / 2
    text = " ".join(tokens)
    return bool(text) and (text in rows or (len(tokens) >= 3 and f" {text} " in flat))
