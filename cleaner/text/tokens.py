"""The tokeniser: one pass over the characters of a line finds its words, numbers and symbols, with their classes.

Most of the time of a run goes into reading characters, so each is read once. Tokens are known by their hashes (see
`hashing`); the few that are needed as text are read again. A `TokenizedLine` is dropped when rules have been matched;
`LineFeatures` has what is needed later.
"""

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
    SPACE,
    STOP,
    TABLE_SIZE,
    UNKNOWN,
    UNSPACED,
    UNSPACED_MARK,
    UPPER,
    char_class,
)
from cleaner.text.hashing import HALF_BITS, HASH_MASK, MULTIPLIER, word_hash
from cleaner.text.lexicon import BOILERPLATE, BULLET, EMPTY_LEXICON, FUNCTION, SYMBOL, Lexicon
from cleaner.text.vectors import append, mypyc_attr, pop, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

SYMBOLS: Final = {
    **{char: char for char in ":©=/|>[]【】※〒#"}, "：": ":", "＝": "=", "／": "/", "｜": "|", "＞": ">", "»": ">",
    "›": ">", "［": "[", "］": "]", "ⓒ": "©",
}  # fmt: skip
"""Symbols that are tokens, since they can make a phrase of a common word: "写真＝" is a credit, "写真" is not.

Variants of a symbol are the same token.
"""
NUMBER: Final = "#"
"""Token of every number."""
BULLETS: Final = ">|/="
"""Symbols that are bullets at the start of a line."""
SYMBOL_HASHES: Final = {symbol: word_hash(token) for symbol, token in SYMBOLS.items()}
SYMBOL_CLASSES: Final = {
    symbol: 0 if token == NUMBER else SYMBOL | BULLET if token in BULLETS else SYMBOL
    for symbol, token in SYMBOLS.items()
}
NUMBER_HASH: Final = word_hash(NUMBER)
TOPIC_CHARS: Final = 7
"""Letters at the start of a word that make a topic word."""
SHORT: Final = 4
"""Letters of the longest word that is no topic word."""
IN_NUMBERS: Final = ".,:/"
"""Characters that may stand between two digits of a number."""
IN_TIMES: Final = ".:h/-年月"
"""Characters that may make a digit before them part of a time or date."""
YEAR_DIGITS: Final = 4


