"""Line features compared with equivalent regular expressions, and patterns compared with their `needs`.

The scanner reads a line once. Each of its numbers is defined by a plain pattern, and must agree with it on any text.
"""

import re
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.rulebook.prefilter import PatternRule, Prefilter
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.text.characters import (
    DIGIT,
    LOWER,
    PARTICLE,
    SPACE,
    TABLE_SIZE,
    UNSPACED_RANGES,
    UPPER,
    char_class,
    unspaced_chars,
)
from cleaner.text.hashing import word_hash
from cleaner.text.lexicon import Lexicon
from cleaner.text.line_features import ADDRESS, TIME, LineFeatures, Vocabulary
from cleaner.text.tokens import SEVERAL, TokenizedLine, find_words, fold, fold_char
from tests.support.golden import CASES, parse

RULEBOOK = load_rulebook()
SENTENCE = re.compile(r"""[.!?।؟]["'”’»)\]」』]*(?=\s|$)|[。！？]""")
MARKS = "".join(
    chr(code)
    for code in range(sys.maxunicode + 1)
    if unicodedata.category(chr(code)).startswith("M") and not any(a <= code < b for a, b in UNSPACED_RANGES)
)
"""Characters that combine with the letter before them."""
WORD = re.compile(rf"(?:[^\W\d_]|[{MARKS}])+")
TOKEN = re.compile(rf"\d+(?:[.,:/]\d+)*|{WORD.pattern}|[:©=/|>\[\]【】※〒#：＝／｜＞»›［］ⓒ]")
PLAIN_TIME = re.compile(
    r"\b\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}[/-]\d{1,2}[/-]\d{1,2}"
    r"|(?<!\d)\d{1,4}[年月]"
)
PLAIN_SEPARATOR = re.compile(r"\s[|·•/»›>–—-]\s|[|»›>→]|\s{3,}|\.\.\.|…")
PLAIN_ADDRESS = re.compile(r"https?://|www\.|\w@\w|\w\.(?:com|org|net|ru|pl|gr|cn|de|uk)\b|(?:^|\s)[@#]\w")
VARIANTS = str.maketrans("：＝／｜＞»›［］ⓒ", ":=/|>>>[]©")
ALPHABET = 'aAbßİΐé字の了ก .!?。！？,，"”’)]»›|/-–:：#@©=1２3²_\u3000\u0301\u0940\u0e34w'
PARTS = ["http", "https", "://", "www", ".", "com", "@", "#", "a", " ", "  ", "...", "–", "|", "1", "12:30"]
TEXTS = st.one_of(
    st.text(ALPHABET, max_size=60), st.text(max_size=40), st.lists(st.sampled_from(PARTS), max_size=12).map("".join)
)


def tokens(scan: TokenizedLine) -> list[str]:
    return [scan.token(i) for i in range(len(scan.hashes))]


def test_the_table_knows_letters_digits_and_spaces_as_patterns_do() -> None:
    for code in range(TABLE_SIZE + 0x1000):
        sort = char_class(code)
        sign = chr(code)
        assert (LOWER <= sort <= PARTICLE) == bool(WORD.match(sign)), hex(code)
        assert (sort == DIGIT) == bool(re.match(r"\d", sign)), hex(code)
        assert (sort == SPACE) == bool(re.match(r"\s", sign)), hex(code)
        assert (sort == UPPER) == (sign.isupper() and bool(WORD.match(sign))), hex(code)


@given(TEXTS)
@example("www.")
@example("see www. and ... http://")
def test_a_scan_counts_what_patterns_count(text) -> None:
    text = text.strip()
    scan = TokenizedLine(text)
    shape = LineFeatures(text, scan, Vocabulary())
    words = WORD.findall(text)
    assert words == find_words(text)
    assert scan.words == len(words)
    assert scan.capitals == sum(word[0].isupper() for word in words[1:])
    assert scan.sentences == len(SENTENCE.findall(text))
    assert shape.separators == len(PLAIN_SEPARATOR.findall(text))
    assert shape.times == len(TIME.findall(text)) == len(PLAIN_TIME.findall(text))
    assert shape.address == bool(ADDRESS.search(text)) == bool(PLAIN_ADDRESS.search(text))


