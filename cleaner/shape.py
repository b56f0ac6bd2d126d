"""What one line looks like by itself, in numbers.

The measures are those that tell prose from furniture in any language: how long, how it ends, how many
commas and capitals, how many of the small words that hold sentences together (the last is the idea of
Pomikálek's jusText, 2011). Scripts that put no spaces between words are counted by characters instead.

A line is read once, character by character, because that is what time is spent on. Patterns are left to what is
rare: they are tried only where the scanner has seen what they cannot do without.
"""

import re
from typing import TYPE_CHECKING, Final

from cleaner.characters import (
    ALPHABET,
    ARROW,
    AT,
    BAR,
    CLOSER,
    COMMA,
    DASH,
    DIGIT,
    FULL_STOP,
    LOWER,
    PARTICLE,
    PLANE,
    SORTS,
    SPACE,
    STOP,
    UNKNOWN,
    UPPER,
    WIDE,
    WIDE_MARK,
    sort_of,
    wide,
)

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

WORD: Final = re.compile(r"[^\W\d_]+")
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
SEPARATOR: Final = re.compile(r"[\s|»›>→.…](?:(?<=[|»›>→…])|(?<=\s)[|·•/»›>–—-]\s|(?<=\s)\s{2,}|(?<=\.)\.\.)")
"""A sign between spaces, an arrow or a bar, a wide gap, three dots: it begins with one of few characters and looks back
from there, to be found fast."""
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
SIGNS: Final = {
    **{sign: sign for sign in ":©=/|>[]【】※〒#"}, "：": ":", "＝": "=", "／": "/", "｜": "|", "＞": ">", "»": ">",
    "›": ">", "［": "[", "］": "]", "ⓒ": "©",
}  # fmt: skip
"""Signs that can make a phrase of a common word: "写真＝" is a credit, "写真" is not. Variants count as one."""
NO_WORDS: Final = {"#", *SIGNS}
"""Tokens that are none."""
IN_NUMBERS: Final = ".,:/"
FUNCTION: Final = 1
FURNITURE: Final = 2
RIGHTS: Final = 4
PHRASE: Final = 8
NEED: Final = 16
START: Final = 32
END: Final = 64
SECOND: Final = 128
ALONE: Final = 256
"""Sorts of words, added up: those that hold sentences together, those that set phrases of boilerplate are made of,
those that a line with the owner of all rights has, those that a phrase inside a line begins with, those that a pattern
needs, those that a phrase at the start of a line begins with, those that one at its end ends with, those that come
second in a phrase at the start or inside, and those that are one by themselves."""
PROSE_WORDS: Final = 10
"""A line this long that ends as a sentence does is taken for prose."""
LONG_WORDS: Final = 28
"""So is one this long however it ends."""


