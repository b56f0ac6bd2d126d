"""What one line looks like by itself, in numbers.

The measures are those that tell prose from furniture in any language: how long, how it ends, how many
commas and capitals, how many of the small words that hold sentences together (the last is the idea of
Pomikálek's jusText, 2011). Scripts that put no spaces between words are counted by characters instead.
"""

import itertools
import re
from typing import NamedTuple

UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts written without spaces; about two of their characters carry what one spaced word does."""
PARTICLES = "的了是在和有也不这這我他们們のはをにがでとたると"
"""Signs that hold Chinese and Japanese sentences together."""
WORD = re.compile(r"[^\W\d_]+")
TERMINAL = re.compile(r"""([.!?…:;,。！？：；，।؟])["'”’»«)\]」』]*$""")
ENDINGS = {**dict.fromkeys(".。।", 1), **dict.fromkeys("!?！？؟", 2), **dict.fromkeys(":：", 3), "…": 4}
DOTS, OTHER, QUOTED = 4, 5, 6
SENTENCE = re.compile(r"""[.!?。！？।؟]["'”’»)\]」』]*(?=\s|$)|[。！？]""")
OPENING_QUOTES = "\"“„«「『”‘'"
BULLET = re.compile(r"\s*(?:[•*▪●◦·»›‣■►▶→+-]\s|[•▪●◦‣■►▶])")
NUMBERED = re.compile(r"\s*\d{1,2}[.)]\s")
SEPARATOR = re.compile(r"\s[|·•/»>›–—-]\s|[|»›>→]|\s{3,}|\.\.\.|…")
ADDRESS = re.compile(r"https?://|www\.|\w@\w|\w\.(?:com|org|net|ru|pl|gr|cn|de|uk)\b|(?:^|\s)[@#]\w")
TIME = re.compile(
    r"\b\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}[/-]\d{1,2}[/-]\d{1,2}"
    r"|(?<!\d)\d{1,4}[年月]"
)
COMMAS = re.compile("[,，、،]")
PROSE_WORDS = 10
"""A line this long that ends as a sentence does is taken for prose."""
LONG_WORDS = 28
"""So is one this long however it ends."""


class Shape(NamedTuple):
    """The numbers of one line. Rates are per word, shares are of all words or characters."""

    words: float
    ending: float
    """0 nothing, 1 full stop, 2 question or exclamation, 3 colon, 4 dots, 5 other, 6 a stop and a closing quote."""
    sentences: float
    comma_rate: float
    capitals: float
    upper: float
    function_share: float
    digit_share: float
    word_length: float
    separators: float
    address: float
    times: float
    quote: float
    mark: float
    """0 plain text, 1 a bullet, 2 a number, 3 an indentation."""
    prose: float
    """The words if the line is taken for prose, else 0."""


def shape(row: str, tokens: list[str], function_words: frozenset[str]) -> Shape:
    """The shape of `row`; `tokens` are its words in lower case."""
    text = row.strip()
    unspaced = 0 if text.isascii() else len(UNSPACED.findall(text))
    words = len(tokens) if not unspaced else sum(not UNSPACED.match(t) for t in tokens) + unspaced / 2
    ending = _ending(text)
    return Shape(
        words=words,
        ending=ending,
        sentences=len(SENTENCE.findall(text)),
        comma_rate=len(COMMAS.findall(text)) / max(1.0, words),
        capitals=_capitals(text),
        upper=bool(tokens) and text.isupper(),
        function_share=_function_share(text, tokens, unspaced, function_words),
        digit_share=sum(map(str.isdigit, text)) / max(1, len(text)),
        word_length=len(text) / max(1.0, words),
        separators=len(SEPARATOR.findall(text)),
        address=bool(ADDRESS.search(text)),
        times=len(TIME.findall(text)),
        quote=text[:1] in OPENING_QUOTES,
        mark=2 if NUMBERED.match(row) else 1 if BULLET.match(row) else 3 if row[:1].isspace() else 0,
        prose=words if (words >= PROSE_WORDS and ending in (1, 2, QUOTED)) or words >= LONG_WORDS else 0.0,
    )


def _ending(text: str) -> int:
    found = TERMINAL.search(text)
    if not found:
        return 0
    ending = ENDINGS.get(found[1], OTHER)
    if ending == 1 and text.endswith(".."):
        return DOTS
    return QUOTED if ending in (1, 2) and len(found[0]) > 1 else ending


def _capitals(text: str) -> float:
    """Share of the words but the first that begin with a capital; a half where there is but one."""
    rest = WORD.findall(text)[1:]
    return sum(word[0].isupper() for word in rest) / len(rest) if rest else 0.5


def _function_share(text: str, tokens: list[str], unspaced: int, function_words: frozenset[str]) -> float:
    if unspaced > len(text) / 3:
        return sum(text.count(sign) for sign in PARTICLES) / unspaced
    return sum(token in function_words for token in tokens) / len(tokens) if tokens else 0.0


def telling(text: str, tokens: list[str]) -> set[str]:
    """What tells the topic of a line: beginnings of its longer words, or pairs of signs."""
    signs = [] if text.isascii() else UNSPACED.findall(text)
    if signs:
        return {a + b for a, b in itertools.pairwise(signs)}
    return {token[:7] for token in tokens if len(token) > 4}
