"""Word hashes, and the lexicon, phrase indexes and Bloom filters that use them: no entry is ever missed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.rulebook import languages
from cleaner.rulebook.cache import parse_rule_files
from cleaner.rulebook.phrases import MODES, key
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.text.hashing import HASH_MASK, BloomFilter, Interner, ngram_hash, phrase_hash, word_hash
from cleaner.text.lexicon import FUNCTION, MAX_LOAD, NEED, PHRASE, START, Lexicon
from cleaner.text.tokens import TokenizedLine

LEXICON = load_rulebook().lexicon
WORDS = st.text(st.characters(categories=["L"]), min_size=1, max_size=12)
PREPARED = parse_rule_files()


@given(st.lists(WORDS))
def test_a_bloom_filter_stops_no_word_that_is_there(words) -> None:
    bloom = BloomFilter().with_hashes(map(word_hash, words))
    assert all(bloom.might_contain(word_hash(word)) for word in words)
    assert not words or not BloomFilter().might_contain(word_hash(words[0]))


@given(WORDS, WORDS)
def test_words_in_a_row_have_the_number_of_their_key(first, second) -> None:
    scan = TokenizedLine(f"{first} {second}")
    numbers, words = scan.hashes, [scan.token(0), scan.token(1)]
    assert ngram_hash(numbers, 0, 1) == word_hash(words[0]) == phrase_hash(words[0])
    assert ngram_hash(numbers, 0, 2) == phrase_hash(" ".join(words)) <= HASH_MASK
    assert len({phrase_hash(f"{a}{first}{b}") for a in ("", " ") for b in ("", " ")}) == 4  # spaces at ends count
    assert phrase_hash(f"{first} {second}") != phrase_hash(first + second)


def test_no_two_words_or_phrases_that_rules_know_have_the_same_number() -> None:
    tables = [PREPARED.phrases.table(mode) for mode in MODES]
    known = {word for language in languages.tables() for phrase in language["function_words"] for word in [key(phrase)]}
    known |= {phrase for table in tables for phrase in table.keys}
    known |= {word for phrase in known for word in phrase.split(" ")}
    assert len({phrase_hash(phrase) for phrase in known}) == len(known) > 50_000


@given(st.dictionaries(WORDS, st.integers(1, 2047)), st.dictionaries(WORDS, st.integers(1, 2047)))
def test_a_lexicon_has_the_sorts_it_was_given(first, then) -> None:
    lexicon = Lexicon().with_words(first).with_words(then)
    for word in {*first, *then}:
        assert lexicon.word_class(word_hash(word)) == first.get(word, 0) | then.get(word, 0)
        assert not Lexicon().word_class(word_hash(word))
    assert lexicon.count == len({*first, *then}) <= MAX_LOAD * len(lexicon.cells) / 8


def test_most_words_that_are_not_there_are_stopped() -> None:
    strange = [f"zq{'abcdefghij'[i % 10]}{'klmnopqrst' * (i // 200)}{i}x" for i in range(2000)]
    bloom = PREPARED.phrases.lines.filter
    passed = [word for word in strange if bloom.might_contain(word_hash(word))]
    assert len(passed) < len(strange) / 5
    assert not any(LEXICON.word_class(word_hash(word)) for word in strange)


def test_a_scan_sums_up_the_sorts_of_its_tokens() -> None:
    scan = TokenizedLine("The ferry of the port, 12:30", LEXICON)
    tokens = [scan.token(i) for i in range(len(scan.hashes))]
    assert list(scan.word_classes) == [LEXICON.word_class(word_hash(token)) for token in tokens]
    assert scan.function_words == 3 and scan.all_classes & FUNCTION


def test_needs_are_added_and_nothing_else_changes() -> None:
    lexicon = Lexicon().with_words({"port": FUNCTION}).with_words(dict.fromkeys(["ferry", "port"], NEED))
    assert lexicon.word_class(word_hash("port")) == FUNCTION | NEED
    assert lexicon.word_class(word_hash("ferry")) == NEED and lexicon.word_class(word_hash("boat")) == 0


@pytest.mark.parametrize("mode", MODES)
def test_every_phrase_is_found_where_its_mode_says(mode) -> None:
    around = {"lines": "{}", "starts": "{} zqa zqb", "ends": "zqa zqb {}", "contains": "zqa {} zqb"}
    table = PREPARED.phrases.table(mode)
    for phrase in table.keys:
        scan = TokenizedLine(around[mode].format(phrase), LEXICON)
        slots = [slot for slot, _ in PREPARED.phrases.find(scan)]
        if key(phrase) == phrase:  # skip phrases that are not their own key
            assert {*table.find_slots(phrase_hash(phrase))} & {*slots}, phrase
        if mode in ("starts", "contains") and phrase.isascii():
            assert scan.all_classes & (START if mode == "starts" else PHRASE), phrase


@given(
    st.lists(st.integers(0, 40) | st.integers(0, HASH_MASK) | st.integers(0, 40).map(lambda i: i << 40), max_size=80)
)
def test_numbers_take_turns(numbers) -> None:
    turns = Interner(0)
    assert [turns.intern(number) for number in numbers] == [
        [*dict.fromkeys(numbers)].index(number) for number in numbers
    ]
