"""Entries of a live report: a time of day, a title, and paragraphs, again and again.

Lists of clips look alike, with the length of each clip above its title. But times of day follow one another, and
lengths do not.
"""

import re
from typing import Final

from cleaner.text.line_features import LineFeatures

CLOCK: Final = re.compile(
    r"\W*(\d{1,2})[:.h](\d{2})(?:\s*(?:[ap]\.?m\.?|Uhr|h|UTC|GMT|BST|CES?T|E[SD]T|P[SD]T|IST|MSK))?\W*", re.IGNORECASE
)
"""Time of day with nothing beside it, which heads an entry."""
CLOCK_WORDS: Final = 3
"""Maximum words of such a line."""
ENTRY_TITLES: Final = 2
"""Maximum lines between the time and the first paragraph of an entry."""
SLIPS: Final = 5
"""Entries per step against the order of the times, such as over midnight."""


def live_entries(features: list[LineFeatures]) -> list[float]:
    """Return the number of entries on the page for the time and the title of each entry, and 0 for other lines."""
    values = [0.0] * len(features)
    minutes: list[int] = []
    heads: list[int] = []
    for i in [i for i, line in enumerate(features) if line.times > 0 and line.words <= CLOCK_WORDS]:
        end = _entry_end(features, i)
        if end:
            minutes.append(_minutes(features[i].text))
            heads.extend(range(i, end))
    if _is_chronological(minutes):
        for i in heads:
            values[i] = float(len(minutes))
    return values


def _entry_end(features: list[LineFeatures], i: int) -> int:
    """Return the first line of the prose of the entry that line `i` heads, or 0 if it is no time of day."""
    if CLOCK.fullmatch(features[i].text) is None:
        return 0
    end = i + 1
    while end < len(features) and end - i <= ENTRY_TITLES and features[end].prose == 0 and features[end].times == 0:
        end += 1
    return end if end < len(features) and features[end].prose > 0 else 0


def _minutes(clock: str) -> int:
    """Return the minutes since midnight of a time of day."""
    found = CLOCK.fullmatch(clock)
    return 60 * int(found[1]) + int(found[2]) if found else 0


def _is_chronological(minutes: list[int]) -> bool:
    """Return True if times rise or fall, with few exceptions."""
    rising = sum(minutes[i] <= minutes[i + 1] for i in range(len(minutes) - 1))
    falling = sum(minutes[i] >= minutes[i + 1] for i in range(len(minutes) - 1))
    return max(rising, falling) >= len(minutes) - 1 - len(minutes) // SLIPS
