"""What was removed from a file, in a file beside the cleaned one, so that the original can be had back.

`cleaner run --sidecar` writes it as NAME.removed.json beside NAME.clean.EXT:

    {
      "schema": "cleaner/removed/1",
      "original": {"name": "page.txt", "size": 812, "sha256": "5f2c..."},
      "cleaned": {"name": "page.clean.txt", "size": 640, "sha256": "b01e..."},
      "encoding": "utf-8",
      "bom": false,
      "removed": [
        {"start": 0, "end": 13, "kind": "navigation", "rule": "NAV101", "text": "Home | News\\n\\n"}
      ]
    }

Offsets are characters of the original without its byte order mark, [start, end), in order and apart. Line ends are in
the texts; with the encoding and whether there is a mark that is all that bytes need. There are no times and no
folders in it, so that the same file cleaned in the same way has the same sidecar.

Whoever cleans an archive may delete its originals. So a sidecar is tried before it is written; and it is read as
something that anybody may have changed or made up.
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

FAMILY: Final = "cleaner/removed/"
SCHEMA: Final = f"{FAMILY}1"
START: Final = f'{{\n  "schema": "{FAMILY}'.encode()
"""How a sidecar of any version begins."""
MEND: Final = "take it from a backup, or run with --sidecar again if the original is still there."
SHOWN: Final = 40
"""Characters of a text in a damaged file that are shown."""
NAMES: Final = {str: "a text", int: "a whole number", bool: "true or false", list: "a list", dict: "an object"}


class Identity(NamedTuple):
    """Which file: its name without folders, how many bytes it has, and their SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, name: str, data: bytes) -> Self:
        """The identity of a file that holds `data`."""
        return cls(name, len(data), sha256(data).hexdigest())

    def is_of(self, data: bytes) -> bool:
        """Whether these are the bytes, under whatever name."""
        return self == self.of(self.name, data)


class Span(NamedTuple):
    """Characters [start, end) of the original that are not in the cleaned text: these."""

    start: int
    end: int
    text: str


class Sidecar(NamedTuple):
    """What a sidecar says. `bom` is the byte order mark that both files begin with, empty for none."""

    original: Identity
    cleaned: Identity
    encoding: str
    bom: bytes
    removed: tuple[Span, ...]


def dump_sidecar(path: Path, output: Path, document: Document, result: Result) -> bytes:
    """The sidecar of the document at `path`, whose cleaned text goes to `output`.

    Raises `CleanerError` where the original could not be made of the pieces.
    """
    original, cleaned = document.encode(result.raw), document.encode(result.text)
    spans = tuple(Span(start, end, result.raw[start:end]) for start, end, _, _ in result.removed)
    identities = Identity.of(path.name, original), Identity.of(output.name, cleaned)
    made = Sidecar(*identities, document.encoding, document.bom, spans)
    if _joined(made, cleaned) != original:  # an encoding with states, and a stray sign of one
        raise CleanerError(
            f"{path}: could not be restored from pieces in {document.encoding.upper()}; convert it to UTF-8 first, "
            "or clean it without --sidecar."
        )
    removals = [r._asdict() | {"text": span.text} for r, span in zip(result.removed, spans, strict=True)]
    return b"".join(_rows(made, removals))


