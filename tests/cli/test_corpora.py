"""Corpora of each format: only the texts change, even if records are damaged."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.corpus.csv import CsvFile
from cleaner.corpus.entry import FIELDS, CleanedText
from cleaner.corpus.jsonl import JsonLines
from cleaner.files.names import cleaned_name, corpus_format
from tests.support.command import NO_ARTICLE, PAGE, cleaner
from tests.support.corpora import (
    CLEANED,
    CONFIDENCE,
    CONFIDENCES,
    CRAWL,
    ROWS,
    TEXTS,
    VERDICTS,
    columns,
    jsonl,
    loaded,
    record,
    run,
    save,
    texts,
)

arrow = pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'cleaner[parquet]'")
warc = pytest.importorskip("fastwarc", reason="needs FastWARC: pip install 'cleaner[warc]'")
zstandard = pytest.importorskip("zstandard", reason="needs zstandard: pip install 'cleaner[zstd]'")
parquet = pytest.importorskip("pyarrow.parquet")

# --- names ---


@pytest.mark.parametrize(
    ("name", "format_", "cleaned"),
    [
        ("a.jsonl", "jsonl", "a.clean.jsonl"),
        ("a.b.ndjson.GZ", "jsonl", "a.b.clean.ndjson.GZ"),
        ("a.jsonl.zst", "jsonl", "a.clean.jsonl.zst"),
        ("a.tsv", "csv", "a.clean.tsv"),
        ("a.parquet", "parquet", "a.clean.parquet"),
        ("a.feather", "arrow", "a.clean.feather"),
        ("crawl-00001.warc.wet.gz", "wet", "crawl-00001.clean.warc.wet.gz"),
        ("a.txt", None, "a.clean.txt"),
        ("a.gz", None, "a.clean.gz"),
        (".jsonl", None, ".jsonl.clean.txt"),
        ("LICENSE", None, "LICENSE.clean.txt"),
    ],
)
def test_suffix_decides_the_format(name: str, format_: str | None, cleaned: str) -> None:
    end = corpus_format(name)
    assert (end and end.format) == format_ and cleaned_name(name) == cleaned


def test_name_of_a_corpus_written_as_json_lines() -> None:
    assert cleaned_name("crawl.warc.wet.gz", ["jsonl"]) == "crawl.clean.jsonl.gz"
    assert cleaned_name("a.csv", ["jsonl"]) == "a.clean.jsonl"


# --- JSON Lines ---


def test_json_lines_change_only_text_and_verdict(tmp_path: Path) -> None:
    odd = '{ "n":1.10, "text" : TEXT, "a": [1, {"text": "x"}],"n": 12345678901234567890, "ü":"\\u00fc" NEW}\r\n'
    raw = odd.replace("TEXT", json.dumps(PAGE)).replace("NEW", "").encode()
    (tmp_path / "a.jsonl").write_bytes(b"\n" + raw + b"\n")
    run(tmp_path, "a.jsonl")
    new = odd.replace("TEXT", json.dumps(CLEANED)).replace(
        " NEW", f',"cleaner_verdict":"article","cleaner_confidence":{CONFIDENCE} '
    )
    assert (tmp_path / "a.clean.jsonl").read_bytes() == b"\n" + new.encode() + b"\n"
    assert (tmp_path / "a.jsonl").read_bytes() == b"\n" + raw + b"\n"


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_json_lines_compressed_or_not(tmp_path: Path, suffix: str) -> None:
    data = jsonl(ROWS)
    packed = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress}[suffix]
    (tmp_path / f"a.jsonl{suffix}").write_bytes(packed(data))
    run(tmp_path, ".")
    out = (tmp_path / f"a.clean.jsonl{suffix}").read_bytes()
    unpacked: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.decompress, ".zst": decompress_zstd}
    rows = loaded(unpacked[suffix](out))
    assert [row["text"] for row in rows] == TEXTS and [row["cleaner_verdict"] for row in rows] == VERDICTS
    assert [row["cleaner_confidence"] for row in rows] == CONFIDENCES
    assert [{**row, "text": ""} for row in ROWS] == [
        {k: v for k, v in row.items() if not k.startswith("cleaner_")} | {"text": ""} for row in rows
    ]


def decompress_zstd(data: bytes) -> bytes:
    return bytes(zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read())


def test_escaping_of_json_lines_is_kept(tmp_path: Path) -> None:
    page = PAGE.replace("Orrin", "Órrin")
    lines = [json.dumps({"text": page}), json.dumps({"text": page}, ensure_ascii=False), '{"text": "half \\ud83d"}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    run(tmp_path, ".")
    escaped, plain, _ = (tmp_path / "a.clean.jsonl").read_text("utf-8").splitlines()
    assert "\\u00d3rrin" in escaped and "Órrin" in plain


def test_spans_restore_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS[:1]))
    run(tmp_path, ".", "--spans")
    row = loaded((tmp_path / "a.clean.jsonl").read_bytes())[0]
    rest = PAGE
    for span in reversed(row["cleaner_removed"]):
        rest = rest[: span["start"]] + rest[span["end"] :]
        assert span["kind"] and span["rule"]
    assert rest == row["text"] == CLEANED


def test_nested_fields_are_named_with_dots(tmp_path: Path) -> None:
    row = {"a.b": "no", "page": {"body": PAGE, "n": 1}, "meta": {"id": 7}}
    (tmp_path / "a.jsonl").write_bytes(jsonl([row]))
    run(tmp_path, ".", "--text-field", "page.body", "--id-field", "meta.id")
    new = loaded((tmp_path / "a.clean.jsonl").read_bytes())[0]
    assert new == {
        **row,
        "page": {"body": CLEANED, "n": 1},
        "cleaner_verdict": "article",
        "cleaner_confidence": CONFIDENCE,
    }


def test_cleaning_a_cleaned_corpus_changes_only_the_confidence(tmp_path: Path) -> None:
    once = cleaner("--format", "jsonl", "--spans", stdin=jsonl([ROWS[0], ROWS[1]])).stdout
    again = cleaner("--format", "jsonl", stdin=once).stdout
    old, new = (f'"cleaner_confidence": {clean(text).confidence}'.encode() for text in (PAGE, CLEANED))
    assert once.count(old) == 2 and again == once.replace(old, new)
    assert once.count(b"cleaner_verdict") == 2


BROKEN = [
    (b'{"text": "a', "not a JSON object: Invalid control character at character 12"),
    (b"[1, 2]", 'not a JSON object: does not start with "{"'),
    (b'{"text": "a"} {}', "not a JSON object: unexpected data after the object"),
    (b'{"text": "a" "b": 1}', 'not a JSON object: expected "," or "}" at character 14'),
    (b'{"text": "a",}', "not a JSON object: Expecting value at character 14"),
    (b'{"text" "a"}', 'not a JSON object: expected a key and ":" at character 9'),
    (b'{"body": "a"}', "has no field 'text' (fields: body); choose one with --text-field"),
    (b'{"text": null}', "field 'text' is not a string"),
    (b'{"text": "\xff"}', "invalid UTF-8 at byte 11"),
    (b'{"a": ' + b"[" * 100_000, "nested too deeply"),
]


@pytest.mark.parametrize("damaged", ["copy", "reject"])
def test_damaged_records_are_reported_and_copied_or_rejected(tmp_path: Path, damaged: str) -> None:
    good = jsonl(ROWS[:1])
    (tmp_path / "a.jsonl").write_bytes(good + b"".join(line + b"\n" for line, _ in BROKEN) + good)
    messages = run(tmp_path, "a.jsonl", "--damaged", damaged, "--rejects", "no.jsonl", status=3)
    for number, (_, why) in enumerate(BROKEN, 2):
        assert f"a.jsonl: record {number}: {why}.\n" in messages
    assert f"a.jsonl: {len(BROKEN)} records failed.\n" in messages
    lines = (tmp_path / "a.clean.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["text"] for line in (lines[0], lines[-1])] == [CLEANED, CLEANED]
    rejected = loaded((tmp_path / "no.jsonl").read_bytes())
    if damaged == "copy":
        assert lines[1:-1] == [line for line, _ in BROKEN] and rejected == []
    else:
        assert len(lines) == 2 and [row["cleaner_record"] for row in rejected] == list(range(2, len(BROKEN) + 2))
        assert rejected[1]["cleaner_raw"] == "[1, 2]\n" and "cleaner_raw_base64" in rejected[8]


def test_only_ten_of_many_damaged_records_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS[:1]) + b"{}\n" * 500)
    messages = run(tmp_path, "a.jsonl", status=3)
    assert messages.count("has no field") == 10 and "500 records failed" in messages


def test_truncated_gzip_file_keeps_the_records_read(tmp_path: Path) -> None:
    data = jsonl([{"text": f"{PAGE}{i} " + "x" * i} for i in range(300)])
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(data)[:-20])
    messages = run(tmp_path, "a.jsonl.gz", status=3)
    assert "a.jsonl.gz: read error after record " in messages
    out = gzip.decompress((tmp_path / "a.clean.jsonl.gz").read_bytes())
    assert len(out.splitlines()) == int(messages.split("after record ")[1].split(":")[0]) > 0


def test_files_without_texts_are_skipped_unless_named(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("page,label\na,1\n")
    (tmp_path / "pairs.jsonl").write_text('{"raw": "a", "gold": "b"}\n')
    messages = run(tmp_path, ".")
    assert "labels.csv: skipped: no text field found (has no column 'text'" in messages
    assert "pairs.jsonl: skipped: no text field found (record 1 has no field 'text'" in messages
    assert [path.name for path in tmp_path.glob("*.clean.*")] == []
    assert "has no column 'text' in the header; choose one with --text-field." in run(tmp_path, "labels.csv", status=3)
    assert [path.name for path in tmp_path.glob("*.clean.*")] == []


objects = st.dictionaries(
    st.text(max_size=5),
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=6,
    ),
)


@given(objects, st.text(), st.text(), st.booleans(), st.sampled_from([None, 1]))
def test_only_the_text_and_the_verdict_differ(
    row: dict[str, Any], old: str, new: str, is_ascii: bool, indent: int | None
) -> None:
    row = {**row, "text": old}
    line = json.dumps(row, ensure_ascii=is_ascii, indent=indent).replace("\n", " ").encode("utf-8", "surrogatepass")
    lines = JsonLines(io.BytesIO(line), FIELDS, with_spans=False)
    entry = next(lines.entries())
    if any("\ud800" <= c <= "\udfff" for c in line.decode("utf-8", "surrogatepass")):
        assert entry.damage
        return
    assert entry.text == old and lines.dump_carried(entry) == line
    out = json.loads(lines.dump_cleaned(entry, CleanedText(new, "article", (), confidence=0.25)))
    added = {"cleaner_verdict": "article", "cleaner_confidence": 0.25}
    assert out == row | {"text": new} | added and list(out)[: len(row)] == list(row)
    assert json.loads(lines.as_json(entry, {"cleaner_reason": "why"})) == row | {"cleaner_reason": "why"}


# --- CSV ---


@pytest.mark.parametrize(("separator", "name"), [(",", "a.csv"), ("\t", "a.tsv"), (";", "a.csv"), ("|", "a.csv.gz")])
@pytest.mark.parametrize(("quoting", "end"), [(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\n")])
def test_csv_dialect_is_kept(tmp_path: Path, separator: str, name: str, quoting: int, end: str) -> None:
    def written(rows: Sequence[dict[str, Any]]) -> bytes:
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), delimiter=separator, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
        writer.writeheader()
        writer.writerows(rows)
        return ("\ufeff" + out.getvalue()).encode()

    pack, unpack = (gzip.compress, gzip.decompress) if name.endswith(".gz") else (bytes, bytes)
    (tmp_path / name).write_bytes(pack(written(ROWS)))
    run(tmp_path, ".")
    out = unpack((tmp_path / cleaned_name(name)).read_bytes()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(out, newline=""), delimiter=separator))
    new = zip(ROWS, TEXTS, VERDICTS, map(str, CONFIDENCES), strict=True)
    assert rows == [
        {**row, "n": str(row["n"]), "text": a, "cleaner_verdict": b, "cleaner_confidence": c} for row, a, b, c in new
    ]
    head = [*ROWS[0], "cleaner_verdict", "cleaner_confidence"]
    quoted = [f'"{cell}"' if quoting == csv.QUOTE_ALL else cell for cell in head]
    assert out.startswith(separator.join(quoted) + end) and out.endswith(end)


def test_csv_row_keeps_every_other_character(tmp_path: Path) -> None:
    text = PAGE.replace("\n", "\r\n").replace('"', '""')
    row = '"001",a "b" c,"x, ""y""\nz",{},  last \n'
    (tmp_path / "a.csv").write_text("id,n,n,text,\n" + row.format(f'"{text}"'), "utf-8", newline="")
    run(tmp_path, ".")
    result = clean(PAGE.replace("\n", "\r\n"))
    cleaned, end = result.text.replace('"', '""'), f"last ,article,{result.confidence}\n"
    head = "id,n,n,text,,cleaner_verdict,cleaner_confidence\n"
    expected = head + row.format(f'"{cleaned}"').replace("last \n", end)
    assert (tmp_path / "a.clean.csv").read_bytes() == expected.encode()


def test_quotes_in_tsv_may_be_literal(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(f'id\ttext\n1\t"Hello" he said\n2\t"Share this article\n3\t"{PAGE}"\n')
    run(tmp_path, ".")
    first, second = clean('"Hello" he said').confidence, clean('"Share this article').confidence
    assert (tmp_path / "a.clean.tsv").read_text() == (
        f'id\ttext\tcleaner_verdict\tcleaner_confidence\n1\t"""Hello"" he said"\tarticle\t{first}\n'
        f'2\t\tno-article\t{second}\n3\t"{CLEANED}"\tarticle\t{CONFIDENCE}\n'
    )


