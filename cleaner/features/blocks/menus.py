"""Menus, entries, tags and archives: rows of what else there is on a site."""

import re
from typing import Final

from cleaner.features.blocks.codes import ARCHIVE, ENTRIES, MENU, TAGS
from cleaner.features.blocks.runs import MIN_ROWS, mark, mark_runs, spans
from cleaner.text.line_features import LineFeatures

MENU_WORDS: Final = 3.5
"""Maximum words of an entry of a menu, which has no end."""
MENU_ROWS: Final = 5
STAMP_WORDS: Final = 12.0
"""Maximum words of a line with the time stamp of an entry."""
STAMP_REACH: Final = 12
"""Distance in lines at which two time stamps are in one block."""
TAG_WORDS: Final = 12.0
"""Minimum words of a row of tags, which has no function words, hardly a comma, and no end."""
TAG_FUNCTION, TAG_COMMAS, TAG_DIGITS = 0.06, 0.3, 0.2
"""Share of function words, commas per word, and share of digits below which such a row may be one of tags."""
MONTH: Final = re.compile(
    r"\W*[^\W\d]+(?:\s[^\W\d]{2,3})?\W{1,3}(?:19|20)\d\d\W*(?:\(?\d+\)?)?|(?:19|20)\d\d年\d{1,2}月.{0,6}"
)
"""Month and year, and perhaps a number of posts."""
MONTH_WORDS: Final = 4.0


def mark_menus(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of short lines without an end."""
    places = [i for i, line in enumerate(features) if line.words <= MENU_WORDS and line.ending == 0.0]
    mark_runs(kinds, places, MENU, MENU_ROWS)


def mark_entries(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark what lies between time stamps that follow one another: teasers, comments or posts."""
    for first, last in spans(stamp_rows(features, STAMP_WORDS), STAMP_REACH, MIN_ROWS):
        mark(kinds, first, last + 1, ENTRIES)


def stamp_rows(features: list[LineFeatures], max_words: float) -> list[int]:
    """Return the places of the lines with a time or date and at most `max_words` words, without prose."""
    return [i for i, line in enumerate(features) if line.times > 0 and line.words <= max_words and line.prose == 0]


def mark_tags(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark rows of tags."""
    mark_runs(kinds, [i for i, line in enumerate(features) if line.words >= TAG_WORDS and _is_tags(line)], TAGS, 1)


def _is_tags(line: LineFeatures) -> bool:
    is_bare = line.ending == 0.0 and line.function_share < TAG_FUNCTION
    return is_bare and line.comma_rate < TAG_COMMAS and line.digit_share < TAG_DIGITS


def mark_archives(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of lines with a month and year."""
    mark_runs(kinds, [i for i, line in enumerate(features) if line.times > 0 and _is_month(line)], ARCHIVE, MIN_ROWS)


def _is_month(line: LineFeatures) -> bool:
    return line.words <= MONTH_WORDS and MONTH.fullmatch(line.text) is not None
