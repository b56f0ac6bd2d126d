"""Inserts glued to a paragraph: where they start and end.

Extractors that ignore the blocks of a page leave "READ ALSO: ..." in one row with a paragraph, after its full stop or
in brackets. Only text that starts like such an insert is split off.
"""

import re
from collections.abc import Callable
from typing import Final

STOPS: Final = ".!?…。！？"
SEAM: Final = re.compile(rf"""[{STOPS}](?:(?<=[.!?…])["'”’»)\]]*\s+|(?<=[。！？])["'”’」』）]*\s*)(?=\S)""")
"""End of a sentence with more text after it."""
BRACKET: Final = re.compile(r"\s(?=[(\[（【]\S)")
"""Space in front of a bracket."""
CLOSING: Final = {"(": ")", "[": "]", "（": "）", "【": "】"}
BRACKETS: Final = "([（【"
OPENER_CHARS: Final = 60
"""Characters of an insert that are looked up; no set phrase is longer."""
MIN_ROW: Final = 60
"""Characters of the shortest row that is split."""
LONGEST_INSERT: Final = 240
"""Characters of the longest insert, a prompt and a headline. Longer text is a paragraph that starts like an insert."""
Opener = Callable[[str], bool]
"""Predicate that is True if a text starts like an insert."""
Span = tuple[int, int]
"""Characters [start, end) of a row."""


def split_inserts(row: str, opens_insert: Opener) -> list[Span]:
    """Split a row at its inserts, each of which ends at the end of the row or at its closing bracket.

    Return the spans that are not blank, in order, or an empty list if the row has no inserts.
    """
    spans: list[Span] = []
    position = 0
    for start in _seams(row):
        bracket = row[start] if row[start] in CLOSING else ""
        end = _insert_end(row, start, bracket) if start > position else 0
        if end and opens_insert(row[start + len(bracket) : start + OPENER_CHARS]):
            spans += [(position, start), (start, end)]
            position = end
    if not spans:
        return spans
    spans.append((position, len(row)))
    return [(start, end) for start, end in spans if row[start:end].strip()]


def _seams(row: str) -> list[int]:
    """Return where inserts may start, in order: at brackets, and after sentences near the end of the row."""
    seams = _sentence_ends(row, max(0, len(row) - LONGEST_INSERT - 1))
    for bracket in BRACKETS:
        if bracket in row:
            return sorted({*seams, *[found.end() for found in BRACKET.finditer(row)]})
    return sorted(seams)


def _sentence_ends(row: str, start: int) -> list[int]:
    """Return where text goes on after each sentence that ends at or after `start`, in any order."""
    ends: list[int] = []
    for stop in STOPS:  # `find` for each mark is faster than one search for all of them
        at = row.find(stop, start)
        while at >= 0:
            seam = SEAM.match(row, at)
            if seam:
                ends.append(seam.end())
            at = row.find(stop, at + 1)
    return ends


def _insert_end(row: str, start: int, bracket: str) -> int:
    """Return the end of an insert; 0 if it would be too long or its bracket is not closed."""
    end = row.find(CLOSING[bracket], start, start + LONGEST_INSERT) + 1 if bracket else len(row)
    return end if end - start <= LONGEST_INSERT else 0
