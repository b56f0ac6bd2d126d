"""Index of thousands of set phrases in many languages, found in a line by look-up instead of by pattern.

A line and a phrase are compared by their *key*: words without case, one space between them, numbers as `#`, and no
punctuation but a few symbols. So "• Share this article:" is equal to "Share this article", and "12 Comments" to "1,305
comments". Keys are looked up by hash (see `cleaner.text.hashing`). A whole line takes one look-up. Elsewhere, two words
give the lengths of all phrases that start or end with them, and each length takes one look-up. In scripts without
spaces, characters take the place of words.

The time for a line depends on its length, not on the number of phrases or languages.
"""

import marshal
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from cleaner.errors import CleanerError
from cleaner.text.characters import unspaced_chars
from cleaner.text.hashing import BloomFilter, ngram_hash, phrase_hash
from cleaner.text.lexicon import ALONE, BULLET, END, PHRASE, SECOND, START, SYMBOL
from cleaner.text.tokens import BULLETS, TokenizedLine

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

MODES: Final = ("lines", "starts", "ends", "contains")
LONGEST_LINE: Final = 40
"""Maximum number of tokens in a line that is looked up as a whole."""
END_SYMBOLS: Final = ":©=/|>[]【】※〒 "
"""Symbols stripped from both ends in whole-line matches."""
START_SYMBOLS: Final = BULLETS + " "
"""Symbols stripped from the start in matches at the start of a line."""
PARTS: Final = 512
"""Number of parts that the phrases of a mode are split into in the cache."""
Slots = tuple[int, ...]
"""Slots of a phrase (see `languages`)."""
Start = TypeVar("Start", int, str)
Hit = tuple[int, str]
"""A slot, and the key of the phrase that was found."""


def key(text: str) -> str:
    """Return the key of a text, such as `"share this"` for `"• Share this!"`."""
    tokens = TokenizedLine(text)
    return tokens.key(0, len(tokens.hashes))


def strip_symbols(mode: str, phrase_key: str) -> str:
    """Return a key without the symbols that do not count in a mode."""
    if mode == "lines":
        return phrase_key.strip(END_SYMBOLS) or phrase_key
    return (phrase_key.lstrip(START_SYMBOLS) or phrase_key) if mode == "starts" else phrase_key


class PhraseIndex:
    """Slots of the phrases of one mode, and lengths of the phrases that share two words or characters.

    Phrases and words are represented by their hashes.
    """

    def __init__(self) -> None:
        self.keys: set[str] = set()
        """Keys of all phrases; empty if the index was loaded from the cache."""
        self.slots: dict[int, Slots] = {}
        self.parts: dict[int, bytes] = {}
        """Marshalled parts of `slots` that no look-up has needed yet, by hash modulo `PARTS`."""
        self.by_words: dict[int, tuple[int, ...]] = {}
        """Lengths in words, longest first, by the first two words or the only one; in mode "ends", by the last."""
        self.by_chars: dict[str, tuple[int, ...]] = {}
        """Lengths in characters, longest first, by the first or last two; for scripts without spaces."""
        self.filter: BloomFilter = BloomFilter()
        """Filter of the hashes in `slots` and `by_words`."""

    def add(self, phrase_key: str, slot: int) -> None:
        """Add a phrase."""
        phrase = phrase_hash(phrase_key)
        self.keys.add(phrase_key)
        self.slots[phrase] = (*self.slots.get(phrase, ()), slot)

    def add_lengths(self, phrase_key: str, from_end: bool) -> None:
        """Add the length of a phrase, so that it is found in a part of a line."""
        if unspaced_chars(phrase_key):
            _add_length(self.by_chars, phrase_key[-2:] if from_end else phrase_key[:2], len(phrase_key))
        else:
            words = phrase_key.split(" ")
            two = phrase_hash(" ".join(words[-2:] if from_end else words[:2]))
            _add_length(self.by_words, two, len(words))

    def split_spaced(self) -> list[list[str]]:
        """Return the words of each phrase in a script with spaces."""
        return [phrase.split(" ") for phrase in self.keys if not unspaced_chars(phrase)]

    def find_slots(self, phrase: "i64") -> Slots:
        """Return the slots of the phrase with a hash; empty if there is none."""
        if not self.filter.might_contain(phrase):
            return ()
        slots = self.slots.get(phrase)
        if slots is None and self.parts:
            slots = self._load_slots(phrase)
        return slots or ()

    def _load_slots(self, phrase: int) -> Slots | None:
        part = self.parts.pop(phrase % PARTS, None)
        if part is not None:
            self.slots.update(marshal.loads(part))
        return self.slots.get(phrase)


