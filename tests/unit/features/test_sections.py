"""Features of phrases and runs of lines, on pages small enough to count by hand."""

import pytest

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.line_reader import LineReader
from cleaner.rulebook.example_pages import PARAGRAPHS
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.text.lines import split_lines

RULEBOOK = load_rulebook()


def column(name: str, *lines: str) -> list[float]:
    """Return the feature `name` of each line of a page."""
    reader = LineReader(RULEBOOK)
    found = split_lines("\n".join(lines) + "\n", reader.parts)
    assert len(found) == len(lines)
    evidence = PageEvidence(found, reader)
    rule = next(rule for rule in RULEBOOK.rules if rule.measure == name and rule.kind != "headline")
    values = []
    for i in range(len(lines)):
        seen = next(s for s in evidence.all_hits(i) if RULEBOOK.rules[s.rule] is rule)
        values.append(float(seen.saw.removeprefix(f"{name} ")))
    return values


def test_distances_to_prompts_look_up_and_down_and_end_at_60() -> None:
    page = [PARAGRAPHS[0], "Share this article", PARAGRAPHS[1], PARAGRAPHS[2]]
    assert column("since_share", *page) == [60, 0, 1, 2]
    assert column("until_share", *page) == [1, 0, 60, 60]


CHAPTERS = ("Oiling the lock", "Raising the gate", "Closing for the winter")
"""Chapters of a manual, which contents list."""
MANUAL = [
    *["Share this article", *[f"- {title}" for title in CHAPTERS]],
    *[row for title, paragraph in zip(CHAPTERS, PARAGRAPHS, strict=False) for row in (title, paragraph)],
]


@pytest.mark.parametrize(
    ("prompt", "features"),
    [
        ("Share this article", ["since_share"]),
        ("Leave a comment", ["since_comments", "since_opener"]),
        ("Related articles", ["since_related", "since_opener"]),
    ],
)
def test_sections_that_contents_list_are_far_from_any_prompt_above(prompt, features) -> None:
    page = [prompt, *MANUAL[1:]]
    for feature in features:
        assert column(feature, *page) == [0, 1, 2, 3, *[60] * 6]
        assert column(feature, *page[:4], *PARAGRAPHS[:6]) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "other lists"


def test_prompts_inside_listed_sections_are_near_the_lines_below_them() -> None:
    page = [*MANUAL[:7], "Share this article", *MANUAL[7:]]
    assert column("since_share", *page) == [0, 1, 2, 3, 60, 60, 60, 0, 1, 2, 3]
    assert column("until_share", *page) == [0, 6, 5, 4, 3, 2, 1, 0, 60, 60, 60], "below is below"


def test_a_long_line_that_holds_a_phrase_is_no_prompt() -> None:
    line = (
        "Share this article with somebody who still believes in ferries, the captain had written below the photograph."
    )
    assert column("since_share", line, PARAGRAPHS[0]) == [60, 60]


def test_long_boilerplate_makes_no_block() -> None:
    notice = (
        "We and our partners use cookies to store and access information on your device, and by clicking accept you "
        "agree to the processing of your personal data as described in our cookie policy and our privacy policy."
    )
    page = [notice, notice.replace("device", "phone"), "Menu", "Home", *PARAGRAPHS[:2]]
    assert column("block_clean", *page) == [-4, -3, -2, -1, 0, 0]


def test_short_paragraphs_make_a_block_of_sentences() -> None:
    page = ["Menu", *["It rained again on Friday night. Nobody came out."] * 4, "Contact"]
    assert column("block_sentences", *page) == [-1, 0, 0, 0, 0, 1]


def test_words_of_set_phrases_are_counted() -> None:
    counts = column(
        "boilerplate_word_count", "Subscribe to the newsletter and download the app", "The ferry sank at dawn"
    )
    assert counts[0] >= 3 and counts[1] == 0


@pytest.mark.parametrize("rights", ["© 2024 Orrin Courier", "Read more on orrin.com", "Copyright Orrin Media"])
def test_the_site_is_named_by_its_rights_or_its_address(rights) -> None:
    page = ["Orrin readers choose their favourite bakery", PARAGRAPHS[0], rights]
    assert column("names_site", *page)[:2] == [1, 0]


def test_a_missing_blank_after_a_sentence_makes_no_site() -> None:
    assert column("names_site", "The ferry sank.It was old.", "The ferry is back.") == [0, 0]


def test_rows_of_teasers_have_a_rhythm() -> None:
    teasers = ["Ferry sinks", "The old ferry of Elda sank at dawn with nobody on board, the harbour master said."] * 5
    assert min(column("period_two_similarity", *teasers)[4:6]) > 1 > max(column("period_two_similarity", *PARAGRAPHS))


def test_items_below_a_heading_of_key_points_are_known() -> None:
    item = "The bridge to the island has been closed since noon"
    assert column("key_point", "Key points", f"- {item}", f"- {item} today", item) == [0, 1, 1, 0]
    assert column("key_point", "- Key points", f"- {item}") == [0, 0], "a menu or a table of contents"
    assert column("key_point", "Key points", "- Rankings", "- Location") == [0, 0, 0], "too short for key points"
