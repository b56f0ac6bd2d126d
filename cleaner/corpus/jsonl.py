"""JSON Lines: one object per line. Only the text is replaced; every other byte of a line stays.

Parsing a line and dumping it again would lose what Python's numbers or a dict cannot hold, such as 1.10, duplicate keys
and whitespace. So the offsets of the text in the line are found, and only that value is rewritten.
"""

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import IO, Any, NamedTuple, cast

from cleaner.corpus.entry import (
    CONFIDENCE,
    MAX_FIELDS,
    PIECE,
    REMOVED,
    VERDICT,
    CleanedText,
    Entry,
    Fields,
    dump_spans,
    list_names,
    raw_object,
)
from cleaner.corpus.long_lines import read_lines

_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)  # numbers are not used, and Python limits their length
BLANKS = " \t\r\n"
"""JSON whitespace."""
BOM = "\ufeff"
"""Byte order mark, at the start of a file or, where files were concatenated, of a line."""


class Member(NamedTuple):
    """A member of a JSON object: its key, its value, and the characters [start, end) of the value in the line."""

    key: str
    value: Any
    start: int
    end: int


class ParsedLine(NamedTuple):
    """A decoded line, the members of its object, and the member that holds the text."""

    line: str
    members: list[Member]
    text: Member


class JsonLines:
    """Reader and serialiser of JSON Lines."""

    def __init__(self, file: IO[bytes], fields: Fields, with_spans: bool) -> None:
        self.file, self.fields, self.with_spans = file, fields, with_spans

    def entries(self) -> Iterator[Entry]:
        """Yield an entry for each line.

        Blank lines are carried over. A line that is not an object with a text is damaged; so is a line that is too
        long, which comes in pieces.
        """
        number = 0
        for line in read_lines(self.file):
            number += not line.is_rest
            yield line.to_entry(number, line.data) if line.is_piece else self._parse(number, line.data)

    def _parse(self, number: int, line: bytes) -> Entry:
        if not line.strip():
            return Entry(number, None, line)
        try:
            members = parse_object(text := line.decode("utf-8"))
            return self._to_entry(number, line, text, members)
        except UnicodeDecodeError as error:
            damage = f"invalid UTF-8 at byte {error.start + 1}"
        except RecursionError:
            damage = "nested too deeply"
        except json.JSONDecodeError as error:
            damage = f"not a JSON object: {error.msg.removesuffix(' at')} at character {error.pos + 1}"
        except ValueError as error:
            damage = f"not a JSON object: {error}"
        return Entry(number, None, line, damage=damage)

    def _to_entry(self, number: int, line: bytes, text: str, members: list[Member]) -> Entry:
        name = self.fields.text
        value = find_member(text, members, name)
        if value is None:
            known = list_names(member.key for member in members)
            damage = f"has no field {name!r} (fields: {known}); choose one with --text-field"
            return Entry(number, None, line, damage=damage, is_foreign=True)
        if text[value.start] != '"':  # not `isinstance`: numbers are parsed as strings
            return Entry(number, None, line, damage=f"field {name!r} is not a string")
        url, id_ = (_to_string(find_member(text, members, field)) for field in (self.fields.url, self.fields.id))
        if len(line) > PIECE:  # free the other values of a long record
            members = [member._replace(value=None) for member in members]
        return Entry(number, value.value, ParsedLine(text, members, value), url, id_)

    def dump_cleaned(self, entry: Entry, cleaned: CleanedText) -> bytes:
        """Return the line of a record with its cleaned text, the verdict and the confidence."""
        line, members, text = entry.source
        new: dict[str, Any] = {VERDICT: cleaned.verdict, CONFIDENCE: cleaned.confidence}
        new |= {REMOVED: dump_spans(cleaned)} if self.with_spans else {}
        edit = (text.start, text.end, _dump_string(cleaned.text, line[text.start : text.end]))
        return _apply(line, [edit, *_set_members(line, members, new)])

    def dump_carried(self, entry: Entry) -> bytes:
        """Return the line of an entry unchanged."""
        source = entry.source
        return source.line.encode() if isinstance(source, ParsedLine) else cast(bytes, source)

    def as_json(self, entry: Entry, new: Mapping[str, Any]) -> bytes:
        """Return the line of an entry with the fields in `new` added; a damaged line becomes a `raw_object`."""
        if entry.text is None:
            return dump_json({**raw_object(entry.source), **new})
        line, members, _ = entry.source
        return _apply(line, _set_members(line, members, new)).rstrip(b"\r\n") + b"\n"


