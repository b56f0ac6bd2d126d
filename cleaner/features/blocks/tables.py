"""Tables: rows with the same number of cells, or that end in as many numbers."""

from itertools import pairwise
from typing import Final

from cleaner.features.blocks.codes import TABLE
from cleaner.features.blocks.runs import MIN_ROWS, mark
from cleaner.text.line_features import LineFeatures

NUMBERS: Final = "0123456789.,:%+-−/()"
"""Characters of a number in a row of them."""
NUMBER_SHARE: Final = 0.15
"""Minimum share of digits in a row of numbers."""
MAX_ROW: Final = 200
"""Maximum characters of a row of numbers."""
YEAR_DIGITS: Final = 4
"""Digits from which a number may be a year, which counts nothing."""


def mark_tables(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of rows with the same number of cells."""
    first = 0
    for i in range(1, len(features) + 1):
        if i < len(features) and features[i].cells == features[first].cells:
            continue
        if features[first].cells > 1 and i - first >= MIN_ROWS:
            mark(kinds, first, i, TABLE)
        first = i


def mark_number_rows(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of rows that end in as many numbers."""
    first, count = 0, 0
    for i in range(len(features) + 1):
        numbers = _number_count(features[i]) if i < len(features) else 0
        if numbers == count:
            continue
        if count > 1 and i - first >= MIN_ROWS:
            mark(kinds, first, i, TABLE)
        first, count = i, numbers


def _number_count(line: LineFeatures) -> int:
    """Return how many numbers a row ends in; 0 for one that counts on, as a calendar does, and for a date."""
    if line.digit_share < NUMBER_SHARE or len(line.text) > MAX_ROW:
        return 0
    words = line.text.split()
    count = 0
    while count < len(words) and _is_number(words[-1 - count]):
        count += 1
    if line.times > 0 and count < MIN_ROWS:
        return 0
    numbers = words[len(words) - count :]
    return 0 if all(_is_next(a, b) for a, b in pairwise(numbers)) else count


def _is_number(word: str) -> bool:
    return word.strip(NUMBERS) == "" and any(char.isdecimal() for char in word)


def _is_next(word: str, other: str) -> bool:
    """Return True if `other` is the number after `word`, and no year."""
    return word.isdecimal() and other.isdecimal() and len(other) < YEAR_DIGITS and int(other) == int(word) + 1
