"""The README as data: the code in it, by section, and its tables.

markdown-it, which rich brings along, says what is code, so that no line of the text can be missed. Code of several
words is something to run, unless it is only part of a command: an option, or words such as `run --watch`.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

import click
from markdown_it import MarkdownIt

from tests.command import ROOT
from tests.test_man import COMMANDS

README: Final = ROOT / "README.md"
TEXT: Final = README.read_text("utf-8")
TOKENS: Final = MarkdownIt("commonmark").enable("table").parse(TEXT)


class Code(NamedTuple):
    """A block of code or, where `language` is empty, code in the text; `line` is the one it begins in, from 1."""

    section: str
    line: int
    language: str
    text: str


def codes() -> Iterator[Code]:
    """All code, in order."""
    section = ""
    for above, token in pairwise(TOKENS):
        line = token.map[0] + 1 if token.map else 0
        if above.type == "heading_open":
            section = token.content
        if token.type in ("fence", "code_block"):
            yield Code(section, line, token.info or "text", token.content)
        for child in token.children or ():
            if child.type == "code_inline":
                yield Code(section, line, "", child.content)


def tables() -> Iterator[list[list[str]]]:
    """All tables: rows of cells, the head first."""
    rows: list[list[str]] = []
    for above, token in pairwise(TOKENS):
        if above.type == "tr_open":
            rows.append([])
        if above.type in ("th_open", "td_open"):
            rows[-1].append(token.content)
        if token.type == "table_close":
            yield rows
            rows = []


def table(heading: str) -> list[list[str]]:
    """The rows below the head of the table whose first column has this heading."""
    return next(rows[1:] for rows in tables() if rows[0][0] == heading)


def command(text: str) -> tuple[str, list[str]]:
    """The command that some code begins with, with or without `cleaner`, as `COMMANDS` has it; and its other words."""
    name, words = "cleaner", text.removeprefix("cleaner ").split()
    while words and f"{name}-{words[0]}" in COMMANDS:
        name = f"{name}-{words.pop(0)}"
    return name, words


def options(name: str) -> set[str]:
    """The options of a command."""
    return {opt for param in COMMANDS[name].params if isinstance(param, click.Option) for opt in param.opts}


def is_part(code: Code) -> bool:
    """Whether some code is no command as it stands, but an option, a name, or the beginning of one."""
    if code.language:
        return False
    name, words = command(code.text)
    is_call = code.text.startswith("cleaner ") or name == "cleaner"
    lacks = not words and any(param.required for param in COMMANDS[name].params)
    return len(code.text.split()) < 2 or code.text.startswith("-") or not is_call or lacks
