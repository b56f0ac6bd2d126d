"""The sieves: they may let strange words through, and must never stop one that is there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.characters import wide
from cleaner.lexicon import BITS, NEED, Lexicon, Sieve, value_of
from cleaner.phrases import MODES
from cleaner.prepared import read
from cleaner.rulebook import load
from cleaner.scan import Scan

LEXICON = load().lexicon
WORDS = st.text(st.characters(categories=["L"]), min_size=1, max_size=12)


@given(st.lists(WORDS))
def test_a_sieve_stops_no_word_that_is_there(words):
    sieve = Sieve().with_values(map(value_of, words))
    assert all(sieve.may_have(value_of(word)) for word in words)
    assert not words or not Sieve().may_have(value_of(words[0]))


@given(WORDS, WORDS)
def test_the_number_of_words_is_made_one_after_the_other(first, second):
    assert value_of(second, value_of(" ", value_of(first))) == value_of(f"{first} {second}") < BITS


def test_the_scanner_finds_all_words_of_the_lexicon_whatever_their_cases():
    for word, sorts in LEXICON.sorts.items():
        for written in (word, word.upper(), word.capitalize()):
            scan = Scan(written, LEXICON)
            if scan.tokens == [word]:
                assert scan.sorts == [sorts], written


def test_most_words_that_are_not_there_are_stopped():
    strange = [word for i in range(2000) if (word := f"zq{'abcdefghij'[i % 10]}{'klmnopqrst' * (i // 200)}{i}x")]
    passed = [word for word in strange if LEXICON.sieve.may_have(value_of(word))]
    assert len(passed) < len(strange) / 5


def test_a_scan_sums_up_the_sorts_of_its_tokens():
    scan = Scan("The ferry of the port, 12:30", LEXICON)
    assert len(scan.sorts) == len(scan.tokens)
    assert scan.sorts == [LEXICON.sorts.get(token, 0) for token in scan.tokens]
    assert scan.function == 3 and scan.all_sorts & 1


def test_needs_are_added_and_nothing_else_changes():
    lexicon = Lexicon({"port": 1}).with_needs(["ferry", "port"])
    assert lexicon.sorts == {"port": 1 | NEED, "ferry": NEED}
    assert lexicon.sort("ferry", value_of("ferry")) == NEED and lexicon.sort("boat", value_of("boat")) == 0


@pytest.mark.parametrize("mode", MODES)
def test_no_phrase_is_stopped(mode):
    table = read().phrases.table(mode)
    for phrase in table.slots:
        tokens = phrase.split(" ")
        if mode == "lines":
            assert table.may_have_line(tokens), phrase
        elif mode != "ends" and len(tokens) > 1 and not wide(phrase):  # those are looked up by signs
            assert table.may_begin(tokens[0], tokens[1]), phrase
