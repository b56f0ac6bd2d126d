"""Patterns, each tried only on lines that have what it cannot do without.

A rule with a pattern may say what it `needs`: words, `#` for a number, or signs, of which one at least is in every
line that the pattern matches, or as many as the rule's `least` says. A word with a star stands for all that begin so,
and an empty one for a line without words. Two signs, as "..", stand side by side, and a dash may have a blank after it.
With `^` before it a word is the line's first, but for numbers, and a sign its first character; with `$` after it a sign
is its last. A line's words and signs are looked up, so most patterns are never tried.

The shipped patterns take time in proportion to a line, which the suite tries. What a user writes may not, and one line
would stop a run over a million pages. So their patterns have a limit, and a document with such a line is an error:
leaving the rule out there would make what comes out a matter of the machine.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import regex

from cleaner.errors import SlowPatternError
from cleaner.text.characters import unspaced_chars
from cleaner.text.hashing import BloomFilter, word_hash
from cleaner.text.lexicon import NEED, NEED_FIRST, SIGN
from cleaner.text.tokens import HASH_NUMBER, TokenizedLine

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

LONGEST: Final = 1000
"""Characters of a line shown to patterns, half from each end: no pattern needs more, and time stays linear."""
PATIENCE: Final = 0.5
"""Seconds of the processor that a user's pattern may take for a line; a sound one takes a thousandth of that."""
SHOWN: Final = 40
"""Characters of a line in a message."""
BEGINNING: Final = 3
"""Letters of a word by which its beginning is looked up; a need with a star has at least as many."""
SIFTED: Final = 1 << 12
"""Bits of a sieve of beginnings."""
FIRST, LAST, STAR = "^", "$", "*"
NUMBER: Final = "#"


class PatternRule:
    """A pattern, the number of its rule, and where in a page it looks."""

    def __init__(
        self, rule: int, pattern: str, where: str, required: tuple[str, ...], min_required: int = 1, own: str = ""
    ) -> None:
        """`least` is how many of its `needs` a line must have.

        `own` is what errors call a rule of the user's, whose pattern may take too long; empty for a shipped one.
        """
        self.rule: int = rule
        self.own: str = own
        self.source: str = pattern
        self._pattern: regex.Pattern[str] | None = None
        self.where: str = where
        self.required: tuple[str, ...] = required
        self.min_required: int = min_required

    @property
    def pattern(self) -> regex.Pattern[str]:
        """The pattern, compiled when it is first wanted: most texts want few of them."""
        if self._pattern is None:
            self._pattern = regex.compile(self.source)
        return self._pattern


def split_need(need: str) -> tuple[str, str]:
    """Where a need must stand, `FIRST`, `LAST` or "" for anywhere, and what it is."""
    if len(need) > 1 and need.startswith(FIRST):
        return FIRST, need[1:]
    return (LAST, need[:-1]) if len(need) > 1 and need.endswith(LAST) else ("", need)


def shorten_pattern(text: str) -> str:
    """What patterns are shown of a line."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"


def search(pattern: str | regex.Pattern[str], text: str) -> regex.Match[str] | None:
    """The first match of a user's pattern. Raises `SlowPatternError` where it takes too long."""
    try:
        return regex.search(pattern, text, timeout=PATIENCE)
    except TimeoutError:
        raise SlowPatternError(
            f"the pattern takes longer than {PATIENCE} s on the line {text[:SHOWN]!r}{'...' * (len(text) > SHOWN)}; "
            "make it simpler, with fewer parts that may match the same."
        ) from None


def _limited(trigger: PatternRule, text: str) -> regex.Match[str] | None:
    """The same for the rule of a trigger, which the error names."""
    try:
        return search(trigger.pattern, text)
    except SlowPatternError as error:
        raise SlowPatternError(f"{trigger.own}: {error}") from None


