"""Character classes: the alphabet of the tokeniser in `tokens`.

The tokeniser reads a line once and looks up each character in a table. The table is made from the Unicode properties
that regular expressions use, so both agree on what a letter is; it is filled block by block, as scripts occur. A mark
that combines with a letter, such as a vowel sign of Hindi, counts as a letter, so that no word ends there (Unicode
Standard Annex #29, "Unicode Text Segmentation"). Letters of scripts written without spaces have classes of their own,
because two of them count as one word.
"""

import unicodedata
from typing import Final

OTHER: Final = 0
SPACE: Final = 1
LOWER: Final = 2
FOLDED: Final = 3
"""Letter that is not a capital and yet changes when its case is folded, such as ß and ς."""
UPPER: Final = 4
UNSPACED: Final = 5
"""Letter of a script written without spaces."""
PARTICLE: Final = 6
"""Letter that is a function word in Chinese or Japanese."""
UNSPACED_MARK: Final = 7
"""Mark of a script written without spaces, such as a vowel sign of Thai."""
DIGIT: Final = 8
STOP: Final = 9
"""Mark that ends a sentence if a space or the end of the line follows."""
FULL_STOP: Final = 10
"""Mark that ends a sentence whatever follows."""
COMMA: Final = 11
CLOSER: Final = 12
"""Quotation mark or bracket that may follow the end of a sentence."""
ARROW: Final = 13
"""Quotation mark that also separates menu entries."""
BAR: Final = 14
"""Symbol that separates menu entries, with or without spaces around it."""
DASH: Final = 15
"""Symbol that separates menu entries if spaces are around it."""
AT: Final = 16
"""First character of a handle or hashtag."""
CHAR_CLASSES: Final = 17
"""Number of classes."""

UNSPACED_RANGES: Final = ((0x0E00, 0x0E80), (0x3040, 0x3100), (0x3400, 0xA000), (0xF900, 0xFB00))
"""Code points [first, end) of Thai, Japanese kana, Chinese, and Chinese compatibility characters."""
SYMBOL_MARKS: Final = ((0x20D0, 0x2100), (0xFE00, 0xFE10))
"""Code points [first, end) of marks that combine with symbols, such as the selector of an emoji."""
SPECIAL: Final = {
    PARTICLE: "的了是在和有也不這这我他們们のはをにがでとたる",
    STOP: ".!?।؟॥۔．።။។։",
    FULL_STOP: "。！？｡",
    CLOSER: "\"'”’“‘)]」』",
    ARROW: "»",
    COMMA: ",，、،",
    BAR: "|›>→…",
    DASH: "·•/–—-",
    AT: "@#",
}
"""Characters whose class does not follow from Unicode properties."""
SPECIAL_CLASS: Final = {char: cls for cls, chars in SPECIAL.items() for char in chars}
TABLE_SIZE: Final = 0x20000
"""Code points in the table. It ends above the emoji; the characters beyond are rare letters."""
BLOCK: Final = 0x100
UNKNOWN: Final = 255


class Alphabet:
    """The classes of characters by code point; `UNKNOWN` in blocks that have not been filled."""

    def __init__(self) -> None:
        self.table: bytes = bytes([UNKNOWN]) * TABLE_SIZE


ALPHABET: Final = Alphabet()


def char_class(code: int) -> int:
    """Return the class of the character with code point `code`."""
    if code >= TABLE_SIZE:
        return _compute_class(code)
    table = ALPHABET.table
    if table[code] == UNKNOWN:
        start = code - code % BLOCK
        block = bytes([_compute_class(c) for c in range(start, start + BLOCK)])
        ALPHABET.table = table = table[:start] + block + table[start + BLOCK :]
    return table[code]


def unspaced_chars(text: str) -> list[str]:
    """Return the characters of `text` that belong to scripts written without spaces."""
    if text.isascii():
        return []
    return [char for char in text if UNSPACED <= char_class(ord(char)) <= UNSPACED_MARK]


def _compute_class(code: int) -> int:
    char = chr(code)
    if char in SPECIAL_CLASS:
        return SPECIAL_CLASS[char]
    is_unspaced = any(first <= code < end for first, end in UNSPACED_RANGES)
    if char.isdecimal():
        return DIGIT
    if char.isalnum():
        small = LOWER if char.casefold() == char else FOLDED
        return UNSPACED if is_unspaced else UPPER if char.isupper() else small
    if char.isspace():
        return SPACE
    if is_unspaced:
        return UNSPACED_MARK
    is_of_symbol = any(first <= code < end for first, end in SYMBOL_MARKS)
    return LOWER if unicodedata.category(char).startswith("M") and not is_of_symbol else OTHER
