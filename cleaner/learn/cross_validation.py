"""Cross-validation by site: each page is cleaned with weights that saw no page of its site.

A site is in one fold as a whole, chosen by a hash of its name, so that adding pages moves no other site. The
figures are those of the whole program, not of the model: every page goes through `cleaner.clean`.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import md5
from typing import NamedTuple

from cleaner.learn import crf, document_model
from cleaner.learn.dataset import TrainingPage, from_example, from_pair, from_rules
from cleaner.learn.evaluate import score_pair
from cleaner.learn.metrics import Score
from cleaner.learn.pairs import Pair
from cleaner.rulebook import languages, weights
from cleaner.rulebook.example_pages import rule_examples
from cleaner.rulebook.rulebook import Rulebook, with_weights


class FittedWeights(NamedTuple):
    """Weights fitted to all pairs, as a file, and the score of each pair by weights that did not see its site."""

    file: str
    scores: list[Score]


class _Task(NamedTuple):
    pairs: Sequence[Pair]
    pages: Sequence[TrainingPage | None]
    own: Sequence[TrainingPage]
    """Our own examples of lines."""
    own_pages: Sequence[TrainingPage]
    """Those of pages with and without an article."""
    rulebook: Rulebook
    folds: int


_task: list[_Task] = []
"""What a worker process works on: given once, as it is far larger than what the parts of the work are."""


def cross_validate(pairs: Sequence[Pair], rulebook: Rulebook, folds: int, jobs: int) -> FittedWeights:
    """Weights for `rulebook` from `pairs`, with `folds`-fold cross-validation."""
    with ProcessPoolExecutor(jobs, initializer=_set, initargs=(_Task(pairs, [], [], [], rulebook, folds),)) as pool:
        pages = list(pool.map(_page, range(len(pairs)), chunksize=20))
    examples = rule_examples(rulebook.rules, languages.tables())
    own = [page for example in examples if (page := from_example(example, rulebook))]
    task = _Task(pairs, pages, own, from_rules(rulebook), rulebook, folds)
    with ProcessPoolExecutor(jobs, initializer=_set, initargs=(task,)) as pool:
        file = pool.submit(_fit, None)
        parts = list(pool.map(_fold, range(folds)))
    scores = dict(pair for part in parts for pair in part)
    return FittedWeights(file.result(), [scores[i] for i in sorted(scores)])


def fold_of(site: str, folds: int) -> int:
    """The fold that a site is in."""
    return int(md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % folds


def _set(task: _Task) -> None:
    _task[:] = [task]


def _page(i: int) -> TrainingPage | None:
    return from_pair(_task[0].pairs[i], _task[0].rulebook)


def _fit(left_out: int | None) -> str:
    """The weights file fitted to all pages but those of one fold."""
    pairs, pages, own, own_pages, rulebook, folds = _task[0]
    chosen = [
        page
        for pair, page in zip(pairs, pages, strict=True)
        if page is not None and (left_out is None or fold_of(pair.site, folds) != left_out)
    ]
    text, grammar = crf.fit_crf([*chosen, *own], rulebook)
    return weights.dump_weights(
        rulebook.rules, text, document_model.fit_document_model(chosen, own_pages, text, grammar, rulebook), grammar
    )


def _fold(fold: int) -> list[tuple[int, Score]]:
    """The scores of the pairs in one fold, by their numbers."""
    pairs, *_, rulebook, folds = _task[0]
    own = with_weights(rulebook, weights.parse_weights(_fit(fold), f"fold {fold}"), f"fold {fold}")
    return [(i, score_pair(pair, own)[1]) for i, pair in enumerate(pairs) if fold_of(pair.site, folds) == fold]
