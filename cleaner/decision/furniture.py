"""Furniture of a page: lines with strong evidence of their own, and how much boilerplate the page shows.

Strong lines are those that no other evidence brings back: set phrases, bylines, images, links to the site. Some of them
are boilerplate, which no article has, so a byline is none. A page shows boilerplate if it has such a line, and little
of it if it may still be an article with a prompt or two.
"""

from typing import Final, NamedTuple

from cleaner.model import BITS

STRONG: Final = 0.5
"""Weight from which the evidence of a phrase, pattern or template is strong."""
SECTION_BITS: Final = BITS["navigation"] | BITS["trending"] | BITS["caption"]
"""Kinds of a single word that may as well head a part of an article, such as "Today" or "Live"."""
SINGLE_WORD: Final = 1.5
"""Words up to which a line is a single word."""
BYLINE: Final = BITS["byline"]
NOTICE_BITS: Final = BITS["notice"] | BITS["footer"]
NOTICE_WORDS: Final = 4.0
TITLED_LINES: Final = 4
"""Minimum lines of a text whose first line is a title for sure; shorter ones may be one prompt and what it is about."""
FEW: Final = 3
"""Lines with strong evidence of boilerplate up to which a page may be an article with a prompt or two."""


class CutColumns(NamedTuple):
    """Columns that cut features are computed from, each with a value per line, and the kinds on the page. Picklable."""

    words: list[float]
    strengths: list[float]
    """Largest strength of a phrase, pattern or template of the line (see `Rulebook.strengths`); 0 if there is none."""
    is_phrase: list[bool]
    """True for each line that is a set phrase of several words: strong evidence, whatever its weight."""
    is_marked: list[bool]
    """True for each line that is an image, or in Markdown a link to another page of the site.

    This is strong evidence, unless the page shows no boilerplate.
    """
    is_boilerplate: list[bool]
    """True for each line with evidence of a kind that is boilerplate, or of the site's template."""
    has_gap: list[bool]
    """True for each line below a blank row."""
    is_lead: list[bool]
    """True for each line that ends with a colon."""
    is_sentence: list[bool]
    """True for each line that ends with a full stop."""
    has_end: list[bool]
    """True for each line that ends as sentences do."""
    is_listed: list[bool]
    """True for each line in a section that contents on the page list (see `features.contents`)."""
    blocks: list[float]
    """Block of each line (see `features.blocks`)."""
    topics: list[float]
    """Topic overlap of each line, -1 for a line without topic words."""
    kinds_at: list[int]
    """Bits of the kinds that phrases and patterns name in each line (see `model.BITS`)."""
    kinds: int
    """Number of kinds that phrases and patterns name on the page."""


class Furniture:
    """The furniture of a page, found once for all that depends on it."""

    def __init__(self, columns: CutColumns) -> None:
        strong = _strong_lines(columns)
        self.columns: CutColumns = columns
        self.is_boilerplate: list[bool] = [strong[i] and own for i, own in enumerate(columns.is_boilerplate)]
        """True for each line with strong evidence of boilerplate."""
        self.shows_boilerplate: bool = True in self.is_boilerplate
        """True if any line of the page has strong evidence of boilerplate."""
        self.shows_little: bool = _shows_little(columns, strong)
        """True if the page shows little boilerplate, as an article with a prompt or two does."""
        if self.shows_boilerplate:
            strong = [strong[i] or own for i, own in enumerate(columns.is_marked)]
        self.is_strong: list[bool] = strong
        """True for each line with strong evidence of a phrase, pattern or template, an image, or a link to the site."""


def _shows_little(columns: CutColumns, strong: list[bool]) -> bool:
    """Return True if few lines have strong evidence of another kind than a byline, and few name boilerplate at all."""
    found = named = 0
    for i, kinds in enumerate(columns.kinds_at):
        if strong[i] and kinds != BYLINE:
            found += 1
        if kinds > 0 and columns.is_boilerplate[i]:
            named += 1
    return found <= FEW and 2 * named <= len(strong)


def _strong_lines(columns: CutColumns) -> list[bool]:
    """Return True for each line with strong evidence of a phrase, pattern or template.

    If only the first of several lines has any, and names a notice in a few words, it is the title of one, as in a
    privacy statement. If only a few single words have any, and each names a section, they head parts of the article.
    """
    is_phrase, strengths = columns.is_phrase, columns.strengths
    strong = [is_phrase[i] or strengths[i] >= STRONG for i in range(len(strengths))]
    found = [i for i, own in enumerate(strong) if own]
    is_title = found == [0] and len(strong) >= TITLED_LINES and _is_notice(columns, 0)
    if is_title or (len(found) <= FEW and all(_is_name(columns, i) for i in found)):
        return [False] * len(strong)
    return strong


def _is_notice(columns: CutColumns, i: int) -> bool:
    """Return True if line `i` is the name of a notice, such as "Privacy policy"."""
    return columns.words[i] <= NOTICE_WORDS and columns.kinds_at[i] & NOTICE_BITS > 0


def _is_name(columns: CutColumns, i: int) -> bool:
    """Return True if line `i` is a single word that names a section."""
    kinds = columns.kinds_at[i]
    return 0 < columns.words[i] <= SINGLE_WORD and kinds > 0 and kinds | SECTION_BITS == SECTION_BITS


def may_be_entry(columns: CutColumns, i: int) -> bool:
    """Return True if line `i` is a single word or names a kind, as entries of menus do and most titles do not."""
    return columns.words[i] <= SINGLE_WORD or columns.kinds_at[i] > 0
