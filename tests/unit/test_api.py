"""The Python API: wrong arguments, rules of users, and texts that change each time they are cleaned."""

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
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


def test_a_result_is_short_to_show_and_true_if_it_has_an_article() -> None:
    result = cleaner.clean(PAGE)
    title = "Village keeps its last bakery after a night of votes"
    assert result.headline == title and bool(result)
    assert repr(result) == f"<Result article {title!r}, 6 of 11 lines removed, confidence {result.confidence:g}>"
    empty = cleaner.clean(NO_ARTICLE)
    assert not empty and empty.headline == "" and repr(empty).startswith("<Result no-article, 5 of 5 lines removed, ")


@pytest.mark.parametrize(
    "title", ["# [Ferry](/ferry) **sails** again", "Ferry **sails** again\n=====", "Ferry sails again"]
)
def test_the_headline_has_no_marks(title: str) -> None:
    text = (
        f"{title}\n\nIt sails on Monday, said the [mayor](/mayor) of the island, and it will be repaired by spring.\n"
    )
    assert cleaner.clean(text).headline == "Ferry sails again"
    assert cleaner.clean(text, drop=["headline"]).headline == "Ferry sails again"


def test_the_module_shows_its_names_and_version() -> None:
    assert dir(cleaner) == sorted(cleaner.__all__) and cleaner.__version__[0].isdigit()
    assert issubclass(CleanerError, ValueError)


def test_a_cleaner_has_the_settings_of_a_run(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('keep = ["byline"]\ndrop = ["headline"]\n')
    page = PAGE.replace("The village of Orrin will", "By Ida Marsh\n\nThe village of Orrin will", 1)
    first = [
        maker.clean(page).text.splitlines()[0]
        for maker in (
            cleaner.Cleaner(),
            cleaner.Cleaner(drop=["headline"]),
            cleaner.Cleaner(config=str(tmp_path / "c.toml")),
            cleaner.Cleaner(config=str(tmp_path / "c.toml"), keep=["headline"]),
        )
    ]
    assert [row.split()[0] for row in first] == ["Village", "The", "By", "Village"]
    assert cleaner.Cleaner(input="text").clean("<p>The ferry sails again.</p>\n").text.startswith("<p>")
    assert cleaner.Cleaner(ignore=["SHA"]).clean(PAGE) == cleaner.clean(PAGE, rulebook=cleaner.load(ignore=["SHA"]))


@pytest.mark.parametrize("jobs", [None, 1, 2])
def test_many_texts_are_cleaned_in_order(jobs: int | None) -> None:
    texts = [PAGE.replace("1931", str(number)) for number in range(70)]
    results = list(cleaner.Cleaner().clean_many(iter(texts), jobs=jobs))
    assert [result.raw for result in results] == texts and not results[0].lines[0].evidence
    assert results[3] == cleaner.clean(texts[3], explain=False)


def test_texts_are_read_as_they_are_needed() -> None:
    def texts() -> Iterator[str]:
        yield PAGE
        yield PAGE
        raise AssertionError

    assert next(cleaner.Cleaner().clean_many(texts(), jobs=1))


def test_what_a_cleaner_cannot_do_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ({"keep": ["by-line"]}, {"input": "htm"}, {"select": ["ZZZ"]}, {"config": str(tmp_path / "no.toml")}):
        with pytest.raises(CleanerError):
            cleaner.Cleaner(**wrong)
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(CleanerError, match=r"^text: record 2: HTML; "):
        list(cleaner.Cleaner().clean_many([PAGE, "<html><p>It sails.</p></html>"]))
