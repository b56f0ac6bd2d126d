"""Checkpoint of a run: a small file from which `--resume` continues an interrupted run.

Documents are read and written in order, so a count tells which are done. The output is complete up to a size in bytes
and is cut there. The name of the file is a hash of everything that decides what is written, so a run with another
command line or other settings never resumes this one.
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

CHECKPOINT_EVERY: Final = 500
"""Documents between two checkpoints."""


class State(NamedTuple):
    """Progress of a run.

    `items` inputs are done, and `path` is the last of them. During a corpus, `path` is that corpus instead: `entries`
    of it are done, with `failures` among them, in the first `size` bytes of its part; `stamp` is its (size, mtime).
    `rejected` is the size of the file of rejects in bytes, and `mode` its permission bits. `total` is the summary, and
    `before` the summary at the start of the corpus, to which the run returns if the corpus cannot be written.
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
    """The checkpoint file of a run in `folder`. `identity` is everything that decides what the run writes."""

    def __init__(self, folder: Path, identity: Any) -> None:
        name = sha256(repr(identity).encode("utf-8", "surrogatepass")).hexdigest()[:12]
        self.path = folder / f".cleaner-{name}.checkpoint"

    def load(self) -> State | None:
        """Return the saved progress; None if there is none. Raises `CleanerError` if the file is damaged."""
        try:
            saved = json.loads(self.path.read_bytes())
            return _check(State(**saved | {"stamp": tuple(saved["stamp"])}))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise CleanerError(f"{self.path}: cannot be read: {error}; delete it to start again.") from None

    def save(self, state: State) -> None:
        """Write the checkpoint. Raises `CleanerError` if that fails."""
        write(self.path, json.dumps(state._asdict()).encode(), 0o600)

    def remove(self) -> None:
        """Delete the checkpoint. Raises `CleanerError` if that fails."""
        try:
            for path in (self.path, part_of(self.path)):  # a killed run may have left the part
                if os.path.lexists(path):  # in a read-only directory, `unlink` fails for missing files too
                    path.unlink()
        except OSError as error:
            raise CleanerError(f"{self.path}: cannot be removed: {error.strerror}.") from None


def _check(state: State) -> State:
    """Return a state from a file, which may be foreign. Raises `ValueError`, `TypeError` or `KeyError` if invalid."""
    numbers = (state.items, state.entries, state.size, state.failures, state.rejected, *state.stamp)
    if any(type(number) is not int or number < 0 for number in numbers) or len(state.stamp) != 2:
        raise ValueError("a count is negative or not an integer")
    if not isinstance(state.path, str) or not isinstance(state.mode, int | None):
        raise ValueError("path or mode has the wrong type")
    for total in (state.total, state.before):
        if total is not None:
            Summary.from_json(total)
    return state
