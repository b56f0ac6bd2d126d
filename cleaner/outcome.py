"""What became of documents, as counts: of one in a run, of one in a check, and of all together."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.model import CONTENT, Decision, Kind, Result, Verdict


def removed_by_kind(result: Result) -> tuple[Counter[Kind], Counter[Kind]]:
    """Lines and words that were removed from an article, by kind; nothing where there is no article."""
    dropped = [line for line in result.lines if not line.kept] if result.verdict == "article" else []
    lines = Counter(line.kind for line in dropped)
    words: Counter[Kind] = Counter()
    for line in dropped:
        words[line.kind] += len(_text(result, line).split())
    return lines, words


def boilerplate(result: Result) -> Counter[Kind]:
    """Lines that are not kept and are no part of an article, by kind."""
    return Counter(line.kind for line in result.lines if not line.kept and line.kind not in CONTENT)


def _text(result: Result, line: Decision) -> str:
    return result.raw[line.start : line.end]


class Outcome(NamedTuple):
    """What became of one document of a run. `output` is the cleaned file, None where none is due.

    `written` is false for one that was up to date or only planned. `stale` is the cleaned file of an
    earlier run that a document without an article leaves behind.
    """

    path: str
    verdict: Verdict
    output: str | None
    written: bool
    stale: str | None
    lines: Counter[Kind]
    words: Counter[Kind]


class Finding(NamedTuple):
    """What a check found in one document: its lines of boilerplate, by kind."""

    path: str
    verdict: Verdict
    kinds: Counter[Kind]

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
    lines: Counter[Kind] = field(default_factory=Counter)
    words: Counter[Kind] = field(default_factory=Counter)

    @property
    def documents(self) -> int:
        return self.articles + self.no_article + self.failures

    def add(self, outcome: Outcome, dry_run: bool) -> None:
        """Count one document that did not fail."""
        self.articles += outcome.verdict == "article"
        self.no_article += outcome.verdict == "no-article"
        self.unchanged += outcome.output is not None and not outcome.written and not dry_run
        self.lines += outcome.lines
        self.words += outcome.words
