"""The plain file in which reviews are kept: beside the settings, to be read, compared and edited by hand.

A `[[line]]` table holds what was said of a line, a `[[document]]` table that somebody went through a document. The file
is read anew before each change and only the tables that are meant change: others write in it too, with `cleaner review`
or with an editor, and their notes and their order stay.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from cleaner.errors import CleanerError
from cleaner.files import toml
from cleaner.files.atomic import write
from cleaner.files.toml import TomlLines
from cleaner.model import KINDS
from cleaner.reviews.review import SCOPES, LineLabel, ReviewedDocument, Reviews, normalize_line

HEAD: Final = "# What was said of lines in `cleaner review`; every run honours it, and it may be edited.\n"
KEYS: Final = {"line": LineLabel._fields, "document": ReviewedDocument._fields}


class ReviewTable(NamedTuple):
    """A table of the file, and the rows of text that it takes, from 0."""

    entry: LineLabel | ReviewedDocument
    rows: range


def load_reviews(path: Path) -> Reviews:
    """The reviews in a file. Raises `CleanerError` that says what is wrong, and in which line."""
    return _reviews(_tables(_text(path), path))


def update_reviews(
    path: Path, put: Sequence[LineLabel | ReviewedDocument] = (), take: Collection[LineLabel | ReviewedDocument] = ()
) -> Reviews:
    """Put entries into a file, and take some out; what is in it now.

    What is about the same as something new goes too. Raises `CleanerError` where that cannot be done.
    """
    text = _text(path) if path.exists() else HEAD
    new = {(type(entry), entry.place) for entry in put}
    gone = {
        row
        for table in _tables(text, path)
        if table.entry in take or (type(table.entry), table.entry.place) in new
        for row in table.rows
    }
    newline = "\r\n" if "\r\n" in text else "\n"
    text = "\n".join(row for number, row in enumerate(text.split("\n")) if number not in gone)
    text += "" if text.endswith("\n") else newline
    text += "".join(_written(entry) for entry in put).replace("\n", newline)
    write(path, text.encode())
    return _reviews(_tables(text, path))


def _reviews(tables: Sequence[ReviewTable]) -> Reviews:
    entries = [table.entry for table in tables]
    return Reviews(
        tuple(entry for entry in entries if isinstance(entry, LineLabel)),
        tuple(entry for entry in entries if isinstance(entry, ReviewedDocument)),
    )


def _text(path: Path) -> str:
    if not path.exists():
        mend = "'cleaner review' makes it, or take it out of the settings"
        raise CleanerError(f"{path}: is not there; {mend}.")
    return toml.read_toml(path)


def _tables(text: str, path: Path) -> list[ReviewTable]:
    """All tables, in order."""
    data = toml.parse_toml(text, str(path))
    if strange := data.keys() - KEYS.keys():
        raise CleanerError(f"{path}: has a table {min(strange)!r}; there are [[line]] and [[document]].")
    rows, found = text.split("\n"), dict[int, LineLabel | ReviewedDocument]()
    for name, made in (("line", _review), ("document", _done)):
        values = data.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise CleanerError(f"{path}: {name} must be tables that begin with [[{name}]].")
        places = TomlLines(text, name)
        if len(places.headers) != len(values):
            raise CleanerError(f"{path}: {name} must be tables that begin with [[{name}]], each in a line of its own.")
        for number, (value, start) in enumerate(zip(values, places.headers, strict=True)):
            if strange := value.keys() - set(KEYS[name]):
                at = _at(path, places, number, min(strange))
                raise CleanerError(f"{at}: no key {min(strange)!r}; there are {', '.join(KEYS[name])}.")
            found[start] = made(value, partial(_at, path, places, number))
    edges = [*sorted(found), len(rows)]
    return [ReviewTable(found[start], _rows(rows, start, end)) for start, end in pairwise(edges)]


def _at(path: Path, places: TomlLines, number: int, key: str) -> str:
    """Where a key of a table stands; where its table does, if it is not there."""
    return f"{path}:{places.line(number, key)}"


def _rows(rows: Sequence[str], start: int, end: int) -> range:
    """The rows of a table that begins at `start`, the next at `end`: without what is said above that."""
    while not rows[end - 1].strip() or rows[end - 1].lstrip().startswith("#"):
        end -= 1
    return range(start - 1 if start and not rows[start - 1].strip() else start, end)


def _review(table: Mapping[str, Any], at: Callable[[str], str]) -> LineLabel:
    """What a table says of a line; `at` is where a key of it stands."""
    texts = {name: _value(table, name, at, name in ("line", "kind", "scope")) for name in LineLabel._fields}
    if texts["kind"] not in KINDS:
        raise CleanerError(f"{at('kind')}: has the kind {texts['kind']!r}; the kinds are {', '.join(KINDS)}.")
    if texts["scope"] not in SCOPES:
        allowed = f"{', '.join(SCOPES[:-1])} or {SCOPES[-1]}"
        raise CleanerError(f"{at('scope')}: has the scope {texts['scope']!r}; it must be {allowed}.")
    if texts["scope"] != "everywhere" and not texts[texts["scope"]]:
        raise CleanerError(f"{at('scope')}: has the scope {texts['scope']!r} and does not say which {texts['scope']}.")
    return LineLabel(**texts)  # type: ignore[arg-type]  # what the two literals may be was looked at above


def _done(table: Mapping[str, Any], at: Callable[[str], str]) -> ReviewedDocument:
    return ReviewedDocument(_value(table, "name", at, required=True), _value(table, "text", at, required=False))


def _value(table: Mapping[str, Any], name: str, at: Callable[[str], str], required: bool) -> str:
    value = table.get(name, "")
    text = normalize_line(value) if isinstance(value, str) and name in ("line", "above", "below") else value
    if not isinstance(value, str) or (required and not text):
        raise CleanerError(f"{at(name)}: needs a text as its {name}.")
    return text.removeprefix("./") if name in ("document", "name") else text


def _written(entry: LineLabel | ReviewedDocument) -> str:
    header = "line" if isinstance(entry, LineLabel) else "document"
    values = [f"{name} = {_toml(value)}\n" for name, value in entry._asdict().items() if value]
    return "".join(["\n", f"[[{header}]]\n", *values])


def _toml(text: str) -> str:
    """A text as a basic string of TOML, which are those of JSON but for one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
