"""Invariants of every result, whatever the text and however it is cleaned.

Property tests, the fuzzer and the runs by volume all ask `check`, so that what is promised is written down once.
"""

import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cleaner.decision.removal import apply
from cleaner.model import KEPT_BY_DEFAULT, Kind, Result
from cleaner.pipeline import clean
from cleaner.reviews.review import DocumentLabels
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.templates.template import Template
from cleaner.text.lines import BLANK, NEWLINE

SIGN = re.compile(rf"[^\s{BLANK}]")
"""A character that is not blank and shows as something."""


@dataclass(frozen=True)
class Way:
    """Options with which a text is cleaned."""

    kept: frozenset[Kind] = KEPT_BY_DEFAULT
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    template: Template | None = None
    labels: DocumentLabels | None = None
    extra: tuple[Rule, ...] = ()
    """Rules of the user's own."""

    def clean(self, text: str, explain: bool = False) -> Result:
        """The result of cleaning a text in this way."""
        rulebook = _rulebook(self.extra, self.select, self.ignore)
        return clean(text, rulebook, self.kept, self.template, explain=explain, labels=self.labels)


_rulebook = lru_cache(64)(load_rulebook)


def check(text: str, way: Way) -> Result:
    """The result for a text. Raises `AssertionError` where something that is promised does not hold."""
    result = way.clean(text, explain=True)
    exact(text, result)
    accounted(text, result, way)
    explained(result, way)
    unmoved(text, result, way)
    if "headline" in way.kept:  # a text without its headline offers its next line for one
        assert way.clean(result.text).text == result.text
    return result


def exact(text: str, result: Result) -> None:
    """The cleaned text is the raw one without the recorded spans, which are in order and apart and give it back."""
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
    """Every sign is in a line, kept lines are whole in the cleaned text, and beside them nothing but blanks is."""
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
    """Scores are sums of evidence, and kinds and fates follow from them."""
    numbers = row_numbers(result.raw)
    for line in result.lines:
        assert abs(sum(e.weight for e in line.evidence) - line.score) < 1e-6
        assert line.number == numbers(line.start)
        assert line.kept == (line.kind in way.kept) or result.verdict == "no-article"
        assert (line.kind == "body") == (line.score <= 0) or line.kind == "headline" or way.labels
    if result.page and not way.labels:
        assert (sum(e.weight for e in result.page) > 0) == (result.verdict == "no-article")


def row_numbers(text: str) -> Callable[[int], int]:
    """Return a function that gives the row, from 1, of a place in a text."""
    from bisect import bisect_right

    starts = [0, *(newline.end() for newline in NEWLINE.finditer(text))]
    return lambda place: bisect_right(starts, place)


def unmoved(text: str, result: Result, way: Way) -> None:
    """Check that a result survives pickling and is the same without its explanation."""
    assert pickle.loads(pickle.dumps(result)) == result
    plain = way.clean(text)
    assert (plain.text, plain.verdict, plain.removed) == (result.text, result.verdict, result.removed)
    assert plain.lines == tuple(line._replace(evidence=()) for line in result.lines)
