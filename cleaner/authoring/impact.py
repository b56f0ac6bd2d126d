"""What rules of one's own do to documents: each is cleaned with them and without, and the lines are compared."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.model import Kind, Result, Verdict
from cleaner.reviews.review import KEEPING, DocumentLabels
from cleaner.runs.outcome import changed_lines


class LineImpact(NamedTuple):
    """A line that is kept with the rules and not without them, or the reverse."""

    number: int
    text: str
    kind: Kind
    """As what it goes: with the rules, or where it is kept with them, without."""
    kept: bool
    """With the rules."""
    rules: tuple[str, ...]
    """Codes of those of the rules that saw the line; none where only what is around it makes the difference."""
    label: Kind | None = None
    """What people said that it is, if they did."""
    around: tuple[str, ...] = ()
    """Codes of those that saw other lines of the document, where none saw this one."""

    @property
    def contradicts(self) -> bool:
        """Whether people said that it has the other fate."""
        return self.label is not None and self.kept != (self.label in KEEPING)


class Impact(NamedTuple):
    """What the rules do to one document. Lines are compared only where there is an article both ways."""

    path: str
    before: Verdict
    after: Verdict
    matched: Counter[str]
    """Lines that each rule saw."""
    changes: tuple[LineImpact, ...]


def compare_results(
    path: str, without: Result, result: Result, codes: Collection[str], reviewed: DocumentLabels | None = None
) -> Impact:
    """Compares two ways to clean a document; `result` is with the rules that have `codes`, and with evidence.

    `reviewed` is what people said of its lines; in neither of the two it may have counted.
    """
    seen = [_rules(line.rule, [evidence.rule for evidence in line.evidence], codes) for line in result.lines]
    matched = Counter(code for rules in seen for code in rules)
    changes: tuple[LineImpact, ...] = ()
    if without.verdict == result.verdict == "article" and without.text != result.text:
        around = tuple(code for code in codes if code in matched)
        changes = tuple(
            change if change.rules else change._replace(around=around)
            for change in _changes(without, result, codes, reviewed)
        )
    return Impact(path, without.verdict, result.verdict, matched, changes)


def _rules(named_by: str, saw: list[str], codes: Collection[str]) -> tuple[str, ...]:
    return tuple(code for code in dict.fromkeys([*saw, named_by]) if code in codes)


def _changes(
    without: Result, result: Result, codes: Collection[str], reviewed: DocumentLabels | None
) -> Iterator[LineImpact]:
    said: dict[int, Kind | None] = {}
    if reviewed is not None:
        kinds = reviewed.kinds([result.raw[line.start : line.end] for line in result.lines])
        said = {line.start: kind for line, kind in zip(result.lines, kinds, strict=True)}
    for line in changed_lines(without.lines, result.lines):
        text = result.raw[line.start : line.end].strip()
        kind = line.kind
        if line.kept:
            kind = next(w.kind for w in without.lines if not w.kept and w.end > line.start and w.start < line.end)
        rules = _rules(line.rule, [e.rule for e in line.evidence], codes)
        yield LineImpact(line.number, text, kind, line.kept, rules, said.get(line.start))


class Sample(NamedTuple):
    """A change and the file it is in."""

    path: str
    change: LineImpact


@dataclass
class ImpactSide:
    """All lines that are newly dropped, or newly kept, in how many documents, and some of them."""

    lines: int = 0
    documents: int = 0
    shown: dict[str, Sample] = field(default_factory=dict)
    """The samples by their text."""
    equal: int = 0
    """Lines that have the text of a sample and are none."""

    @property
    def samples(self) -> list[Sample]:
        return list(self.shown.values())

    def add(self, path: str, changes: list[LineImpact], most: int) -> None:
        """Count those of one document. No text is a sample twice: what recurs would leave no room for others."""
        self.lines += len(changes)
        self.documents += bool(changes)
        for change in changes:
            if change.text in self.shown:
                self.equal += 1
            elif len(self.shown) < most:
                self.shown[change.text] = Sample(path, change)


@dataclass
class ByRule:
    """What one rule saw, and what became of it."""

    lines: int = 0
    documents: int = 0
    dropped: int = 0
    kept: int = 0
    around: int = 0
    """Lines that it did not see, nor did another of the rules, with another fate in documents where it saw some."""


class ImpactSummary:
    """Totals over many documents, with at most `most` samples of each sort."""

    def __init__(self, codes: Collection[str], most: int) -> None:
        self.most = most
        self.documents = self.verdicts = 0
        self.dropped, self.kept, self.contradicting = ImpactSide(), ImpactSide(), ImpactSide()
        self.turned: list[Impact] = []
        """Samples of documents whose verdict changes; `verdicts` is how many there are."""
        self.rules = {code: ByRule() for code in codes}

    def add(self, impact: Impact) -> None:
        """Count one document."""
        self.documents += 1
        if impact.before != impact.after:
            self.verdicts += 1
            self.turned += [impact] if len(self.turned) < self.most else []
        self.dropped.add(impact.path, [change for change in impact.changes if not change.kept], self.most)
        self.kept.add(impact.path, [change for change in impact.changes if change.kept], self.most)
        self.contradicting.add(impact.path, [change for change in impact.changes if change.contradicts], self.most)
        for code, lines in impact.matched.items():
            self.rules[code].lines += lines
            self.rules[code].documents += 1
        for change in impact.changes:
            for code in change.rules:
                self.rules[code].kept += change.kept
                self.rules[code].dropped += not change.kept
            for code in change.around:
                self.rules[code].around += 1
