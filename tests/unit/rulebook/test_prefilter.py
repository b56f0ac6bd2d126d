"""The prefilter by hand: which lines a pattern is tried on."""

import pytest

from cleaner.rulebook.prefilter import TIME, PatternRule, Prefilter
from cleaner.text.tokens import TokenizedLine


@pytest.mark.parametrize("text", ["5 March 2024", "19-05-23", "1/2/24", "12.3.24", "at 9:41", "2024年1月"])
def test_numbers_of_a_time_or_date_have_four_digits_or_a_sign_after_them(text) -> None:
    assert _is_tried(text)


@pytest.mark.parametrize("text", ["12 Comments", "chapter 3", "a hundred", "(300)"])
def test_a_pattern_that_needs_a_time_or_date_is_not_tried_on_other_lines(text) -> None:
    assert not _is_tried(text)


def _is_tried(text: str) -> bool:
    """Return True if a pattern that matches all lines, but needs a time or date, is tried on `text`."""
    prefilter = Prefilter([PatternRule(0, ".", "anywhere", (TIME,))])
    return prefilter.find(TokenizedLine(text)) != []
