"""Cross-validation by site: each page is cleaned with weights that were fitted to pages of other sites only.

All pages of a site are in one fold. A hash of the site's name chooses the fold, so adding pages does not move other
sites. Scores are those of the whole program: every page goes through `cleaner.clean`. The confidence rules are fitted
to these results.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import md5
from typing import NamedTuple

from cleaner.learn import confidence_model, crf, cut_model, page_model
from cleaner.learn.dataset import TrainingPage, from_example, from_pair, from_rules
from cleaner.learn.evaluate import score_pair
from cleaner.learn.metrics import Score
from cleaner.learn.pairs import Pair
from cleaner.pipeline import rate
from cleaner.rulebook import languages, weights
from cleaner.rulebook.example_pages import rule_examples
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import Rulebook, with_rules, with_weights


class FittedWeights(NamedTuple):
    """Content of the weights file fitted to all pairs, and the cross-validated score of each pair, in order.

    `confidence` is cross-validated too; it is in the order of the scores.
    """

    file: str
    scores: list[Score]
    confidence: list[float]


class _ScoredPair(NamedTuple):
    """Score of a pair with the index `number`, and its confidence features."""

    number: int
    score: Score
    features: Mapping[str, float]


class _Task(NamedTuple):
    pairs: Sequence[Pair]
    pages: Sequence[TrainingPage | None]
    line_examples: Sequence[TrainingPage]
    """Examples of the rules on lines."""
    page_examples: Sequence[TrainingPage]
    """Examples of the page rules."""
    rulebook: Rulebook
    folds: int


_task: list[_Task] = []
"""Task of a worker process. It is sent once, because it is far larger than the arguments of a call."""


def cross_validate(pairs: Sequence[Pair], rulebook: Rulebook, folds: int, jobs: int) -> FittedWeights:
    """Fit weights for `rulebook` to `pairs` and cross-validate them, in `jobs` processes."""
    task = _Task(pairs, [], [], [], rulebook, folds)
    with ProcessPoolExecutor(jobs, initializer=_set_task, initargs=(task,)) as pool:
        pages = list(pool.map(_make_page, range(len(pairs)), chunksize=20))
    examples = rule_examples(rulebook.rules, languages.tables())
    line_examples = [page for example in examples if (page := from_example(example, rulebook))]
    task = _Task(pairs, pages, line_examples, from_rules(rulebook), rulebook, folds)
    with ProcessPoolExecutor(jobs, initializer=_set_task, initargs=(task,)) as pool:
        file = pool.submit(_fit, None)
        scored_folds = list(pool.map(_score_fold, range(folds)))
    scored = sorted(pair for fold in scored_folds for pair in fold)
    results = [_rate(pairs[one.number], one, folds) for one in scored]
    fitted = with_weights(rulebook, weights.parse_weights(file.result(), "fitted"), "fitted")
    doubts = confidence_model.fit_confidence_model(results, fitted)
    rules = tuple(weights.replace_single_weights(fitted.rules, doubts, "confidence"))
    confidence = confidence_model.cross_validated_confidence(results, rulebook)
    return FittedWeights(weights.dump_weights(rules), [one.score for one in scored], confidence)


def _rate(pair: Pair, scored: _ScoredPair, folds: int) -> confidence_model.RatedResult:
    fold = fold_of(pair.site, folds)
    return confidence_model.RatedResult(scored.features, scored.score.f1, bool(pair.gold.strip()), fold)


def fold_of(site: str, folds: int) -> int:
    """Return the number of the fold of a site, from 0."""
    return int(md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % folds


def _set_task(task: _Task) -> None:
    _task[:] = [task]


def _make_page(i: int) -> TrainingPage | None:
    return from_pair(_task[0].pairs[i], _task[0].rulebook)


def _fit(held_out: int | None) -> str:
    """Return the content of a weights file fitted to all pages except those of the fold `held_out`."""
    pairs, pages, line_examples, page_examples, rulebook, folds = _task[0]
    chosen = [
        page
        for pair, page in zip(pairs, pages, strict=True)
        if page is not None and (held_out is None or fold_of(pair.site, folds) != held_out)
    ]
    return weights.dump_weights(_fit_rules(chosen, line_examples, page_examples, rulebook))


def _fit_rules(
    pages: Sequence[TrainingPage],
    line_examples: Sequence[TrainingPage],
    page_examples: Sequence[TrainingPage],
    rulebook: Rulebook,
) -> tuple[Rule, ...]:
    """Return the rules with fitted weights: of lines first, then of cuts and of pages, which depend on those before.

    The rules for Markdown follow, so that all others depend on plain text alone, if there is any.
    """
    plain = [page for page in pages if not page.is_markdown] or pages
    line_weights, transitions = crf.fit_crf([*plain, *line_examples], rulebook)
    rulebook = with_rules(rulebook, weights.replace_line_weights(rulebook.rules, line_weights, transitions))
    cut_weights = cut_model.fit_cut_model(plain, rulebook)
    rulebook = with_rules(rulebook, weights.replace_single_weights(rulebook.rules, cut_weights, "cut"))
    page_weights = page_model.fit_page_model(plain, page_examples, rulebook)
    rulebook = with_rules(rulebook, weights.replace_single_weights(rulebook.rules, page_weights, "page"))
    markdown = [page for page in pages if page.is_markdown]
    if not markdown:
        return rulebook.rules
    line_weights = crf.fit_markdown(markdown, rulebook)
    return tuple(weights.replace_line_weights(rulebook.rules, line_weights, rulebook.transitions))


def _score_fold(fold: int) -> list[_ScoredPair]:
    """Return the scores of the pairs in one fold."""
    pairs, *_, rulebook, folds = _task[0]
    fitted = with_weights(rulebook, weights.parse_weights(_fit(fold), f"fold {fold}"), f"fold {fold}")
    return [
        _ScoredPair(i, score_pair(pair, fitted)[1], rate(pair.raw, fitted).features)
        for i, pair in enumerate(pairs)
        if fold_of(pair.site, folds) == fold
    ]
