"""Patterns, each tried only on lines that have what it cannot do without.

A rule with a pattern may say what it `needs`: words, `#` for a number, or single signs, of which one at least is in
every line that the pattern matches; a word with a star stands for all that begin so. A line's words and signs are
looked up, so most patterns are never tried.
"""

from collections.abc import Iterable
from typing import Final

import regex

from cleaner.shape import UNSPACED, Shape

LONGEST: Final = 1000
"""Characters of a line shown to patterns, half from each end: no pattern needs more, and time stays linear."""


BEGINNING: Final = 4
"""Letters of a word by which its beginning is looked up; a need with a star has at least as many."""


class Trigger:
    """A pattern, the number of its rule, and where in a page it looks."""

    def __init__(self, rule: int, pattern: str, where: str, needs: tuple[str, ...]) -> None:
        self.rule: int = rule
        self.pattern: regex.Pattern[str] = regex.compile(pattern)
        self.where: str = where
        self.needs: tuple[str, ...] = needs


class Triggers:
    """All patterns, by what they need."""

    def __init__(self, triggers: Iterable[Trigger]) -> None:
        self.all: list[Trigger] = list(triggers)
        self._always: list[int] = [i for i, t in enumerate(self.all) if not t.needs]
        self._unspaced: list[int] = [i for i, t in enumerate(self.all) if UNSPACED.search("".join(t.needs))]
        self._by_need: dict[str, list[int]] = {}
        self._by_beginning: dict[str, list[int]] = {}
        for i, trigger in enumerate(self.all):
            for need in trigger.needs:
                if need.endswith("*") and len(need) > 1:
                    self._by_beginning.setdefault(need[:BEGINNING], []).append(i)
                else:
                    self._by_need.setdefault(need, []).append(i)

    def find(self, shape: Shape) -> list[tuple[int, str, str]]:
        """The rules whose patterns match in a line, with what each matched and where in a page it looks."""
        wanted = set(self._always)
        by_need, by_beginning = self._by_need, self._by_beginning
        for token in shape.tokens:
            if token in by_need:
                wanted.update(by_need[token])
            if len(token) >= BEGINNING and token[:BEGINNING] in by_beginning:
                wanted.update(by_beginning[token[:BEGINNING]])
        for sign in shape.signs:
            if sign in by_need:
                wanted.update(by_need[sign])
        if shape.is_unspaced:
            wanted.update(self._unspaced)
        text = shape.text
        if len(text) > LONGEST:
            text = f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
        found: list[tuple[int, str, str]] = []
        for i in sorted(wanted):
            trigger = self.all[i]
            match = trigger.pattern.search(text)
            if match is not None:
                found.append((trigger.rule, match[0], trigger.where))
        return found
