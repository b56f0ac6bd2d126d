"""Code: lines that look like code, the lines between them, and line numbers beside them."""

from typing import Final

from cleaner.features.blocks.codes import CODE
from cleaner.features.blocks.runs import MIN_ROWS, mark
from cleaner.text.line_features import LineFeatures

REACH: Final = 2
"""Distance in lines at which two lines of code are in one block."""
INDENTED: Final = 12
"""Distance in lines at which two lines of code are in one block if all lines between them are indented."""
INDENT: Final = 3.0
"""Code of an indented line, as in `LineFeatures.list_marker`."""
GUTTER: Final = 12
"""Minimum numbers in a row that are line numbers although no code is seen; fewer may be the pages of a list."""


def mark_code(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark lines that look like code near others, and the lines without prose between them."""
    last = -1
    for i, line in enumerate(features):
        if not line.is_code:
            continue
        if last >= 0 and _is_one_program(features[last + 1 : i]):
            mark(kinds, last, i + 1, CODE)
        last = i


def _is_one_program(between: list[LineFeatures]) -> bool:
    """Return True if lines between two lines of code are of it too: few of any kind, or more that are indented."""
    if len(between) > INDENTED or any(line.prose > 0 for line in between):
        return False
    return len(between) <= REACH or all(line.list_marker == INDENT for line in between)


def mark_gutters(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark the line numbers of code: rows with the numbers from 1 on, above code or very many."""
    i = 0
    while i < len(features):
        end = i
        while end < len(features) and features[end].word_count == 0 and features[end].text == str(end - i + 1):
            end += 1
        if end - i >= GUTTER or (end - i >= MIN_ROWS and CODE in kinds[end : end + REACH]):
            mark(kinds, i, end, CODE)
        i = max(end, i + 1)
