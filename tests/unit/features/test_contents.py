"""Contents: which lists say what stands below or above them, and which lines they list."""

import pytest

from cleaner.features.contents import MAX_HEADING, Contents, find_contents, listed_lines
from tests.support.features import PROSE, block_names, line_features, spaced

TITLES = ("Before you sail", "Choosing a boat", "Paying the crew")
CHAPTERS = ("Avant le départ", "Choisir un bateau", "Payer l’équipage", "Rentrer au port")


@pytest.mark.parametrize("titles", [TITLES, CHAPTERS])
@pytest.mark.parametrize("marker", ["- ", "{}. ", "• "])
def test_items_that_are_headings_below_are_contents(titles, marker) -> None:
    items = [marker.format(number) + title for number, title in enumerate(titles, 1)]
    found = block_names("Contents:", *items, *spaced(*titles))
    assert found[: len(items) + 1] == ["none", *["contents"] * len(items)]
    assert "contents" not in found[len(items) + 1 :]


def test_headings_may_be_numbered_and_some_may_be_missing() -> None:
    items = [f"- {title}" for title in CHAPTERS]
    headings = [f"{number}. {title}" for number, title in enumerate(CHAPTERS[1:], 1)]
    assert block_names(*items, *spaced(*headings))[:4] == ["contents"] * 4
    assert block_names(*items, *spaced(*headings[:2]))[:4] == ["list"] * 4


@pytest.mark.parametrize(
    "below",
    [
        (),
        spaced("Something else", "Nothing else", "All else"),
        spaced(*reversed(TITLES)),
        (TITLES[0], *[PROSE] * 9, TITLES[2], *[PROSE] * 9, TITLES[1]),
        TITLES,
        (*spaced(*TITLES), *TITLES, PROSE, *TITLES),
    ],
    ids=[
        "no headings",
        "other headings",
        "another order",
        "two exchanged",
        "no text between",
        "a menu thrice",
    ],
)
def test_other_lists_are_no_contents(below) -> None:
    assert block_names(*[f"- {title}" for title in TITLES], *below)[:3] == ["list"] * 3


def test_sentences_that_recur_are_no_headings() -> None:
    sentences = [f"{title}, which has always been and will remain the least of our troubles here" for title in TITLES]
    assert block_names(*[f"- {sentence}" for sentence in sentences], *spaced(*sentences))[:3] == ["list"] * 3


# --- places of headings ---

MANUAL = ("Oiling the lock", "Raising the gate", "Letting boats through", "Closing for the winter", "Who to call")
"""Chapters of a manual for keepers of a lock."""


def items(titles=MANUAL) -> list[str]:
    return [f"- {title}" for title in titles]


def sections(titles=MANUAL) -> list[str]:
    """Return chapters of two lines: a title, and prose."""
    return [row for title in titles for row in (title, PROSE)]


def contents(*rows: str) -> list[Contents]:
    """Return the contents of a page, on which rows with a bullet are items."""
    return find_contents(line_features(*rows), [row.startswith("- ") for row in rows])


def listed(*rows: str) -> str:
    """Return `x` for each listed line of a page, and a dot for each other one."""
    found = listed_lines(line_features(*rows), [row.startswith("- ") for row in rows])
    return "".join("x" if own else "." for own in found)


def test_contents_have_their_lines_and_the_places_of_their_headings() -> None:
    assert contents(PROSE, *items(), *sections(), PROSE) == [Contents(1, 6, [6, 8, 10, 12, 14])]
    assert contents(*sections(), PROSE, *items()) == [Contents(11, 16, [0, 2, 4, 6, 8])], "at the foot of the page"


def test_each_list_has_headings_of_its_own() -> None:
    parts = ("Ropes", "Chains", "Hooks")
    rows = [*items(), *sections(), *items(parts), *sections(parts)]
    assert contents(*rows) == [Contents(0, 5, [5, 7, 9, 11, 13]), Contents(15, 18, [18, 20, 22])]


def test_a_list_above_and_one_below_may_list_the_same_headings() -> None:
    rows = [*items(), *sections(), *items()]
    assert [own.headings for own in contents(*rows)] == [[5, 7, 9, 11, 13]] * 2


def test_items_of_other_lists_are_no_headings() -> None:
    assert contents(*items(), *[row for title in MANUAL for row in (f"- {title}", PROSE)]) == []


def test_lists_of_two_items_and_two_headings_are_too_few() -> None:
    assert contents(*items(MANUAL[:2]), *sections()) == []
    assert contents(*items(MANUAL[:3]), *sections(MANUAL[:2])) == []
    assert contents(*items(MANUAL[:3]), *sections(MANUAL[:3])) == [Contents(0, 3, [3, 5, 7])]


@pytest.mark.parametrize(("others", "are_contents"), [(0, True), (2, True), (3, False)])
def test_three_of_five_items_must_be_headings(others, are_contents) -> None:
    rows = [*items(MANUAL[:3]), *items(f"Annex {'ABC'[i]}" for i in range(others)), *sections(MANUAL[:3])]
    assert bool(contents(*rows)) is are_contents


