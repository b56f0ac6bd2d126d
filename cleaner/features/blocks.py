"""Blocks: lines that are part of something larger than a paragraph, found by their shape in any language.

The lines of a table, of code or of a list lack the looks of prose, and words in them mean something else: a date in a
table is no byline, and `tags =` in code opens no list of topics. Menus and lists of teasers have shapes of their own:
entries of one form, again and again.

Each function below marks the blocks of one kind; of several kinds that a line may have, the last one marked wins.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from cleaner.features.contents import find_contents
from cleaner.text.line_features import COLON, ELLIPSIS, PERIOD, QUESTION, QUOTED, LineFeatures
from cleaner.text.vectors import vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

BLOCKS: Final = (
    "none", "table", "code", "list", "contents", "dialogue", "fields", "schedule", "references", "verse", "menu",
    "entries", "tags", "archive", "lead-in", "questions",
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
LEAD_IN: Final = 14.0
QUESTIONS: Final = 15.0
PARAGRAPH: Final = "paragraph"
"""Name of a line that is in no block and ends like a sentence, or is long."""
SENTENCE_ENDS: Final = (PERIOD, QUESTION, ELLIPSIS, QUOTED)
ANSWER_ENDS: Final = (*SENTENCE_ENDS, COLON)
MENU_FORM: Final = 1
"""Form of a line, as a bit, since a line may have several."""
VERSE_FORM: Final = 2
MONTH_FORM: Final = 4
TAGS_FORM: Final = 8
ITEM_FORM: Final = 16
REFERENCE_FORM: Final = 32
SLOT_FORM: Final = 64
SPEECH_FORM: Final = 128
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
OPTION: Final = re.compile(r"\(?[^\W_]{1,2}\)\s")
"""Letter or number of an item: "a) " or "(2) "."""
OPTION_END: Final = 5
QUANTITY: Final = re.compile(r"[\d½⅓¼¾⅔⅛][\d½⅓¼¾⅔⅛.,/ –-]{0,8}[^\W\d_]")
"""Number and the start of a unit or of a thing: "200 g", "2 eggs"."""
QUANTITY_AT_END: Final = re.compile(r"[\d½⅓¼¾⅔⅛]\s?[^\W\d_]{1,3}\.?$")
QUANTITY_TAIL: Final = 6
"""Characters at the end of a line in which a number and its unit are."""
NUMBER: Final = re.compile(r"\d+")
FRACTIONS: Final = "½⅓¼¾⅔⅛"
MAX_QUANTITY: Final = 8.0
"""Maximum words of an item with a quantity."""
QUANTITY_REACH: Final = 2
MIN_QUANTITIES: Final = 4
MOSTLY: Final = 0.6
"""Minimum share of quantities among the lines of a list, and of different ones among the quantities."""
NUMBERS: Final = "0123456789.,:%+-−/()"
"""Characters of a number in a row of them."""
NUMBER_SHARE: Final = 0.15
"""Minimum share of digits in a row of numbers."""
YEAR_DIGITS: Final = 4
MAX_ROW: Final = 200
"""Maximum characters of a row of numbers."""
NAME: Final = re.compile(r"[^\W\d_][^:：.!?]{0,38}?\s?(?::\s+|：)(?=\S)|[^\W\d_]\.\s(?=\S)")
"""Name of a speaker or of a field at the start of a line: "Ada: ", "Weight: ", "Q. "."""
NAME_END: Final = 42
TURN_TIME: Final = re.compile(r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s+(?:[-–—]\s+)?")
"""Time above a turn of a transcript: "[00:04] "."""
SPEECH_STARTS: Final = "—–―"
"""Dashes before a turn."""
MAX_SPEECH: Final = 30.0
"""Maximum words of a turn in quotes or after a dash."""
QUESTION_SIGNS: Final = "?？؟"
MAX_QUESTION: Final = 15.0
"""Maximum words of a question that has an answer below it."""
QUESTION_REACH: Final = 6
"""Distance in lines at which two questions are in one block."""
SPEAKERS: Final = 2
TURN_REACH: Final = 4
"""Distance in lines at which two turns are in one dialogue."""
MIN_TURNS: Final = 4
SLOT: Final = re.compile(r"[^\d$€£¥]{0,12}\d{1,2}[:.h]\d{2}(?!\s?[$€£¥%])|\d{1,2}\.\d{1,2}\.|\d{4}\s")
"""Time, date or year at the start of a line of a schedule; an amount of money is none."""
HOUR: Final = re.compile(r"\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
"""Hour at the start of a line of a schedule: "9 am"."""
NOTE: Final = re.compile(r"\[\d{1,3}\]:?\s|[¹²³⁴-⁹]{1,3}\s?\w|(?:[-•*]\s|\d{1,3}\.\s?)?[\^↑]\s?\w")
"""Start of a note: "[3] ", "³ ", or the arrow back to the text."""
NOTE_WORDS: Final = 2.0
REFERENCE: Final = re.compile(r"\W*(?:\d{1,3}[.)]\s+)?[^\W\d_][\w’'-]+,? (?:[^\W\d_]\.[ ,-]*)++.*\b(?:19|20)\d\d")
"""Entry of a bibliography: perhaps a number, then a surname, initials and a year.

