"""Reading of files that may be too large."""

from pathlib import Path

from cleaner.errors import CleanerError


def read_limited(path: Path, limit: int) -> bytes:
    """Return the bytes of a file. Raises `CleanerError` if it cannot be read or has more than `limit` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    if len(data) > limit:
        raise CleanerError(f"{path}: too large (limit {limit >> 20} MiB).")
    return data
