"""Examples of the kinds of block in `rules/blocks.toml`: lines in a block, and lines that only look like it."""

import tomllib
from typing import Any

import pytest

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.line_reader import LineReader
from cleaner.features.blocks.codes import BLOCKS
from cleaner.rulebook.cache import RULES
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.text.lines import split_lines

MARK = "> "
OTHERS = {"records", "thread", "listed"}
"""Features of lines that are parts of a page and no kinds of block."""
TABLES: list[dict[str, Any]] = tomllib.loads((RULES / "blocks.toml").read_text("utf-8"))["block"]
FOUND = [(table["name"], text) for table in TABLES for text in table["is"]]
NEAR = [(table["name"], text) for table in TABLES for text in table["is_not"]]


def lines_in(name: str, rows: list[str]) -> list[bool]:
    """Return True for each row of a page that is in a block of a kind, or has a value of a feature."""
    reader = LineReader(load_rulebook())
    lines = split_lines("\n".join(rows) + "\n", reader.parts)
    assert [line.text.strip() for line in lines] == [row.strip() for row in rows]
    page = PageEvidence(lines, reader)
    if name in OTHERS:
        return [value > 0 for value in page.scores.columns[name].values]
    return [BLOCKS[int(kind)] == name for kind in page.context.blocks]


def test_each_kind_of_block_has_a_reason_and_examples_of_both_sorts() -> None:
    assert [table["name"] for table in TABLES if not (table["why"] and table["is"] and table["is_not"])] == []
    assert sorted(table["name"] for table in TABLES) == sorted({*BLOCKS, *OTHERS} - {"none"})
    assert all(table.keys() == {"name", "why", "is", "is_not"} for table in TABLES)


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_the_lines_of_an_example_are_in_the_block(name, text) -> None:
    rows = text.strip("\n").split("\n")
    is_marked = [row.startswith(MARK) for row in rows]
    assert lines_in(name, [row.removeprefix(MARK) for row in rows]) == (
        is_marked if True in is_marked else [True] * len(rows)
    )


@pytest.mark.parametrize(("name", "text"), NEAR)
def test_the_lines_of_a_counterexample_are_not(name, text) -> None:
    assert not any(lines_in(name, text.strip("\n").split("\n")))
