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
    SYMBOL_MARKS,
    TABLE_SIZE,
    UNSPACED_RANGES,
    UPPER,
    char_class,
    unspaced_chars,
)
from cleaner.text.code import is_code
from cleaner.text.hashing import word_hash
from cleaner.text.lexicon import Lexicon
from cleaner.text.line_features import (
    ADDRESS,
    PERIOD,
    QUESTION,
    QUOTED,
    TIME,
    LineFeatures,
    Vocabulary,
    cell_count,
    ending_code,
    marker_code,
)
from cleaner.text.tokens import SEVERAL, TokenizedLine, find_words, fold, fold_char
from tests.support.golden import CASES, parse

RULEBOOK = load_rulebook()
SENTENCE = re.compile(r"""[.!?।؟॥۔．።။։]["'”’»)\]」』]*(?=\s|$)|[。！？｡]""")
MARKS = "".join(
    chr(code)
    for code in range(sys.maxunicode + 1)
    if unicodedata.category(chr(code)).startswith("M")
    and not any(a <= code < b for a, b in (*UNSPACED_RANGES, *SYMBOL_MARKS))
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
ALPHABET = 'aAbßİΐé字の了ก .!?。！？｡．॥۔።,，"”’)]»›|/-–:：#@©=1２3²_\u3000\u0301\u0940\u0e34w'
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
    texts = [text for rule in RULEBOOK.rules for text in (*rule.drops, *rule.keeps)]
    examples = [line for text in texts for line in text.splitlines()]
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
        (("^港口*",), 1, "今日の港口へ", "今日の港へ"),
        (("vip会员",), 1, "VIP会员中心", "By the sea"),
        (("^©",), 1, "ⓒ By the sea", "By the sea ©"),
        (("^©",), 1, "- © By the sea", "By © the sea"),
        (("^:",), 1, "12 : By the sea", "By : the sea"),
    ],
)
def test_a_pattern_is_tried_where_it_has_what_it_needs(needs, least, wanted, other) -> None:
    triggers = Prefilter([PatternRule(0, "(?s)^.", "anywhere", needs, least)])
    lexicon = Lexicon().with_words(triggers.word_classes())
    assert triggers.find(TokenizedLine(wanted, lexicon)) and not triggers.find(TokenizedLine(other, lexicon))


# --- ends of sentences ---


@pytest.mark.parametrize(
    "sentence",
    [
        "The boat is home.",
        "船回来了。",
        "船が帰った．",
        "船が帰った｡",
        "नाव घर आ गई।",
        "सत्यमेव जयते ॥",
        "کشتی گھر آ گئی۔",
        "ጀልባው ተመለሰ።",
        "လှေပြန်ရောက်ပြီ။",
        "Նավը տուն է եկել։",
    ],
)
def test_full_stops_of_many_scripts_end_a_sentence(sentence) -> None:
    stop = sentence[-1]
    features = LineFeatures(sentence, TokenizedLine(sentence), Vocabulary())
    assert (features.ending, features.sentences) == (PERIOD, 1)
    assert ending_code(sentence + "”") == QUOTED
    two = f"{sentence} {sentence}"
    assert LineFeatures(two, TokenizedLine(two), Vocabulary()).sentences == 2
    prose = " ".join(["boat"] * 12) + stop
    assert LineFeatures(prose, TokenizedLine(prose), Vocabulary()).prose == 12
    assert LineFeatures(prose[:-1], TokenizedLine(prose[:-1]), Vocabulary()).prose == 0


@pytest.mark.parametrize("stop", "。！？｡")
def test_stops_of_scripts_without_spaces_need_no_space_after_them(stop) -> None:
    assert TokenizedLine(f"船回来了{stop}船回来了{stop}").sentences == 2


@pytest.mark.parametrize("stop", ".।॥۔．።။։")
def test_other_stops_need_one(stop) -> None:
    assert TokenizedLine(f"boat{stop}boat{stop}").sentences == 1
    assert TokenizedLine(f"boat{stop} boat{stop}").sentences == 2


@pytest.mark.parametrize(
    ("text", "code"), [("Boat？", QUESTION), ("Boat", 0), ("Boat،", 0), ("۔", PERIOD), ("", 0), ("Boat·", 0)]
)
def test_other_ends(text, code) -> None:
    assert ending_code(text) == code


# --- cells ---


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1), ("a", 1), ("a\tb", 2), ("a\t\tb", 2), ("a | b", 2), ("| a | b |", 2), ("|a|", 1), ("a\tb | c", 2),
        ("a   b", 2), ("a    b", 2), ("a       b", 2), ("a   b   c", 3), ("Риф    31 м      глубокий", 3),
        ("a  b", 1), ("a b c", 1), ("It rained.  Nobody came.", 1), ("a\u3000\u3000\u3000b", 1), ("a   b | c", 2),
        ("a\tb   c", 2), ("│ a │ b │", 2), ("│a│", 1), ("a │ b │ c", 3), ("│ a │ │ c │", 3), ("a | b │ c", 2),
        ("┌───┬───┐", 1), ("├───┼───┤", 1),
    ],
)  # fmt: skip
def test_tabs_bars_and_wide_gaps_separate_cells(text, count) -> None:
    assert cell_count(text) == count


