"""Confidence: the probability that a result is right, from features of the page and of the decision on it.

A result counts as right if the F1 of its body is at least 0.75. The weights of the confidence rules are fitted to
results on labelled pages of other sites. Their sum is the log-odds of a wrong result: a positive weight is for doubt.

What tells a wrong result is little alone and much together: body lines that were barely kept, another body that would
be nearly as good, an end that is about something else than the beginning, paragraphs of very different lengths.

A page without an article has no body to judge. Its confidence is the probability that the refusal is right, and it has
rules of its own.
"""

from collections.abc import Mapping
from math import exp, fsum, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.page import feature_evidence, page_features, weight_columns
from cleaner.decision.segments import LineState, body_gains
from cleaner.decision.verdict import PageVerdict, page_evidence
from cleaner.features.accumulator import PlaceScores
from cleaner.features.blocks.codes import ENTRIES
from cleaner.model import BITS, Evidence
from cleaner.rulebook.rulebook import FeatureRule, Rulebook
from cleaner.text.vectors import vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

REPEAT: Final = 2.0
"""Least value of `repeat_kind` for a line of several words that occurs above."""
OTHER_BODIES: Final = frozenset({"body_certainty", "rival_share", "main_stretch", "prose_outside"})
"""Features that say nothing about a text that shows no boilerplate, because all of it is its body."""
MANY: Final = 3.0
"""Least number of times that a line occurs on an index, which has it in each teaser."""
MAX_LOG_ODDS: Final = 50.0
OTHER_STORIES: Final = BITS["related"] | BITS["trending"]
"""Kinds of headings above other stories."""
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
    score = fsum([e.weight for e in evidence]) if evidence else _page_score(own, rulebook)
    if verdict.has_article:
        features = own | {"page_score": score} | _gains(page, totals, segmented, own["body_words"])
        features |= _body_features(page, states) | {"repeated_words": _repeated_words(page)}
        features = _bare_features(features) if verdict.basis == "bare" else features
    else:
        features = {"refusal_score": score, "refusal_repeats": _repeated_lines(page)}
    return _to_rating(features, evidence, rulebook, explain)


def _bare_features(features: dict[str, float]) -> dict[str, float]:
    """Return the features of a text that shows no boilerplate, without those on what else its body might be."""
    bare = {name: value for name, value in features.items() if name not in OTHER_BODIES}
    return bare | {"bare_words": features["body_words"]}


def _to_rating(features: dict[str, float], page: tuple[Evidence, ...], rulebook: Rulebook, explain: bool) -> Rating:
    rules, weights = rated_rules(features, rulebook), rulebook.confidence_weights
    total = fsum([weights[column] for column in weight_columns(features, rules, rulebook.offsets)])
    doubts = feature_evidence(features, rules, weights, rulebook) if explain else ()
    return Rating(to_confidence(total), features, page, doubts)


def rated_rules(features: Mapping[str, float], rulebook: Rulebook) -> tuple[FeatureRule, ...]:
    """Return the confidence rules that count for a result with these features: those on articles, or on refusals."""
    return tuple(rule for rule in rulebook.confidence_rules if rule[1] in features)


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


def _repeated_lines(page: PageEvidence) -> float:
    """Return the share of lines whose words occur at least `MANY` times on the page."""
    repeats, count = page.scores.columns["repeats"].values, 0.0
    for value in repeats:
        if value >= MANY:
            count += 1.0
    return count / max(1.0, float(len(repeats)))


def _body_features(page: PageEvidence, states: list[LineState]) -> dict[str, float]:
    """Return the values of the features of the body lines, and of what is between them."""
    context, body = page.context, [i for i, state in enumerate(states) if state.state == "body"]
    words, has_gap, blocks = context.words, context.has_gap, context.blocks
    all_words = longest = stretch = entries = function_words = 0.0
    gaps, above = 0, -2
    for i in body:
        stretch = stretch + words[i] if i == above + 1 else words[i]
        longest = max(longest, stretch)
        all_words += words[i]
        above = i
        if has_gap[i]:
            gaps += 1
        if blocks[i] == ENTRIES:
            entries += words[i]
        function_words += words[i] * context.features[i].function_share
    return {
        "main_stretch": longest / max(1.0, all_words),
        "body_gaps": float(gaps) / max(1.0, float(len(body))),
        "body_entries": entries / max(1.0, all_words),
        "body_function_share": function_words / max(1.0, all_words),
        "related_in_body": _related_in_body(page.kinds, body),
        "paragraph_variation": _variation([context.prose[i] for i in body]),
        "late_topic": _late_topic(page, body, all_words),
    }


def _related_in_body(kinds: list[int], body: list[int]) -> float:
    """Return the number of lines from the first to the last body line that name other stories."""
    count = 0.0
    for i in range(body[0], body[-1] + 1) if body else ():
        if kinds[i] & OTHER_STORIES:
            count += 1.0
    return count


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
