"""Markdown: rules see the text without marks, and the output keeps the marks."""

import pytest

from cleaner.pipeline import clean
from cleaner.rulebook.example_pages import HEADLINE, PARAGRAPHS
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.text.markdown.marks import strip_marks


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("* [News](/news)", "* News"),
        ("[![The harbour](/img/harbour.jpg)](/)", "The harbour"),
        ('the [old pier](/pier_(1907) "Pier") and [the new](#new) one', "the old pier and the new one"),
        ("## Where the timber went", "Where the timber went"),
        ("> “You got to know the ceiling,” she said.", "“You got to know the ceiling,” she said."),
        ("It makes **climbing harnesses** now.", "It makes climbing harnesses now."),
        ("The index [1] (see below) and #ferry stay.", "The index [1] (see below) and #ferry stay."),
        ("2 ** 3 and a > b stay", "2 ** 3 and a > b stay"),
    ],
)
def test_a_row_is_seen_without_its_marks(row, words) -> None:
    assert strip_marks(row) == words


@pytest.mark.parametrize("part", ["[a](b)", "[a]", "[", "[x](", "**a ", "![", "(a)", "[[a]](", "__a"])
def test_what_is_repeated_takes_time_in_proportion(part) -> None:
    # each takes a few milliseconds; a backtracking search would never end
    assert len(strip_marks("[" + part * 3000 + "](")) > 2000


def test_an_article_keeps_its_links_and_loses_those_around_it() -> None:
    body = [text.replace("ferry", "[ferry](/topics/ferry)") for text in PARAGRAPHS]
    menu = [f"* [{name}](/{name.lower()})" for name in ("News", "Business", "Sport", "Weather", "Jobs")]
    raw = "\n".join([*menu, "", f"# {HEADLINE}", "", "\n\n".join(body), "", "[Share this article](/share)"]) + "\n"
    assert clean(raw, load_rulebook()).text == f"# {HEADLINE}\n\n" + "\n\n".join(body) + "\n"
