"""Inserts that were glued to a paragraph, and where they begin in it.

Where a page's text was made without care for its blocks, "READ ALSO: ..." follows the full stop of a paragraph in
the same row, or stands in brackets after it. Only what begins as editors begin such inserts is cut off.
"""

import re
from collections.abc import Callable
from typing import Final

STOPS: Final = ".!?…。！？"
"""What ends a sentence."""
SEAM: Final = re.compile(rf"""[{STOPS}](?:(?<=[.!?…])["'”’»)\]]*\s+|(?<=[。！？])["'”’」』）]*\s*)(?=\S)""")
"""The end of a sentence, where an insert may have been glued on."""
BRACKET: Final = re.compile(r"\s(?=[(\[（【]\S)")
"""Before a bracket is another place."""
CLOSING: Final = {"(": ")", "[": "]", "（": "）", "【": "】"}
OPENER: Final = 60
"""Characters shown to the opener look-up: more than any set phrase has."""
GLUED: Final = 60
"""A row shorter than this is judged whole."""
LONGEST_INSERT: Final = 240
"""An insert is a prompt and a headline; what is longer is a paragraph that begins alike."""
Opener = Callable[[str], bool]
"""Whether a text begins as an insert does."""
Stretch = tuple[int, int]


def split_inserts(row: str, opens_insert: Opener) -> list[Stretch]:
    """`row` cut at the inserts glued to it, up to its end or to the closing bracket; nothing if there are none."""
    out: list[Stretch] = []
    position = 0
    for a in _seams(row):
        bracket = row[a] if row[a] in CLOSING else ""
        b = _insert_end(row, a, bracket) if a > position else 0
        if b and opens_insert(row[a + len(bracket) : a + OPENER]):
            out += [(position, a), (a, b)]
            position = b
    if not out:
        return out
    out.append((position, len(row)))
    return [(a, b) for a, b in out if row[a:b].strip()]


def _seams(row: str) -> list[int]:
    """Where an insert may begin, in order: before a bracket, or after a sentence not too far from the end."""
    seams = _sentence_ends(row, max(0, len(row) - LONGEST_INSERT - 1))
    for bracket in CLOSING:
        if bracket in row:
            return sorted({*seams, *[place.end() for place in BRACKET.finditer(row)]})
    return sorted(seams)


def _sentence_ends(row: str, start: int) -> list[int]:
    """Where sentences have ended after `start`, in any order. Each sign is searched for by itself, as that is fast."""
    out: list[int] = []
    for stop in STOPS:
        place = row.find(stop, start)
        while place >= 0:
            seam = SEAM.match(row, place)
            if seam:
                out.append(seam.end())
            place = row.find(stop, place + 1)
    return out


def _insert_end(row: str, start: int, bracket: str) -> int:
    """Where an insert that begins at `start` ends; 0 where it is too long for one, or its bracket is never closed."""
    end = row.find(CLOSING[bracket], start, start + LONGEST_INSERT) + 1 if bracket else len(row)
    return end if end - start <= LONGEST_INSERT else 0