def test_damaged_csv_rows_are_reported_and_copied(tmp_path: Path) -> None:
    bad = [b"2,a,b", b"3,\xff", b'4,"never closed', b'5,"closed" and on']
    rows = [b"id,text", b'1,"' + PAGE.encode() + b'"', *bad, b"", b"6,x"]
    (tmp_path / "a.csv").write_bytes(b"\n".join(rows))
    messages = run(tmp_path, ".", status=3)
    assert "record 2: has 3 cells, expected 2" in messages and "record 3 (3): invalid UTF-8" not in messages
    assert "record 3: invalid UTF-8" in messages
    for number in (4, 5):
        assert f"record {number}: malformed row: unbalanced quote." in messages
    out = (tmp_path / "a.clean.csv").read_bytes()
    head = f'id,text,cleaner_verdict,cleaner_confidence\n1,"{CLEANED}",article,{CONFIDENCE}\n'.encode()
    assert out == head + b"\n".join([*bad, b"", f"6,,no-article,{clean('x').confidence}".encode()])


def test_csv_header_may_hold_invalid_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'text,Gr\xf6\xdfe\n"' + PAGE.encode() + b'",3\n')
    run(tmp_path, "a.csv")
    assert (tmp_path / "a.clean.csv").read_bytes().startswith(b"text,Gr\xf6\xdfe,cleaner_verdict,cleaner_confidence\n")


