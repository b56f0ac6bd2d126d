"""Features of cuts by hand: what their lines are, what is next to them, and what the page around them is."""

import pytest

from cleaner.decision.cut_features import (
    AFTER,
    BEFORE,
    BETWEEN,
    BODY,
    EDGE,
    HEADLINE,
    MAX_SCORE,
    OTHER,
    Cut,
    cut_features,
)
from cleaner.decision.cuts import find_cuts
from cleaner.decision.furniture import CutColumns, Furniture
from cleaner.decision.segments import LineState
from cleaner.features.blocks.codes import CODE, CONTENTS, DIALOGUE, ENTRIES, LIST, MENU, REFERENCES, TABLE, VERSE
from cleaner.features.catalog import CUT_FEATURES
from cleaner.model import BITS
from tests.support.cuts import columns, page


def features(page_columns: CutColumns, states: list[LineState], headline: int | None = None) -> list[dict[str, float]]:
    furniture = Furniture(page_columns)
    return cut_features(furniture, states, find_cuts(furniture, states, headline), headline)


# --- boilerplate ---


def shows_boilerplate(page_columns: CutColumns) -> bool:
    return Furniture(page_columns).shows_boilerplate


def test_a_page_shows_boilerplate_if_a_line_has_strong_evidence() -> None:
    assert not shows_boilerplate(columns(3))
    assert shows_boilerplate(columns(3, [1]))
    assert not shows_boilerplate(columns(3)._replace(strengths=[0.0, 0.49, 0.0]))
    assert shows_boilerplate(columns(3)._replace(strengths=[0.0, 0.5, 0.0]))
    assert shows_boilerplate(columns(3)._replace(is_phrase=[False, False, True]))
    assert not shows_boilerplate(columns(3, [1])._replace(is_boilerplate=[True, False, True])), "such as a byline"
    assert not shows_boilerplate(columns(0))


def test_evidence_is_strong_whether_or_not_its_kind_is_boilerplate() -> None:
    own = columns(4, [1])._replace(is_boilerplate=[False] * 4, is_phrase=[False, False, True, False])
    assert Furniture(own).is_strong == [False, True, True, False]
    assert Furniture(columns(3)._replace(strengths=[0.49, 0.5, 9.0])).is_strong == [False, True, True]


# --- pages with little boilerplate ---


def few(states: str, strong: list[int], certainty: float = 9.0, headline: int | None = None) -> list[float]:
    """Return `cut_few` of each cut of a page whose body lines have scores of -`certainty`."""
    scores = [-certainty if state == "B" else 1.0 for state in states]
    own = features(columns(len(states), strong), page(states, scores), headline)
    return [values["cut_few"] for values in own]


def test_long_cuts_between_body_lines_count_on_a_page_with_little_boilerplate() -> None:
    assert few("BiiiiBaaa", [6, 7, 8]) == [1.0]
    assert few("BiiiBaaa", [5, 6, 7]) == [0.0], "too short"
    assert few("BBaaaaa", [2]) == [0.0], "below the body"
    assert few("BiiiiBaaaa", [6, 7, 8, 9]) == [0.0], "too much boilerplate"


def test_long_cuts_count_anywhere_if_no_line_is_body_for_sure() -> None:
    assert few("aaaaa", [4]) == [2.0]
    assert few("Baaaaa", [5], certainty=3.4) == [2.0]
    assert few("Baaaaa", [5], certainty=3.5) == [0.0]
    assert few("BiiiiBa", [6], certainty=1.0) == [2.0]


def test_short_cuts_count_at_the_top_alone_if_no_line_is_body_for_sure() -> None:
    assert few("aaa", [2]) == [2.0]
    assert few("Baaa", [3], certainty=1.0, headline=0) == [2.0], "below the headline"
    assert few("Baaa", [3], certainty=1.0) == [0.0]
    assert few("aaa", [0]) == [0.0], "below boilerplate"


# --- lines ---


def test_each_cut_has_each_feature() -> None:
    for values in features(columns(5), page("bBiBa")):
        assert set(values) == set(CUT_FEATURES)


def test_without_cuts_there_are_no_features() -> None:
    assert features(columns(0), []) == features(columns(2), page("BB"), 0) == []


def test_features_count_lines_and_shares_of_lines() -> None:
    own = columns(6)._replace(
        blocks=[0.0, TABLE, TABLE, CODE, LIST, 0.0],
        has_gap=[True, True, False, True, False, True],
        is_listed=[True, True, True, True, False, True],
        is_sentence=[True, False, True, False, False, True],
    )
    (values,) = features(own, page("BiiiiB"))
    assert values["cut_lines"] == 4
    assert (values["cut_tables"], values["cut_code"], values["cut_lists"]) == (0.5, 0.25, 0.25)
    assert (values["cut_gaps"], values["cut_listed"], values["cut_sentences"]) == (0.5, 0.75, 0.25)


