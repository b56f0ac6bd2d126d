"""Detection of changed files without reading them."""

import os
from pathlib import Path
from typing import BinaryIO


def file_stamp(file: str | BinaryIO) -> tuple[int, int]:
    """Return the size in bytes and the modification time in nanoseconds of a path or an open file."""
    status = Path(file).stat() if isinstance(file, str) else os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns
