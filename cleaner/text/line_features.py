"""Features of a single line.

They tell prose from boilerplate in any language: length, ending, commas, capitals and function words (the last as in
Pomikálek's jusText, 2011). In scripts without spaces, two characters count as a word.

Most features are counts of the tokeniser. Regular expressions find what is rare, and run only if the tokeniser has
found a character that they need.
"""

import re
from math import log1p
from typing import TYPE_CHECKING, Final

from cleaner.text.characters import (
    ARROW,
    BAR,
    COMMA,
    DIGIT,
    LOWER,
    PARTICLE,
    SPACE,
    STOP,
    char_class,
    unspaced_chars,
)
from cleaner.text.code import is_code
from cleaner.text.hashing import HASH_MASK, NO_HASH, Interner, extend_hash, ngram_hash, word_hash
from cleaner.text.lexicon import SYMBOL
from cleaner.text.tokens import NUMBER_HASH, TokenizedLine
from cleaner.text.vectors import append, mypyc_attr, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

ENDINGS: Final = {
    **dict.fromkeys(".。．｡।॥۔።။។։", 1), **dict.fromkeys("!?！？؟", 2), **dict.fromkeys(":：", 3), "…": 4,
    **dict.fromkeys(";,；，", 5),
}  # fmt: skip
"""Codes of last characters, as in `LineFeatures.ending`."""
PERIOD: Final = 1
QUESTION: Final = 2
COLON: Final = 3
ELLIPSIS: Final = 4
QUOTED: Final = 6
CLOSING: Final = "\"'”’“‘»«›‹)]」』"
"""Closing quotes and brackets; “ and ‘ close quotations in German and Czech."""
OPENING_QUOTES: Final = "\"“„«»‹›「『”‘‚'"
BULLETS: Final = "•*▪●◦·»›‣■►▶→+-"
TABBED_BULLETS: Final = frozenset((*BULLETS, "・"))
"""Bullets that are no cells of a table, although a tab follows them."""
SURE_BULLETS: Final = "•▪●◦‣■►▶"
"""Bullets that need no space after them."""
NUMBERED: Final = re.compile(r"\d{1,2}[.)]\s")
SPACED_SEPARATORS: Final = "|·•/»›>–—-"
"""Symbols that separate entries if spaces are around them."""
ADDRESS: Final = re.compile(
    r"[:.@#](?:(?<=http:)//|(?<=https:)//|(?<=www\.)|(?<=\w\.)(?:com|org|net|ru|pl|gr|cn|de|uk)\b"
    r"|(?<=\w@)\w|(?:(?<=^[@#])|(?<=\s[@#]))\w)"
)
"""URL, domain, e-mail address, handle or hashtag. The pattern starts with a symbol, because that is faster to find."""
TIME: Final = re.compile(
    r"\d(?:(?<!\w\d)(?:\d?[:.h]\d{2}\b|(?:(?<=1)9|(?<=2)0)\d\d\b|\d?[./-]\d{1,2}[./-]\d{2,4}\b"
    r"|\d{3}[/-]\d{1,2}[/-]\d{1,2})|(?<!\d\d)\d{0,3}[年月])"
)
"""Time or date: 13:45, 2024, 1.5.2024, 2024-05-01 or 5月. The pattern starts with a digit, because that is faster."""
PROSE_WORDS: Final = 10
"""Minimum words of a line of prose that ends like a sentence."""
LONG_WORDS: Final = 28
"""Minimum words of a line of prose with any other ending."""
EXPECTED_WORDS: Final = 500
"""Initial capacity of the vocabulary, in words."""
CODE_BITS: Final = 21
"""Bits of a code point."""


