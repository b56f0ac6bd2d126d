"""Steps for datatrove, the engine many corpora are made with: the same cleaning on a laptop, Slurm or Ray.

`Clean` is one of its filters: documents with an article go on, cleaned; the others go to the exclusion writer as they
came. What it does to a document depends on that document alone, so tasks may be as many as one likes. Needs the extra
`cleaner[datatrove]`.
"""

from collections.abc import Iterable

from datatrove.data import Document
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.writers.disk_base import DiskWriter

from cleaner.corpus.entry import REMOVED, VERDICT, Cleaned, spans
from cleaner.corpus.output import REASON
from cleaner.model import Kind, Result
from cleaner.outcome import reason, removed
from cleaner.pipeline import clean
from cleaner.settings import kinds, load


class Clean(BaseFilter):
    """Cleans the text of each document.

    `keep`, `drop`, `select`, `ignore` and `weights` are those of the command line; no settings file is read. Metadata
    gets `cleaner_verdict`, and with `with_spans` what was removed as `cleaner_removed`. Lines removed are counted in
    the statistics, by kind and by rule. Raises `CleanerError` for settings that cannot be.
    """

    name = "🧹 cleaner"

    def __init__(
        self,
        keep: Iterable[Kind] = (),
        drop: Iterable[Kind] = (),
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        weights: str | None = None,
        with_spans: bool = False,
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        super().__init__(exclusion_writer)
        given: dict[str, tuple[str, ...]] = {"keep": kinds([*keep], "keep"), "drop": kinds([*drop], "drop")}
        given |= {"select": tuple(select), "ignore": tuple(ignore)}
        self.settings = load(".", {**given, "weights": weights}, isolated=True)
        self.settings.rulebook()  # what is wrong is said here, and not in every task
        self.with_spans = with_spans

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Clean one document in its place; false, with the verdict, if it holds no article."""
        result = clean(doc.text, self.settings.rulebook(), self.settings.kept, explain=False)
        doc.metadata[VERDICT] = result.verdict
        if result.verdict == "no-article":
            doc.metadata[REASON] = reason(result)
            return False, result.verdict
        doc.text = result.text
        if self.with_spans:
            doc.metadata[REMOVED] = spans(Cleaned(result.text, result.verdict, result.removed))
        self._count(result)
        return True

    def _count(self, result: Result) -> None:
        counts = removed(result)
        for kind, (lines, words) in counts.by_kind().items():
            self.stat_update(f"lines_{kind}", value=lines)
            self.stat_update(f"words_{kind}", value=words)
        for (_, rule), lines in counts.lines.items():
            self.stat_update(f"rule_{rule}", value=lines)
