"""Patterns, each tried only on lines that have what it cannot do without.

A rule with a pattern may say what it `needs`: words, `#` for a number, or single signs, of which one at least is in
every line that the pattern matches; a word with a star stands for all that begin so, an empty one for a line without
words. A line's words and signs are looked up, so most patterns are never tried.
"""

import pickle
from collections.abc import Iterable
from typing import Final

import regex

from cleaner.characters import wide
from cleaner.shape import NEED, Shape

LONGEST: Final = 1000
"""Characters of a line shown to patterns, half from each end: no pattern needs more, and time stays linear."""


BEGINNING: Final = 4
"""Letters of a word by which its beginning is looked up; a need with a star has at least as many."""


class Trigger:
    """A pattern, the number of its rule, and where in a page it looks."""

    def __init__(self, rule: int, pattern: str, where: str, needs: tuple[str, ...], pickled: bytes = b"") -> None:
        """`pickled` is the pattern compiled before, where there is such a thing."""
        self.rule: int = rule
        self.source: str = pattern
        self._pickled: bytes = pickled
        self._pattern: regex.Pattern[str] | None = None
        self.where: str = where
        self.needs: tuple[str, ...] = needs

    @property
    def pattern(self) -> regex.Pattern[str]:
        """The pattern, compiled when it is first wanted: most texts want few of them."""
        if self._pattern is None:
            self._pattern = pickle.loads(self._pickled) if self._pickled else regex.compile(self.source)
        return self._pattern


class Triggers:
    """All patterns, by what they need."""

    def __init__(self, triggers: Iterable[Trigger]) -> None:
        self.all: list[Trigger] = list(triggers)
        self._always: list[int] = [i for i, t in enumerate(self.all) if not t.needs]
        self._unspaced: list[int] = [i for i, t in enumerate(self.all) if wide("".join(t.needs))]
        self.by_need: dict[str, list[int]] = {}
        self._by_beginning: dict[str, list[int]] = {}
        for i, trigger in enumerate(self.all):
            for need in trigger.needs:
                if len(need) > BEGINNING and need.endswith("*"):
                    self._by_beginning.setdefault(need[:BEGINNING], []).append(i)
                    need = need[:-1]
                self.by_need.setdefault(need, []).append(i)

    def find(self, shape: Shape) -> list[tuple[Trigger, str]]:
        """The patterns that match in a line, in order, each with what it matched."""
        text = shape.text
        if len(text) > LONGEST:
            text = f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
        found: list[tuple[Trigger, str]] = []
        for i in self._wanted(shape):
            match = self.all[i].pattern.search(text)
            if match is not None:
                found.append((self.all[i], match[0]))
        return found

    def _wanted(self, shape: Shape) -> list[int]:
        """The patterns that may match."""
        wanted = self._always + (self._unspaced if shape.is_unspaced else [])
        tokens = shape.tokens
        for i, sort in enumerate(shape.sorts):
            if sort & NEED:
                wanted += self.by_need[tokens[i]]
            elif not sort and len(tokens[i]) > BEGINNING and tokens[i][:BEGINNING] in self._by_beginning:
                wanted += self._by_beginning[tokens[i][:BEGINNING]]
        for sign in shape.signs:
            if sign in self.by_need:
                wanted += self.by_need[sign]
        if shape.count == 0 and "" in self.by_need:
            wanted += self.by_need[""]
        return sorted(set(wanted)) if len(wanted) > 1 else wanted
