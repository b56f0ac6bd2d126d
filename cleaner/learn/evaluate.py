"""Evaluation of the whole program on labelled pairs: clean each raw text and score the result."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from cleaner.learn.metrics import Score, in_article, score, words
from cleaner.learn.pairs import Pair
from cleaner.model import Decision, Kind, Result
from cleaner.pipeline import clean
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.markdown.marks import strip_marks

BODY_ALONE: frozenset[Kind] = frozenset({"body"})
"""Kinds that are kept for scoring: gold texts begin below the headline."""


class EvaluatedLine(NamedTuple):
    """The decision on one line, and whether the line belongs to the article."""

    number: int
    start: int
    end: int
    text: str
    kind: Kind
    kept: bool
    is_article: bool

    @property
    def is_right(self) -> bool:
        """True if the decision agrees with the gold text; always true for a headline."""
        return self.kept == self.is_article or self.kind == "headline"


class Evaluation(NamedTuple):
    """Score of one pair, and the decisions on its lines, in order."""

    id: str
    language: str
    score: Score
    lines: tuple[EvaluatedLine, ...]


def evaluate(pairs: Sequence[Pair], rulebook: Rulebook, jobs: int) -> Iterator[Evaluation]:
    """Yield the evaluations of the pairs, in order, computed in `jobs` processes."""
    if jobs == 1:
        yield from (evaluate_one(pair, rulebook) for pair in pairs)
        return
    with ProcessPoolExecutor(jobs, initializer=_set_rulebook, initargs=(rulebook,)) as pool:
        yield from pool.map(_evaluate_in_worker, pairs, chunksize=8)


def evaluate_one(pair: Pair, rulebook: Rulebook) -> Evaluation:
    """Return the evaluation of one pair."""
    result, pair_score = score_pair(pair, rulebook)
    return Evaluation(pair.id, pair.language, pair_score, tuple(_evaluate_lines(pair, result.lines)))


def score_pair(pair: Pair, rulebook: Rulebook) -> tuple[Result, Score]:
    """Clean the raw text of one pair; return the result and its score."""
    result = clean(pair.raw, rulebook, BODY_ALONE, explain=False)
    return result, score(pair.raw, result.text, pair.gold)


def lost_by_kind(evaluations: Iterable[Evaluation]) -> Mapping[Kind, tuple[int, int]]:
    """Return for each removed kind the number of removed words, and how many of these belong to the article."""
    removed: Counter[Kind] = Counter()
    lost: Counter[Kind] = Counter()
    for line in (line for each in evaluations for line in each.lines if not line.kept):
        count = len(words(line.text))
        removed[line.kind] += count
        lost[line.kind] += count * (line.is_article and not line.is_right)
    return {kind: (removed[kind], lost[kind]) for kind, _ in removed.most_common()}


def _evaluate_lines(pair: Pair, lines: Sequence[Decision]) -> Iterator[EvaluatedLine]:
    texts = [pair.raw[line.start : line.end] for line in lines]
    for line, text, is_article in zip(lines, texts, in_article([*map(strip_marks, texts)], pair.gold), strict=True):
        yield EvaluatedLine(line.number, line.start, line.end, text, line.kind, line.kept, is_article)


_rulebook: list[Rulebook] = []
"""Rulebook of a worker process. It is sent once, because it is larger than most texts."""


def _set_rulebook(rulebook: Rulebook) -> None:
    _rulebook[:] = [rulebook]


def _evaluate_in_worker(pair: Pair) -> Evaluation:
    return evaluate_one(pair, _rulebook[0])
