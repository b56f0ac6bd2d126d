"""One pass over the characters of a line: its words, numbers and signs, and the sorts of each.

A line is read once, character by character, because that is what time is spent on. Words are known by their numbers,
as `word_numbers` makes them; few are ever wanted as texts, and those are read again. A scan lives no longer than its
line is read; what is wanted later of a line is in its shape.
"""

import re
from typing import TYPE_CHECKING, Final

from cleaner.text.characters import (
    ALPHABET,
    ARROW,
    AT,
    BAR,
    CHAR_CLASSES,
    CLOSER,
    DASH,
    DIGIT,
    FULL_STOP,
    LOWER,
    PARTICLE,
    PLANE,
    SPACE,
    STOP,
    UNKNOWN,
    UPPER,
    WIDE,
    WIDE_MARK,
    char_class,
)
from cleaner.text.hashing import HALF_BITS, HASH_MASK, MULTIPLIER, word_hash
from cleaner.text.lexicon import BULLET, FUNCTION, FURNITURE, NO_WORDS_KNOWN, SIGN, Lexicon
from cleaner.text.vectors import append, mypyc_attr, pop, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

WORD: Final = re.compile(r"[^\W\d_]+")
SIGNS: Final = {
    **{sign: sign for sign in ":©=/|>[]【】※〒#"}, "：": ":", "＝": "=", "／": "/", "｜": "|", "＞": ">", "»": ">",
    "›": ">", "［": "[", "］": "]", "ⓒ": "©",
}  # fmt: skip
"""Signs that can make a phrase of a common word: "写真＝" is a credit, "写真" is not. Variants count as one."""
HASH: Final = "#"
"""The token of a number."""
BULLETS: Final = ">|/="
"""Signs that are bullets at the beginning of a line."""
SIGN_NUMBERS: Final = {sign: word_hash(token) for sign, token in SIGNS.items()}
SIGN_SORTS: Final = {
    sign: 0 if token == HASH else SIGN | BULLET if token in BULLETS else SIGN for sign, token in SIGNS.items()
}
HASH_NUMBER: Final = word_hash(HASH)
TELLING: Final = 7
"""Letters that a word's beginning has which tells the topic; a word of as many as `SHORT` or fewer tells nothing."""
SHORT: Final = 4
IN_NUMBERS: Final = ".,:/"
IN_TIMES: Final = ":.h/-年月"
"""Right after a digit one of these may make it a time or a date; so may as many digits as a year has."""
YEAR: Final = 4


