"""Prefilter for patterns: each is tried only on lines that have what it requires.

A rule with a pattern may have a list `needs`. Every line that the pattern matches has at least `least` (1) of its
entries:

- a word, or `#` for a number, or `#:` for one that may be part of a time or date;
- the start of a word and `*`;
- the empty string, for a line without words;
- a symbol, or two in a row such as ".."; a dash may have a space after it.

`^` before a word means that only numbers and symbols may precede it; before a symbol, it means the first character of
the line. `$` after a symbol means the last character. Entries are looked up by hash, so most patterns are never run.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import regex

from cleaner.errors import SlowPatternError
from cleaner.rulebook.pattern_limits import search
from cleaner.text.characters import unspaced_chars
from cleaner.text.hashing import BloomFilter, word_hash
from cleaner.text.lexicon import NEED, NEED_FIRST, SYMBOL
from cleaner.text.tokens import NUMBER, NUMBER_HASH, TokenizedLine

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

LONGEST: Final = 1000
"""Characters of a line that patterns see, half from each end. No pattern needs more, and time stays linear."""
PREFIX: Final = 3
"""Letters by which the start of a word is looked up; an entry with a star has at least as many."""
FILTER_BITS: Final = 1 << 12
FIRST, LAST, STAR = "^", "$", "*"
TIME: Final = "#:"
"""Entry for a number that may be part of a time or date: of four digits, or with a sign such as a colon after it."""


class PatternRule:
    """A pattern, the index of its rule, and the part of the page where it applies."""

    def __init__(
        self, rule: int, pattern: str, where: str, required: tuple[str, ...], min_required: int = 1, user_rule: str = ""
    ) -> None:
        """`min_required` is the number of `required` entries that a line must have.

        `user_rule` is the name of a user's rule in errors; its pattern has a time limit. It is empty for shipped rules.
        """
        self.rule: int = rule
        self.user_rule: str = user_rule
        self.source: str = pattern
        self._pattern: regex.Pattern[str] | None = None
        self.where: str = where
        self.required: tuple[str, ...] = required
        self.min_required: int = min_required

    @property
    def pattern(self) -> regex.Pattern[str]:
        """The pattern, compiled on first use, because most texts need few patterns."""
        if self._pattern is None:
            self._pattern = regex.compile(self.source)
        return self._pattern


def split_need(need: str) -> tuple[str, str]:
    """Split an entry of `needs` into its anchor (`FIRST`, `LAST` or "") and the rest."""
    if len(need) > 1 and need.startswith(FIRST):
        return FIRST, need[1:]
    return (LAST, need[:-1]) if len(need) > 1 and need.endswith(LAST) else ("", need)


def _unspaced_part(need: str) -> str:
    """Return the word of an entry in a script without spaces, or "" if it has other letters, whose case may differ."""
    word = split_need(need)[1].removesuffix(STAR)
    return word if word.upper() == word.lower() else ""


def shorten_line(text: str) -> str:
    """Return the text of a line as patterns see it."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"


def _search_user_rule(rule: PatternRule, text: str) -> regex.Match[str] | None:
    try:
        return search(rule.pattern, text)
    except SlowPatternError as error:
        raise SlowPatternError(f"{rule.user_rule}: {error}") from None


