"""Unusual corpora, and values without a JSON form."""

import os
import sys
from datetime import date
from math import nan
from pathlib import Path

import pytest

from cleaner import CleanerError, clean
from cleaner.corpus.jsonl import dump_json
from cleaner.files.items import Input
from cleaner.model import Document
from cleaner.runs.clean_stream import clean_stream
from cleaner.runs.clean_task import CleanTask
from cleaner.runs.run_options import RunOptions
from cleaner.settings import Settings
from tests.support.command import PAGE, cleaner
from tests.support.corpora import CLEANED, CONFIDENCE, loaded, record, run, save, texts

arrow = pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'cleaner[parquet]'")


def test_values_without_a_json_form_are_converted() -> None:
    odd = {"lists": [1, (2.5, nan)], "bytes": b"\xff", "date": date(2024, 3, 1), "inner": {1: None}}
    assert (
        dump_json(odd) == b'{"lists": [1, [2.5, null]], "bytes": "/w==", "date": "2024-03-01", "inner": {"1": null}}\n'
    )
    assert dump_json({"ü": "ü"}) == '{"ü": "ü"}\n'.encode()
    assert dump_json({"ü": "half \ud83d"}) == b'{"\\u00fc": "half \\ud83d"}\n'


def test_duplicate_csv_columns_get_numbers_in_json(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'n,text,n\n1,"{PAGE}",2\n3,4\n')
    messages = run(tmp_path, "a.csv", "--to", "jsonl", status=3)
    assert "a.csv: record 2: has 2 cells, expected 3." in messages
    first, second = loaded((tmp_path / "a.clean.jsonl").read_bytes())
    assert first == {
        "n": "1",
        "text": CLEANED,
        "n.2": "2",
        "cleaner_verdict": "article",
        "cleaner_confidence": CONFIDENCE,
    }
    assert second["cleaner_raw"] == "3,4\n"


def test_csv_header_may_span_two_lines(tmp_path: Path) -> None:
    raw = f'"number,\nof the page";text\n1;"{PAGE}"\n'
    (tmp_path / "a.csv").write_text(raw)
    run(tmp_path, "a.csv")
    wanted = (
        raw.replace(PAGE, CLEANED).replace("text\n", "text;cleaner_verdict;cleaner_confidence\n").replace('"\n', '"\n')
    )
    assert (tmp_path / "a.clean.csv").read_text() == wanted[:-1] + f";article;{CONFIDENCE}\n"


def test_missing_and_duplicate_text_columns_are_reported(tmp_path: Path) -> None:
    save(arrow.table({"body": [PAGE], "n": [1]}), tmp_path / "a.parquet")
    save(arrow.Table.from_arrays([arrow.array([PAGE]), arrow.array([PAGE])], ["text", "text"]), tmp_path / "b.arrow")
    (tmp_path / "c.feather").write_bytes(b"FEA1 of long ago")
    messages = run(tmp_path, "a.parquet", "b.arrow", "c.feather", status=3)
    assert "a.parquet: has no column 'text' (columns: body, n); choose one with --text-field." in messages
    assert "b.arrow: has 2 columns named 'text'; choose one with --text-field." in messages
    assert "c.feather: not a valid Arrow file: Feather version 1 is not supported; convert it to version 2." in messages
    done = cleaner("diff", "a.parquet", cwd=tmp_path)
    assert done.returncode == 3 and done.stderr.startswith(b"cleaner: a.parquet: has no column 'text'")


def test_binary_wet_record_is_reported_and_old_digest_removed(tmp_path: Path) -> None:
    digest = record(2, PAGE).replace(b"Content-Type", b"WARC-Payload-Digest: sha1:OLD\r\nContent-Type")
    (tmp_path / "a.wet").write_bytes(record(1, "a\0b") + digest + b"WARC/1.0\r\nno header\r\n\r\n")
    messages = run(tmp_path, "a.wet", status=3)
    assert "a.wet: record 1: cannot read its text: binary file (contains NUL bytes)" in messages
    out = (tmp_path / "a.clean.wet").read_bytes()
    assert texts(out[out.index(b"WARC/1.0", 9) :])[0] == CLEANED and b"sha1:OLD" not in out and b"a\0b" in out


def test_device_as_input_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CleanerError, match=f"^{os.devnull}: not a regular file; use stdin or --out"):
        CleanTask(RunOptions())(Input(os.devnull, "null"), Document(PAGE), clean(PAGE))
    (tmp_path / "a.jsonl").symlink_to(os.devnull)
    messages = run(tmp_path, "a.jsonl", status=3)
    assert messages.startswith("cleaner: a.jsonl: not a regular file; use stdin with --format jsonl.\n")


def test_closed_stdin_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(CleanerError, match=r"^stdin: cannot be read\.$"):
        next(clean_stream(Settings(), RunOptions()))
