"""Inputs that are too large, too deep or too many fail with a message and in little memory; the rest is cleaned.

These tests lower the limits. `python -m tests.tools.hostile` tests the real ones, and measures memory.
"""

import gzip
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpus import arrow as columns
from cleaner.corpus import csv, jsonl, long_lines, wet
from cleaner.corpus.arrow import ArrowFile
from cleaner.corpus.arrow_writer import ArrowOutput
from cleaner.corpus.csv import CsvFile
from cleaner.corpus.entry import FIELDS, CleanedText, Entry
from cleaner.corpus.jsonl import JsonLines
from cleaner.corpus.wet import Wet
from cleaner.errors import CleanerError
from cleaner.files import compression, decode
from cleaner.files.items import Input
from cleaner.files.toml import TomlLines
from cleaner.runs import load
from cleaner.settings import load_settings as settings
from cleaner.text.inserts import split_inserts
from tests.support.command import BODY, PAGE, run_process
from tests.tools.attacks import limited

LONG, PIECE = 400, 64


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (long_lines, wet):
        monkeypatch.setattr(module, "PIECE", PIECE)
    for module in (long_lines, csv):
        monkeypatch.setattr(module, "LONGEST", LONG)
    for module in (jsonl, csv):
        monkeypatch.setattr(module, "MAX_FIELDS", 20)


# --- one text ---


def test_a_text_that_is_no_page_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(BODY + "x" * decode.LARGEST)
    for name in (str(path), "-"):
        with (
            pytest.raises(CleanerError, match=r"too large \(limit 64 MiB\); split the file"),
            path.open() as f,
        ):
            monkeypatch.setattr("sys.stdin", f)
            load.load_document(name)
    path.write_text(BODY + "a\r\n" * (decode.LINES + 1))
    with pytest.raises(CleanerError, match=r"a\.txt: too many lines \(limit 1,048,576\); split the file"):
        load.to_document(Input(str(path), "a.txt"))
    path.write_text(BODY + "a\r\n" * (decode.LINES - 20))
    load.to_document(Input(str(path), "a.txt"))


def test_brackets_that_are_never_closed_take_linear_time() -> None:
    with limited(20):
        assert split_inserts("He said ( " * 200_000, lambda text: False) == []


# --- long lines and records ---


def rejoined(format_: Any, entries: list[Entry]) -> bytes:
    return b"".join(format_.dump_carried(entry) for entry in entries)


def test_a_line_of_json_that_is_too_long_is_one_damaged_record_and_stays() -> None:
    short = json.dumps({"text": "A short one"}).encode() + b"\n"
    for long in (b"x" * (LONG + 3 * PIECE + 5), b'{"text": "' + "é".encode() * LONG + b'"}', b"y" * LONG):
        for end in (b"\n", b""):
            data = short + long + end + (short if end else b"")
            lines = JsonLines(io.BytesIO(data), FIELDS, False)
            entries = list(lines.entries())
            assert rejoined(lines, entries) == data
            assert [e.number for e in entries if e.text] == ([1, 3] if end else [1])
            assert [e.damage for e in entries if e.damage] == ["longer than 128 MiB"]
            assert all(len(lines.dump_carried(e)) <= LONG for e in entries)


@pytest.mark.parametrize("reject", [False, True])
def test_all_of_a_long_line_goes_where_its_beginning_goes(tmp_path: Path, reject: bool) -> None:
    from cleaner.runs.run import Run
    from cleaner.runs.run_options import RunOptions
    from cleaner.settings import Settings

    long = b"z" * (LONG + 5 * PIECE)
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "One"}\n' + long + b'\n{"text": "Two"}\n')
    rejects = str(tmp_path / "no.jsonl") if reject else None
    options = RunOptions(named=(str(tmp_path / "a.jsonl"),), rejects=rejects, reject_damaged=reject)
    run = Run(Settings(jobs=1), options, tmp_path)
    list(run.process([Input(str(tmp_path / "a.jsonl"), "a.jsonl")]))
    assert run.total.failures == 1
    out = (tmp_path / "a.clean.jsonl").read_bytes()
    if not reject:
        assert long + b"\n" in out
        return
    assert b"zz" not in out
    rejected = [json.loads(line) for line in (tmp_path / "no.jsonl").read_bytes().splitlines()]
    raw = [one["cleaner_raw"] for one in rejected if one.get("cleaner_reason") == "longer than 128 MiB"]
    assert "".join(raw).encode() == long + b"\n" and len(raw) > 3


