"""Bytes become the text that somebody wrote, also where nothing says in which encoding."""

import pytest

from cleaner.read import read


@pytest.mark.parametrize("word", ["Zürich", "Córdoba!", "Grüße", "mañana…"])
def test_a_few_letters_of_latin_are_never_taken_for_utf_16(word: str) -> None:
    data = word.encode("cp1252")
    document = read(data)
    assert document.text.isprintable() and max(document.text) < "\u3000"
    assert document.encode(document.text) == data
