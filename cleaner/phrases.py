"""Thousands of set phrases of many languages, found in a line by look-up instead of by pattern.

A line and a phrase are compared by their *key*: words without their cases, with one space between them,
punctuation gone but for a few signs, every number a `#`. So "• Share this article:" and "Share this
article" are one, and so are "12 Comments" and "1,305 comments". Whole lines are one look-up in a
dictionary. Elsewhere two words tell how long the phrases are that begin or end with them, and each such length is one
look-up. Scripts without spaces are cut by characters instead of words.

The time for a line depends on its length and not on how many phrases or languages there are.
"""

import marshal
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from cleaner.characters import wide
from cleaner.lexicon import ALONE, BITS, END, FACTOR, PHRASE, SECOND, START, Sieve, value_of
from cleaner.model import CleanerError
from cleaner.scan import Scan

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

MODES: Final = ("lines", "starts", "ends", "contains")
LONGEST_LINE: Final = 40
"""Words of a line beyond which it is no set phrase as a whole."""
ENDS: Final = ":©=/|>[]【】※〒 "
"""Of a whole line the signs at both ends mean nothing."""
BULLETS: Final = ">|/= "
"""At the beginning arrows and bars are bullets."""
PART: Final = 2
"""Characters that the phrases of one part begin with."""
Slots = tuple[int, ...]
"""Numbers that stand for what a phrase belongs to: a kind and a mode, or a list of words."""
Hit = tuple[int, str]
"""A slot, and the key of the phrase that was found."""


def key(text: str) -> str:
    """What is compared: `key("• Share this!")` is `"share this"`."""
    return Scan(text).key


def trimmed(mode: str, phrase_key: str) -> str:
    """A key as it is compared with phrases of a mode."""
    if mode == "lines":
        return phrase_key.strip(ENDS) or phrase_key
    return (phrase_key.lstrip(BULLETS) or phrase_key) if mode == "starts" else phrase_key


class Table:
    """The phrases of one mode: what each belongs to, and the lengths of those that share a word or two signs."""

    def __init__(self) -> None:
        self.slots: dict[str, Slots] = {}
        self.parts: dict[str, bytes] = {}
        """Phrases that are not in `slots` yet, by their first characters, as `marshal` has them: a text wants few."""
        self.by_words: dict[str, tuple[int, ...]] = {}
        """Numbers of words, longest first, by the first two words or the only one; the last two where lines end so."""
        self.by_signs: dict[str, tuple[int, ...]] = {}
        """Numbers of characters, longest first, by the first or last two, for scripts without spaces."""
        self.sieve: Sieve = Sieve()
        """Of whole lines, by their first word and how many words they are; of others, by their first two words."""

    def add(self, phrase_key: str, slot: int) -> None:
        """One phrase more."""
        self.slots[phrase_key] = (*self.slots.get(phrase_key, ()), slot)

    def add_lengths(self, phrase_key: str, from_end: bool) -> None:
        """Makes a phrase found in a part of a line."""
        if wide(phrase_key):
            _add_length(self.by_signs, phrase_key[-2:] if from_end else phrase_key[:2], len(phrase_key))
        else:
            words = phrase_key.split(" ")
            _add_length(self.by_words, " ".join(words[-2:] if from_end else words[:2]), len(words))

    def sift_lines(self) -> None:
        """Makes the sieve of a table of whole lines."""
        words = [phrase.split(" ") for phrase in self.slots]
        self.sieve = Sieve().with_values([_whole(tokens[0], len(tokens)) for tokens in words])

    def sift_words(self) -> None:
        """Makes that of a table of phrases that begin with words."""
        self.sieve = Sieve().with_values([value_of(words) for words in self.by_words])

    def may_begin(self, first: str, second: str) -> bool:
        """Whether a phrase may begin with two words."""
        return self.sieve.may_have(value_of(second, value_of(" ", value_of(first))))

    def may_have_line(self, tokens: list[str]) -> bool:
        """Whether a line of these may be a phrase. Signs at its ends, which may mean nothing, leave that open."""
        first, count = tokens[0], len(tokens)
        if len(first) == 1 or len(tokens[count - 1]) == 1:
            return True
        return self.sieve.may_have(_whole(first, count))

    def first_words(self) -> set[str]:
        """Words that phrases begin with."""
        return {words.partition(" ")[0] for words in self.by_words}

    def second_words(self) -> set[str]:
        """Words that come second in phrases."""
        return {words.partition(" ")[2] for words in self.by_words} - {""}

    def lone_words(self) -> set[str]:
        """Words that are phrases by themselves."""
        return {words for words in self.by_words if " " not in words}

    def _from_parts(self, phrase_key: str) -> Slots | None:
        start = phrase_key[:PART]
        if start not in self.parts:
            return None
        self.slots.update(marshal.loads(self.parts.pop(start)))
        return self.slots.get(phrase_key)

    def hit(self, phrase_key: str, found: list[Hit]) -> bool:
        """Adds what a phrase belongs to, and says whether there is such a phrase."""
        slots = self.slots.get(phrase_key)
        if slots is None and self.parts:
            slots = self._from_parts(phrase_key)
        if slots is None:
            return False
        for slot in slots:
            if not _is_in(slot, found):
                found.append((slot, phrase_key))
        return True