@mypyc_attr(acyclic=True)
class LineFeatures:
    """The features of one line, and the hashes of its words."""

    def __init__(self, row: str, tokens: TokenizedLine, vocabulary: "Vocabulary") -> None:
        """Measure `row`; `tokens` are those of its stripped text, and `vocabulary` is that of its page."""
        text, counts, unspaced, words = tokens.text, tokens.counts, float(tokens.unspaced), float(tokens.words)
        length = max(1, len(text))
        self.text: str = text
        self.hashes: vec[i64] = tokens.hashes
        self.key: i64 = ngram_hash(tokens.hashes, 0, len(tokens.hashes)) if len(tokens.hashes) > 0 else 0
        """Hash of all tokens; 0 if there are none."""
        self.word_count: i64 = tokens.words
        """Number of words of any script."""
        self.may_address: bool = tokens.may_address
        self.all_classes: i64 = tokens.all_classes
        self.words: float = float(tokens.spaced) + unspaced / 2
        """Length in words; a character of a script without spaces is half a word."""
        self.size: float = log1p(self.words)
        self.ending: float = float(ending_code(text))
        """Code of the end: 1 full stop, 2 question or exclamation mark, 3 colon, 4 ellipsis, 5 comma or semicolon.

        6 is code 1 or 2 before a closing quote or bracket, 0 anything else.
        """
        self.sentences: float = float(tokens.sentences)
        self.comma_rate: float = float(counts[COMMA]) / max(1.0, self.words)
        self.capitals: float = float(tokens.capitals) / (words - 1) if words > 1 else 0.5
        """Share of the words after the first that start with a capital; 0.5 for fewer than two words."""
        self.upper: float = 1.0 if tokens.words and text.isupper() else 0.0
        is_unspaced = 3 * unspaced > float(length)
        particles = float(counts[PARTICLE])
        self.function_share: float = (
            particles / unspaced if is_unspaced else float(tokens.function_words) / max(1.0, words)
        )
        self.boilerplate_word_count: float = float(tokens.boilerplate_words)
        self.boilerplate_word_share: float = self.boilerplate_word_count / max(1.0, words)
        self.digit_share: float = float(counts[DIGIT]) / float(length)
        self.word_length: float = float(len(text)) / max(1.0, self.words)
        """Characters per word, with spaces and punctuation."""
        self.separators: float = float(count_separators(text)) if tokens.may_separate else 0.0
        self.address: float = 1.0 if tokens.may_address and ADDRESS.search(text) else 0.0
        self.times: float = float(len(TIME.findall(text, tokens.first_digit))) if tokens.may_time else 0.0
        self.quote: float = 1.0 if text and text[0] in OPENING_QUOTES else 0.0
        self.cells: int = cell_count(text) if tokens.may_separate or "\t" in text or "│" in text else 1
        """Number of cells of a row of a table (see `cell_count`); 1 for any other line."""
        self.list_marker: float = marker_code(row)
        """Code of the start: 1 bullet, 2 number, 3 indentation, 0 anything else."""
        self.is_code: bool = is_code(row, tokens, self.list_marker in (1.0, 2.0))
        """True if the line looks like source code, markup or a command."""
        is_prose = (self.words >= PROSE_WORDS and self.ending in (PERIOD, QUESTION, QUOTED)) or self.words >= LONG_WORDS
        self.prose: float = self.words if is_prose else 0.0
        """Length in words if the line is prose, else 0."""
        self.text_key: i64 = _text_key(tokens, self.key)
        """Hash of the words without numbers and symbols, which may count list items; of the text if it has no words."""
        self.topic_words: vec[i64] = vocabulary.intern_line(_topic_hashes(tokens))
        """Indices of the distinct topic words: starts of longer words, or pairs of characters of unspaced scripts."""


class Vocabulary:
    """The topic words of a page, indexed in order of first appearance."""

    def __init__(self) -> None:
        self._indices: Interner = Interner(EXPECTED_WORDS)
        self._last_lines: vec[i64] = vec["i64"]()
        """Number of the last line with each topic word."""
        self._line: i64 = 0

    def __len__(self) -> int:
        return len(self._last_lines)

    def intern_line(self, hashes: "vec[i64]") -> "vec[i64]":
        """Return the indices of the topic words of the next line, without duplicates."""
        out: vec[i64] = vec["i64"]()
        self._line += 1
        for number in hashes:
            index = self._indices.intern(number)
            if index == len(self._last_lines):
                self._last_lines = append(self._last_lines, 0)
            if self._last_lines[index] != self._line:
                self._last_lines[index] = self._line
                out = append(out, index)
        return out