# --- code ---


def looks_like_code(row: str) -> bool:
    return is_code(row, TokenizedLine(row.strip()), marker_code(row) in (1.0, 2.0))


@pytest.mark.parametrize(
    "row",
    [
        "import os", "import numpy as np", "import os, sys", 'import React from "react"', "import * as boats",
        "import java.util.List;", "from pathlib import Path", "from . import boats", "def depth(reef):",
        "class Reef:", "class Reef", "class Reef extends Place", "return depth", "return not is_deep",
        "return depth(reef)", "elif deep", "const depth = 31", "let depth: number", "var reef;", "let mut depth = 31",
        "fn main()", "func (r Reef) Depth()", "public class Reef", "private int depth;", "static void Main(args)",
        "struct reef", "use std::io", "using System;", "using namespace std;", "package main", "package org.reefs",
        "export default Reef", "export DEPTH=31", "echo $DEPTH", 'echo "Reef"', 'print "Reef"', "sudo apt update",
        "apt-get install reefs", "git clone reefs", "git commit -m depth", "npm install reefs", "pip install reefs",
        "docker run reefs", "cd reefs", "cd ~/reefs", "mkdir -p reefs", "curl reefs.example", "kubectl get reefs",
        "SELECT name, depth", "SELECT * FROM reefs", "FROM reefs", "FROM reefs r JOIN piers", "GROUP BY name",
        "ORDER BY depth DESC", "LIMIT 10;",
        "JOIN piers p ON p.reef = r.id", "WHERE depth > 31", "WHERE name IS NULL", "INSERT INTO reefs",
        "DELETE FROM reefs", "UPDATE reefs SET depth", "CREATE TABLE reefs", "CREATE UNIQUE INDEX reef",
        "    for reef in reefs:", "    else:", "depth = 31", "depth()", "x = [];", "break;", "padding: 1em;", "i++;",
        "reefs[0].depth();", "}", "});", "<li>Reef</li>", "</ul>", "// the depth", "#!/bin/sh",
        "# the depth in metres", "$ mkdir reefs", ">>> depth(3)", "${DEPTH}", "$reef = 31", "@classmethod",
        '@app.route("/reefs")', "reefs['Orrin'][0]", '"depth": [31],', "if (depth) { dive(); }", "`depth`",
        "C:\\reefs\\", "#include <reef.h>", "#define DEPTH 31",
        "for reef in *.txt; do", "if [ -f reef ]; then", "done",
    ],
)  # fmt: skip
def test_statements_commands_and_markup_are_code(row) -> None:
    assert looks_like_code(row)


@pytest.mark.parametrize(
    "row",
    [
        "from the first day it rained", "from London with love", "from 13,10 €", "let us go", "let us go; it is late",
        "use of force", "use the ferry", "import duties on fish", "import of boats and bread",
        "return to the harbour", "class of 1999", "class sizes in the schools", "print on paper",
        "public opinion turned", "private boats only", "package holidays", "export of fish to Elda",
        "static on the line", "void where prohibited by law", "git is what they call him", "yarn prices rise",
        "docker strike in the harbour", "cd of the week", "echo of the boat", "def not the boat",
        "mod culture in Elda", "constant rain", "fun in the harbour", "JOIN OUR MAILING LIST", "SELECT YOUR REGION",
        "UPDATE ON THE FERRY", "FROM OUR OWN CORRESPONDENT", "CREATE AN ACCOUNT", "ORDER BY PHONE",
        "ORDER A BOAT", "LIMIT OF 10", "done by noon", "for the boat", "if it rains; and then", "#definitely",
        "DROP US A LINE",
        "DELETE MY ACCOUNT", "WHERE TO EAT", "INSERT COIN", "import os was the first line that he had ever written",
        "sudo make me a sandwich, she said.", "Import taxes rise", "else:",
        "the price of bread = the price of milk, he said", "What she said:", "    What she said:",
        "    The boat that came home and that nobody had seen before:", "$5 million", "$ 5 million", "$ 8,443",
        "$196.76 $147.56", "$50 to $75 (25)$75 to $100 (36)", "@Mark you are right", "@ Mark", "@Ada: and so are you",
        "[Video]", "[Photo: Orrin]", "Design[+]", "Reefs[edit]", "~ada [2012-01-04 06:52]",
        "[49] Berg on boats and bread", "Tea [with milk] or coffee", "Or so they say.[7]",
        "- the captain of the boat;", "• список лодок;", "1. The Consent;", "• boats, pier(s) and crew(s);",
        "Yuan T. Lee;", "Επόμενη μέρα;", "the captain was late;", "Write to me; I shall answer",
        "“We waited,” she said", "He laughed (and so did she)", "News > Sport > Football", "#boats", "## Boats",
        "* rye", "> he wrote that it rained", "Home", "3", "",
    ],
)  # fmt: skip
def test_prose_menus_and_prices_are_no_code(row) -> None:
    assert not looks_like_code(row)