def _rows(made: Sidecar, removals: Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    """The file, one removal a row, so that people can read it and tools compare it."""
    head = {
        "schema": SCHEMA,
        "original": made.original._asdict(),
        "cleaned": made.cleaned._asdict(),
        "encoding": made.encoding,
        "bom": bool(made.bom),
    }
    yield b"{\n"
    yield from (b"  %s: %s,\n" % (encode(key), encode(value)) for key, value in head.items())
    rows = b",\n".join(b"    " + encode(removal) for removal in removals)
    yield b'  "removed": [' + (b"\n" + rows + b"\n  " if rows else b"") + b"]\n}\n"


def parse_sidecar(data: bytes, name: str) -> Sidecar:
    """What a sidecar says; errors call it `name`. Raises `CleanerError` with what is wrong with it."""
    value = _value(data, name)
    encoding = _member(value, "encoding", str, name)
    if not is_readable(encoding):
        raise _damaged(name, f"there is no encoding {encoding[:SHOWN]!r}")
    return Sidecar(
        _identity(value, "original", name),
        _identity(value, "cleaned", name),
        encoding,
        _mark(encoding, name) if _member(value, "bom", bool, name) else b"",
        tuple(_spans(_member(value, "removed", list, name), name)),
    )


def is_sidecar_of(path: Path, original: str) -> bool:
    """Whether the file at `path` is the sidecar of an original with this name."""
    try:
        return parse_sidecar(path.read_bytes(), str(path)).original.name == original
    except (OSError, CleanerError):
        return False


def _value(data: bytes, name: str) -> Any:
    """The JSON of a sidecar of this version."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise CleanerError(f"{name}: is not valid JSON, so it is damaged or no sidecar; {MEND}") from None
    schema = value.get("schema") if isinstance(value, dict) else None
    if schema == SCHEMA:
        return value
    if isinstance(schema, str) and schema.startswith(FAMILY):
        other = repr(schema[:SHOWN])
        raise CleanerError(f"{name}: is of another version, {other}; restore it with the cleaner that wrote it.")
    raise CleanerError(f"{name}: is no sidecar, for its schema is not {SCHEMA!r}; {MEND}")


def restore_text(sidecar: Sidecar, cleaned: bytes, name: str) -> bytes:
    """The bytes of the original, from those of the cleaned file. Errors call the sidecar `name`.

    Raises `CleanerError` where they would be others than were cleaned.
    """
    original = _joined(sidecar, cleaned)
    if original is None or not sidecar.original.is_of(original):
        raise _damaged(name, "for what it holds does not make the original")
    return original


def _joined(sidecar: Sidecar, cleaned: bytes) -> bytes | None:
    """The cleaned bytes with the removed spans in their places; None where that cannot be."""
    if not cleaned.startswith(sidecar.bom):
        return None
    document = Document("", sidecar.encoding, sidecar.bom)
    try:
        text = _with_spans(cleaned[len(sidecar.bom) :].decode(sidecar.encoding), sidecar.removed)
        return None if text is None else document.encode(text)
    except UnicodeError:
        return None


def _with_spans(kept: str, removed: Sequence[Span]) -> str | None:
    """`kept` with the spans in their places; None where one of these is beyond its end."""
    parts: list[str] = []
    position, taken = 0, 0
    for start, end, text in removed:
        if start - position > len(kept) - taken:
            return None
        upto = taken + start - position
        parts += kept[taken:upto], text
        position, taken = end, upto
    return "".join([*parts, kept[taken:]])


def _damaged(name: str, what: str) -> CleanerError:
    return CleanerError(f"{name}: is damaged, {what}; {MEND}")


def _member(table: Any, key: str, type_: type[T], name: str, at: str = "") -> T:
    """A member of an object in the file; `at` is where in the file that is."""
    found = table.get(key) if isinstance(table, dict) else None
    if type(found) is not type_:  # a truth value is a number for isinstance
        raise _damaged(name, f"{at}{key} must be {NAMES[type_]}")
    return found


def _identity(value: Any, key: str, name: str) -> Identity:
    table = _member(value, key, dict, name)
    at = f"{key}."
    return Identity(
        _member(table, "name", str, name, at),
        _member(table, "size", int, name, at),
        _member(table, "sha256", str, name, at),
    )


def _mark(encoding: str, name: str) -> bytes:
    for mark, marked in MARKS:
        if marked == encoding:
            return mark
    raise _damaged(name, f"{encoding!r} has no byte order mark")


def _spans(items: Sequence[Any], name: str) -> Iterator[Span]:
    """The spans in the file. Raises `CleanerError` where they are not in order and apart."""
    above = 0
    for number, item in enumerate(items):
        at = f"removed[{number}]."
        start, end = (_member(item, key, int, name, at) for key in ("start", "end"))
        text = _member(item, "text", str, name, at)
        if start < above:
            raise _damaged(name, f"{at}start lies before the end of the span above it")
        if end - start != len(text):
            raise _damaged(name, f"{at}text is not as long as its span")
        yield Span(start, end, text)
        above = end