class Scan:
    """One pass over the characters of a line: its tokens, and how many there are of each sort of character.

    A token is a word with its cases folded, `#` for a number, or one of `SIGNS`.
    """

    def __init__(self, text: str) -> None:
        self.text: str = text
        self.tokens: list[str] = []
        self.signs: list[str] = []
        """What is neither letter nor digit nor space, in order; two of a sort also as a pair, a dash with a blank."""
        self.counts: list[int] = [0] * SORTS
        self.words: int = 0
        self.spaced: int = 0
        """Words of scripts with spaces between words."""
        self.capitals: int = 0
        """Words but the first that begin with a capital."""
        self.sentences: int = 0
        self.may_separate: bool = False
        """Whether there is what `SEPARATOR` cannot do without; the next two are for `ADDRESS` and `TIME`."""
        self.may_address: bool = False
        self.may_time: bool = False
        self._number: i64 = -9
        """Where the last digit was."""
        self._read(text, text.lower() if text.isascii() else text.casefold())

    def _read(self, text: str, folded: str) -> None:
        table, counts = ALPHABET.table, self.counts
        before: i64 = SORTS
        i: i64 = 0
        n: i64 = len(text)
        is_even = len(folded) == n
        while i < n:
            code: i64 = ord(text[i])
            sort: i64 = table[code] if code < PLANE else UNKNOWN
            if sort == UNKNOWN:
                sort = sort_of(code)
            if LOWER <= sort <= PARTICLE:
                self._begin(sort, before)
                start, i, before = i, self._end(i), LOWER
                self.tokens.append(folded[start:i] if is_even else fold(text[start:i]))
                continue
            if sort != SPACE:
                counts[sort] += 1
            self._between(i, sort, before)
            if before != STOP or (sort != CLOSER and sort != ARROW):  # a quote closes the sentence it ends
                before = sort
            i += 1
        self.sentences += counts[FULL_STOP] + (before == STOP)
        self.may_separate = self.may_separate or counts[BAR] + counts[ARROW] > 0
        self.may_address = self.may_address or counts[AT] > 0
        self.may_time = self.may_time or counts[DIGIT] >= 4

    def _begin(self, sort: "i64", before: "i64") -> None:
        """A word begins."""
        self.words += 1
        if sort < WIDE:
            self.spaced += 1
        if sort == UPPER and self.words > 1:
            self.capitals += 1
        if before == STOP:
            self.may_address = True
        elif before == DIGIT:
            self.may_time = True

    def _end(self, i: "i64") -> "i64":
        """Where the word ends that has a letter at `i`."""
        text, table = self.text, ALPHABET.table
        n: i64 = len(text)
        while i < n:
            code: i64 = ord(text[i])
            sort: i64 = table[code] if code < PLANE else UNKNOWN
            if sort == UNKNOWN:
                sort = sort_of(code)
            if sort >= WIDE:
                if sort > PARTICLE:
                    break
                self.counts[sort] += 1
            elif sort < LOWER:
                break
            i += 1
        return i

    def _between(self, i: "i64", sort: "i64", before: "i64") -> None:
        """A character that is in no word."""
        if sort == SPACE:
            if before == STOP:
                self.sentences += 1
            elif before == SPACE:
                self.may_separate = True
            elif before == DASH:
                self.signs.append(self.text[i - 1] + " ")
            return
        if sort == DIGIT:
            self._digit(i)
            return
        sign = self.text[i]
        if before == DIGIT:
            self.may_time = True
        elif before == sort:
            self.may_separate = self.may_address = True
            self.signs.append(self.text[i - 1] + sign)
        elif before == SPACE and sort == DASH:
            self.may_separate = True
        elif before == LOWER and sort == STOP and self.tokens[-1].endswith("www"):
            self.may_address = True
        self.signs.append(sign)
        if sign in SIGNS:
            self.tokens.append(SIGNS[sign])

    def _digit(self, i: "i64") -> None:
        """A digit; it goes on with the number if only one of `IN_NUMBERS` is between."""
        tokens = self.tokens
        if self._number == i - 2 and self.text[i - 1] in IN_NUMBERS:
            if tokens[-1] != "#":
                tokens.pop()
        elif self._number != i - 1:
            tokens.append("#")
        self._number = i


def fold(word: str) -> str:
    """`word` without the difference of capitals. The Turkish capital İ is an i, without a dot of its own."""
    return word.casefold().replace("i\u0307", "i")


OWN: tuple[str, ...] = (
    "words", "ending", "sentences", "comma_rate", "capitals", "upper", "function_share", "digit_share",
    "word_length", "separators", "address", "times", "quote", "mark",
)  # fmt: skip
"""The numbers of a line that rules may look at. Rates are per word, shares are of all words or characters."""


