"""Blocks of Markdown stay or go as a whole."""

from cleaner.decision.segments import LineState
from cleaner.decision.structure import keep_structure
from cleaner.text.lines import split_lines


def settled(text: str, scores: list[float], headline: int | None = None) -> list[bool]:
    """Return True for each line that stays, given scores of lines; positive ones are for dropping."""
    lines = split_lines(text, as_markdown=True)
    states = [LineState("after" if score > 0 else "body", score, 2) for score in scores]
    keep_structure(lines, states, headline)
    for state in states:
        assert (state.state == "body") == (state.score <= 0)
    return [state.state == "body" for state in states]


FENCE = "```\nx = 1\n```\n"


def test_a_fence_goes_by_the_sum_of_its_scores() -> None:
    assert settled(FENCE, [2.0, -1.0, 2.0]) == [False] * 3
    assert settled(FENCE, [2.0, -9.0, 2.0]) == [True] * 3
    assert settled(FENCE, [1.0, 1.0, 1.0]) == [False] * 3


def test_a_rule_stays_between_lines_that_stay() -> None:
    text = "One.\n\n---\n\nTwo.\n\n---\n\nThree.\n"
    assert settled(text, [-1.0, 5.0, -1.0, -5.0, 3.0]) == [True, True, True, False, False]
    assert settled("---\n\nOne.\n", [4.0, -1.0]) == [True, True]
    assert settled("---\n", [4.0]) == [False]


def test_an_item_keeps_its_start_while_anything_in_it_stays() -> None:
    text = "- a\n  - b\n  - c\n- d\n"
    assert settled(text, [3.0, 3.0, -2.0, 3.0]) == [True, False, True, False]
    assert settled(text, [-1.0, 3.0, 3.0, 3.0]) == [True, False, False, False]


def test_an_item_that_starts_with_a_fence_keeps_all_of_it() -> None:
    text = "- ```\n  x\n  ```\n\n  Text.\n"
    assert settled(text, [3.0, 3.0, 3.0, -2.0]) == [True] * 4


def test_an_item_keeps_its_start_for_the_headline_too() -> None:
    assert settled("- a\n\n  # Title\n", [3.0, 3.0], headline=1) == [True, False]


def test_a_definition_stays_as_long_as_it_is_used() -> None:
    text = "See [the report][r].\n\nSee [the plan][p].\n\n[r]: https://a.example\n[p]: https://b.example\n"
    assert settled(text, [-1.0, 2.0, 5.0, -5.0]) == [True, False, True, False]
    note = "The hull.[^1]\n\nText.\n\n[^1]: The board.\n"
    assert settled(note, [-1.0, 1.0, 5.0]) == [True, False, True]


def test_other_text_is_left_alone() -> None:
    lines = split_lines("One.\n---\nTwo.\n")
    states = [LineState("body", -1.0, 0), LineState("after", 2.0, 2), LineState("body", -1.0, 0)]
    keep_structure(lines, states, None)
    assert [state.state for state in states] == ["body", "after", "body"]