def test_a_row_that_is_too_long_is_one_damaged_record_and_stays() -> None:
    for long in (b"x" * (LONG + 3 * PIECE), b'"' + b"x" * (2 * LONG), "é".encode() * LONG, b'"a\n' + b"x" * (3 * LONG)):
        data = b"id,text\n1,One\n" + long + b"\n3,Three\n"
        rows = CsvFile(io.BytesIO(data), FIELDS, False, "a.csv")
        entries = list(rows.entries())
        assert [e.text for e in entries if e.text] == ["One", "Three"]
        assert any(e.damage for e in entries)
        kept = rejoined(rows, [e for e in entries if e.number and not e.text])
        assert kept == long + b"\n"


def test_a_record_of_many_fields_is_damaged() -> None:
    line = json.dumps({f"k{i}": i for i in range(30)} | {"text": "x"}).encode()
    (entry,) = JsonLines(io.BytesIO(line), FIELDS, False).entries()
    assert entry.damage == "not a JSON object: more than 20 fields"
    rows = CsvFile(io.BytesIO(b"id,text\n" + b"," * 60 + b"\n2,Two\n"), FIELDS, False, "a.csv")
    _, wide, good = rows.entries()
    assert (
        wide.damage == "has more than 20 cells, expected 2"
        and good.text == "Two"
        and rows.dump_carried(wide) == b"," * 60 + b"\n"
    )
    with pytest.raises(CleanerError, match="no column 'text'"):
        list(CsvFile(io.BytesIO(b"a," * 30 + b"text\n"), FIELDS, False, "a.csv").entries())


@pytest.mark.parametrize("deep", ['{"text": "x", "a": ' + "[" * 100_000, '{"a":' * 100_000], ids=["list", "object"])
def test_what_is_nested_too_deeply_is_damaged(deep: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_lines, "LONGEST", 1 << 25)
    deeper, good = JsonLines(io.BytesIO(f'{deep}\n{{"text": "Two"}}'.encode()), FIELDS, False).entries()
    assert deeper.damage and deeper.text is None and good.text == "Two"


def record(text: str) -> bytes:
    data = text.encode()
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data + b"\r\n\r\n"


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize(
    "bad",
    [
        b"no record " * 100,
        b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 1000,
        b"WARC/1.0\r\n" + b"A: b\r\n" * 20_000,
        b"\0" * 200_000,
    ],
    ids=["noise", "length", "headers", "zeros"],
)
def test_what_is_no_record_of_a_crawl_comes_in_pieces(bad: bytes, is_packed: bool) -> None:
    pytest.importorskip("fastwarc", reason="needs FastWARC: pip install 'cleaner[warc]'")
    pack = gzip.compress if is_packed else bytes
    data = b"".join(map(pack, (record(PAGE), bad + b"\r\n", record(BODY))))
    crawl = Wet(io.BytesIO(data), ".gz" if is_packed else "", FIELDS, "a.wet")
    entries = list(crawl.entries())
    assert [e.text for e in entries if e.text] == [PAGE, BODY]
    bare = [crawl.dump_carried(entry) for entry in entries]
    if is_packed:
        bare = [gzip.decompress(one) for one in bare]
    assert b"".join(bare) == record(PAGE) + bad + b"\r\n" + record(BODY)
    assert sum(bool(entry.damage) for entry in entries) <= 1


