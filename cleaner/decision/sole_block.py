"""The sole block of a page: a short article among menus.

A poem, a table, a listing or two sentences on a page full of menus have too few words for the segmentation to find a
body. But they are all the content that the page has, in one place. An index has content in many places, with evidence
of boilerplate between them, and the text of an error page stands below the name of the error.
"""

from typing import Final, TypeAlias

from cleaner.decision.furniture import CutColumns, Furniture
from cleaner.features.blocks.codes import CONTENT
from cleaner.model import BITS

Block: TypeAlias = tuple[int, int]
"""Lines [first, end) of a page."""
SENTENCE_WORDS: Final = 3.0
"""Minimum words of a line that is a sentence; shorter ones may be prompts."""
BLOCK_LINES, PROSE_WORDS = 3, 12.0
"""A sole block has at least so many lines, or so many words of sentences; an error message has fewer."""
SOLID: Final = 0.8
"""Minimum share of content in the words of a sole block."""
ENTRY_WORDS: Final = 3.5
"""Words up to which a line outside of the block may be an entry of a menu."""
OUTSIDE: Final = 1.5
"""Maximum words of other lines outside of the block, as a multiple of those inside."""


def find_sole_block(furniture: Furniture) -> Block | None:
    """Return the sole block of a page, or None."""
    columns = furniture.columns
    is_other = [own or columns.kinds_at[i] > 0 for i, own in enumerate(furniture.is_strong)]
    content = [i for i, other in enumerate(is_other) if not other and _is_content(columns, i)]
    if not content:
        return None
    first, end = content[0], content[-1] + 1
    prose = sum([columns.words[i] for i in content if columns.has_end[i]], 0.0)
    if (end - first < BLOCK_LINES and prose < PROSE_WORDS) or not _is_sole(columns, content, is_other):
        return None
    first -= first > 0 and not is_other[first - 1] and _is_title(columns, first - 1)
    is_notice = first > 0 and columns.kinds_at[first - 1] & BITS["notice"] > 0
    return None if is_notice else (first, end)


def _is_title(columns: CutColumns, i: int) -> bool:
    """Return True if line `i`, right above the block, is no entry of a menu."""
    return columns.words[i] > ENTRY_WORDS or columns.has_gap[i]


def _is_content(columns: CutColumns, i: int) -> bool:
    is_sentence = columns.has_end[i] and columns.words[i] >= SENTENCE_WORDS
    return is_sentence or columns.blocks[i] in CONTENT


def _is_sole(columns: CutColumns, content: list[int], is_other: list[bool]) -> bool:
    """Return True if little but content is between the first and the last line of content, and little is outside."""
    words, (first, end) = columns.words, (content[0], content[-1] + 1)
    inside = sum(words[first:end], 0.0)
    outside = [i for i in (*range(first), *range(end, len(words))) if not is_other[i] and words[i] > ENTRY_WORDS]
    is_solid = True not in is_other[first:end] and sum([words[i] for i in content], 0.0) >= SOLID * inside
    return is_solid and sum([words[i] for i in outside], 0.0) <= OUTSIDE * inside
