"""What one line looks like by itself, in numbers.

The measures are those that tell prose from furniture in any language: how long, how it ends, how many
commas and capitals, how many of the small words that hold sentences together (the last is the idea of
Pomikálek's jusText, 2011). Scripts that put no spaces between words are counted by characters instead.

Most come from one scan of its characters. Patterns are left to what is rare: they are tried only where the scanner
has seen what they cannot do without.
"""

import re
from math import log1p
from typing import TYPE_CHECKING, Final

from cleaner.text.characters import ARROW, BAR, COMMA, DIGIT, LOWER, PARTICLE, SPACE, STOP, char_class, unspaced_chars
from cleaner.text.hashing import FREE, HASH_MASK, Interner, extend_hash, ngram_hash, word_hash
from cleaner.text.lexicon import SIGN
from cleaner.text.tokens import HASH_NUMBER, TokenizedLine
from cleaner.text.vectors import append, mypyc_attr, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

ENDINGS: Final = {
    **dict.fromkeys(".。।", 1), **dict.fromkeys("!?！？؟", 2), **dict.fromkeys(":：", 3), "…": 4,
    **dict.fromkeys(";,；，", 5),
}  # fmt: skip
STOPPED: Final = 1
ASKED: Final = 2
DOTS: Final = 4
QUOTED: Final = 6
CLOSING: Final = "\"'”’»«)]」』"
OPENING_QUOTES: Final = "\"“„«「『”‘'"
BULLETS: Final = "•*▪●◦·»›‣■►▶→+-"
SURE_BULLETS: Final = "•▪●◦‣■►▶"
"""Those that need no space after them."""
NUMBERED: Final = re.compile(r"\d{1,2}[.)]\s")
BETWEEN: Final = "|·•/»›>–—-"
"""Signs that part entries where spaces stand around them."""
ADDRESS: Final = re.compile(
    r"[:.@#](?:(?<=http:)//|(?<=https:)//|(?<=www\.)|(?<=\w\.)(?:com|org|net|ru|pl|gr|cn|de|uk)\b"
    r"|(?<=\w@)\w|(?:(?<=^[@#])|(?<=\s[@#]))\w)"
)
"""https://, www., a name with an @ in it or before it, a tag, or a domain; it begins with a sign, also for that."""
TIME: Final = re.compile(
    r"\d(?:(?<!\w\d)(?:\d?[:.h]\d{2}\b|(?:(?<=1)9|(?<=2)0)\d\d\b|\d?[./-]\d{1,2}[./-]\d{2,4}\b"
    r"|\d{3}[/-]\d{1,2}[/-]\d{1,2})|(?<!\d\d)\d{0,3}[年月])"
)
"""13:45, 2024, 1.5.2024, 2024-05-01 or 5月; it begins with a digit, also for that."""
PROSE_WORDS: Final = 10
"""A line this long that ends as a sentence does is taken for prose."""
LONG_WORDS: Final = 28
"""So is one this long however it ends."""
WORDS: Final = 500
"""That a text may have for a start."""
PAIRED: Final = 21
"""Bits of the code of a character."""


@mypyc_attr(acyclic=True)
class LineFeatures:
    """The numbers of one line, and its words."""

    def __init__(self, row: str, scan: TokenizedLine, vocabulary: "Vocabulary") -> None:
        """The shape of `row`, whose text without space around it was scanned; `vocabulary` is that of its text."""
        text, counts, unspaced_chars, words = scan.text, scan.counts, float(scan.wide), float(scan.words)
        length = max(1, len(text))
        self.text: str = text
        self.hashes: vec[i64] = scan.hashes
        """Of its tokens."""
        self.key: i64 = ngram_hash(scan.hashes, 0, len(scan.hashes)) if len(scan.hashes) > 0 else 0
        """Lines with the same tokens have the same; 0 without any."""
        self.count: i64 = scan.words
        self.may_address: bool = scan.may_address
        self.all_classes: i64 = scan.all_classes
        self.words: float = float(scan.spaced) + unspaced_chars / 2
        self.size: float = log1p(self.words)
        self.ending: float = float(ending(text))
        """0 nothing, 1 full stop, 2 question or exclamation, 3 colon, 4 dots, 5 other, 6 a stop and a closing quote."""
        self.sentences: float = float(scan.sentences)
        self.comma_rate: float = float(counts[COMMA]) / max(1.0, self.words)
        self.capitals: float = float(scan.capitals) / (words - 1) if words > 1 else 0.5
        """Share of the words but the first that begin with a capital; a half where there is but one."""
        self.upper: float = 1.0 if scan.words and text.isupper() else 0.0
        is_unspaced = 3 * unspaced_chars > float(length)
        function = float(counts[PARTICLE]) / unspaced_chars if is_unspaced else float(scan.function) / max(1.0, words)
        self.function_share: float = function
        self.boilerplate_word_count: float = float(scan.furniture)
        self.boilerplate_word_share: float = self.boilerplate_word_count / max(1.0, words)
        self.digit_share: float = float(counts[DIGIT]) / float(length)
        self.word_length: float = len(text) / max(1.0, self.words)
        self.separators: float = float(separators(text)) if scan.may_separate else 0.0
        self.address: float = 1.0 if scan.may_address and ADDRESS.search(text) else 0.0
        self.times: float = float(len(TIME.findall(text))) if scan.may_time else 0.0
        self.quote: float = 1.0 if text and text[0] in OPENING_QUOTES else 0.0
        self.list_marker: float = list_marker(row)
        """0 plain text, 1 a bullet, 2 a number, 3 an indentation."""
        is_prose = (self.words >= PROSE_WORDS and self.ending in (STOPPED, ASKED, QUOTED)) or self.words >= LONG_WORDS
        self.prose: float = self.words if is_prose else 0.0
        """The words if the line is taken for prose, else 0."""
        self.text_key: i64 = _text_key(scan, self.key)
        """The words without numbers and signs, which may count the entries of a list; the text where there are none."""
        self.topic_words: vec[i64] = vocabulary.distinct(_topic_words(scan))
        """What tells the topic, each once: beginnings of longer words, or pairs of signs."""


