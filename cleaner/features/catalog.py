"""The catalogue of features: every number that a rule may use, with its unit and description.

A feature does not say whether a line is good or bad; rules give weights to the ranges of its values. Rules and
`cleaner explain` use the names in this table.
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Group = Literal["line", "context", "section", "markdown", "template", "review", "page", "cut", "confidence"]


class Feature(NamedTuple):
    """One feature. All values are floats; `unit` says what they count or code."""

    name: str
    unit: str
    description: str
    group: Group


_LINE: Final = (
    ("words", "words", "length of the line; a character of a script without spaces is half a word"),
    (
        "ending",
        "code",
        "end of the line: 1 full stop, 2 question or exclamation mark, 3 colon, 4 ellipsis, 5 comma or semicolon, "
        "6 full stop, question or exclamation mark before a closing quote or bracket, 0 anything else",
    ),
    ("sentences", "sentences", "sentences that end in the line"),
    ("comma_rate", "commas per word", "commas of any script"),
    ("capitals", "share of words", "words after the first that start with a capital; 0.5 if there are fewer than two"),
    ("upper", "0 or 1", "1 if all letters that have a case are capitals"),
    (
        "function_share",
        "share of words",
        "function words such as 'the' and 'of'; the share of particles if over a third of the characters are of a "
        "script without spaces",
    ),
    ("digit_share", "share of characters", "digits"),
    ("word_length", "characters per word", "length of the line, with spaces and punctuation"),
    (
        "separators",
        "separators",
        "bars, arrows, ellipses, gaps of at least three spaces, and dashes, dots and slashes between spaces",
    ),
    ("address", "0 or 1", "1 if the line has a URL, a domain, an e-mail address, a handle or a hashtag"),
    ("times", "time stamps", "dates, years and times of day"),
    ("quote", "0 or 1", "1 if the line starts with an opening quote"),
    (
        "list_marker",
        "code",
        "start of the line: 1 bullet, 2 number of one or two digits with a full stop or bracket, 3 indentation, "
        "0 anything else",
    ),
    ("boilerplate_word_share", "share of words", "words that are typical of set phrases, such as 'subscribe'"),
    ("boilerplate_word_count", "words", "words that are typical of set phrases, such as 'subscribe'"),
)
# A line is prose if it has at least 10 words and ends like a sentence, or if it has at least 28 words. Lines have the
# same words whatever their numbers and symbols.
_CONTEXT: Final = (
    ("gap_after", "blank lines", "blank lines below the line, at most 2; 2 at the end of the page"),
    (
        "block_kind",
        "code",
        "block that the line is in: 0 none, 1 table, 2 code, 3 list, 4 contents, 5 dialogue, 6 fields, 7 schedule, "
        "8 references, 9 verse, 10 menu, 11 entries with time stamps, 12 tags, 13 archive by month, "
        "14 lead-in of a list, table or code, 15 questions and answers",
    ),
    ("gap_style", "code", "1 if a blank line is above, plus 2 if one is above over 60% of the page's lines of prose"),
    ("words_above", "words", "`words` of the line above; -1 at the start of the page"),
    ("words_below", "words", "`words` of the line below; -1 at the end of the page"),
    ("ending_above", "code", "`ending` of the line above; -1 at the start of the page"),
    ("ending_below", "code", "`ending` of the line below; -1 at the end of the page"),
    ("prose_near", "share of words", "words in lines of prose, within 8 lines"),
    ("prose_close", "share of words", "words in lines of prose, within 2 lines"),
    ("list_marker_share_near", "share of lines", "lines that start with a bullet or number, within 3 lines"),
    ("short_near", "share of lines", "lines of fewer than 5 words, within 4 lines"),
    ("similar_length_neighbours", "lines", "other lines within 2 lines whose length differs by at most 2 words"),
    ("short_run", "lines", "length of the run of lines without prose that the line is in; 0 for prose"),
    ("prose_run", "lines", "length of the run of lines of prose that the line is in; 0 for other lines"),
    ("adjacent_duplicate", "0 or 1", "1 if the line above or below has the same words"),
    ("block", "code", "place relative to the main block of prose: 0 before, 1 inside, 2 after"),
    ("block_distance", "lines", "distance to the main block of prose; 0 inside"),
    ("prose_share_above", "share of words", "prose of the page that stands above the line"),
    ("prose_words_above", "words", "words of prose above the line"),
    ("line_share", "share of lines", "lines of the page that stand above the line"),
    ("first_lines", "lines", "number of lines above the line"),
    ("page_prose_share", "share of words", "prose on the whole page"),
    ("lines_since_prose", "lines", "distance to the last line of prose above; 0 for prose, over 60 if there is none"),
    ("lines_to_prose", "lines", "distance to the next line of prose below; 0 for prose, over 60 if there is none"),
    ("repeats", "lines", "lines of the page with the same words, itself included, at most 4"),
    ("repeat_kind", "code", "0 first occurrence, 1 repeat of fewer than 4 words, 2 of 4 words or more, 3 of prose"),
    ("second_copy", "0 or 1", "1 in a second copy of at least three paragraphs"),
    ("topic_overlap", "share of topic words", "topic words that other lines of the main block have; -1 without any"),
    ("boilerplate_word_share_near", "share of words", "`boilerplate_word_count` of the lines within 2 lines"),
    ("names_site", "0 or 1", "1 if the line has the name of the site, from a domain or copyright line of the page"),
    ("names_site_near", "share of lines", "lines with the name of the site, within 2 lines"),
    ("times_near", "share of lines", "lines with a time stamp, within 4 lines"),
    ("headlines_near", "share of lines", "lines of more than 5 words with `ending` 0, within 4 lines"),
    (
        "live_entry",
        "entries",
        "entries of a live report on the page, for the clock time and the title of an entry; 0 for other lines",
    ),
    (
        "period_two_similarity",
        "log words",
        "difference in length to both adjacent lines minus that to the lines two away, mean within 4 lines",
    ),
    (
        "period_three_similarity",
        "log words",
        "difference in length to both adjacent lines minus that to the lines three away, mean within 4 lines",
    ),
)
# Phrases include matches of patterns. A prompt or heading is a line of fewer than 15 words with a phrase of its kind.
# Distances to prompts and headings are 0 for such a line itself, and 60 if there is none.
_SECTION: Final = (
    ("since_opener", "lines", "distance to the last line that opens a boilerplate section, at most 60"),
    ("boilerplate_share_near", "share of lines", "lines with a boilerplate phrase, within 4 lines"),
    ("hit_above", "0 or 1", "1 if the line above has a boilerplate phrase"),
    ("hit_below", "0 or 1", "1 if the line below has a boilerplate phrase"),
    ("key_point", "0 or 1", "1 for an item of a list below a heading such as 'Key points'"),
    ("since_share", "lines", "distance to the last share prompt above, at most 60"),
    ("since_comments", "lines", "distance to the last comment prompt above, at most 60"),
    ("since_related", "lines", "distance to the last heading of related or trending stories above, at most 60"),
    ("since_footer", "lines", "distance to the last footer or legal notice above, at most 60"),
    ("since_promotion", "lines", "distance to the last promotion above, at most 60"),
    ("since_byline", "lines", "distance to the last byline above, at most 60"),
    ("until_byline", "lines", "distance to the next byline below, at most 60"),
    (
        "records",
        "code",
        "1 between rows that recur on the page with text between, 2 if at least 3 lines of prose are above, else 0",
    ),
    ("listed", "0 or 1", "1 from the first to the last heading that contents on the page list"),
    (
        "thread",
        "code",
        "1 among entries whose time stamps fall, 2 if the page announces their number, 3 if their times rise, else 0",
    ),
    ("until_share", "lines", "distance to the next share prompt below, at most 60"),
    ("until_comments", "lines", "distance to the next comment prompt below, at most 60"),
    ("until_related", "lines", "distance to the next heading of related or trending stories below, at most 60"),
    ("until_footer", "lines", "distance to the next footer or legal notice below, at most 60"),
    ("until_promotion", "lines", "distance to the next promotion below, at most 60"),
    (
        "block_clean",
        "lines",
        "distance to the best block of prose without boilerplate phrases, at most 60; negative above it, 0 inside",
    ),
    ("block_strict", "lines", "`block_clean` with a higher cost for lines without prose"),
    ("block_function", "lines", "`block_clean` with less credit for prose of few function words"),
    ("block_sentences", "lines", "`block_clean` counted in sentences instead of words"),
)
# Shares of links are of characters. A line leads to the address of its longest link.
_MARKDOWN: Final = (
    ("link_share", "share of characters", "links in the line"),
    ("link_share_near", "share of characters", "links in the line and up to three lines above and below"),
    ("link_run", "lines", "lines in a row that are mostly links, this one included; 0 for another line"),
    (
        "link_target",
        "code",
        "0 no link, 1 links in other text, else the address of a line that is mostly a link: 2 a place on the page,"
        " 3 a script, mail or call, 4 a share button, 5 a social profile, 6 a tag, topic or author, 7 a section of the"
        " site, 8 a story of the site, 9 another site, 10 a file",
    ),
    ("foreign_near", "share of lines", "lines up to three away that lead away from the page (`link_target` from 4)"),
    ("heading_level", "level", "level of the heading, from 1; 0 for another line"),
    ("title_distance", "lines", "distance to the last heading of level 1 above, at most 60; -1 if there is none"),
    ("image_only", "0 or 1", "1 if the line has images and no other text"),
    ("image_above", "0 or 1", "1 if the line above has images and no other text"),
    ("item_depth", "lists", "lists that the line is in"),
    (
        "leading_link",
        "code",
        "address of the link that the line begins with, with the codes of `link_target`; 0 if it begins with other text"
        " or is mostly a link",
    ),
    ("section_link", "code", "heading up to 20 lines above: 0 none, 1 a heading, 2 a heading that is a link"),
    ("item_link", "code", "address of a line or start that is a link elsewhere in the list item, else 0"),
)
# Shares are of the other pages of the site, since a template may have been learnt from the page itself.
_TEMPLATE: Final = (
    (
        "site_run",
        "share of pages",
        "pages of the site that have the line next to the same line above or below; less if these are few, or if the "
        "line is amid new prose",
    ),
    (
        "site_line",
        "share of pages",
        "pages of the site that have the line; 0 if the page has no new prose or is a copy",
    ),
    ("site_new", "code", "0 known or not decisive, 1 new to the site, 2 prose that is new to the site"),
)
_REVIEW: Final = (("reviewed", "code", "decision of a reviewer: 0 none, 1 keep, 2 drop"),)
# A line counts for at most 60 words in weighted means.
_PAGE: Final = (
    ("body_words", "words", "words of the body"),
    ("body_share", "share of words", "words of the page that are in the body"),
    ("body_certainty", "log-odds", "score of body lines for being kept, mean weighted by their words"),
    ("surest_line", "log-odds", "highest score of a body line for being kept"),
    (
        "body_boilerplate_word_share",
        "share of words",
        "`boilerplate_word_share` of body lines, mean weighted by their words",
    ),
    ("body_times", "share of lines", "`times_near` of body lines, mean weighted by their words"),
    ("inserts", "ratio", "words of inserts per word of the body"),
    ("prose_outside", "share of words", "prose of the page that is outside the body"),
    ("bylines", "share of lines", "lines with a byline phrase"),
    ("byline_distance", "lines", "distance from the last byline above the body to the body, at most 60"),
    ("page_records", "share of lines", "lines in records with little prose above"),
    ("page_menus", "share of lines", "lines in menus"),
    ("page_entries", "share of lines", "lines in entries with time stamps"),
    ("page_code", "share of lines", "lines in code"),
)
# Evidence is strong if its weight inside the article is at least 0.5. A line counts for at most 10 in the mean score.
_CUT: Final = (
    ("cut_score", "log-odds", "score of the lines of the cut for being dropped, mean"),
    ("cut_gaps", "share of lines", "lines of the cut that are below a blank row"),
    ("cut_tables", "share of lines", "lines of the cut in a table"),
    ("cut_code", "share of lines", "lines of the cut in a block of code"),
    ("cut_lists", "share of lines", "lines of the cut in a list"),
    ("cut_lines", "lines", "lines of the cut"),
    (
        "cut_topic",
        "share of topic words",
        "`topic_overlap` of the lines of the cut that have topic words, mean; -1 if none has",
    ),
    ("cut_listed", "share of lines", "lines from the first to the last heading that contents on the page list"),
    ("cut_bylines", "share of lines", "lines with a byline"),
    (
        "cut_block",
        "share of lines",
        "lines that continue a table, dialogue, questions, fields, schedule, references or verse of the body",
    ),
    (
        "cut_few",
        "code",
        "on a page that shows little boilerplate: 2 if no body is certain (`body_certainty` below 3.5), 1 if the cut is"
        " the first line of the text above the body, one or two sentences right below it, or 4 lines or more between"
        " body lines and not below a heading of other stories; else 0",
    ),
    ("cut_sole", "0 or 1", "on a page without any other article: the cut is in the only block of content"),
    (
        "cut_above",
        "code",
        "line above the cut: 0 body, 1 edge of the page, 2 comments, 3 share, 4 byline, 5 read-also, 6 related or"
        " trending, 7 promotion or advert, 8 navigation, 9 footer or notice, 10 another line, 11 headline",
    ),
    ("cut_below", "code", "line below the cut, with the same codes"),
    ("cut_sentences", "share of lines", "lines that end with a full stop"),
    ("cut_distance", "lines", "dropped lines between the cut and the nearest body line"),
    ("cut_forms", "share of lines", "lines in contents, dialogue, fields, schedule, references or verse"),
    (
        "cut_lead",
        "code",
        "1 if the line above the cut ends with a colon, 2 if its first line does, above a list, table or code",
    ),
    ("cut_place", "code", "0 at the start of the page, 1 between body lines, 2 at the end of the page"),
    ("page_boilerplate", "0 or 1", "1 if any line of the page has strong evidence of boilerplate"),
    ("page_kinds", "kinds", "kinds that phrases and patterns name on the page, those of the article included"),
)
# A paragraph is a line of prose of the body. A page without an article has only the features of its refusal. A text
# that shows no boilerplate has `bare_words` instead of the features of what else its body might be.
_CONFIDENCE: Final = (
    (
        "body_gain",
        "log-odds per word",
        "score of the decision on lines minus that of dropping all, by words of the body",
    ),
    ("rival_share", "ratio", "the best such score of a body without any line of this one, relative to it"),
    ("page_score", "log-odds", "sum of the weights of the page rules; positive for no article"),
    ("repeated_words", "share of words", "words of the page in lines of at least 4 words that occur above too"),
    ("late_topic", "share of topic words", "topic words that the first and the last third of the body share"),
    ("body_gaps", "share of lines", "lines of the body that are below a blank row"),
    ("paragraph_variation", "ratio", "standard deviation of the length of paragraphs, relative to their mean"),
    ("main_stretch", "share of words", "words of the body in its longest stretch without a dropped line"),
    ("related_in_body", "lines", "lines from the first to the last body line with a phrase for related or trending"),
    ("body_entries", "share of words", "words of the body in entries with time stamps"),
    ("body_function_share", "share of words", "`function_share` of body lines, mean weighted by their words"),
    ("bare_words", "words", "`body_words` of a text that shows no boilerplate"),
    ("refusal_score", "log-odds", "`page_score` of a page without an article"),
    ("refusal_repeats", "share of lines", "lines with `repeats` of at least 3 on a page without an article"),
)


def _features() -> Iterator[Feature]:
    groups: dict[Group, tuple[tuple[str, str, str], ...]] = {
        "line": _LINE,
        "context": _CONTEXT,
        "section": _SECTION,
        "markdown": _MARKDOWN,
        "template": _TEMPLATE,
        "review": _REVIEW,
        "page": _PAGE,
        "cut": _CUT,
        "confidence": _CONFIDENCE,
    }
    for group, rows in groups.items():
        for name, unit, description in rows:
            yield Feature(name, unit, description, group)


FEATURES: Final[dict[str, Feature]] = {feature.name: feature for feature in _features()}


def names(*groups: Group) -> tuple[str, ...]:
    """Return the names of the features of `groups`, in the order of the catalogue."""
    return tuple(feature.name for feature in FEATURES.values() if feature.group in groups)


MARKDOWN_FEATURES: Final = names("markdown")
TEMPLATE_FEATURES: Final = names("template")
PAGE_FEATURES: Final = names("page")
CUT_FEATURES: Final = (*names("cut"), "body_share", "body_certainty", "page_code")
CONFIDENCE_FEATURES: Final = (*names("confidence"), *PAGE_FEATURES)
PAGE_COLUMNS: Final = ("records", "repeat_kind", "repeats", "times_near", "topic_overlap")
"""Line features that features of pages, cuts and confidence are computed from."""
BLOCK_FEATURE: Final = "block_kind"
"""Feature whose values are kinds of block."""
MENU_FEATURE: Final = "short_run"
"""Feature that tells the lines of a menu, for their kinds."""
LINE_FEATURES: Final = names("line", "context", "section", "markdown", "template", "review")
REVIEWED: Final = "reviewed"

FORMER_NAMES: Final = {
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
"""Names of features before version 0.2, which user rules may still have; page features are not among them."""


UNITLESS: Final = ("code", "0 or 1")


def with_unit(saw: str) -> str:
    """Return the value of a feature, as evidence gives it ("short_run 2"), with its unit; other texts as they are."""
    feature = FEATURES.get(saw.partition(" ")[0])
    return saw if feature is None or feature.unit in UNITLESS else f"{saw} ({feature.unit})"


def current_name(name: str) -> str:
    """Return the present name of a feature, given either name."""
    return FORMER_NAMES.get(name, name)
