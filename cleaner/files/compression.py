"""Compressed files: read .gz and .zst as streams, and compress bytes reproducibly.

Output is a sequence of gzip members (RFC 1952) or zstd frames (RFC 8878), each complete in itself, so that an
interrupted file can be truncated after a member and continued. Members contain no timestamp and no file name.
"""

import gzip
import io
import zlib
from typing import IO, Any, BinaryIO, Final, cast

from cleaner.errors import CleanerError

GZIP_LEVEL: Final = 6
ZSTD_LEVEL: Final = 3
"""Defaults of the `gzip` and `zstd` commands; the default of Python's `gzip` is the slowest level."""
WINDOW: Final = 1 << 31
"""Largest accepted window of a zstd frame, in bytes; `zstd --long=31` produces it."""
BLOCK: Final = 1 << 17
"""Size of the read buffer in bytes."""
STEP: Final = 1 << 10
"""Compressed bytes of a zstd frame to decompress at a time; even these may expand to 32 MB."""
RATIO: Final = 500
"""Largest accepted compression ratio. Text reaches about 5, a single repeated line 300."""
ANY: Final = 1 << 26
"""Decompressed bytes that are accepted in addition, whatever the size of the file."""


def open_unpacked(file: BinaryIO, suffix: str, name: str) -> IO[bytes]:
    """Return a stream of the decompressed content of `file`.

    `suffix` is ".gz", ".zst" or "" (not compressed). Raises `CleanerError`, with `name` for the file, if a package is
    missing.
    """
    if suffix == ".gz":
        return io.BufferedReader(
            _BoundedReader(file, cast(io.RawIOBase, gzip.GzipFile(fileobj=file, mode="rb"))), BLOCK
        )
    if suffix == ".zst":
        return io.BufferedReader(_BoundedReader(file, _ZstdReader(file, _import_zstandard(name))), BLOCK)
    return file


def compress(data: bytes, suffix: str, name: str) -> bytes:
    """Compress `data` to one gzip member or zstd frame; the arguments are those of `open_unpacked`."""
    if suffix == ".gz":
        return gzip.compress(data, GZIP_LEVEL, mtime=0)
    if suffix == ".zst":
        return cast(bytes, _import_zstandard(name).ZstdCompressor(ZSTD_LEVEL).compress(data))
    return data


def read_errors(suffix: str) -> tuple[type[Exception], ...]:
    """Return the exceptions that reading a damaged file with this suffix may raise."""
    return (OSError, EOFError, _import_zstandard("").ZstdError if suffix == ".zst" else zlib.error)


class _BoundedReader(io.RawIOBase):
    """A reader of `content`, the decompressed `file`, that rejects decompression bombs."""

    def __init__(self, file: BinaryIO, content: io.RawIOBase) -> None:
        self._file, self._content, self._size = file, content, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; return the number of bytes, 0 at the end. Raises `OSError` for a bomb."""
        size = self._content.readinto(buffer) or 0
        self._size += size
        if self._size > ANY + RATIO * self._file.tell():
            raise OSError(
                f"decompresses to more than {RATIO:,} times its size; decompress it first if that is expected"
            )
        return size


class _ZstdReader(io.RawIOBase):
    """A reader of consecutive zstd frames. Like `gzip`, it raises `EOFError` if the last frame is incomplete."""

    def __init__(self, file: BinaryIO, zstandard: Any) -> None:
        self._file, self._zstandard = file, zstandard
        self._frame: Any = None
        """Decompressor of the current frame; None between frames."""
        self._input = b""
        self._content = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; return the number of bytes, 0 at the end."""
        while not self._content:
            self._input = self._input or self._file.read(STEP)
            if not self._input:
                if self._frame is not None:
                    raise EOFError("the file ends within a frame")
                return 0
            if self._frame is None:
                self._frame = self._zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
            self._content = memoryview(self._frame.decompress(self._input))
            self._input = self._frame.unused_data if self._frame.eof else b""
            self._frame = None if self._frame.eof else self._frame
        size = min(len(buffer), len(self._content))
        buffer[:size], self._content = self._content[:size], self._content[size:]
        return size


def _import_zstandard(name: str) -> Any:
    try:
        import zstandard
    except ModuleNotFoundError:
        raise missing_extra(name, "zstandard", "zstd") from None
    return zstandard


def missing_extra(name: str, package: str, extra: str) -> CleanerError:
    """Build the error for a file that needs a package which is not installed."""
    return CleanerError(f"{name}: needs {package}; install it with pip install 'cleaner[{extra}]'.")
