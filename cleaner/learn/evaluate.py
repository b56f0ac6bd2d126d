"""The program tried on labelled pairs: what it makes of each, and how good that is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from cleaner.learn.metrics import Score, in_article, score, words
from cleaner.learn.pairs import Pair
from cleaner.model import Decision, Kind, Result
from cleaner.pipeline import clean
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.markdown import strip_markdown

BODY_ALONE: frozenset[Kind] = frozenset({"body"})
"""What is scored: gold texts begin below the headline."""


class LineChange(NamedTuple):
    """What became of one line, and whether it is of the article."""

    number: int
    start: int
    end: int
    text: str
    kind: Kind
    kept: bool
    is_article: bool

    @property
    def is_right(self) -> bool:
        """Whether it is where it belongs; a headline may be in a gold text or not."""
        return self.kept == self.is_article or self.kind == "headline"


class Evaluation(NamedTuple):
    """One pair: its score, and the fates of its lines in order."""

    id: str
    language: str
    score: Score
    fates: tuple[LineChange, ...]


def evaluate(pairs: Sequence[Pair], rulebook: Rulebook, jobs: int) -> Iterator[Evaluation]:
    """All pairs in order, cleaned with the rules of `rulebook` in `jobs` processes."""
    if jobs == 1:
        yield from (evaluate_one(pair, rulebook) for pair in pairs)
        return
    with ProcessPoolExecutor(jobs, initializer=_set, initargs=(rulebook,)) as pool:
        yield from pool.map(_one, pairs, chunksize=8)


def evaluate_one(pair: Pair, rulebook: Rulebook) -> Evaluation:
    """One pair, cleaned."""
    result, found = score_pair(pair, rulebook)
    return Evaluation(pair.id, pair.language, found, tuple(_fates(pair, result.lines)))


def score_pair(pair: Pair, rulebook: Rulebook) -> tuple[Result, Score]:
    """What becomes of one pair's raw text, and how good that is."""
    result = clean(pair.raw, rulebook, BODY_ALONE, explain=False)
    return result, score(pair.raw, result.text, pair.gold)


def lost_by_kind(assessed: Iterable[Evaluation]) -> Mapping[Kind, tuple[int, int]]:
    """For each kind that was taken out the words that went, and those of them that are of the article."""
    gone: Counter[Kind] = Counter()
    lost: Counter[Kind] = Counter()
    for fate in (fate for each in assessed for fate in each.fates if not fate.kept):
        count = len(words(fate.text))
        gone[fate.kind] += count
        lost[fate.kind] += count * (fate.is_article and not fate.is_right)
    return {kind: (gone[kind], lost[kind]) for kind, _ in gone.most_common()}


def _fates(pair: Pair, lines: Sequence[Decision]) -> Iterator[LineChange]:
    texts = [pair.raw[line.start : line.end] for line in lines]
    for line, text, is_article in zip(lines, texts, in_article([*map(strip_markdown, texts)], pair.gold), strict=True):
        yield LineChange(line.number, line.start, line.end, text, line.kind, line.kept, is_article)


_rulebook: list[Rulebook] = []
"""The rules of a worker process, given once: they are larger than most texts."""


def _set(rulebook: Rulebook) -> None:
    _rulebook[:] = [rulebook]


def _one(pair: Pair) -> Evaluation:
    return evaluate_one(pair, _rulebook[0])
