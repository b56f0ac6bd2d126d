"""Lines from rows: which rows of a wrapped or broken text are one paragraph, and which are not."""

import textwrap
from time import process_time

import pytest

from cleaner.rulebook.example_pages import HEADLINE, PARAGRAPHS
from cleaner.text.lines import split_lines

MENU = ["News", "Business", "Sport and leisure", "Weather", "Jobs"]
LIST = ["• Boats", "• Timetables of the summer", "• Prices"]
NUMBERED = (
    "The board will meet again on the 7. May, when the inspectors have gone through all of the 112 pages of the report "
    "and on the 14. June - that is after the first crossing - to decide on the prices. A ticket will cost no more than "
    "1.50, it was said."
)
VERSE = """The boat lay on the strand all winter,
its ribs as bare as any tree,
and I who never was a sailor
would hear it talking to the sea,
of herring, ropes and frozen fingers,
of all it was and would not be."""
LONG = "https://orrin.example/" + "/".join(["archive"] * 16)
"""A row that cannot be broken."""
CHINESE = [
    "山村小学的铜钟挂在老槐树下已有百年",
    "十二年前一场大风把树枝吹断",
    "钟也摔出了一道裂缝从此无人敲过",
    "去年冬天镇上的老铁匠把裂缝补好",
    "上星期一两个孩子第一次拉响了钟绳",
    "钟声一直传到山那边的码头和盐田",
]


def joined(text: str) -> list[str]:
    return [" ".join(line.text.split(" ")).replace("\n", " ") for line in split_lines(text)]


def filled(paragraphs: list[str], width: int, between: str = "\n\n") -> str:
    """Return paragraphs as wrapped text."""
    return between.join(
        textwrap.fill(text, width, break_on_hyphens=False, break_long_words=False) for text in paragraphs
    )


# --- wrapped text ---


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_wrapped_paragraphs_are_one_line_each(width, between) -> None:
    paragraphs = [*MENU, HEADLINE, *PARAGRAPHS, NUMBERED, *LIST]
    assert joined(filled(paragraphs, width, between)) == paragraphs


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_few_longer_rows_do_not_hide_the_width(width, count, place) -> None:
    paragraphs = [*PARAGRAPHS[:place], *[LONG] * count, *PARAGRAPHS[place:]]
    assert joined(filled(paragraphs, width)) == paragraphs


def test_more_longer_rows_show_that_the_text_was_not_wrapped() -> None:
    wrapped = filled(PARAGRAPHS, 72)
    rows = [*wrapped.split("\n"), *[LONG] * 4]
    assert joined("\n".join(rows)) == [row for row in rows if row]


def test_a_long_text_may_have_one_longer_row_in_fifty() -> None:
    wrapped = filled(PARAGRAPHS * 15, 60)
    assert len([row for row in wrapped.split("\n") if row]) > 200
    assert joined("\n\n".join([wrapped, *[LONG] * 4])) == [*PARAGRAPHS * 15, *[LONG] * 4]


def test_a_short_text_is_wrapped_if_two_rows_are_full_and_the_next_start_small() -> None:
    text = (
        "The ice on the lake was thick enough to walk on by the middle\n"
        "of November, and the children of the island went over to see\n"
        "their cousins."
    )
    assert joined(text) == [text.replace("\n", " ")]
    assert joined(f"{text}\n\nAna Ruiz") == [text.replace("\n", " "), "Ana Ruiz"]


def test_a_short_text_whose_next_rows_start_with_capitals_is_not_wrapped() -> None:
    rows = [
        "The Ice on the Lake was Thick Enough to Walk on by the Middle",
        "Of November, and the Children of the Island Went over to See",
        "Their Cousins",
    ]
    assert joined("\n".join(rows)) == rows


def test_two_rows_are_not_wrapped() -> None:
    rows = ["The ice on the lake was thick enough to walk on by the middle", "of November."]
    assert joined("\n".join(rows)) == rows


