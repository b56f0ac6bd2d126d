"""Time stamps of entries: their form without names, and their order in time, in any language."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

TOKEN: Final = re.compile(r"\d{1,9}|[^\W\d_]+|[:@|#/]")
CLOCK: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?::(?!\d\d(?::\d\d)?\s*min(?:\b|ut))|\s?h\s?)(\d{2})(?::\d{2})?(?!\d)\s*(a\.?m|p\.?m)?",
    re.IGNORECASE,
)
"""Time of day; no duration in minutes."""
DOTTED_CLOCK: Final = re.compile(
    r"(?<![\d.$€£¥])(?<![$€£¥]\s)(\d{1,2})\.(\d{2})(?!\.?\d|\s*(?:[$€£¥%]|min\b))\s*(a\.?m|p\.?m)?", re.IGNORECASE
)
"""Time of day with a dot, where there is none with a colon; in a date there are two dots. A price is none."""
DATE_NUMBERS: Final = 3
"""Numbers of a date whose month is a number."""
MAX_DAY: Final = 31
"""Largest number in a date that is no year."""
MOSTLY: Final = 1.5
"""Ratio of steps in one direction to those in the other from which stamps have an order."""
_Time = tuple[int, list[str]]
"""Minutes since midnight, and the date (see `_date`)."""


def stamp_form(text: str) -> str:
    """Return the form of a time stamp: its numbers and signs, without names, months and other words."""
    return " ".join(["0" if token[0].isdecimal() else token for token in TOKEN.findall(text) if not token[0].isalpha()])


def order_of(stamps: Sequence[str]) -> int:
    """Return 1 if the times of stamps mostly rise, -1 if they mostly fall, and 0 if neither is known."""
    times = [_time_of(stamp) for stamp in stamps]
    steps = [_step(first, second) for first, second in pairwise(times)]
    rises, falls = steps.count(1), steps.count(-1)
    return 1 if rises > MOSTLY * falls else -1 if falls > MOSTLY * rises else 0


def _time_of(stamp: str) -> _Time | None:
    """Return the time of a stamp, or None if it has no time of day."""
    clock = CLOCK.search(stamp) or DOTTED_CLOCK.search(stamp)
    return (_minutes(clock), _date(stamp, clock)) if clock is not None else None


def _step(first: _Time | None, second: _Time | None) -> int:
    """Return 1 if the second time is later than the first, -1 if it is earlier, and 0 if it is equal or unknown."""
    if first is None or second is None:
        return 0
    minutes, date = first
    next_minutes, next_date = second
    if date == next_date:
        return _sign(next_minutes - minutes)
    words, next_words = [token for token in date if token.isalpha()], [token for token in next_date if token.isalpha()]
    days, next_days = _numbers(date), _numbers(next_date)
    if len(days) != len(next_days):
        return 0
    if min(max(days, default=0), max(next_days, default=0)) > MAX_DAY and max(days) != max(next_days):
        return _sign(max(next_days) - max(days))
    if words != next_words:
        return 0  # months of different names, whose order is not known
    if days[0] > MAX_DAY:
        return _sign((next_days > days) - (next_days < days))
    steps = {_sign(next_days[k] - days[k]) for k in range(len(days))} - {0}
    return steps.pop() if len(steps) == 1 else 0  # else day and month disagree, and either may come first


def _date(text: str, clock: "re.Match[str]") -> list[str]:
    """Return the numbers of the date of a stamp, and its month if that is a word.

    A month stands between two numbers or beside the only ones; any other word is a name, or goes with the name.
    """
    tokens = TOKEN.findall(f"{text[: clock.start()]} {text[clock.end() :]}")
    places = [k for k, token in enumerate(tokens) if token.isdecimal() and (k == 0 or tokens[k - 1] != "#")]
    places = places[-DATE_NUMBERS:]
    if not places:
        return []
    first, end = places[0], places[-1] + 1
    if len(places) < DATE_NUMBERS and not any(token.isalpha() for token in tokens[first:end]):
        first, end = max(0, first - 1), end + 1
    return [token.casefold() for token in tokens[first:end] if token.isalnum()]


def _numbers(date: Sequence[str]) -> list[int]:
    return [int(token) for token in date if token.isdecimal()]


def _minutes(clock: "re.Match[str]") -> int:
    """Return the minutes since midnight of a time of day."""
    hour = int(clock[1])
    if clock[3]:
        hour = hour % 12 + (12 if clock[3][0] in "pP" else 0)
    return 60 * hour + int(clock[2])


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
