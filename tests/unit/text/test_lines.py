"""Lines from rows: which rows of a wrapped text are one paragraph, and which are not."""

import textwrap

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


def joined(text: str) -> list[str]:
    return [" ".join(line.text.split(" ")).replace("\n", " ") for line in split_lines(text)]


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_wrapped_paragraphs_are_one_line_each(width, between) -> None:
    paragraphs = [*MENU, HEADLINE, *PARAGRAPHS, NUMBERED, *LIST]
    wrapped = between.join(textwrap.fill(text, width, break_on_hyphens=False) for text in paragraphs)
    assert joined(wrapped) == paragraphs


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
