"""JSON Lines: one object a line. Only the text's own characters are replaced; every other byte of a line stays.

Parsing a line and writing it again would lose what Python's numbers, or a dict, cannot hold: 1.10, two keys with
one name, the blanks between. So the place of the value in the line is found and only that is rewritten.
"""

import json
from collections.abc import Iterator
from typing import IO, Any, NamedTuple, cast

from cleaner.corpus.entry import REMOVED, VERDICT, Cleaned, Entry, Fields, raw_object, spans

_DECODER = json.JSONDecoder()


class Member(NamedTuple):
    """One member of an object in a text: its key, its value, and the characters [start, end) of the value."""

    key: str
    value: Any
    start: int
    end: int


class Place(NamedTuple):
    """A decoded line with its members and the place of its text."""

    line: str
    members: list[Member]
    text: Member


class JsonLines:
    """How JSON Lines are read and written."""

    def __init__(self, file: IO[bytes], fields: Fields, with_spans: bool) -> None:
        self.file, self.fields, self.with_spans = file, fields, with_spans

    def entries(self) -> Iterator[Entry]:
        """Each line; blank ones are carried over, and those that are no objects with a text are damaged."""
        return (self._entry(number, line) for number, line in enumerate(self.file, 1))

    def _entry(self, number: int, line: bytes) -> Entry:
        if not line.strip():
            return Entry(number, None, line)
        try:
            found = members(text := line.decode("utf-8"), _skip(text, 0))
            place = find(text, found, self.fields.text)
        except UnicodeDecodeError as error:
            return Entry(number, None, line, damage=f"is not valid UTF-8 at its byte {error.start + 1}")
        except RecursionError:
            return Entry(number, None, line, damage="is nested too deeply to be read")
        except json.JSONDecodeError as error:
            what = error.msg.removesuffix(" at")
            return Entry(number, None, line, damage=f"is not a JSON object: {what} at character {error.pos + 1}")
        except ValueError as error:
            return Entry(number, None, line, damage=f"is not a JSON object: {error}")
        name = self.fields.text
        if place is None:
            return Entry(number, None, line, damage=f"has no field {name!r}; --text-field names the text's")
        if not isinstance(place.value, str):
            return Entry(number, None, line, damage=f"holds no text in its field {name!r}")
        url, id_ = (_word(find(text, found, field)) for field in (self.fields.url, self.fields.id))
        return Entry(number, place.value, Place(text, found, place), url, id_)

    def cleaned(self, entry: Entry, cleaned: Cleaned) -> bytes:
        """The line of a record with its text cleaned and the verdict added."""
        line, found, text = entry.source
        values = {VERDICT: cleaned.verdict} | ({REMOVED: spans(cleaned)} if self.with_spans else {})
        old = {member.key: member for member in found}
        edits = [(text.start, text.end, _encoded(cleaned.text, line[text.start : text.end]))]
        edits += [(old[k].start, old[k].end, json.dumps(v)) for k, v in values.items() if k in old]
        close = found[-1].end
        comma, colon = _style(line, found)
        new = "".join(f"{comma}{json.dumps(k)}{colon}{json.dumps(v)}" for k, v in values.items() if k not in old)
        edits.append((close, close, new))
        return _edited(line, edits).encode()

    def carried(self, entry: Entry) -> bytes:
        """The line of an entry that is not cleaned."""
        source = entry.source
        return source.line.encode() if isinstance(source, Place) else cast(bytes, source)

    def as_object(self, entry: Entry) -> dict[str, Any]:
        """A record as it was read."""
        if entry.text is None:
            return raw_object(entry.source)
        return {member.key: member.value for member in entry.source.members}


def members(text: str, at: int) -> list[Member]:
    """The members of the object that begins at `at`. Raises `ValueError` where there is no object, or more than one."""
    out, position = _members(text, at)
    if at == _skip(text, 0) and _skip(text, position) != len(text):
        raise ValueError("something follows the object")
    return out


def _members(text: str, at: int) -> tuple[list[Member], int]:
    out: list[Member] = []
    if text[at : at + 1] != "{":
        raise ValueError("it begins with no brace")
    at = _skip(text, at + 1)
    while text[at : at + 1] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if not isinstance(key, str) or text[at : at + 1] != ":":
            raise ValueError(f"a key and a colon are missing at character {at + 1}")
        start = _skip(text, at + 1)
        value, end = _DECODER.raw_decode(text, start)
        out.append(Member(key, value, start, end))
        at = _skip(text, end)
        if text[at : at + 1] == ",":
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


def dumped(record: dict[str, Any]) -> bytes:
    """An object as one line; what JSON has no word for, as dates, becomes text."""
    try:
        return json.dumps(record, ensure_ascii=False, default=str).encode() + b"\n"
    except UnicodeEncodeError:  # half of a surrogate pair
        return json.dumps(record, default=str).encode() + b"\n"


def _word(member: Member | None) -> str:
    return "" if member is None or member.value is None else str(member.value)


def _skip(text: str, at: int) -> int:
    """The first character from `at` on that is not blank."""
    while at < len(text) and text[at] in " \t\r\n":
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


def _style(line: str, found: list[Member]) -> tuple[str, str]:
    """The comma and the colon of an object, with a blank after them where it has them so."""
    blank = " " if line[found[0].start - 1] == " " else ""
    return f",{blank}", f":{blank}"


def _edited(line: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        line = line[:start] + new + line[end:]
    return line
