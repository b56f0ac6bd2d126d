"""Steps for datatrove, the engine many corpora are made with: the same cleaning on a laptop, Slurm or Ray.

`Clean` is one of its filters: documents with an article go on, cleaned; the others go to the exclusion writer as they
came. What it does to a document depends on that document alone, so tasks may be as many as one likes.

What recurs on a site is learnt in two stages: in `LearnTemplates` each task counts its documents, and in
`MergeTemplates` one task adds the counts up, to the same file as if one had counted them all. `Clean` then looks sites
up in it. Needs the extra `cleaner[datatrove]`.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from datatrove.data import Document
from datatrove.io import DataFolderLike, get_datafolder
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.writers.disk_base import DiskWriter

from cleaner.corpus.entry import REMOVED, VERDICT, CleanedText, Record, spans
from cleaner.corpus.output import REASON
from cleaner.files.atomic import write_lines
from cleaner.files.items import STDIN
from cleaner.model import Kind, Result
from cleaner.pipeline import clean
from cleaner.reviews.review import Reviews
from cleaner.runs.outcome import count_removed, no_article_reason
from cleaner.runs.site import reviewed_of, site_of, template_of
from cleaner.settings import load_settings, parse_kinds
from cleaner.templates import file
from cleaner.templates.counts import PageCounter
from cleaner.templates.library import Library

SUFFIX = ".templates"
Documents = Iterable[Document] | None


class Clean(BaseFilter):
    """Cleans the text of each document.

    `keep`, `drop`, `select`, `ignore`, `weights`, `templates` and `site` are those of the command line, `reviews` is
    the file of `cleaner review`, of which what is said of sites and of everything holds; no settings file is read.
    Metadata gets `cleaner_verdict`, and with `with_spans` what was removed as `cleaner_removed`. Lines removed are
    counted in the statistics, by kind and by rule. Raises `CleanerError` for settings that cannot be.
    """

    name = "🧹 cleaner"

    def __init__(
        self,
        keep: Iterable[Kind] = (),
        drop: Iterable[Kind] = (),
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        weights: str | None = None,
        templates: str | None = None,
        site: str | None = None,
        reviews: str | None = None,
        with_spans: bool = False,
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        super().__init__(exclusion_writer)
        given: dict[str, Any] = {"keep": parse_kinds([*keep], "keep"), "drop": parse_kinds([*drop], "drop")}
        given |= {"select": tuple(select), "ignore": tuple(ignore)}
        given |= {"weights": weights, "templates": templates, "site": site, "reviews": reviews}
        self.settings = load_settings(".", given, isolated=True)
        self.settings.rulebook(), self.settings.labels()  # what is wrong is said here, and not in every task
        self.with_spans = with_spans
        self._library: Library | None = None
        self._said: Reviews | None = None

    def run(self, data: Documents, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Clean the documents of one task."""
        self._library = self.settings.library()  # only now, for the stage before writes its file
        self._said = self.settings.labels()
        yield from super().run(data, rank, world_size)

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Clean one document in its place; false, with the verdict, if it holds no article."""
        settings, record = self.settings, _record(doc)
        template = template_of(record, self._library, settings.site) if self._library else None
        reviewed = reviewed_of(record, self._said, Path(settings.reviews), settings.site) if self._said else None
        result = clean(doc.text, settings.rulebook(), settings.kept, template, explain=False, labels=reviewed)
        doc.metadata[VERDICT] = result.verdict
        if result.verdict == "no-article":
            doc.metadata[REASON] = no_article_reason(result)
            return False, result.verdict
        doc.text = result.text
        if self.with_spans:
            doc.metadata[REMOVED] = spans(CleanedText(result.text, result.verdict, result.removed))
        self._count(result)
        return True

    def _count(self, result: Result) -> None:
        counts = count_removed(result)
        for kind, (lines, words) in counts.by_kind().items():
            self.stat_update(f"lines_{kind}", value=lines)
            self.stat_update(f"words_{kind}", value=words)
        for (_, rule), lines in counts.lines.items():
            self.stat_update(f"rule_{rule}", value=lines)


class LearnTemplates(PipelineStep):
    """Counts what recurs on the sites of its documents, which go on as they came.

    Each task writes a file into `output_folder`. The site of a document is `site`, or the host in the `url` of its
    metadata; documents without either are not counted.
    """

    name = "🧹 templates"
    type = "📊 - STATS"

    def __init__(self, output_folder: DataFolderLike, site: str = "") -> None:
        super().__init__()
        self.output_folder, self.site = get_datafolder(output_folder), site

    def run(self, data: Documents, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Count the documents of one task."""
        counts = PageCounter()
        for doc in data or ():
            site = site_of(_record(doc), self.site)
            self.stat_update("total" if site else "of_no_site")
            if site:
                counts.add(site, doc.text)
            yield doc
        with self.output_folder.open(f"{rank:05d}{SUFFIX}", "wb") as out:
            out.writelines(file.dump_counts(counts.counts(), is_whole=True))


class MergeTemplates(PipelineStep):
    """Adds the counts in `input_folder` up to one file of templates, in a single task."""

    name = "🧹 templates, merged"
    type = "🫂 - MERGE"

    def __init__(self, input_folder: DataFolderLike, output: str) -> None:
        super().__init__()
        self.input_folder, self.output = get_datafolder(input_folder), output

    def run(self, data: Documents = None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Merge, in the first task; documents go on as they came."""
        if rank == 0:
            counts = PageCounter()
            for name in sorted(self.input_folder.list_files(glob_pattern=f"*{SUFFIX}")):
                with self.input_folder.open(name, "rb") as part:
                    counts.take(file.read_counts(part, name))
            write_lines(Path(self.output), file.dump_counts(file.filter_recurring(counts.counts()), is_whole=False))
        yield from data or ()


def _record(doc: Document) -> Record:
    """A document as a record of no file: where the task runs must not decide what site it is of."""
    return Record(STDIN, 0, doc.text, str(doc.metadata.get("url") or ""), doc.id)
