"""Packed files: reading .gz and .zst as streams, and packing bytes so that the same bytes come out each time.

What is written is a row of members (gzip) or frames (zstd), each complete in itself, because then an interrupted file
can be cut at the end of one and continued. Both formats are defined as such a row (RFC 1952, RFC 8878). No
time stamp and no name go into a member.
"""

import gzip
import io
import zlib
from typing import IO, Any, BinaryIO, Final, cast

from cleaner.errors import CleanerError

GZIP_LEVEL: Final = 6
ZSTD_LEVEL: Final = 3
"""What `gzip` and `zstd` take by themselves; Python's gzip would take its slowest."""
WINDOW: Final = 1 << 31
"""The largest window of a zstd frame: `zstd --long=31` makes such ones."""
BLOCK: Final = 1 << 17
STEP: Final = 1 << 10
"""Bytes of a zstd frame that are unpacked at a time: even these may become 32 MB."""
RATIO: Final = 500
"""How many times its size a file may unpack to; text does so some 5 times, and the same row again and again 300."""
ANY: Final = 1 << 26
"""Bytes that any file may unpack to beyond that."""


def open_unpacked(file: BinaryIO, suffix: str, name: str) -> IO[bytes]:
    """What is in a file with the suffix of a compression, "" for none. Raises `CleanerError` that names the file."""
    if suffix == ".gz":
        return io.BufferedReader(_Bounded(file, cast(io.RawIOBase, gzip.GzipFile(fileobj=file, mode="rb"))), BLOCK)
    if suffix == ".zst":
        return io.BufferedReader(_Bounded(file, _Frames(file, _zstandard(name))), BLOCK)
    return file


class _Bounded(io.RawIOBase):
    """The `content` of a packed `file`, unless it is so much that it was made to be."""

    def __init__(self, file: BinaryIO, content: io.RawIOBase) -> None:
        self._file, self._content, self._size = file, content, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; the number of bytes, 0 at the end. Raises `OSError` for a bomb."""
        size = self._content.readinto(buffer) or 0
        self._size += size
        if self._size > ANY + RATIO * self._file.tell():
            raise OSError(f"it unpacks to more than {RATIO:,} times its size; unpack it first if that is right")
        return size


def open_packed(data: bytes, suffix: str, name: str) -> bytes:
    """`data` as one member or frame. Raises `CleanerError` that names the file."""
    if suffix == ".gz":
        return gzip.compress(data, GZIP_LEVEL, mtime=0)
    if suffix == ".zst":
        return cast(bytes, _zstandard(name).ZstdCompressor(ZSTD_LEVEL).compress(data))
    return data


def read_errors(suffix: str) -> tuple[type[Exception], ...]:
    """What reading a file with this suffix may raise where it is damaged."""
    return (OSError, EOFError, zlib.error) if suffix != ".zst" else (OSError, EOFError, _zstandard("").ZstdError)


class _Frames(io.RawIOBase):
    """The content of zstd frames, one after the other; one that is cut off is an `EOFError`, as in gzip."""

    def __init__(self, file: BinaryIO, zstandard: Any) -> None:
        self._file, self._zstandard = file, zstandard
        self._frame: Any = None
        self._packed = b""
        self._content = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; the number of bytes, 0 at the end."""
        while not self._content:
            self._packed = self._packed or self._file.read(STEP)
            if not self._packed:
                if self._frame is not None:
                    raise EOFError("the file ends before its last frame does")
                return 0
            if self._frame is None:
                self._frame = self._zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
            self._content = memoryview(self._frame.decompress(self._packed))
            self._packed = self._frame.unused_data if self._frame.eof else b""
            self._frame = None if self._frame.eof else self._frame
        size = min(len(buffer), len(self._content))
        buffer[:size], self._content = self._content[:size], self._content[size:]
        return size


def _zstandard(name: str) -> Any:
    try:
        import zstandard
    except ModuleNotFoundError:
        raise missing_extra(name, "zstandard", "zstd") from None
    return zstandard


def missing_extra(name: str, package: str, extra: str) -> CleanerError:
    """That a file needs a package that is not installed."""
    return CleanerError(f"{name}: needs {package}, which is not installed: pip install 'cleaner[{extra}]'.")
