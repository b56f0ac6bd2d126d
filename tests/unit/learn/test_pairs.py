"""Labelled pairs: reading them from folders and JSONL files, and messages about errors in them."""

import json
from pathlib import Path

import pytest

from cleaner.errors import CleanerError
from cleaner.learn.pairs import Pair, join_pairs, read_pairs

GOLD = "The village keeps its bakery.\n"
RAW = f"Home | News\n\n{GOLD}\nShare this article\n"


def lines_of(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def said(error: pytest.ExceptionInfo[CleanerError]) -> str:
    assert str(error.value).count("\n") == 0
    return str(error.value)


def test_texts_of_two_folders_or_two_files_are_joined_by_name(tmp_path: Path) -> None:
    for name, text in (("raw", RAW), ("gold", GOLD)):
        (tmp_path / name / "orrin.example").mkdir(parents=True)
        (tmp_path / name / "orrin.example" / "1.txt").write_text(text)
        lines_of(tmp_path / f"{name}.jsonl", {"id": "1", "text": text, "url": "https://www.orrin.example/1"})
    pair = Pair("orrin.example/1.txt", RAW, GOLD, "orrin.example")
    assert join_pairs(tmp_path / "raw", tmp_path / "gold") == [pair]
    assert join_pairs(tmp_path / "raw.jsonl", tmp_path / "gold.jsonl") == [pair._replace(id="1")]
    with pytest.raises(CleanerError) as caught:
        join_pairs(tmp_path / "raw", tmp_path / "gold.jsonl")
    assert said(caught) == (
        f"{tmp_path / 'raw'} and {tmp_path / 'gold.jsonl'}: both must be directories or both JSONL files."
    )


def test_names_that_are_on_one_side_only(tmp_path: Path) -> None:
    raw, gold = (lines_of(tmp_path / name, {"id": name, "text": GOLD}) for name in ("a", "b"))
    with pytest.raises(CleanerError) as caught:
        join_pairs(raw, gold)
    assert said(caught) == f"{raw} and {gold}: no matching names or ids."
    lines_of(gold, {"id": "a", "text": GOLD}, {"id": "c", "text": GOLD})
    with pytest.raises(CleanerError) as caught:
        join_pairs(raw, gold)
    assert said(caught) == f"{gold}: c not found in {raw}; remove it or add its raw text."


def test_a_marked_text_without_its_raw_one(tmp_path: Path) -> None:
    (tmp_path / "1.gold.txt").write_text(GOLD)
    with pytest.raises(CleanerError) as caught:
        read_pairs(tmp_path)
    assert said(caught) == f"{tmp_path / '1.gold.txt'}: 1.txt not found next to it."
    (tmp_path / "1.txt").write_text(RAW)
    assert [(pair.raw, pair.gold) for pair in read_pairs(tmp_path)] == [(RAW, GOLD)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, ": cannot be read: No such file or directory."),
        (b'{"raw": "\xff"}\n', ": invalid UTF-8; convert the file to UTF-8."),
        (b"\n", ": no pairs found; expected records with raw and gold."),
        (b'{"raw": "a", "gold": "b"}\n\n[1]\n', ":3: not a JSON object."),
        (b'{"raw": "a"}\n', ":1: field 'gold' is missing or not a string."),
        (b'{"raw": "a", "gold": "b", "counts": -1}\n', ":1: counts must be a non-negative number, got -1."),
        (b'{"raw": "a", "gold": "b", "url": "http://[a"}\n', ":1: invalid url: "),
    ],
)
def test_what_is_wrong_with_records_is_named(tmp_path: Path, data: bytes | None, words: str) -> None:
    path = tmp_path / "pairs.jsonl"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CleanerError) as caught:
        read_pairs(path)
    assert said(caught).startswith(f"{path}{words}")
