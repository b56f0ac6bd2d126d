"""A rule of one's own, proposed from a few answers: its pattern, and its table as TOML."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from cleaner.errors import CleanerError
from cleaner.settings import rule_tables
from cleaner.text.characters import unspaced_chars

HEADERS = {"pyproject.toml": "[[tool.cleaner.rule]]"}
FIRST_WORDS = 4
"""Of a line's beginning, so many words are proposed as what such lines begin with."""
Value = str | float | Sequence[str]


def first_words_pattern(line: str) -> str:
    """The first words of a line."""
    return " ".join(line.split()[:FIRST_WORDS])


def contains_pattern(phrase: str, at_start: bool) -> str:
    """A pattern for lines that start with, or hold, a phrase in letters of any case, with any numbers in it."""
    words = phrase.split()
    body = r"\s+".join(re.sub(r"\d+", r"\\d+", re.escape(word)) for word in words)
    before = r"^\W*" if at_start else _boundary(words[0][0])
    return f"(?i){before}{body}{_boundary(words[-1][-1])}"


def _boundary(sign: str) -> str:
    """What keeps a phrase from ending inside a word; scripts without spaces have nothing of the sort."""
    return r"\b" if sign.isalnum() and not unspaced_chars(sign) else ""


def render_rule(values: Mapping[str, Value], path: Path) -> str:
    """The table of a rule, as it stands in a settings file at `path`."""
    rows = [f"{key} = {_written(value)}" for key, value in values.items()]
    return "\n".join([HEADERS.get(path.name, "[[rule]]"), *rows, ""])


def _written(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.1f}"
    if not isinstance(value, str):
        return f"[{', '.join(map(_written, value))}]"
    if "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"  # a pattern can be read so
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def append_rule(data: bytes, new: str, path: Path) -> bytes:
    """What stands in the file at `path`, `data`, and a table after it.

    Raises `CleanerError` where the rules in it would not be those of before and the new one.
    """
    newline = "\r\n" if b"\r\n" in data else "\n"
    gap = "" if not data else newline if data.endswith(b"\n") else 2 * newline
    whole = data + (gap + new.replace("\n", newline)).encode()
    try:
        is_right = rule_tables(whole.decode(), path) == (*rule_tables(data.decode(), path), *rule_tables(new, path))
    except CleanerError:
        is_right = False
    if not is_right:
        raise CleanerError(f"{path}: has another form than [[rule]] tables, so write the rule into it by hand.")
    return whole
