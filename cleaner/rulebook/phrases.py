"""Thousands of set phrases of many languages, found in a line by look-up instead of by pattern.

A line and a phrase are compared by their *key*: words without their cases, with one space between them,
punctuation gone but for a few signs, every number a `#`. So "• Share this article:" and "Share this
article" are one, and so are "12 Comments" and "1,305 comments". Keys are looked up by the numbers that
`word_numbers` makes of words. Whole lines are one look-up. Elsewhere two words tell how long the phrases are that
begin or end with them, and each such length is one look-up. Scripts without spaces are cut by characters instead of
words.

The time for a line depends on its length and not on how many phrases or languages there are.
"""

import marshal
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from cleaner.errors import CleanerError
from cleaner.text.characters import unspaced_chars
from cleaner.text.hashing import BloomFilter, ngram_hash, phrase_hash
from cleaner.text.lexicon import ALONE, BULLET, END, PHRASE, SECOND, SIGN, START
from cleaner.text.tokens import BULLETS, TokenizedLine

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

MODES: Final = ("lines", "starts", "ends", "contains")
LONGEST_LINE: Final = 40
"""Words of a line beyond which it is no set phrase as a whole."""
ENDS: Final = ":©=/|>[]【】※〒 "
"""Of a whole line the signs at both ends mean nothing."""
AT_START: Final = BULLETS + " "
"""At the beginning arrows and bars mean nothing."""
PARTS: Final = 512
"""Into which the phrases of a mode are divided."""
Slots = tuple[int, ...]
"""Numbers that stand for what a phrase belongs to: a kind and a mode, or a list of words."""
Start = TypeVar("Start", int, str)
Hit = tuple[int, str]
"""A slot, and the key of the phrase that was found."""


def key(text: str) -> str:
    """What is compared: `key("• Share this!")` is `"share this"`."""
    scan = TokenizedLine(text)
    return scan.key(0, len(scan.hashes))


def strip_symbols(mode: str, phrase_key: str) -> str:
    """A key as it is compared with phrases of a mode."""
    if mode == "lines":
        return phrase_key.strip(ENDS) or phrase_key
    return (phrase_key.lstrip(AT_START) or phrase_key) if mode == "starts" else phrase_key


class PhraseIndex:
    """The phrases of one mode: what each belongs to, and the lengths of those that share a word or two signs.

    Words and phrases are there by their numbers.
    """

    def __init__(self) -> None:
        self.keys: set[str] = set()
        """Of all phrases, where these were read and not prepared."""
        self.slots: dict[int, Slots] = {}
        self.parts: dict[int, bytes] = {}
        """Phrases that are not in `slots` yet, by the last digits of their numbers, as `marshal` has them: a text wants
        few."""
        self.by_words: dict[int, tuple[int, ...]] = {}
        """How many words, longest first, by the first two words or the only one; the last two where lines end so."""
        self.by_signs: dict[str, tuple[int, ...]] = {}
        """How many characters, longest first, by the first or last two, for scripts without spaces."""
        self.sieve: BloomFilter = BloomFilter()
        """Of all phrases, and of the words they are found by."""

    def add(self, phrase_key: str, slot: int) -> None:
        """One phrase more."""
        number = phrase_hash(phrase_key)
        self.keys.add(phrase_key)
        self.slots[number] = (*self.slots.get(number, ()), slot)

    def add_lengths(self, phrase_key: str, from_end: bool) -> None:
        """Makes a phrase found in a part of a line."""
        if unspaced_chars(phrase_key):
            _add_length(self.by_signs, phrase_key[-2:] if from_end else phrase_key[:2], len(phrase_key))
        else:
            words = phrase_key.split(" ")
            two = phrase_hash(" ".join(words[-2:] if from_end else words[:2]))
            _add_length(self.by_words, two, len(words))

    def spaced(self) -> list[list[str]]:
        """The words of each phrase of a script with spaces between words."""
        return [phrase.split(" ") for phrase in self.keys if not unspaced_chars(phrase)]

    def hit(self, number: "i64") -> Slots:
        """What a phrase belongs to; nothing where there is no such phrase."""
        if not self.sieve.might_contain(number):
            return ()
        slots = self.slots.get(number)
        if slots is None and self.parts:
            slots = self._from_parts(number)
        return slots or ()

    def _from_parts(self, number: int) -> Slots | None:
        part = self.parts.pop(number % PARTS, None)
        if part is not None:
            self.slots.update(marshal.loads(part))
        return self.slots.get(number)


def _is_in(slot: int, found: list[Hit]) -> bool:
    return any(known == slot for known, _ in found)


def _add_length(lengths: dict[Start, tuple[int, ...]], start: Start, length: int) -> None:
    known: tuple[int, ...] = lengths.get(start, ())
    if length not in known:
        lengths[start] = tuple(sorted((*known, length), reverse=True))