def test_lines_with_a_byline_count_whatever_else_they_have() -> None:
    kinds = [0, BITS["byline"], BITS["caption"], BITS["byline"] | BITS["share"], 0, BITS["byline"]]
    (values,) = features(columns(6)._replace(kinds_at=kinds), page("BiiiiB"))
    assert values["cut_bylines"] == 0.5


def test_the_topic_is_the_mean_over_the_lines_that_have_topic_words() -> None:
    (values,) = features(columns(6)._replace(topics=[0.9, 0.5, -1.0, 0.1, 0.0, 0.9]), page("BiiiiB"))
    assert values["cut_topic"] == pytest.approx(0.2)
    (values,) = features(columns(3)._replace(topics=[0.9, 0.0, 0.9]), page("BiB"))
    assert values["cut_topic"] == 0.0, "topic words, none of which the body has"


def test_a_cut_without_topic_words_has_the_topic_minus_one() -> None:
    (values,) = features(columns(4)._replace(topics=[0.9, -1.0, -1.0, 0.9]), page("BiiB"))
    assert values["cut_topic"] == -1.0


def test_blocks_that_articles_have_are_forms() -> None:
    own = columns(8)._replace(blocks=[0.0, CONTENTS, DIALOGUE, REFERENCES, VERSE, MENU, ENTRIES, 0.0])
    (values,) = features(own, page("BiiiiiiB"))
    assert values["cut_forms"] == pytest.approx(4 / 6)
    assert values["cut_tables"] == values["cut_code"] == values["cut_lists"] == 0
    (values,) = features(own._replace(blocks=[TABLE, CODE, LIST, TABLE, CODE, LIST, 0.0, 0.0]), page("iiiiiiBB"))
    assert values["cut_forms"] == 0


def test_code_of_the_page_counts_outside_of_cuts_too() -> None:
    own = columns(4)._replace(blocks=[CODE, CODE, 0.0, CODE])
    assert [values["page_code"] for values in features(own, page("bBiB"))] == [0.75, 0.75]
    assert [values["cut_code"] for values in features(own, page("bBiB"))] == [1.0, 0.0]


def test_the_score_of_a_line_counts_up_to_a_limit() -> None:
    (values,) = features(columns(3), page("Bii", [-4.0, 3.0, 99.0]))
    assert values["cut_score"] == (3.0 + MAX_SCORE) / 2


# --- leads ---


def lead(is_lead: list[bool], blocks: list[float], states: str) -> float:
    """Return the value of `cut_lead` of the first cut of a page."""
    own = columns(len(states))._replace(is_lead=is_lead, blocks=blocks)
    return features(own, page(states))[0]["cut_lead"]


def test_a_line_above_that_ends_with_a_colon_leads_to_a_cut() -> None:
    assert lead([True, False, False, False], [0.0] * 4, "BiiB") == 1
    assert lead([False, False, True, True], [0.0] * 4, "BiiB") == 0
    assert lead([True, True, False, False], [0.0, 0.0, LIST, 0.0], "BiiB") == 1, "the line above comes first"


@pytest.mark.parametrize("block", [LIST, TABLE, CODE])
def test_the_first_line_of_a_cut_leads_to_the_list_below_it(block) -> None:
    assert lead([False, True, False, False], [0.0, 0.0, block, 0.0], "BiiB") == 2
    assert lead([True, False], [0.0, block], "bb") == 2, "at the top of the page"
    assert lead([False, True, False, False], [0.0, block, 0.0, block], "BiiB") == 0, "the list is not below it"
    assert lead([False, False, True, False], [0.0, 0.0, 0.0, block], "BiiB") == 0, "a later line"
    assert lead([False] * 4, [0.0, 0.0, block, 0.0], "BiiB") == 0, "no colon"


@pytest.mark.parametrize("block", [0.0, CONTENTS, MENU, ENTRIES])
def test_a_colon_above_other_lines_is_no_lead(block) -> None:
    assert lead([False, True, False, False], [0.0, 0.0, block, 0.0], "BiiB") == 0


def test_the_last_line_of_a_page_leads_to_nothing() -> None:
    assert lead([False, True], [LIST, LIST], "Ba") == 0


def test_a_line_that_leads_in_nothing_but_itself_is_no_lead() -> None:
    assert lead([True, True, True], [0.0] * 3, "bBB") == 0


# --- neighbours ---

BOUNDS = [
    ("comments", 2.0), ("share", 3.0), ("byline", 4.0), ("read-also", 5.0), ("related", 6.0), ("trending", 6.0),
    ("promotion", 7.0), ("advert", 7.0), ("navigation", 8.0), ("footer", 9.0), ("notice", 9.0),
]  # fmt: skip
"""Kinds of line next to a cut, and their codes in the bins of the rules."""


def around(states: str, kinds: tuple[int, ...], headline: int | None = None) -> list[tuple[float, float]]:
    """Return `cut_above` and `cut_below` of each cut; the lines with kinds have strong evidence."""
    strong = [i for i, bits in enumerate(kinds) if bits]
    own = columns(len(states), strong)._replace(kinds_at=list(kinds))
    return [(values["cut_above"], values["cut_below"]) for values in features(own, page(states), headline)]