class Vocabulary:
    """What tells the topic of a text, numbered from 0 as it comes, so that it can be counted in columns."""

    def __init__(self) -> None:
        self._turns: Interner = Interner(WORDS)
        self._last: vec[i64] = vec["i64"]()
        """For each the line that had it last."""
        self._line: i64 = 0

    def __len__(self) -> int:
        return len(self._last)

    def distinct(self, numbers: "vec[i64]") -> "vec[i64]":
        """What the next line has, each once."""
        out: vec[i64] = vec["i64"]()
        self._line += 1
        for number in numbers:
            own = self._turns.intern(number)
            if own == len(self._last):
                self._last = append(self._last, 0)
            if self._last[own] != self._line:
                self._last[own] = self._line
                out = append(out, own)
        return out


def _text_key(scan: TokenizedLine, key: "i64") -> "i64":
    """The number of the words, beyond `HASH_MASK` for that of a text that has none."""
    numbers, sorts = scan.hashes, scan.word_classes
    n: i64 = len(numbers)
    if scan.words == 0:
        return HASH_MASK + 1 + word_hash(scan.text)
    if scan.words == n:
        return key
    number: i64 = FREE
    i: i64 = 0
    while i < n:
        if sorts[i] & SIGN == 0 and numbers[i] != HASH_NUMBER:
            number = extend_hash(number, numbers[i]) if number != FREE else numbers[i]
        i += 1
    return number


def _topic_words(scan: TokenizedLine) -> "vec[i64]":
    if scan.wide == 0:
        return scan.topic_words
    pairs: vec[i64] = vec["i64"]()
    above: i64 = -1
    for sign in unspaced_chars(scan.text):
        code: i64 = ord(sign)
        if above >= 0:
            pairs = append(pairs, above << PAIRED | code)
        above = code
    return pairs


def separators(text: str) -> int:
    """How often something parts entries: an arrow or a bar, a sign between spaces, a wide gap, three dots."""
    count = 0
    i: i64 = 0
    n: i64 = len(text)
    while i < n:
        end = _end_of_separator(text, i, n)
        if end > i:
            count += 1
            i = end
        else:
            i += 1
    return count


def _end_of_separator(text: str, i: "i64", n: "i64") -> "i64":
    """Where the separator that begins at `i` ends; `i` where there is none."""
    sort = char_class(ord(text[i]))
    if sort in (BAR, ARROW):
        return i + 1
    if sort == STOP:
        return i + 3 if text[i : i + 3] == "..." else i
    if sort != SPACE or i + 2 >= n or not text[i + 2].isspace():
        return i
    if text[i + 1] in BETWEEN:
        return i + 3
    end = i + 1
    while end < n and text[end].isspace():
        end += 1
    return end if end > i + 2 else i


def ending(text: str) -> int:
    """How a line ends, as `Shape.ending` says."""
    if not text or LOWER <= char_class(ord(text[len(text) - 1])) <= PARTICLE:  # as most titles and menu entries end
        return 0
    bare = text.rstrip(CLOSING)
    found = ENDINGS.get(bare[-1:], 0)
    if found == STOPPED and text.endswith(".."):
        return DOTS
    return QUOTED if found in (STOPPED, ASKED) and len(bare) < len(text) else found


def list_marker(row: str) -> float:
    """What a line begins with, as `Shape.list_marker` says."""
    text = row.lstrip()
    if not text or LOWER <= char_class(ord(text[0])) <= PARTICLE:  # as most lines begin
        return 3.0 if len(text) < len(row) else 0.0
    first = text[0]
    if first in BULLETS and (first in SURE_BULLETS or text[1:2].isspace()):
        return 1.0
    if first.isdigit() and NUMBERED.match(text):
        return 2.0
    return 3.0 if len(text) < len(row) else 0.0
