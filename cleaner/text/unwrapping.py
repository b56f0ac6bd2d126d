"""Joining of rows that are one paragraph: in hard-wrapped text, and in text that was broken at its links.

A program that wraps at a width breaks a row exactly where the next word would not have fitted, and no other text looks
like that: row after row, the row plus the first word of the next one is longer than the longest row. `_wrap_width`
looks for this.

A program that writes each piece of a page in a row of its own breaks a paragraph at its links. Then rows start with the
comma or full stop that follows a link, which happens in no other text.

Joining depends on the text alone.
"""

import itertools
import re
from collections.abc import Iterable
from typing import Final

from cleaner.text.characters import unspaced_chars
from cleaner.text.rows import Row

ITEM: Final = re.compile(r"\s*(?:[•*▪●◦·»›‣-]|\d{1,2}[.)])\s")
"""Start of a list item."""
ENDS_SENTENCE: Final = re.compile(r"""[.!?…。！？:]["'”’“‘»«)\]]*\s*$""")
WIDTHS = range(40, 121)
"""Widths in characters that a text may have been wrapped at."""
NEAR = 0.75
"""Minimum share of the width for a row to be near it."""
MAX_LONGER, MAX_LONGER_SHARE = 3, 0.02
"""Maximum number and share of rows that exceed the width, such as addresses and footers; the larger limit applies."""
MIN_FULL: Final = 4
"""Minimum number of full rows that end within a sentence; the lengths of fewer may match a width by chance."""
MIN_FULL_LOWER: Final = 2
"""Minimum number of such rows if each row below one starts with a small letter."""
MIN_FULL_SHARE: Final = 0.7
"""Minimum share of full rows in the rows near the width; in a text without wrapping, one more word often fits."""
MIN_PROSE_SHARE: Final = 0.4
"""Minimum share of rows below full rows that start with a small letter, or a letter of a script without capitals."""
MIN_UNFINISHED_SHARE: Final = 0.6
"""Minimum share of rows that end within a sentence in all full rows; if fewer do, the rows are whole paragraphs."""


AFTER_LINK: Final = ",.;:!?"
"""Punctuation at the start of a row that shows a broken text; a bracket also closes a call in code."""
PUNCTUATION: Final = f"{AFTER_LINK})"
CONTINUES: Final = re.compile(rf"[{PUNCTUATION}](?:\s|$)")
"""Start of a row that continues the sentence of the row above."""
MIN_CONTINUING: Final = 2
"""Minimum number of such rows in a text that was broken at its links."""


def unwrap(text: str, rows: list[Row]) -> list[Row]:
    """Join the rows of each paragraph."""
    width = _wrap_width(rows)
    if width:
        firsts = [i for i in range(len(rows)) if not i or not _continues(rows[i - 1], rows[i], width)]
    elif _is_broken_at_links(rows):
        firsts = _paragraph_starts(rows)
    else:
        return rows
    return [_join(text, rows[a], rows[b - 1]) for a, b in itertools.pairwise([*firsts, len(rows)])]


def _join(text: str, first: Row, last: Row) -> Row:
    return Row(first.number, last.last, first.start, last.end, text[first.start : last.end])