class Index:
    """Numbers of patterns by words and signs."""

    def __init__(self) -> None:
        self.known: dict[str, list[int]] = {}
        self._by_number: dict[int, list[int]] = {}
        """The same, by the numbers of words and signs."""
        self._beginnings: dict[str, list[tuple[str, int]]] = {}
        """Beginnings of words and their patterns, by the first letters."""
        self._sieve: BloomFilter = BloomFilter(bytes(SIFTED // 8))
        """Of the numbers of these letters."""

    def add(self, need: str, number: int) -> None:
        """One need of a pattern."""
        if len(need) > 1 and need.endswith(STAR):
            self._beginnings.setdefault(need[:BEGINNING], []).append((need.removesuffix(STAR), number))
            self._sieve = self._sieve.with_hashes([word_hash(need[:BEGINNING])])
        else:
            self.known.setdefault(need, []).append(number)
            self._by_number[word_hash(need)] = self.known[need]

    @property
    def words(self) -> set[str]:
        """Of what is needed what a scanner may find as a word. It tells signs apart by itself."""
        return {need for need in self.known if need[:1].isalnum() or need == NUMBER}

    @property
    def has_beginnings(self) -> bool:
        """Whether something may be needed of any word."""
        return len(self._beginnings) > 0

    def wanted(self, need: str, out: list[int]) -> None:
        """Adds to `out` the patterns that need a sign, or "" for a line without words."""
        known = self.known.get(need)
        if known is not None:
            out += known

    def wanted_word(self, scan: TokenizedLine, i: "i64", is_needed: bool, out: list[int]) -> None:
        """Adds to `out` the patterns that need a token; the lexicon says whether one needs all of it."""
        if is_needed:
            known = self._by_number.get(scan.hashes[i])
            if known is not None:
                out += known
        if self._beginnings and self._sieve.might_contain(scan.beginning(i, BEGINNING)):
            token = scan.token(i)
            for beginning, number in self._beginnings.get(token[:BEGINNING], ()):
                if token.startswith(beginning):
                    out.append(number)


class Prefilter:
    """All patterns, by what they need."""

    def __init__(self, triggers: Iterable[PatternRule]) -> None:
        self.all: list[PatternRule] = list(triggers)
        self._always: list[int] = [i for i, t in enumerate(self.all) if not t.required]
        self._unspaced: list[int] = [i for i, t in enumerate(self.all) if unspaced_chars("".join(t.required))]
        """Those that need something of scripts without spaces, where words are not known apart."""
        self._anywhere, self._first, self._last = Index(), Index(), Index()
        places = {"": self._anywhere, FIRST: self._first, LAST: self._last}
        for i, trigger in enumerate(self.all):
            for need in trigger.required:
                place, wanted = split_need(need)
                places[place].add(wanted, i)

    def word_classes(self) -> dict[str, int]:
        """Words that patterns need, as the lexicon has them."""
        sorts = dict.fromkeys(self._anywhere.words, NEED)
        for word in self._first.words:
            sorts[word] = sorts.get(word, 0) | NEED_FIRST
        return sorts

    def find(self, scan: TokenizedLine) -> list[tuple[PatternRule, str]]:
        """The patterns that match in a line, in order, each with what it matched."""
        found: list[tuple[PatternRule, str]] = []
        wanted = self._wanted(scan)
        if not wanted:
            return found
        text = shorten_pattern(scan.text)
        for i in sorted(set(wanted)) if len(wanted) > 1 else wanted:
            trigger = self.all[i]
            if trigger.min_required > 1 and wanted.count(i) < trigger.min_required:
                continue
            match = _limited(trigger, text) if trigger.own else trigger.pattern.search(text)
            if match is not None:
                found.append((trigger, match[0]))
        return found

    def _wanted(self, scan: TokenizedLine) -> list[int]:
        """The patterns that may match, each as often as the line has one of their needs."""
        wanted = self._always + (self._unspaced if scan.wide else [])
        numbers, sorts, signs, text = scan.hashes, scan.word_classes, scan.signs, scan.text
        i: i64 = 0
        n: i64 = len(numbers)
        if scan.all_classes & NEED != 0 or self._anywhere.has_beginnings:
            while i < n:
                self._anywhere.wanted_word(scan, i, sorts[i] & NEED != 0, wanted)
                i += 1
        for sign in signs:
            self._anywhere.wanted(sign, wanted)
        i = 0
        while i < n:
            self._first.wanted_word(scan, i, sorts[i] & (NEED_FIRST | SIGN) != 0, wanted)
            if sorts[i] & SIGN == 0 and numbers[i] != HASH_NUMBER:
                break
            i += 1
        if signs and text[0] == signs[0]:
            self._first.wanted(signs[0], wanted)
        if signs and text[-1] == signs[-1]:
            self._last.wanted(signs[-1], wanted)
        if scan.words == 0:
            self._anywhere.wanted("", wanted)
        return wanted
