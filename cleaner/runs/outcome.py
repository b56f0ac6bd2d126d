"""Outcomes of documents as counts: of one document in a run, of one in a check, and of a whole run."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any, Final, NamedTuple, Protocol, Self, TypeVar

from cleaner.files.items import Failure, Note
from cleaner.model import BY_SCORE, CONTENT, Basis, Decision, Kind, Result, Verdict
from cleaner.text.rows import NEWLINE

DOUBT: Final = 1.0
"""Distance from 0 below which a score is uncertain: at most seven in ten such lines are decided correctly."""
DOUBTFUL: Final = 0.5
"""Confidence below which an article, or the refusal of a document without one, is doubtful."""
MOST_DOUBTFUL: Final = 5
"""Number of the most doubtful documents that a summary names."""
KindAndRule = tuple[Kind, str]
"""A kind, and the code of the rule that assigned it."""

COUNTS: Final = ("articles", "unchanged", "no_article", "failures", "doubtful", "withheld")
"""Attributes of a `Summary` that are saved as numbers."""


class RemovalCounts(NamedTuple):
    """Numbers of lines and words removed from articles, by kind and rule."""

    lines: Counter[KindAndRule]
    words: Counter[KindAndRule]

    def by_kind(self) -> dict[Kind, tuple[int, int]]:
        """Return the numbers of lines and words of each kind."""
        lines, words = Counter[Kind](), Counter[Kind]()
        for kind, rule in self.lines:
            lines[kind] += self.lines[kind, rule]
            words[kind] += self.words[kind, rule]
        return {kind: (lines[kind], words[kind]) for kind in lines}

    def to_rows(self) -> list[tuple[str, str, int, int]]:
        """Return kind, rule, lines and words of each entry, as JSON can hold them."""
        return [(kind, rule, number, self.words[kind, rule]) for (kind, rule), number in self.lines.items()]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[Kind, str, int, int]]) -> Self:
        """Return the counts from `to_rows`. Raises `TypeError` or `ValueError` for anything else."""
        listed = [(kind, rule, lines, words) for kind, rule, lines, words in rows]
        return cls(
            Counter({(kind, rule): lines for kind, rule, lines, _ in listed}),
            Counter({(kind, rule): words for kind, rule, _, words in listed}),
        )


NOTHING_REMOVED: Final = RemovalCounts(Counter(), Counter())


def count_removed(result: Result) -> RemovalCounts:
    """Return the counts of what was removed from an article; empty if the verdict is "no-article"."""
    texts: dict[KindAndRule, list[str]] = {}
    for line in result.lines if result.verdict == "article" else ():
        if not line.kept:
            texts.setdefault((line.kind, line.rule), []).append(result.raw[line.start : line.end])
    lines = Counter({key: len(found) for key, found in texts.items()})
    words = Counter({key: len("\n".join(found).split()) for key, found in texts.items()})  # one split is faster
    return RemovalCounts(lines, words)


def no_article_reason(result: Result) -> str:
    """Return the reason for the verdict "no-article", as a sentence without its full stop."""
    against = sorted((e for e in result.page if e.weight > 0), key=lambda e: -e.weight)[:3]
    if result.page_basis != "score" or not against:
        return "No part of the text reads like an article"
    return "The text reads like an index page: " + ", ".join(f"{e.rule} ({e.saw})" for e in against)


def doubt_reason(confidence: float, min_confidence: float) -> str:
    """Return the reason for not writing a doubtful article, as a sentence without its full stop."""
    return f"Confidence {confidence:g} is below {min_confidence:g}"


def has_score(line: Decision) -> bool:
    """Return False for a line of a header, which is recognised by its form and not by a score."""
    return line.basis.how != "header"


def is_uncertain(line: Decision) -> bool:
    """Return True if the score of a line is within `DOUBT` of 0."""
    return abs(line.score) < DOUBT and has_score(line)


def uncertain_lines(result: Result) -> list[bool]:
    """Return for each line True if it is uncertain.

    In Markdown, rules and the marks around code and below the head of a table are not: they go with other lines.
    """
    raw, is_markdown = result.raw, result.is_markdown
    return [
        is_uncertain(line) and not (is_markdown and not any(map(str.isalnum, raw[line.start : line.end])))
        for line in result.lines
    ]


def find_boilerplate(result: Result) -> Counter[Kind]:
    """Return the number of boilerplate lines by kind; the kinds in `CONTENT` do not count."""
    return Counter(line.kind for line in result.lines if not line.kept and line.kind not in CONTENT)


class HasSpan(Protocol):
    """A span of a text, and True if it is kept."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kept(self) -> bool: ...


AnySpan = TypeVar("AnySpan", bound=HasSpan)


def changed_lines(first: Iterable[HasSpan], second: Iterable[AnySpan]) -> list[AnySpan]:
    """Return the lines in `second` that are decided differently in `first`, at least for some of their characters."""
    offsets: dict[bool, set[int]] = {True: set(), False: set()}
    for span in first:
        offsets[span.kept].update(range(span.start, span.end))
    return [span for span in second if not offsets[not span.kept].isdisjoint(range(span.start, span.end))]