def _wrap_width(rows: list[Row]) -> int:
    """Return the width in characters that the text was wrapped at, 0 if it was not wrapped.

    In a wrapped text only a few unbreakable rows are longer than the width. Among the rows that end within a sentence,
    directly above another row, most of those near the width would exceed it with one more word.
    """
    lengths, widest = [len(row.text.rstrip()) for row in rows], WIDTHS[-1]
    max_longer = max(MAX_LONGER, MAX_LONGER_SHARE * len(rows))
    if sum([length > widest for length in lengths]) > max_longer:
        return 0
    longer = _count_at_widths([(0, length - 1) for length in lengths])
    pairs = [(a.text, b.text) for a, b in itertools.pairwise(rows) if b.number == a.number + 1]
    unfinished = [(len(a.rstrip()), b) for a, b in pairs if not ENDS_SENTENCE.search(a)]
    full = _count_at_widths([(length, length + len(_first_word(below)) - 1) for length, below in unfinished])
    near = _count_at_widths([(length, int(length / NEAR)) for length, _ in unfinished])
    min_full = MIN_FULL_LOWER if all(b.lstrip()[0].islower() for _, b in unfinished) else MIN_FULL
    fitting = [w for w in WIDTHS if longer[w] <= max_longer and full[w] >= max(min_full, MIN_FULL_SHARE * near[w])]
    if not fitting:
        return 0
    width = max(fitting, key=lambda w: full[w])
    below = [b for a, b in pairs if _is_full(a, b, width)]
    is_mostly_unfinished = full[width] >= MIN_UNFINISHED_SHARE * len(below)
    is_prose = sum(not _starts_like_entry(row) for row in below) >= MIN_PROSE_SHARE * len(below)
    return width if is_mostly_unfinished and is_prose else 0


def _starts_like_entry(row: str) -> bool:
    """Return True if a row starts with a capital, a number or a symbol, as headings and entries of lists do."""
    return not row.lstrip()[:1].isalpha() or row.lstrip()[:1].isupper()


def _count_at_widths(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """Return for each width the number of ranges that contain it; a range includes both of its ends."""
    end = WIDTHS.stop
    changes = [0] * (end + 1)
    for first, last in ranges:
        changes[min(first, end)] += 1
        changes[min(last + 1, end)] -= 1
    return list(itertools.accumulate(changes))


def _first_word(row: str) -> str:
    """Return the first word of `row` with a space before it, or its first character in a script without spaces.

    A row may be broken before either.
    """
    text = row.lstrip()
    return text[0] if unspaced_chars(text[:1]) else " " + text.split(" ", 1)[0]


def _is_full(row: str, following: str, width: int) -> bool:
    """Return True if `row` fits into the width, but not with the first word of the next row."""
    return len(row.rstrip()) + len(_first_word(following)) > width >= len(row.rstrip())


def _continues(above: Row, row: Row, width: int) -> bool:
    """Return True if `row` continues the paragraph of the row above."""
    is_next = row.number == above.number + 1 and _is_full(above.text, row.text, width)
    # A number or a dash within a sentence does not start a list item.
    return is_next and not (ITEM.match(row.text) and ENDS_SENTENCE.search(above.text))


def _is_broken_at_links(rows: list[Row]) -> bool:
    """Return True if several rows, directly below another, start with the punctuation that follows a link."""
    count = 0
    for i in range(1, len(rows)):
        text = rows[i].text
        if text[0] in AFTER_LINK and rows[i].number == rows[i - 1].number + 1 and CONTINUES.match(text):
            count += 1
    return count >= MIN_CONTINUING


def _paragraph_starts(rows: list[Row]) -> list[int]:
    """Return the indices of the rows that start a paragraph of a text that was broken at its links.

    Rows between two blank rows are a paragraph if one of them starts within a sentence; a row that starts like a
    sentence below one that ends like one starts another.
    """
    blocks = [i for i in range(len(rows)) if not i or rows[i].number != rows[i - 1].last + 1]
    starts: list[int] = []
    for first, end in itertools.pairwise([*blocks, len(rows)]):
        starts.append(first)
        is_paragraph = any(_starts_within_sentence(rows[i].text) for i in range(first + 1, end))
        for i in range(first + 1, end):
            is_sentence = ENDS_SENTENCE.search(rows[i - 1].text) and not _starts_within_sentence(rows[i].text)
            if is_sentence or not is_paragraph:
                starts.append(i)
    return starts


def _starts_within_sentence(row: str) -> bool:
    return row.lstrip()[:1].islower() or CONTINUES.match(row.lstrip()) is not None
