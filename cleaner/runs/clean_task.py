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
from cleaner.runs.outcome import Outcome, count_removed, no_article_reason


class CleanedRecord(NamedTuple):
    """Result for one record: its cleaned text, and the counts."""

    cleaned: CleanedText
    outcome: Outcome


@dataclass(frozen=True)
class CleanTask:
    """Picklable task that writes the cleaned text of a file, and returns that of a record.

    The removed spans of a record are returned only `with_spans`: sending hundreds of them between processes is slow.
    """

    out: str | None
    dry_run: bool
    sidecar: bool = False
    with_spans: bool = False

    def __call__(self, item: Input | Record, document: Document, result: Result) -> Outcome | CleanedRecord:
        reason = no_article_reason(result) if result.verdict == "no-article" else ""
        outcome = Outcome(item.path, result.verdict, None, False, None, count_removed(result), reason, item.number)
        if isinstance(item, Record):
            spans = result.removed if self.with_spans else ()
            return CleanedRecord(CleanedText(result.text, result.verdict, spans, reason), outcome)
        if self.out is None and not Path(item.path).is_file():
            raise CleanerError(f"{item.path}: not a regular file; use stdin or --out.")
        output = Path(output_path(item, self.out))
        if result.verdict == "no-article":
            return outcome._replace(stale=str(output) if output.is_file() else None)
        sidecar = self._choose_sidecar(item.path, output)
        written = not self.dry_run and _write(Path(item.path), output, sidecar, document, result)
        return outcome._replace(output=str(output), written=written, sidecar=str(sidecar) if sidecar else None)

    def _choose_sidecar(self, original: str, output: Path) -> Path | None:
        """Return the path of the sidecar to write, or None.

        An existing sidecar is updated in any case, or it would not match the new output.
        """
        sidecar = Path(sidecar_path(str(output)))
        return sidecar if self.sidecar or _has_sidecar(original, sidecar) else None


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
