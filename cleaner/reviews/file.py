"""The review file: TOML next to the settings, to be read, compared and edited by hand.

A `[[line]]` table is the label of a line, a `[[document]]` table marks a reviewed document. The file is read again
before each update, and only the affected tables change: other sessions and editors write to it too, and their comments
and order must stay. `tomlkit` takes six times as long to read it, and moves or drops comments when tables change.
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

HEAD: Final = "# Decisions from `cleaner review`. Later runs apply them; you can edit this file.\n"
KEYS: Final = {"line": LineLabel._fields, "document": ReviewedDocument._fields}


class ReviewTable(NamedTuple):
    """A table of the file, and the indices of its lines."""

    entry: LineLabel | ReviewedDocument
    rows: range


def load_reviews(path: Path) -> Reviews:
    """Load a review file; raise `CleanerError`, with the line number, if it is not valid."""
    return _to_reviews([table.entry for table in _parse_tables(_read_text(path), path)])


def update_reviews(
    path: Path, put: Sequence[LineLabel | ReviewedDocument] = (), take: Collection[LineLabel | ReviewedDocument] = ()
) -> Reviews:
    """Add the entries `put` to a review file, remove the entries `take`, and return the new content.

    A new entry replaces those with the same `place`. The file is created if necessary. Raises `CleanerError` if it is
    not valid or cannot be written.
    """
    text = _read_text(path) if path.exists() else HEAD
    new = {(type(entry), entry.place) for entry in put}
    kept, removed = list[LineLabel | ReviewedDocument](), set[int]()
    for entry, rows in _parse_tables(text, path):
        if entry in take or (type(entry), entry.place) in new:
            removed.update(rows)
        else:
            kept.append(entry)
    newline = "\r\n" if "\r\n" in text else "\n"
    text = "\n".join(row for number, row in enumerate(text.split("\n")) if number not in removed)
    text += "" if text.endswith("\n") else newline
    text += "".join(_format(entry) for entry in put).replace("\n", newline)
    write(path, text.encode())
    return _to_reviews([*kept, *put])


def remove_if_empty(path: Path) -> None:
    """Remove a review file that holds nothing but its heading."""
    if path.exists() and _read_text(path) == HEAD:
        path.unlink()


def _to_reviews(entries: Sequence[LineLabel | ReviewedDocument]) -> Reviews:
    return Reviews(
        tuple(entry for entry in entries if isinstance(entry, LineLabel)),
        tuple(entry for entry in entries if isinstance(entry, ReviewedDocument)),
    )


def _read_text(path: Path) -> str:
    if not path.exists():
        remedy = "create it with 'cleaner review' or remove \"reviews\" from the settings"
        raise CleanerError(f"{path}: not found; {remedy}.")
    return toml.read_toml(path)


def _parse_tables(text: str, path: Path) -> list[ReviewTable]:
    """Parse all tables, in order."""
    data = toml.parse_toml(text, str(path))
    if unknown := data.keys() - KEYS.keys():
        raise CleanerError(f"{path}: unknown table {min(unknown)!r}; use [[line]] and [[document]].")
    rows, entries = text.split("\n"), dict[int, LineLabel | ReviewedDocument]()
    for name in KEYS:
        entries |= _parse_array(data.get(name, []), name, TomlLines(text, name), path)
    edges = [*sorted(entries), len(rows)]
    return [ReviewTable(entries[start], _table_rows(rows, start, end)) for start, end in pairwise(edges)]


def _parse_array(tables: Any, name: str, lines: TomlLines, path: Path) -> dict[int, LineLabel | ReviewedDocument]:
    """Parse the array of tables `name`; return the entries by the indices of their first lines."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CleanerError(f"{path}: {name} must be tables that begin with [[{name}]].")
    if len(lines.headers) != len(tables):
        raise CleanerError(f"{path}: {name} must be tables that begin with [[{name}]] on a line of its own.")
    entries: dict[int, LineLabel | ReviewedDocument] = {}
    for number, (table, start) in enumerate(zip(tables, lines.headers, strict=True)):
        locate = partial(_locate, path, lines, number)
        if unknown := table.keys() - set(KEYS[name]):
            raise CleanerError(f"{locate(min(unknown))}: unknown key {min(unknown)!r}; use {', '.join(KEYS[name])}.")
        entries[start] = _parse_label(table, locate) if name == "line" else _parse_document(table, locate)
    return entries


def _locate(path: Path, lines: TomlLines, number: int, key: str) -> str:
    """Return `path:line` of a key of a table, or of the table if it lacks the key."""
    return f"{path}:{lines.line(number, key)}"


def _table_rows(rows: Sequence[str], start: int, end: int) -> range:
    """Return the lines of the table at `start`; comments directly above the next one, at `end`, belong to that."""
    while not rows[end - 1].strip() or rows[end - 1].lstrip().startswith("#"):
        end -= 1
    return range(start - 1 if start and not rows[start - 1].strip() else start, end)


def _parse_label(table: Mapping[str, Any], locate: Callable[[str], str]) -> LineLabel:
    """Parse a `[[line]]` table; `locate` returns the place of a key."""
    texts = {name: _value(table, name, locate, name in ("line", "kind", "scope")) for name in LineLabel._fields}
    kind, scope = texts["kind"], texts["scope"]
    if kind not in KINDS:
        raise CleanerError(f"{locate('kind')}: unknown kind {kind!r}; use one of {', '.join(KINDS)}.")
    if scope not in SCOPES:
        allowed = f"{', '.join(SCOPES[:-1])} or {SCOPES[-1]}"
        raise CleanerError(f"{locate('scope')}: unknown scope {scope!r}; use {allowed}.")
    if scope != "everywhere" and not texts[scope]:
        raise CleanerError(f"{locate('scope')}: scope {scope!r} needs the key {scope!r}; add it.")
    return LineLabel(**texts)  # type: ignore[arg-type]  # kind and scope were checked above


def _parse_document(table: Mapping[str, Any], locate: Callable[[str], str]) -> ReviewedDocument:
    return ReviewedDocument(_value(table, "name", locate, required=True), _value(table, "text", locate, required=False))


def _value(table: Mapping[str, Any], name: str, locate: Callable[[str], str], required: bool) -> str:
    value = table.get(name, "")
    text = normalize_line(value) if isinstance(value, str) and name in ("line", "above", "below") else value
    if not isinstance(value, str) or (required and not text):
        raise CleanerError(f"{locate(name)}: {name} must be a {'non-empty ' if required else ''}string.")
    return text.removeprefix("./") if name in ("document", "name") else text


def _format(entry: LineLabel | ReviewedDocument) -> str:
    header = "line" if isinstance(entry, LineLabel) else "document"
    values = [f"{name} = {_quote(value)}\n" for name, value in entry._asdict().items() if value]
    return "".join(["\n", f"[[{header}]]\n", *values])


def _quote(text: str) -> str:
    """Return a TOML basic string. JSON strings are the same except that TOML does not allow a literal DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
