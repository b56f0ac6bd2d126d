"""Invariants for any text: nothing is invented or lost, cleaning twice is cleaning once, every line is explained.

`python -m tests.tools.volume` checks them on any number of pages.
"""

from textwrap import wrap

from hypothesis import given
from hypothesis import strategies as st

from cleaner.rulebook.example_pages import HEADLINE, PARAGRAPHS, article_in
from cleaner.rulebook.languages import tables
from tests.support.invariants import Way, check
from tests.support.pages import KEPT, PAGES, ways


@given(PAGES, KEPT)
def test_whatever_is_kept(text, kept) -> None:
    check(text, Way(kept))


@given(PAGES, st.data())
def test_whatever_is_set_known_or_said(text, data) -> None:
    check(text, data.draw(ways(text)))


def test_no_line_runs_across_one_that_went() -> None:
    """The lines around a removed insert may look like one row or paragraph in the next pass."""
    glued = f"{PARAGRAPHS[0]} (Read also: Storm closes the coast road) {PARAGRAPHS[1]}"
    check("\n\n".join([HEADLINE, glued, *PARAGRAPHS[2:], "Share this article"]), Way())
    check("\n".join([HEADLINE, *PARAGRAPHS, "By Marta Lindqvist", *wrap(" ".join(PARAGRAPHS), 70)]), Way())
    thai = article_in(next(lang for lang in tables() if lang["language"] == "th"))
    rows = [*thai[:1], "By Marta Lindqvist", "By Marta Lindqvist", *thai[1:3]]
    check("\n".join(rows * 2), Way(frozenset({"body"})))