def parse_object(text: str) -> list[Member]:
    """Return the members of the JSON object in `text`.

    Raises `ValueError` if `text` is anything but one object with at most `MAX_FIELDS` members.
    """
    members, position = _parse_members(text, len(text) - len(text.lstrip(BLANKS + BOM)))
    if _skip_blanks(text, position) != len(text):
        raise ValueError("unexpected data after the object")
    return members


def _parse_members(text: str, at: int) -> tuple[list[Member], int]:
    """Return the members of the object that starts at `at`, and its end."""
    out: list[Member] = []
    if text[at : at + 1] != "{":
        raise ValueError('does not start with "{"')
    at = _skip_blanks(text, at + 1)
    is_more = text[at : at + 1] != "}"
    while is_more:
        key, at = _DECODER.raw_decode(text, at)
        at = _skip_blanks(text, at)
        if not isinstance(key, str) or text[at : at + 1] != ":":
            raise ValueError(f'expected a key and ":" at character {at + 1}')
        start = _skip_blanks(text, at + 1)
        value, end = _DECODER.raw_decode(text, start)
        out.append(Member(key, value, start, end))
        if len(out) > MAX_FIELDS:
            raise ValueError(f"more than {MAX_FIELDS:,} fields")
        at = _skip_blanks(text, end)
        is_more = text[at : at + 1] == ","
        if is_more:
            at = _skip_blanks(text, at + 1)
        elif text[at : at + 1] != "}":
            raise ValueError(f'expected "," or "}}" at character {at + 1}')
    return out, at + 1


def find_member(text: str, members: list[Member], name: str) -> Member | None:
    """Return the member called `name`, or None.

    The last of several wins, as in Python. If there is none, the part of `name` before a dot may be a nested object
    that holds the rest.
    """
    by_key = {member.key: member for member in members}
    if name in by_key:
        return by_key[name]
    outer, _, inner = name.partition(".")
    if inner and outer in by_key and isinstance(by_key[outer].value, dict):
        return find_member(text, _parse_members(text, by_key[outer].start)[0], inner)
    return None


def dump_json(record: Mapping[str, Any]) -> bytes:
    """Return an object as one line of JSON. NaN and infinity become null, bytes Base64, and dates strings."""
    record = cast(dict[str, Any], _to_plain(record))
    try:
        return json.dumps(record, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # a lone surrogate
        return json.dumps(record).encode() + b"\n"


def _to_plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _to_plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_to_plain(inner) for inner in value]
    if isinstance(value, bytes):
        from base64 import b64encode

        return b64encode(value).decode()
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value if value is None or isinstance(value, str | bool | int) else str(value)


def _to_string(member: Member | None) -> str:
    return "" if member is None or member.value is None else str(member.value)


def _skip_blanks(text: str, at: int) -> int:
    """Return the offset of the first character from `at` on that is not blank."""
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at


def _dump_string(text: str, old: str) -> str:
    """Return a text as a JSON string. Non-ASCII characters are escaped if they were in the `old` string."""
    if old.isascii() and "\\u" in old:
        return json.dumps(text)
    string = json.dumps(text, ensure_ascii=False)
    return string if string.isascii() or _is_encodable(string) else json.dumps(text)


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return True


Edit = tuple[int, int, str]
"""Characters [start, end) of a line, and their replacement."""


def _set_members(line: str, members: list[Member], new: Mapping[str, Any]) -> list[Edit]:
    """Return the edits that set the members in `new`: existing ones in place, others after the last member."""
    old = {member.key: member for member in members}
    edits = [(old[name].start, old[name].end, json.dumps(value)) for name, value in new.items() if name in old]
    blank = " " if line[members[0].start - 1] == " " else ""
    added = [f",{blank}{json.dumps(name)}:{blank}{json.dumps(value)}" for name, value in new.items() if name not in old]
    return [*edits, (members[-1].end, members[-1].end, "".join(added))]


def _apply(line: str, edits: list[Edit]) -> bytes:
    for start, end, new in sorted(edits, reverse=True):
        line = line[:start] + new + line[end:]
    return line.encode()
