"""Packed files: reading .gz and .zst as streams, and packing bytes so that the same bytes come out each time.

What is written is a row of members (gzip) or frames (zstd), each complete in itself, because then an interrupted file
can be cut at the end of one and continued. Both formats are defined as such a row (RFC 1952, RFC 8878). No
time stamp and no name go into a member.
"""

import gzip
import io
from typing import IO, Any, BinaryIO, cast

from cleaner.model import CleanerError

GZIP_LEVEL = 6
ZSTD_LEVEL = 3
"""What `gzip` and `zstd` take by themselves; Python's gzip would take its slowest."""


def unpacked(file: BinaryIO, suffix: str, name: str) -> IO[bytes]:
    """What is in a file with the suffix of a compression, "" for none. Raises `CleanerError` that names the file."""
    if suffix == ".gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=file, mode="rb"))
    if suffix == ".zst":
        reader = _zstandard(name).ZstdDecompressor().stream_reader(file, read_across_frames=True, closefd=False)
        return io.BufferedReader(reader)
    return file


def packed(data: bytes, suffix: str, name: str) -> bytes:
    """`data` as one member or frame. Raises `CleanerError` that names the file."""
    if suffix == ".gz":
        return gzip.compress(data, GZIP_LEVEL, mtime=0)
    if suffix == ".zst":
        return cast(bytes, _zstandard(name).ZstdCompressor(ZSTD_LEVEL).compress(data))
    return data


def errors(suffix: str) -> tuple[type[Exception], ...]:
    """What reading a file with this suffix may raise where it is damaged."""
    import zlib

    return (OSError, EOFError, zlib.error) if suffix != ".zst" else (OSError, EOFError, _zstandard("").ZstdError)


def _zstandard(name: str) -> Any:
    try:
        import zstandard
    except ModuleNotFoundError:
        raise missing(name, "zstandard", "zstd") from None
    return zstandard


def missing(name: str, package: str, extra: str) -> CleanerError:
    """That a file needs a package that is not installed."""
    return CleanerError(f"{name}: needs {package}, which is not installed: pip install 'cleaner[{extra}]'.")