The initials are possessive; a line of many initials without a year would take quadratic time otherwise.
"""
REFERENCE_WORDS: Final = 4.0
MONTH: Final = re.compile(
    r"\W*[^\W\d]+(?:\s[^\W\d]{2,3})?\W{1,3}(?:19|20)\d\d\W*(?:\(?\d+\)?)?|(?:19|20)\d\d年\d{1,2}月.{0,6}"
)
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
MIN_FUNCTION: Final = 0.12
"""The same where half of the lines end in a pause; some languages have few function words."""
PAUSES: Final = ",;،，、؛—–"
RUN_ON: Final = 0.25
"""Minimum share of lines of verse that start in lower case, end in a pause or have a comma; few titles do."""
MAX_SENTENCE: Final = 8
"""Maximum lines of a sentence in verse without pauses, mean; the minimum is 3. Titles have no full stops."""
EVEN: Final = 1.3
"""Maximum ratio of the lengths of lines of verse in a script without capitals, in which titles start like verse."""
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
    _mark_questions(features, forms, kinds)
    _mark_number_rows(features, kinds)
    _mark_runs(forms, MONTH_FORM, kinds, ARCHIVE, MIN_ROWS)
    _mark_runs(forms, TAGS_FORM, kinds, TAGS, 1)
    _mark_quantities(features, kinds)
    _mark_runs(forms, ITEM_FORM, kinds, LIST, MIN_ITEMS)
    _mark_contents(features, kinds)
    _mark_runs(forms, REFERENCE_FORM, kinds, REFERENCES, MIN_ITEMS)
    _mark_runs(forms, SLOT_FORM, kinds, SCHEDULE, MIN_ROWS)
    _mark_runs(forms, SPEECH_FORM, kinds, DIALOGUE, MIN_TURNS)
    _mark_named(features, kinds)
    _mark_code(features, kinds)
    _mark_gutters(features, kinds)
    _mark_tables(features, kinds)
    _mark_lead_ins(features, kinds)
    return kinds


def block_name(kind: float, line: LineFeatures) -> str:
    """Return the name of the block that a line is in, given its code."""
    if kind == NONE and (line.prose > 0 or line.ending in SENTENCE_ENDS):
        return PARAGRAPH
    return BLOCKS[int(kind)]


def _forms(line: LineFeatures) -> "i64":
    """Return the forms that a line has."""
    if not line.text:  # a mark of Markdown alone
        return MENU_FORM
    words, has_time = line.words, line.times > 0
    forms: i64 = ITEM_FORM if line.list_marker == 1.0 or line.list_marker == 2.0 or _is_option(line.text) else 0
    if words <= MENU_WORDS and line.ending == 0.0:
        forms |= MENU_FORM
    if MIN_VERSE <= words <= MAX_VERSE and line.digit_share == 0:
        forms |= VERSE_FORM
    if words >= TAG_WORDS and _is_tags(line):
        forms |= TAGS_FORM
    if has_time:
        if words >= REFERENCE_WORDS and REFERENCE.match(line.text) is not None:
            forms |= REFERENCE_FORM
        if words <= MONTH_WORDS and MONTH.fullmatch(line.text) is not None:
            forms |= MONTH_FORM
        if SLOT.match(line.text) is not None:
            forms |= SLOT_FORM
    return forms if line.text[0].isalpha() else forms | _sign_forms(line)


def _sign_forms(line: LineFeatures) -> "i64":
    """Return the forms that a line has by the sign or number that it starts with."""
    text = line.text
    forms: i64 = 0
    if (line.quote > 0 or text[0] in SPEECH_STARTS) and line.words <= MAX_SPEECH and line.ending in SENTENCE_ENDS:
        forms |= SPEECH_FORM
    if (line.words >= NOTE_WORDS or text[0] != "[") and NOTE.match(text) is not None:
        forms |= REFERENCE_FORM
    if HOUR.match(text) is not None:
        forms |= SLOT_FORM
    return forms


def _is_option(text: str) -> bool:
    """Return True if a line starts with the letter or number of an item and a bracket."""
    return text.find(")", 1, OPTION_END) > 0 and OPTION.match(text) is not None


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
    """Mark runs of short lines with as many function words as prose, whose sentences run on or are of one length."""
    for first, end in _runs(forms, VERSE_FORM, VERSE_ROWS):
        rows = end - first
        share = 0.0
        pauses, running, stops, shortest, longest = 0, 0, 0, len(features[first].text), 0
        for i in range(first, end):
            line = features[i]
            share += line.function_share
            is_pause = line.text[-1] in PAUSES
            pauses += 1 if is_pause else 0
            running += 1 if is_pause or line.comma_rate > 0 or line.text[0].islower() else 0
            stops += 1 if line.ending == PERIOD else 0
            shortest, longest = min(shortest, len(line.text)), max(longest, len(line.text))
        if 2 * pauses >= rows:
            is_verse = share >= MIN_FUNCTION * rows
        else:
            is_even = longest <= EVEN * shortest and not _has_case(features[first].text[0])
            runs_on = running >= RUN_ON * rows or 3 * stops <= rows <= MAX_SENTENCE * stops
            is_verse = (is_even or runs_on) and share >= VERSE_FUNCTION * rows
        if is_verse:
            _mark(kinds, first, end, VERSE)


def _has_case(char: str) -> bool:
    return char.lower() != char.upper()


def _mark_questions(features: list[LineFeatures], forms: "vec[i64]", kinds: list[float]) -> None:
    """Mark questions with an answer below each, and their answers; in teasers there are names and dates between."""
    places: list[int] = []
    for i in range(len(features) + 1):
        if not places and (i == len(features) or features[i].ending != QUESTION):  # like most lines
            continue
        is_question = i < len(features) and _is_question(features[i]) and _is_answer(features, forms, i + 1)
        is_far = len(places) > 0 and i - places[-1] > QUESTION_REACH
        if len(places) > 0 and (is_far or not (is_question or _is_in_answer(features, forms, i))):
            if len(places) >= MIN_ROWS:
                _mark(kinds, places[0], places[-1] + 2, QUESTIONS)
            places = []
        if is_question:
            places.append(i)


def _is_question(line: LineFeatures) -> bool:
    if line.ending != QUESTION or not 1.0 <= line.words <= MAX_QUESTION or line.text[-1] not in QUESTION_SIGNS:
        return False
    return line.sentences <= (2 if line.list_marker == 2.0 else 1)  # the full stop after a number ends one too


def _is_answer(features: list[LineFeatures], forms: "vec[i64]", i: int) -> bool:
    """Return True if line `i` is part of an answer, and no question in turn."""
    return _is_in_answer(features, forms, i) and features[i].text[-1] not in QUESTION_SIGNS


def _is_in_answer(features: list[LineFeatures], forms: "vec[i64]", i: int) -> bool:
    """Return True if line `i` may be part of an answer: a sentence, an item, or what leads to one."""
    return i < len(features) and (features[i].ending in ANSWER_ENDS or forms[i] & ITEM_FORM != 0)


def _mark_quantities(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark lists whose items start or end with a quantity, such as ingredients."""
    places = [i for i, line in enumerate(features) if _is_quantity(line)]
    for first, last in _spans(places, QUANTITY_REACH, MIN_QUANTITIES):
        rows = [line for line in features[first : last + 1] if _is_quantity(line)]
        if len(rows) >= MOSTLY * (last + 1 - first) and _are_things(rows) and not _are_counted(rows):
            _mark(kinds, first, last + 1, LIST)