def test_a_damaged_stretch_of_a_packed_crawl_comes_in_pieces() -> None:
    pytest.importorskip("fastwarc", reason="needs FastWARC: pip install 'cleaner[warc]'")
    noise = bytes(random.Random(1).choices([0x1F, 0x8B, 0, 1, 255], k=100_000)).replace(wet.MEMBER, b"")
    noise = noise.replace(wet.MEMBER, b"")
    data = gzip.compress(record(PAGE)) + wet.MEMBER + noise + gzip.compress(record(BODY))
    crawl = Wet(io.BytesIO(data), ".gz", FIELDS, "a.wet.gz")
    entries = list(crawl.entries())
    assert [e.text for e in entries if e.text] == [PAGE, BODY] and sum(bool(e.damage) for e in entries) == 1
    assert b"".join(entry.source.data for entry in entries[1:-1]) == wet.MEMBER + noise


# --- columns ---


@pytest.fixture
def arrow() -> Any:
    return pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'cleaner[parquet]'")


@pytest.fixture
def pool(arrow: Any) -> Iterator[Any]:
    """Yield the memory pool of pyarrow, which records the largest allocation."""
    before, counting = arrow.default_memory_pool(), arrow.proxy_memory_pool(arrow.system_memory_pool())
    arrow.set_memory_pool(counting)
    yield counting
    arrow.set_memory_pool(before)


def columns_of(path: Path) -> ArrowFile:
    return ArrowFile(path.open("rb"), FIELDS, False, str(path), path.suffix[1:])


def save(table: Any, path: Path, **how: Any) -> None:
    from pyarrow import ipc, parquet

    if path.suffix == ".parquet":
        parquet.write_table(table, path, **how)
    else:
        with ipc.new_file(path, table.schema) as file:
            file.write_table(table)


def test_of_rows_that_are_too_long_on_average_none_is_read(tmp_path: Path, pool: Any, arrow: Any) -> None:
    path = tmp_path / "a.parquet"
    save(arrow.table({"text": ["x" * 10_000_000, PAGE]}), path, row_group_size=1, use_dictionary=False)
    before = pool.max_memory()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(columns, "LONGEST", 1_000_000)
        with pytest.raises(CleanerError, match=r"a\.parquet: contains a record longer than 128 MiB; remove it fir"):
            list(columns_of(path).entries())
    assert pool.max_memory() - before < 1_000_000
    assert len(list(columns_of(path).entries())) == 2


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.parquet", "string"), ("a.parquet", "dictionary"), ("a.arrow", "string"), ("a.arrow", "large_string")],
)
def test_a_cell_that_is_too_long_is_one_damaged_record_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arrow: Any, name: str, kind: str
) -> None:
    monkeypatch.setattr(columns, "LONGEST", 9_000)
    rows: list[str | None] = [PAGE, BODY, None, "x" * 10_000, "y" * 9_000, PAGE]
    kinds = {"dictionary": arrow.dictionary(arrow.int32(), arrow.string())}
    save(arrow.table({"text": arrow.array(rows, kinds.get(kind) or kind)}), tmp_path / name)
    file = columns_of(tmp_path / name)
    with (tmp_path / "out").open("wb") as target:
        out, entries = ArrowOutput(file, target), []
        for entry in file.entries():
            entries.append((entry.text, entry.damage))
            assert json.loads(file.as_json(entry, {})) == {"text": rows[entry.number - 1]}
            out.carry(entry) if entry.text is None else out.put(entry, CleanedText("CleanedText", "article", ()))
        out.close()
    assert [text for text, _ in entries] == [PAGE, BODY, None, None, "y" * 9_000, PAGE]
    assert [damage for _, damage in entries if damage] == [
        "column 'text' is null or not valid UTF-8", "longer than 128 MiB"
    ]  # fmt: skip
    (tmp_path / "out").rename(tmp_path / name)
    cells = [entry.text for entry in columns_of(tmp_path / name).entries()]
    assert cells == ["CleanedText", "CleanedText", None, None, "CleanedText", "CleanedText"]
    monkeypatch.setattr(columns, "LONGEST", 10_000)
    assert [entry.text for entry in columns_of(tmp_path / name).entries()][3] == "x" * 10_000


class Watched(io.BytesIO):
    """File that records the size of its largest read."""

    most = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.most = max(self.most, len(data))
        return data