def _has_slot(slot: int, found: list[Hit]) -> bool:
    return any(known == slot for known, _ in found)


def _add_length(lengths: dict[Start, tuple[int, ...]], start: Start, length: int) -> None:
    known: tuple[int, ...] = lengths.get(start, ())
    if length not in known:
        lengths[start] = tuple(sorted((*known, length), reverse=True))


class Phrases:
    """Phrases of all modes, from (mode, phrase, slot) triples."""

    def __init__(self, entries: Iterable[tuple[str, str, int]]) -> None:
        self.lines: PhraseIndex = PhraseIndex()
        self.starts: PhraseIndex = PhraseIndex()
        self.ends: PhraseIndex = PhraseIndex()
        self.contains: PhraseIndex = PhraseIndex()
        for mode, phrase, slot in entries:
            phrase_key = strip_symbols(mode, key(phrase))
            if not phrase_key:
                raise CleanerError(f"phrase {phrase!r} has no letters or digits; remove it.")
            self.table(mode).add(phrase_key, slot)
            if mode != "lines":
                self.table(mode).add_lengths(phrase_key, mode == "ends")
        for table in (self.lines, self.starts, self.ends, self.contains):
            table.filter = BloomFilter().with_hashes([*table.slots, *table.by_words])

    def table(self, mode: str) -> PhraseIndex:
        """Return the index of a mode."""
        tables = {"lines": self.lines, "starts": self.starts, "ends": self.ends, "contains": self.contains}
        return tables[mode]

    def find(self, tokens: TokenizedLine) -> list[Hit]:
        """Return the hits in a line, at most one per slot: of the whole line, at its ends, inside; longest first."""
        found: list[Hit] = []
        count: i64 = len(tokens.hashes)
        if count == 0:
            return found
        if count <= LONGEST_LINE:
            self._find_whole(tokens, found)
        unspaced_key = tokens.key(0, count) if tokens.unspaced > 0 else ""
        if unspaced_key or tokens.word_classes[0] & (START | BULLET) != 0:
            self._find_at_start(tokens, unspaced_key, found)
        if unspaced_key or tokens.word_classes[count - 1] & END != 0:
            self._find_at_end(tokens, unspaced_key, found)
        if tokens.all_classes & PHRASE != 0:
            self._find_inside(tokens, found)
        if unspaced_key:
            self._find_inside_unspaced(unspaced_key, found)
        return found

    def at_start(self, tokens: TokenizedLine) -> list[Hit]:
        """Return the hits at the start of a text."""
        found: list[Hit] = []
        if len(tokens.hashes) > 0:
            self._find_at_start(tokens, tokens.key(0, len(tokens.hashes)) if tokens.unspaced > 0 else "", found)
        return found

    def _find_whole(self, tokens: TokenizedLine, found: list[Hit]) -> None:
        classes = tokens.word_classes
        first: i64 = 0
        end: i64 = len(classes)
        while first < end and classes[first] & SYMBOL != 0:
            first += 1
        while end > first and classes[end - 1] & SYMBOL != 0:
            end -= 1
        if first == end:  # only symbols
            first, end = 0, len(classes)
        self._look_up(self.lines, tokens, first, end, found)

    def _find_at_start(self, tokens: TokenizedLine, unspaced_key: str, found: list[Hit]) -> None:
        """Find phrases at the start of a line; `unspaced_key` is its key, or "" in a script with spaces."""
        first: i64 = 0
        last: i64 = len(tokens.hashes) - 1
        while first < last and tokens.word_classes[first] & BULLET != 0:
            first += 1
        self._find_from(self.starts, tokens, first, found)
        if unspaced_key:
            unspaced_key = unspaced_key.lstrip(START_SYMBOLS)
            for n in self.starts.by_chars.get(unspaced_key[:2], ()):
                _add_phrase(self.starts, unspaced_key[:n], found)

    def _find_at_end(self, tokens: TokenizedLine, unspaced_key: str, found: list[Hit]) -> None:
        table, hashes = self.ends, tokens.hashes
        count: i64 = len(hashes)
        if count > 1:
            two = ngram_hash(hashes, count - 2, count)
            if table.filter.might_contain(two):
                for n in table.by_words.get(two, ()):
                    if n <= count:
                        self._look_up(table, tokens, count - n, count, found)
        if table.filter.might_contain(hashes[count - 1]) and hashes[count - 1] in table.by_words:
            self._look_up(table, tokens, count - 1, count, found)
        if unspaced_key:
            for n in table.by_chars.get(unspaced_key[-2:], ()):
                _add_phrase(table, unspaced_key[-n:], found)

    def _find_inside(self, tokens: TokenizedLine, found: list[Hit]) -> None:
        classes = tokens.word_classes
        i: i64 = 0
        n: i64 = len(classes)
        while i < n:
            if classes[i] & PHRASE != 0:
                self._find_from(self.contains, tokens, i, found)
            i += 1

    def _find_from(self, table: PhraseIndex, tokens: TokenizedLine, first: "i64", found: list[Hit]) -> None:
        """Find phrases that start with the token at `first`, longest first."""
        hashes, classes = tokens.hashes, tokens.word_classes
        left: i64 = len(hashes) - first
        if left > 1 and classes[first + 1] & SECOND != 0:
            two = ngram_hash(hashes, first, first + 2)
            if table.filter.might_contain(two):
                for n in table.by_words.get(two, ()):
                    if n <= left:
                        self._look_up(table, tokens, first, first + n, found)
        if classes[first] & ALONE != 0 and hashes[first] in table.by_words:
            self._look_up(table, tokens, first, first + 1, found)

    def _look_up(self, table: PhraseIndex, tokens: TokenizedLine, first: "i64", end: "i64", found: list[Hit]) -> None:
        """Add the hits of the tokens [first, end), if they are a phrase."""
        slots = table.find_slots(ngram_hash(tokens.hashes, first, end))
        if slots:
            _add_hits(slots, tokens.key(first, end), found)

    def _find_inside_unspaced(self, line_key: str, found: list[Hit]) -> None:
        i = 0
        while i < len(line_key):
            i += self._add_longest_at(i, line_key, found)

    def _add_longest_at(self, i: int, line_key: str, found: list[Hit]) -> int:
        """Add the longest phrase that starts at `i`, and return its length; 1 if there is none."""
        for n in self.contains.by_chars.get(line_key[i : i + 2], ()):
            if _add_phrase(self.contains, line_key[i : i + n], found):
                return n
        if line_key[i] in self.contains.by_chars:
            _add_phrase(self.contains, line_key[i], found)
        return 1


def _add_phrase(table: PhraseIndex, phrase_key: str, found: list[Hit]) -> bool:
    """Add the hits of a phrase, and return True if there is such a phrase."""
    slots = table.find_slots(phrase_hash(phrase_key))
    _add_hits(slots, phrase_key, found)
    return len(slots) > 0


def _add_hits(slots: Slots, phrase_key: str, found: list[Hit]) -> None:
    for slot in slots:
        if not _has_slot(slot, found):
            found.append((slot, phrase_key))
