"""The sorts of words that rules know: which hold sentences together, which begin a set phrase, and so on.

Most words of a text are in no list. To look for them in a table of tens of thousands costs more than anything else
that is done with a word, because that table is larger than what a processor keeps at hand. So a small one is asked
first, of bits: the *sieve*, which never passes over a word that is there and stops nine in ten that are not (Bloom,
"Space/Time Trade-offs in Hash Coding with Allowable Errors", 1970, with one hash function). It goes by a number
made of a word's characters one after the other, which the scanner makes as it reads them.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

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
"""Sorts of words, added up: those that hold sentences together, those that set phrases of boilerplate are made of,
those that a line with the owner of all rights has, those that a phrase inside a line begins with, those that a pattern
needs, those that a phrase at the start of a line begins with, those that one at its end ends with, those that come
second in a phrase at the start or inside, and those that are one by themselves."""
BITS: Final = 1 << 18
"""Of a sieve: 32 kB."""
FACTOR: Final = 31
"""By which the number of a word is multiplied before the next character is added."""


def value_of(word: str, start: "i64" = 0) -> "i64":
    """The number of a word, below `BITS`; with a `start`, that of all that came before and the word."""
    value: i64 = start
    i: i64 = 0
    n: i64 = len(word)
    while i < n:
        value = (value * FACTOR + ord(word[i])) & (BITS - 1)
        i += 1
    return value


class Sieve:
    """Which numbers there are; `bits` are as another sieve has them."""

    def __init__(self, bits: bytes = bytes(BITS // 8)) -> None:
        self.bits: bytes = bits

    def may_have(self, value: "i64") -> bool:
        """Whether a word with this number may be there; surely not where this says no."""
        bits: i64 = self.bits[value >> 3]
        return (bits >> (value & 7)) & 1 != 0

    def with_values(self, values: Iterable[int]) -> "Sieve":
        """The same with more."""
        bits = bytearray(self.bits)
        for value in values:
            bits[value >> 3] |= 1 << (value & 7)
        return Sieve(bytes(bits))


class Lexicon:
    """The sorts of words, `FUNCTION` and the others added up, and their sieve."""

    def __init__(self, sorts: dict[str, int], sieve: Sieve | None = None) -> None:
        self.sorts: dict[str, int] = sorts
        self.sieve: Sieve = sieve or Sieve().with_values([value_of(word) for word in sorts])

    def sort(self, word: str, value: "i64") -> int:
        """The sorts of a word that has the number `value`; 0 where it has none."""
        return self.sorts.get(word, 0) if self.sieve.may_have(value) else 0

    def with_needs(self, words: Iterable[str]) -> "Lexicon":
        """The same, and words that patterns need."""
        more = {word: self.sorts.get(word, 0) | NEED for word in words}
        return Lexicon(self.sorts | more, self.sieve.with_values([value_of(word) for word in more]))


NO_WORDS_KNOWN: Final = Lexicon({})
