"""Blocks: lines that are part of a table, of code or of a list, found by their shape in any language.

The lines of such a block lack the looks of prose, and words in them mean something else: a date in a table is no
byline, and `tags =` in code opens no list of topics.
"""

from collections.abc import Sequence
from typing import Final

from cleaner.text.line_features import LineFeatures

NONE: Final = 0.0
TABLE: Final = 1.0
CODE: Final = 2.0
LIST: Final = 3.0
MIN_ROWS: Final = 3
"""Minimum rows of a table; fewer may be entries of a menu by chance."""
MIN_ITEMS: Final = 2
REACH: Final = 2
"""Distance in lines at which two lines of code are in one block."""


def block_kinds(features: Sequence[LineFeatures]) -> list[float]:
    """Return the code of the block that each line is in."""
    kinds = [NONE] * len(features)
    _mark_lists(features, kinds)
    _mark_code(features, kinds)
    _mark_tables(features, kinds)
    return kinds


def _mark_tables(features: Sequence[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of rows with the same number of cells."""
    first = 0
    for i in range(1, len(features) + 1):
        if i < len(features) and features[i].cells == features[first].cells:
            continue
        if features[first].cells > 1 and i - first >= MIN_ROWS:
            for k in range(first, i):
                kinds[k] = TABLE
        first = i


def _mark_code(features: Sequence[LineFeatures], kinds: list[float]) -> None:
    """Mark lines that look like code near others, and the lines without prose between them."""
    last = -1
    for i, line in enumerate(features):
        if not line.is_code:
            continue
        if last >= 0 and i - last <= REACH + 1 and not any(features[k].prose for k in range(last + 1, i)):
            for k in range(last, i + 1):
                kinds[k] = CODE
        last = i


def _mark_lists(features: Sequence[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of items with a bullet or a number."""
    first = -1
    for i in range(len(features) + 1):
        is_item = i < len(features) and (features[i].list_marker == 1.0 or features[i].list_marker == 2.0)
        if is_item and first < 0:
            first = i
        elif not is_item and first >= 0:
            if i - first >= MIN_ITEMS:
                for k in range(first, i):
                    kinds[k] = LIST
            first = -1
