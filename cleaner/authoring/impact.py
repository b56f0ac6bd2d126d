"""Impact of user rules on documents: the lines that are decided differently with the rules and without."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.model import Kind, Result, Verdict
from cleaner.reviews.review import KEEPING, DocumentLabels
from cleaner.runs.outcome import changed_lines


class LineImpact(NamedTuple):
    """A line that only one of the two ways keeps, with the rules or without."""

    number: int
    text: str
    kind: Kind
    """Kind as which the line is removed, in whichever way removes it."""
    kept: bool
    """True if the line is kept with the rules."""
    rules: tuple[str, ...]
    """Codes of the rules that matched the line; empty if only its surroundings make the difference."""
    label: Kind | None = None
    """Kind that a reviewer gave the line."""
    around: tuple[str, ...] = ()
    """Codes of the rules that matched other lines of the document; empty if a rule matched this line."""

    @property
    def contradicts(self) -> bool:
        """True if a reviewer decided the opposite."""
        return self.label is not None and self.kept != (self.label in KEEPING)


class Impact(NamedTuple):
    """Impact of the rules on one document. Lines are compared only if both verdicts are "article"."""

    path: str
    before: Verdict
    after: Verdict
    matched: Counter[str]
    """Number of lines that each rule matched."""
    changes: tuple[LineImpact, ...]


def compare_results(
    path: str, without: Result, result: Result, codes: Collection[str], labels: DocumentLabels | None = None
) -> Impact:
    """Compare two results for a document: `result`, with the rules in `codes` and with evidence, and `without` them.

    `labels` are the reviewers' decisions on its lines. They must not have been used for either result.
    """
    hits = [_rules(line.rule, [evidence.rule for evidence in line.evidence], codes) for line in result.lines]
    matched = Counter(code for rules in hits for code in rules)
    changes: tuple[LineImpact, ...] = ()
    if without.verdict == result.verdict == "article" and without.text != result.text:
        around = tuple(code for code in codes if code in matched)
        changes = tuple(
            change if change.rules else change._replace(around=around)
            for change in _changes(without, result, codes, labels)
        )
    return Impact(path, without.verdict, result.verdict, matched, changes)


def _rules(naming_rule: str, matched: list[str], codes: Collection[str]) -> tuple[str, ...]:
    return tuple(code for code in dict.fromkeys([*matched, naming_rule]) if code in codes)


def _changes(
    without: Result, result: Result, codes: Collection[str], labels: DocumentLabels | None
) -> Iterator[LineImpact]:
    kind_at: dict[int, Kind | None] = {}
    if labels is not None:
        kinds = labels.kinds([result.raw[line.start : line.end] for line in result.lines])
        kind_at = {line.start: kind for line, kind in zip(result.lines, kinds, strict=True)}
    for line in changed_lines(without.lines, result.lines):
        text = result.raw[line.start : line.end].strip()
        kind = line.kind
        if line.kept:
            kind = next(w.kind for w in without.lines if not w.kept and w.end > line.start and w.start < line.end)
        rules = _rules(line.rule, [e.rule for e in line.evidence], codes)
        yield LineImpact(line.number, text, kind, line.kept, rules, kind_at.get(line.start))


class Sample(NamedTuple):
    """A changed line and the path of its file."""

    path: str
    change: LineImpact


@dataclass
class ImpactSide:
    """Counts and samples of the lines that are newly dropped, or newly kept."""

    lines: int = 0
    documents: int = 0
    samples_by_text: dict[str, Sample] = field(default_factory=dict)
    duplicates: int = 0
    """Number of further lines with the text of a sample."""

    @property
    def samples(self) -> list[Sample]:
        """The samples, in the order in which they were added."""
        return list(self.samples_by_text.values())

    def add(self, path: str, changes: list[LineImpact], max_samples: int) -> None:
        """Count the changes of one document. Samples have different texts, so that a recurring line fills one place."""
        self.lines += len(changes)
        self.documents += bool(changes)
        for change in changes:
            if change.text in self.samples_by_text:
                self.duplicates += 1
            elif len(self.samples_by_text) < max_samples:
                self.samples_by_text[change.text] = Sample(path, change)


@dataclass
class RuleImpact:
    """Counts of the lines that one rule matched, of their documents, and of those newly dropped or kept."""

    lines: int = 0
    documents: int = 0
    dropped: int = 0
    kept: int = 0
    around: int = 0
    """Number of changed lines that no tested rule matched, in documents where this rule matched others."""


class ImpactSummary:
    """Totals over documents, with at most `max_samples` samples of each category."""

    def __init__(self, codes: Collection[str], max_samples: int) -> None:
        self.max_samples = max_samples
        self.documents = self.verdicts = 0
        self.dropped, self.kept, self.contradicting = ImpactSide(), ImpactSide(), ImpactSide()
        self.verdict_samples: list[Impact] = []
        """Samples of documents whose verdict changes; `verdicts` counts all of them."""
        self.rules = {code: RuleImpact() for code in codes}

    def add(self, impact: Impact) -> None:
        """Count one document."""
        self.documents += 1
        if impact.before != impact.after:
            self.verdicts += 1
            self.verdict_samples += [impact] if len(self.verdict_samples) < self.max_samples else []
        dropped = [change for change in impact.changes if not change.kept]
        kept = [change for change in impact.changes if change.kept]
        contradicting = [change for change in impact.changes if change.contradicts]
        self.dropped.add(impact.path, dropped, self.max_samples)
        self.kept.add(impact.path, kept, self.max_samples)
        self.contradicting.add(impact.path, contradicting, self.max_samples)
        for code, lines in impact.matched.items():
            self.rules[code].lines += lines
            self.rules[code].documents += 1
        for change in impact.changes:
            for code in change.rules:
                self.rules[code].kept += change.kept
                self.rules[code].dropped += not change.kept
            for code in change.around:
                self.rules[code].around += 1
