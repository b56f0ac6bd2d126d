"""Weights of lines that are not fitted: the model takes them as they are, and fits the others around them."""

import pytest

from cleaner.learn.pairs import Pair
from cleaner.rulebook.example_pages import HEADLINE, PARAGRAPHS
from cleaner.rulebook.rulebook import Rulebook, load_rulebook, with_rules

np = pytest.importorskip("numpy", reason="fitting needs the packages of cleaner[fit]")
crf = pytest.importorskip("cleaner.learn.crf", reason="fitting needs the packages of cleaner[fit]")
dataset = pytest.importorskip("cleaner.learn.dataset")
RULEBOOK = load_rulebook()
FEATURE = "words"
"""Feature of a rule with a value for every line, whose weights would be fitted otherwise."""
GIVEN = (0.75, -0.5, 0.25)
"""Its weights in all bins: before, inside and after the article."""


def rulebook(is_fitted: bool) -> Rulebook:
    """Return the shipped rules with the rule on `FEATURE` as the only one that may not be fitted."""
    rules = []
    for rule in RULEBOOK.rules:
        if rule.measure == FEATURE and rule.kind is None:
            rules.append(rule._replace(is_fitted=is_fitted, weights=(GIVEN,) * len(rule.weights)))
        else:
            rules.append(rule._replace(is_fitted=True))
    return with_rules(RULEBOOK, [rule for rule in rules if not rule.is_markdown])


def own_columns() -> list[int]:
    """Return the weight columns of the rule on `FEATURE`."""
    rules = rulebook(True)
    (i,) = (i for i, rule in enumerate(rules.rules) if rule.measure == FEATURE and rule.kind is None)
    return [*range(rules.offsets[i], rules.offsets[i] + len(rules.rules[i].weights))]


def pages(rules: Rulebook):
    """Return pages of an article between a menu and a footer."""
    found = []
    for number in range(6):
        paragraphs = [PARAGRAPHS[(number + i) % len(PARAGRAPHS)] for i in range(5)]
        rows = ["Home", "News", "Sport", HEADLINE, *paragraphs, "Share this article", "Most read", "Tarn bell rings"]
        pair = Pair(
            str(number), "\n\n".join(rows) + "\n", "\n\n".join([HEADLINE, *paragraphs]), str(number), counts=100
        )
        found.append(dataset.from_pair(pair, rules))
    return found


def used(found) -> list[int]:
    """Return the columns of the rule on `FEATURE` that the pages have."""
    return sorted({*own_columns()} & {column for page in found for column in page.columns.tolist()})


def test_weights_that_are_not_fitted_are_the_given_ones_whatever_is_fitted() -> None:
    chain = crf.ChainData(pages(rulebook(False)), rulebook(False))
    own = own_columns()
    weights = chain.weights(np.zeros(chain.width), np.zeros((3, chain.width)))
    assert {tuple(row) for row in weights[own].tolist()} == {GIVEN}
    assert not np.delete(weights, own, axis=0).any(), "all others are fitted from 0 on"
    assert sorted(np.flatnonzero(chain.is_free == 0)) == own


def test_nothing_moves_weights_that_are_not_fitted() -> None:
    for is_fitted in (True, False):
        rules = rulebook(is_fitted)
        found = pages(rules)
        chain = crf.ChainData(found, rules)
        point = np.random.default_rng(1).normal(0, 0.05, 4 * chain.width + 21)
        _, gradient = chain.loss(point)
        by_part = gradient[: 4 * chain.width].reshape(4, chain.width)
        assert len(used(found)) > 2
        assert by_part[:, used(found)].all() if is_fitted else not by_part[:, own_columns()].any()
        assert by_part.any(axis=0).sum() > len(own_columns())


def test_weights_that_are_not_fitted_count_in_the_loss() -> None:
    rules = rulebook(False)
    others = with_rules(rules, [rule._replace(weights=((0.0, 0.0, 0.0),) * len(rule.weights)) for rule in rules.rules])
    found = pages(rules)
    chains = [crf.ChainData(found, own) for own in (rules, others)]
    losses = [chain.loss(np.zeros(4 * chain.width + 21))[0] for chain in chains]
    assert losses[0] != pytest.approx(losses[1], rel=1e-3)


def test_fitting_returns_the_given_weights_of_a_rule_that_is_not_fitted(monkeypatch) -> None:
    monkeypatch.setattr(crf, "ROUNDS", 5)
    for is_fitted in (True, False):
        rules = rulebook(is_fitted)
        found = pages(rules)
        weights, _ = crf.fit_crf(found, rules)
        own = {weights[column] for column in own_columns()}
        assert (own == {GIVEN}) is not is_fitted
        assert len({*weights}) > 10, "others are fitted"


def test_fitting_starts_at_zero_for_a_rule_that_is_fitted() -> None:
    chain = crf.ChainData(pages(rulebook(True)), rulebook(True))
    assert not chain.fixed.any() and chain.is_free.all()


def test_weights_of_phrases_that_are_not_fitted_are_the_given_ones_too() -> None:
    (code,) = {rule.code for rule in RULEBOOK.rules if rule.code == "SHA101"}
    rules = with_rules(RULEBOOK, [rule._replace(is_fitted=rule.code != code) for rule in RULEBOOK.rules])
    chain = crf.ChainData(pages(rules), rules)
    i = next(i for i, rule in enumerate(rules.rules) if rule.code == code)
    own = slice(rules.offsets[i], rules.offsets[i] + len(rules.rules[i].weights))
    weights = chain.weights(np.zeros(chain.width), np.zeros((3, chain.width)))
    assert [tuple(row) for row in weights[own].tolist()] == [*rules.rules[i].weights]
    assert not chain.is_free[own].any()
