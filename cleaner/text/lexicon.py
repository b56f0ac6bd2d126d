"""Word classes: function words, first words of set phrases, and so on.

A class is a bit, and a word may have several. Most words have none; a small hash table finds that out in a few reads.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cleaner.text.hashing import word_hash
from cleaner.text.vectors import read_i64_le

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

FUNCTION: Final = 1
"""Function word, such as "the"."""
BOILERPLATE: Final = 2
"""Word that is typical of boilerplate phrases, such as "subscribe"."""
RIGHTS: Final = 4
"""Word of a copyright line."""
PHRASE: Final = 8
"""First word of a phrase inside a line."""
NEED: Final = 16
"""Word that a pattern needs anywhere in a line."""
START: Final = 32
"""First word of a phrase at the start of a line."""
END: Final = 64
"""Last word of a phrase at the end of a line."""
SECOND: Final = 128
"""Second word of a phrase at the start of a line or inside it."""
ALONE: Final = 256
"""Word that is a whole phrase at the start of a line or inside it."""
NEED_FIRST: Final = 512
"""Word that a pattern needs at the start of a line."""
SYMBOL: Final = 1024
"""Token that is a symbol."""
BULLET: Final = 2048
"""Symbol that may be a bullet."""

CELL: Final = 8
"""Bytes of a cell: a hash in the upper bits, its value in the lower ones."""
VALUE_BITS: Final = 16
VALUE_MASK: Final = (1 << VALUE_BITS) - 1
MAX_LOAD: Final = 0.75
"""Largest share of cells in use. Less would double the memory, and most words are found in the first cell anyway."""


class Lexicon:
    """The classes of words, by their hashes.

    The cells lie in one block of memory. The last bits of a hash give its cell, or the next free one after it (Knuth,
    "The Art of Computer Programming" 3, section 6.4, on linear probing).
    """

    def __init__(self, cells: bytes = bytes(4 * CELL), count: int = 0) -> None:
        """Use `cells`, a power of two of them, of which `count` are in use, at most the share `MAX_LOAD`."""
        self.cells: bytes = cells
        self.count: int = count
        self._mask: i64 = len(cells) // CELL - 1

    def word_class(self, number: "i64") -> "i64":
        """Return the classes of the word with a hash; 0 if it has none."""
        cells, mask = self.cells, self._mask
        at: i64 = number & mask
        while True:
            cell = read_i64_le(cells, at * CELL)
            if cell >> VALUE_BITS == number:
                return cell & VALUE_MASK
            if cell == 0:
                return 0
            at = (at + 1) & mask

    def with_words(self, classes: Mapping[str, int]) -> "Lexicon":
        """Return a lexicon with more words; those that it has keep their classes and get the new ones."""
        found: dict[int, int] = {}
        for word, bits in classes.items():
            number = word_hash(word)
            found[number] = found.get(number, self.word_class(number)) | bits
        cells, count = bytearray(self.cells), self.count
        for number, bits in found.items():
            if (count + 1) * CELL > MAX_LOAD * len(cells):
                cells = _grow(cells)
            count += _put(cells, number, bits)
        return Lexicon(bytes(cells), count)


def _put(cells: bytearray, number: int, value: int) -> bool:
    """Set the value of a hash; return True if the hash is new."""
    mask = len(cells) // CELL - 1
    at = number & mask
    while True:
        cell = slice(at * CELL, (at + 1) * CELL)
        known = int.from_bytes(cells[cell], "little")
        if not known or known >> VALUE_BITS == number:
            cells[cell] = (number << VALUE_BITS | value).to_bytes(CELL, "little")
            return not known
        at = (at + 1) & mask


def _grow(cells: bytearray) -> bytearray:
    """Return a table of twice the size with the same content."""
    out = bytearray(2 * len(cells))
    for start in range(0, len(cells), CELL):
        if cell := int.from_bytes(cells[start : start + CELL], "little"):
            _put(out, cell >> VALUE_BITS, cell & VALUE_MASK)
    return out


EMPTY_LEXICON: Final = Lexicon()
OWNER_WORDS: Final = ("©", "c", "copyright", "copyrights", "rights")
"""Words of copyright lines; `context` looks for the owner only in lines with one of them."""
