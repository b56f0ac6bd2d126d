"""What became of documents, as counts: of one in a run, of one in a check, and of all together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol, Self, TypeVar

from cleaner.model import CONTENT, Decision, Kind, Result, Verdict

DOUBT: Final = 1.0
"""A line whose score is within this of 0 is doubtful: it is right seven times in ten or less often."""
Named = tuple[Kind, str]
"""A kind, and the code of the rule that named it."""


class RemovalCounts(NamedTuple):
    """Lines and words that were removed from articles."""

    lines: Counter[Named]
    words: Counter[Named]

    def by_kind(self) -> dict[Kind, tuple[int, int]]:
        """Lines and words of each kind."""
        lines, words = Counter[Kind](), Counter[Kind]()
        for kind, rule in self.lines:
            lines[kind] += self.lines[kind, rule]
            words[kind] += self.words[kind, rule]
        return {kind: (lines[kind], words[kind]) for kind in lines}


def count_removed(result: Result) -> RemovalCounts:
    """What was removed from an article; nothing where there is no article."""
    texts: dict[Named, list[str]] = {}
    for line in result.lines if result.verdict == "article" else ():
        if not line.kept:
            texts.setdefault((line.kind, line.rule), []).append(_text(result, line))
    lines = Counter({named: len(found) for named, found in texts.items()})
    words = Counter({named: len("\n".join(found).split()) for named, found in texts.items()})  # of all at once: faster
    return RemovalCounts(lines, words)


def no_article_reason(result: Result) -> str:
    """Why there is no article in a document, as a sentence without its full stop."""
    against = sorted((e for e in result.page if e.weight > 0), key=lambda e: -e.weight)[:3]
    if not against:
        return "No stretch of it reads like an article"
    return "It reads like an index: " + ", ".join(f"{e.rule} ({e.saw})" for e in against)


def find_boilerplate(result: Result) -> Counter[Kind]:
    """Lines that are not kept and are no part of an article, by kind."""
    return Counter(line.kind for line in result.lines if not line.kept and line.kind not in CONTENT)


class HasSpan(Protocol):
    """A stretch of a text that is kept or not."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kept(self) -> bool: ...


AnyFated = TypeVar("AnyFated", bound=HasSpan)


def changed_lines(first: Iterable[HasSpan], second: Iterable[AnyFated]) -> list[AnyFated]:
    """The lines of a text, as `second` has them, of which something is kept in one and not in the other."""
    places: dict[bool, set[int]] = {True: set(), False: set()}
    for fate in first:
        places[fate.kept].update(range(fate.start, fate.end))
    return [fate for fate in second if not places[not fate.kept].isdisjoint(range(fate.start, fate.end))]


class BoilerplateBlock(NamedTuple):
    """Lines of boilerplate that one rule named and between which nothing else stands.

    `first` and `last` are their numbers in the input, from 1; blank lines among them are not in `lines`, their count.
    """

    first: int
    last: int
    lines: int
    kind: Kind
    rule: str


def boilerplate_blocks(result: Result) -> tuple[BoilerplateBlock, ...]:
    """The same lines, where they stand: together what stands together, as whoever reads about them sees it."""
    out: list[BoilerplateBlock] = []
    above: Named | None = None
    for line in result.lines:
        named = (line.kind, line.rule) if not line.kept and line.kind not in CONTENT else None
        if named and named == above:
            out[-1] = out[-1]._replace(last=line.number, lines=out[-1].lines + 1)
        elif named:
            out.append(BoilerplateBlock(line.number, line.number, 1, *named))
        above = named
    return tuple(out)


def _text(result: Result, line: Decision) -> str:
    return result.raw[line.start : line.end]


class Outcome(NamedTuple):
    """What became of one document of a run. `output` is the cleaned file, None where none is due.

    `written` is false for one that was up to date or only planned. `stale` is the cleaned file of an
    earlier run that a document without an article leaves behind, and `reason` says why it is without one.
    `record` is its number in a corpus. `sidecar` is the file from which the original can be had back, if one is wanted.
    """

    path: str
    verdict: Verdict
    output: str | None
    written: bool
    stale: str | None
    removed: RemovalCounts
    reason: str = ""
    record: int | None = None
    sidecar: str | None = None

    @property
    def name(self) -> str:
        """What messages call the document."""
        return self.path if self.record is None else f"{self.path}: record {self.record}"


class Finding(NamedTuple):
    """What a check found in one document: its lines of boilerplate, by kind, and where they are if that was asked.

    `record` is its number in a corpus.
    """

    path: str
    verdict: Verdict
    kinds: Counter[Kind]
    blocks: tuple[BoilerplateBlock, ...] = ()
    record: int | None = None

    @property
    def name(self) -> str:
        """What messages call the document."""
        return self.path if self.record is None else f"{self.path}: record {self.record}"

    @property
    def holds_boilerplate(self) -> bool:
        return bool(self.kinds) or self.verdict == "no-article"


@dataclass
class Summary:
    """Totals over a run."""

    articles: int = 0
    unchanged: int = 0
    no_article: int = 0
    failures: int = 0
    removed: RemovalCounts = field(default_factory=lambda: RemovalCounts(Counter(), Counter()))

    @property
    def documents(self) -> int:
        return self.articles + self.no_article + self.failures

    def add(self, outcome: Outcome, dry_run: bool) -> None:
        """Count one document that did not fail."""
        self.articles += outcome.verdict == "article"
        self.no_article += outcome.verdict == "no-article"
        self.unchanged += outcome.output is not None and not outcome.written and not dry_run
        self.removed.lines.update(outcome.removed.lines)
        self.removed.words.update(outcome.removed.words)

    def saved(self) -> dict[str, Any]:
        """The totals in a form that JSON can hold."""
        counts = [(kind, rule, n, self.removed.words[kind, rule]) for (kind, rule), n in self.removed.lines.items()]
        return {name: getattr(self, name) for name in COUNTS} | {"removed": counts}

    @classmethod
    def restored(cls, saved: Mapping[str, Any]) -> Self:
        """The totals that were saved. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        total = cls()
        for name in COUNTS:
            setattr(total, name, int(saved[name]))
        for kind, rule, lines, words in saved["removed"]:
            total.removed.lines[kind, rule] = lines
            total.removed.words[kind, rule] = words
        return total


COUNTS = ("articles", "unchanged", "no_article", "failures")
