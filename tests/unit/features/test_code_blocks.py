"""Blocks of code: which lines between lines of code are part of them, and which numbers are their line numbers."""

import pytest

from cleaner.features.blocks.code import INDENTED
from tests.support.features import PROSE
from tests.support.features import block_names as kinds

OPEN, CLOSE = "x = [];", "y = [];"
"""Lines that look like code by themselves."""


# --- lines between lines of code ---


def test_lines_between_lines_of_code_are_code_unless_they_are_prose() -> None:
    assert kinds("x = [];", "print twice", "y = [];") == ["code"] * 3
    assert kinds("x = [];", PROSE, "y = [];") == ["none"] * 3
    assert kinds("x = [];", "one", "two", "y = [];") == ["code"] * 4


REMARKS = [
    "    read the depth of the reef",
    "    wait for the next boat",
    "\tring the bell twice",
    "    go on to the pier",
    "    light the lamp at dusk",
]
"""Indented lines that do not look like code by themselves."""


def test_indented_lines_do_not_look_like_code_by_themselves() -> None:
    assert "code" not in kinds(*REMARKS)


def test_indented_lines_between_lines_of_code_are_code() -> None:
    assert kinds(PROSE, OPEN, *REMARKS, CLOSE, PROSE) == ["none", *["code"] * (len(REMARKS) + 2), "none"]


def test_lines_of_a_script_without_semicolons_are_code() -> None:
    rows = [
        "import tides",
        "def main(port):",
        "    greet the pilot",
        "    hoist the flag",
        "    check the lamp",
        "    cast off",
        "return depth[port]",
    ]
    assert kinds(PROSE, *rows, PROSE) == ["none", *["code"] * len(rows), "none"]


@pytest.mark.parametrize(("count", "is_code"), [(INDENTED, True), (INDENTED + 1, False)])
def test_indented_lines_are_code_up_to_a_limit(count, is_code) -> None:
    between = [REMARKS[i % len(REMARKS)] for i in range(count)]
    assert ("code" in kinds(OPEN, *between, CLOSE)) is is_code
    assert INDENTED == 12


@pytest.mark.parametrize("row", ["ring the bell twice", "- ring the bell twice", "1. Ring the bell twice"])
def test_a_line_without_indentation_parts_blocks_of_code(row) -> None:
    assert "code" not in kinds(OPEN, *REMARKS[:2], row, *REMARKS[2:], CLOSE)
    assert kinds(OPEN, REMARKS[0], row, CLOSE) == ["code"] * 4, "no more than two lines"


def test_indented_prose_is_no_code() -> None:
    assert kinds(OPEN, *REMARKS[:2], f"    {PROSE}", REMARKS[2], CLOSE) == ["none"] * 6
    assert kinds(OPEN, f"    {PROSE}", CLOSE) == ["none"] * 3


def test_indented_lines_with_code_on_one_side_only_are_none() -> None:
    assert "code" not in kinds(OPEN, *REMARKS)
    assert "code" not in kinds(*REMARKS, CLOSE)


# --- line numbers of code ---


def numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


def test_numbers_above_code_are_its_gutter() -> None:
    assert kinds(*numbers(1, 3), "x = [];", "y = [];") == ["code"] * 5
    assert kinds(*numbers(1, 3), "loop", "x = [];", "y = [];")[:3] == ["code"] * 3


def test_many_numbers_are_a_gutter_without_code() -> None:
    assert kinds(PROSE, *numbers(1, 12), PROSE) == ["none", *["code"] * 12, "none"]


@pytest.mark.parametrize(
    "rows",
    [
        (*numbers(1, 5),),
        (*numbers(1, 11), "Next page"),
        (*numbers(2, 14),),
        ("1", "2", "4", "x = [];", "y = [];"),
        (*numbers(1, 2), "x = [];", "y = [];"),
        (*numbers(1, 3), PROSE, PROSE, "x = [];", "y = [];"),
    ],
)
def test_other_numbers_are_no_gutter(rows) -> None:
    assert "code" not in [kind for kind, row in zip(kinds(*rows), rows, strict=True) if row.isdecimal()]