@mypyc_attr(acyclic=True)
class TokenizedLine:
    """The tokens of a line, and how many there are of each sort of character.

    A token is a word with its cases folded, `#` for a number, or one of `SIGNS`.
    """

    def __init__(self, text: str, lexicon: Lexicon = NO_WORDS_KNOWN) -> None:
        """`text` without space around it; `lexicon` tells the sorts of words."""
        self.text: str = text
        self._lexicon: Lexicon = lexicon
        self.hashes: vec[i64] = vec["i64"]()
        self.word_classes: vec[i64] = vec["i64"]()
        self._starts: vec[i64] = vec["i64"]()
        """Of each token its number, its sorts, and where it begins."""
        self.topic_words: vec[i64] = vec["i64"]()
        """Of each longer word the number of its beginning."""
        self.all_classes: i64 = 0
        self.function: i64 = 0
        self.furniture: i64 = 0
        """Words that hold sentences together, and words that set phrases are made of."""
        self.signs: list[str] = []
        """What is neither letter nor digit nor space, in order; two of a sort also as a pair, a dash with a blank."""
        self.counts: vec[i64] = vec["i64"]([0] * CHAR_CLASSES)
        self.words: i64 = 0
        self.spaced: i64 = 0
        """Words of scripts with spaces between words."""
        self.capitals: i64 = 0
        """Words but the first that begin with a capital."""
        self.sentences: i64 = 0
        self.may_separate: bool = False
        """Whether there may be a separator, an address, a time: those are looked for only where this says so."""
        self.may_address: bool = False
        self.may_time: bool = False
        self._number: i64 = -9
        """Where the last digit was, and how many there were in a row."""
        self._digits: i64 = 0
        self._read(text)
        self.wide: i64 = self.counts[WIDE] + self.counts[PARTICLE] + self.counts[WIDE_MARK]
        """Characters of scripts without spaces between words."""

    def token(self, i: "i64") -> str:
        """One of the tokens."""
        sign = self.text[self._starts[i]]
        if sign in SIGNS:
            return SIGNS[sign]
        return fold(word_at(self.text, self._starts[i])) or HASH

    def beginning(self, i: "i64", size: "i64") -> "i64":
        """The number of the first letters of a token; of a shorter one that of something else."""
        text = self.text
        number: i64 = 0
        k = self._starts[i]
        end: i64 = min(k + size, len(text))
        while k < end:
            code = folded(ord(text[k]))
            if code == SEVERAL:
                return word_hash(self.token(i)[:size])
            number = ((number ^ code) * MULTIPLIER) & HASH_MASK
            number ^= number >> HALF_BITS
            k += 1
        return number

    def key(self, first: "i64", end: "i64") -> str:
        """What is compared with phrases: the tokens from `first` up to but without `end`."""
        tokens = []
        while first < end:
            tokens.append(self.token(first))
            first += 1
        return " ".join(tokens)

    def _read(self, text: str) -> None:
        table, counts = ALPHABET.table, self.counts
        before: i64 = CHAR_CLASSES
        i: i64 = 0
        n: i64 = len(text)
        while i < n:
            code: i64 = ord(text[i])
            sort: i64 = table[code] if code < PLANE else UNKNOWN
            if sort == UNKNOWN:
                sort = char_class(code)
            if LOWER <= sort <= PARTICLE:
                self._begin(i, sort, before)
                i, before = self._word(i), LOWER
                continue
            if sort != SPACE:
                counts[sort] += 1
            self._between(i, sort, before)
            if before != STOP or (sort != CLOSER and sort != ARROW):  # a quote closes the sentence it ends
                before = sort
            i += 1
        self.sentences += counts[FULL_STOP] + (1 if before == STOP else 0)
        self.may_separate = self.may_separate or counts[BAR] + counts[ARROW] > 0
        self.may_address = self.may_address or counts[AT] > 0

    def _add(self, start: "i64", number: "i64", sort: "i64") -> None:
        """One token more."""
        sort |= self._lexicon.word_class(number)
        self.hashes = append(self.hashes, number)
        self.word_classes = append(self.word_classes, sort)
        self._starts = append(self._starts, start)
        self.all_classes |= sort
        self.function += sort & FUNCTION
        self.furniture += (sort & FURNITURE) >> 1

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

    def _word(self, start: "i64") -> "i64":
        """Reads the word that begins at `start`, and says where it ends."""
        text, table = self.text, ALPHABET.table
        i: i64 = start
        n: i64 = len(text)
        size: i64 = 0
        number: i64 = 0
        beginning: i64 = 0
        while i < n:
            code: i64 = ord(text[i])
            sort: i64 = table[code] if code < PLANE else UNKNOWN
            if sort == UNKNOWN:
                sort = char_class(code)
            if sort < LOWER or sort > PARTICLE:
                break
            if sort >= WIDE:
                self.counts[sort] += 1
            elif sort != LOWER:
                code = folded(code)
                if code == SEVERAL:
                    return self._odd_word(start, i)
            number = ((number ^ code) * MULTIPLIER) & HASH_MASK
            number ^= number >> HALF_BITS
            size += 1
            if size == TELLING:
                beginning = number
            i += 1
        self._add(start, number, 0)
        if size > SHORT:
            self.topic_words = append(self.topic_words, beginning if size >= TELLING else number)
        return i

    def _odd_word(self, start: "i64", odd: "i64") -> "i64":
        """The same for one whose letter at `odd` is several without the difference of capitals, as ß is."""
        word = word_at(self.text, start)
        for sign in word[odd - start :]:
            sort = char_class(ord(sign))
            if sort >= WIDE:
                self.counts[sort] += 1
        token = fold(word)
        self._add(start, word_hash(token), 0)
        if len(token) > SHORT:
            self.topic_words = append(self.topic_words, word_hash(token[:TELLING]))
        return start + len(word)

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
        elif before == LOWER and sort == STOP and self.text[i - 1] in "wW":
            self.may_address = self.may_address or self.text[max(0, i - 3) : i].lower() == "www"
        self.signs.append(sign)
        if sign in SIGNS:
            self._add(i, SIGN_NUMBERS[sign], SIGN_SORTS[sign])

    def _digit(self, i: "i64") -> None:
        """A digit; it goes on with the number if only one of `IN_NUMBERS` is between."""
        if self._number == i - 2 and self.text[i - 1] in IN_NUMBERS:
            self._take_back()
        elif self._number != i - 1:
            self._add(i, HASH_NUMBER, 0)
        self._digits = self._digits + 1 if self._number == i - 1 else 1
        if self._digits == YEAR:
            self.may_time = True
        self._number = i

    def _take_back(self) -> None:
        """The sign inside a number is no token, if it was taken for one."""
        if self.hashes[len(self.hashes) - 1] != HASH_NUMBER:
            self.hashes, _ = pop(self.hashes)
            self.word_classes, _ = pop(self.word_classes)
            self._starts, _ = pop(self._starts)


def word_at(text: str, start: "i64") -> str:
    """The word that begins at `start` of `text`, as it stands there; "" for none."""
    n: i64 = len(text)
    end = start
    while end < n and LOWER <= char_class(ord(text[end])) <= PARTICLE:
        end += 1
    return text[start:end]


SEVERAL: Final = -1


def folded(code: "i64") -> "i64":
    """The code of a letter without the difference of capitals; `SEVERAL` where that is several letters."""
    if code < 128:
        return code + 32 if 65 <= code <= 90 else code
    letters = fold(chr(code))
    return ord(letters) if len(letters) == 1 else SEVERAL


def fold(word: str) -> str:
    """`word` without the difference of capitals. The Turkish capital İ is an i, without a dot of its own."""
    folded = word.casefold()
    return folded.replace("i\u0307", "i") if "\u0307" in folded else folded
