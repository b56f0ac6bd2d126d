"""Kinds of removed lines without a hit, or with hits of several rules."""

from pathlib import Path
from typing import Any

import pytest

from cleaner import clean
from cleaner.model import Basis
from cleaner.reviews.review import DocumentLabels, LineLabel
from cleaner.rulebook.rulebook import load_rulebook
from tests.support.golden import CASES, parse

HEADLINE = "Village keeps its last bakery after a night of votes"
PARAGRAPHS = [
    "The village of Orrin will keep its last bakery, the council decided on Tuesday night after four hours of debate.",
    "“My oven has been warm since 1931, and it will be warm tomorrow,” said the baker, whose family built it.",
    "The council will pay for half of the new roof, which the storm in October had torn off, and lend him the rest.",
    "Nobody in the hall had spoken against the plan, the mayor told reporters as she left it shortly before midnight.",
]
MENU = ("Log in", "Subscribe")
FOOTER = ("Share this article", "Read more", "© 2024 Orrin Courier. All rights reserved.")


def kinds(*rows: str) -> dict[str, str]:
    """Return the kind of each removed line of a page."""
    text = "\n\n".join(rows) + "\n"
    return {text[line.start : line.end]: line.kind for line in clean(text).lines if not line.kept}


def test_a_footer_phrase_above_the_article_is_a_menu_entry() -> None:
    found = kinds("Home", "News", "Back issues", "Letters", HEADLINE, *PARAGRAPHS)
    assert found["Back issues"] == "navigation"


def test_lines_below_a_byline_belong_to_it() -> None:
    rows = ("By Marta Lindqvist", "mlindqvist@orrin.example")
    found = kinds(*MENU, HEADLINE, *rows, *PARAGRAPHS, *FOOTER)
    assert found["mlindqvist@orrin.example"] == "byline"


def test_lines_of_an_insert_take_the_kind_of_its_heading() -> None:
    title = "Storm in October: the worst in forty years"
    found = kinds(HEADLINE, *PARAGRAPHS[:2], "READ ALSO", title, *PARAGRAPHS[2:])
    assert found.get(title, "read-also") == "read-also" and found["READ ALSO"] == "read-also"


def test_an_offer_ends_a_list_of_teasers_and_has_its_title() -> None:
    found = kinds(
        HEADLINE, *PARAGRAPHS, "Most read", "1. Police close the coast road", "2. Ferry to sail again in spring",
        "The Morning Orrin", "Sign up for our daily newsletter", "Email address", "Sign up",
    )  # fmt: skip
    assert found["1. Police close the coast road"] == "trending"
    assert found["The Morning Orrin"] == found["Email address"] == found["Sign up"] == "promotion"


# --- bases ---


def named(*rows: str, **options: Any) -> dict[str, tuple[str, str, Basis]]:
    """Return the kind, the rule and the basis of each line of a page; its line numbers are 1, 3, 5 and so on."""
    text = "\n\n".join(rows) + "\n"
    lines = clean(text, **options).lines
    return {text[line.start : line.end]: (line.kind, line.rule, line.basis) for line in lines}


def test_own_text_of_a_line_is_a_basis() -> None:
    found = named(HEADLINE, *PARAGRAPHS, "Share this article")
    assert found["Share this article"] == ("share", "SHA101", Basis("hit"))
    assert found[PARAGRAPHS[0]] == ("body", "", Basis("score"))
    assert found[HEADLINE][0] == "headline" and found[HEADLINE][2] == Basis("headline")
    dropped = named(HEADLINE, *PARAGRAPHS, "Share this article", drop=["headline"])
    assert dropped[HEADLINE] == found[HEADLINE]


def test_a_menu_is_a_basis_with_its_length() -> None:
    found = named("Home", "News", "County Hall", "Statehouse", "Back issues", "Weather", HEADLINE, *PARAGRAPHS)
    assert found["Statehouse"] == found["Back issues"] == ("navigation", "SEQ101", Basis("menu", 0, 7))


def test_a_section_is_a_basis_with_its_heading() -> None:
    comment, name = "I bought my bread there in 1962 and so did everybody else", "Anna Berg"
    found = named(HEADLINE, *PARAGRAPHS, "3 comments", name, comment, "Reply", "Leave a comment", "Your name")
    assert found["3 comments"] == ("comments", found["3 comments"][1], Basis("hit"))
    assert found[name] == found[comment] == ("comments", found["3 comments"][1], Basis("section", 11))


def test_a_heading_below_a_ranking_opens_a_section_that_its_place_names() -> None:
    teaser = "The drought nobody declared"
    found = named(HEADLINE, *PARAGRAPHS, "Most read", "Police close the coast road", "OPINION", teaser)
    assert found["Police close the coast road"] == ("trending", "TRE101", Basis("section", 11))
    assert found["OPINION"] == ("related", "SEQ101", Basis("after"))
    assert found[teaser] == ("related", "SEQ101", Basis("section", 15))


def test_a_neighbour_is_a_basis_with_the_line_that_was_named_first() -> None:
    offer = ("The Morning Orrin", "Sign up for our daily newsletter")
    found = named(HEADLINE, *PARAGRAPHS, "Most read", "1. Police close the coast road", *offer)
    assert found[offer[0]] == ("promotion", found[offer[1]][1], Basis("neighbour", 17))


def test_a_repeated_line_is_a_basis() -> None:
    menu = ["Skip to content", "Log in", "Home", "News", "Sport"]
    footer = [
        "Share this article",
        "Sign up to our newsletter",
        "Read more stories",
        "Privacy policy",
        "All rights reserved",
    ]
    text = "\n\n".join([*menu, HEADLINE, "By Anna Berg", HEADLINE, *PARAGRAPHS, *footer])
    (repeated,) = (line for line in clean(text).lines if line.kind == "duplicate")
    assert (repeated.number, repeated.rule, repeated.basis) == (15, "DOC109", Basis("duplicate", 11))


def test_a_reviewer_is_a_basis() -> None:
    label = LineLabel(PARAGRAPHS[1], "promotion", "everywhere", "page.txt", "orrin.example")
    found = named(HEADLINE, *PARAGRAPHS, labels=DocumentLabels((label,)))
    assert found[PARAGRAPHS[1]] == ("promotion", "REV101", Basis("review"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_the_rule_is_of_the_kind_or_of_none(path: Path) -> None:
    rules = {rule.code: rule for rule in load_rulebook().rules}
    for line in clean(parse(path.read_text("utf-8")).raw).lines:
        assert not line.rule or rules[line.rule].kind in (line.kind, None)
        if line.basis.how == "hit":
            assert rules[line.rule].kind == line.kind
