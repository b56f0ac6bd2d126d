"""Lists: runs of items, quantities such as ingredients, contents, and the lines that lead to a list."""

import re
from itertools import pairwise
from typing import Final

from cleaner.features.blocks.codes import CODE, CONTENTS, LEAD_IN, LIST, TABLE
from cleaner.features.blocks.runs import MIN_ITEMS, mark, mark_runs, spans
from cleaner.features.blocks.tables import YEAR_DIGITS
from cleaner.features.contents import find_contents
from cleaner.text.line_features import COLON, LineFeatures

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
"""Distance in lines at which two quantities are in one list."""
MIN_QUANTITIES: Final = 4
MOSTLY: Final = 0.6
"""Minimum share of quantities among the lines of a list, and of different ones among the quantities."""


def mark_items(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of items with a bullet, number or letter."""
    mark_runs(kinds, [i for i, line in enumerate(features) if is_item(line)], LIST, MIN_ITEMS)


def is_item(line: LineFeatures) -> bool:
    """Return True if a line has a bullet or a number, or starts with a letter or number and a bracket."""
    text = line.text
    if line.list_marker == 1.0 or line.list_marker == 2.0:
        return text != ""  # else a mark of Markdown alone
    return text.find(")", 1, OPTION_END) > 0 and OPTION.match(text) is not None


def mark_contents(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark lists whose items are headings elsewhere on the page."""
    for contents in find_contents(features, [kind == LIST for kind in kinds]):
        mark(kinds, contents.first, contents.end, CONTENTS)


def mark_lead_ins(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark the lines that lead to a list, a table or code with a colon."""
    for i in range(len(features) - 1):
        if features[i].ending == COLON and kinds[i] not in (LIST, TABLE, CODE) and kinds[i + 1] in (LIST, TABLE, CODE):
            kinds[i] = LEAD_IN


def mark_quantities(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark lists whose items start or end with a quantity, such as ingredients."""
    places = [i for i, line in enumerate(features) if _is_quantity(line)]
    for first, last in spans(places, QUANTITY_REACH, MIN_QUANTITIES):
        rows = [line for line in features[first : last + 1] if _is_quantity(line)]
        if len(rows) >= MOSTLY * (last + 1 - first) and _are_things(rows) and not _are_counted(rows):
            mark(kinds, first, last + 1, LIST)


def _is_quantity(line: LineFeatures) -> bool:
    text = line.text
    if line.ending != 0.0 or line.words > MAX_QUANTITY or line.word_count == 0 or line.times > 0:
        return False
    if line.digit_share == 0 and text[0] not in FRACTIONS:
        return False
    return QUANTITY.match(text) is not None or QUANTITY_AT_END.search(text[-QUANTITY_TAIL:]) is not None


def _are_things(rows: list[LineFeatures]) -> bool:
    """Return True if the quantities are of different things and half of them have a unit; counts of readers do not."""
    measured = sum([1 for line in rows if line.word_count > 1])
    return len({line.text_key for line in rows}) >= MOSTLY * len(rows) and 2 * measured >= len(rows)


def _are_counted(rows: list[LineFeatures]) -> bool:
    """Return True if most rows start with the number after that of the row above, as in a list of what is read most."""
    numbers = [_first_number(line.text) for line in rows]
    steps = sum([1 for a, b in pairwise(numbers) if b == a + 1 and a >= 0])
    return 2 * steps > len(numbers) - 1


def _first_number(text: str) -> int:
    """Return the first number of a text if it has up to three digits, else -1."""
    found = NUMBER.search(text)
    return int(found[0]) if found is not None and len(found[0]) < YEAR_DIGITS else -1
