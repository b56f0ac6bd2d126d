"""The phrase files: their form, and what platforms other than news sites put around an article."""

from collections import Counter
from typing import Final

import pytest

from cleaner.pipeline import clean
from cleaner.rulebook.example_pages import article_in, example_page, line_position
from cleaner.rulebook.languages import FILES, NOT_TYPICAL, build_lexicon, tables
from cleaner.rulebook.phrases import MODES, Phrases
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.text.hashing import word_hash
from cleaner.text.lexicon import BOILERPLATE
from cleaner.text.tokens import find_words, fold

RULEBOOK = load_rulebook()
LANGUAGES: Final = {language["language"]: language for language in tables()}
WIDTH: Final = 120
KNOWN_LONG: Final = {"en": 4}
"""Number of rows with several phrases that are too wide."""
PLATFORMS: Final = (
    ("navigation", "Jump to recipe"),  # recipe plug-ins
    ("navigation", "What links here"),  # MediaWiki
    ("navigation", "Edit this page on GitHub"),  # documentation
    ("navigation", "Add to cart"),  # shops
    ("navigation", "Sign the guestbook"),  # obituaries
    ("byline", "Posts: 1,204"),  # forums
    ("byline", "Joined: Mar 2014"),
    ("byline", "asked Mar 14, 2012 at 10:11"),  # questions and answers
    ("related", "Similar questions"),
    ("related", "Frequently bought together"),
    ("share", "Print Recipe Pin Recipe"),
    ("share", "Improve this answer"),
    ("promotion", "View this email in your browser"),  # newsletters
    ("promotion", "Listen on Pocket Casts"),  # podcasts
    ("comments", "Is this page useful?"),  # public offices
    ("comments", "New replies are no longer allowed"),
    ("advert", "$24 at Amazon"),
    ("notice", "This page was last edited on 3 May 2021, at 14:02 (UTC)."),
    ("footer", "Powered by phpBB® Forum Software © phpBB Limited"),
    ("footer", "© 2021 by Ana Ruiz. Proudly created with Wix.com"),
    ("footer", "Built with Sphinx using a theme provided by Read the Docs."),
)
"""Kinds, and lines in the wording of widespread software."""
SENTENCES: Final = (
    "The family asked that mourners plant a tree in memory of the captain, and that they light a candle at dusk.",
    "She joined in 1998, made 212 posts on the forum within a year, and was its moderator until the spring.",
    "The recipe, printed by hand, was pinned above the stove, and nobody has been able to rate it since.",
    "The museum will add a calendar of events to its site, where visitors can also cite this page of the ledger.",
)


@pytest.mark.parametrize("path", sorted(FILES.glob("*.toml")), ids=lambda path: path.stem)
def test_lines_of_a_phrase_file_are_short(path) -> None:
    rows = [line for line in path.read_text("utf-8").splitlines() if line.startswith('  "') and '", "' in line]
    assert len([row for row in rows if len(row) > WIDTH]) == KNOWN_LONG.get(path.stem, 0)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_list_has_an_entry_twice(code: str) -> None:
    for kind, table in LANGUAGES[code]["phrases"].items():
        for mode in MODES:
            counts = Counter(table.get(mode, ()))
            assert [phrase for phrase, count in counts.items() if count > 1] == [], f"{kind}.{mode}"


@pytest.mark.parametrize("code", [code for code, language in LANGUAGES.items() if "untypical" in language])
def test_untypical_words_are_words_of_phrases_that_would_be_typical(code: str) -> None:
    language = LANGUAGES[code]
    families = [table for kind, table in language["phrases"].items() if kind not in NOT_TYPICAL]
    phrases = [phrase for table in families for mode in MODES for phrase in table.get(mode, ())]
    counts = Counter(word for phrase in phrases for word in {fold(found) for found in find_words(phrase)})
    assert [word for word in language["untypical"] if counts[word] < 2] == []
    lexicon = build_lexicon([language], Phrases([]))
    assert not any(lexicon.word_class(word_hash(word)) & BOILERPLATE for word in language["untypical"])


@pytest.mark.parametrize(("kind", "line"), PLATFORMS, ids=lambda value: str(value)[:30])
def test_furniture_of_platforms_is_dropped(kind: str, line: str) -> None:
    page = example_page(line, line_position(kind))
    assert line not in clean(page, RULEBOOK).text.splitlines()


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_with_the_words_of_platforms_stay(line: str) -> None:
    assert line in clean(example_page(line, "inside"), RULEBOOK).text.splitlines()
    text = "\n\n".join([*article_in(LANGUAGES["en"]), line]) + "\n"
    assert clean(text, RULEBOOK).text == text
