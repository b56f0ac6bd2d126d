"""The confidence model learns from results which ones are wrong, and calibration says how well."""

import pytest

from cleaner.rulebook.rulebook import load_rulebook, with_rules
from cleaner.rulebook.weights import replace_single_weights

model = pytest.importorskip("cleaner.learn.confidence_model", reason="fitting needs the packages of cleaner[fit]")
calibration = pytest.importorskip("cleaner.learn.calibration")
RULEBOOK = load_rulebook()
FEATURES = [rule.confidence for rule in RULEBOOK.rules if rule.confidence]


def result(f1: float, certainty: float, fold: int = 0, has_article: bool = True):
    """Return a result of which only the certainty of the body is known."""
    return model.RatedResult(dict.fromkeys(FEATURES, 0.0) | {"body_certainty": certainty}, f1, has_article, fold)


def weight_of(weights, certainty: float) -> float:
    """Return the sum of the weights for a result."""
    return float(sum(weights[column] for column in model._columns(result(1.0, certainty), RULEBOOK)))


def test_features_of_wrong_results_get_weights_for_doubt() -> None:
    results = [result(0.9, 12, i % 4) for i in range(100)] + [result(0.5, 3, i % 4) for i in range(100)]
    weights = model.fit_confidence_model(results, RULEBOOK)
    assert weight_of(weights, 3) > 0.5 and weight_of(weights, 12) < -0.5
    own = with_rules(RULEBOOK, replace_single_weights(RULEBOOK.rules, weights, "confidence"))
    assert own.confidence_weights == tuple(weights) and own.cut_weights == RULEBOOK.cut_weights
    confidence = model.cross_validated_confidence(results, RULEBOOK)
    assert min(confidence[:100]) > 0.6 > 0.4 > max(confidence[100:])


def test_too_few_wrong_results_change_no_weights() -> None:
    results = [result(0.9, 12) for _ in range(100)] + [result(0.5, 3) for _ in range(model.MIN_RESULTS - 1)]
    assert model.fit_confidence_model(results, RULEBOOK) == RULEBOOK.confidence_weights


def test_a_result_is_rated_by_weights_of_other_folds_only() -> None:
    others = [result(0.9, 12, 1) for _ in range(50)] + [result(0.5, 3, 1) for _ in range(50)]
    contrary = [result(0.5, 12, 0) for _ in range(50)] + [result(0.9, 3, 0) for _ in range(50)]
    confidence = model.cross_validated_confidence([*contrary, *others], RULEBOOK)
    assert min(confidence[:50]) > 0.6 > 0.4 > max(confidence[50:100]), "its own fold says the opposite"


def test_pages_without_an_article_count_less() -> None:
    right = [result(0.9, 3) for _ in range(50)]
    articles = model.fit_confidence_model([*right, *(result(0.0, 3) for _ in range(50))], RULEBOOK)
    indexes = model.fit_confidence_model([*right, *(result(0.0, 3, has_article=False) for _ in range(50))], RULEBOOK)
    assert weight_of(articles, 3) == pytest.approx(0, abs=1e-4) and weight_of(indexes, 3) < -0.3


def test_a_blank_text_has_no_evidence() -> None:
    blank = model.RatedResult({}, 1.0, False, 0)
    assert model.cross_validated_confidence([blank], RULEBOOK) == [0.5]


# --- calibration ---


def test_area_under_the_curve_counts_pairs() -> None:
    area = calibration.area_under_curve
    assert area([0.1, 0.9], [True, False]) == 1 and area([0.9, 0.1], [True, False]) == 0
    assert area([0.5, 0.5], [True, False]) == 0.5 == area([0.1, 0.2], [False, False])
    assert area([0.1, 0.2, 0.2, 0.3], [True, False, True, False]) == (1 + 1 + 0.5 + 1) / 4


def test_ruined_pages_are_looked_for_in_the_most_doubtful_tenth() -> None:
    confidence, f1 = [i / 20 for i in range(20)], [0.1, 0.7, *[0.9] * 17, 0.5]
    found = calibration.calibrate(confidence, f1)
    assert (found.results, found.wrong, found.ruined_found) == (20, 3, 0.5)
    assert calibration.calibrate([0.5] * 10, [0.9] * 10).ruined_found == 1


def test_reliability_compares_confidence_with_what_was_right() -> None:
    rows = calibration.calibrate([0.0, 0.4, 0.5, 0.96, 1.0], [0.1, 0.8, 0.9, 0.74, 0.75]).rows
    assert [(row.low, row.high, row.results) for row in rows] == [(0.0, 0.5, 2), (0.5, 0.6, 1), (0.95, 1.0, 2)]
    assert [row.right for row in rows] == [0.5, 1.0, 0.5]
    assert [row.confidence for row in rows] == pytest.approx([0.2, 0.5, 0.98])
