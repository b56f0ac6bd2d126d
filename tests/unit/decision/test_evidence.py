"""Evidence of rules on a line, on its neighbours and on parts of the page, and the sums of the weights."""

from math import fsum

import pytest

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.line_reader import LineReader
from cleaner.features.catalog import MARKDOWN_FEATURES, TEMPLATE_FEATURES
from cleaner.model import BITS, Kind
from cleaner.reviews.review import DocumentLabels, LineLabel
from cleaner.rulebook.example_pages import HEADLINE, PARAGRAPHS
from cleaner.rulebook.parsing import parse_rules
from cleaner.rulebook.rule import ABOVE, BELOW
from cleaner.rulebook.rulebook import Rulebook, load_rulebook
from cleaner.templates.template import Template
from cleaner.text.lines import split_lines
from tests.support.rules import FERRY, FERRY_RULE
from tests.support.sites import BOX, FOOTER, MENU, learnt, site

PROMPT = "Share this article"
RULEBOOK = load_rulebook()
SITE = site(24)
TEMPLATE = learnt(page.raw for page in SITE)


def own(**changes: object) -> Rulebook:
    """Return the shipped rules and one user rule."""
    return load_rulebook(parse_rules([FERRY_RULE | changes], "my.toml"))


def of_all(*said: tuple[str, Kind]) -> DocumentLabels:
    """Return labels of lines that apply to every document."""
    return DocumentLabels(tuple(LineLabel(line, kind, "everywhere", "a.txt") for line, kind in said))


def page_evidence(
    *rows: str,
    rulebook: Rulebook = RULEBOOK,
    template: Template | None = None,
    labels: DocumentLabels | None = None,
    explain: bool = True,
) -> PageEvidence:
    reader = LineReader(rulebook, template, labels)
    lines = split_lines("\n".join(rows) + "\n", reader.parts)
    assert len(lines) == len(rows)
    return PageEvidence(lines, reader, explain)


def seen_in(found: PageEvidence, code: str) -> list[bool]:
    """Return for each line whether the rule `code` has a hit in it."""
    rules = found.rulebook.rules
    return [any(rules[hit.rule].code == code for hit in hits) for hits in found.hits]


def told(found: PageEvidence, i: int, code: str) -> list[tuple[float, str]]:
    """Return the weights (for the state before the article) and texts of the evidence of a rule on line `i`."""
    return [(e.weight, e.saw) for e in found.evidence(i, 0) if e.rule == code]


# --- parts of the page ---


@pytest.mark.parametrize(
    ("where", "lines"),
    [("anywhere", [True] * 6), ("head", [True, True, False, False, False, False]), ("tail", [False] * 4 + [True] * 2)],
)
def test_rules_of_the_head_and_the_tail_look_there_only(where: str, lines: list[bool]) -> None:
    """Five equal paragraphs: a fifth of the prose is above the second, and four fifths are above the last."""
    rows = [f"{PARAGRAPHS[0]} {FERRY}."] * 5 + [FERRY]
    assert seen_in(page_evidence(*rows, rulebook=own(where=where)), "MY101") == lines


def test_what_counts_anywhere_counts_beside_it() -> None:
    found = page_evidence(PARAGRAPHS[0], f"{PROMPT}. {FERRY}", PARAGRAPHS[1], rulebook=own(where="head"))
    assert seen_in(found, "MY101") == [False] * 3 and seen_in(found, "SHA102") == [False, True, False]


def test_what_is_not_in_its_part_of_the_page_has_no_kind() -> None:
    found = page_evidence(FERRY, *PARAGRAPHS, FERRY, rulebook=own(where="tail"))
    assert found.kinds[0] == 0 and found.kinds[-1] == BITS["footer"]


def test_a_line_has_the_kinds_of_all_that_was_seen_in_it() -> None:
    found = page_evidence(f"{PROMPT}. {FERRY}", *PARAGRAPHS, rulebook=own())
    assert found.kinds[0] == BITS["footer"] | BITS["share"]


# --- evidence on a line ---


