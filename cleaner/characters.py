"""What sort of character a character is: the alphabet of the scanner in `shape`.

A page is read once, character by character, and each of them is told by one look into a table. The table is made
from the same Unicode properties that regular expressions use, so that both agree on what a letter is. Scripts that
put no spaces between words have letters of their own sort, because two of them carry what one spaced word does.
"""

import re
from typing import Final

OTHER: Final = 0
SPACE: Final = 1
LOWER: Final = 2
UPPER: Final = 3
WIDE: Final = 4
"""A letter of a script written without spaces."""
PARTICLE: Final = 5
"""One that holds Chinese and Japanese sentences together."""
WIDE_MARK: Final = 6
"""A sign of such a script that is no letter, as the vowels of Thai."""
DIGIT: Final = 7
STOP: Final = 8
FULL_STOP: Final = 9
"""The end of a sentence that needs no space after it."""
COMMA: Final = 10
CLOSER: Final = 11
"""A quote or bracket that may follow the end of a sentence."""
ARROW: Final = 12
"""One that also parts the entries of a menu."""
BAR: Final = 13
"""What parts them without spaces."""
DASH: Final = 14
"""What parts them with spaces around it."""
AT: Final = 15
SORTS: Final = 16

WIDE_RANGES = ((0x0E00, 0x0E80), (0x3040, 0x3100), (0x3400, 0xA000), (0xF900, 0xFB00))
"""Thai, Japanese, Chinese, and more Chinese."""
SIGNS = {
    PARTICLE: "的了是在和有也不這这我他们們のはをにがでとたる",
    STOP: ".!?।؟",
    FULL_STOP: "。！？",
    CLOSER: "\"'”’)]」』",
    ARROW: "»",
    COMMA: ",，、،",
    BAR: "|›>→…",
    DASH: "·•/–—-",
    AT: "@#",
}
WIDENED = bytes.maketrans(bytes([OTHER, LOWER]), bytes([WIDE_MARK, WIDE]))
CASED = ((0x41, 0x600), (0x10A0, 0x1400), (0x1C80, 0x2200), (0x2C00, 0x2E00), (0xA640, 0xAC00), (0xFF00, 0xFF60))
"""Where letters have two cases."""
PLANE: Final = 0x10000
"""Characters in the table; those beyond it are emoji and rare letters."""


def _table() -> bytes:
    everything = "".join(map(chr, range(PLANE)))
    sorts = bytearray(PLANE)
    for pattern, sort in ((r"\s+", SPACE), (r"\d+", DIGIT), (r"[^\W\d_]+", LOWER)):
        for run in re.finditer(pattern, everything):
            sorts[run.start() : run.end()] = bytes([sort]) * len(run[0])
    for first, last in WIDE_RANGES:
        sorts[first:last] = sorts[first:last].translate(WIDENED)
    for first, last in CASED:
        for i in range(first, last):
            if everything[i].isupper():
                sorts[i] = UPPER
    for sort, signs in SIGNS.items():
        for sign in signs:
            sorts[ord(sign)] = sort
    return bytes(sorts)


SORT_OF: Final = _table()
"""The sort of each character below `PLANE`."""


def sort_beyond(character: str) -> int:
    """The sort of a character that is not in the table."""
    if character.isdecimal():
        return DIGIT
    if character.isalnum():
        return UPPER if character.isupper() else LOWER
    return OTHER
