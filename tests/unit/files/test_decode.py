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
