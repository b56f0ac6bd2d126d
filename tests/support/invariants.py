"""Invariants of every result, for any text and any options.

The property tests, the fuzzer and the volume runs share `check`, so that each invariant is written once.
"""

import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp
from typing import Self

from cleaner.decision.removal import apply
from cleaner.model import KEPT_BY_DEFAULT, Kind, Result
from cleaner.pipeline import clean
from cleaner.reviews.review import DocumentLabels
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.templates.template import Template
from cleaner.text.rows import BLANK, NEWLINE

SIGN = re.compile(rf"[^\s{BLANK}]")
"""A visible character."""


@dataclass(frozen=True)
class Way:
    """Options with which a text is cleaned."""

    kept: frozenset[Kind] = KEPT_BY_DEFAULT
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    template: Template | None = None
    labels: DocumentLabels | None = None
    extra: tuple[Rule, ...] = ()
    """User rules."""

    def clean(self, text: str, explain: bool = False) -> Result:
        """Return the result of cleaning a text with these options."""
        rulebook = _rulebook(self.extra, self.select, self.ignore)
        return clean(text, rulebook, self.kept, self.template, explain=explain, labels=self.labels)

    def later(self) -> Self:
        """Return the way to clean a cleaned text, whose rows are not those that reviewers labelled."""
        return replace(self, labels=self.labels.later() if self.labels else None)

    def rules(self) -> dict[str, Rule]:
        """Return the active rules by code."""
        return {rule.code: rule for rule in _rulebook(self.extra, self.select, self.ignore).rules}


_rulebook = lru_cache(64)(load_rulebook)


def check(text: str, way: Way) -> Result:
    """Return the result for a text; raise `AssertionError` if an invariant does not hold."""
    result = way.clean(text, explain=True)
    exact(text, result)
    accounted(text, result, way)
    explained(result, way)
    named(result, way)
    unmoved(text, result, way)
    if "headline" in way.kept:  # without the headline, another line may be taken for one
        assert way.later().clean(result.text).text == result.text
    return result


def exact(text: str, result: Result) -> None:
    """Check that the cleaned text is the raw one minus the recorded spans, which are ordered and disjoint."""
    assert result.raw == text
    ends = [0, *(removal.end for removal in result.removed)]
    assert all(end <= r.start < r.end for end, r in zip(ends, result.removed, strict=False)) and ends[-1] <= len(text)
    assert apply(text, list(result.removed)) == result.text
    pieces, position, left = [], 0, result.text
    for removal in result.removed:
        take = removal.start - position
        pieces += [left[:take], text[removal.start : removal.end]]
        left, position = left[take:], removal.end
    assert "".join([*pieces, left]) == text


def accounted(text: str, result: Result, way: Way) -> None:
    """Check that lines cover all visible characters, and that the cleaned text is the kept lines and blanks."""
    ends = [0, *(line.end for line in result.lines)]
    assert all(end <= line.start < line.end for end, line in zip(ends, result.lines, strict=False))
    assert ends[-1] <= len(text)
    between = [text[a:b] for a, b in zip(ends, [*(line.start for line in result.lines), len(text)], strict=True)]
    assert not SIGN.search("".join(between))
    assert all(r.kind not in way.kept or result.verdict == "no-article" for r in result.removed)
    at = 0
    for line in result.lines:
        if line.kept:
            found = result.text.find(text[line.start : line.end], at)
            assert found >= 0 and not SIGN.search(result.text, at, found)
            at = found + line.end - line.start
    assert not SIGN.search(result.text, at)
    assert (result.verdict == "article") == any(line.kept for line in result.lines)


def explained(result: Result, way: Way) -> None:
    """Check that scores are sums of evidence, and that kinds and decisions follow from them."""
    numbers = row_numbers(result.raw)
    for line in result.lines:
        assert abs(sum(e.weight for e in line.evidence) - line.score) < 1e-6
        assert line.number == numbers(line.start)
        assert line.kept == (line.kind in way.kept) or result.verdict == "no-article"
        is_exempt = line.kind in ("headline", "metadata") or way.labels
        assert (line.kind == "body") == (line.score <= 0) or is_exempt
    if not way.labels:
        is_article = {
            "bare": True,
            "little": True,
            "block": True,
            "whole": True,
            "short": False,
            "score": sum(e.weight for e in result.page) <= 0,
        }
        assert is_article[result.page_basis] == (result.verdict == "article")
    doubt = sum(e.weight for e in result.doubts)
    assert 0 <= result.confidence <= 1
    assert not result.doubts or abs(result.confidence - 1 / (1 + exp(doubt))) <= 0.000501


def named(result: Result, way: Way) -> None:
    """Check that each kind has a rule that may give it, and a basis that names a line of the text if it needs one.

    That line may have been joined to the one above it in a later pass.
    """
    rules, rows = way.rules(), NEWLINE.split(result.raw)
    for line in result.lines:
        assert (line.rule == "") == (line.basis.how in ("score", "header"))
        assert line.rule == "" or rules[line.rule].kind in (line.kind, None)
        assert (line.basis.line > 0) == (line.basis.how in ("section", "neighbour", "duplicate"))
        assert line.basis.line == 0 or SIGN.search(rows[line.basis.line - 1])
        assert (line.basis.menu_lines > 0) == (line.basis.how == "menu")


def row_numbers(text: str) -> Callable[[int], int]:
    """Return a function that maps an offset in a text to its row, from 1."""
    from bisect import bisect_right

    starts = [0, *(newline.end() for newline in NEWLINE.finditer(text))]
    return lambda place: bisect_right(starts, place)


def unmoved(text: str, result: Result, way: Way) -> None:
    """Check that a result survives pickling and is the same without its explanation."""
    assert pickle.loads(pickle.dumps(result)) == result
    plain = way.clean(text)
    assert (plain.text, plain.verdict, plain.removed) == (result.text, result.verdict, result.removed)
    assert plain.lines == tuple(line._replace(evidence=()) for line in result.lines)