def test_codes_of_neighbours_are_those_in_the_bins() -> None:
    assert (BODY, EDGE, OTHER, HEADLINE) == (0.0, 1.0, 10.0, 11.0)


def test_cuts_lie_between_body_lines_and_the_edges_of_the_page() -> None:
    assert around("bBiBa", (0,) * 5) == [(EDGE, BODY), (BODY, BODY), (BODY, EDGE)]
    assert around("bb", (0, 0)) == [(EDGE, EDGE)]


@pytest.mark.parametrize(("kind", "code"), BOUNDS)
def test_a_line_next_to_a_cut_tells_its_kind(kind, code) -> None:
    bit = BITS[kind]
    assert around("Baiaa", (0, bit, 0, bit, bit)) == [(code, code)]
    assert around("Baa", (0, bit, 0)) == [(code, EDGE)]


def test_the_first_of_several_kinds_next_to_a_cut_counts() -> None:
    both = BITS["comments"] | BITS["footer"]
    assert around("aaa", (both, 0, BITS["navigation"] | BITS["byline"])) == [(2.0, 4.0)]


@pytest.mark.parametrize("kind", ["caption", "body"])
def test_a_strong_line_of_another_kind_is_other(kind) -> None:
    assert around("aaa", (BITS[kind], 0, BITS[kind])) == [(OTHER, OTHER)]


def test_a_line_with_strong_evidence_that_names_no_kind_is_other() -> None:
    values = features(columns(3, [0, 2]), page("aaa"))
    assert [(own["cut_above"], own["cut_below"]) for own in values] == [(OTHER, OTHER)]


def test_a_line_of_the_body_is_body_whatever_its_kind() -> None:
    assert around("BiB", (BITS["share"], 0, BITS["byline"])) == [(BODY, BODY)]


def test_a_cut_right_below_the_headline_tells_so() -> None:
    assert around("bbBa", (0, 0, 0, 0), headline=0) == [(HEADLINE, BODY), (BODY, EDGE)]
    assert around("BaB", (0, 0, 0), headline=0) == [(HEADLINE, BODY)], "the headline is body"
    assert around("bbBB", (BITS["share"], 0, 0, 0), headline=0) == [(HEADLINE, BODY)], "a line of another kind too"
    assert around("bbbBB", (0, BITS["byline"], 0, 0, 0), headline=0) == [(4.0, BODY)], "a byline between them"


def test_parts_of_a_run_are_next_to_one_another() -> None:
    own = columns(5, sentences=[1])
    found = [(values["cut_above"], values["cut_below"]) for values in features(own, page("Baaaa"))]
    assert found == [(BODY, OTHER), (OTHER, EDGE)]


# --- places ---


@pytest.mark.parametrize(
    ("states", "strong", "distances"),
    [
        ("bbbbbBB", [], [0]),
        ("bbbbbBB", [2], [3, 0]),
        ("bbbbbBB", [0, 4], [1]),
        ("BBaaaaa", [], [0]),
        ("BBaaaaa", [4], [0, 3]),
        ("BBaaaaa", [2, 6], [1]),
        ("BiiiiiiB", [3], [0, 0]),
        ("BiiiiiiB", [1, 2, 6], [1]),
        ("BiiiiiiB", [1, 5, 6], [1]),
        ("aaaaa", [1], [4, 0]),
    ],
)
def test_the_distance_is_that_to_the_body_across_dropped_lines(states, strong, distances) -> None:
    found = features(columns(len(states), strong), page(states))
    assert [values["cut_distance"] for values in found] == distances


def test_places_are_before_between_and_after_body_lines() -> None:
    assert [values["cut_place"] for values in features(columns(5), page("bBiBa"))] == [BEFORE, BETWEEN, AFTER]
    assert [values["cut_place"] for values in features(columns(2), page("bb"))] == [BEFORE]
    assert features(columns(4), page("bbBa"), headline=0)[0]["cut_place"] == BEFORE
    parted = features(columns(9, [1, 4, 7]), page("bbbBiiaaa"))
    assert [values["cut_place"] for values in parted] == [BEFORE, BEFORE, AFTER, AFTER]
    between = features(columns(6, [2]), page("BiiiiB"))
    assert [values["cut_place"] for values in between] == [BETWEEN, BETWEEN]


# --- page ---


def test_features_of_the_page_are_the_same_for_all_cuts() -> None:
    own = columns(4, [3])._replace(words=[10.0, 20.0, 10.0, 0.0], kinds=3)
    states = page("bBBa", [1.0, -4.0, -1.0, 5.0])
    found = cut_features(Furniture(own), states, [Cut(0, 1, 0, 1), Cut(3, 4, 3, 4)], None)
    assert len(found) == 2
    for values in found:
        assert values["body_share"] == 0.75 and values["body_certainty"] == 3.0
        assert values["page_boilerplate"] == 1.0 and values["page_kinds"] == 3
    assert {values["page_boilerplate"] for values in features(columns(4), page("bBBa"))} == {0.0}
