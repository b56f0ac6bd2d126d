"""The sorts of words that rules know: which hold sentences together, which begin a set phrase, and so on.

Most words of a text are in no list. A small table of those that are says so with a few looks at one place in memory.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cleaner.text.hashing import word_hash
from cleaner.text.vectors import read_i64_le

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

FUNCTION: Final = 1
FURNITURE: Final = 2
RIGHTS: Final = 4
PHRASE: Final = 8
NEED: Final = 16
START: Final = 32
END: Final = 64
SECOND: Final = 128
ALONE: Final = 256
NEED_FIRST: Final = 512
SIGN: Final = 1024
BULLET: Final = 2048
"""Sorts of words, added up: those that hold sentences together, those that set phrases of boilerplate are made of,
those that a line with the owner of all rights has, those that a phrase inside a line begins with, those that a pattern
needs, those that a phrase at the start of a line begins with, those that one at its end ends with, those that come
second in a phrase at the start or inside, those that are one by themselves, and those that a pattern needs at the
start of a line. The last two are of tokens that are signs, and of those that may be bullets."""
CELL: Final = 8
"""Bytes for a number and its value in a table."""
VALUES: Final = 16
"""Bits of a value."""
FULL: Final = 0.75
"""Share of a table that may be in use: half as much memory is looked at as with less, and most words still at once."""


class Lexicon:
    """The sorts of words, `FUNCTION` and the others added up, by their numbers.

    They lie in one stretch of memory, a number's place is given by its last digits, and where that is taken it is the
    next free one (Knuth, "The Art of Computer Programming" 3, section 6.4, on linear probing).
    """

    def __init__(self, cells: bytes = bytes(4 * CELL), count: int = 0) -> None:
        """`cells` are a power of two, and `count` of them are in use, at most `FULL`."""
        self.cells: bytes = cells
        self.count: int = count
        self._mask: i64 = len(cells) // CELL - 1

    def word_class(self, number: "i64") -> "i64":
        """The sorts of a word with a number; 0 where it has none."""
        cells, mask = self.cells, self._mask
        place: i64 = number & mask
        while True:
            cell = read_i64_le(cells, place * CELL)
            if cell >> VALUES == number:
                return cell & ((1 << VALUES) - 1)
            if cell == 0:
                return 0
            place = (place + 1) & mask

    def with_words(self, sorts: Mapping[str, int]) -> "Lexicon":
        """The same and more words, with these sorts beside those they had."""
        found: dict[int, int] = {}
        for word, sort in sorts.items():
            number = word_hash(word)
            found[number] = found.get(number, self.word_class(number)) | sort
        cells, count = bytearray(self.cells), self.count
        for number, sort in found.items():
            if (count + 1) * CELL > FULL * len(cells):
                cells = _grown(cells)
            count += _put(cells, number, sort)
        return Lexicon(bytes(cells), count)


def _put(cells: bytearray, number: int, value: int) -> bool:
    """Sets the value of a number, and says whether the number is new."""
    mask = len(cells) // CELL - 1
    place = number & mask
    while True:
        stretch = slice(place * CELL, (place + 1) * CELL)
        known = int.from_bytes(cells[stretch], "little")
        if not known or known >> VALUES == number:
            cells[stretch] = (number << VALUES | value).to_bytes(CELL, "little")
            return not known
        place = (place + 1) & mask


def _grown(cells: bytearray) -> bytearray:
    """The same in twice the place."""
    out = bytearray(2 * len(cells))
    for place in range(0, len(cells), CELL):
        if cell := int.from_bytes(cells[place : place + CELL], "little"):
            _put(out, cell >> VALUES, cell & ((1 << VALUES) - 1))
    return out


NO_WORDS_KNOWN: Final = Lexicon()
OWNER_WORDS: Final = ("©", "c", "copyright", "copyrights", "rights")
"""One of these is in every line that `OWNER` sees."""