def test_a_prompt_speaks_for_the_lines_next_to_it_too() -> None:
    found = page_evidence(*PARAGRAPHS[:2], PROMPT, *PARAGRAPHS[2:4])
    hit = next(hit for hit in found.hits[2] if RULEBOOK.rules[hit.rule].kind == "share")
    code, offset = RULEBOOK.rules[hit.rule].code, RULEBOOK.offsets[hit.rule]
    above, below = RULEBOOK.weights[offset + BELOW][0], RULEBOOK.weights[offset + ABOVE][0]
    assert above and below, "the rule needs weights for both neighbours"
    assert [told(found, i, code) for i in range(5)] == [
        [],
        [(above, f"{hit.saw} (in the line below)")],
        [(RULEBOOK.weights[hit.column][0], hit.saw)],
        [(below, f"{hit.saw} (in the line above)")],
        [],
    ]


def test_the_first_and_the_last_line_of_a_page_are_no_neighbours() -> None:
    for rows, far in (([PROMPT, *PARAGRAPHS[:3]], 3), ([*PARAGRAPHS[:3], PROMPT], 0)):
        assert not [seen.saw for seen in page_evidence(*rows).all_hits(far) if "(in the line" in seen.saw]


def test_what_weighs_nothing_is_no_evidence() -> None:
    assert told(page_evidence(FERRY, *PARAGRAPHS, rulebook=own(weight=0.5)), 0, "MY101") == [(0.5, FERRY)]
    assert told(page_evidence(FERRY, *PARAGRAPHS, rulebook=own(weight=0.0)), 0, "MY101") == []


@pytest.mark.parametrize(
    ("rows", "template", "labels"),
    [
        ([HEADLINE, *PARAGRAPHS, PROMPT, FERRY, PROMPT], None, None),
        ([row for row in SITE[0].raw.splitlines() if row], TEMPLATE, None),
        ([HEADLINE, *PARAGRAPHS, PROMPT], None, of_all((PROMPT, "body"), (PARAGRAPHS[1], "related"))),
        ([row for row in SITE[0].raw.splitlines() if row], TEMPLATE, of_all((MENU[0], "headline"))),
    ],
    ids=["page", "template", "reviews", "both"],
)
def test_totals_are_those_of_the_columns_and_of_the_evidence(
    rows: list[str], template: Template | None, labels: DocumentLabels | None
) -> None:
    found = page_evidence(*rows, template=template, labels=labels)
    assert len(found.totals().rows()) == len(rows)
    for i, total in enumerate(found.totals().rows()):
        assert [seen.column for seen in found.all_hits(i)] == found.line_columns(i)
        for place in range(3):
            by_column = fsum(RULEBOOK.weights[column][place] for column in found.line_columns(i))
            assert total[place] == pytest.approx(by_column, abs=1e-9)
            assert total[place] == pytest.approx(fsum(e.weight for e in found.evidence(i, place)), abs=1e-9)
    plain = page_evidence(*rows, template=template, labels=labels, explain=False)
    assert plain.totals().rows() == found.totals().rows() and plain.page_columns() == found.page_columns()


# --- texts of evidence ---


def test_a_measure_is_told_with_its_value() -> None:
    found = page_evidence("Three words here", *PARAGRAPHS)
    assert "words 3" in [seen.saw for seen in found.all_hits(0)]
    assert "function_share 0.3333" in [seen.saw for seen in found.all_hits(0)]


def test_what_recurs_is_told_in_pages() -> None:
    rows = [row for row in SITE[0].raw.splitlines() if row]
    found = page_evidence(*rows, template=TEMPLATE)
    rules, names = RULEBOOK.rules, ("site_run", "site_line")
    measures = {seen.saw for seen in found.all_hits(0) if rules[seen.rule].measure in names}
    pages = "24 of 24 pages of harbourdaily.example"
    assert measures == {f"on {pages}", f"with the line below on {pages}"}
    assert "words 2" in [seen.saw for seen in found.all_hits(0)]


