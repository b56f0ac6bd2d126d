"""Blocks by shape: what is a table, code or a list, and what only looks like it."""

import pytest

from cleaner.features.blocks import CODE, LIST, NONE, TABLE, block_kinds
from cleaner.text.line_features import LineFeatures, Vocabulary, cell_count
from cleaner.text.tokens import TokenizedLine

PROSE = "The captain, who had steered the boat for nineteen years, said that its engine was as good as new."


def kinds(*rows: str) -> list[float]:
    """Return the block of each row."""
    vocabulary = Vocabulary()
    return block_kinds([LineFeatures(row, TokenizedLine(row.strip()), vocabulary) for row in rows])


@pytest.mark.parametrize(
    "rows",
    [
        ("Station\tDepth", "Reef\t31 m", "Sound\t54 m"),
        ("| Species | Spring |", "|---|---|", "| Curlew | 112 |"),
        ("Species | Spring", "Curlew | 112", "Knot | 77", "Dunlin | 905"),
        ("Datum\t2024", "Autor\tA. Berg", "Tags\tBoote"),
        ("村庄\t海拔", "石桥\t812", "柳坪\t455"),
    ],
)
def test_rows_with_equally_many_cells_are_a_table(rows) -> None:
    assert kinds(*rows) == [TABLE] * len(rows)
    assert kinds(PROSE, *rows, PROSE) == [NONE, *[TABLE] * len(rows), NONE]


@pytest.mark.parametrize(
    "rows",
    [
        ("Station\tDepth", "Reef\t31 m"),
        ("Home | News | Sport", "Contact | Imprint", "About us | Jobs | Press"),
        ("Home", "News", "Sport", "Weather"),
        ("Mills – water – wind", "Boats – oars – sails", "Nets – hooks – lines"),
        (PROSE, PROSE, PROSE),
    ],
)
def test_other_rows_are_no_table(rows) -> None:
    assert kinds(*rows) == [NONE] * len(rows)


def test_a_table_ends_where_the_number_of_cells_changes() -> None:
    assert kinds("a\tb", "c\td", "e\tf", "g\th\ti", "j\tk\tl") == [TABLE] * 3 + [NONE] * 2


@pytest.mark.parametrize(
    ("text", "count"),
    [("a", 1), ("", 1), ("a\tb", 2), ("a\t\tb", 2), ("a | b", 2), ("| a | b |", 2), ("|a|", 1), ("a\tb | c", 2)],
)
def test_tabs_and_bars_separate_cells(text, count) -> None:
    assert cell_count(text) == count


@pytest.mark.parametrize(
    "rows",
    [
        ("total = 0", "tags = []", "for value in values:", "total += values[0]"),
        ("int main(void) {", "return depth;", "}"),
        ("$ mkdir build", "$ cd build"),
        (">>> depth([3])", "3", ">>> depth([])"),
        ("<ul>", "<li>Reef</li>", "</ul>"),
        ('"depth": [31],', "{", '"name": "Reef"', "}"),
        ("// the depth in metres", "let depth = 31;"),
    ],
)
def test_lines_of_code_close_together_are_code(rows) -> None:
    found = kinds(PROSE, *rows, PROSE)
    assert found.count(CODE) >= len(rows) - 1
    assert found[0] == found[-1] == NONE


@pytest.mark.parametrize(
    "rows",
    [
        ("x = [];",),
        ("x = [];", PROSE, "y = [];"),
        ("x = [];", "one", "two", "three", "y = [];"),
        ("Write to me; I shall answer", "She paid 5 $ for it", "Tea [with milk] or coffee", "a = b"),
        ("Home", "News > Sport > Football", "Log in"),
        ("“We waited a long time,” she said", "He laughed (and so did she)"),
        ("#boats", "@orrin_ferry", "#harbour"),
    ],
)
def test_other_lines_are_no_code(rows) -> None:
    assert kinds(*rows) == [NONE] * len(rows)


def test_lines_between_lines_of_code_are_code_unless_they_are_prose() -> None:
    assert kinds("x = [];", "print twice", "y = [];") == [CODE] * 3
    assert kinds("x = [];", PROSE, "y = [];") == [NONE] * 3
    assert kinds("x = [];", "one", "two", "y = [];") == [CODE] * 4


@pytest.mark.parametrize(
    "rows",
    [
        ("- rye", "- salt"),
        ("1. Lay out the beams", "2. Drive a peg in", "3. Turn the frame over"),
        ("• Boats", "• Prices"),
        ("1) Yes", "2) No"),
        ("- rye", "1. salt"),
    ],
)
def test_items_in_a_row_are_a_list(rows) -> None:
    assert kinds("Needed:", *rows, "Done") == [NONE, *[LIST] * len(rows), NONE]


@pytest.mark.parametrize(
    "rows",
    [("- rye",), ("- rye", "salt", "- water"), ("  rye", "  salt"), ("1987 was cold", "1988 was not"), ("-5°", "-7°")],
)
def test_other_rows_are_no_list(rows) -> None:
    assert LIST not in kinds(*rows)


def test_a_row_of_a_table_is_no_item_of_a_list() -> None:
    assert kinds("- Reef | 31", "- Sound | 54", "- Pier | 7") == [TABLE] * 3


def test_no_lines_have_no_blocks() -> None:
    assert kinds() == []
