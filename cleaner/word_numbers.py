"""Words as numbers: a page has thousands, and to make a text of each only to look it up would cost more than all else.

A word is known by a hash, made of its characters one after the other while they are read (a polynomial, as in Karp and
Rabin, "Efficient Randomized Pattern-Matching Algorithms", 1987), and so are several words in a row. Of two words one in
seventy million million pairs has the same number, and one of these must be known to rules for it to matter. The same
word has the same number on every machine, compiled or not.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from cleaner.native import vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

NUMBERS: Final = (1 << 46) - 1
"""The greatest number of a word. What it is multiplied by leaves it below what a machine word holds."""
FACTOR: Final = 100_003
"""By which the number of a word is multiplied before the next character is added; more than there are of most."""
JOINT: Final = 92_821
"""By which that of several words is, before the next word is."""
NOTHING: Final = 1
"""Where a key that was cut from a longer one has a space at an end; no word has this number."""
FREE: Final = -1
"""Where no number is."""
BITS: Final = 1 << 18
"""Of a sieve for thousands of numbers: 32 kB."""


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
        """As many as a power of two."""
        self.bits: bytes = bits
        self._mask: i64 = 8 * len(bits) - 1

    def may_have(self, number: "i64") -> bool:
        """Whether a number may be there; surely not where this says no."""
        place: i64 = number & self._mask
        bits: i64 = self.bits[place >> 3]
        return (bits >> (place & 7)) & 1 != 0

    def with_numbers(self, numbers: Iterable[int]) -> "Sieve":
        """The same with more."""
        bits = bytearray(self.bits)
        for number in numbers:
            bits[(number & self._mask) >> 3] |= 1 << (number & 7)
        return Sieve(bytes(bits))


class Turns:
    """Gives each number its turn: 0 to the first that comes, 1 to the next other one, and so on.

    They lie in a table, open as those of Python's own dictionaries are: where a place is taken, all digits of a number
    say which is the next, so that no text is slow whose words were chosen for it. But numbers there are objects.
    """

    def __init__(self, expected: int) -> None:
        """With room for as many as `expected`, and for more when they come."""
        self._count: i64 = 0
        self._numbers: vec[i64] = vec["i64"]([FREE] * (1 << (2 * expected + 2).bit_length()))
        self._turns: vec[i64] = vec["i64"]([0] * len(self._numbers))

    def of(self, number: "i64") -> "i64":
        """The turn of a number that is not below 0."""
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
        mask: i64 = len(numbers) - 1
        place: i64 = number & mask
        rest: i64 = number
        while numbers[place] != number and numbers[place] != FREE:
            rest >>= 5
            place = (5 * place + rest + 1) & mask
        return place

    def _grow(self) -> None:
        numbers, turns = self._numbers, self._turns
        self._numbers = vec["i64"]([FREE] * (2 * len(numbers)))
        self._turns = vec["i64"]([0] * (2 * len(numbers)))
        for i in range(len(numbers)):
            if numbers[i] != FREE:
                place = self._place(numbers[i])
                self._numbers[place], self._turns[place] = numbers[i], turns[i]