def test_a_group_of_many_rows_is_read_in_pieces(arrow: Any) -> None:
    from pyarrow import parquet

    chance, file = random.Random(1), Watched()
    texts = [chance.randbytes(1_000).hex() for _ in range(5_000)]
    parquet.write_table(arrow.table({"text": texts}), file, compression="NONE", use_dictionary=False)
    file.seek(0)
    assert [entry.text for entry in ArrowFile(file, FIELDS, False, "a.parquet", "parquet").entries()] == texts
    assert file.most < 3_000_000 < 9_000_000 < len(file.getvalue())


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow"])
def test_of_a_value_that_stands_for_many_rows_few_are_read_at_once(
    arrow: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyarrow import parquet

    file = io.BytesIO()
    texts = arrow.array(["x" * 100_000] * 500).dictionary_encode()
    if name.endswith(".parquet"):
        parquet.write_table(arrow.table({"text": texts}), file, store_schema=False)
    else:
        with arrow.ipc.new_file(file, arrow.schema([("text", texts.type)])) as out:
            out.write_table(arrow.table({"text": texts}))
    monkeypatch.setattr(columns, "EXPANDED", 1_000_000)
    found = list(ArrowFile(file, FIELDS, False, name, name[2:]).entries())
    assert [entry.text for entry in found] == ["x" * 100_000] * 500
    assert max(entry.source.batch.num_rows for entry in found) <= 10


# --- compressed files ---


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if suffix == ".zst":
        pytest.importorskip("zstandard", reason="needs zstandard: pip install 'cleaner[zstd]'")
    monkeypatch.setattr(compression, "ANY", 1000)
    monkeypatch.setattr(compression, "BLOCK", 100)
    bomb = compression.compress(b"\n" * 10_000_000, suffix, "a")
    with (
        pytest.raises(OSError, match="decompresses to more than 500 times its size; decompress it first"),
        compression.open_unpacked(io.BytesIO(bomb), suffix, "a") as file,
    ):
        file.read()
    monkeypatch.setattr(compression, "ANY", 10_000_000)
    assert compression.open_unpacked(io.BytesIO(bomb), suffix, "a").read() == b"\n" * 10_000_000


@pytest.mark.slow
def test_after_a_bomb_the_rest_is_cleaned(tmp_path: Path) -> None:
    good = json.dumps({"text": PAGE}).encode() + b"\n"
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(good + b"[" * 400_000_000))
    (tmp_path / "b.jsonl").write_bytes(good)
    done = run_process("run", "--jobs", "1", ".", cwd=tmp_path)  # with the real limits
    assert done.returncode == 3 and b"decompress it first if that is expected." in done.stderr, done.stderr
    assert (tmp_path / "b.clean.jsonl").exists()


# --- TOML files ---


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#" * ((1 << 23) + 1), r"too large \(limit 8 MiB\)"),
        ("a" + ".a" * 60_000 + " = 1", "key with more than 50 parts"),
        ('[["b" . a' + ". 'c d'" * 60_000 + "]]", "key with more than 50 parts"),
        ("a = " + "[" * 100_000, "tables or arrays are nested too deeply"),
        ("a = " + "1" * 100_000, "number with too many digits"),
    ],
    ids=["large", "key", "table", "list", "number"],
)
@pytest.mark.parametrize("command", ["--config", "--weights", "reviews"])
def test_hostile_toml_is_refused(tmp_path: Path, text: str, said: str, command: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    (tmp_path / "cleaner.toml").write_text('reviews = "a.toml"' if command == "reviews" else "")
    with pytest.raises(CleanerError, match=f"a.toml: {said}"):
        if command == "--config":
            settings(tmp_path, {}, config=str(tmp_path / "a.toml"))
        elif command == "--weights":
            settings(tmp_path, {"weights": str(tmp_path / "a.toml")}).rulebook()
        else:
            settings(tmp_path, {}).load_reviews()


def test_lines_that_only_look_like_tables_take_linear_time() -> None:
    with limited(20):
        assert TomlLines('[[rule]]\na = """' + "[[rule]]\n" * 20_000 + '"""', "rule").headers == [0]
