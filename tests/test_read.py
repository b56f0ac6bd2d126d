"""Bytes become the text that somebody wrote, also where nothing says in which encoding."""

import pytest

from cleaner.read import read


@pytest.mark.parametrize("word", ["Zürich", "Córdoba!", "Grüße", "mañana…"])
def test_a_few_letters_of_latin_are_never_taken_for_utf_16(word: str) -> None:
    data = word.encode("cp1252")
    document = read(data)
    assert "16" not in document.encoding and "32" not in document.encoding
    assert document.encode(document.text) == data
