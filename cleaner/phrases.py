"""Thousands of set phrases of many languages, found in a line by look-up instead of by pattern.

A line and a phrase are compared by their *key*: words in lower case with one space between them,
punctuation gone but for a few signs, every number a `#`. So "• Share this article:" and "Share this
article" are one, and so are "12 Comments" and "1,305 comments". Whole lines are one look-up in a
dictionary; beginnings and ends try the few lengths that any phrase has. Scripts without spaces are cut
by characters instead of words, and phrases anywhere in a line are tried only where their first word
that is no number stands.

The time for a line depends on its length and not on how many phrases or languages there are.
"""

import re
from collections.abc import Callable, Iterable

from cleaner.model import CleanerError
from cleaner.shape import UNSPACED

SIGNS = ":©=/|>[]【】※〒"
"""Signs that can make a phrase of a common word: "写真＝" is a credit, "写真" is not."""
VARIANTS = str.maketrans("：＝／｜＞»›［］ⓒ", ":=/|>>>[]©")
TOKEN = re.compile(rf"[#{re.escape(SIGNS)}]|[^\W_]+")
NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
MODES = ("lines", "starts", "ends", "contains")
LONGEST_LINE = 40
"""Words of a line beyond which it is no set phrase as a whole."""
Hit = tuple[int, str]
"""Number of the rule that has the phrase, and the phrase as it was written."""


def key(text: str) -> str:
    """What is compared: `key("• Share this!")` is `"share this"`."""
    return " ".join(TOKEN.findall(NUMBER.sub("#", text.casefold()).translate(VARIANTS)))


def _whole(line_key: str) -> str:
    """Of a whole line the signs at both ends mean nothing."""
    return line_key.strip(f"{SIGNS} ") or line_key


def _head(line_key: str) -> str:
    """At the beginning arrows and bars are bullets."""
    return line_key.lstrip(">|/= ") or line_key


TRIMMED: dict[str, Callable[[str], str]] = {"lines": _whole, "starts": _head, "ends": str, "contains": str}
"""How a key is trimmed to be compared with phrases of a mode, and how those are."""


class Phrases:
    """An index over (mode, phrase, rule number) triples."""

    def __init__(self, entries: Iterable[tuple[str, str, int]]) -> None:
        self._tables: dict[str, dict[str, list[Hit]]] = {mode: {} for mode in MODES}
        for mode, phrase, rule in entries:
            phrase_key = TRIMMED[mode](key(phrase))
            if not phrase_key:
                raise CleanerError(f"phrase {phrase!r} has neither letters nor digits; take it out.")
            self._tables[mode].setdefault(phrase_key, []).append((rule, phrase))
        self._word_lengths = {m: _lengths(p.count(" ") + 1 for p in self._tables[m]) for m in MODES}
        self._sign_lengths = {m: _lengths(len(p) for p in self._tables[m] if UNSPACED.search(p)) for m in MODES}
        self._by_word: dict[str, list[str]] = {}
        for phrase_key in self._tables["contains"]:
            if not UNSPACED.search(phrase_key):
                self._by_word.setdefault(_telling_word(phrase_key), []).append(phrase_key)
        for phrases in self._by_word.values():
            phrases.sort(key=len, reverse=True)
        unspaced = sorted((p for p in self._tables["contains"] if UNSPACED.search(p)), key=len, reverse=True)
        self._unspaced = re.compile("|".join(map(re.escape, unspaced)) or r"(?!)")

    def find(self, line_key: str) -> list[Hit]:
        """At most one hit a rule: as a line, at an end, then inside, where the longest phrase of a word is first."""
        found: dict[int, str] = {}
        for hits in self._matches(line_key):
            for rule, phrase in hits:
                found.setdefault(rule, phrase)
        return list(found.items())

    def _matches(self, line: str) -> Iterable[list[Hit]]:
        is_unspaced = bool(UNSPACED.search(line))
        if line.count(" ") < LONGEST_LINE and (whole := self._tables["lines"].get(_whole(line))):
            yield whole
        yield from self._at_an_end("starts", _head(line), is_unspaced)
        yield from self._at_an_end("ends", line, is_unspaced)
        yield from self._inside(line, line.split(" "))
        if is_unspaced:
            for match in self._unspaced.finditer(line):
                yield self._tables["contains"][match[0]]

    def _at_an_end(self, mode: str, line: str, is_unspaced: bool) -> Iterable[list[Hit]]:
        """The phrases of all lengths that the line begins or ends with."""
        table, words, at_start = self._tables[mode], line.split(" "), mode == "starts"
        for n in self._word_lengths[mode]:
            if n <= len(words) and (hits := table.get(" ".join(words[:n] if at_start else words[-n:]))):
                yield hits
        for n in self._sign_lengths[mode] if is_unspaced else ():
            if hits := table.get(line[:n] if at_start else line[-n:]):
                yield hits

    def _inside(self, line: str, words: list[str]) -> Iterable[list[Hit]]:
        known = [word for word in dict.fromkeys(words) if word in self._by_word]
        if not known:
            return
        padded = f" {line} "
        for word in known:
            for phrase in self._by_word[word]:
                if f" {phrase} " in padded:
                    yield self._tables["contains"][phrase]


def _telling_word(phrase_key: str) -> str:
    """The word under which a phrase is looked for: the first that is no number, for every other line has one."""
    words = phrase_key.split(" ")
    return next((word for word in words if word != "#"), words[0])


def _lengths(lengths: Iterable[int]) -> list[int]:
    return sorted(set(lengths), reverse=True)
