"""How far a run has come, in a small file beside what it writes, so that an interrupted run can be continued.

Documents come in order and go out in order, so a number says which are done. What is written is known to be complete
up to a number of bytes, and is cut there. The name of the file is made from everything that decides what is
written: another command or other settings never continue this one.
"""

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from cleaner.errors import CleanerError
from cleaner.files.atomic import write
from cleaner.files.part import part_of
from cleaner.runs.outcome import Summary

EVERY: Final = 500
"""Documents between two checkpoints."""


class State(NamedTuple):
    """How far a run has come.

    `items` inputs are done, the last of them `path`; or `path` is the next one, a corpus of which so many `entries`
    are done, `failures` among them, which are the first `size` bytes of its part; `stamp` is that of the corpus.
    `rejected` is the bytes of the rejected documents, `mode` their permission bits, `total` the saved summary, and
    `before` the one before that corpus, for nothing of it counts if it cannot be written to its end.
    """

    items: int = 0
    path: str = ""
    entries: int = 0
    size: int = 0
    failures: int = 0
    stamp: tuple[int, int] = (0, 0)
    rejected: int = 0
    total: dict[str, Any] | None = None
    mode: int | None = None
    before: dict[str, Any] | None = None


class Checkpoint:
    """The file that says how far a run has come. `about` is everything that decides what the run writes."""

    def __init__(self, folder: Path, about: Any) -> None:
        name = sha256(repr(about).encode("utf-8", "surrogatepass")).hexdigest()[:12]
        self.path = folder / f".cleaner-{name}.checkpoint"

    def load(self) -> State | None:
        """How far the run had come; None where none was interrupted. Raises `CleanerError` for a damaged file."""
        try:
            saved = json.loads(self.path.read_bytes())
            return _sound(State(**saved | {"stamp": tuple(saved["stamp"])}))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise CleanerError(f"{self.path}: cannot be read: {error}; remove it to start anew.") from None

    def save(self, state: State) -> None:
        """Remember how far the run has come. Raises `CleanerError` where that cannot be written."""
        write(self.path, json.dumps(state._asdict()).encode(), 0o600)

    def remove(self) -> None:
        """The run is done, or begins anew. Raises `CleanerError` where it cannot be removed."""
        try:
            for path in (self.path, part_of(self.path)):  # a run that was killed may have left the second
                if os.path.lexists(path):  # a folder in which nothing can be written says so for what is not there
                    path.unlink()
        except OSError as error:
            raise CleanerError(f"{self.path}: cannot be removed: {error.strerror}.") from None


def _sound(state: State) -> State:
    """The state that a file says, which may have come with a folder. Raises what `load` takes for damage."""
    numbers = (state.items, state.entries, state.size, state.failures, state.rejected, *state.stamp)
    if any(type(number) is not int or number < 0 for number in numbers) or len(state.stamp) != 2:
        raise ValueError("it counts what cannot be counted")
    if not isinstance(state.path, str) or not isinstance(state.mode, int | None):
        raise ValueError("it names no file, or no permissions")
    for total in (state.total, state.before):
        if total is not None:
            Summary.restored(total)
    return state
