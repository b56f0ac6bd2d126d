"""The catalogue of features: every number that a rule may look at, with its unit and what it describes.

A feature says nothing about good or bad. Rules give ranges of its values their weights; `cleaner rules` and
`cleaner explain` describe it in the words of this table.
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Group = Literal["line", "context", "section", "template", "review", "document"]


class Feature(NamedTuple):
    """One feature. Values are floats; `unit` says how to read them."""

    name: str
    unit: str
    description: str
    group: Group


_LINE: Final = (
    ("words", "words", "length of the line; characters of scripts without spaces count half a word"),
    (
        "ending",
        "code",
        "last character: 0 none, 1 full stop, 2 question or exclamation mark, 3 colon, 4 ellipsis, 5 other mark, "
        "6 full stop and closing quote",
    ),
    ("sentences", "sentences", "sentences that end in the line"),
    ("comma_rate", "commas per word", "density of commas"),
    ("capitals", "share of words", "capitalised words after the first; 0.5 if there is only one word"),
    ("upper", "0 or 1", "1 if the line is all capitals"),
    ("function_share", "share of words", "function words such as 'the' and 'of'"),
    ("digit_share", "share of characters", "digits"),
    ("word_length", "characters", "mean length of a word"),
    ("separators", "separators", "bars, arrows, spaced dashes, wide gaps and ellipses"),
    ("address", "0 or 1", "1 if the line holds a URL, an e-mail address, a handle or a hashtag"),
    ("times", "time stamps", "dates, years and times of day"),
    ("quote", "0 or 1", "1 if the line starts with an opening quote"),
    ("list_marker", "code", "first character: 0 text, 1 bullet, 2 number, 3 indentation"),
    ("boilerplate_word_share", "share of words", "words that are typical of set phrases, such as 'subscribe'"),
    ("boilerplate_word_count", "words", "words that are typical of set phrases, such as 'subscribe'"),
)
_CONTEXT: Final = (
    ("gap_after", "blank lines", "blank lines below the line, at most 2; 2 at the end of the page"),
    ("gap_style", "code", "1 if a blank line is above, plus 2 if paragraphs of the page are separated by blank lines"),
    ("words_above", "words", "length of the line above; -1 at the start of the page"),
    ("words_below", "words", "length of the line below; -1 at the end of the page"),
    ("ending_above", "code", "`ending` of the line above; -1 at the start of the page"),
    ("ending_below", "code", "`ending` of the line below; -1 at the end of the page"),
    ("prose_near", "share of words", "words of prose within 8 lines"),
    ("prose_close", "share of words", "words of prose within 2 lines"),
    ("list_marker_share_near", "share of lines", "bulleted or numbered lines within 3 lines"),
    ("short_near", "share of lines", "lines of fewer than 5 words within 4 lines"),
    ("similar_length_neighbours", "lines", "neighbours within 2 lines whose length differs by at most 2 words"),
    ("short_run", "lines", "length of the run of lines without prose; 0 outside of one"),
    ("prose_run", "lines", "length of the run of lines of prose; 0 outside of one"),
    ("adjacent_duplicate", "0 or 1", "1 if a neighbouring line has the same words"),
    ("block", "code", "place relative to the main block of prose: 0 before, 1 inside, 2 after"),
    ("block_distance", "lines", "distance to the main block of prose; 0 inside"),
    ("prose_share_above", "share of words", "prose of the page that stands above the line"),
    ("prose_words_above", "words", "words of prose above the line"),
    ("line_share", "share of lines", "lines of the page that stand above the line"),
    ("first_lines", "lines", "number of lines above the line"),
    ("page_prose_share", "share of words", "prose on the whole page"),
    ("lines_since_prose", "lines", "distance to the last line of prose above"),
    ("lines_to_prose", "lines", "distance to the next line of prose below"),
    ("repeats", "lines", "lines of the page with the same words, at most 4"),
    ("repeat_kind", "code", "0 first occurrence, 1 repeat of up to 3 words, 2 repeat of 4 words or more"),
    ("topic_overlap", "share of words", "topic words that the main block has in other lines; -1 without any"),
    ("boilerplate_word_share_near", "share of words", "`boilerplate_word_count` within 2 lines"),
    ("names_site", "0 or 1", "1 if the line holds the name of the site, known from its domain or copyright line"),
    ("names_site_near", "share of lines", "lines with the name of the site within 2 lines"),
    ("times_near", "share of lines", "lines with a time stamp within 4 lines"),
    ("headlines_near", "share of lines", "lines of more than 5 words without end punctuation within 4 lines"),
    ("period_two_similarity", "difference in log words", "similarity to every second line minus that to the next"),
    ("period_three_similarity", "difference in log words", "similarity to every third line minus that to the next"),
)
_SECTION: Final = (
    ("since_opener", "lines", "distance to the last heading that opens a boilerplate section"),
    ("boilerplate_share_near", "share of lines", "lines with a boilerplate phrase within 4 lines"),
    ("hit_above", "0 or 1", "1 if the line above has a boilerplate phrase"),
    ("hit_below", "0 or 1", "1 if the line below has a boilerplate phrase"),
    ("since_share", "lines", "distance to the last share prompt above, at most 60"),
    ("since_comments", "lines", "distance to the last comment prompt above, at most 60"),
    ("since_related", "lines", "distance to the last heading of related or trending stories above, at most 60"),
    ("since_footer", "lines", "distance to the last footer or legal notice above, at most 60"),
    ("since_promotion", "lines", "distance to the last promotion above, at most 60"),
    ("until_share", "lines", "distance to the next share prompt below, at most 60"),
    ("until_comments", "lines", "distance to the next comment prompt below, at most 60"),
    ("until_related", "lines", "distance to the next heading of related or trending stories below, at most 60"),
    ("until_footer", "lines", "distance to the next footer or legal notice below, at most 60"),
    ("until_promotion", "lines", "distance to the next promotion below, at most 60"),
    ("block_clean", "lines", "signed distance to the best block of prose without boilerplate phrases; 0 inside"),
    ("block_strict", "lines", "`block_clean` with a higher cost for lines without prose"),
    ("block_function", "lines", "`block_clean` with less credit for prose of few function words"),
    ("block_sentences", "lines", "`block_clean` counted in sentences instead of words"),
)
_TEMPLATE: Final = (
    ("site_run", "share of pages", "pages of the site that hold the line together with the line above or below"),
    ("site_line", "share of pages", "pages of the site that hold the line"),
    ("site_new", "code", "0 known or not decisive, 1 new to the site, 2 prose that is new to the site"),
)
_REVIEW: Final = (("reviewed", "code", "decision of a reviewer: 0 none, 1 keep, 2 drop"),)
_DOCUMENT: Final = (
    ("body_words", "words", "words of the body"),
    ("body_share", "share of words", "words of the page that are in the body"),
    ("body_certainty", "log-odds", "mean score of body lines for being kept, weighted by their words"),
    ("surest_line", "log-odds", "highest score of a body line for being kept"),
    ("body_boilerplate_word_share", "share of words", "words of the body that are typical of set phrases"),
    ("body_times", "share of lines", "time stamps near body lines, weighted by their words"),
    ("inserts", "ratio", "words of inserts per word of the body"),
    ("prose_outside", "share of words", "prose of the page outside the body"),
    ("bylines", "share of lines", "lines with a byline"),
)


def _features() -> Iterator[Feature]:
    groups: dict[Group, tuple[tuple[str, str, str], ...]] = {
        "line": _LINE,
        "context": _CONTEXT,
        "section": _SECTION,
        "template": _TEMPLATE,
        "review": _REVIEW,
        "document": _DOCUMENT,
    }
    for group, rows in groups.items():
        for name, unit, description in rows:
            yield Feature(name, unit, description, group)


FEATURES: Final[dict[str, Feature]] = {feature.name: feature for feature in _features()}


def names(*groups: Group) -> tuple[str, ...]:
    """Return the names of the features of `groups`, in the order of the catalogue."""
    return tuple(feature.name for feature in FEATURES.values() if feature.group in groups)


TEMPLATE_FEATURES: Final = names("template")
DOCUMENT_FEATURES: Final = names("document")
DOCUMENT_COLUMNS: Final = ("times_near",)
"""Context features that document features are computed from."""
LINE_FEATURES: Final = names("line", "context", "section", "template", "review")
REVIEWED: Final = "reviewed"

FORMER_NAMES: Final = {
    "body_furniture": "body_boilerplate_word_share",
    "echo": "adjacent_duplicate",
    "furniture_near": "boilerplate_word_share_near",
    "furniture_share": "boilerplate_word_share",
    "furniture_words": "boilerplate_word_count",
    "hits_near": "boilerplate_share_near",
    "like_neighbours": "similar_length_neighbours",
    "long_share": "page_prose_share",
    "mark": "list_marker",
    "mark_near": "list_marker_share_near",
    "prose_above": "prose_share_above",
    "prose_under": "prose_words_above",
    "repeat_of": "repeat_kind",
    "rhythm_three": "period_three_similarity",
    "rhythm_two": "period_two_similarity",
    "topic": "topic_overlap",
}
"""Names of features before version 0.2, which rules of users may still have."""


def current_name(name: str) -> str:
    """Return the present name of a feature that may be given by its former one."""
    return FORMER_NAMES.get(name, name)
