"""Blocks: lines that are part of something larger than a paragraph, found by their shape in any language.

The lines of a table, of code or of a list lack the looks of prose, and words in them mean something else: a date in a
table is no byline, and `tags =` in code opens no list of topics. Menus and lists of teasers have shapes of their own:
entries of one form, again and again.

Each function below marks the blocks of one kind; of several kinds that a line may have, the last one marked wins.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cleaner.features.contents import find_contents
from cleaner.text.line_features import COLON, LineFeatures
from cleaner.text.vectors import vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

BLOCKS: Final = (
    "none", "table", "code", "list", "contents", "dialogue", "fields", "schedule", "references", "verse", "menu",
    "entries", "tags", "archive",
)  # fmt: skip
"""Names of the kinds of block, by code."""
NONE: Final = 0.0
TABLE: Final = 1.0
CODE: Final = 2.0
LIST: Final = 3.0
CONTENTS: Final = 4.0
DIALOGUE: Final = 5.0
FIELDS: Final = 6.0
SCHEDULE: Final = 7.0
REFERENCES: Final = 8.0
VERSE: Final = 9.0
MENU: Final = 10.0
ENTRIES: Final = 11.0
TAGS: Final = 12.0
ARCHIVE: Final = 13.0
MENU_FORM: Final = 1
"""Form of a line, as a bit, since a line may have several."""
VERSE_FORM: Final = 2
MONTH_FORM: Final = 4
TAGS_FORM: Final = 8
ITEM_FORM: Final = 16
REFERENCE_FORM: Final = 32
SLOT_FORM: Final = 64
MIN_ROWS: Final = 3
"""Minimum rows of a table, of fields, of a schedule or an archive; fewer may be entries of a menu by chance."""
MIN_ITEMS: Final = 2
REACH: Final = 2
"""Distance in lines at which two lines of code are in one block."""
INDENTED: Final = 12
"""Distance in lines at which two lines of code are in one block if all lines between them are indented."""
INDENT: Final = 3.0
"""Code of an indented line, as in `LineFeatures.list_marker`."""
GUTTER: Final = 12
"""Minimum numbers in a row that are line numbers although no code is seen; fewer may be the pages of a list."""
NAME: Final = re.compile(r"[^\W\d_][^:：.!?]{0,38}?\s?(?::\s+|：)(?=\S)|[^\W\d_][.)]\s(?=\S)")
"""Name of a speaker or of a field at the start of a line: "Ada: ", "Weight: ", "Q. "."""
NAME_END: Final = 42
SPEAKERS: Final = 2
TURN_REACH: Final = 4
"""Distance in lines at which two turns are in one dialogue."""
MIN_TURNS: Final = 4
SLOT: Final = re.compile(r"[^\d$€£¥]{0,12}\d{1,2}[:.h]\d{2}(?!\s?[$€£¥%])|\d{1,2}\.\d{1,2}\.|\d{4}\s")
"""Time, date or year at the start of a line of a schedule; an amount of money is none."""
REFERENCE: Final = re.compile(r"\[\d{1,3}\]\s|\^\s|\W*[^\W\d_][\w’'-]+,? (?:[^\W\d_]\.[ ,-]*)++.*\b(?:19|20)\d\d")
"""Start of a note or of an entry of a bibliography: "[3] ", or a surname, initials and a year.

