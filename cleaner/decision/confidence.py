"""Confidence: the probability that a result is right, from features of the page and of the decision on it.

A result counts as right if the F1 of its body is at least 0.75. The weights of the confidence rules are fitted to
results on labelled pages of other sites. Their sum is the log-odds of a wrong result: a positive weight is for doubt.

What tells a wrong result is little alone and much together: body lines that were barely kept, another body that would
be nearly as good, an end that is about something else than the beginning, paragraphs of very different lengths.
"""

from collections.abc import Mapping
from math import exp, fsum, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.page import feature_evidence, page_features, weight_columns
from cleaner.decision.segments import LineState, body_gains
from cleaner.decision.verdict import PageVerdict, page_evidence
from cleaner.features.accumulator import PlaceScores
from cleaner.model import Evidence
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.vectors import vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

REPEAT: Final = 2.0
"""Least value of `repeat_kind` for a line of several words that occurs above."""
MAX_LOG_ODDS: Final = 50.0
NO_GAINS: Final = {"body_gain": 0.0, "rival_share": 0.0}
DIGITS: Final = 3
"""Digits of the confidence, so that it is the same in every output and on every machine."""


class Rating(NamedTuple):
    """The confidence in a result, the values of its features, and the evidence for people, if they want it."""

    confidence: float
    features: Mapping[str, float]
    page: tuple[Evidence, ...] = ()
    """Evidence of the page rules."""
    doubts: tuple[Evidence, ...] = ()
    """Evidence of the confidence rules."""


NO_TEXT: Final = Rating(1.0, {})
"""Rating of the result for a text without lines, in which nothing can be wrong."""


def rate_result(
    page: PageEvidence,
    totals: PlaceScores,
    segmented: list[LineState],
    states: list[LineState],
    verdict: PageVerdict,
    explain: bool,
) -> Rating:
    """Return the rating of the decision on a page.

    `segmented` are the best states of its lines under the scores `totals`, and `states` those after cuts were restored.
    Without `explain`, the rating has no evidence on the confidence, and on the page only what decided the verdict.
    """
    if not states:
        return NO_TEXT
    rulebook = page.rulebook
    is_changed = any(a is not b for a, b in zip(segmented, states, strict=True))
    own = page_features(page.page_columns(), states) if is_changed or not verdict.features else dict(verdict.features)
    evidence = verdict.evidence or (page_evidence(own, rulebook) if explain else ())
    features = own | _gains(page, totals, segmented, own["body_words"])
    if not verdict.has_article:
        features = page_features(page.page_columns(), []) | NO_GAINS
    body = [i for i, state in enumerate(states) if state.state == "body"] if verdict.has_article else []
    score = fsum([e.weight for e in evidence]) if evidence else _page_score(own, rulebook)
    features |= _body_features(page, body) | {"page_score": score, "repeated_words": _repeated_words(page)}
    return _to_rating(features, evidence, rulebook, explain)


def _to_rating(features: dict[str, float], page: tuple[Evidence, ...], rulebook: Rulebook, explain: bool) -> Rating:
    rules, weights = rulebook.confidence_rules, rulebook.confidence_weights
    total = fsum([weights[column] for column in weight_columns(features, rules, rulebook.offsets)])
    doubts = feature_evidence(features, rules, weights, rulebook) if explain else ()
    return Rating(to_confidence(total), features, page, doubts)


def to_confidence(log_odds: float) -> float:
    """Return the confidence, given the log-odds of a wrong result."""
    return round(1 / (1 + exp(max(-MAX_LOG_ODDS, min(MAX_LOG_ODDS, log_odds)))), DIGITS)


def _page_score(values: dict[str, float], rulebook: Rulebook) -> float:
    weights = rulebook.page_weights
    return fsum([weights[column] for column in weight_columns(values, rulebook.page_rules, rulebook.offsets)])


def _gains(page: PageEvidence, totals: PlaceScores, segmented: list[LineState], body_words: float) -> dict[str, float]:
    """Return the values of the features of the decision among all others."""
    gain, rival = body_gains(totals, page.rulebook.transitions, segmented)
    return {"body_gain": gain / max(1.0, body_words), "rival_share": rival / max(1.0, gain)}


def _repeated_words(page: PageEvidence) -> float:
    words, repeat_kind = page.context.words, page.scores.columns["repeat_kind"].values
    repeated = total = 0.0
    for i in range(len(words)):
        total += words[i]
        if repeat_kind[i] >= REPEAT:
            repeated += words[i]
    return repeated / max(1.0, total)


def _body_features(page: PageEvidence, body: list[int]) -> dict[str, float]:
    """Return the values of the features of the body lines alone."""
    words, has_gap = page.context.words, page.context.has_gap
    all_words = longest = stretch = 0.0
    gaps, above = 0, -2
    for i in body:
        stretch = stretch + words[i] if i == above + 1 else words[i]
        longest = max(longest, stretch)
        all_words += words[i]
        above = i
        if has_gap[i]:
            gaps += 1
    return {
        "main_stretch": longest / max(1.0, all_words),
        "body_gaps": float(gaps) / max(1.0, float(len(body))),
        "paragraph_variation": _variation([page.context.prose[i] for i in body]),
        "late_topic": _late_topic(page, body, all_words),
    }


def _variation(lengths: list[float]) -> float:
    """Return the standard deviation of the positive lengths relative to their mean; 0 if there are none."""
    count, total, squares = 0.0, 0.0, 0.0
    for length in lengths:
        if length > 0:
            count += 1
            total += length
            squares += length * length
    return sqrt(max(0.0, squares / count - (total / count) ** 2)) * count / total if count else 0.0


def _late_topic(page: PageEvidence, body: list[int], all_words: float) -> float:
    """Return the topic words that the first and the last third of the body share, relative to the third with fewer."""
    features, words = page.context.features, page.context.words
    marks: vec[i64] = vec["i64"]([0] * page.vocabulary_size)  # 1 for a word of the first third, plus 2 for the last
    early: i64 = 0
    late: i64 = 0
    both: i64 = 0
    passed = 0.0
    for i in body:
        is_early, is_late = 3 * passed < all_words, 3 * passed >= 2 * all_words
        passed += words[i]
        if not is_early and not is_late:
            continue
        for word in features[i].topic_words:
            mark = marks[word]
            if is_early and mark & 1 == 0:
                early += 1
                mark += 1
            if is_late and mark & 2 == 0:
                late += 1
                mark += 2
                if mark == 3:
                    both += 1
            marks[word] = mark
    return float(both) / float(max(1, min(early, late)))
