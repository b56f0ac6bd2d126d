"""Where in a TOML text the tables of an array and their keys stand, for errors that name the line.

`tomllib` gives values and no lines. So lines that look like a header or a key are searched for, and a line counts if
what is from the last header to it is TOML by itself: inside a text of several lines it would not be.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Final

TRIED: Final = 1000
"""Rows in a row that look like what is searched for and are not: inside one long text there may be any number."""


class Lines:
    """A text in which the tables of the array `name`, such as "tool.cleaner.rule", are looked for."""

    def __init__(self, text: str, name: str) -> None:
        # Only these end a row in TOML; a text may hold what other programs take for the end of a line.
        self.rows = [row.removesuffix("\r") for row in text.split("\n")]
        parts = r"\s*\.\s*".join(f"[\"']?{re.escape(part)}[\"']?" for part in name.split("."))
        self.headers = list(self._found(re.compile(rf"\s*\[\[\s*{parts}\s*\]\]"), 0, len(self.rows)))
        """Numbers, from 0, of the rows that begin a table."""

    def line(self, table: int, key: str = "") -> int:
        """The line, from 1, of a key in a table, both counted from 0; of the table where the key is not there.

        0 where no header of the table is found, as in `rule = [{...}]`.
        """
        if table >= len(self.headers):
            return 0
        start = self.headers[table]
        end = self.headers[table + 1] if table + 1 < len(self.headers) else len(self.rows)
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]")
        return next(self._found(wanted, start + 1, end), start) + 1 if key else start + 1

    def _found(self, pattern: re.Pattern[str], start: int, end: int) -> Iterator[int]:
        """Rows that begin with `pattern` and are inside nothing that began above them."""
        since, tried = start, 0
        for i in range(start, end):
            if tried < TRIED and pattern.match(self.rows[i]):
                tried += 1
                if _is_whole(self.rows[since:i]):
                    yield i
                    since, tried = i, 0


def _is_whole(rows: Sequence[str]) -> bool:
    """Whether rows are TOML by themselves."""
    try:
        tomllib.loads("\n".join(rows))
    except (ValueError, RecursionError):  # also of numbers that are too long
        return False
    return True
