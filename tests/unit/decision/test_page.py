"""Features of a whole page, on states by hand."""

import pytest

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.line_reader import LineReader
from cleaner.decision.page import PageColumns, page_features
from cleaner.decision.segments import LineState
from cleaner.features.blocks.codes import BLOCKS
from cleaner.features.catalog import PAGE_FEATURES
from cleaner.features.windows import FAR
from cleaner.rulebook.example_pages import PARAGRAPHS
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.text.lines import split_lines

STATES = {"b": "before", "B": "body", "i": "insert", "a": "after"}
RULEBOOK = load_rulebook()


def page(states: str) -> list[LineState]:
    """Return the states of a page from their initials; B is body."""
    return [LineState(STATES[state], -2.0 if state == "B" else 1.0, 0) for state in states]


def columns(count: int) -> PageColumns:
    """Return the columns of a page of `count` lines of five words without anything else."""
    return PageColumns(
        words=[5.0] * count,
        prose=[0.0] * count,
        boilerplate_word_share=[0.0] * count,
        times_near=[0.0] * count,
        byline=[False] * count,
        blocks=[0.0] * count,
        records=[0.0] * count,
    )


def columns_of(*rows: str) -> PageColumns:
    """Return the columns of a page."""
    reader = LineReader(RULEBOOK)
    lines = split_lines("\n".join(rows) + "\n", reader.parts)
    assert len(lines) == len(rows)
    return PageEvidence(lines, reader).page_columns()


@pytest.mark.parametrize("states", ["", "bbb", "bBiBa"])
def test_a_page_has_each_feature(states) -> None:
    assert set(page_features(columns(len(states)), page(states))) == set(PAGE_FEATURES)


# --- bylines ---


@pytest.mark.parametrize(
    ("states", "bylines", "distance"),
    [
        ("bbBB", [1], 1),
        ("bbBB", [0], 2),
        ("bbBB", [0, 1], 1),
        ("bbBB", [2], 0),
        ("bbBB", [0, 2], 0),
        ("bbBB", [3], FAR),
        ("bBBa", [3], FAR),
        ("bbBB", [], FAR),
        ("bbaa", [0, 1, 2, 3], FAR),
        ("", [], FAR),
    ],
)
def test_the_distance_is_from_the_last_byline_above_to_the_first_body_line(states, bylines, distance) -> None:
    own = columns(len(states))._replace(byline=[i in bylines for i in range(len(states))])
    assert page_features(own, page(states))["byline_distance"] == distance


@pytest.mark.parametrize(("above", "distance"), [(59, 59), (60, FAR), (500, FAR)])
def test_a_byline_counts_up_to_a_distance(above, distance) -> None:
    own = columns(above + 1)._replace(byline=[True] + [False] * above)
    assert page_features(own, page("b" * above + "B"))["byline_distance"] == distance


def test_bylines_are_counted_on_the_whole_page() -> None:
    own = columns(4)._replace(byline=[True, False, True, False])
    assert page_features(own, page("bBBa"))["bylines"] == 0.5


def test_a_byline_is_what_a_rule_finds() -> None:
    found = columns_of("The ferry is back", "By Ada Berg", *PARAGRAPHS[:3])
    assert found.byline == [False, True, False, False, False]


# --- blocks and records ---


@pytest.mark.parametrize(
    ("name", "block"), [("page_menus", "menu"), ("page_entries", "entries"), ("page_code", "code")]
)
def test_blocks_count_by_their_share_of_the_lines_whatever_their_state(name, block) -> None:
    code = float(BLOCKS.index(block))
    own = columns(8)._replace(blocks=[code, code, 0.0, 0.0, code, 0.0, 0.0, 0.0])
    shares = page_features(own, page("bBBBiBBa"))
    assert shares[name] == 3 / 8
    others = {"page_menus", "page_entries", "page_code"} - {name}
    assert {shares[other] for other in others} == {0.0}


@pytest.mark.parametrize("block", sorted({"menu", "entries", "code"} ^ set(BLOCKS)))
def test_other_blocks_do_not_count(block) -> None:
    shares = page_features(columns(2)._replace(blocks=[float(BLOCKS.index(block))] * 2), page("BB"))
    assert shares["page_menus"] == shares["page_entries"] == shares["page_code"] == 0


def test_only_records_with_little_prose_above_count() -> None:
    own = columns(8)._replace(records=[0.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0])
    assert page_features(own, page("bBBBBBBa"))["page_records"] == 3 / 8


def test_a_page_without_lines_has_no_shares() -> None:
    values = page_features(columns(0), [])
    assert {values[name] for name in ("page_records", "page_menus", "page_entries", "page_code", "bylines")} == {0.0}


def test_shares_are_those_of_the_lines_of_a_page() -> None:
    menu = ["Home", "News", "Sport", "Weather", "Contact"]
    values = page_features(columns_of(*menu, *PARAGRAPHS[:3], "x = [];", "y = [];"), page("bbbbbBBBaa"))
    assert (values["page_menus"], values["page_code"], values["page_entries"]) == (0.5, 0.2, 0.0)
    teasers = [
        line
        for i in range(5)
        for line in (
            f"{i + 1} May 2024",
            f"The boat number {i + 1} is home after a year at sea, as her owner said",
            "Read on",
        )
    ]
    values = page_features(columns_of(*teasers), page("b" * 15))
    assert values["page_entries"] == pytest.approx(13 / 15)
    assert values["page_records"] == 1.0