def test_rows_that_start_with_capitals_below_full_rows_are_not_wrapped() -> None:
    rows = [
        "Storm closes the coast road for a third day in a row, again",
        "Why the herring came back to Velm after eleven empty years",
        "Teacher of the year walks to school over the ice in spring",
        "Five bakers and one oven: the village that would not close",
        "Mayor of Elda takes the first boat to the meeting in April",
        "Councillors vote on the price of a ticket for the mainland",
    ]
    assert joined("\n".join(rows)) == rows


def test_a_row_is_not_broken_at_a_space_that_does_not_break() -> None:
    paragraphs = [
        *PARAGRAPHS,
        "The boats of the line sail at eight,\u00a0twelve and five o’clock from Monday to Saturday.",
    ]
    wrapped = "\n\n".join(textwrap.fill(text, 50) for text in paragraphs)
    assert joined(wrapped) == paragraphs


def test_rows_of_a_text_that_was_not_wrapped_stay_apart() -> None:
    rows = [*MENU, *PARAGRAPHS, *LIST]
    assert joined("\n".join(rows)) == rows


def test_verse_stays_verse() -> None:
    assert joined(VERSE) == VERSE.splitlines()


def test_chinese_rows_of_different_lengths_stay_apart() -> None:
    assert joined("\n".join(CHINESE)) == CHINESE


def test_chinese_text_wrapped_at_a_width_is_joined() -> None:
    text = "".join(CHINESE * 3)
    rows = [text[i : i + 45] for i in range(0, len(text), 45)]
    assert [line.text.replace("\n", "") for line in split_lines("\n".join(rows))] == [text]


def test_an_item_below_a_sentence_is_not_joined() -> None:
    items = [f"- {text}" for text in PARAGRAPHS]
    assert joined(filled(items, 60, "\n")) == items


# --- text that was broken at its links ---


def test_text_that_was_broken_at_its_links_is_joined() -> None:
    rows = [
        "The council of",
        "Elda",
        ", which had sold the boat to",
        "a shipyard in Velm",
        ", bought it back on Monday.",
        "",
        "Nobody voted against it.",
        "The boat will sail again in",
        "spring",
        ".",
    ]
    assert joined("\n".join(rows)) == [
        "The council of Elda , which had sold the boat to a shipyard in Velm , bought it back on Monday.",
        "Nobody voted against it.",
        "The boat will sail again in spring .",
    ]


def test_a_single_row_that_starts_with_a_comma_joins_nothing() -> None:
    rows = ["The council of", "Elda", ", which had sold the boat", "Nobody voted"]
    assert joined("\n".join(rows)) == rows


def test_entries_between_blank_rows_are_not_joined_in_a_broken_text() -> None:
    broken = "Boats of\nElda\n, said the mayor of\nVelm\n, will sail."
    assert joined("\n".join(["Home", "News", "Sport", "", broken]))[:3] == ["Home", "News", "Sport"]


@pytest.mark.parametrize("row", [".gitignore", ":wq", ".5 of all boats", "...", ") else {", ")"])
def test_rows_that_only_look_broken_join_nothing(row) -> None:
    rows = ["print(boats", row, "print(nets", row]
    assert joined("\n".join(rows)) == rows


# --- numbers and gaps ---


def test_a_joined_line_has_the_number_of_its_first_row_and_the_gap_above() -> None:
    lines = split_lines("\n\n" + filled(PARAGRAPHS, 60))
    assert [line.gap for line in lines] == [2, *[1] * 7]
    assert [line.number for line in lines][:2] == [3, 6]


@pytest.mark.parametrize(
    "text",
    [
        filled(PARAGRAPHS, 60),
        "Boats of\nElda\n, said the mayor of\nVelm\n, will sail.\n",
        "a\n" * 500,
        ", b\n" * 500,
        "a b c d e f g h i j k l m n o p q r s t u v w x y z\n" * 200,
    ],
)
def test_time_grows_linearly(text) -> None:
    def time(copies: int) -> float:
        page = text * copies
        best = 1e9
        for _ in range(3):
            start = process_time()
            split_lines(page)
            best = min(best, process_time() - start)
        return best

    size = max(1, 60_000 // len(text))
    assert time(8 * size) < 24 * time(size) + 0.05
