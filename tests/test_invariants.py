"""What holds for every text whatever: nothing invented, nothing lost, the same again,
every line explained.

Texts are built from parts that pages are made of, in any order and layout, and from plain noise.
"""

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.cut import apply
from cleaner.languages import tables
from cleaner.learn.examples import HEADLINE, PARAGRAPHS, article_in
from cleaner.lines import INVISIBLE
from cleaner.model import KINDS
from cleaner.pipeline import clean
from cleaner.rulebook import load

RULEBOOK = load()
FURNITURE = [line for rule in RULEBOOK.rules for line in rule.drops]
FOREIGN = [line for lang in tables() for t in lang["phrases"].values() for line in (*t["drops"], *t["keeps"])]
LINES = st.one_of(
    st.sampled_from([HEADLINE, *PARAGRAPHS]),
    st.sampled_from(FURNITURE),
    st.sampled_from(FOREIGN),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=80),
    st.sampled_from([f"{p} READ ALSO: Storm closes the coast road" for p in PARAGRAPHS]),
)
GAPS = st.sampled_from(["\n", "\n\n", "\n\n\n", "\r\n", "\r\n\r\n", "\n \n", "\n\u00a0\n", "\r"])
TEXTS = st.lists(st.tuples(LINES, GAPS), max_size=40).map(lambda parts: "".join(a + b for a, b in parts))
KEPT = st.frozensets(st.sampled_from(KINDS)).map(lambda kinds: kinds | {"body"})


@given(TEXTS, KEPT)
@settings(deadline=None, max_examples=300)
def test_what_is_left_is_the_input_without_the_recorded_spans(text, kept):
    result = clean(text, RULEBOOK, kept)
    assert apply(text, result.removed) == result.text
    ends = [0, *(removal.end for removal in result.removed)]
    assert all(a <= r.start < r.end for a, r in zip(ends, result.removed, strict=False))


@given(TEXTS)
@settings(deadline=None, max_examples=300)
def test_the_original_can_be_had_back(text):
    result = clean(text, RULEBOOK)
    pieces, position, left = [], 0, result.text
    for removal in result.removed:
        take = removal.start - position
        pieces += [left[:take], text[removal.start : removal.end]]
        left, position = left[take:], removal.end
    assert "".join([*pieces, left]) == text


@given(TEXTS, KEPT)
@settings(deadline=None, max_examples=300)
def test_cleaning_twice_is_cleaning_once(text, kept):
    once = clean(text, RULEBOOK, kept | {"headline"})
    twice = clean(once.text, RULEBOOK, kept | {"headline"})
    assert twice.text == once.text


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_the_same_text_gives_the_same_result(text):
    result = clean(text, RULEBOOK)
    assert clean(text, RULEBOOK) == result == pickle.loads(pickle.dumps(result))


@given(TEXTS, KEPT)
@settings(deadline=None, max_examples=200)
def test_every_line_is_accounted_for_and_its_evidence_adds_up(text, kept):
    result = clean(text, RULEBOOK, kept)
    assert (result.verdict == "article") == any(line.kept for line in result.lines)
    covered = {i for line in result.lines for i in range(line.start, line.end)}
    left_over = "".join(c for i, c in enumerate(text) if i not in covered)
    assert not left_over.translate(dict.fromkeys(map(ord, INVISIBLE))).strip()
    if result.page:
        assert (sum(e.weight for e in result.page) > 0) == (result.verdict == "no-article")
    for line in result.lines:
        assert abs(sum(e.weight for e in line.evidence) - line.score) < 1e-6
        assert line.number == text[: line.start].count("\n") + 1 or "\r" in text
        assert line.kept == (line.kind in kept) or result.verdict == "no-article"
        assert (line.kind == "body") == (line.score <= 0) or line.kind == "headline"


@given(st.sampled_from([language["language"] for language in tables()]))
@settings(deadline=None)
def test_an_article_without_boilerplate_comes_out_as_it_went_in(code):
    language = next(lang for lang in tables() if lang["language"] == code)
    text = "\n\n".join(article_in(language)) + "\n"
    assert clean(text, RULEBOOK).text == text
