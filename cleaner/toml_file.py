"""Files of TOML, which people write by hand and other people's folders may hold: read and parsed within limits.

`tomllib` needs memory with the square of the number of parts in a key: 40 kB of dots took 2 GB. And it calls itself for
each level of a list. So a file has a size, and a key a length, that nobody comes near who means it well.
"""

import re
from pathlib import Path
from typing import Any, Final

from cleaner.model import CleanerError

LARGEST: Final = 1 << 23
"""Bytes of a file: 20,000 reviews, or as many rules as there are in all of `cleaner/rules` thirty times."""
PARTS: Final = 50
"""Parts of a key that is written with dots."""
PART: Final = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
LONG_KEY: Final = re.compile(rf"(?<![\w-]){PART}(?:[ \t]*+\.[ \t]*+{PART}){{{PARTS}}}")


def text(path: Path) -> str:
    """What stands in a file. Raises `CleanerError`."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    if len(data) > LARGEST:
        raise CleanerError(f"{path}: is larger than {LARGEST >> 20} MiB, which no such file is; name another one.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CleanerError(f"{path}: is not valid TOML: {error}.") from None


def parsed(text: str, name: str) -> dict[str, Any]:
    """The table that a text describes; errors call it `name`. Raises `CleanerError`."""
    import tomllib

    if LONG_KEY.search(text):
        raise CleanerError(f"{name}: has a key of more than {PARTS} parts, which means nothing here; take it out.")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise CleanerError(f"{name}: is nested too deeply to be read; take that out.") from None
    except ValueError as error:  # also for a number of too many digits
        is_escape = "Unescaped" in str(error)
        mend = "; write patterns between single quotes, where a backslash is only itself" if is_escape else ""
        raise CleanerError(f"{name}: is not valid TOML: {error}{mend}.") from None
