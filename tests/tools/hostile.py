"""Run inputs that are too large, too deep or too many at full size; print memory, time and messages.

    python -m tests.tools.hostile [NAME...]

makes each input in a temporary folder and runs the command on it, next to a good file. It prints one line per input:
its size, the exit status, the seconds, the peak memory of a process, and whether the good file was cleaned. A full run
takes half an hour and 3 GB of disk, so the suite tests the same with small limits (`tests/unit/corpus/test_limits.py`).
"""

import gzip
import json
import multiprocessing
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from cleaner.files.decode import LARGEST, LINES
from cleaner.text.visible import visible
from tests.support.command import PAGE, environment

MB, GB = 10**6, 10**9
GOOD = json.dumps({"text": PAGE}).encode() + b"\n"
RECORD = json.dumps({"text": "a" * 10_000}).encode() + b"\n"
PATIENCE = 600
"""Seconds after which a case fails."""
BOUND = 4_500
"""Maximum memory of a process, in MB."""
Maker = Callable[[Path], list[str]]
"""Function that writes the files of a case into a folder and returns the arguments of the command."""


def write(path: Path, *parts: bytes | tuple[bytes, int]) -> Path:
    """Write a file of parts, each once or the given number of times; return its path."""
    with path.open("wb") as file:
        for part in parts:
            data, times = (part, 1) if isinstance(part, bytes) else part
            at_once = max(1, MB // len(data))
            file.writelines(chain(repeat(data * at_once, times // at_once), repeat(data, times % at_once)))
    return path


def text(name: str, *parts: bytes | tuple[bytes, int]) -> Maker:
    """Return a case with one file."""

    def make(folder: Path) -> list[str]:
        write(folder / name, *parts)
        return ["run", "."]

    return make


def lines(count: int) -> Iterator[bytes]:
    """Return distinct lines."""
    return (f"{i:x}\n".encode() for i in range(count))


def many_lines(folder: Path) -> list[str]:
    write(folder / "a.txt", *lines(LINES))
    return ["run", "."]


def large_records(folder: Path) -> list[str]:
    record = json.dumps({"text": "word and more " * (LARGEST // 14)}).encode() + b"\n"
    write(folder / "a.jsonl", (record, 10))
    return ["run", "."]


def bomb(name: str, row: bytes, rows: int, first: bytes = b"") -> Maker:
    """Return a case with a compressed file of a hundred members or frames, each with `rows` rows."""

    def make(folder: Path) -> list[str]:
        import zstandard

        data = first + row * rows
        one = gzip.compress(data) if name.endswith(".gz") else zstandard.ZstdCompressor(19).compress(data)
        write(folder / name, (one, 100))
        return ["run", "."]

    return make


def table_of(word: str, words: int, rows: int, **options: Any) -> Maker:
    """Return a case with a Parquet file whose texts each repeat one word `words` times."""

    def make(folder: Path) -> list[str]:
        import pyarrow
        from pyarrow import parquet

        kind = pyarrow.large_string()
        texts = pyarrow.array([word * words] * rows, kind)
        parquet.write_table(pyarrow.table({"text": texts}), folder / "a.parquet", **options)
        return ["run", "."]

    return make


def long_cell(folder: Path) -> list[str]:
    """Write a Parquet file with one cell of 1 GB among a hundred short ones."""
    import pyarrow
    from pyarrow import parquet

    texts = pyarrow.array([*["b" * 10_000] * 50, "a" * GB, *["c" * 10_000] * 50], pyarrow.large_string())
    parquet.write_table(pyarrow.table({"text": texts}), folder / "a.parquet", use_dictionary=False)
    return ["run", "."]


def footers(folder: Path) -> list[str]:
    """Write Parquet files whose footers are damaged in a hundred ways."""
    table_of("a", 1, 100)(folder)
    whole, chance = (folder / "a.parquet").read_bytes(), random.Random(6)
    for i in range(100):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[-chance.randint(1, 400)] = chance.randrange(256)
        (folder / f"{i}.parquet").write_bytes(data)
    return ["run", "."]


def limit() -> None:
    """Limit CPU time and memory, to protect the machine."""
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    resource.setrlimit(resource.RLIMIT_AS, (10 * GB, 10 * GB))


def crawl(name: str, *parts: bytes | tuple[bytes, int]) -> Maker:
    return text(name, b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 2\r\n\r\nhi\r\n\r\n", *parts)


def noise(folder: Path) -> list[str]:
    block = random.Random(1).randbytes(50 * MB).replace(b"\x1f\x8b\x08", b"")
    write(folder / "a.wet.gz", b"\x1f\x8b\x08", (block, 10))
    return ["run", "."]


def settings(*parts: bytes | tuple[bytes, int], name: str = "cleaner.toml") -> Maker:
    return text(name, *parts)


def templates(*parts: bytes | tuple[bytes, int]) -> Maker:
    def make(folder: Path) -> list[str]:
        write(folder / "sites.tsv", b"# cleaner templates 1\n", *parts)
        return ["run", ".", "--templates", "sites.tsv"]

    return make


def rule(pattern: str) -> bytes:
    return (
        "[[rule]]\ncode = 'MY001'\nname = 'x'\nkind = 'share'\nweight = 1.0\nwhy = 'x'\n"
        f"drops = ['aaaa']\nkeeps = ['b']\npattern = '{pattern}'\n"
    ).encode()


CASES: dict[str, Maker] = {
    "text, one line of 1 GB": text("a.txt", (b"word ", GB // 5)),
    "text, one line of 64 MiB": text("a.txt", (b"wordword", LARGEST // 8)),
    "text, 1,000,000 different lines": many_lines,
    "text, 64 MiB of line ends": text("a.txt", (b"\n", LARGEST)),
    "text, 64 MiB of open brackets": text("a.txt", (b"He said. (", LARGEST // 10)),
    "JSONL, one line of 1 GB": text("a.jsonl", GOOD, (b"[", GB), b"\n", GOOD),
    "JSONL, one text of 1 GB": text("a.jsonl", GOOD, b'{"text": "', (b"word ", GB // 5), b'"}\n', GOOD),
    "JSONL, 30 MB of empty lists": text("a.jsonl", (b'{"text": "x", "a": [' + b"[]," * 10**7 + b"1]}\n", 20)),
    "JSONL, 10 texts of 64 MiB": large_records,
    "JSONL, 100,000 levels": text("a.jsonl", GOOD, (b'{"a":', 100_000), b"\n", GOOD),
    "JSONL, 1,000,000 fields": text("a.jsonl", GOOD, b'{"text": "x"', (b', "": 1', 10**6), b"}\n", GOOD),
    "JSONL.gz, 10 MB, a line of 10 GB": bomb("a.jsonl.gz", b"[", 100 * MB),
    "JSONL.gz, 10 GB of records": bomb("a.jsonl.gz", RECORD, MB // 100),
    "JSONL.zst, a line of 10 GB": bomb("a.jsonl.zst", b"[", 100 * MB),
    "JSONL.zst, 10 GB of records": bomb("a.jsonl.zst", RECORD, MB // 100),
    "CSV, one line of 1 GB": text("a.csv", b"id,text\n1,One\n", (b"word ", GB // 5), b"\n3,Three\n"),
    "CSV, a quotation mark that stays open": text("a.csv", b'id,text\n1,One\n"', (b"word " * 200 + b"\n", MB // 2)),
    "CSV, 1,000,000 cells": text("a.csv", b"id,text\n1,One\n", (b",", 10**6), b"\n3,Three\n"),
    "CSV, 1,000,000 columns": text("a.csv", (b"a,", 10**6), b"text\n1\n"),
    "Parquet, 100 damaged footers": footers,
    "Parquet, 20 texts of 10 MB in one group": table_of("a", 10 * MB, 20, use_dictionary=False),
    "Parquet, one text of 1 GB": table_of("a", GB, 1, use_dictionary=False),
    "Parquet, one text of 1 GB among others": long_cell,
    "Parquet, 100,000 texts of 10 kB in one group": table_of("a", 10_000, 100_000, use_dictionary=False),
    "Parquet, one text of 10 MB 60 times": table_of("a", 10 * MB, 60),
    "WET, length of 10^12": crawl("a.wet", b"WARC/1.0\r\nContent-Length: 1000000000000\r\n\r\n", (b"word ", GB // 5)),
    "WET, headers without end": crawl("a.wet", b"WARC/1.0\r\n", (b"A: b\r\n", GB // 6)),
    "WET, 1 GB of zeros": crawl("a.wet", (b"\0", GB)),
    "WET.gz, 500 MB that cannot be unpacked": noise,
    "WET.gz, 10 MB, a record of 10 GB": bomb("a.wet.gz", b"x", 100 * MB, b"WARC/1.0\r\n"),
    "settings of 100 MB": settings((b"#" * 99 + b"\n", MB)),
    "settings, a key of 100,000 parts": settings(b"a", (b".a", 100_000), b" = 1"),
    "settings, 100,000 levels": settings(b"a = ", (b"[", 100_000)),
    "settings, 8 MB of digits": settings(b"jobs = ", (b"1", 8 * MB)),
    "settings, 8 MB of keys": settings(*(f"k{i} = 1\n".encode() for i in range(600_000))),
    "reviews of 100 MB": settings((b"#" * 99 + b"\n", MB), name="cleaner.reviews.toml"),
    "rule, a{1000000000}": settings(rule("a{1000000000}")),
    "rule, ((a{1000}){1000}){1000}": settings(rule("((a{1000}){1000}){1000}")),
    "rule, (?:(?R)|a)*b": settings(rule("^(?:(?R)|a)*b|aaaa$")),
    "templates, a line of 1 GB": templates((b"word ", GB // 5)),
    "templates, counts of 10^15": templates(b"a.example\t999999999999999\n\t999999999999999\tshare this\n"),
}


def made(make: Maker, folder: Path) -> list[str]:
    """Write a case in another process, because the memory of this one would count for the command."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()
    process = fork.Process(target=lambda: theirs.send(make(folder)))
    process.start()
    theirs.close()  # so that `recv` fails if the process does
    args: list[str] = ours.recv()
    process.join()
    return args


def tried(name: str, make: Maker) -> bool:
    """Run one case and print its line; return True if it stayed within the bounds."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / ".git").mkdir()
        args = made(make, folder)
        (folder / "good.txt").write_text(PAGE)
        size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
        start = time.monotonic()
        with (folder / ".said").open("wb") as said:
            command = [sys.executable, "-m", "cleaner", *args]
            process = subprocess.Popen(
                command, stdout=said, stderr=said, cwd=folder, env=environment(), preexec_fn=limit
            )
            _, ended, used = os.wait4(process.pid, 0)
        took, status, memory = time.monotonic() - start, os.waitstatus_to_exitcode(ended), used.ru_maxrss / 1000
        with suppress(ProcessLookupError):
            process.returncode = status
        words = visible((folder / ".said").read_text("utf-8", "replace").strip().partition("\n")[0])[:110]
        is_good = (folder / "good.clean.txt").is_file()
        shutil.rmtree(folder / ".git")
    is_bounded = memory < BOUND and took < PATIENCE and status in (0, 2, 3) and (is_good or status == 2)
    figures = f"{size / MB:8.1f} MB  exit {status}  {took:6.1f} s  {memory:6.0f} MB"
    rest = "rest cleaned" if is_good else "nothing done"
    print(f"{'' if is_bounded else 'BAD '}{name:<42} {figures}  {rest}  {words}", flush=True)
    return is_bounded


def main(names: list[str]) -> None:
    """Run the cases whose names start with one of `names`, or all."""
    bad = [name for name, make in CASES.items() if name.startswith(tuple(names) or "") and not tried(name, make)]
    print(f"{len(bad)} not within the bounds{': ' if bad else ''}{', '.join(bad)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
