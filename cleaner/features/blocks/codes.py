"""Names and codes of the kinds of block."""

from typing import Final

from cleaner.text.line_features import ELLIPSIS, PERIOD, QUESTION, QUOTED, LineFeatures

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
DATA: Final = (TABLE, CODE, FIELDS, DIALOGUE)
"""Blocks in which the words of phrases mean something else."""
WHOLE: Final = (TABLE, DIALOGUE, FIELDS, SCHEDULE, REFERENCES, VERSE, QUESTIONS)
"""Blocks that stay or go as a whole; a list of the article is often followed by another one, and code has CUT111."""
FORMS: Final = (CONTENTS, DIALOGUE, FIELDS, SCHEDULE, REFERENCES, VERSE, QUESTIONS)
"""Blocks that few but articles have, besides tables, code and lists, which have cut features of their own."""
CONTENT: Final = (TABLE, CODE, LIST, DIALOGUE, FIELDS, REFERENCES, VERSE, LEAD_IN, QUESTIONS)
"""Blocks that may be all of a short article; schedules may not, because live tickers look like them."""
PARAGRAPH: Final = "paragraph"
"""Name of a line that is in no block and ends like a sentence, or is long."""
SENTENCE_ENDS: Final = (PERIOD, QUESTION, ELLIPSIS, QUOTED)


def block_name(kind: float, line: LineFeatures) -> str:
    """Return the name of the block that a line is in, given its code."""
    if kind == NONE and (line.prose > 0 or line.ending in SENTENCE_ENDS):
        return PARAGRAPH
    return BLOCKS[int(kind)]
