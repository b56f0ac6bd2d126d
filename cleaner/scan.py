"""One pass over the characters of a line: its words, numbers and signs, and the sorts of each.

A line is read once, character by character, because that is what time is spent on. A scan lives no longer than its
line is read; what is wanted later of a line is in its shape.
"""

import re
from typing import TYPE_CHECKING, Final

from cleaner.characters import (
    ALPHABET,
    ARROW,
    AT,
    BAR,
    CLOSER,
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
)
from cleaner.lexicon import BITS, FACTOR, FUNCTION, FURNITURE, NO_WORDS_KNOWN, Lexicon, value_of
from cleaner.native import mypyc_attr

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

WORD: Final = re.compile(r"[^\W\d_]+")
SIGNS: Final = {
    **{sign: sign for sign in ":©=/|>[]【】※〒#"}, "：": ":", "＝": "=", "／": "/", "｜": "|", "＞": ">", "»": ">",
    "›": ">", "［": "[", "］": "]", "ⓒ": "©",
}  # fmt: skip
"""Signs that can make a phrase of a common word: "写真＝" is a credit, "写真" is not. Variants count as one."""
NO_WORDS: Final = {"#", *SIGNS}
"""Tokens that are none."""
IN_NUMBERS: Final = ".,:/"
IN_TIMES: Final = ":.h/-年月"
"""Right after a digit one of these may make it a time or a date; so may as many digits as a year has."""
YEAR: Final = 4


@mypyc_attr(acyclic=True)
class Scan:
    """The tokens of a line, and how many there are of each sort of character.

    A token is a word with its cases folded, `#` for a number, or one of `SIGNS`.
    """

    def __init__(self, text: str, lexicon: Lexicon = NO_WORDS_KNOWN) -> None:
        """`text` without space around it; `lexicon` tells the sorts of words."""
        self.text: str = text
        self._lexicon: Lexicon = lexicon
        self.tokens: list[str] = []
        self.sorts: list[int] = []
        """Of its tokens."""
        self.all_sorts: int = 0
        self.function: int = 0
        self.furniture: int = 0
        """Words that hold sentences together, and words that set phrases are made of."""
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
        """Whether there may be a separator, an address, a time: those are looked for only where this says so."""
        self.may_address: bool = False
        self.may_time: bool = False
        self._number: i64 = -9
        """Where the last digit was, and how many there were in a row."""
        self._digits: i64 = 0
        self._value: i64 = 0
        """The number of the last word, below 0 where it has letters to fold."""
        self._read(text)
        self.key: str = " ".join(self.tokens)
        """What is compared with phrases."""
        self.wide: int = self.counts[WIDE] + self.counts[PARTICLE] + self.counts[WIDE_MARK]
        """Characters of scripts without spaces between words."""
        self._sum_up()

    def _read(self, text: str) -> None:
        table, counts = ALPHABET.table, self.counts
        before: i64 = SORTS
        i: i64 = 0
        n: i64 = len(text)
        while i < n:
            code: i64 = ord(text[i])
            sort: i64 = table[code] if code < PLANE else UNKNOWN
            if sort == UNKNOWN:
                sort = sort_of(code)
            if LOWER <= sort <= PARTICLE:
                self._begin(i, sort, before)
                start, i, before = i, self._end(i), LOWER
                self._add(text[start:i] if self._value >= 0 else fold(text[start:i]), self._value)
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

    def _sum_up(self) -> None:
        for sort in self.sorts:
            if sort:
                self.all_sorts |= sort
                self.function += sort & FUNCTION
                self.furniture += (sort & FURNITURE) // FURNITURE

    def _add(self, token: str, value: "i64") -> None:
        """One token more; a `value` below 0 is not known yet."""
        self.tokens.append(token)
        self.sorts.append(self._lexicon.sort(token, value if value >= 0 else value_of(token)))

    def _begin(self, i: "i64", sort: "i64", before: "i64") -> None:
        """A word begins at `i`."""
        self.words += 1
        if sort < WIDE:
            self.spaced += 1
        if sort == UPPER and self.words > 1:
            self.capitals += 1
        if before == STOP:
            self.may_address = True
        elif before == DIGIT and self.text[i] in IN_TIMES:
            self.may_time = True

    def _end(self, i: "i64") -> "i64":
        """Where the word ends that has a letter at `i`."""
        text, table = self.text, ALPHABET.table
        is_folded = False
        n: i64 = len(text)
        value: i64 = 0
        while i < n:
            code: i64 = ord(text[i])
            sort: i64 = table[code] if code < PLANE else UNKNOWN
            if sort == UNKNOWN:
                sort = sort_of(code)
            if sort >= WIDE:
                if sort > PARTICLE:
                    break
                self.counts[sort] += 1
            elif sort > LOWER:
                is_folded = True
            elif sort < LOWER:
                break
            value = (value * FACTOR + code) & (BITS - 1)
            i += 1
        self._value = -1 if is_folded else value
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
            self.may_time = self.may_time or sign in IN_TIMES
        elif before == sort:
            self.may_separate = self.may_address = True
            self.signs.append(self.text[i - 1] + sign)
        elif before == SPACE and sort == DASH:
            self.may_separate = True
        elif before == LOWER and sort == STOP and self.tokens[-1].endswith("www"):
            self.may_address = True
        self.signs.append(sign)
        if sign in SIGNS:
            self._add(SIGNS[sign], -1)

    def _digit(self, i: "i64") -> None:
        """A digit; it goes on with the number if only one of `IN_NUMBERS` is between."""
        tokens = self.tokens
        if self._number == i - 2 and self.text[i - 1] in IN_NUMBERS:
            if tokens[-1] != "#":
                tokens.pop()
                self.sorts.pop()
        elif self._number != i - 1:
            self._add("#", -1)
        self._digits = self._digits + 1 if self._number == i - 1 else 1
        if self._digits == YEAR:
            self.may_time = True
        self._number = i


def word_after(text: str, before: str) -> str:
    """The word that `text` begins with, as it stands there, after any of the signs in `before`; "" for none."""
    n: i64 = len(text)
    start: i64 = 0
    while start < n and text[start] in before:
        start += 1
    end = start
    while end < n and LOWER <= sort_of(ord(text[end])) <= PARTICLE:
        end += 1
    return text[start:end]


def fold(word: str) -> str:
    """`word` without the difference of capitals. The Turkish capital İ is an i, without a dot of its own."""
    folded = word.casefold()
    return folded.replace("i\u0307", "i") if "\u0307" in folded else folded