The initials are possessive; a line of many initials without a year would take quadratic time otherwise.
"""
REFERENCE_WORDS: Final = 4.0
MONTH: Final = re.compile(r"\W*[^\W\d]+\W{1,3}(?:19|20)\d\d\W*(?:\(?\d+\)?)?|(?:19|20)\d\d年\d{1,2}月.{0,6}")
"""Month and year, and perhaps a number of posts."""
MONTH_WORDS: Final = 4.0
MENU_WORDS: Final = 3.5
MENU_ROWS: Final = 5
MIN_VERSE: Final = 2.0
"""Minimum words of a line of verse."""
MAX_VERSE: Final = 11.0
VERSE_ROWS: Final = 4
VERSE_FUNCTION: Final = 0.28
"""Minimum share of function words in verse, mean; in menus there are few."""
STAMP_WORDS: Final = 12.0
"""Maximum words of a line with the time stamp of an entry."""
STAMP_REACH: Final = 12
TAG_WORDS: Final = 12.0
"""Minimum words of a row of tags, which has no function words, hardly a comma, and no end."""
TAG_FUNCTION, TAG_COMMAS, TAG_DIGITS = 0.06, 0.3, 0.2
"""Share of function words, commas per word, and share of digits below which such a row may be one of tags."""


def block_kinds(features: list[LineFeatures]) -> list[float]:
    """Return the code of the block that each line is in."""
    kinds = [NONE] * len(features)
    forms: vec[i64] = vec["i64"]([_forms(line) for line in features])
    _mark_runs(forms, MENU_FORM, kinds, MENU, MENU_ROWS)
    _mark_verse(features, forms, kinds)
    _mark_entries(features, kinds)
    _mark_runs(forms, MONTH_FORM, kinds, ARCHIVE, MIN_ROWS)
    _mark_runs(forms, TAGS_FORM, kinds, TAGS, 1)
    _mark_runs(forms, ITEM_FORM, kinds, LIST, MIN_ITEMS)
    _mark_contents(features, kinds)
    _mark_runs(forms, REFERENCE_FORM, kinds, REFERENCES, MIN_ITEMS)
    _mark_runs(forms, SLOT_FORM, kinds, SCHEDULE, MIN_ROWS)
    _mark_named(features, kinds)
    _mark_code(features, kinds)
    _mark_gutters(features, kinds)
    _mark_tables(features, kinds)
    return kinds


def _forms(line: LineFeatures) -> "i64":
    """Return the forms that a line has."""
    words, has_time = line.words, line.times > 0
    forms: i64 = ITEM_FORM if line.list_marker == 1.0 or line.list_marker == 2.0 else 0
    if words <= MENU_WORDS and line.ending == 0.0:
        forms |= MENU_FORM
    if MIN_VERSE <= words <= MAX_VERSE and not has_time:
        forms |= VERSE_FORM
    if words >= TAG_WORDS and _is_tags(line):
        forms |= TAGS_FORM
    if words >= REFERENCE_WORDS and (has_time or line.text[0] in "[^") and REFERENCE.match(line.text) is not None:
        forms |= REFERENCE_FORM
    if has_time and words <= MONTH_WORDS and MONTH.fullmatch(line.text) is not None:
        forms |= MONTH_FORM
    if has_time and SLOT.match(line.text) is not None:
        forms |= SLOT_FORM
    return forms


def _mark_runs(forms: "vec[i64]", form: "i64", kinds: list[float], kind: float, size: int) -> None:
    """Mark runs of at least `size` lines of a form."""
    for first, end in _runs(forms, form, size):
        _mark(kinds, first, end, kind)


def _runs(forms: "vec[i64]", form: "i64", size: "i64") -> list[tuple[int, int]]:
    """Return the first line and the end of each run of at least `size` lines of a form."""
    runs: list[tuple[int, int]] = []
    first: i64 = 0
    n: i64 = len(forms)
    for i in range(n + 1):
        if i < n and forms[i] & form != 0:
            continue
        if i - first >= size:
            runs.append((first, i))
        first = i + 1
    return runs


def _mark(kinds: list[float], first: int, end: int, kind: float) -> None:
    for k in range(first, end):
        kinds[k] = kind


def _is_tags(line: LineFeatures) -> bool:
    is_bare = line.ending == 0.0 and line.function_share < TAG_FUNCTION
    return is_bare and line.comma_rate < TAG_COMMAS and line.digit_share < TAG_DIGITS


def _mark_tables(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of rows with the same number of cells."""
    first = 0
    for i in range(1, len(features) + 1):
        if i < len(features) and features[i].cells == features[first].cells:
            continue
        if features[first].cells > 1 and i - first >= MIN_ROWS:
            _mark(kinds, first, i, TABLE)
        first = i


