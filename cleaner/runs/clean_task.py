"""The task of a run for one text: write the cleaned text of a file, or return that of a record.

It runs wherever a text is cleaned, perhaps in a worker.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cleaner.corpus.entry import CleanedText, Record
from cleaner.errors import CleanerError
from cleaner.files.atomic import refuse_foreign, write
from cleaner.files.items import Input
from cleaner.files.names import output_path, sidecar_path
from cleaner.model import Document, Result
from cleaner.runs.outcome import NOTHING_REMOVED, Outcome, count_removed, doubt_reason, no_article_reason
from cleaner.runs.run_options import RunOptions


class CleanedRecord(NamedTuple):
    """Result for one record: its cleaned text, and the counts."""

    cleaned: CleanedText
    outcome: Outcome


@dataclass(frozen=True)
class CleanTask:
    """Picklable task that writes the cleaned text of a file, and returns that of a record.

    The removed spans of a record are returned only if they are asked for: sending hundreds of them between processes is
    slow. Articles with a confidence below `min_confidence` are withheld: their files are not written, and the text of
    their records is empty.
    """

    options: RunOptions
    min_confidence: float = 0.0

    def __call__(self, item: Input | Record, document: Document, result: Result) -> Outcome | CleanedRecord:
        outcome = self._make_outcome(item, result)
        options = self.options
        self._refuse_extracted(item, document)
        if isinstance(item, Record):
            spans, text = result.removed if options.with_spans else (), "" if outcome.is_withheld else result.text
            cleaned = CleanedText(text, result.verdict, spans, outcome.reason, result.confidence)
            return CleanedRecord(cleaned, outcome)
        if options.out is None and not Path(item.path).is_file():
            raise CleanerError(f"{item.path}: not a regular file; use stdin or --out.")
        output = Path(output_path(item, options.out, options.to))
        if outcome.is_unwanted:
            return outcome._replace(stale=str(output) if output.is_file() else None)
        sidecar = self._choose_sidecar(item.path, output)
        written = not options.dry_run and _write(Path(item.path), output, sidecar, document, result)
        return outcome._replace(output=str(output), written=written, sidecar=str(sidecar) if sidecar else None)

    def _refuse_extracted(self, item: Input | Record, document: Document) -> None:
        """Raise `CleanerError` if offsets are asked for in text that was extracted from HTML, and is in no file."""
        option = "--sidecar" if isinstance(item, Input) and self.options.sidecar else ""
        option = "--spans" if isinstance(item, Record) and self.options.with_spans else option
        if document.is_extracted and option:
            raise CleanerError(f"{item.name}: {option} does not support HTML; run without it.")

    def _make_outcome(self, item: Input | Record, result: Result) -> Outcome:
        """Return the outcome of a document of which nothing is written yet."""
        is_withheld = result.verdict == "article" and result.confidence < self.min_confidence
        removed, reason = count_removed(result), ""
        if result.verdict == "no-article":
            reason = no_article_reason(result)
        elif is_withheld:
            removed, reason = NOTHING_REMOVED, doubt_reason(result.confidence, self.min_confidence)
        return Outcome(
            item.path, result.verdict, None, False, None, removed, reason, item.number,
            confidence=result.confidence, is_withheld=is_withheld,
        )  # fmt: skip

    def _choose_sidecar(self, original: str, output: Path) -> Path | None:
        """Return the path of the sidecar to write, or None.

        An existing sidecar is updated in any case, or it would not match the new output.
        """
        sidecar = Path(sidecar_path(str(output)))
        return sidecar if self.options.sidecar or _has_sidecar(original, sidecar) else None


def _has_sidecar(original: str, sidecar: Path) -> bool:
    """Return True if `sidecar` exists and belongs to `original`."""
    try:
        if not sidecar.is_file():
            return False
    except OSError:  # for example, the name is too long
        return False
    from cleaner.files.sidecar import is_sidecar_of

    return is_sidecar_of(sidecar, Path(original).name)


def _write(path: Path, output: Path, sidecar: Path | None, document: Document, result: Result) -> bool:
    """Write the sidecar, if any, and then the cleaned text; False if both were up to date.

    Raises `CleanerError` if one of them cannot be written; then a new sidecar is deleted again.
    """
    mode, written, is_new = path.stat().st_mode, False, False
    if sidecar:
        from cleaner.files.sidecar import START, dump_sidecar

        data = dump_sidecar(path, output, document, result)
        refuse_foreign(sidecar, START, "--sidecar")
        is_new = not sidecar.exists()
        written = write(sidecar, data, mode)
    try:
        return write(output, document.encode(result.text), mode) or written
    except CleanerError:
        if sidecar and is_new:
            sidecar.unlink(missing_ok=True)
        raise