class Phrases:
    """An index over (mode, phrase, slot) triples."""

    def __init__(self, entries: Iterable[tuple[str, str, int]]) -> None:
        self.lines: PhraseIndex = PhraseIndex()
        self.starts: PhraseIndex = PhraseIndex()
        self.ends: PhraseIndex = PhraseIndex()
        self.contains: PhraseIndex = PhraseIndex()
        for mode, phrase, slot in entries:
            phrase_key = strip_symbols(mode, key(phrase))
            if not phrase_key:
                raise CleanerError(f"phrase {phrase!r} has neither letters nor digits; take it out.")
            self.table(mode).add(phrase_key, slot)
            if mode != "lines":
                self.table(mode).add_lengths(phrase_key, mode == "ends")
        for table in (self.lines, self.starts, self.ends, self.contains):
            table.sieve = BloomFilter().with_hashes([*table.slots, *table.by_words])

    def table(self, mode: str) -> PhraseIndex:
        """The phrases of a mode."""
        tables = {"lines": self.lines, "starts": self.starts, "ends": self.ends, "contains": self.contains}
        return tables[mode]

    def find(self, scan: TokenizedLine) -> list[Hit]:
        """What a line holds, at most one hit a slot: as a line, at an end, then inside, longest first."""
        found: list[Hit] = []
        count: i64 = len(scan.hashes)
        if count == 0:
            return found
        if count <= LONGEST_LINE:
            self._whole(scan, found)
        line = scan.key(0, count) if scan.wide > 0 else ""
        if line or scan.word_classes[0] & (START | BULLET) != 0:
            self._at_start(scan, line, found)
        if line or scan.word_classes[count - 1] & END != 0:
            self._at_end(scan, line, found)
        if scan.all_classes & PHRASE != 0:
            self._inside(scan, found)
        if line:
            self._inside_signs(line, found)
        return found

    def at_start(self, scan: TokenizedLine) -> list[Hit]:
        """What a text begins with."""
        found: list[Hit] = []
        if len(scan.hashes) > 0:
            self._at_start(scan, scan.key(0, len(scan.hashes)) if scan.wide > 0 else "", found)
        return found

    def _whole(self, scan: TokenizedLine, found: list[Hit]) -> None:
        sorts = scan.word_classes
        first: i64 = 0
        end: i64 = len(sorts)
        while first < end and sorts[first] & SIGN != 0:
            first += 1
        while end > first and sorts[end - 1] & SIGN != 0:
            end -= 1
        if first == end:  # of nothing but signs
            first, end = 0, len(sorts)
        self._look_up(self.lines, scan, first, end, found)

    def _at_start(self, scan: TokenizedLine, line: str, found: list[Hit]) -> None:
        """`line` is the key in a script without spaces."""
        first: i64 = 0
        last: i64 = len(scan.hashes) - 1
        while first < last and scan.word_classes[first] & BULLET != 0:
            first += 1
        self._from(self.starts, scan, first, found)
        if line:
            line = line.lstrip(AT_START)
            for n in self.starts.by_signs.get(line[:2], ()):
                _add_hits(self.starts, line[:n], found)

    def _at_end(self, scan: TokenizedLine, line: str, found: list[Hit]) -> None:
        table, numbers = self.ends, scan.hashes
        count: i64 = len(numbers)
        if count > 1:
            two = ngram_hash(numbers, count - 2, count)
            if table.sieve.might_contain(two):
                for n in table.by_words.get(two, ()):
                    if n <= count:
                        self._look_up(table, scan, count - n, count, found)
        if table.sieve.might_contain(numbers[count - 1]) and numbers[count - 1] in table.by_words:
            self._look_up(table, scan, count - 1, count, found)
        if line:
            for n in table.by_signs.get(line[-2:], ()):
                _add_hits(table, line[-n:], found)

    def _inside(self, scan: TokenizedLine, found: list[Hit]) -> None:
        sorts = scan.word_classes
        i: i64 = 0
        n: i64 = len(sorts)
        while i < n:
            if sorts[i] & PHRASE != 0:
                self._from(self.contains, scan, i, found)
            i += 1

    def _from(self, table: PhraseIndex, scan: TokenizedLine, first: "i64", found: list[Hit]) -> None:
        """The phrases that begin with the token at `first`, longest first."""
        numbers, sorts = scan.hashes, scan.word_classes
        left: i64 = len(numbers) - first
        if left > 1 and sorts[first + 1] & SECOND != 0:
            two = ngram_hash(numbers, first, first + 2)
            if table.sieve.might_contain(two):
                for n in table.by_words.get(two, ()):
                    if n <= left:
                        self._look_up(table, scan, first, first + n, found)
        if sorts[first] & ALONE != 0 and numbers[first] in table.by_words:
            self._look_up(table, scan, first, first + 1, found)

    def _look_up(self, table: PhraseIndex, scan: TokenizedLine, first: "i64", end: "i64", found: list[Hit]) -> None:
        """The phrase that the tokens from `first` up to but without `end` are, if they are one."""
        number = ngram_hash(scan.hashes, first, end)
        slots = table.hit(number)
        if slots:
            _add(slots, scan.key(first, end), found)

    def _inside_signs(self, line: str, found: list[Hit]) -> None:
        i = 0
        while i < len(line):
            i += self._longest_at(i, line, found)

    def _longest_at(self, i: int, line: str, found: list[Hit]) -> int:
        """How far the longest phrase that begins at `i` reaches; 1 where there is none."""
        for n in self.contains.by_signs.get(line[i : i + 2], ()):
            if _add_hits(self.contains, line[i : i + n], found):
                return n
        if line[i] in self.contains.by_signs:
            _add_hits(self.contains, line[i], found)
        return 1


def _add_hits(table: PhraseIndex, phrase_key: str, found: list[Hit]) -> bool:
    """Adds what the phrase with a key belongs to, and says whether there is such a phrase."""
    slots = table.hit(phrase_hash(phrase_key))
    _add(slots, phrase_key, found)
    return len(slots) > 0


def _add(slots: Slots, phrase_key: str, found: list[Hit]) -> None:
    for slot in slots:
        if not _is_in(slot, found):
            found.append((slot, phrase_key))
