"""Hashes of words and n-grams, which are looked up instead of strings.

A page has thousands of words, and making a string of each would take longer than all else. The hash of a word is
computed from its characters as they are read. Every step is reversible, so two words that differ in a single letter
have different hashes; other pairs of words collide with a probability of 2**-46. The hash of an n-gram is computed from
those of its words in the same way. An attacker who searches for collisions can have a line taken for one with other
words. Hashes are the same on every machine, compiled or not.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from cleaner.text.vectors import vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

HASH_MASK: Final = (1 << 46) - 1
"""Largest hash. Its product with `MULTIPLIER` fits into a signed integer of 64 bits."""
MULTIPLIER: Final = 100_003
"""Factor that a hash is multiplied by with each character of a word, and with each word of an n-gram."""
HALF_BITS: Final = 23
"""Half the bits of a hash. A product depends on all input in its upper bits only, so these are mixed into the lower."""
PART_BITS: Final = 16
"""Bits of each of the three parts that `Interner` hashes separately."""
PART_MASK: Final = (1 << PART_BITS) - 1
MIXED_BITS: Final = 45
"""Bits of the mixed hash that slots of `Interner` are taken from."""
MIXED_MASK: Final = (1 << MIXED_BITS) - 1
SECRETS: Final = tuple(hash(f"{part} third") & MIXED_MASK | 1 for part in ("lower", "middle", "upper"))
"""Multipliers that differ in each process, unless PYTHONHASHSEED is set. Only slots depend on them, no results."""
EMPTY_WORD: Final = 1
"""Hash of the empty word in front of or after a space, in a key cut out of a longer one. No word has this hash."""
NO_HASH: Final = -1
"""Marks an empty slot, or an n-gram without words."""
DEFAULT_BITS: Final = 1 << 18
"""Bits of a Bloom filter for thousands of hashes: 32 KiB."""


def word_hash(word: str) -> "i64":
    """Return the hash of a word, at most `HASH_MASK`."""
    number: i64 = 0
    i: i64 = 0
    n: i64 = len(word)
    while i < n:
        number = ((number ^ ord(word[i])) * MULTIPLIER) & HASH_MASK
        number ^= number >> HALF_BITS
        i += 1
    return number


def ngram_hash(hashes: "vec[i64]", first: "i64", end: "i64") -> "i64":
    """Return the hash of the words in [first, end). A single word keeps its own hash."""
    number = hashes[first]
    while first + 1 < end:
        first += 1
        number = extend_hash(number, hashes[first])
    return number


def extend_hash(number: "i64", word: "i64") -> "i64":
    """Return the hash of a word or n-gram followed by one more word."""
    number = (number * MULTIPLIER) & HASH_MASK
    return (number ^ number >> HALF_BITS) + word & HASH_MASK


def phrase_hash(key: str) -> "i64":
    """Return the hash of words that are separated by single spaces."""
    number: i64 = 0
    for i, word in enumerate(key.split(" ")):
        own = word_hash(word) if word else EMPTY_WORD
        number = extend_hash(number, own) if i else own
    return number


class BloomFilter:
    """A set of hashes with false positives and no false negatives, one bit for each hash (Bloom, 1970)."""

    def __init__(self, bits: bytes = bytes(DEFAULT_BITS // 8)) -> None:
        """Create a filter from the bitmap of another one or from zeros; the number of bits is a power of two."""
        self.bits: bytes = bits
        self._mask: i64 = 8 * len(bits) - 1

    def might_contain(self, number: "i64") -> bool:
        """Return False if the hash is not in the set, True if it may be."""
        bit: i64 = number & self._mask
        byte: i64 = self.bits[bit >> 3]
        return (byte >> (bit & 7)) & 1 != 0

    def with_hashes(self, hashes: Iterable[int]) -> "BloomFilter":
        """Return a filter with more hashes."""
        bits = bytearray(self.bits)
        for number in hashes:
            bits[(number & self._mask) >> 3] |= 1 << (number & 7)
        return BloomFilter(bytes(bits))


class Interner:
    """Map each hash to a dense index, in order of first appearance.

    The slot of a hash in the table differs in each process, as do those of strings in Python's sets, so that no text
    can be made slow by a choice of its words (Thorup, "High Speed Hashing for Integers and Strings", 2015, section 3).
    A dict would need an object for each hash.
    """

    def __init__(self, expected: int) -> None:
        """Reserve space for `expected` hashes; the table grows as needed."""
        self._low: i64 = SECRETS[0]
        self._middle: i64 = SECRETS[1]
        self._high: i64 = SECRETS[2]
        self._count: i64 = 0
        self._bits: i64 = (2 * expected + 2).bit_length()
        self._hashes: vec[i64] = vec["i64"]([NO_HASH] * (1 << self._bits))
        self._indices: vec[i64] = vec["i64"]([0] * (1 << self._bits))

    def intern(self, number: "i64") -> "i64":
        """Return the index of a hash of at most `3 * PART_BITS` bits."""
        slot = self._slot(number)
        if self._hashes[slot] == number:
            return self._indices[slot]
        if 2 * self._count > len(self._hashes):
            self._grow()
            slot = self._slot(number)
        self._hashes[slot], self._indices[slot] = number, self._count
        self._count += 1
        return self._count - 1

    def _slot(self, number: "i64") -> "i64":
        """Return the slot that holds the hash, or the empty slot where it belongs."""
        hashes = self._hashes
        low, middle, high = number & PART_MASK, number >> PART_BITS & PART_MASK, number >> 2 * PART_BITS
        mixed = low * self._low + middle * self._middle + high * self._high
        slot = (mixed & MIXED_MASK) >> (MIXED_BITS - self._bits)
        mask: i64 = len(hashes) - 1
        while hashes[slot] != number and hashes[slot] != NO_HASH:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        hashes, indices = self._hashes, self._indices
        self._bits += 1
        self._hashes = vec["i64"]([NO_HASH] * (1 << self._bits))
        self._indices = vec["i64"]([0] * (1 << self._bits))
        for i in range(len(hashes)):
            if hashes[i] != NO_HASH:
                slot = self._slot(hashes[i])
                self._hashes[slot], self._indices[slot] = hashes[i], indices[i]
