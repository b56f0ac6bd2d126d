"""Marks that combine with a letter, such as vowel signs, continue a word: no word ends inside of it."""

import unicodedata

import pytest

from cleaner.text.line_features import LineFeatures, Vocabulary
from cleaner.text.tokens import TokenizedLine, find_words, fold


def tokens(text: str) -> list[str]:
    line = TokenizedLine(text)
    return [line.token(i) for i in range(len(line.hashes))]


@pytest.mark.parametrize(
    "text",
    [
        "किताबें और कहानियाँ पढ़ने के लिए",  # Hindi
        "கடல் வழியாக படகுகள் செல்கின்றன",  # Tamil
        "নদীর ধারে ছোট্ট গ্রাম",  # Bengali
        "నది ఒడ్డున చిన్న పల్లె",  # Telugu
        "هَبَّ النَّسِيمُ عَلَى الحُقُولِ",  # Arabic with vowel signs
        "בְּרֵאשִׁית הָיָה הַיָּם",  # Hebrew with vowel signs
        unicodedata.normalize("NFD", "Über die Brücke nach Österreich"),
        unicodedata.normalize("NFD", "Đường đến bến phà"),
    ],
)
def test_words_with_marks_are_not_split(text) -> None:
    words = text.split()
    line = TokenizedLine(text)
    assert tokens(text) == [fold(word) for word in words]
    assert find_words(text) == words
    assert line.words == line.spaced == len(words)
    assert LineFeatures(text, line, Vocabulary()).words == len(words)


def test_a_mark_is_part_of_the_word_whatever_is_beside_it() -> None:
    assert tokens("(किताबें)") == ["किताबें"]
    assert tokens("“हाँ।” नहीं") == ["हाँ", "नहीं"]
    assert tokens("3 किताबें, 12 नावें") == ["#", "किताबें", "#", "नावें"]


def test_the_length_of_thai_words_counts_their_marks() -> None:
    for text in ("กลับบ้าน", "ที่เกี่ยวข้อง", "เรือข้ามฟากเที่ยวแรก"):
        line = TokenizedLine(text)
        assert line.spaced == 0 and line.unspaced == len(text)
        assert LineFeatures(text, line, Vocabulary()).words == len(text) / 2