def test_unclosed_quote_damages_only_its_row(tmp_path: Path) -> None:
    rows = [b"id,text", b'0,"never closed', *(b"%d,a line of some words" % i for i in range(1, 200_000))]
    (tmp_path / "a.csv").write_bytes(b"\n".join(rows))
    lines = CsvFile((tmp_path / "a.csv").open("rb"), FIELDS, with_spans=False, name="a.csv").entries()
    entries = list(lines)
    assert len(entries) == len(rows) and [e.number for e in entries if e.damage] == [1]


def test_csv_in_utf_16_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id,text\n1,x\n".encode("utf-16"))
    assert "a.csv: is in UTF-16; convert the file to UTF-8 first." in run(tmp_path, "a.csv", status=3)


# --- Parquet and Arrow ---


def read_table(path: Path) -> Any:
    return parquet.read_table(path) if path.suffix == ".parquet" else arrow.ipc.open_file(path).read_all()


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
def test_parquet_and_arrow_change_only_the_text(tmp_path: Path, suffix: str) -> None:
    table = columns(ROWS)
    save(table, tmp_path / f"a{suffix}")
    run(tmp_path, ".", "--spans")
    new = read_table(tmp_path / f"a.clean{suffix}")
    assert new.column("text").to_pylist() == TEXTS and new.column("cleaner_verdict").to_pylist() == VERDICTS
    assert new.column("cleaner_confidence").to_pylist() == CONFIDENCES
    assert new.select(["id", "url", "n"]).equals(table.select(["id", "url", "n"]))
    assert new.schema.metadata == table.schema.metadata
    assert new.column("cleaner_removed")[0].as_py()[0].keys() == {"start", "end", "kind", "rule"}
    if suffix == ".parquet":
        assert parquet.ParquetFile(tmp_path / "a.clean.parquet").metadata.row_group(0).column(0).compression == "ZSTD"


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
def test_null_texts_stay_and_rejected_rows_go(tmp_path: Path, suffix: str) -> None:
    save(columns([*ROWS, {**ROWS[0], "text": None}]), tmp_path / f"a{suffix}")
    messages = run(tmp_path, ".", "--rejects", "no.jsonl", status=3)
    assert f"a{suffix}: record 6 (p0): column 'text' is null or not valid UTF-8." in messages
    new = read_table(tmp_path / f"a.clean{suffix}")
    assert new.column("n").to_pylist() == [0, 1, 3, 4, 0]
    assert new.column("cleaner_verdict").to_pylist() == ["article"] * 4 + [None]
    row = loaded((tmp_path / "no.jsonl").read_bytes())[0]
    assert row["text"] == NO_ARTICLE and row["cleaner_record"] == 3 and row["cleaner_reason"]


