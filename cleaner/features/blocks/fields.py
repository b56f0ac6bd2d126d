"""Fields, schedules and references: rows that start with a name, a time or the sign of a note."""

import re
from itertools import pairwise
from typing import Final

from cleaner.features.blocks.codes import FIELDS, LIST, REFERENCES, SCHEDULE
from cleaner.features.blocks.runs import MIN_ITEMS, MIN_ROWS, mark, mark_runs, spans
from cleaner.text.line_features import COLON, LineFeatures

NAME: Final = re.compile(r"[^\W\d_][^:：.!?]{0,38}?\s?(?::\s+|：)(?=\S)|[^\W\d_]\.\s(?=\S)")
"""Name of a speaker or of a field at the start of a line: "Ada: ", "Weight: ", "Q. "."""
NAME_END: Final = 42
TURN_TIME: Final = re.compile(r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s+(?:[-–—]\s+)?")
"""Time above a turn of a transcript: "[00:04] "."""
SLOT: Final = re.compile(r"[^\d$€£¥]{0,12}\d{1,2}[:.h]\d{2}(?!\s?[$€£¥%])|\d{1,2}\.\d{1,2}\.|\d{4}\s")
"""Time, date or year at the start of a line of a schedule; an amount of money is none."""
HOUR: Final = re.compile(r"\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
"""Hour at the start of a line of a schedule: "9 am"."""
REFERENCE: Final = re.compile(r"\W*(?:\d{1,3}[.)]\s+)?[^\W\d_][\w’'-]+,? (?:[^\W\d_]\.[ ,-]*)++.*\b(?:19|20)\d\d")
"""Entry of a bibliography: perhaps a number, then a surname, initials and a year.

The initials are possessive; a line of many initials without a year would take quadratic time otherwise.
"""
REFERENCE_WORDS: Final = 4.0
NOTE: Final = re.compile(r"\[\d{1,3}\]:?\s|[¹²³⁴-⁹]{1,3}\s?\w|(?:[-•*]\s|\d{1,3}\.\s?)?[\^↑]\s?\w")
"""Start of a note: "[3] ", "³ ", or the arrow back to the text."""
NOTE_STARTS: Final = "[¹²³⁴⁵⁶⁷⁸⁹"
"""First characters of a note without an arrow."""
NOTE_WORDS: Final = 2.0
"""Minimum words of a note in brackets."""


def mark_fields(names: dict[int, str], kinds: list[float]) -> None:
    """Mark runs of fields, whose names differ, given the name that starts each line; letters count items of a list."""
    for first, last in spans(list(names), 1, MIN_ROWS):
        found = [names[k] for k in range(first, last + 1)]
        if 2 * len({*found}) > len(found):
            mark(kinds, first, last + 1, LIST if _are_letters(found) else FIELDS)


def _are_letters(names: list[str]) -> bool:
    """Return True if names are letters in the order of their alphabet: "A. ", "B. ", "C. "."""
    return all(len(name) == 2 and name[1] == "." for name in names) and all(
        ord(b[0]) == ord(a[0]) + 1 for a, b in pairwise(names)
    )


def names_at_start(features: list[LineFeatures]) -> dict[int, str]:
    """Return the names of speakers and fields that start lines, with their signs, by the place of the line."""
    names: dict[int, str] = {}
    for i, line in enumerate(features):
        name = name_at_start(line) or _name_after_time(line)
        if name:
            names[i] = name
    return names


def name_at_start(line: LineFeatures) -> str:
    """Return the name of a speaker or field that starts a line, with its sign, or ""."""
    if line.ending == COLON or not _may_have_name(line.text):
        return ""
    found = NAME.match(line.text, 0, NAME_END)
    return found.group().rstrip() if found is not None else ""


def _name_after_time(line: LineFeatures) -> str:
    """Return the name of a speaker, with its sign, after the time at the start of a line, or ""."""
    if line.times == 0 or (line.text[0] not in "[(" and not line.text[0].isdecimal()):
        return ""
    time = TURN_TIME.match(line.text)
    found = NAME.match(line.text, time.end(), time.end() + NAME_END) if time is not None else None
    return found.group().rstrip() if found is not None else ""


def _may_have_name(text: str) -> bool:
    """Return False if a line cannot match `NAME`; this is faster than matching."""
    colon = text.find(":", 1, NAME_END)
    if colon > 0 and text[colon + 1 : colon + 2].isspace():
        return True
    return (len(text) > 1 and text[1] == ".") or text.find("：", 1, NAME_END) > 0


def mark_schedules(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of lines that start with a time, date or year."""
    mark_runs(kinds, [i for i, line in enumerate(features) if _is_slot(line)], SCHEDULE, MIN_ROWS)


def _is_slot(line: LineFeatures) -> bool:
    text = line.text
    if line.times > 0 and SLOT.match(text) is not None:
        return True
    return line.digit_share > 0 and text[0].isdecimal() and HOUR.match(text) is not None


def mark_references(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of notes and of entries of a bibliography."""
    mark_runs(kinds, [i for i, line in enumerate(features) if _is_reference(line)], REFERENCES, MIN_ITEMS)


def _is_reference(line: LineFeatures) -> bool:
    text = line.text
    if line.times > 0 and line.words >= REFERENCE_WORDS and "." in text and REFERENCE.match(text) is not None:
        return True
    return _may_be_note(line) and NOTE.match(text) is not None


def _may_be_note(line: LineFeatures) -> bool:
    """Return False if a line is no note for sure; this is faster than matching."""
    text = line.text
    if text == "" or (text[0] == "[" and line.words < NOTE_WORDS):
        return False
    return text[0] in NOTE_STARTS or "^" in text or "↑" in text