def _whole(first: str, count: int) -> "i64":
    """By what lines are sifted: a number for those of so many words that begin with this one."""
    number: i64 = count
    return (value_of(first) * FACTOR + number) & (BITS - 1)


def _is_in(slot: int, found: list[Hit]) -> bool:
    return any(known == slot for known, _ in found)


def _add_length(lengths: dict[str, tuple[int, ...]], start: str, length: int) -> None:
    known = lengths.get(start, ())
    if length not in known:
        lengths[start] = tuple(sorted((*known, length), reverse=True))


class Phrases:
    """An index over (mode, phrase, slot) triples."""

    def __init__(self, entries: Iterable[tuple[str, str, int]]) -> None:
        self.lines: Table = Table()
        self.starts: Table = Table()
        self.ends: Table = Table()
        self.contains: Table = Table()
        for mode, phrase, slot in entries:
            phrase_key = trimmed(mode, key(phrase))
            if not phrase_key:
                raise CleanerError(f"phrase {phrase!r} has neither letters nor digits; take it out.")
            self.table(mode).add(phrase_key, slot)
            if mode != "lines":
                self.table(mode).add_lengths(phrase_key, mode == "ends")
        self.lines.sift_lines()
        self.starts.sift_words()
        self.contains.sift_words()

    def table(self, mode: str) -> Table:
        """The phrases of a mode."""
        tables = {"lines": self.lines, "starts": self.starts, "ends": self.ends, "contains": self.contains}
        return tables[mode]

    def find(self, scan: Scan) -> list[Hit]:
        """What a line holds, at most one hit a slot: as a line, at an end, then inside, longest first."""
        found: list[Hit] = []
        tokens, line, is_unspaced = scan.tokens, scan.key, scan.wide > 0
        if not tokens:
            return found
        if len(tokens) <= LONGEST_LINE and self.lines.may_have_line(tokens):
            self.lines.hit(line.strip(ENDS) or line, found)
        sorts = scan.sorts
        if is_unspaced or sorts[0] & START or tokens[0] in BULLETS:
            self._at_start(tokens, sorts, line, is_unspaced, found)
        if is_unspaced or sorts[len(sorts) - 1] & END:
            self._at_end(tokens, line, is_unspaced, found)
        if scan.all_sorts & PHRASE:
            self._inside(tokens, sorts, found)
        if is_unspaced:
            self._inside_signs(line, found)
        return found

    def at_start(self, scan: Scan) -> list[Hit]:
        """What a text begins with."""
        found: list[Hit] = []
        if scan.tokens:
            self._at_start(scan.tokens, scan.sorts, scan.key, scan.wide > 0, found)
        return found

    def _at_start(self, tokens: list[str], sorts: list[int], line: str, is_unspaced: bool, found: list[Hit]) -> None:
        first = 0
        while first < len(tokens) - 1 and tokens[first] in BULLETS:
            first += 1
        _hit_from(self.starts, tokens, sorts, first, found)
        if is_unspaced:
            line = line.lstrip(BULLETS)
            for n in self.starts.by_signs.get(line[:2], ()):
                self.starts.hit(line[:n], found)

    def _at_end(self, tokens: list[str], line: str, is_unspaced: bool, found: list[Hit]) -> None:
        count, table = len(tokens), self.ends
        if count > 1:
            for n in table.by_words.get(tokens[count - 2] + " " + tokens[count - 1], ()):
                if n <= count:
                    table.hit(" ".join(tokens[count - n :]), found)
        if tokens[count - 1] in table.by_words:
            table.hit(tokens[count - 1], found)
        if is_unspaced:
            for n in table.by_signs.get(line[-2:], ()):
                table.hit(line[-n:], found)

    def _inside(self, tokens: list[str], sorts: list[int], found: list[Hit]) -> None:
        for i, sort in enumerate(sorts):
            if sort & PHRASE:
                _hit_from(self.contains, tokens, sorts, i, found)

    def _inside_signs(self, line: str, found: list[Hit]) -> None:
        i = 0
        while i < len(line):
            i += self._longest_at(i, line, found)

    def _longest_at(self, i: int, line: str, found: list[Hit]) -> int:
        """How far the longest phrase that begins at `i` reaches; 1 where there is none."""
        for n in self.contains.by_signs.get(line[i : i + 2], ()):
            if self.contains.hit(line[i : i + n], found):
                return n
        if line[i] in self.contains.by_signs:
            self.contains.hit(line[i], found)
        return 1


def _hit_from(table: Table, tokens: list[str], sorts: list[int], first: int, found: list[Hit]) -> None:
    """The phrases that begin with the token at `first`, longest first."""
    left = len(tokens) - first
    if left > 1 and sorts[first + 1] & SECOND and table.may_begin(tokens[first], tokens[first + 1]):
        for n in table.by_words.get(tokens[first] + " " + tokens[first + 1], ()):
            if n <= left:
                table.hit(" ".join(tokens[first : first + n]), found)
    if sorts[first] & ALONE and tokens[first] in table.by_words:
        table.hit(tokens[first], found)