def test_many_rows_are_written_in_order(tmp_path: Path) -> None:
    save(columns([{"text": f"a {i}", "n": i} for i in range(1500)]), tmp_path / "a.parquet")
    run(tmp_path, ".", "--jobs", "2")
    assert read_table(tmp_path / "a.clean.parquet").column("n").to_pylist() == list(range(1500))


def test_column_without_text_and_invalid_parquet_are_reported(tmp_path: Path) -> None:
    save(columns([{"text": 1, "body": PAGE}]), tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"PAR1 nothing of the sort")
    messages = run(tmp_path, "a.parquet", "b.parquet", status=3)
    assert "a.parquet: column 'text' is int64, not text; choose one with --text-field." in messages
    assert "b.parquet: not a valid Parquet file: " in messages
    run(tmp_path, "a.parquet", "--text-field", "body")
    assert read_table(tmp_path / "a.clean.parquet").column("body").to_pylist() == [CLEANED]


# --- WET ---


@pytest.mark.parametrize("form", ["plain", "members", "one member"])
def test_wet_is_cleaned_in_its_own_format(tmp_path: Path, form: str) -> None:
    name = "a.warc.wet" + ("" if form == "plain" else ".gz")
    data = b"".join(map(gzip.compress, CRAWL)) if form == "members" else b"".join(CRAWL)
    (tmp_path / name).write_bytes(gzip.compress(data) if form == "one member" else data)
    run(tmp_path, ".")
    out = (tmp_path / cleaned_name(name)).read_bytes()
    assert texts(out) == TEXTS
    if form != "plain":
        assert out.startswith(gzip.compress(CRAWL[0], 6, mtime=0)) and out.count(b"\x1f\x8b\x08\x00") == len(CRAWL)
        out = gzip.decompress(out)
    assert out.startswith(CRAWL[0]) and out.count(b"X-Cleaner-Verdict: article\r\n") == 4
    assert out.count(f"X-Cleaner-Confidence: {CONFIDENCE}\r\n".encode()) == 4


