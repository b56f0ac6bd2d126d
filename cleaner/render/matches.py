"""Words in a line that decided its kind: the phrase, or the text that a pattern matched."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cleaner.model import Decision, Result
from cleaner.rulebook.rule import ABOVE, BELOW, HIT_POSITIONS

Span = tuple[int, int]
NEIGHBOURS = tuple(f" ({HIT_POSITIONS[position]})" for position in (ABOVE, BELOW))
"""Ends of evidence on words that are in a neighbouring line."""
GAP = r"[\W_]{0,8}?"
"""Signs between two words of a phrase."""


def deciding_words(line: Decision) -> str:
    """Return what the rule that named the kind of a line saw in it; "" if no words of the line decided."""
    if line.basis.how != "hit":
        return ""
    own = (one.saw for one in line.evidence if one.rule == line.rule and not one.saw.endswith(NEIGHBOURS))
    return next(own, "")


def find_words(text: str, saw: str) -> Span | None:
    """Return the place in `text` of what a rule saw; None if it is not found.

    Phrases are folded, have one space between words and signs, and have # for each number.
    """
    found = _matcher(saw).search(text) if saw.strip() else None
    return found.span() if found else None


@lru_cache(1024)
def _matcher(saw: str) -> re.Pattern[str]:
    words = [r"\d[\d.,]*" if word == "#" else re.escape(word) for word in saw.split()]
    return re.compile("(?<![a-z0-9])" + GAP.join(words) + "(?![a-z0-9])", re.IGNORECASE)


def deciding_spans(result: Result) -> list[Span]:
    """Return the places in the raw text of the words that decided, in order."""
    return list(_spans(result, (line for line in result.lines if not line.kept)))


def _spans(result: Result, lines: Iterable[Decision]) -> Iterator[Span]:
    for line in lines:
        if found := find_words(result.raw[line.start : line.end], deciding_words(line)):
            yield line.start + found[0], line.start + found[1]