def test_what_was_said_is_told() -> None:
    found = page_evidence(PROMPT, *PARAGRAPHS, labels=of_all((PROMPT, "body")))
    said = [next(seen.saw for seen in found.all_hits(i) if RULEBOOK.rules[seen.rule].code == "REV101") for i in (0, 1)]
    assert said == ["labelled body by a reviewer", "not labelled by a reviewer"]


# --- reviews and templates ---


def test_what_people_said_counts_by_a_rule_of_its_own() -> None:
    labels = of_all((PROMPT, "body"))
    found = page_evidence(PROMPT, *PARAGRAPHS[:2], labels=labels)
    assert (found.review_rule, found.reviewed_kinds) == ("REV101", ["body", None, None])
    without = page_evidence(PROMPT, *PARAGRAPHS[:2], rulebook=load_rulebook(ignore=["REV"]), labels=labels)
    assert (without.review_rule, without.reviewed_kinds) == ("", [])
    plain = page_evidence(PROMPT, *PARAGRAPHS[:2]).totals().rows()
    assert without.totals().rows() == plain != found.totals().rows()


def test_what_recurs_helps_to_find_the_headline() -> None:
    naming = [
        [found.rulebook.rules[scale.rule].code for scale in found.headline_rules]
        for found in (
            page_evidence(PROMPT),
            page_evidence(PROMPT, template=TEMPLATE),
            page_evidence(PROMPT, labels=of_all((PROMPT, "body"))),
        )
    ]
    assert naming[1] == [*naming[0], "SIT201"] and naming[2] == naming[0]


def test_only_what_is_needed_is_remembered_where_nobody_asks_why() -> None:
    kept = page_evidence(PROMPT, explain=False).scores.columns.keys()
    optional = {*MARKDOWN_FEATURES, *TEMPLATE_FEATURES}
    assert kept == RULEBOOK.kept_features - optional < page_evidence(PROMPT).scores.columns.keys()


def test_traits_of_a_page() -> None:
    traits = page_evidence(HEADLINE, "By Tomas Veld", *PARAGRAPHS[:2], "Contact").page_columns()
    assert traits.byline == [False, True, False, False, False]
    assert traits.words[1] == 3 and traits.words[4] == 1
    assert traits.prose[2:] == [*traits.words[2:4], 0] and traits.prose[2] > 10


def test_what_is_of_the_template_has_no_words_in_the_traits() -> None:
    rows = [row for row in SITE[0].raw.splitlines() if row]
    found = page_evidence(*rows, template=TEMPLATE)
    known, plain = found.page_columns(), page_evidence(*rows).page_columns()
    for i, row in enumerate(rows):
        if row in (*MENU[1:], *BOX, *FOOTER):
            assert known.words[i] == known.prose[i] == 0
        elif row in SITE[0].body[1:]:
            assert (known.words[i], known.prose[i]) == (plain.words[i], plain.prose[i])


# --- columns of cuts ---


def test_columns_of_cuts_tell_sentences_leads_kinds_and_topics() -> None:
    rows = ["You will need:", "Rye flour and salt.", "“Rye and salt.”", "Rye?", PROMPT, HEADLINE, *PARAGRAPHS, "Xqz"]
    own = page_evidence(*rows).cut_columns()
    assert own.is_lead[:4] == [True, False, False, False]
    assert own.is_sentence[:6] == [False, True, False, False, False, False]
    assert own.kinds_at[4] & BITS["share"] and not own.kinds_at[5]
    assert own.strengths[4] > 0.5 and own.is_boilerplate[4]
    assert own.topics[-1] == -1.0 and own.topics[5] > 0, "no topic words, and those of the article"
    assert not any(own.is_listed)


def test_columns_of_cuts_tell_sections_that_contents_list() -> None:
    titles = ("Oiling the lock", "Raising the gate", "Closing for the winter")
    sections = [row for i, title in enumerate(titles) for row in (title, PARAGRAPHS[i])]
    own = page_evidence(PARAGRAPHS[4], *[f"- {title}" for title in titles], *sections).cut_columns()
    assert own.is_listed == [False] * 4 + [True] * 5 + [False]
