"""One corpus in a run: its entries are read ahead, and written when their results arrive.

Workers get only the text of a record; its entry waits here until the result arrives.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.corpus.entry import TOO_LONG, Begin, Broken, Carry, CleanedText, End, Entry
from cleaner.corpus.output import CorpusReader, Output, dump_with_reason
from cleaner.corpus.rejects import Rejects
from cleaner.errors import CleanerError
from cleaner.files.compression import read_errors
from cleaner.files.items import Failure, Note
from cleaner.files.part import Part
from cleaner.files.stamp import file_stamp
from cleaner.runs.clean_task import CleanedRecord
from cleaner.runs.job import Item
from cleaner.runs.outcome import Event, Outcome
from cleaner.runs.run_options import RunOptions
from cleaner.runs.texts import read_failure, to_item

EntryResult = CleanedRecord | Failure | Carry
"""Result for one entry: cleaned, damaged or failed, or without a text."""


class ResumePoint(NamedTuple):
    """Point at which to resume a corpus: entries already written, bytes of the output, and failed entries."""

    entries: int = 0
    size: int = 0
    failures: int = 0


BEGINNING: Final = ResumePoint()


class CorpusFailure(Failure):
    """The output of a corpus cannot be written, for example on a full disk; it was deleted."""


class NullOutput:
    """Output that discards all entries, for dry runs and after write errors."""

    def put(self, entry: Entry, cleaned: CleanedText) -> None:
        pass

    def carry(self, entry: Entry) -> None:
        pass

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


@dataclass
class OpenCorpus:
    """A corpus that is being read and written."""

    path: str
    reader: CorpusReader
    output: Output
    options: RunOptions
    rejects: Rejects | None = None
    """File of rejected entries; without it, no entry is rejected."""
    part: Part | None = None
    """File of the output; None for stdout, in a dry run and after a write error."""
    target: str | None = None
    """Path of the output."""
    packed: str = ""
    """Suffix of the compression of the input."""
    mode: int = 0
    """Permission bits of the input."""
    stamp: tuple[int, int] | None = None
    """(size, mtime) of the input at open; None for stdin."""
    position: Callable[[], int] = lambda: 0
    """Returns the bytes read so far; valid while the input is open."""
    bytes_read: int = 0
    """Position after the last entry that was read."""
    pending: deque[Entry] = field(default_factory=deque)
    """Entries that are read but not written."""
    taken: int = 0
    """Entries written so far."""
    failures: int = 0
    """Entries among them that failed."""
    is_broken: bool = False
    """True after a read error."""
    is_rejecting: bool = False
    """True if the last damaged record was rejected; further pieces of it are rejected too."""
    is_lost: bool = False
    """True if the output cannot be written; results are discarded."""

    def read(self) -> Iterator[Item]:
        """Yield the records and markers of the corpus, without entries that an interrupted run has written."""
        number = start = self.taken
        yield Begin(self.path)
        try:
            for entry in islice(self.reader.entries(), start, None):
                number = entry.number
                self.pending.append(entry)
                self.bytes_read = self.position()
                yield to_item(self.path, entry, self.options.fields.text)
        except CleanerError as error:
            yield Broken(self.path, str(error))
        except read_errors(self.packed) as error:
            yield Broken(self.path, read_failure(self.path, number, error).message)
        yield End(self.path)

    def write(self, result: EntryResult) -> Outcome | Failure | None:
        """Write the next entry as its result says; return what the run counts.

        Raises `CleanerError` if the output cannot be written.
        """
        entry = self.pending.popleft()
        self.taken += 1
        if self.is_lost:  # the error has been reported
            return None
        if isinstance(result, CleanedRecord):
            return self._write_record(entry, result)
        if isinstance(result, Failure):
            self.failures += 1
            self.is_rejecting = self.options.reject_damaged and self._reject(entry, entry.damage or result.message)
            if not self.is_rejecting:
                self.output.carry(entry)
            return result
        if not (entry.is_rest and self.is_rejecting and self._reject(entry, TOO_LONG)):
            self.output.carry(entry)
        return None

    def _write_record(self, entry: Entry, record: CleanedRecord) -> Outcome:
        cleaned = record.cleaned
        is_rejected = record.outcome.is_unwanted and self._reject(entry, cleaned.reason)
        if not is_rejected:
            self.output.put(entry, cleaned)
        return record.outcome._replace(output=None if is_rejected else self.target, written=self.part is not None)

    def _reject(self, entry: Entry, reason: str) -> bool:
        """Write an entry to the rejects; False if there are none or they cannot be written."""
        if self.rejects is None:
            return False
        return self.rejects.take(dump_with_reason(self.reader, entry, self.path, reason), self.mode)

    def break_off(self, error: Broken) -> Failure | None:
        """Note that no more can be read; return the failure, unless the output has failed before."""
        self.is_broken = True
        return None if self.is_lost else Failure(error.path, error.message)

    def finish(self) -> Event | None:
        """Complete the output; return what the run reports. Raises `CleanerError` if it cannot be written."""
        if self.is_lost:
            return None
        self.output.close()
        if self.part is not None and self.is_broken and not self.taken:
            self._discard_output()
        elif self.part is not None:
            self.part.finish(self.mode)
        if self.stamp and Path(self.path).exists() and file_stamp(self.path) != self.stamp:
            return Failure(self.path, f"{self.path}: changed while being read; run again once it is complete.")
        if self.failures > 1:
            return Note(f"{self.path}: {self.failures:,} records failed.")
        if self.options.dry_run:
            return Note(f"{self.path}: would be written to {self.target}.", is_detail=True)
        return None

    def fail(self, error: CleanerError) -> CorpusFailure:
        """Delete the output, which cannot be written; return the failure."""
        self._discard_output()
        return CorpusFailure(self.path, str(error))

    def _discard_output(self) -> None:
        """Delete the output, and write nothing more."""
        self.output, self.is_lost = NullOutput(), True
        if self.part is not None:
            self.part.remove()
        self.part = self.target = None

    def stop(self, keep: bool) -> None:
        """Close the output; with `keep`, leave its part for a run that resumes this one."""
        if self.part is not None:
            self.part.keep() if keep else self.part.remove()
