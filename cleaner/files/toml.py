"""Files of TOML that a user writes or has from somewhere: whatever is wrong with one is a sentence that names it.

`tomllib` needs memory with the square of the number of parts in a key: 40 kB of dots took 2 GB. And it calls itself for
each level of a list. So a file has a size, and a key a length, that nobody comes near who means it well.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from cleaner.errors import CleanerError

LARGEST: Final = 1 << 23
"""Bytes of a file: 20,000 reviews, or as many rules as there are in all of `cleaner/rules` thirty times."""
PARTS: Final = 50
"""Parts of a key that is written with dots."""
SEVERAL: Final = (["rule"], ["line"], ["document"])
"""Last parts of the names of tables of which a file may have many."""
PART: Final = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
LONG_KEY: Final = re.compile(rf"(?<![\w-]){PART}(?:[ \t]*+\.[ \t]*+{PART}){{{PARTS}}}")
TWICE: Final = re.compile(r"Cannot declare \((.*)\) twice")


def read_toml(path: Path) -> str:
    """The text of a file. Raises `CleanerError`."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    if len(data) > LARGEST:
        raise CleanerError(f"{path}: is larger than {LARGEST >> 20} MiB, which no such file is; name another one.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CleanerError(f"{path}: is not valid TOML: {error}.") from None


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """What a text says; errors call it `name`. Raises `CleanerError` where that cannot be read."""
    import tomllib

    if LONG_KEY.search(text):
        raise CleanerError(f"{name}: has a key of more than {PARTS} parts, which means nothing here; take it out.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CleanerError(f"{name}: is not valid TOML: {error}{_mend(str(error))}.") from None
    except RecursionError:
        raise CleanerError(f"{name}: cannot be read: tables or lists are nested too deeply in it.") from None
    except ValueError:  # as Python says it of numbers from 4,300 digits on
        raise CleanerError(f"{name}: cannot be read: there is a number in it with too many digits.") from None


def _mend(error: str) -> str:
    """What to do about the mistakes that are easily made in files of rules and reviews."""
    if "Unescaped" in error:
        return "; write patterns between single quotes, where a backslash is only itself"
    if twice := TWICE.match(error):
        parts = re.findall(r"'([^']*)'", twice[1])
        return f"; where there are several, each begins with [[{'.'.join(parts)}]]" if parts[-1:] in SEVERAL else ""
    return ""


TRIED: Final = 1000
"""Rows in a row that look like what is searched for and are not: inside one long text there may be any number."""


class TomlLines:
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
