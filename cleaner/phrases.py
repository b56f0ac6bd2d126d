"""Thousands of set phrases of many languages, found in a line by look-up instead of by pattern.

A line and a phrase are compared by their *key*: words in lower case with one space between them,
punctuation gone but for a few signs, every number a `#`. So "• Share this article:" and "Share this
article" are one, and so are "12 Comments" and "1,305 comments". Whole lines are one look-up in a
dictionary; beginnings and ends try the few lengths that any phrase has. Scripts without spaces are cut
by characters instead of words, and phrases anywhere in a line are tried only where their first word
stands.

The time for a line depends on its length and not on how many phrases or languages there are.
"""

import re
from collections.abc import Iterable

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


def _bare(key_: str) -> str:
    return key_.strip(f"{SIGNS} ") or key_


class Phrases:
    """An index over (mode, phrase, rule number) triples."""

    def __init__(self, entries: Iterable[tuple[str, str, int]]) -> None:
        self._tables: dict[str, dict[str, list[Hit]]] = {mode: {} for mode in MODES}
        for mode, phrase, rule in entries:
            phrase_key = _bare(key(phrase)) if mode == "lines" else key(phrase)
            if not phrase_key:
                raise CleanerError(f"phrase {phrase!r} has neither letters nor digits; take it out.")
            self._tables[mode].setdefault(phrase_key, []).append((rule, phrase))
        self._word_lengths = {m: _lengths(p.count(" ") + 1 for p in self._tables[m]) for m in MODES}
        self._sign_lengths = {m: _lengths(len(p) for p in self._tables[m] if UNSPACED.search(p)) for m in MODES}
        self._first_words: dict[str, list[str]] = {}
        for phrase_key in self._tables["contains"]:
            if not UNSPACED.search(phrase_key):
                self._first_words.setdefault(phrase_key.split(" ", 1)[0], []).append(phrase_key)
        unspaced = sorted((p for p in self._tables["contains"] if UNSPACED.search(p)), key=len, reverse=True)
        self._unspaced = re.compile("|".join(map(re.escape, unspaced)) or r"(?!)")

    def find(self, line_key: str) -> list[Hit]:
        """At most one hit a rule, the longest phrase first."""
        found: dict[int, str] = {}
        words = line_key.split(" ")
        for hits in self._matches(line_key, words):
            for rule, phrase in hits:
                found.setdefault(rule, phrase)
        return list(found.items())

    def _matches(self, line: str, words: list[str]) -> Iterable[list[Hit]]:
        tables, lengths, unspaced = self._tables, self._word_lengths, bool(UNSPACED.search(line))
        if len(words) <= LONGEST_LINE and (whole := tables["lines"].get(_bare(line))):
            yield whole
        for mode in ("starts", "ends"):
            for n in lengths[mode]:
                if n <= len(words):
                    part = " ".join(words[:n] if mode == "starts" else words[-n:])
                    if hits := tables[mode].get(part):
                        yield hits
            for n in self._sign_lengths[mode] if unspaced else ():
                if hits := tables[mode].get(line[:n] if mode == "starts" else line[-n:]):
                    yield hits
        yield from self._inside(line, words)
        if unspaced:
            for match in self._unspaced.finditer(line):
                yield tables["contains"][match[0]]

    def _inside(self, line: str, words: list[str]) -> Iterable[list[Hit]]:
        starts = [w for w in words if w in self._first_words]
        if not starts:
            return
        padded = f" {line} "
        for word in starts:
            for phrase in self._first_words[word]:
                if f" {phrase} " in padded:
                    yield self._tables["contains"][phrase]


def _lengths(lengths: Iterable[int]) -> list[int]:
    return sorted(set(lengths), reverse=True)
