r"""Sidecars: the removed text of a file, stored next to the cleaned file, so that the original can be restored.

`cleaner run --sidecar` writes NAME.removed.json next to NAME.clean.EXT:

    {
      "schema": "cleaner/removed/1",
      "original": {"name": "page.txt", "size": 812, "sha256": "5f2c..."},
      "cleaned": {"name": "page.clean.txt", "size": 640, "sha256": "b01e..."},
      "encoding": "utf-8",
      "bom": false,
      "removed": [
        {"start": 0, "end": 13, "kind": "navigation", "rule": "NAV101", "text": "Home | News\n\n"}
      ]
    }

Offsets are half-open, [start, end), in characters of the original without its byte order mark (BOM); spans are sorted
and do not overlap. The texts contain line ends, so that with `encoding` and `bom` they determine the bytes. There are
no timestamps and no directories in a sidecar: the same input, cleaned in the same way, has the same sidecar.

Users may delete originals once they have sidecars. A restore is therefore tried before a sidecar is written, and a
sidecar that is read may have been changed or forged.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple, Self, TypeVar

from cleaner.errors import CleanerError
from cleaner.files.decode import MARKS, is_readable
from cleaner.files.safe_json import encode
from cleaner.model import Document, Result

T = TypeVar("T")

SCHEMA_PREFIX: Final = "cleaner/removed/"
SCHEMA: Final = f"{SCHEMA_PREFIX}1"
START: Final = f'{{\n  "schema": "{SCHEMA_PREFIX}'.encode()
"""First bytes of a sidecar of any version."""
REMEDY: Final = "use a backup, or run again with --sidecar if the original still exists."
SHOWN: Final = 40
"""Characters of an invalid value that error messages show."""
TYPE_NAMES: Final = {str: "a string", int: "an integer", bool: "true or false", list: "an array", dict: "an object"}


class Identity(NamedTuple):
    """Name without directories, size in bytes and hexadecimal SHA-256 of a file."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, name: str, data: bytes) -> Self:
        """Return the identity of a file that holds `data`."""
        return cls(name, len(data), sha256(data).hexdigest())

    def matches(self, data: bytes) -> bool:
        """Return True if `data` has this size and hash."""
        return self == self.of(self.name, data)


class RemovedSpan(NamedTuple):
    """Characters [start, end) of the original that were removed, with their text."""

    start: int
    end: int
    text: str


class Sidecar(NamedTuple):
    """Content of a sidecar. `bom` is the BOM of both files, empty if they have none."""

    original: Identity
    cleaned: Identity
    encoding: str
    bom: bytes
    removed: tuple[RemovedSpan, ...]


def dump_sidecar(path: Path, output: Path, document: Document, result: Result) -> bytes:
    """Serialise the sidecar of the document at `path` with the cleaned file `output`.

    Raises `CleanerError` if the original could not be restored from it.
    """
    original, cleaned = document.encode(result.raw), document.encode(result.text)
    spans = tuple(RemovedSpan(start, end, result.raw[start:end]) for start, end, _, _ in result.removed)
    identities = Identity.of(path.name, original), Identity.of(output.name, cleaned)
    sidecar = Sidecar(*identities, document.encoding, document.bom, spans)
    if _rebuild(sidecar, cleaned) != original:  # a stateful encoding with a stray escape sequence
        raise CleanerError(
            f"{path}: cannot be restored exactly in {document.encoding.upper()}; convert it to UTF-8, "
            "or run without --sidecar."
        )
    removals = [r._asdict() | {"text": span.text} for r, span in zip(result.removed, spans, strict=True)]
    return b"".join(_format(sidecar, removals))