@mypyc_attr(acyclic=True)
class TokenizedLine:
    """The tokens of a line, and the number of its characters of each class.

    A token is a case-folded word, `#` for a number, or one of `SYMBOLS`.
    """

    def __init__(self, text: str, lexicon: Lexicon = EMPTY_LEXICON) -> None:
        """Tokenise `text`, which has no space at its ends; `lexicon` has the classes of words."""
        self.text: str = text
        self._lexicon: Lexicon = lexicon
        self.hashes: vec[i64] = vec["i64"]()
        self.word_classes: vec[i64] = vec["i64"]()
        """Classes of each token."""
        self._starts: vec[i64] = vec["i64"]()
        """Offset of each token."""
        self.topic_words: vec[i64] = vec["i64"]()
        """Hash of the first `TOPIC_CHARS` letters of each word of more than `SHORT` letters."""
        self.all_classes: i64 = 0
        """Union of the classes of all tokens."""
        self.function_words: i64 = 0
        self.boilerplate_words: i64 = 0
        self.symbols: list[str] = []
        """Characters that are neither letter, digit nor space, in order.

        Two neighbours of one class also make a pair, such as "..", and a dash makes one with a space after it.
        """
        self.counts: vec[i64] = vec["i64"]([0] * CHAR_CLASSES)
        """Number of characters of each class, without spaces and the letters of scripts with spaces."""
        self.words: i64 = 0
        """Number of words of any script."""
        self.spaced: i64 = 0
        """Number of words of scripts with spaces between words."""
        self.capitals: i64 = 0
        """Number of words after the first that start with a capital."""
        self.sentences: i64 = 0
        self.may_separate: bool = False
        """False if the line has no separator, True if it may have one."""
        self.may_address: bool = False
        """False if the line has no address, True if it may have one."""
        self.may_time: bool = False
        """False if the line has no time or date, True if it may have one."""
        self.first_digit: i64 = 0
        """Offset of the first digit, if there is one."""
        self._last_digit: i64 = -9
        """Offset of the last digit."""
        self._digits: i64 = 0
        """Number of digits in a row up to it."""
        self._read(text)
        self.unspaced: i64 = self.counts[UNSPACED] + self.counts[PARTICLE] + self.counts[UNSPACED_MARK]
        """Number of characters of scripts without spaces between words."""

    def token(self, i: "i64") -> str:
        """Return a token as text."""
        char = self.text[self._starts[i]]
        if char in SYMBOLS:
            return SYMBOLS[char]
        return fold(word_at(self.text, self._starts[i])) or NUMBER

    def prefix_hash(self, i: "i64", size: "i64") -> "i64":
        """Return the hash of the first `size` letters of a token, or an arbitrary hash if it is shorter."""
        text = self.text
        number: i64 = 0
        k = self._starts[i]
        end: i64 = min(k + size, len(text))
        while k < end:
            code = fold_char(ord(text[k]))
            if code == SEVERAL:
                return word_hash(self.token(i)[:size])
            number = ((number ^ code) * MULTIPLIER) & HASH_MASK
            number ^= number >> HALF_BITS
            k += 1
        return number

    def key(self, first: "i64", end: "i64") -> str:
        """Return the tokens in [first, end), separated by spaces, as phrases are compared."""
        tokens = []
        while first < end:
            tokens.append(self.token(first))
            first += 1
        return " ".join(tokens)

    def _read(self, text: str) -> None:
        table, counts = ALPHABET.table, self.counts
        previous: i64 = CHAR_CLASSES
        i: i64 = 0
        n: i64 = len(text)
        while i < n:
            code: i64 = ord(text[i])
            cls: i64 = table[code] if code < TABLE_SIZE else UNKNOWN
            if cls == UNKNOWN:
                cls = char_class(code)
            if LOWER <= cls <= PARTICLE:
                self._start_word(i, cls, previous)
                i, previous = self._read_word(i), LOWER
                continue
            if cls != SPACE:
                counts[cls] += 1
            self._read_other(i, cls, previous)
            if previous != STOP or (cls != CLOSER and cls != ARROW):  # a quote closes the sentence it ends
                previous = cls
            i += 1
        self.sentences += counts[FULL_STOP] + (1 if previous == STOP else 0)
        self.may_separate = self.may_separate or counts[BAR] + counts[ARROW] > 0
        self.may_address = self.may_address or counts[AT] > 0

    def _add(self, start: "i64", number: "i64", word_class: "i64") -> None:
        """Add a token; `word_class` are classes that it has besides those of the lexicon."""
        word_class |= self._lexicon.word_class(number)
        self.hashes = append(self.hashes, number)
        self.word_classes = append(self.word_classes, word_class)
        self._starts = append(self._starts, start)
        self.all_classes |= word_class
        self.function_words += word_class & FUNCTION
        self.boilerplate_words += (word_class & BOILERPLATE) >> 1

    def _start_word(self, i: "i64", cls: "i64", previous: "i64") -> None:
        """Count the word that starts at `i`; `previous` is the class of the character before it."""
        self.words += 1
        if cls < UNSPACED:
            self.spaced += 1
        if cls == UPPER and self.words > 1:
            self.capitals += 1
        if previous == STOP:
            self.may_address = True
        elif previous == DIGIT and self.text[i] in IN_TIMES:
            self.may_time = True

    def _read_word(self, start: "i64") -> "i64":
        """Read the word that starts at `start` and return its end."""
        text, table = self.text, ALPHABET.table
        i: i64 = start
        n: i64 = len(text)
        size: i64 = 0
        number: i64 = 0
        prefix: i64 = 0
        while i < n:
            code: i64 = ord(text[i])
            cls: i64 = table[code] if code < TABLE_SIZE else UNKNOWN
            if cls == UNKNOWN:
                cls = char_class(code)
            if cls < LOWER or cls > PARTICLE:
                break
            if cls >= UNSPACED:
                self.counts[cls] += 1
            elif cls != LOWER:
                code = fold_char(code)
                if code == SEVERAL:
                    return self._read_odd_word(start, i)
            number = ((number ^ code) * MULTIPLIER) & HASH_MASK
            number ^= number >> HALF_BITS
            size += 1
            if size == TOPIC_CHARS:
                prefix = number
            i += 1
        self._add(start, number, 0)
        if size > SHORT:
            self.topic_words = append(self.topic_words, prefix if size >= TOPIC_CHARS else number)
        return i

    def _read_odd_word(self, start: "i64", odd: "i64") -> "i64":
        """Read a word whose letter at `odd` is several letters when folded, such as ß; return the word's end."""
        word = word_at(self.text, start)
        for char in word[odd - start :]:
            cls = char_class(ord(char))
            if cls >= UNSPACED:
                self.counts[cls] += 1
        token = fold(word)
        self._add(start, word_hash(token), 0)
        if len(token) > SHORT:
            self.topic_words = append(self.topic_words, word_hash(token[:TOPIC_CHARS]))
        return start + len(word)

    def _read_other(self, i: "i64", cls: "i64", previous: "i64") -> None:
        """Read a character that is not part of a word."""
        if cls == SPACE:
            if previous == STOP:
                self.sentences += 1
            elif previous == SPACE:
                self.may_separate = True
            elif previous == DASH:
                self.symbols.append(self.text[i - 1] + " ")
            return
        if cls == DIGIT:
            self._read_digit(i)
            return
        char = self.text[i]
        if previous == DIGIT:
            self.may_time = self.may_time or char in IN_TIMES
        elif previous == cls:
            self.may_separate = self.may_address = True
            self.symbols.append(self.text[i - 1] + char)
        elif previous == SPACE and cls == DASH:
            self.may_separate = True
        elif previous == LOWER and cls == STOP and self.text[i - 1] in "wW":
            self.may_address = self.may_address or self.text[max(0, i - 3) : i].lower() == "www"
        self.symbols.append(char)
        if char in SYMBOLS:
            self._add(i, SYMBOL_HASHES[char], SYMBOL_CLASSES[char])

    def _read_digit(self, i: "i64") -> None:
        """Read a digit, which continues a number even after one character of `IN_NUMBERS`."""
        if self._last_digit < 0:
            self.first_digit = i
        if self._last_digit == i - 2 and self.text[i - 1] in IN_NUMBERS:
            self._drop_symbol()
        elif self._last_digit != i - 1:
            self._add(i, NUMBER_HASH, 0)
        self._digits = self._digits + 1 if self._last_digit == i - 1 else 1
        if self._digits == YEAR_DIGITS:
            self.may_time = True
        self._last_digit = i

    def _drop_symbol(self) -> None:
        """Drop the token of a symbol that is inside a number; not every character of `IN_NUMBERS` is a token."""
        if self.hashes[len(self.hashes) - 1] != NUMBER_HASH:
            self.hashes, _ = pop(self.hashes)
            self.word_classes, _ = pop(self.word_classes)
            self._starts, _ = pop(self._starts)


def word_at(text: str, start: "i64") -> str:
    """Return the word that starts at `start`, as it is in the text; "" if there is none."""
    n: i64 = len(text)
    end = start
    while end < n and LOWER <= char_class(ord(text[end])) <= PARTICLE:
        end += 1
    return text[start:end]


def find_words(text: str) -> list[str]:
    """Return the words of `text` in order, as they are in it."""
    words: list[str] = []
    i: i64 = 0
    n: i64 = len(text)
    while i < n:
        word = word_at(text, i)
        if word:
            words.append(word)
        i += len(word) or 1
    return words


SEVERAL: Final = -1
"""Result of `fold_char` for a letter that is several letters when folded."""


def fold_char(code: "i64") -> "i64":
    """Return the code point of a letter with its case folded, or `SEVERAL`."""
    if code < 128:
        return code + 32 if 65 <= code <= 90 else code
    letters = fold(chr(code))
    return ord(letters) if len(letters) == 1 else SEVERAL


def fold(word: str) -> str:
    """Return a word with its case folded. The Turkish capital İ becomes an i without a dot of its own."""
    folded = word.casefold()
    return folded.replace("i\u0307", "i") if "\u0307" in folded else folded