@given(TEXTS)
def test_tokens_are_words_numbers_and_signs(text) -> None:
    wanted = ["#" if t[0].isdecimal() else fold(t) if WORD.match(t) else t for t in TOKEN.findall(text)]
    wanted = [token.translate(VARIANTS) for token in wanted]
    scan = TokenizedLine(text)
    assert tokens(scan) == wanted and scan.key(0, len(wanted)) == " ".join(wanted)
    assert list(scan.hashes) == [word_hash(token) for token in wanted]
    words = [token for token in wanted if WORD.match(token)]
    assert list(scan.topic_words) == [word_hash(word[:7]) for word in words if len(word) > 4]


@given(TEXTS)
@example("ǅUNGLA ŉmod Straßenbahn ﬁnal")
def test_a_letter_is_counted_once_whatever_becomes_of_its_case(text) -> None:
    assert TokenizedLine(text.strip()).unspaced == len(unspaced_chars(text))
    assert [fold_char(ord(sign)) for sign in text] == [
        ord(fold(sign)) if len(fold(sign)) == 1 else SEVERAL for sign in text
    ]


@pytest.mark.parametrize("line", ["Straße", "STRASSE", "İlgili Haberler", "ΟΔΟΣ", "1,305 comments", "12:30 Uhr"])
def test_capitals_make_no_difference(line) -> None:
    assert tokens(TokenizedLine(line)) == tokens(TokenizedLine(line.upper())) == tokens(TokenizedLine(fold(line)))


def test_no_pattern_matches_without_what_it_needs() -> None:
    pages = [parse(path.read_text("utf-8")).raw for path in CASES]
    examples = [line for rule in RULEBOOK.rules for line in (*rule.drops, *rule.keeps)]
    tried = 0
    for line in {line.strip() for line in [*examples, *(row for page in pages for row in page.splitlines())]} - {""}:
        found = {trigger.rule for trigger, _ in RULEBOOK.prefilter.find(TokenizedLine(line, RULEBOOK.lexicon))}
        for trigger in RULEBOOK.prefilter.all:
            if trigger.pattern.search(line):
                assert trigger.rule in found, (RULEBOOK.rules[trigger.rule].code, line)
                tried += 1
    assert tried > 400


@pytest.mark.parametrize(
    ("needs", "least", "wanted", "other"),
    [
        (("by",), 1, "12 rooms by the sea", "Nearby"),
        (("^by",), 1, "(12) By the sea", "Rooms by the sea"),
        (("near*",), 1, "A nearby room", "A far room"),
        (("^“",), 1, "“By the sea”", "The “sea”"),
        ((":$",), 1, "Rooms by the sea:", "Rooms: three"),
        (("..",), 1, "By the sea...", "By the sea."),
        (("– ",), 1, "Rooms – by the sea", "Rooms–by–the–sea"),
        (("|",), 2, "Rooms | Sea | Boats", "Rooms | Sea"),
        (("",), 1, "***", "* Sea"),
        (("港口", "#"), 1, "今日の港口へ", "By the sea"),
        (("^©",), 1, "ⓒ By the sea", "By the sea ©"),
        (("^©",), 1, "- © By the sea", "By © the sea"),
        (("^:",), 1, "12 : By the sea", "By : the sea"),
    ],
)
def test_a_pattern_is_tried_where_it_has_what_it_needs(needs, least, wanted, other) -> None:
    triggers = Prefilter([PatternRule(0, "(?s)^.", "anywhere", needs, least)])
    lexicon = Lexicon().with_words(triggers.word_classes())
    assert triggers.find(TokenizedLine(wanted, lexicon)) and not triggers.find(TokenizedLine(other, lexicon))
