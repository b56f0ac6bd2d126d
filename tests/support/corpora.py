"""Small corpora of every format, and runs over them."""

import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from cleaner import clean
from tests.support.command import NO_ARTICLE, PAGE, cleaner

CLEANED: Final = clean(PAGE).text
ROWS: Final[list[dict[str, Any]]] = [
    {"id": f"p{i}", "url": f"https://harbourdaily.example/{i}", "text": NO_ARTICLE if i == 2 else PAGE, "n": i}
    for i in range(5)
]
VERDICTS: Final = ["article", "article", "no-article", "article", "article"]
CONFIDENCE: Final = clean(PAGE).confidence
"""Confidence in the result for `PAGE`."""
CONFIDENCES: Final = [clean(row["text"]).confidence for row in ROWS]
TEXTS: Final = [CLEANED, CLEANED, "", CLEANED, CLEANED]


def run(folder: Path, *args: str, status: int = 0) -> str:
    """Run `cleaner run` in a folder and return what it prints on stderr."""
    done = cleaner("run", *args, cwd=folder)
    assert done.returncode == status, done.stderr.decode()
    return done.stderr.decode()


# --- JSON Lines ---


def jsonl(rows: Sequence[Any]) -> bytes:
    """Return rows as JSON Lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def loaded(data: bytes) -> list[dict[str, Any]]:
    """Return the records of JSON Lines."""
    return [json.loads(line) for line in data.splitlines()]


def json_lines(pages: Sequence[str]) -> bytes:
    """Return pages as JSON Lines, each with an ID."""
    return "".join(json.dumps({"id": f"p{i}", "text": page}) + "\n" for i, page in enumerate(pages)).encode()


# --- WET ---


def record(number: int, text: str, kind: str = "conversion", length: int | None = None) -> bytes:
    """Return a WET record; `length` replaces the true Content-Length."""
    body = text.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://harbourdaily.example/{number}\r\n"
        f"WARC-Date: 2024-03-01T06:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {len(body) if length is None else length}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


CRAWL: Final = [
    record(0, "software: crawler\r\n", "warcinfo"),
    *(record(i, row["text"]) for i, row in enumerate(ROWS, 1)),
]


def wet(pages: Sequence[str]) -> bytes:
    """Return pages as a compressed crawl, one gzip member each."""
    return b"".join(gzip.compress(record(i, page), mtime=0) for i, page in enumerate(pages))


def texts(data: bytes) -> list[str]:
    """Return the texts of all WET records; FastWARC checks each digest."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    found = []
    for page in ArchiveIterator(io.BytesIO(data), record_types=WarcRecordType.conversion, parse_http=False):
        assert page.verify_block_digest(consume=False)
        found.append(page.reader.read().decode())
    return found


# --- Parquet and Arrow ---


def columns(rows: Sequence[dict[str, Any]]) -> Any:
    """Return rows as an Arrow table with metadata."""
    import pyarrow

    return pyarrow.Table.from_pylist(list(rows)).replace_schema_metadata({"made by": "us"})


def save(table: Any, path: Path) -> None:
    """Write a table in the format that the suffix names."""
    import pyarrow
    from pyarrow import parquet

    if path.suffix == ".parquet":
        parquet.write_table(table, path, compression="zstd")
        return
    with pyarrow.OSFile(str(path), "wb") as file, pyarrow.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