def _are_things(rows: list[LineFeatures]) -> bool:
    """Return True if the quantities are of different things and half of them have a unit; counts of readers do not."""
    measured = sum([1 for line in rows if line.word_count > 1])
    return len({line.text_key for line in rows}) >= MOSTLY * len(rows) and 2 * measured >= len(rows)


def _is_quantity(line: LineFeatures) -> bool:
    text = line.text
    if line.ending != 0.0 or line.words > MAX_QUANTITY or line.word_count == 0 or line.times > 0:
        return False
    if line.digit_share == 0 and (text[0].isalpha() or text[0] not in FRACTIONS):
        return False
    return QUANTITY.match(text) is not None or QUANTITY_AT_END.search(text[-QUANTITY_TAIL:]) is not None


def _are_counted(rows: list[LineFeatures]) -> bool:
    """Return True if most rows start with the number after that of the row above, as in a list of what is read most."""
    numbers = [_first_number(line.text) for line in rows]
    steps = sum([1 for a, b in pairwise(numbers) if b == a + 1 and a >= 0])
    return 2 * steps > len(numbers) - 1


def _first_number(text: str) -> int:
    """Return the first number of a text if it has up to three digits, else -1."""
    found = NUMBER.search(text)
    return int(found[0]) if found is not None and len(found[0]) < YEAR_DIGITS else -1


