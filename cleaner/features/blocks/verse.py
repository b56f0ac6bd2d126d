"""Verse: runs of short lines with the words of prose."""

from typing import Final

from cleaner.features.blocks.codes import VERSE
from cleaner.features.blocks.runs import mark, spans
from cleaner.text.line_features import PERIOD, LineFeatures

MIN_VERSE: Final = 2.0
"""Minimum words of a line of verse."""
MAX_VERSE: Final = 11.0
VERSE_ROWS: Final = 4
VERSE_FUNCTION: Final = 0.28
"""Minimum share of function words in verse, mean; in menus there are few."""
MIN_FUNCTION: Final = 0.12
"""Minimum share where half of the lines end in a pause; some languages have few function words."""
PAUSES: Final = ",;،，、؛—–"
RUN_ON: Final = 0.25
"""Minimum share of lines of verse that start in lower case, end in a pause or have a comma; few titles do."""
MAX_SENTENCE: Final = 8
"""Maximum lines of a sentence in verse without pauses, mean; the minimum is 3. Titles have no full stops."""
EVEN: Final = 1.3
"""Maximum ratio of the lengths of lines of verse in a script without capitals, in which titles start like verse."""


def mark_verse(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of short lines with as many function words as prose, whose sentences run on or are of one length."""
    places = [i for i, line in enumerate(features) if MIN_VERSE <= line.words <= MAX_VERSE and line.digit_share == 0]
    for first, last in spans(places, 1, VERSE_ROWS):
        if _is_verse(features[first : last + 1]):
            mark(kinds, first, last + 1, VERSE)


def _is_verse(rows: list[LineFeatures]) -> bool:
    share = 0.0
    for line in rows:
        share += line.function_share
    if share < MIN_FUNCTION * len(rows):
        return False
    if 2 * sum([1 for line in rows if line.text[-1] in PAUSES]) >= len(rows):
        return True
    return share >= VERSE_FUNCTION * len(rows) and (_is_even(rows) or _runs_on(rows))


def _is_even(rows: list[LineFeatures]) -> bool:
    """Return True if rows of a script without capitals are of about one length."""
    start = rows[0].text[0]
    if start.lower() != start.upper():
        return False
    lengths = [len(line.text) for line in rows]
    return max(lengths) <= EVEN * min(lengths)


def _runs_on(rows: list[LineFeatures]) -> bool:
    """Return True if sentences go on from row to row, or if some rows end one."""
    running = sum([1 for line in rows if line.comma_rate > 0 or line.text[-1] in PAUSES or line.text[0].islower()])
    stops = sum([1 for line in rows if line.ending == PERIOD])
    return running >= RUN_ON * len(rows) or 3 * stops <= len(rows) <= MAX_SENTENCE * stops