def test_wet_as_json_lines(tmp_path: Path) -> None:
    (tmp_path / "a.warc.wet.gz").write_bytes(b"".join(map(gzip.compress, CRAWL)))
    run(tmp_path, ".", "--to", "jsonl")
    rows = loaded(gzip.decompress((tmp_path / "a.clean.jsonl.gz").read_bytes()))
    assert [row["text"] for row in rows] == TEXTS
    assert rows[0] == {
        "id": "<urn:uuid:00000000-0000-4000-8000-000000000001>", "url": "https://harbourdaily.example/1",
        "date": "2024-03-01T06:00:00Z", "text": CLEANED, "cleaner_verdict": "article",
        "cleaner_confidence": CONFIDENCE,
    }  # fmt: skip


def test_wet_continues_after_a_damaged_gzip_member(tmp_path: Path) -> None:
    members = [gzip.compress(part) for part in CRAWL]
    members[2] = members[2][:60] + b"\0\0\0\0\0\0" + members[2][66:]
    (tmp_path / "a.wet.gz").write_bytes(b"".join(members))
    messages = run(tmp_path, ".", status=3)
    assert "a.wet.gz: record 3: corrupt data, no WARC record found." in messages
    out = (tmp_path / "a.clean.wet.gz").read_bytes()
    assert members[2] in out
    before, after = out.split(members[2])
    assert texts(before) + texts(after) == [TEXTS[0], *TEXTS[2:]]


@pytest.mark.parametrize("length", [3, 10_000_000])
def test_wet_continues_after_a_record_of_the_wrong_length(tmp_path: Path, length: int) -> None:
    parts = [*CRAWL[:2], record(2, PAGE, length=length), *CRAWL[3:]]
    (tmp_path / "a.wet").write_bytes(b"".join(parts))
    messages = run(tmp_path, ".", status=3)
    assert "a.wet: record 3: corrupt data, no WARC record found." in messages
    out = (tmp_path / "a.clean.wet").read_bytes()
    assert parts[2] in out and texts(out.split(parts[2])[1]) == TEXTS[2:]


@pytest.mark.parametrize(
    "twice", [b"Content-Length: 3\r\nContent-Length: 9\r\n", b"Content-Type: text/plain\nContent-Length: 3\r\n"]
)
def test_wet_record_with_an_ambiguous_header_is_copied(tmp_path: Path, twice: bytes) -> None:
    head, _, _ = CRAWL[1].partition(b"Content-Type")
    damaged = head + twice + b"\r\none\r\n\r\n"
    (tmp_path / "a.wet").write_bytes(CRAWL[1] + damaged + CRAWL[2])
    assert "a.wet: record 2: corrupt" in run(tmp_path, "a.wet", status=3)
    assert damaged in (tmp_path / "a.clean.wet").read_bytes()


def test_truncated_wet_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.wet.gz").write_bytes(b"".join(map(gzip.compress, CRAWL))[:-30])
    assert "a.wet.gz: record 6: corrupt" in run(tmp_path, "a.wet.gz", status=3)
    assert (tmp_path / "a.clean.wet.gz").exists()


