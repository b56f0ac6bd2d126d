"""Decoding: the text encodes to the same bytes again, in any encoding that is detected."""

import importlib
from pathlib import Path

import pytest

from cleaner.errors import CleanerError
from cleaner.files.decode import decode
from cleaner.reviews.file import load_reviews
from cleaner.rulebook.weights import is_weights_file, read_weights

module = importlib.import_module("cleaner.files.decode")
CYRILLIC = "В деревне Оррин останется последняя пекарня, решил совет во вторник вечером. " * 20


def test_an_encoding_that_would_lose_something_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows Shift JIS (cp932) decodes some characters from two codes, and encodes them to only one."""
    monkeypatch.setattr(module, "_detect", lambda data: "cp932")
    village = "村のパン屋は残る。".encode("cp932")
    assert decode(village).encoding == "cp932"
    document = decode(village + b"\x87\x90")
    assert document.encoding == "latin-1" and document.encode(document.text) == village + b"\x87\x90"


def test_a_guess_that_does_not_hold_for_the_whole_text_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    data = CYRILLIC.encode("cp1251")
    monkeypatch.setattr(module, "SAMPLE", len(data))
    assert decode(data).text == CYRILLIC
    odd = data + b"\x98"  # undefined in that encoding
    document = decode(odd)
    assert document.encoding == "latin-1" and document.encode(document.text) == odd


def test_files_of_settings_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    with pytest.raises(CleanerError, match=r"w\.toml: cannot be read: No such file or directory\.$"):
        read_weights(path)
    with pytest.raises(CleanerError, match=r"w\.toml: not found; "):
        load_reviews(path)
    path.write_bytes(b"[weights]\nPRO101 = [\xff]\n")
    with pytest.raises(CleanerError, match=r"w\.toml: is not valid TOML: 'utf-8' codec can't decode byte 0xff"):
        read_weights(path)
    assert not is_weights_file(path)
    path.write_text("[weights]\n")
    assert is_weights_file(path)


@pytest.mark.parametrize("word", ["Zürich", "Córdoba!", "Grüße", "mañana…"])
def test_a_few_letters_of_latin_are_never_taken_for_utf_16(word: str) -> None:
    data = word.encode("cp1252")
    document = decode(data)
    assert "16" not in document.encoding and "32" not in document.encoding
    assert document.encode(document.text) == data


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["The bakery of Orrin stays.\n", CYRILLIC, "村议会星期二晚上决定保留最后一家面包店。\n" * 3]
)
def test_utf_16_without_a_mark_is_read(text: str, encoding: str) -> None:
    document = decode(text.encode(encoding))
    assert (document.text, document.encoding) == (text, encoding)
    assert document.encode(document.text) == text.encode(encoding)


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0\1\0\2", b"a\0b", b"A long line. " * 40 + b"\0."]
)
def test_binary_data_is_not_taken_for_utf_16(data: bytes) -> None:
    with pytest.raises(CleanerError, match="binary file"):
        decode(data)


def test_iso_2022_jp_is_read_as_japanese() -> None:
    text = "村議会は火曜日の夜、最後のパン屋を残すことを決めた。\nOrrin\n"
    document = decode(text.encode("iso2022_jp"))
    assert document.text == text and document.encode(text) == text.encode("iso2022_jp")


def test_bytes_that_iso_2022_jp_cannot_restore_are_read_otherwise() -> None:
    data = "新しい".encode("iso2022_jp") + b"\n\x1b\xdc\xbd\n"
    document = decode(data)
    assert document.encoding != "iso2022_jp" and document.encode(document.text) == data


def test_escape_codes_that_are_not_japanese_stay() -> None:
    data = b"A terminal shows \x1b$B as a box.\n\x1b$Bx"
    assert decode(data).text == data.decode()
