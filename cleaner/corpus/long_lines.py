"""Lines that may be of any length: one that is too long to be held at once is a damaged record, and comes in pieces."""

from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from cleaner.corpus.entry import LONGEST, PIECE, TOO_LONG, Entry


class LongLine(NamedTuple):
    """A line, or a piece of one that is too long; `is_rest` of all of its pieces but the first."""

    data: bytes
    is_piece: bool = False
    is_rest: bool = False

    def entry(self, number: int, source: Any) -> Entry:
        """A piece as what is carried over of the damaged record `number`."""
        return Entry(number, None, source, damage="" if self.is_rest else TOO_LONG, is_rest=self.is_rest)


def read_lines(file: IO[bytes]) -> Iterator[LongLine]:
    """The lines of a file, with their ends."""
    is_rest = False
    while data := file.readline(limit := PIECE if is_rest else LONGEST):
        is_cut = len(data) == limit and not data.endswith(b"\n")
        yield LongLine(data, is_rest or is_cut, is_rest)
        is_rest = is_cut