# --- the run ---


def test_rejects_hold_documents_without_an_article_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS))
    (tmp_path / "b.txt").write_text(NO_ARTICLE)
    run(tmp_path, ".", "--rejects", "no.jsonl.gz")
    row, file = loaded(gzip.decompress((tmp_path / "no.jsonl.gz").read_bytes()))
    assert row == ROWS[2] | {
        "cleaner_source": "./a.jsonl",
        "cleaner_record": 3,
        "cleaner_reason": row["cleaner_reason"],
    }
    assert file["id"] == "./b.txt" and file["text"] == NO_ARTICLE and "reads like an article" in file["cleaner_reason"]
    assert len(loaded((tmp_path / "a.clean.jsonl").read_bytes())) == 4


def test_stats_hold_the_totals_by_kind_and_rule(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS))
    messages = run(tmp_path, ".", "--stats", "stats.json")
    stats = json.loads((tmp_path / "stats.json").read_bytes())
    assert (stats["documents"], stats["articles"], stats["no_article"], stats["failures"]) == (5, 4, 1, 0)
    assert stats["removed"]["share"] == {"lines": 8, "words": 28}
    assert stats["rules"]["SHA101"]["share"]["lines"] == 4
    assert "5 documents: 4 written, 1 without an article.\n" in messages and "SHA101 4" in messages


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS))
    messages = run(tmp_path, ".", "--dry-run", "-v", "--rejects", "no.jsonl", "--stats", "stats.json")
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
    assert messages.count("a.jsonl: would be") == 1 and "a.jsonl: would be written to a.clean.jsonl." in messages


def test_verbose_and_json_report_each_record(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS))
    messages = run(tmp_path, ".", "-v")
    assert "a.jsonl: record 1: 6 lines removed (" in messages and "a.jsonl: record 3: no article\n" in messages
    done = cleaner("run", "a.jsonl", "--format", "json", cwd=tmp_path)
    first, _, third, *_ = json.loads(done.stdout)["documents"]
    assert (first["record"], first["output"], first["written"]) == (1, "a.clean.jsonl", True)
    assert third["verdict"] == "no-article" and third["reason"] == "No part of the text reads like an article"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_records_on_stdin_keep_their_order(jobs: str) -> None:
    done = cleaner("--format", "jsonl", "--jobs", jobs, stdin=jsonl(ROWS) + b"{}\n")
    assert (
        done.returncode == 3
        and b": record 6: has no field 'text' (fields: none); choose one with --text-field.\n" in done.stderr
    )
    rows = loaded(done.stdout)
    assert [row.get("text") for row in rows] == [*TEXTS, None]
    assert cleaner("run", "-", "--format", "jsonl", stdin=jsonl(ROWS)).stdout == done.stdout[:-3]


def test_number_of_jobs_does_not_change_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS * 40))
    for jobs in ("1", "2"):
        run(tmp_path, ".", "--out", jobs, "--jobs", jobs)
    one, two = ((tmp_path / jobs / "a.clean.jsonl").read_bytes() for jobs in ("1", "2"))
    assert one == two and len(one.splitlines()) == 200


def test_empty_corpus_stays_empty(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"")
    (tmp_path / "b.csv").write_bytes(b"id,text\n")
    save(columns(ROWS).slice(0, 0), tmp_path / "c.parquet")
    run(tmp_path, ".")
    assert (tmp_path / "a.clean.jsonl").read_bytes() == b""
    assert (tmp_path / "b.clean.csv").read_bytes() == b"id,text,cleaner_verdict,cleaner_confidence\n"
    assert read_table(tmp_path / "c.clean.parquet").num_rows == 0


def test_output_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS))
    (tmp_path / "a.clean.jsonl").symlink_to("a.jsonl")
    assert "a.clean.jsonl: refusing to overwrite a symbolic link" in run(tmp_path, ".", status=3)
    assert (tmp_path / "a.jsonl").read_bytes() == jsonl(ROWS)


# --- conflicts and failures ---


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("a.jsonl", "--rejects", "a.jsonl"), "a.jsonl is also an input and would be overwritten"),
        (("a.jsonl", "--stats", "./a.jsonl"), "a.jsonl is also an input and would be overwritten"),
        (("a.jsonl", "--stats", "x", "--rejects", "x"), "x: used for two outputs; choose different names"),
        (("a.jsonl", "--damaged", "reject"), "--damaged reject requires --rejects FILE."),
    ],
)
def test_rejects_and_stats_overwrite_no_input(tmp_path: Path, args: tuple[str, ...], why: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS))
    done = cleaner("run", *args, cwd=tmp_path)
    assert done.returncode in (2, 3) and why in done.stderr.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
    assert (tmp_path / "a.jsonl").read_bytes() == jsonl(ROWS)


