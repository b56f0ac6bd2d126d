"""Limits of user patterns: the size of a pattern, and its time on a line.

The tests check that shipped patterns take linear time. Patterns of users may not, and one line could stop a run over a
million pages. So they have a time limit, and a document that exceeds it is an error. Skipping the rule instead would
make the output depend on the speed of the machine.
"""

import re
from typing import Final

import regex

from cleaner.errors import SlowPatternError

TIME_LIMIT: Final = 0.5
"""CPU seconds that a user's pattern may take on a line; a good pattern takes a thousandth of that."""
MAX_PARTS: Final = 10_000
"""Maximum number of parts in a pattern, repetitions included. More take seconds to compile, and too much memory."""
TOKEN: Final = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+(?:\]|\Z)|\{\s*+(?P<least>\d*+)\s*+(?:,\s*+\d*+\s*+)?\}|.", re.DOTALL
)
"""A part of a pattern, a parenthesis, or a repetition count with its lower bound."""
MAX_DIGITS: Final = 12
"""Digits that are read of a repetition count; Python's `int` fails on thousands of digits."""
SHOWN_LINE, SHOWN_PATTERN = 40, 60
"""Characters of a line and of a pattern in a message."""


def search(pattern: str | regex.Pattern[str], text: str) -> regex.Match[str] | None:
    """Return the first match of a user's pattern. Raises `SlowPatternError` if it exceeds the time limit."""
    try:
        return regex.search(pattern, text, timeout=TIME_LIMIT)
    except TimeoutError:
        shown = f"{text[:SHOWN_LINE]!r}{'...' * (len(text) > SHOWN_LINE)}"
        raise SlowPatternError(
            f"pattern takes longer than {TIME_LIMIT} s on the line {shown}; "
            "simplify it, with fewer parts that can match the same text."
        ) from None


def compile_error(pattern: str) -> str:
    """Return why a pattern does not compile or is too large, and where; "" if it compiles."""
    if (parts := _count_parts(pattern)) > MAX_PARTS:
        return f"too complex ({parts:,} parts, limit {MAX_PARTS:,})"
    try:
        regex.compile(pattern)
    except RecursionError:
        return "nested too deeply"
    except ValueError:  # raised for some braces
        return "not a regular expression"
    except regex.error as error:
        problem, _, position = str(error).partition(" at position ")
        before = pattern[: int(position.split()[0])] if position else ""
        shown = before if len(before) <= SHOWN_PATTERN else f"...{before[-SHOWN_PATTERN:]}"
        return f"{problem} after {shown!r}" if before else f"{problem} at the start"
    return ""


def _count_parts(pattern: str) -> int:
    """Return the number of parts in a compiled pattern, which has a copy of a part for each required repetition."""
    sizes, last = [0], 0
    for token in TOKEN.finditer(pattern):
        if token[0] == "(":
            sizes.append(0)
        elif token["least"] is not None:
            sizes[-1] += last * (max(1, int(token["least"][:MAX_DIGITS] or 0)) - 1)
        else:
            last = 1 if token[0] != ")" else sizes.pop() if len(sizes) > 1 else 0
            sizes[-1] += last
    return sum(sizes)