class NeedIndex:
    """Patterns by the words and symbols that they require."""

    def __init__(self) -> None:
        self.patterns: dict[str, list[int]] = {}
        self._by_hash: dict[int, list[int]] = {}
        """Values of `patterns` by the hashes of its keys."""
        self._by_prefix: dict[str, list[tuple[str, int]]] = {}
        """Entries with a star, and their patterns, by the first `PREFIX` letters."""
        self._prefix_filter: BloomFilter = BloomFilter(bytes(FILTER_BITS // 8))
        """Filter of the hashes of the keys of `_by_prefix`."""

    def add(self, need: str, pattern: int) -> None:
        """Add an entry of a pattern."""
        if len(need) > 1 and need.endswith(STAR):
            self._by_prefix.setdefault(need[:PREFIX], []).append((need.removesuffix(STAR), pattern))
            self._prefix_filter = self._prefix_filter.with_hashes([word_hash(need[:PREFIX])])
        else:
            self.patterns.setdefault(need, []).append(pattern)
            self._by_hash[word_hash(need)] = self.patterns[need]

    @property
    def words(self) -> set[str]:
        """Required words and `#`. Symbols are not among them: the tokeniser knows these without a lexicon."""
        return {need for need in self.patterns if need[:1].isalnum() or need == NUMBER}

    @property
    def has_prefixes(self) -> bool:
        """True if any word may be required, because of how it starts."""
        return len(self._by_prefix) > 0

    def look_up(self, need: str, out: list[int]) -> None:
        """Add to `out` the patterns that require a symbol, or "" for a line without words."""
        patterns = self.patterns.get(need)
        if patterns is not None:
            out += patterns

    def look_up_token(self, tokens: TokenizedLine, i: "i64", is_needed: bool, out: list[int]) -> None:
        """Add to `out` the patterns that require token `i`; `is_needed` is false if none requires all of it."""
        if is_needed:
            patterns = self._by_hash.get(tokens.hashes[i])
            if patterns is not None:
                out += patterns
        if self._by_prefix and self._prefix_filter.might_contain(tokens.prefix_hash(i, PREFIX)):
            token = tokens.token(i)
            for start, pattern in self._by_prefix.get(token[:PREFIX], ()):
                if token.startswith(start):
                    out.append(pattern)


class Prefilter:
    """All patterns, by what they require."""

    def __init__(self, patterns: Iterable[PatternRule]) -> None:
        self.all: list[PatternRule] = list(patterns)
        self._always: list[int] = [i for i, p in enumerate(self.all) if not p.required]
        self._unspaced: list[tuple[str, int]] = [
            (_unspaced_part(need), i) for i, p in enumerate(self.all) for need in p.required if unspaced_chars(need)
        ]
        """Required words in scripts without spaces, which are not split into words, and their patterns."""
        self._anywhere, self._first, self._last = NeedIndex(), NeedIndex(), NeedIndex()
        indexes = {"": self._anywhere, FIRST: self._first, LAST: self._last}
        for i, pattern in enumerate(self.all):
            for need in pattern.required:
                anchor, rest = split_need(need)
                indexes[anchor].add(rest, i)

    def word_classes(self) -> dict[str, int]:
        """Return the words that patterns require, with their classes for the lexicon."""
        classes = dict.fromkeys(self._anywhere.words, NEED)
        for word in self._first.words:
            classes[word] = classes.get(word, 0) | NEED_FIRST
        return classes

    def find(self, tokens: TokenizedLine) -> list[tuple[PatternRule, str]]:
        """Return the patterns that match in a line, in order, each with the matched text."""
        candidates = self._candidates(tokens)
        if not candidates:
            return []
        found: list[tuple[PatternRule, str]] = []
        text = shorten_line(tokens.text)
        for i in sorted(set(candidates)) if len(candidates) > 1 else candidates:
            rule = self.all[i]
            if rule.min_required > 1 and candidates.count(i) < rule.min_required:
                continue
            match = _search_user_rule(rule, text) if rule.user_rule else rule.pattern.search(text)
            if match is not None:
                found.append((rule, match[0]))
        return found

    def _candidates(self, tokens: TokenizedLine) -> list[int]:
        """Return the patterns that may match, each as often as the line has one of its required entries."""
        hashes, classes, symbols, text = tokens.hashes, tokens.word_classes, tokens.symbols, tokens.text
        out = list(self._always)
        if tokens.unspaced:
            out += [i for word, i in self._unspaced if word in text]
        i: i64 = 0
        n: i64 = len(hashes)
        if tokens.all_classes & NEED != 0 or self._anywhere.has_prefixes:
            while i < n:
                self._anywhere.look_up_token(tokens, i, classes[i] & NEED != 0, out)
                i += 1
        for symbol in symbols:
            self._anywhere.look_up(symbol, out)
        if tokens.may_time:
            self._anywhere.look_up(TIME, out)
        i = 0
        while i < n:
            self._first.look_up_token(tokens, i, classes[i] & (NEED_FIRST | SYMBOL) != 0, out)
            if classes[i] & SYMBOL == 0 and hashes[i] != NUMBER_HASH:
                break
            i += 1
        if symbols and text[0] == symbols[0]:
            self._first.look_up(symbols[0], out)
        if symbols and text[-1] == symbols[-1]:
            self._last.look_up(symbols[-1], out)
        if tokens.words == 0:
            self._anywhere.look_up("", out)
        return out