def test_rejects_with_the_path_of_an_output_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS))
    messages = run(tmp_path, "a.jsonl", "--rejects", "a.clean.jsonl", status=3)
    assert (
        "a.jsonl: would be written to a.clean.jsonl, which --rejects or --stats writes; rename that file." in messages
    )


def test_rejects_are_not_read_by_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS))
    for _ in range(2):
        run(tmp_path, ".", "--rejects", "no.jsonl")
        assert len(loaded((tmp_path / "no.jsonl").read_bytes())) == 1
    assert not (tmp_path / "no.clean.jsonl").exists()


def test_rejected_line_keeps_numbers_and_duplicate_keys(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"n": 1e400, "m": 1.10, "m": 2, "text": "Home | News"}\n')
    run(tmp_path, ".", "--rejects", "no.jsonl")
    assert (tmp_path / "no.jsonl").read_text().startswith('{"n": 1e400, "m": 1.10, "m": 2, "text": "Home | News", "cl')


@pytest.mark.parametrize(("first", "word"), [(b"{broken", "not a JSON object"), (b'{"text": 1}', "field 'text' is")])
def test_damaged_first_record_does_not_stop_the_others(tmp_path: Path, first: bytes, word: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(first + b"\n" + jsonl(ROWS))
    assert f"record 1: {word}" in run(tmp_path, ".", status=3)
    assert len((tmp_path / "a.clean.jsonl").read_bytes().splitlines()) == 6


def test_missing_package_is_a_failure_that_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    from cleaner.cli import main

    save(columns(ROWS), tmp_path / "a.parquet")
    (tmp_path / "b.wet").write_bytes(b"".join(CRAWL))
    (tmp_path / "c.jsonl.zst").write_bytes(zstandard.compress(jsonl(ROWS)))
    for name in ("pyarrow", "fastwarc", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr("sys.argv", ["cleaner", "run", str(tmp_path)])
    with pytest.raises(SystemExit) as caught:
        main()
    messages = capsys.readouterr().err
    assert caught.value.code == 3
    for name, extra in (("a.parquet", "parquet"), ("b.wet", "warc"), ("c.jsonl.zst", "zstd")):
        assert f"{name}: needs " in messages and f"pip install 'cleaner[{extra}]'." in messages


def run_with_failure(monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the messages of a run in which cleaning fails on the second article of each corpus."""
    from cleaner import pipeline
    from cleaner.cli import main

    calls, real = 0, pipeline.clean

    def sometimes(text: str, *args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ValueError("boom")
        return real(text, *args, **more)

    monkeypatch.setattr(pipeline, "clean", sometimes)
    monkeypatch.setattr("sys.argv", ["cleaner", "run", str(folder), "--jobs", "1"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 3
    return capsys.readouterr().err


def test_record_that_fails_to_clean_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.wet").write_bytes(b"".join(CRAWL))
    assert "a.wet: record 3 (<urn:uuid" in run_with_failure(monkeypatch, tmp_path, capsys)
    out = (tmp_path / "a.clean.wet").read_bytes()
    assert CRAWL[2] in out and texts(out.replace(CRAWL[2], b"")) == [TEXTS[0], *TEXTS[2:]]


def test_row_that_fails_to_clean_gets_an_empty_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text(f'id,text\n1,"{PAGE}"\n2,"{PAGE}"\n3,x\n')
    run_with_failure(monkeypatch, tmp_path, capsys)
    rows = list(csv.reader((tmp_path / "a.clean.csv").open()))
    assert [row[-2] for row in rows] == ["cleaner_verdict", "article", "", "no-article"] and rows[2][1] == PAGE


def test_every_type_of_text_column_is_kept(tmp_path: Path) -> None:
    words = arrow.array([PAGE, NO_ARTICLE, PAGE])
    kinds = [arrow.large_string(), arrow.dictionary(arrow.int32(), arrow.string())]
    if int(arrow.__version__.partition(".")[0]) >= 25:  # older versions cannot write string views
        kinds.append(arrow.string_view())
    for i, kind in enumerate(kinds):
        texts_ = words.dictionary_encode().cast(kind) if arrow.types.is_dictionary(kind) else words.cast(kind)
        table = arrow.table({"text": texts_, "x": [1, 2, 3]})
        save(table, tmp_path / f"a{i}.arrow")
        with arrow.OSFile(str(tmp_path / f"b{i}.arrow"), "wb") as file, arrow.ipc.new_stream(file, table.schema) as out:
            out.write_table(table)
    run(tmp_path, ".", "--rejects", "no.jsonl")
    for i, kind in enumerate(kinds):
        file_ = read_table(tmp_path / f"a{i}.clean.arrow")
        for table in (file_, arrow.ipc.open_stream(tmp_path / f"b{i}.clean.arrow").read_all()):
            assert table.column("text").to_pylist() == [CLEANED, CLEANED]
            is_file, found = table is file_, table.schema.field("text").type
            assert found == (arrow.string() if is_file and arrow.types.is_dictionary(kind) else kind)
            assert table.column("x").to_pylist() == [1, 3]


@pytest.mark.slow
def test_large_arrow_dictionary_becomes_plain_text(tmp_path: Path) -> None:
    texts_ = [PAGE.replace("coast", f"coast{i}") if i % 9 else None for i in range(1500)]
    column = arrow.array(texts_).dictionary_encode()
    save(
        arrow.table({"text": column, "x": arrow.array(["a", "b", "c"] * 500).dictionary_encode()}), tmp_path / "a.arrow"
    )
    assert "1,333 written" in run(tmp_path, ".", status=3)
    table = read_table(tmp_path / "a.clean.arrow")
    assert table.num_rows == 1500 and table.schema.field("text").type == arrow.string()
    assert table.column("x").to_pylist() == ["a", "b", "c"] * 500
    assert [text is None for text in table.column("text").to_pylist()] == [text is None for text in texts_]


def test_cell_with_invalid_utf_8_is_kept(tmp_path: Path) -> None:
    bad = arrow.array([b"\xff\xfe", PAGE.encode()]).cast(arrow.string(), safe=False)
    parquet.write_table(arrow.table({"text": bad, "id": bad, "id2": [1, 2]}), tmp_path / "a.parquet")
    (tmp_path / "b.txt").write_text(PAGE)
    assert "a.parquet: record 1: column 'text' is null" in run(tmp_path, ".", status=3)
    cells = read_table(tmp_path / "a.clean.parquet").column("text").cast(arrow.binary()).to_pylist()
    assert cells == [b"\xff\xfe", CLEANED.encode()] and (tmp_path / "b.clean.txt").exists()


@pytest.mark.parametrize("length", [10**12, 5_000_000])
def test_impossible_wet_lengths_take_linear_time(tmp_path: Path, length: int) -> None:
    from cleaner.corpus.wet import Wet

    path = tmp_path / "a.wet"
    path.write_bytes(b"".join(record(i, "some words", length=length) for i in range(8_000)))
    with path.open("rb") as file:
        entries = list(Wet(file, "", FIELDS, "a.wet").entries())
    assert len(entries) == 8_000 and all(entry.damage for entry in entries)


def test_padding_between_wet_records_is_copied(tmp_path: Path) -> None:
    members = [gzip.compress(part) for part in CRAWL]
    members[2:2] = [gzip.compress(b""), gzip.compress(b"\r\n")]
    members[-1] = gzip.compress(CRAWL[-1].removesuffix(b"\r\n\r\n"))
    (tmp_path / "a.wet.gz").write_bytes(b"".join(members) + bytes(512))
    run(tmp_path, ".")
    out = gzip.decompress((tmp_path / "a.clean.wet.gz").read_bytes()[:-512])
    assert (
        out.count(b"X-Cleaner-Verdict: article\r\n") == 4 and texts(out.replace(b"\r\n\r\n\r\n", b"\r\n\r\n")) == TEXTS
    )


@pytest.mark.parametrize("flush", [False, True])
def test_truncated_zstd_file_is_reported(tmp_path: Path, flush: bool) -> None:
    data = jsonl([{"text": f"{PAGE}{i}"} for i in range(50)])
    compressor = zstandard.ZstdCompressor()
    packed = (
        b"".join(compressor.compress(line + b"\n") for line in data.splitlines())
        if flush
        else compressor.compress(data)
    )
    (tmp_path / "a.jsonl.zst").write_bytes(packed[:-9])
    assert "a.jsonl.zst: read error after record " in run(tmp_path, ".", status=3)


def test_json_lines_keep_a_byte_order_mark_and_large_numbers(tmp_path: Path) -> None:
    line = b'\xef\xbb\xbf{"n": ' + b"9" * 5_000 + b', "text": "Share this article"}\n'
    (tmp_path / "a.jsonl").write_bytes(line)
    run(tmp_path, ".")
    added = f'"cleaner_verdict": "no-article", "cleaner_confidence": {clean("Share this article").confidence}}}'
    expected = line.replace(b'"Share this article"}', f'"", {added}'.encode())
    assert (tmp_path / "a.clean.jsonl").read_bytes() == expected
