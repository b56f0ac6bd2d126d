"""What sort of character a character is: the alphabet of the scanner in `shape`.

A page is read once, character by character, and each of them is told by one look into a table. The table is made
from the same Unicode properties that regular expressions use, so that both agree on what a letter is, and is filled in
block by block as scripts turn up. Scripts that put no spaces between words have letters of their own sort, because two
of them carry what one spaced word does.
"""

from typing import Final

OTHER: Final = 0
SPACE: Final = 1
LOWER: Final = 2
FOLDED: Final = 3
"""A small letter that is another one where cases make no difference, as ß and ς."""
UPPER: Final = 4
WIDE: Final = 5
"""A letter of a script written without spaces."""
PARTICLE: Final = 6
"""One that holds Chinese and Japanese sentences together."""
WIDE_MARK: Final = 7
"""A sign of such a script that is no letter, as the vowels of Thai."""
DIGIT: Final = 8
STOP: Final = 9
FULL_STOP: Final = 10
"""The end of a sentence that needs no space after it."""
COMMA: Final = 11
CLOSER: Final = 12
"""A quote or bracket that may follow the end of a sentence."""
ARROW: Final = 13
"""One that also parts the entries of a menu."""
BAR: Final = 14
"""What parts them without spaces."""
DASH: Final = 15
"""What parts them with spaces around it."""
AT: Final = 16
CHAR_CLASSES: Final = 17

WIDE_RANGES: Final = ((0x0E00, 0x0E80), (0x3040, 0x3100), (0x3400, 0xA000), (0xF900, 0xFB00))
"""Thai, Japanese, Chinese, and more Chinese."""
SIGNS: Final = {
    PARTICLE: "的了是在和有也不這这我他們们のはをにがでとたる",
    STOP: ".!?।؟",
    FULL_STOP: "。！？",
    CLOSER: "\"'”’)]」』",
    ARROW: "»",
    COMMA: ",，、،",
    BAR: "|›>→…",
    DASH: "·•/–—-",
    AT: "@#",
}
SORT_OF_SIGN: Final = {sign: sort for sort, signs in SIGNS.items() for sign in signs}
PLANE: Final = 0x20000
"""Characters in the table, with emoji; those beyond it are rare letters."""
BLOCK: Final = 0x100
UNKNOWN: Final = 255


class Alphabet:
    """The sorts of the characters that turned up, and of those in their blocks; `UNKNOWN` for others."""

    def __init__(self) -> None:
        self.table: bytes = bytes([UNKNOWN]) * PLANE


ALPHABET: Final = Alphabet()


def char_class(code: int) -> int:
    """The sort of the character with a code."""
    if code >= PLANE:
        return _char_class(code)
    table = ALPHABET.table
    if table[code] == UNKNOWN:
        start = code - code % BLOCK
        block = bytes([_char_class(c) for c in range(start, start + BLOCK)])
        ALPHABET.table = table = table[:start] + block + table[start + BLOCK :]
    return table[code]


def unspaced_chars(text: str) -> list[str]:
    """The characters of `text` that are of scripts written without spaces."""
    if text.isascii():
        return []
    return [sign for sign in text if WIDE <= char_class(ord(sign)) <= WIDE_MARK]


def _char_class(code: int) -> int:
    sign = chr(code)
    if sign in SORT_OF_SIGN:
        return SORT_OF_SIGN[sign]
    is_wide = any(first <= code < last for first, last in WIDE_RANGES)
    if sign.isdecimal():
        return DIGIT
    if sign.isalnum():
        small = LOWER if sign.casefold() == sign else FOLDED
        return WIDE if is_wide else UPPER if sign.isupper() else small
    return SPACE if sign.isspace() else WIDE_MARK if is_wide else OTHER
