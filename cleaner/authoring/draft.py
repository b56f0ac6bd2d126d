"""Drafts of user rules: a pattern from an example line, and the rule as a TOML table."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from cleaner.errors import CleanerError
from cleaner.settings import rule_tables
from cleaner.text.characters import unspaced_chars

HEADERS = {"pyproject.toml": "[[tool.cleaner.rule]]"}
"""Headers of rule tables by file name; in other files it is `[[rule]]`."""
FIRST_WORDS = 4
"""Number of words that `first_words_pattern` takes."""
Value = str | float | Sequence[str]


def first_words_pattern(line: str) -> str:
    """Return the first words of a line, as a proposal for the phrase that such lines start with."""
    return " ".join(line.split()[:FIRST_WORDS])


def contains_pattern(phrase: str, at_start: bool) -> str:
    """Return a pattern for lines that start with a phrase, or contain it.

    Case is ignored, each number matches any number, and the phrase must begin and end at word boundaries.
    """
    words = phrase.split()
    body = r"\s+".join(re.sub(r"\d+", r"\\d+", re.escape(word)) for word in words)
    before = r"^\W*" if at_start else _boundary(words[0][0])
    return f"(?i){before}{body}{_boundary(words[-1][-1])}"


def _boundary(char: str) -> str:
    """Return the pattern of a word boundary next to `char`; "" for symbols and for scripts without spaces."""
    return r"\b" if char.isalnum() and not unspaced_chars(char) else ""


def dump_rule(values: Mapping[str, Value], path: Path) -> str:
    """Return the TOML table of a rule for the settings file at `path`."""
    rows = [f"{key} = {_toml_value(value)}" for key, value in values.items()]
    return "\n".join([HEADERS.get(path.name, "[[rule]]"), *rows, ""])


def _toml_value(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.1f}"
    if not isinstance(value, str):
        return f"[{', '.join(map(_toml_value, value))}]"
    if "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"  # a literal string keeps the backslashes of a pattern readable
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def append_rule(data: bytes, new: str, path: Path) -> bytes:
    """Return `data`, the content of the settings file at `path`, with the rule table `new` appended.

    Raises `CleanerError` if the result would not parse as the old rules followed by the new one.
    """
    newline = "\r\n" if b"\r\n" in data else "\n"
    gap = "" if not data else newline if data.endswith(b"\n") else 2 * newline
    whole = data + (gap + new.replace("\n", newline)).encode()
    try:
        is_right = rule_tables(whole.decode(), path) == (*rule_tables(data.decode(), path), *rule_tables(new, path))
    except CleanerError:
        is_right = False
    if not is_right:
        raise CleanerError(f"{path}: rules are not written as [[rule]] tables; add the rule by hand.")
    return whole
