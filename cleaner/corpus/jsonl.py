"""JSON Lines: one object a line. Only the text's own characters are replaced; every other byte of a line stays.

Parsing a line and writing it again would lose what Python's numbers, or a dict, cannot hold: 1.10, two keys with
one name, the blanks between. So the place of the value in the line is found and only that is rewritten.
"""

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import IO, Any, NamedTuple, cast

from cleaner.corpus.entry import FIELDS_AT_MOST, PIECE, REMOVED, VERDICT, CleanedText, Entry, Fields, raw_object, spans
from cleaner.corpus.long_lines import read_lines

_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)  # numbers are never looked at, and may be of any length
BLANKS = " \t\r\n"
"""What may stand around values."""
MARK = "\ufeff"
"""What some programs begin a file with, or where files were joined, a line."""


class Member(NamedTuple):
    """One member of an object in a text: its key, its value, and the characters [start, end) of the value."""

    key: str
    value: Any
    start: int
    end: int


class ValueSpan(NamedTuple):
    """A decoded line with its members and the place of its text."""

    line: str
    object_members: list[Member]
    text: Member


class JsonLines:
    """How JSON Lines are read and written."""

    def __init__(self, file: IO[bytes], fields: Fields, with_spans: bool) -> None:
        self.file, self.fields, self.with_spans = file, fields, with_spans

    def entries(self) -> Iterator[Entry]:
        """Each line; blank ones are carried over, and those that are no objects with a text are damaged.

        One that is too long is damaged too, and comes in pieces.
        """
        number = 0
        for line in read_lines(self.file):
            number += not line.is_rest
            yield line.entry(number, line.data) if line.is_piece else self._entry(number, line.data)

    def _entry(self, number: int, line: bytes) -> Entry:
        if not line.strip():
            return Entry(number, None, line)
        try:
            found = object_members(text := line.decode("utf-8"))
            return self._record(number, line, text, found)
        except UnicodeDecodeError as error:
            damage = f"is not valid UTF-8 at its byte {error.start + 1}"
        except RecursionError:
            damage = "is nested too deeply to be read"
        except json.JSONDecodeError as error:
            damage = f"is not a JSON object: {error.msg.removesuffix(' at')} at character {error.pos + 1}"
        except ValueError as error:
            damage = f"is not a JSON object: {error}"
        return Entry(number, None, line, damage=damage)

    def _record(self, number: int, line: bytes, text: str, found: list[Member]) -> Entry:
        name = self.fields.text
        place = find(text, found, name)
        if place is None:
            damage = f"has no field {name!r}; --text-field names the text's"
            return Entry(number, None, line, damage=damage, is_foreign=True)
        if text[place.start] != '"':  # its value may be a number, which was read as text
            return Entry(number, None, line, damage=f"holds no text in its field {name!r}")
        url, id_ = (_word(find(text, found, field)) for field in (self.fields.url, self.fields.id))
        if len(line) > PIECE:  # what else is in it need not be kept
            found = [member._replace(value=None) for member in found]
        return Entry(number, place.value, ValueSpan(text, found, place), url, id_)

    def cleaned(self, entry: Entry, cleaned: CleanedText) -> bytes:
        """The line of a record with its text cleaned and the verdict added."""
        line, found, text = entry.source
        new = {VERDICT: cleaned.verdict} | ({REMOVED: spans(cleaned)} if self.with_spans else {})
        edit = (text.start, text.end, _encoded(cleaned.text, line[text.start : text.end]))
        return _edited(line, [edit, *_additions(line, found, new)])

    def carried(self, entry: Entry) -> bytes:
        """The line of an entry that is not cleaned."""
        source = entry.source
        return source.line.encode() if isinstance(source, ValueSpan) else cast(bytes, source)

    def as_json(self, entry: Entry, new: Mapping[str, Any]) -> bytes:
        """The line of an entry with new members, or what is left of a damaged one."""
        if entry.text is None:
            return dump_json({**raw_object(entry.source), **new})
        line, found, _ = entry.source
        return _edited(line, _additions(line, found, new)).rstrip(b"\r\n") + b"\n"


def object_members(text: str) -> list[Member]:
    """The members of the object that is in `text`. Raises `ValueError` where there is no object, or more than one."""
    out, position = _members(text, len(text) - len(text.lstrip(BLANKS + MARK)))
    if _skip(text, position) != len(text):
        raise ValueError("something follows the object")
    return out


def _members(text: str, at: int) -> tuple[list[Member], int]:
    out: list[Member] = []
    if text[at : at + 1] != "{":
        raise ValueError("it begins with no brace")
    at = _skip(text, at + 1)
    is_more = text[at : at + 1] != "}"
    while is_more:
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if not isinstance(key, str) or text[at : at + 1] != ":":
            raise ValueError(f"a key and a colon are missing at character {at + 1}")
        start = _skip(text, at + 1)
        value, end = _DECODER.raw_decode(text, start)
        out.append(Member(key, value, start, end))
        if len(out) > FIELDS_AT_MOST:
            raise ValueError(f"it has more than {FIELDS_AT_MOST:,} fields")
        at = _skip(text, end)
        is_more = text[at : at + 1] == ","
        if is_more:
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "}":
            raise ValueError(f"a comma or a brace is missing at character {at + 1}")
    return out, at + 1


def find(text: str, found: list[Member], name: str) -> Member | None:
    """The member with a name, the last of several as in Python; else, by the part before a dot, one inside it."""
    named = {member.key: member for member in found}
    if name in named:
        return named[name]
    outer, _, inner = name.partition(".")
    if inner and outer in named and isinstance(named[outer].value, dict):
        return find(text, _members(text, named[outer].start)[0], inner)
    return None


def dump_json(record: Mapping[str, Any]) -> bytes:
    """An object as one line. JSON has no word for some values: NaN becomes null, bytes Base64, dates text."""
    record = cast(dict[str, Any], _plain(record))
    try:
        return json.dumps(record, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half of a surrogate pair
        return json.dumps(record).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, bytes):
        from base64 import b64encode

        return b64encode(value).decode()
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value if value is None or isinstance(value, str | bool | int) else str(value)


def _word(member: Member | None) -> str:
    return "" if member is None or member.value is None else str(member.value)


def _skip(text: str, at: int) -> int:
    """The first character from `at` on that is not blank."""
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at


def _encoded(text: str, old: str) -> str:
    """A text as JSON, with letters escaped where they were so in its old form."""
    if old.isascii() and "\\u" in old:
        return json.dumps(text)
    shown = json.dumps(text, ensure_ascii=False)
    return shown if shown.isascii() or _is_valid(shown) else json.dumps(text)


def _is_valid(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


Edit = tuple[int, int, str]
"""Characters [start, end) of a line, and what takes their place."""


def _additions(line: str, found: list[Member], new: Mapping[str, Any]) -> list[Edit]:
    """What gives an object new members: in the place of old ones of the same name, or behind its last."""
    old = {member.key: member for member in found}
    edits = [(old[name].start, old[name].end, json.dumps(value)) for name, value in new.items() if name in old]
    blank = " " if line[found[0].start - 1] == " " else ""
    fresh = [f",{blank}{json.dumps(name)}:{blank}{json.dumps(value)}" for name, value in new.items() if name not in old]
    return [*edits, (found[-1].end, found[-1].end, "".join(fresh))]


def _edited(line: str, edits: list[Edit]) -> bytes:
    for start, end, new in sorted(edits, reverse=True):
        line = line[:start] + new + line[end:]
    return line.encode()