def test_a_heading_out_of_order_is_left_out() -> None:
    order = (MANUAL[3], *MANUAL[:3], MANUAL[4])
    assert contents(*items(), *sections(order)) == [Contents(0, 5, [7, 9, 11, 13])]


def test_headings_in_a_row_are_none() -> None:
    assert contents(*items(), *MANUAL) == []
    three = MANUAL[:3]
    assert contents(*items(three), three[0], PROSE, *three[1:]) == [], "one line between three"
    assert contents(*items(three), three[0], PROSE, three[1], PROSE, three[2]) == [Contents(0, 3, [3, 5, 7])]


def test_a_heading_may_stand_at_two_places_but_not_at_three() -> None:
    named = [MANUAL[1], *items(), *sections()]
    assert contents(*named) == [Contents(1, 6, [6, 8, 10, 12, 14])], "the place below the heading before"
    again = [*items(), *sections(), MANUAL[1]]
    assert contents(*again) == [Contents(0, 5, [5, 7, 9, 11, 13])]
    assert contents(*again, PROSE, MANUAL[1]) == [Contents(0, 5, [5, 9, 11, 13])]


@pytest.mark.parametrize(("words", "is_heading"), [(14, True), (15, False)])
def test_a_long_line_is_no_heading(words, is_heading) -> None:
    titles = [f"{title} the lock" + " of the old mill" * 4 for title in ("Oiling", "Raising", "Closing")]
    titles = [" ".join(title.split()[:words]) for title in titles]
    assert {row.words for row in line_features(*titles)} == {words} and MAX_HEADING == 15
    assert bool(contents(*items(titles), *sections(titles))) is is_heading


def test_numbers_alone_are_no_headings() -> None:
    years = ("1987", "1992", "2004")
    assert contents(*items(years), *sections(years)) == []
    rows = ["- 1987", "- 1992", "- 2004", "- 1987", PROSE, "- 1992", PROSE, "- 2004"]
    assert find_contents(line_features(*rows), [True] * 3 + [False] * 5) == [], "nor as lone items"


def test_a_page_without_lists_has_no_contents() -> None:
    assert contents() == contents(PROSE) == contents(*sections()) == []


# --- lines that contents list ---


def test_lines_are_listed_from_the_first_heading_to_the_last() -> None:
    assert listed(PROSE, *items(), PROSE, *sections(), PROSE) == "." * 7 + "x" * 9 + ".."
    assert listed(PROSE, *sections(), *items()) == "." + "x" * 9 + "." * 6


def test_lines_without_prose_are_listed_too() -> None:
    rows = [*items(), *sections(MANUAL[:4]), "x = [];", "Rye | 31", "Menu", MANUAL[4], PROSE]
    assert listed(*rows) == "....." + "x" * 12 + "."


def test_a_list_between_its_headings_lists_nothing() -> None:
    rows = [*sections(MANUAL[:3]), *items(), *sections(MANUAL[3:])]
    assert len(contents(*rows)) == 1
    assert "x" not in listed(*rows)


def test_the_first_title_may_stand_above_the_list_too() -> None:
    rows = [MANUAL[0], *items(), *sections()]
    assert listed(*rows) == "......" + "x" * 9 + "."


@pytest.mark.parametrize(("empty", "is_listed"), [(0, True), (1, True), (2, False)])
def test_a_third_of_the_sections_may_be_empty(empty, is_listed) -> None:
    titles = MANUAL[:4]
    rows = [row for i, title in enumerate(titles) for row in ((title,) if i < empty else (title, PROSE, PROSE))]
    assert len(contents(*items(titles), *rows)) == 1
    assert ("x" in listed(*items(titles), *rows)) is is_listed


def test_a_menu_that_stands_twice_lists_nothing() -> None:
    entries = [row for title in MANUAL for row in (title, "New", "Top")]
    assert len(contents(*items(), *entries)) == 1
    assert "x" not in listed(*items(), *entries), "hardly a word between its entries"


@pytest.mark.parametrize(("words", "is_listed"), [(8, True), (7, False)])
def test_sections_have_eight_words_each(words, is_listed) -> None:
    titles = ("Ropes", "Chains", "Hooks")
    first, second = "oil" + " it" * (words - 1), "grease" + " it" * (2 * words - 3)
    rows = [titles[0], first, titles[1], second, titles[2]]
    assert sum(line.words for line in line_features(*rows[:4])) == 3 * words, "with the titles above them"
    assert ("x" in listed(*items(titles), *rows)) is is_listed


def test_all_lines_of_a_page_without_contents_are_not_listed() -> None:
    assert listed() == ""
    assert listed(*sections(), *items(("Ropes", "Chains", "Hooks"))) == "." * 13


# --- linear time ---


def test_contents_of_many_equal_items_and_headings_are_found_in_linear_time() -> None:
    items = [f"- Part {'abcdefghij'[i % 10]}" for i in range(20_000)]
    found = block_names(*items, PROSE, *[item[2:] for item in items])
    assert found[:20_000] == ["list"] * 20_000