def _mark_code(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark lines that look like code near others, and the lines without prose between them."""
    last = -1
    for i, line in enumerate(features):
        if not line.is_code:
            continue
        if last >= 0 and _is_one_program(features[last + 1 : i]):
            _mark(kinds, last, i + 1, CODE)
        last = i


def _is_one_program(between: list[LineFeatures]) -> bool:
    """Return True if lines between two lines of code are of it too: few of any kind, or more that are indented."""
    if len(between) > INDENTED or any(line.prose > 0 for line in between):
        return False
    return len(between) <= REACH or all(line.list_marker == INDENT for line in between)


def _mark_gutters(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark the line numbers of code: rows with the numbers from 1 on, above code or very many."""
    i = 0
    while i < len(features):
        end = i
        while end < len(features) and features[end].word_count == 0 and features[end].text == str(end - i + 1):
            end += 1
        if end - i >= GUTTER or (end - i >= MIN_ROWS and CODE in kinds[end : end + REACH]):
            _mark(kinds, i, end, CODE)
        i = max(end, i + 1)


def _mark_contents(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark lists whose items are headings elsewhere on the page."""
    for contents in find_contents(features, [kind == LIST for kind in kinds]):
        _mark(kinds, contents.first, contents.end, CONTENTS)


def _mark_verse(features: list[LineFeatures], forms: "vec[i64]", kinds: list[float]) -> None:
    """Mark runs of short lines with as many function words as prose."""
    for first, end in _runs(forms, VERSE_FORM, VERSE_ROWS):
        share = 0.0
        for i in range(first, end):
            share += features[i].function_share
        if share >= VERSE_FUNCTION * (end - first):
            _mark(kinds, first, end, VERSE)


def _mark_entries(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark what lies between time stamps that follow one another: teasers, comments or posts."""
    for first, last in _spans(stamp_rows(features, STAMP_WORDS), STAMP_REACH, MIN_ROWS):
        _mark(kinds, first, last + 1, ENTRIES)


def stamp_rows(features: list[LineFeatures], max_words: float) -> list[int]:
    """Return the places of the lines with a time or date and at most `max_words` words, without prose."""
    return [i for i, line in enumerate(features) if line.times > 0 and line.words <= max_words and line.prose == 0]


def _spans(places: Sequence[int], reach: int, size: int) -> list[tuple[int, int]]:
    """Return the first and last place of each group of at least `size` places, each at most `reach` from the next."""
    spans: list[tuple[int, int]] = []
    first = 0
    for i in range(1, len(places) + 1):
        if i < len(places) and places[i] - places[i - 1] <= reach:
            continue
        if i - first >= size:
            spans.append((places[first], places[i - 1]))
        first = i
    return spans


def _mark_named(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark the turns of a dialogue, whose speakers recur, and runs of fields, whose names differ."""
    names: dict[int, str] = {}
    for i, line in enumerate(features):
        name = name_at_start(line)
        if name:
            names[i] = name
    if len(names) < MIN_ROWS:
        return
    for first, last in _spans(list(names), 1, MIN_ROWS):
        if 2 * len({names[k] for k in range(first, last + 1)}) > last + 1 - first:
            _mark(kinds, first, last + 1, FIELDS)
    _mark_dialogue(kinds, names)


def name_at_start(line: LineFeatures) -> str:
    """Return the name of a speaker or field that starts a line, with its sign, or ""."""
    if line.ending == COLON or not _may_have_name(line.text):
        return ""
    found = NAME.match(line.text, 0, NAME_END)
    return found.group().rstrip() if found is not None else ""


def _may_have_name(text: str) -> bool:
    """Return False if a line cannot match `NAME`; this is faster than matching."""
    colon = text.find(":", 1, NAME_END)
    if colon > 0 and text[colon + 1 : colon + 2].isspace():
        return True
    return text.find("：", 1, NAME_END) > 0 or (len(text) > 1 and (text[1] == "." or text[1] == ")"))


def _mark_dialogue(kinds: list[float], names: dict[int, str]) -> None:
    counts: dict[str, int] = {}
    for name in names.values():
        counts[name] = counts.get(name, 0) + 1
    speakers = {name for name, count in counts.items() if count > 1}
    if len(speakers) >= SPEAKERS:
        turns = [i for i, name in names.items() if name in speakers]
        for first, last in _spans(turns, TURN_REACH, MIN_TURNS):
            _mark(kinds, first, last + 1, DIALOGUE)
