"""Pipeline steps for datatrove, which runs them on one machine, on Slurm or on Ray.

`Clean` is a filter: documents with an article are cleaned and pass; the others go unchanged to the exclusion writer.
Documents are independent, so the result does not depend on the number of tasks.

Site templates are learnt in two stages. Each task of `LearnTemplates` counts the lines of its documents, and a single
task of `MergeTemplates` adds the counts up; the result does not depend on the number of tasks either. `Clean` then uses
the merged file. Requires the extra `cleaner[datatrove]`.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from datatrove.data import Document
from datatrove.io import DataFolderLike, get_datafolder
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.writers.disk_base import DiskWriter

from cleaner.corpus.entry import CONFIDENCE, REMOVED, VERDICT, CleanedText, Record, dump_spans
from cleaner.corpus.output import REASON
from cleaner.errors import CleanerError
from cleaner.files.atomic import write_lines
from cleaner.files.items import STDIN
from cleaner.model import InputFormat, Kind, Result
from cleaner.pipeline import clean
from cleaner.reviews.review import Reviews
from cleaner.runs.load import text_document
from cleaner.runs.outcome import count_removed, doubt_reason, no_article_reason
from cleaner.runs.site import reviewed_of, site_of, template_of
from cleaner.settings import AUTO, check_value, load_settings, parse_kinds
from cleaner.templates import file
from cleaner.templates.counts import PageCounter
from cleaner.templates.library import Library

SUFFIX = ".templates"
Documents = Iterable[Document] | None


class Clean(BaseFilter):
    """Clean the text of each document.

    The arguments `keep` to `min_confidence`, and `input`, are the options of `cleaner run`. `reviews` is a file of
    `cleaner review`; its decisions for sites and for all documents apply. Settings files are not read. The verdict goes
    to the metadata as `cleaner_verdict`, the confidence as `cleaner_confidence`, and with `with_spans` the removed
    spans as `cleaner_removed`, unless they are of text that was extracted from HTML. The statistics count removed lines
    by kind and by rule. Raises `CleanerError` for invalid settings.
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
        min_confidence: float = 0.0,
        with_spans: bool = False,
        exclusion_writer: DiskWriter | None = None,
        input: InputFormat | Literal["auto"] = AUTO,
    ) -> None:
        super().__init__(exclusion_writer)
        given: dict[str, Any] = {"keep": parse_kinds([*keep], "keep"), "drop": parse_kinds([*drop], "drop")}
        given |= {"select": tuple(select), "ignore": tuple(ignore)}
        given |= {
            "input": check_value("input", input, "Clean"),
            "weights": weights,
            "templates": templates,
            "site": site,
            "reviews": reviews,
        }
        given["min-confidence"] = min_confidence
        self.settings = load_settings(".", given, isolated=True)
        self.settings.rulebook(), self.settings.load_reviews()  # report errors now, not in every task
        self.with_spans = with_spans
        self._library: Library | None = None
        self._reviews: Reviews | None = None

    def run(self, data: Documents, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Clean the documents of one task."""
        self._library = self.settings.library()  # not in __init__: an earlier stage may write the file
        self._reviews = self.settings.load_reviews()
        yield from super().run(data, rank, world_size)

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Clean one document in place; return False and why if it has no article, is too doubtful, or failed."""
        settings, record = self.settings, _to_record(doc)
        template = template_of(record, self._library, settings.site) if self._library else None
        labels = reviewed_of(record, self._reviews, Path(settings.reviews), settings.site) if self._reviews else None
        try:
            document = text_document(doc.text, settings, doc.id, url=record.url)
        except CleanerError as error:
            doc.metadata[REASON] = str(error)
            return False, "failed"
        result = clean(
            document.text,
            settings.rulebook(),
            settings.kept,
            template,
            explain=False,
            labels=labels,
            markdown=document.is_markdown,
        )
        doc.metadata |= {VERDICT: result.verdict, CONFIDENCE: result.confidence}
        if result.verdict == "no-article":
            doc.metadata[REASON] = no_article_reason(result)
            return False, result.verdict
        if result.confidence < settings.min_confidence:
            doc.metadata[REASON] = doubt_reason(result.confidence, settings.min_confidence)
            return False, "doubtful"
        doc.text = result.text
        if self.with_spans and not document.is_extracted:
            doc.metadata[REMOVED] = dump_spans(CleanedText(result.text, result.verdict, result.removed))
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
    """Count the lines of documents by site; the documents pass unchanged.

    Each task writes a file to `output_folder`. The site of a document is `site`, or else the host of the `url` in its
    metadata; documents without a site are not counted.
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
            site = site_of(_to_record(doc), self.site)
            self.stat_update("total" if site else "of_no_site")
            if site:
                counts.add(site, doc.text)
            yield doc
        with self.output_folder.open(f"{rank:05d}{SUFFIX}", "wb") as out:
            out.writelines(file.dump_counts(counts.counts(), is_whole=True))


class MergeTemplates(PipelineStep):
    """Merge the counts in `input_folder` into one template file, in a single task."""

    name = "🧹 templates, merged"
    type = "🫂 - MERGE"

    def __init__(self, input_folder: DataFolderLike, output: str) -> None:
        super().__init__()
        self.input_folder, self.output = get_datafolder(input_folder), output

    def run(self, data: Documents = None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Merge in the first task; documents pass unchanged."""
        if rank == 0:
            counts = PageCounter()
            for name in sorted(self.input_folder.list_files(glob_pattern=f"*{SUFFIX}")):
                with self.input_folder.open(name, "rb") as part:
                    counts.take(file.read_counts(part, name))
            write_lines(Path(self.output), file.dump_counts(file.filter_recurring(counts.counts()), is_whole=False))
        yield from data or ()


def _to_record(doc: Document) -> Record:
    """Return a document as a record on stdin, because its site must not depend on the directory of the task."""
    return Record(STDIN, 0, doc.text, str(doc.metadata.get("url") or ""), doc.id)
