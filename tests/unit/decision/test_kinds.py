"""Kinds of removed lines that no rule, or more than one, has a hit in."""

from cleaner import clean

HEADLINE = "Village keeps its last bakery after a night of votes"
PARAGRAPHS = [
    "The village of Orrin will keep its last bakery, the council decided on Tuesday night after four hours of debate.",
    "“My oven has been warm since 1931, and it will be warm tomorrow,” said the baker, whose family built it.",
    "The council will pay for half of the new roof, which the storm in October had torn off, and lend him the rest.",
    "Nobody in the hall had spoken against the plan, the mayor told reporters as she left it shortly before midnight.",
]


def kinds(*rows: str) -> dict[str, str]:
    """Return the kind of each removed line of a page."""
    text = "\n\n".join(rows) + "\n"
    return {text[line.start : line.end]: line.kind for line in clean(text).lines if not line.kept}


def test_a_footer_phrase_above_the_article_is_a_menu_entry() -> None:
    found = kinds("Home", "News", "Back issues", "Letters", HEADLINE, *PARAGRAPHS)
    assert found["Back issues"] == "navigation"


def test_lines_below_a_byline_belong_to_it() -> None:
    found = kinds("Home", "News", HEADLINE, "By Marta Lindqvist", "mlindqvist@orrin.example", *PARAGRAPHS)
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


def test_entries_of_a_menu_are_named_by_the_menu() -> None:
    page = ["Home", "News", "County Hall", "Statehouse", "River Otters", "Weather", HEADLINE, *PARAGRAPHS]
    text = "\n\n".join(page) + "\n"
    rules = {text[line.start : line.end]: line.rule for line in clean(text).lines}
    assert rules["Statehouse"] == "NEI107"
