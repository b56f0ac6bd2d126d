"""Read and parse untrusted TOML files; every problem becomes one error message with the file's name.

The memory use of `tomllib` is quadratic in the number of parts of a key (40 kB of dots took 2 GB), and its recursion
depth is the nesting of arrays. The limits on file size and key length are far above any legitimate use.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from cleaner.errors import CleanerError
from cleaner.files.limited import read_limited

LARGEST: Final = 1 << 23
"""Largest file in bytes: about 20,000 reviews, or 30 times the rules in `cleaner/rules`."""
PARTS: Final = 50
"""Largest number of parts of a dotted key."""
ARRAYS: Final = (["rule"], ["line"], ["document"])
"""Last parts of the names of arrays of tables."""
PART: Final = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
LONG_KEY: Final = re.compile(rf"(?<![\w-]){PART}(?:[ \t]*+\.[ \t]*+{PART}){{{PARTS}}}")
TWICE: Final = re.compile(r"Cannot declare \((.*)\) twice")
"""Error of `tomllib` for a repeated table."""
TRIED: Final = 1000
"""Largest number of false candidates in a row; a long string may contain any number of lines that look like headers."""


def read_toml(path: Path) -> str:
    """Read a file as UTF-8; raise `CleanerError` if it is unreadable, too large or not UTF-8."""
    try:
        return read_limited(path, LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CleanerError(f"{path}: is not valid TOML: {error}.") from None


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """Parse TOML; raise `CleanerError`, with `name` for the file, if it is not valid."""
    if LONG_KEY.search(text):
        raise CleanerError(f"{name}: key with more than {PARTS} parts.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CleanerError(f"{name}: is not valid TOML: {error}{_remedy(str(error))}.") from None
    except RecursionError:
        raise CleanerError(f"{name}: tables or arrays are nested too deeply.") from None
    except ValueError:  # Python does not convert integers of more than 4,300 digits
        raise CleanerError(f"{name}: number with too many digits.") from None


def _remedy(error: str) -> str:
    """Return the remedy for common mistakes in files of rules and reviews, as the end of a message."""
    if "Unescaped" in error:
        return "; write patterns in single quotes, where a backslash needs no escape"
    if twice := TWICE.match(error):
        parts = re.findall(r"'([^']*)'", twice[1])
        return f"; begin each table with [[{'.'.join(parts)}]]" if parts[-1:] in ARRAYS else ""
    return ""


class TomlLines:
    """Line numbers of the tables of one array in a valid TOML text; `name` is for example "tool.cleaner.rule"."""

    def __init__(self, text: str, name: str) -> None:
        # Unlike str.splitlines(), TOML ends a line only at "\n" and "\r\n".
        self.rows = [row.removesuffix("\r") for row in text.split("\n")]
        parts = r"\s*\.\s*".join(f"[\"']?{re.escape(part)}[\"']?" for part in name.split("."))
        self.headers = list(self._find(re.compile(rf"\s*\[\[\s*{parts}\s*\]\]"), 0, len(self.rows)))
        """Indices of the lines that begin a table."""

    def line(self, table: int, key: str = "") -> int:
        """Return the line number, from 1, of a key in a table (index from 0), or of the table if it lacks the key.

        Return 0 if the table has no header, as in `rule = [{...}]`.
        """
        if table >= len(self.headers):
            return 0
        start = self.headers[table]
        end = self.headers[table + 1] if table + 1 < len(self.headers) else len(self.rows)
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]")
        return next(self._find(wanted, start + 1, end), start) + 1 if key else start + 1

    def _find(self, pattern: re.Pattern[str], start: int, end: int) -> Iterator[int]:
        """Yield the lines that match `pattern` and are not inside a multi-line value."""
        since, tried = start, 0
        for i in range(start, end):
            if tried < TRIED and pattern.match(self.rows[i]):
                tried += 1
                if _is_complete(self.rows[since:i]):
                    yield i
                    since, tried = i, 0


def _is_complete(rows: Sequence[str]) -> bool:
    """Return True if the lines are valid TOML on their own, so that no value continues after them."""
    try:
        tomllib.loads("\n".join(rows))
    except (ValueError, RecursionError):  # ValueError also for integers of too many digits
        return False
    return True