class Shape:
    """The numbers of one line, and its words."""

    def __init__(self, row: str, lexicon: dict[str, int]) -> None:
        """The shape of `row`; `lexicon` tells the sorts of words, `FUNCTION` and the others."""
        text = row.strip()
        scan = Scan(text)
        counts, length = scan.counts, max(1, len(text))
        wide = counts[WIDE] + counts[PARTICLE] + counts[WIDE_MARK]
        self.text: str = text
        self.tokens: list[str] = scan.tokens
        self.key: str = " ".join(scan.tokens)
        self.signs: list[str] = scan.signs
        self.count: int = scan.words
        self.may_address: bool = scan.may_address
        self.is_unspaced: bool = wide > 0
        self.words: float = scan.spaced + wide / 2
        self.ending: float = float(ending(text))
        """0 nothing, 1 full stop, 2 question or exclamation, 3 colon, 4 dots, 5 other, 6 a stop and a closing quote."""
        self.sentences: float = float(scan.sentences)
        self.comma_rate: float = counts[COMMA] / max(1.0, self.words)
        self.capitals: float = scan.capitals / (scan.words - 1) if scan.words > 1 else 0.5
        """Share of the words but the first that begin with a capital; a half where there is but one."""
        self.upper: float = 1.0 if scan.words and text.isupper() else 0.0
        function = furniture = 0
        self.sorts: list[int] = [lexicon.get(token, 0) for token in scan.tokens]
        """Of its tokens."""
        self.all_sorts: int = 0
        for sort in self.sorts:
            if sort:
                function += sort & FUNCTION
                furniture += sort & FURNITURE
                self.all_sorts |= sort
        self.function_share: float = counts[PARTICLE] / wide if 3 * wide > length else function / max(1, scan.words)
        self.furniture: float = furniture / FURNITURE
        self.furniture_share: float = self.furniture / max(1, scan.words)
        self.digit_share: float = counts[DIGIT] / length
        self.word_length: float = len(text) / max(1.0, self.words)
        self.separators: float = float(len(SEPARATOR.findall(text))) if scan.may_separate else 0.0
        self.address: float = 1.0 if scan.may_address and ADDRESS.search(text) else 0.0
        self.times: float = float(len(TIME.findall(text))) if scan.may_time else 0.0
        self.quote: float = 1.0 if text and text[0] in OPENING_QUOTES else 0.0
        self.mark: float = mark(row)
        """0 plain text, 1 a bullet, 2 a number, 3 an indentation."""
        is_prose = (self.words >= PROSE_WORDS and self.ending in (STOPPED, ASKED, QUOTED)) or self.words >= LONG_WORDS
        self.prose: float = self.words if is_prose else 0.0
        """The words if the line is taken for prose, else 0."""
        self.wording: str = self._wording()
        """The words without numbers and signs, which may count the entries of a list; the text where there are none."""
        self.telling: set[str] = self._telling()
        """What tells the topic: beginnings of longer words, or pairs of signs."""

    def _wording(self) -> str:
        if len(self.tokens) == self.count:
            return self.key or self.text
        return " ".join([token for token in self.tokens if token not in NO_WORDS]) or self.text

    def _telling(self) -> set[str]:
        if self.is_unspaced:
            signs = wide(self.text)
            return {signs[i] + signs[i + 1] for i in range(len(signs) - 1)}
        return {token[:7] for token in self.tokens if len(token) > 4}


def ending(text: str) -> int:
    """How a line ends, as `Shape.ending` says."""
    bare = text.rstrip(CLOSING)
    found = ENDINGS.get(bare[-1:], 0)
    if found == STOPPED and text.endswith(".."):
        return DOTS
    return QUOTED if found in (STOPPED, ASKED) and len(bare) < len(text) else found


def mark(row: str) -> float:
    """What a line begins with, as `Shape.mark` says."""
    text = row.lstrip()
    first = text[:1]
    if first and first in BULLETS and (first in SURE_BULLETS or text[1:2].isspace()):
        return 1.0
    if first.isdigit() and NUMBERED.match(text):
        return 2.0
    return 3.0 if len(text) < len(row) else 0.0