def _format(sidecar: Sidecar, removals: Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield the file, with one removal a line, which suits readers and diffs."""
    head = {
        "schema": SCHEMA,
        "original": sidecar.original._asdict(),
        "cleaned": sidecar.cleaned._asdict(),
        "encoding": sidecar.encoding,
        "bom": bool(sidecar.bom),
    }
    yield b"{\n"
    yield from (b"  %s: %s,\n" % (encode(key), encode(value)) for key, value in head.items())
    lines = b",\n".join(b"    " + encode(removal) for removal in removals)
    yield b'  "removed": [' + (b"\n" + lines + b"\n  " if lines else b"") + b"]\n}\n"


def parse_sidecar(data: bytes, name: str) -> Sidecar:
    """Parse a sidecar, called `name` in messages; raise `CleanerError` if it is not valid."""
    value = _parse_json(data, name)
    encoding = _member(value, "encoding", str, name)
    if not is_readable(encoding):
        raise _corrupt(name, f"unknown encoding {encoding[:SHOWN]!r}")
    return Sidecar(
        _parse_identity(value, "original", name),
        _parse_identity(value, "cleaned", name),
        encoding,
        _bom(encoding, name) if _member(value, "bom", bool, name) else b"",
        tuple(_parse_spans(_member(value, "removed", list, name), name)),
    )


def is_sidecar_of(path: Path, original: str) -> bool:
    """Return True if the file at `path` is the sidecar of an original with this name."""
    try:
        return parse_sidecar(path.read_bytes(), str(path)).original.name == original
    except (OSError, CleanerError):
        return False


def restore_text(sidecar: Sidecar, cleaned: bytes, name: str) -> bytes:
    """Return the bytes of the original; `cleaned` is the content of the cleaned file.

    Raises `CleanerError`, with `name` for the sidecar, if they do not match the recorded hash.
    """
    original = _rebuild(sidecar, cleaned)
    if original is None or not sidecar.original.matches(original):
        raise _corrupt(name, "its spans do not restore the original")
    return original


def _rebuild(sidecar: Sidecar, cleaned: bytes) -> bytes | None:
    """Insert the removed spans into the cleaned bytes; return None if they do not fit."""
    if not cleaned.startswith(sidecar.bom):
        return None
    document = Document("", sidecar.encoding, sidecar.bom)
    try:
        text = _insert_spans(cleaned[len(sidecar.bom) :].decode(sidecar.encoding), sidecar.removed)
        return None if text is None else document.encode(text)
    except UnicodeError:
        return None


def _insert_spans(kept: str, removed: Sequence[RemovedSpan]) -> str | None:
    """Insert spans into the kept text; return None if one starts beyond its end."""
    parts: list[str] = []
    position, taken = 0, 0
    for start, end, text in removed:
        if start - position > len(kept) - taken:
            return None
        upto = taken + start - position
        parts += kept[taken:upto], text
        position, taken = end, upto
    return "".join([*parts, kept[taken:]])


def _parse_json(data: bytes, name: str) -> Any:
    """Parse the JSON and check that it has the schema of this version."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise _corrupt(name, "not valid JSON") from None
    schema = value.get("schema") if isinstance(value, dict) else None
    if schema == SCHEMA:
        return value
    if isinstance(schema, str) and schema.startswith(SCHEMA_PREFIX):
        raise CleanerError(
            f"{name}: unsupported version {schema[:SHOWN]!r}; restore with the version of cleaner that wrote it."
        )
    raise CleanerError(f"{name}: not a sidecar: its schema is not {SCHEMA!r}; {REMEDY}")


def _corrupt(name: str, problem: str) -> CleanerError:
    return CleanerError(f"{name}: corrupt sidecar: {problem}; {REMEDY}")


def _member(table: Any, key: str, type_: type[T], name: str, at: str = "") -> T:
    """Return a member of a JSON object, after checking its type; `at` is the path of the object in the file."""
    value = table.get(key) if isinstance(table, dict) else None
    if type(value) is not type_:  # not isinstance, for which a bool is an int
        raise _corrupt(name, f"{at}{key} must be {TYPE_NAMES[type_]}")
    return value


def _parse_identity(value: Any, key: str, name: str) -> Identity:
    table = _member(value, key, dict, name)
    at = f"{key}."
    return Identity(
        _member(table, "name", str, name, at),
        _member(table, "size", int, name, at),
        _member(table, "sha256", str, name, at),
    )


def _bom(encoding: str, name: str) -> bytes:
    for bom, marked in MARKS:
        if marked == encoding:
            return bom
    raise _corrupt(name, f"{encoding!r} has no byte order mark")


def _parse_spans(items: Sequence[Any], name: str) -> Iterator[RemovedSpan]:
    """Yield the spans; raise `CleanerError` if they are not sorted or overlap."""
    last_end = 0
    for number, item in enumerate(items):
        at = f"removed[{number}]."
        start, end = (_member(item, key, int, name, at) for key in ("start", "end"))
        text = _member(item, "text", str, name, at)
        if start < last_end:
            raise _corrupt(name, f"{at}start is before the end of the previous span")
        if end - start != len(text):
            raise _corrupt(name, f"{at}text does not have the length of its span")
        yield RemovedSpan(start, end, text)
        last_end = end