def _mark_number_rows(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of rows that end in as many numbers."""
    first, count = 0, 0
    for i in range(len(features) + 1):
        numbers = _number_count(features[i]) if i < len(features) else 0
        if numbers == count:
            continue
        if count > 1 and i - first >= MIN_ROWS:
            _mark(kinds, first, i, TABLE)
        first, count = i, numbers


def _number_count(line: LineFeatures) -> int:
    """Return how many numbers a row ends in; 0 for one that counts on, as a calendar does, and for a date."""
    if line.digit_share < NUMBER_SHARE or len(line.text) > MAX_ROW:
        return 0
    words = line.text.split()
    count = 0
    while count < len(words) and _is_number(words[-1 - count]):
        count += 1
    if line.times > 0 and count < MIN_ROWS:
        return 0
    numbers = words[len(words) - count :]
    return 0 if all(_is_next(a, b) for a, b in pairwise(numbers)) else count


def _is_next(word: str, other: str) -> bool:
    """Return True if `other` is the number after `word`, and no year."""
    return word.isdecimal() and other.isdecimal() and len(other) < YEAR_DIGITS and int(other) == int(word) + 1


def _is_number(word: str) -> bool:
    return word.strip(NUMBERS) == "" and any(char.isdecimal() for char in word)


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
        name = name_at_start(line) or _name_after_time(line)
        if name:
            names[i] = name
    if len(names) < MIN_ROWS:
        return
    for first, last in _spans(list(names), 1, MIN_ROWS):
        found = [names[k] for k in range(first, last + 1)]
        if 2 * len({*found}) > len(found):
            _mark(kinds, first, last + 1, LIST if _are_letters(found) else FIELDS)
    _mark_dialogue(kinds, names)


def _are_letters(names: list[str]) -> bool:
    """Return True if names are letters in the order of their alphabet: "A. ", "B. ", "C. "."""
    return all(len(name) == 2 and name[1] == "." for name in names) and all(
        ord(b[0]) == ord(a[0]) + 1 for a, b in pairwise(names)
    )


def name_at_start(line: LineFeatures) -> str:
    """Return the name of a speaker or field that starts a line, with its sign, or ""."""
    if line.ending == COLON or not _may_have_name(line.text):
        return ""
    found = NAME.match(line.text, 0, NAME_END)
    return found.group().rstrip() if found is not None else ""


def _name_after_time(line: LineFeatures) -> str:
    """Return the name of a speaker, with its sign, after the time at the start of a line, or ""."""
    time = TURN_TIME.match(line.text) if line.times > 0 else None
    found = NAME.match(line.text, time.end(), time.end() + NAME_END) if time is not None else None
    return found.group().rstrip() if found is not None else ""


def _may_have_name(text: str) -> bool:
    """Return False if a line cannot match `NAME`; this is faster than matching."""
    colon = text.find(":", 1, NAME_END)
    if colon > 0 and text[colon + 1 : colon + 2].isspace():
        return True
    return text.find("：", 1, NAME_END) > 0 or text[1:2] == "."


def _mark_dialogue(kinds: list[float], names: dict[int, str]) -> None:
    counts: dict[str, int] = {}
    for name in names.values():
        counts[name] = counts.get(name, 0) + 1
    speakers = {name for name, count in counts.items() if count > 1}
    if len(speakers) >= SPEAKERS:
        turns = [i for i, name in names.items() if name in speakers]
        for first, last in _spans(turns, TURN_REACH, MIN_TURNS):
            _mark(kinds, first, last + 1, DIALOGUE)


def _mark_lead_ins(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark the lines that lead to a list, a table or code with a colon."""
    for i in range(len(features) - 1):
        if features[i].ending == COLON and kinds[i] not in (LIST, TABLE, CODE) and kinds[i + 1] in (LIST, TABLE, CODE):
            kinds[i] = LEAD_IN