class BoilerplateBlock(NamedTuple):
    """Consecutive boilerplate lines of one kind, rule and basis.

    `first` and `last` are numbers of rows of the input, from 1. `lines` is the number of lines, without blank lines.
    """

    first: int
    last: int
    lines: int
    kind: Kind
    rule: str
    basis: Basis = BY_SCORE


def boilerplate_blocks(result: Result) -> tuple[BoilerplateBlock, ...]:
    """Return the lines that `find_boilerplate` counts, as blocks in the order of the input."""
    out: list[BoilerplateBlock] = []
    above: tuple[Kind, str, Basis] | None = None
    for line in result.lines:
        key = (line.kind, line.rule, line.basis) if not line.kept and line.kind not in CONTENT else None
        last = line.number + len(NEWLINE.findall(result.raw, line.start, line.end))
        if key and key == above:
            out[-1] = out[-1]._replace(last=last, lines=out[-1].lines + 1)
        elif key:
            out.append(BoilerplateBlock(line.number, last, 1, *key))
        above = key
    return tuple(out)


class Outcome(NamedTuple):
    """Outcome of one document of a run.

    `output` is the path of the cleaned file, None for a document without an article; `written` is False if the file was
    up to date or the run is a dry run. `stale` is the cleaned file that an earlier run wrote for a document that has no
    article now, and `reason` says why it has none. `is_withheld` is true for an article that is not written because its
    `confidence` is below `--min-confidence`; `stale` and `reason` then apply too. `record` is the record number in a
    corpus, None for a file. `sidecar` is the path of the file for `cleaner restore`, None if there is none.
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
    confidence: float = 1.0
    is_withheld: bool = False

    @property
    def is_unwanted(self) -> bool:
        """True if the document has no article or is withheld."""
        return self.verdict == "no-article" or self.is_withheld

    @property
    def name(self) -> str:
        """Name of the document in messages."""
        return self.path if self.record is None else f"{self.path}: record {self.record}"


Event = Outcome | Failure | Note
"""Anything that a run yields."""


class Finding(NamedTuple):
    """Result of a check of one document: the number of boilerplate lines by kind and, on request, their blocks.

    `record` is the record number in a corpus, None for a file. `is_extracted` marks the text of an HTML page.
    """

    path: str
    verdict: Verdict
    kinds: Counter[Kind]
    blocks: tuple[BoilerplateBlock, ...] = ()
    record: int | None = None
    confidence: float = 1.0
    is_extracted: bool = False

    @property
    def has_file_lines(self) -> bool:
        """True if the line numbers are those of the file."""
        return self.record is None and not self.is_extracted

    @property
    def name(self) -> str:
        """Name of the document in messages."""
        return self.path if self.record is None else f"{self.path}: record {self.record}"

    @property
    def holds_boilerplate(self) -> bool:
        """True for any boilerplate line, and for a document without an article."""
        return bool(self.kinds) or self.verdict == "no-article"


@dataclass
class Summary:
    """Totals of a run."""

    articles: int = 0
    unchanged: int = 0
    no_article: int = 0
    failures: int = 0
    doubtful: int = 0
    """Written articles, and documents without an article, with a confidence below `DOUBTFUL`."""
    withheld: int = 0
    """Articles that are not written because their confidence is below `--min-confidence`."""
    most_doubtful: list[tuple[float, str]] = field(default_factory=list)
    """Confidence and name of the most doubtful of these, the lowest first."""
    removed: RemovalCounts = field(default_factory=lambda: RemovalCounts(Counter(), Counter()))

    @property
    def documents(self) -> int:
        return self.articles + self.no_article + self.withheld + self.failures

    def add(self, event: Event, dry_run: bool = False) -> None:
        """Count a document or a failure; a note does not count."""
        if isinstance(event, Failure):
            self.failures += 1
        elif isinstance(event, Outcome):
            self.articles += event.verdict == "article" and not event.is_withheld
            self.withheld += event.is_withheld
            self._add_doubt(event)
            self.no_article += event.verdict == "no-article"
            self.unchanged += event.output is not None and not event.written and not dry_run
            self.removed.lines.update(event.removed.lines)
            self.removed.words.update(event.removed.words)

    def _add_doubt(self, event: Outcome) -> None:
        if not event.is_withheld and event.confidence < DOUBTFUL:
            self.doubtful += 1
            name = event.name if event.verdict == "article" else f"{event.name} (no article)"
            self.most_doubtful = nsmallest(MOST_DOUBTFUL, [*self.most_doubtful, (event.confidence, name)])

    def to_json(self) -> dict[str, Any]:
        """Return the totals as an object that JSON can hold."""
        return {name: getattr(self, name) for name in COUNTS} | {
            "removed": self.removed.to_rows(),
            "most_doubtful": self.most_doubtful,
        }

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> Self:
        """Return the totals from `to_json`. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        total = cls()
        for name in COUNTS:
            setattr(total, name, int(saved[name]))
        total.most_doubtful = [(float(confidence), str(name)) for confidence, name in saved["most_doubtful"]]
        total.removed = RemovalCounts.from_rows(saved["removed"])
        return total
