"""Words as numbers: a page has thousands, and to make a text of each only to look it up would cost more than all else.

A word is known by a hash, made of its characters one after the other while they are read, with a step that can be
undone for each, so that words that differ in one letter never have the same; and so are several words in a row. Of
other words one pair in seventy million million has the same number. Who looks for such words can have a line taken for
what it is not, as if the others stood there. The same word has the same number on every machine, compiled or not.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from cleaner.text.vectors import vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

HASH_MASK: Final = (1 << 46) - 1
"""The greatest number of a word. What it is multiplied by leaves it below what a machine word holds."""
MULTIPLIER: Final = 100_003
"""By which the number of a word is multiplied with each character, and that of several words with each word."""
HALF_BITS: Final = 23
"""Bits of half a number: the upper ones, where a multiplication leaves what came of all, are added to the lower."""
THIRD: Final = 16
"""Bits of a third of a number and of what is a little greater."""
LOWEST: Final = (1 << THIRD) - 1
MIXED_BITS: Final = 45
MIXED: Final = (1 << MIXED_BITS) - 1
SECRETS: Final = tuple(hash(f"{part} third") & MIXED | 1 for part in ("lower", "middle", "upper"))
"""Others in each process, unless PYTHONHASHSEED is set. They say where a number lies, and nothing that comes out."""
NOTHING: Final = 1
"""Where a key that was cut from a longer one has a space at an end; no word has this number."""
FREE: Final = -1
"""Where no number is."""
BITS: Final = 1 << 18
"""Of a sieve for thousands of numbers: 32 kB."""


def word_hash(word: str) -> "i64":
    """The number of a word, at most `HASH_MASK`."""
    number: i64 = 0
    i: i64 = 0
    n: i64 = len(word)
    while i < n:
        number = ((number ^ ord(word[i])) * MULTIPLIER) & HASH_MASK
        number ^= number >> HALF_BITS
        i += 1
    return number


def ngram_hash(numbers: "vec[i64]", first: "i64", end: "i64") -> "i64":
    """The number of the words from `first` up to but without `end`; of one word it is its own."""
    number = numbers[first]
    while first + 1 < end:
        first += 1
        number = extend_hash(number, numbers[first])
    return number


def extend_hash(number: "i64", word: "i64") -> "i64":
    """The number of words, of one or several, with another word after them."""
    number = (number * MULTIPLIER) & HASH_MASK
    return (number ^ number >> HALF_BITS) + word & HASH_MASK


def phrase_hash(key: str) -> "i64":
    """The number of words with one space between them."""
    number: i64 = 0
    for i, word in enumerate(key.split(" ")):
        own = word_hash(word) if word else NOTHING
        number = extend_hash(number, own) if i else own
    return number


class BloomFilter:
    """Which numbers there are; `bits` are as another sieve has them."""

    def __init__(self, bits: bytes = bytes(BITS // 8)) -> None:
        """As many as a power of two."""
        self.bits: bytes = bits
        self._mask: i64 = 8 * len(bits) - 1

    def might_contain(self, number: "i64") -> bool:
        """Whether a number may be there; surely not where this says no."""
        place: i64 = number & self._mask
        bits: i64 = self.bits[place >> 3]
        return (bits >> (place & 7)) & 1 != 0

    def with_hashes(self, numbers: Iterable[int]) -> "BloomFilter":
        """The same with more."""
        bits = bytearray(self.bits)
        for number in numbers:
            bits[(number & self._mask) >> 3] |= 1 << (number & 7)
        return BloomFilter(bytes(bits))


class Interner:
    """Gives each number its turn: 0 to the first that comes, 1 to the next other one, and so on.

    They lie in a table, at a place that depends on something else in each process, as those of words in Python's own
    sets do: so no text is slow whose words were chosen for it (Thorup, "High Speed Hashing for Integers and Strings",
    2015, section 3). But numbers there are objects.
    """

    def __init__(self, expected: int) -> None:
        """With room for as many as `expected`, and for more when they come."""
        self._low: i64 = SECRETS[0]
        self._middle: i64 = SECRETS[1]
        self._high: i64 = SECRETS[2]
        self._count: i64 = 0
        self._bits: i64 = (2 * expected + 2).bit_length()
        self._numbers: vec[i64] = vec["i64"]([FREE] * (1 << self._bits))
        self._turns: vec[i64] = vec["i64"]([0] * (1 << self._bits))

    def intern(self, number: "i64") -> "i64":
        """The turn of a number, which has at most `3 * THIRD` bits."""
        place = self._place(number)
        if self._numbers[place] == number:
            return self._turns[place]
        if 2 * self._count > len(self._numbers):
            self._grow()
            place = self._place(number)
        self._numbers[place], self._turns[place] = number, self._count
        self._count += 1
        return self._count - 1

    def _place(self, number: "i64") -> "i64":
        """Where a number is, or else may be."""
        numbers = self._numbers
        low, middle, high = number & LOWEST, number >> THIRD & LOWEST, number >> 2 * THIRD
        mixed = low * self._low + middle * self._middle + high * self._high
        place = (mixed & MIXED) >> (MIXED_BITS - self._bits)
        mask: i64 = len(numbers) - 1
        while numbers[place] != number and numbers[place] != FREE:
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        numbers, turns = self._numbers, self._turns
        self._bits += 1
        self._numbers = vec["i64"]([FREE] * (1 << self._bits))
        self._turns = vec["i64"]([0] * (1 << self._bits))
        for i in range(len(numbers)):
            if numbers[i] != FREE:
                place = self._place(numbers[i])
                self._numbers[place], self._turns[place] = numbers[i], turns[i]