def _text_key(tokens: TokenizedLine, key: "i64") -> "i64":
    """Return the hash of the words, or that of the text plus `HASH_MASK` + 1 if there are no words."""
    hashes, classes = tokens.hashes, tokens.word_classes
    n: i64 = len(hashes)
    if tokens.words == 0:
        return HASH_MASK + 1 + word_hash(tokens.text)
    if tokens.words == n:
        return key
    number: i64 = NO_HASH
    i: i64 = 0
    while i < n:
        if classes[i] & SYMBOL == 0 and hashes[i] != NUMBER_HASH:
            number = extend_hash(number, hashes[i]) if number != NO_HASH else hashes[i]
        i += 1
    return number


def _topic_hashes(tokens: TokenizedLine) -> "vec[i64]":
    if tokens.unspaced == 0:
        return tokens.topic_words
    pairs: vec[i64] = vec["i64"]()
    previous: i64 = -1
    for char in unspaced_chars(tokens.text):
        code: i64 = ord(char)
        if previous >= 0:
            pairs = append(pairs, previous << CODE_BITS | code)
        previous = code
    return pairs


def count_separators(text: str) -> int:
    """Return the number of arrows, bars, symbols between spaces, gaps of three spaces or more, and ellipses."""
    count = 0
    i: i64 = 0
    n: i64 = len(text)
    while i < n:
        cls = char_class(ord(text[i]))
        end = i if LOWER <= cls <= PARTICLE else _separator_end(text, i, n, cls)
        if end > i:
            count += 1
            i = end
        else:
            i += 1
    return count


def _separator_end(text: str, i: "i64", n: "i64", cls: int) -> "i64":
    """Return the end of the separator that starts at `i`, a character of class `cls`, or `i` if none does."""
    if cls in (BAR, ARROW):
        return i + 1
    if cls == STOP:
        return i + 3 if text[i : i + 3] == "..." else i
    if cls != SPACE or i + 2 >= n or not text[i + 2].isspace():
        return i
    if text[i + 1] in SPACED_SEPARATORS:
        return i + 3
    end = i + 1
    while end < n and text[end].isspace():
        end += 1
    return end if end > i + 2 else i


def cell_count(text: str) -> int:
    """Return the number of cells of a row, which tabs, bars or wide gaps separate; 1 if there are none."""
    if "\t" in text:
        cells = [cell for cell in text.split("\t") if cell]
        return len(cells) - (1 if cells and cells[0] in TABBED_BULLETS else 0)
    if "|" in text:
        return text.strip("|").count("|") + 1
    if "│" in text:
        return text.strip("│").count("│") + 1
    return len([cell for cell in text.split("   ") if cell.strip()]) if "   " in text else 1


def ending_code(text: str) -> int:
    """Return the code of the end of a line, as in `LineFeatures.ending`."""
    if not text or LOWER <= char_class(ord(text[len(text) - 1])) <= PARTICLE:  # like most titles and menu entries
        return 0
    bare = text.rstrip(CLOSING)
    code = ENDINGS.get(bare[-1:], 0)
    if code == PERIOD and text.endswith(".."):
        return ELLIPSIS
    return QUOTED if code in (PERIOD, QUESTION) and len(bare) < len(text) else code


def marker_code(row: str) -> float:
    """Return the code of the start of a row, as in `LineFeatures.list_marker`."""
    text = row.lstrip()
    if not text or LOWER <= char_class(ord(text[0])) <= PARTICLE:  # like most lines
        return 3.0 if len(text) < len(row) else 0.0
    first = text[0]
    if first in BULLETS and (first in SURE_BULLETS or text[1:2].isspace()):
        return 1.0
    if first.isdigit() and NUMBERED.match(text):
        return 2.0
    return 3.0 if len(text) < len(row) else 0.0
