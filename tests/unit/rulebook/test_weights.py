"""Weights of rules that are not fitted (`fitted = false`): they are in no weights file, and nothing replaces them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

import cleaner
from cleaner.model import Weight
from cleaner.rulebook.parsing import parse_rules
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.rulebook.weights import (
    dump_weights,
    parse_weights,
    read_weights,
    replace_line_weights,
    replace_single_weights,
)
from tests.support.rules import FERRY_RULE

RULEBOOK = load_rulebook()
RULES = RULEBOOK.rules
WEIGHTS = Path(cleaner.__file__).parent / "rules" / "weights.toml"
LINES: list[Weight] = [(float(i), i + 0.25, i + 0.5) for i in range(len(RULEBOOK.weights))]
"""Weights by column that tell the columns apart."""
SINGLES = [float(i) for i in range(len(RULEBOOK.weights))]


def with_unfitted(code: str) -> list[Rule]:
    """Return the shipped rules, one of which is not fitted."""
    rules = [rule._replace(is_fitted=rule.code != code) for rule in RULES]
    assert [rule.code for rule in rules if not rule.is_fitted] == [code]
    return rules


def expected(code: str, of_columns: Sequence[Weight]) -> tuple[Weight, ...]:
    """Return the weights by column of a rule."""
    i = next(i for i, rule in enumerate(RULES) if rule.code == code)
    return tuple(of_columns[RULEBOOK.offsets[i] :][: len(RULES[i].weights)])


def code_of(key: str) -> str:
    """Return the code of the second rule with a key, so that there are fitted ones above and below it."""
    return [rule.code for rule in RULES if getattr(rule, key) is not None and not rule.is_external][1]


# --- rule files ---


def test_rules_are_fitted_unless_they_say_otherwise() -> None:
    rules = [FERRY_RULE, FERRY_RULE | {"fitted": True}, FERRY_RULE | {"fitted": False}]
    assert [rule.is_fitted for rule in parse_rules(rules, "my.toml")] == [True, True, False]


def test_the_rule_that_holds_the_promise_is_not_fitted() -> None:
    (rule,) = (rule for rule in RULES if rule.cut == "page_boilerplate")
    assert not rule.is_fitted
    assert any(rule.cut and rule.is_fitted for rule in RULES) and any(rule.measure and rule.is_fitted for rule in RULES)


# --- weights files ---


def test_the_shipped_weights_have_no_rule_that_is_not_fitted() -> None:
    unfitted = {rule.code for rule in RULES if not rule.is_fitted}
    assert not unfitted & {*read_weights(WEIGHTS)}


@pytest.mark.parametrize("key", ["measure", "pattern", "phrases", "page", "cut", "confidence"])
def test_a_weights_file_has_all_rules_but_those_that_are_not_fitted(key) -> None:
    code = code_of(key)
    codes = {*parse_weights(dump_weights([rule._replace(is_fitted=True) for rule in RULES]), "x")}
    assert code in codes
    assert {*parse_weights(dump_weights(with_unfitted(code)), "x")} == codes - {code}


# --- new weights ---


@pytest.mark.parametrize("key", ["measure", "pattern", "phrases"])
def test_new_weights_of_lines_leave_a_rule_that_is_not_fitted_alone(key) -> None:
    code = code_of(key)
    before = next(rule for rule in RULES if rule.code == code).weights
    found = {r.code: r.weights for r in replace_line_weights(with_unfitted(code), LINES, RULEBOOK.transitions)}
    assert found[code] == before != expected(code, LINES)
    others = [rule.code for rule in RULES if getattr(rule, key) is not None and rule.kind != "headline"]
    for other in [other for other in others if other != code and not other.startswith(("SIT", "REV"))]:
        assert found[other] == expected(other, LINES), "the columns of other rules stay where they are"


@pytest.mark.parametrize("key", ["page", "cut", "confidence"])
def test_new_weights_of_pages_and_cuts_leave_a_rule_that_is_not_fitted_alone(key) -> None:
    code = code_of(key)
    before = next(rule for rule in RULES if rule.code == code).weights
    found = {rule.code: rule.weights for rule in replace_single_weights(with_unfitted(code), SINGLES, key)}
    triples = [(weight, weight, weight) for weight in SINGLES]
    assert found[code] == before != expected(code, triples)
    for other in [rule.code for rule in RULES if getattr(rule, key) is not None and rule.code != code]:
        assert found[other] == expected(other, triples), "the columns of other rules stay where they are"
