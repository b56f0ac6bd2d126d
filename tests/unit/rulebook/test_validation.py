"""Errors in a user rule: each is one sentence that names the rule and the remedy."""

import pytest

from cleaner.errors import CleanerError
from cleaner.pipeline import clean
from cleaner.rulebook.example_pages import PARAGRAPHS, example_page
from cleaner.rulebook.parsing import parse_rules
from cleaner.rulebook.rulebook import load_rulebook

RULE = {
    "code": "MY001",
    "name": "house-style",
    "kind": "promotion",
    "weight": 6.0,
    "pattern": "^We at the Post",
    "why": "Our own appeal stands in every article.",
    "drops": ["We at the Post"],
    "keeps": ["We at the harbour saw it, he said."],
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pattern": 5}, "pattern must be a non-empty string"),
        ({"pattern": ""}, "pattern must be a non-empty string"),
        ({"pattern": "("}, "invalid regular expression"),
        ({"weight": float("nan")}, "weight must be"),
        ({"weight": True}, "weight must be"),
        ({"weight": [1.0, 2.0, 3.0]}, "weight must be"),
        ({"drops": 5}, "drops must be a list"),
        ({"keeps": [5]}, "keeps must be a list"),
        ({"needs": ["Post"]}, "invalid entry 'Post' in \"needs\"; use a lower-case word"),
        ({"needs": ["the post"]}, "invalid entry 'the post'"),
        ({"needs": [". ."]}, "invalid entry '. .'"),
        ({"needs": "post"}, "needs must be a list"),
        ({"least": 0}, "least must be a positive integer"),
        ({"opens": "no"}, "opens must be"),
        ({"fitted": "no"}, "fitted must be true or false"),
        ({"fitted": 0}, "fitted must be true or false"),
        ({"fitted": [False]}, "fitted must be true or false"),
        ({"kind": "spam"}, "invalid kind 'spam'"),
        ({"wieght": 1.0}, "did you mean 'weight'"),
        ({"measure": "words"}, "exactly one of"),
        ({"why": " "}, "why must be a non-empty string"),
        ({"pattern": None, "measure": "words", "bins": [9, 3]}, "bins must be"),
        ({"pattern": None, "measure": "words", "bins": ["a"]}, "bins must be"),
        ({"pattern": None, "sequence": 5}, "sequence must be"),
    ],
)
def test_a_mistake_is_named(change, words) -> None:
    table = {key: value for key, value in (RULE | change).items() if value is not None}
    with pytest.raises(CleanerError, match=words) as error:
        parse_rules([table], "my.toml")
    assert str(error.value).startswith("my.toml: rule MY001: ")


def test_a_rule_without_a_weight_is_named() -> None:
    with pytest.raises(CleanerError, match="weight is missing"):
        parse_rules([{key: value for key, value in RULE.items() if key != "weight"}], "my.toml")


def test_a_code_that_is_taken_and_one_that_is_not_there() -> None:
    with pytest.raises(CleanerError, match="code already in use"):
        load_rulebook(parse_rules([RULE | {"code": "PRO101"}], "my.toml"))
    with pytest.raises(CleanerError, match="no rule code starts with 'XYZ'"):
        load_rulebook(ignore=["XYZ"])


def test_a_rule_of_ones_own_has_effect() -> None:
    line = "We at the Post believe that the ferry should come back to the island before the end of the year."
    raw = example_page(line, "inside")
    assert line in clean(raw, load_rulebook()).text
    assert line not in clean(raw, load_rulebook(parse_rules([RULE | {"weight": 15.0}], "my.toml"))).text


@pytest.mark.parametrize("family", ["REA", "SHA", "NAV", "COM"])
def test_selected_rules_never_cost_the_article(family) -> None:
    raw = example_page("READ ALSO: Storm closes the coast road", "inside")
    text = clean(raw, load_rulebook(select=[family])).text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_without_any_measure_a_page_still_comes_out() -> None:
    rulebook = load_rulebook(ignore=("LIN", "NEI", "BLK", "DOC", "SEC1", "SIT", "REV", "LNK"))
    assert not [rule for rule in rulebook.rules if rule.measure and rule.kind != "headline"]
    assert "Share this article" not in clean(example_page("Share this article", "tail"), rulebook).text
