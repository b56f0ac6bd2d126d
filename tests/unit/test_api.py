"""The Python API: wrong arguments, rules of users, and texts that change each time they are cleaned."""

import pickle
from typing import Any

import pytest

import cleaner
from cleaner import CleanerError, pipeline
from cleaner.model import Evidence
from cleaner.rulebook.parsing import parse_rules
from cleaner.runs.outcome import no_article_reason
from tests.support.command import NO_ARTICLE, PAGE
from tests.support.rules import FERRY_RULE


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"keep": "byline"}, "keep and drop must be lists of kinds, such as ['byline']."),
        ({"drop": "headline"}, "keep and drop must be lists of kinds, such as ['byline']."),
        ({"keep": ["by-line"]}, "unknown kind 'by-line'; choose from headline, byline, caption, body,"),
        ({"drop": ["body"]}, "'body' cannot be dropped."),
        ({"keep": ["byline"], "drop": ["byline"]}, "'byline' cannot be in both keep and drop."),
    ],
)
def test_kinds_that_cannot_be_kept_or_dropped(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(CleanerError) as caught:
        cleaner.clean(PAGE, **asked)
    assert str(caught.value).startswith(said)


def test_rules_are_there_when_they_are_asked_for() -> None:
    rulebook = cleaner.load(ignore=["REL"])
    assert isinstance(rulebook, cleaner.Rulebook) and isinstance(rulebook.rules[0], cleaner.Rule)
    with pytest.raises(AttributeError, match="has no attribute 'clear'"):
        cleaner.clear  # noqa: B018


def test_a_rulebook_can_go_to_another_process() -> None:
    rulebook = cleaner.load(parse_rules([FERRY_RULE], "my.toml"), ignore=["REL"])
    again = pickle.loads(pickle.dumps(rulebook))
    assert again.rules == rulebook.rules
    assert cleaner.clean(PAGE, rulebook=again) == cleaner.clean(PAGE, rulebook=rulebook)


def test_a_rule_of_ones_own_looks_at_lines() -> None:
    table = {**FERRY_RULE, "page": "body_share", "bins": [0.5]}
    del table["pattern"]
    with pytest.raises(CleanerError, match="rule MY101: a user's rule needs pattern or measure"):
        cleaner.load(parse_rules([table], "my.toml"))


def test_a_text_that_keeps_changing_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """No text is known to keep changing, so the test lowers `MAX_PASSES`."""
    monkeypatch.setattr(pipeline, "MAX_PASSES", 1)
    result = cleaner.clean(PAGE)
    assert result.text == PAGE and not result.removed and all(line.kept for line in result.lines)


def test_why_there_is_no_article_is_told_by_what_speaks_most_against_it() -> None:
    result = cleaner.clean(NO_ARTICLE)
    assert no_article_reason(result) == "No part of the text reads like an article"
    weights = {"PAG101": 0.5, "PAG102": 2.0, "PAG103": -1.0, "PAG104": 1.0, "PAG105": 0.2}
    page = tuple(Evidence(rule, weight, f"saw {rule[-1]}") for rule, weight in weights.items())
    told = no_article_reason(cleaner.Result(result.raw, "", "no-article", (), (), page))
    assert told == "The text reads like an index page: PAG102 (saw 2), PAG104 (saw 4), PAG101 (saw 1)"
