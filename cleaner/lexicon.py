"""The sorts of words that rules know: which hold sentences together, which begin a set phrase, and so on.

A page has thousands of words, and to make a text of each, only to look it up, would cost more than anything else that
is done with them. So a word is known by a *number*, made of its characters one after the other while they are read (a
polynomial, as in Karp and Rabin, "Efficient Randomized Pattern-Matching Algorithms", 1987), and so are several words
in a row. Two words in a hundred million million have the same number, and one of these must be known for it to matter.

Most words are in no list, and a table of those that are is larger than what a processor keeps at hand. So a small one
is asked first, of bits: the *sieve*, which never passes over a number that is there and stops nine in ten that are not
(Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors", 1970, with one hash function).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from cleaner.native import read_i64_le, vec

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
NUMBERS: Final = (1 << 46) - 1
"""The greatest number of a word. What it is multiplied by leaves it below what a machine word holds."""
FACTOR: Final = 100_003
"""By which the number of a word is multiplied before the next character is added; more than there are of most."""
JOINT: Final = 92_821
"""By which that of several words is, before the next word is."""
NOTHING: Final = 1
"""Where a key that was cut from a longer one has a space at an end; no word has this number."""
BITS: Final = 1 << 18
"""Of a sieve: 32 kB."""
CELL: Final = 8
"""Bytes for a number and its value in a table."""
VALUES: Final = 16
"""Bits of a value."""


def number_of(word: str) -> "i64":
    """The number of a word, at most `NUMBERS`."""
    number: i64 = 0
    i: i64 = 0
    n: i64 = len(word)
    while i < n:
        number = (number * FACTOR + ord(word[i])) & NUMBERS
        i += 1
    return number


def joint(numbers: "vec[i64]", first: "i64", end: "i64") -> "i64":
    """The number of the words from `first` up to but without `end`; of one word it is its own."""
    number: i64 = 0
    while first < end:
        number = (number * JOINT + numbers[first]) & NUMBERS
        first += 1
    return number


def number_of_key(key: str) -> "i64":
    """The number of words with one space between them."""
    number: i64 = 0
    for word in key.split(" "):
        own = number_of(word) if word else NOTHING
        number = (number * JOINT + own) & NUMBERS
    return number


class Sieve:
    """Which numbers there are; `bits` are as another sieve has them."""

    def __init__(self, bits: bytes = bytes(BITS // 8)) -> None:
        self.bits: bytes = bits

    def may_have(self, number: "i64") -> bool:
        """Whether a number may be there; surely not where this says no."""
        place: i64 = number & (BITS - 1)
        bits: i64 = self.bits[place >> 3]
        return (bits >> (place & 7)) & 1 != 0

    def with_numbers(self, numbers: Iterable[int]) -> "Sieve":
        """The same with more."""
        bits = bytearray(self.bits)
        for number in numbers:
            bits[number % BITS >> 3] |= 1 << (number & 7)
        return Sieve(bytes(bits))


class Lexicon:
    """The sorts of words, `FUNCTION` and the others added up, by their numbers, and the sieve of these.

    They lie in one stretch of memory, a number's place is given by its last digits, and where that is taken it is the
    next free one (Knuth, "The Art of Computer Programming" 3, section 6.4, on linear probing).
    """

    def __init__(self, cells: bytes = bytes(2 * CELL), sieve: Sieve | None = None, count: int = 0) -> None:
        """`cells` are a power of two, and `count` of them are in use, at most half."""
        self.cells: bytes = cells
        self.sieve: Sieve = sieve or Sieve()
        self.count: int = count
        self._mask: i64 = len(cells) // CELL - 1

    def sort(self, number: "i64") -> "i64":
        """The sorts of a word with a number; 0 where it has none."""
        if not self.sieve.may_have(number):
            return 0
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
        found = {number_of(word): sort for word, sort in sorts.items()}
        found = {number: sort | self.sort(number) for number, sort in found.items()}
        cells, count = bytearray(self.cells), self.count
        for number, sort in found.items():
            if 2 * count * CELL >= len(cells):
                cells = _grown(cells)
            count += _put(cells, number, sort)
        return Lexicon(bytes(cells), self.sieve.with_numbers(found), count)


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
