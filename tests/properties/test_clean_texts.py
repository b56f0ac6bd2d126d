"""Texts without boilerplate come back whole, whatever their form and layout.

`tests.support.clean_texts` has the texts. A text with strong evidence in one of its lines proves nothing, so that is
checked too.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.decision.evidence import PageEvidence
from cleaner.decision.furniture import Furniture
from cleaner.decision.line_reader import LineReader
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.text.lines import split_lines
from tests.support.clean_texts import BLOCKS, LONG_ROW, WIDTHS, clean_texts, lay_out
from tests.support.invariants import Way, check
from tests.support.pages import layouts

RULEBOOK = load_rulebook()
FURNITURE = [
    ["Log in", "Subscribe", "Home", "News"],
    ["Share this article", "Facebook", "Twitter", "WhatsApp"],
    ["READ ALSO: Storm closes the coast road for a third day"],
    ["Advertisement"],
    ["Most read", "Police close the coast road", "Five bakers, one oven"],
    ["By Marta Lindqvist"],
    ["Sign up for our daily newsletter", "Email address"],
    ["© 2024 Orrin Courier. All rights reserved."],
]
"""Parts of pages to mix with blocks of articles."""
PROMPTS = ["Share on Facebook", "Subscribe to our newsletter", "© 2024 Orrin Courier. All rights reserved."]


def assert_whole(text: str) -> None:
    """Assert that a text comes back as it is."""
    result = clean(text)
    assert (result.text, result.verdict, result.removed) == (text, "article", ())


@pytest.mark.parametrize("name", BLOCKS)
def test_no_block_shows_boilerplate(name) -> None:
    reader = LineReader(RULEBOOK)
    lines = split_lines(lay_out([BLOCKS[name]], "blank"), reader.parts)
    assert not Furniture(PageEvidence(lines, reader).cut_columns()).shows_boilerplate


@pytest.mark.parametrize("layout", ["blank", "tight"])
@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_alone_comes_back_whole(name, layout) -> None:
    for width in (0, *WIDTHS):
        text = lay_out([BLOCKS[name]], layout, width)
        for whole in (text, f"{text}{LONG_ROW}\n", text.rstrip("\n"), text.replace("\n", "\r\n")):
            assert_whole(whole)


@given(clean_texts())
def test_blocks_together_come_back_whole(text) -> None:
    assert_whole(text)


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_with_a_prompt_below_loses_the_prompt_alone(name, prompt) -> None:
    block = lay_out([BLOCKS[name]], "blank")
    result = clean(f"{block}\n{prompt}\n")
    assert (result.verdict, result.text) == ("article", block)


@st.composite
def mixed_pages(draw: st.DrawFn) -> str:
    """Draw a page of blocks and boilerplate."""
    blocks = st.sampled_from([*BLOCKS.values()]).map(lambda block: list(block.rows))
    return draw(layouts(draw(st.lists(st.one_of(blocks, blocks, st.sampled_from(FURNITURE)), min_size=1, max_size=9))))


@given(mixed_pages())
def test_invariants_hold_on_pages_that_mix_blocks_and_boilerplate(text) -> None:
    check(text, Way())


@given(clean_texts(), st.lists(st.sampled_from(FURNITURE), min_size=1, max_size=4), st.booleans())
def test_cleaning_twice_is_cleaning_once(text, furniture, is_above) -> None:
    rows = "\n".join(row for part in furniture for row in part)
    page = f"{rows}\n\n{text}" if is_above else f"{text}\n{rows}\n"
    cleaned = clean(page).text
    assert clean(cleaned).text == cleaned


def test_set_phrases_are_fields_of_a_specification() -> None:
    rows = [
        "Theme: survival",
        "Players: 2-4",
        "Time: 45 minutes",
        "Age: 10+",
        "Publisher: Harbour Games",
        "Price: 29.90",
    ]
    text = "\n".join(rows) + "\n"
    assert clean(text).text == text and clean(text).verdict == "article"


def test_a_byline_is_no_boilerplate_that_costs_the_title() -> None:
    verse = lay_out([BLOCKS["en-verse"]], "blank")
    text = f"The heron\n\nBy Hanna Lind\n\n{verse}"
    assert clean(text).text == f"The heron\n\n{verse}"


def test_names_of_speakers_are_no_phrases() -> None:
    turns = ["How long have you been here?", "Since 1988.", "And do you like it?", "Most days.", "And on others?"]
    names = ["REPORTER", "KEEPER"]
    text = "".join(f"{names[i % 2]}: {turn}\n" for i, turn in enumerate(turns))
    assert_whole(text)


@pytest.mark.parametrize("prompt", ["Sign up for our newsletter", "Skip to content", "Advertisement"])
def test_a_prompt_above_a_text_is_no_title(prompt) -> None:
    prose = lay_out([BLOCKS["en-prose"]], "blank")
    assert clean(f"{prompt}\n\n{prose}").text == prose


def test_a_menu_alone_is_no_article() -> None:
    assert clean("Home\nNews\nSport\nWeather\nContact us\nPrivacy policy\n").verdict == "no-article"
