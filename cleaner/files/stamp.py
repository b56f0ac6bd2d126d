"""Whether a file is still the one it was, as far as can be told without reading it."""

import os
from pathlib import Path
from typing import BinaryIO


def file_stamp(file: str | BinaryIO) -> tuple[int, int]:
    """What changes when a file does: its size in bytes, and the time of its last change in nanoseconds."""
    there = Path(file).stat() if isinstance(file, str) else os.fstat(file.fileno())
    return there.st_size, there.st_mtime_ns
