"""The cut model learns from pages which cuts to restore."""

import pytest

from cleaner import clean
from cleaner.learn.pairs import Pair
from cleaner.pipeline import clean as clean_with
from cleaner.rulebook.example_pages import HEADLINE, PARAGRAPHS
from cleaner.rulebook.rulebook import load_rulebook, with_rules
from cleaner.rulebook.weights import replace_single_weights

cut_model = pytest.importorskip("cleaner.learn.cut_model", reason="fitting needs the packages of cleaner[fit]")
dataset = pytest.importorskip("cleaner.learn.dataset")
RULEBOOK = load_rulebook()
NAMES = ["Tarn", "Orrin", "Elda", "Marsh", "Quay", "Brae", "Holm", "Skerry", "Ness", "Voe", "Wick", "Garth"]
TEASERS = [
    "Tarn bell rings",
    "Five bakers, one oven",
    "Why the herring left",
    "Police close coast road",
    "New tram line",
]
FOOTER = ["Share this article", "Sign up for our daily newsletter", "© 2024 Orrin Courier. All rights reserved."]


def article(number: int) -> list[str]:
    return [HEADLINE, *(PARAGRAPHS[(number + i) % len(PARAGRAPHS)] for i in range(5))]


def pair(number: int, names_are_body: bool, footer: list[str] = FOOTER) -> Pair:
    """Return a page with names and teasers below its article; the names, or else the teasers, belong to it."""
    body, other = (NAMES, TEASERS) if names_are_body else (TEASERS, NAMES)
    below = "\n".join(NAMES) if number % 2 else "\n".join(TEASERS)
    has_body = below == "\n".join(body)
    assert has_body or below == "\n".join(other)
    raw = "\n\n".join([*article(number), below, *footer]) + "\n"
    gold = "\n\n".join([*article(number), *([below] if has_body else [])]) + "\n"
    return Pair(str(number), raw, gold, str(number))


def without_cut_weights():
    """Return the shipped rules with 0 for all fitted weights of cuts."""
    return with_rules(RULEBOOK, replace_single_weights(RULEBOOK.rules, [0.0] * len(RULEBOOK.weights), "cut"))


def pages(names_are_body: bool, footer: list[str] = FOOTER):
    pairs = [pair(number, names_are_body, footer) for number in range(40)]
    return [page for pair in pairs if (page := dataset.from_pair(pair, RULEBOOK))]


def own_rulebook(names_are_body: bool):
    """Return a rulebook with cut weights that were fitted to pages."""
    start = without_cut_weights()
    weights = cut_model.fit_cut_model(pages(names_are_body), start)
    return with_rules(start, replace_single_weights(start.rules, weights, "cut"))


@pytest.mark.parametrize("names_are_body", [True, False])
def test_cuts_like_those_of_articles_are_restored_and_others_are_not(names_are_body) -> None:
    own = own_rulebook(names_are_body)
    for number in (41, 42):
        text = clean_with(pair(number, names_are_body).raw, own).text
        assert text.split() == pair(number, names_are_body).gold.split()


def test_without_fitted_weights_no_cut_is_restored() -> None:
    for number in (41, 42):
        text = clean_with(pair(number, True).raw, without_cut_weights()).text
        assert text.split() == "\n".join(article(number)).split()


def test_pages_without_boilerplate_teach_nothing() -> None:
    assert not any(cut_model.fit_cut_model(pages(True, []), without_cut_weights()))
    page = pair(41, True, []).raw
    assert clean(page).text == page


def test_only_columns_of_cut_rules_get_weights() -> None:
    start = without_cut_weights()
    weights = cut_model.fit_cut_model(pages(True), start)
    of_cuts = [bool(rule.cut) for rule in start.rules for _ in rule.weights]
    assert len(weights) == len(of_cuts) and any(weights)
    assert not any(weight for weight, is_cut in zip(weights, of_cuts, strict=True) if not is_cut)


def start_with(feature: str, is_fitted: bool, value: float = 0.0):
    """Return a rulebook without fitted cut weights, except `value` in all bins of the rule on a feature."""
    rules = [
        rule._replace(is_fitted=is_fitted, weights=((value,) * 3,) * len(rule.weights)) if rule.cut == feature else rule
        for rule in without_cut_weights().rules
    ]
    return with_rules(RULEBOOK, rules)


def columns_of(feature: str) -> range:
    i = next(i for i, rule in enumerate(RULEBOOK.rules) if rule.cut == feature)
    return range(RULEBOOK.offsets[i], RULEBOOK.offsets[i] + len(RULEBOOK.rules[i].weights))


def test_a_rule_that_is_not_fitted_keeps_its_weights() -> None:
    found = pages(True)
    own = columns_of("cut_lines")
    assert any(cut_model.fit_cut_model(found, start_with("cut_lines", is_fitted=True))[column] for column in own)
    start = start_with("cut_lines", is_fitted=False, value=0.25)
    weights = cut_model.fit_cut_model(found, start)
    assert any(weights) and not any(weights[column] for column in own)
    again = with_rules(start, replace_single_weights(start.rules, weights, "cut"))
    assert {again.cut_weights[column] for column in own} == {0.25}


def test_other_rules_make_up_for_one_that_is_not_fitted() -> None:
    found = pages(True)
    own, others = columns_of("cut_lines"), columns_of("cut_topic")
    sums = []
    for value in (-6.0, 6.0):
        weights = cut_model.fit_cut_model(found, start_with("cut_lines", is_fitted=False, value=value))
        assert not any(weights[column] for column in own)
        sums.append(sum(weights[column] for column in others))
    assert sums[0] > sums[1], "the more the rule says for the article, the less the others do"
