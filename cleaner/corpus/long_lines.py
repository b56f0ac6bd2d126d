"""Lines of any length. A line too long to hold in memory is one damaged record and is read in pieces."""

from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from cleaner.corpus.entry import LONGEST, PIECE, TOO_LONG, Entry


class LongLine(NamedTuple):
    """A line, or one piece of a line that is too long; `is_rest` marks every piece after the first."""

    data: bytes
    is_piece: bool = False
    is_rest: bool = False

    def to_entry(self, number: int, source: Any) -> Entry:
        """Return a piece as an entry of the damaged record `number`."""
        return Entry(number, None, source, damage="" if self.is_rest else TOO_LONG, is_rest=self.is_rest)


def read_lines(file: IO[bytes]) -> Iterator[LongLine]:
    """Yield the lines of a file with their line endings."""
    is_rest = False
    while data := file.readline(limit := PIECE if is_rest else LONGEST):
        is_cut = len(data) == limit and not data.endswith(b"\n")
        yield LongLine(data, is_rest or is_cut, is_rest)
        is_rest = is_cut
