"""Cache of outcomes, from which a run knows the files that need not be cleaned again.

An outcome is used again if the input and the files that were written for it have the size, the time and the permissions
that they had, and if the settings and this package are the same. The cache is one SQLite file for all runs, which may
run at the same time. A cache that is damaged is deleted, and one that cannot be read or written is not used.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cleaner.files.items import STDIN, Found, Input, path_identity
from cleaner.files.names import corpus_format, output_path
from cleaner.runs.outcome import Outcome, RemovalCounts
from cleaner.runs.run_options import RunOptions
from cleaner.settings import Settings

NAME: Final = "outcomes-1.sqlite"
"""Name of the file; the number is that of its format."""
TIMEOUT: Final = 5.0
"""Seconds to wait for another run that writes."""
SAVE_EVERY: Final = 500
"""Outcomes between two commits."""
CODE: Final = (".py", ".so", ".pyd", ".toml")
"""Suffixes of the files of this package that decide what is removed."""
TABLE: Final = "CREATE TABLE IF NOT EXISTS outcomes (output BLOB PRIMARY KEY, key BLOB, value TEXT) WITHOUT ROWID"
Stamps = list[list[int] | None]


def cache_folder() -> Path | None:
    """Return the folder of the cache in the XDG base directory, or None if there is no home directory."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    with suppress(RuntimeError):
        return (Path(given) if Path(given).is_absolute() else Path.home() / ".cache") / "cleaner"
    return None


class RunCache:
    """The outcomes of runs with these settings and options."""

    def __init__(self, folder: Path, settings: Settings, options: RunOptions) -> None:
        self.options = options
        self._key = sha256(repr((_package_stamps(), settings.decision_inputs, options.to, options.sidecar)).encode())
        self._read: dict[str, tuple[Input, Stamps]] = {}
        """Inputs that are being cleaned, with their stamps before."""
        self._unsaved: list[tuple[bytes, bytes, str]] = []
        self._path = folder / NAME
        self._database: sqlite3.Connection | None = _open(self._path)

    def reuse(self, items: Iterator[Found]) -> Iterator[Found | Outcome]:
        """Yield the items, with the outcome in place of each file that needs no cleaning."""
        for item in items:
            is_file = isinstance(item, Input) and item.path != STDIN and not corpus_format(item.path)
            yield (self._find(item) or item) if isinstance(item, Input) and is_file else item

    def add(self, outcome: Outcome) -> None:
        """Note the outcome of a file that was cleaned."""
        item, before = self._read.pop(outcome.path, (None, []))
        if item is None:
            return
        value = {"stamps": before + _stamps([outcome.output, outcome.sidecar]), "outcome": _to_json(outcome)}
        self._unsaved.append((self._output(item), self._row_key(item), json.dumps(value)))
        if len(self._unsaved) >= SAVE_EVERY:
            self.save()

    def save(self) -> None:
        """Write the outcomes that are not yet written."""
        rows, self._unsaved = self._unsaved, []
        if self._database is not None and rows:
            with suppress(sqlite3.Error), self._database:
                self._database.executemany("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Save, and close the file."""
        self.save()
        if self._database is not None:
            self._database.close()
            self._database = None

    def _find(self, item: Input) -> Outcome | None:
        before = _stamps([item.path])
        outcome = self._load(item, before)
        if outcome is None:
            self._read[item.path] = item, before
            return None
        would_be = output_path(item, self.options.out, self.options.to)
        is_stale = outcome.is_unwanted and Path(would_be).is_file()
        return outcome._replace(written=False, stale=would_be if is_stale else None)

    def _load(self, item: Input, before: Stamps) -> Outcome | None:
        """Return the saved outcome if all its files are as they were."""
        if self._database is None:
            return None
        try:
            query = "SELECT value FROM outcomes WHERE output = ? AND key = ?"
            row = self._database.execute(query, (self._output(item), self._row_key(item))).fetchone()
            saved = json.loads(row[0]) if row else {}
            outcome = _from_json(item.path, saved["outcome"]) if saved else None
        except sqlite3.OperationalError:  # another run writes
            return None
        except (sqlite3.Error, ValueError, TypeError, KeyError):
            self._start_anew()
            return None
        if outcome is None or saved.get("stamps") != before + _stamps([outcome.output, outcome.sidecar]):
            return None
        return outcome

    def _start_anew(self) -> None:
        """Delete a damaged cache."""
        if self._database is not None:
            self._database.close()
        self._database = _open(self._path, is_new=True)

    def _output(self, item: Input) -> bytes:
        return os.fsencode(path_identity(output_path(item, self.options.out, self.options.to)))

    def _row_key(self, item: Input) -> bytes:
        """Return the hash of everything but the files that decides the outcome of an input."""
        key = self._key.copy()
        key.update(os.fsencode(f"{path_identity(item.path)}\0{item.site}"))
        return key.digest()


def clear_cache() -> int:
    """Delete the cache; return its size in bytes, 0 if there is none. Raises `OSError` if that fails."""
    size = 0
    folder = cache_folder()
    for path in sorted(folder.glob("outcomes-*")) if folder is not None else ():
        size += path.stat().st_size
        path.unlink()
    return size


def cache_size() -> tuple[int, int]:
    """Return the number of outcomes in the cache, and its size in bytes."""
    folder = cache_folder()
    path = folder / NAME if folder is not None else None
    if path is None or not path.is_file() or (database := _open(path)) is None:
        return 0, 0
    count: int = database.execute("SELECT count(*) FROM outcomes").fetchone()[0]
    database.close()
    return count, path.stat().st_size


def _open(path: Path, is_new: bool = False) -> sqlite3.Connection | None:
    """Open the cache, which is created if need be; return None if that is not possible."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_new:
            path.unlink(missing_ok=True)
        database = sqlite3.connect(path, TIMEOUT, check_same_thread=False)
        try:
            with database:
                database.execute(TABLE)
        except sqlite3.OperationalError:  # such as a full disk or a lock
            database.close()
            return None
        except sqlite3.DatabaseError:
            database.close()
            return None if is_new else _open(path, is_new=True)
    except (OSError, sqlite3.Error):
        return None
    return database


def _stamps(paths: list[str | None]) -> Stamps:
    """Return size, modification time and mode of each path; None for a path that is None or does not exist."""
    return [_stamp(path) for path in paths]


def _stamp(path: str | None) -> list[int] | None:
    if path is None:
        return None
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    return [status.st_size, status.st_mtime_ns, status.st_mode]


def _package_stamps() -> list[list[int] | None]:
    """Return the stamps of the files of this package, which a new version changes, and an edit in a checkout."""
    folder = Path(__file__).parent.parent
    return [_stamp(str(path)) for path in sorted(folder.rglob("*")) if path.suffix in CODE]


def _to_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome without its path as an object that JSON can hold."""
    saved = outcome._asdict() | {"removed": outcome.removed.to_rows()}
    return {name: value for name, value in saved.items() if name not in ("path", "record")}


def _from_json(path: str, saved: dict[str, Any]) -> Outcome:
    removed = RemovalCounts.from_rows(saved["removed"])
    return Outcome(path=path, **{**saved, "removed": removed})
