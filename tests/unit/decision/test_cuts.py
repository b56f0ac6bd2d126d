"""Cuts by hand: which runs of dropped lines there are, what their features are, and which lines come back."""

from collections.abc import Sequence

import pytest

from cleaner.decision.cuts import (
    AFTER,
    BEFORE,
    BETWEEN,
    MAX_SCORE,
    Cut,
    CutColumns,
    cut_features,
    find_cuts,
    restore_cuts,
    shows_boilerplate,
    strong_lines,
)
from cleaner.decision.segments import LineState
from cleaner.features.blocks import CODE, CONTENTS, DIALOGUE, ENTRIES, LIST, MENU, REFERENCES, TABLE, VERSE
from cleaner.features.catalog import CUT_FEATURES
from cleaner.rulebook.rulebook import Rulebook, load_rulebook, with_rules

RULEBOOK = load_rulebook()
STATES = {"b": "before", "B": "body", "i": "insert", "a": "after"}
SCORES = {"before": 2.0, "body": -4.0, "insert": 3.0, "after": 1.0}


def page(states: str, scores: Sequence[float] = ()) -> list[LineState]:
    """Return the states of a page from their initials; B is body."""
    names = [STATES[state] for state in states]
    values = scores or [SCORES[name] for name in names]
    return [LineState(name, score, 0) for name, score in zip(names, values, strict=True)]


def columns(count: int, strong: Sequence[int] = (), had_boilerplate: bool = False) -> CutColumns:
    """Return the columns of a page of `count` lines of five words, some of them with strong evidence."""
    return CutColumns(
        words=[5.0] * count,
        strengths=[2.0 if i in strong else 0.0 for i in range(count)],
        is_phrase=[False] * count,
        is_boilerplate=[True] * count,
        has_gap=[False] * count,
        is_lead=[False] * count,
        blocks=[0.0] * count,
        topics=[0.0] * count,
        kinds=1,
        had_boilerplate=had_boilerplate,
    )


def judging(weight: float) -> Rulebook:
    """Return a rulebook in which all cut rules together weigh so much, whatever the cut."""
    rules = []
    for rule in RULEBOOK.rules:
        value = weight if rule.cut == "cut_lines" else 0.0
        rules.append(rule._replace(weights=((value,) * 3,) * len(rule.weights)) if rule.cut else rule)
    return with_rules(RULEBOOK, rules)


FOR, AGAINST = judging(-1.5), judging(1.5)
"""Rulebooks in which each cut has evidence for the article, and against it."""


def restored(
    states: str, strong: Sequence[int], headline: int | None = None, rulebook: Rulebook = FOR
) -> tuple[str, list[int]]:
    """Return the states after cuts were restored, and the lines with evidence of that."""
    lines = page(states)
    evidence = restore_cuts(columns(len(states), strong), lines, headline, rulebook)
    initials = {name: initial for initial, name in STATES.items()}
    return "".join(initials[line.state] for line in lines), sorted(evidence)


# --- boilerplate ---


def test_a_page_shows_boilerplate_if_a_line_has_strong_evidence() -> None:
    assert not shows_boilerplate(columns(3))
    assert shows_boilerplate(columns(3, [1]))
    assert not shows_boilerplate(columns(3)._replace(strengths=[0.0, 0.49, 0.0]))
    assert shows_boilerplate(columns(3)._replace(strengths=[0.0, 0.5, 0.0]))
    assert shows_boilerplate(columns(3)._replace(is_phrase=[False, False, True]))
    assert not shows_boilerplate(columns(3, [1])._replace(is_boilerplate=[True, False, True])), "such as a byline"
    assert not shows_boilerplate(columns(0))


def test_what_is_left_of_a_page_had_boilerplate() -> None:
    assert shows_boilerplate(columns(3, had_boilerplate=True))
    assert strong_lines(columns(3, had_boilerplate=True)) == [False] * 3


# --- cuts ---


def cuts_of(states: str, strong: Sequence[int] = (), headline: int | None = None) -> list[Cut]:
    return find_cuts(columns(len(states), strong), page(states), headline)


@pytest.mark.parametrize(
    ("states", "headline", "runs"),
    [
        ("", None, []),
        ("BBB", None, []),
        ("bbb", None, [(0, 3)]),
        ("bbBBa", None, [(0, 2), (4, 5)]),
        ("BiiBiB", None, [(1, 3), (4, 5)]),
        ("bbbBBa", 1, [(1, 3), (5, 6)]),
        ("bbBBa", 2, [(4, 5)]),
        ("bBa", 0, [(0, 1), (2, 3)]),
    ],
)
def test_without_strong_evidence_cuts_are_runs_of_dropped_lines_below_the_headline(states, headline, runs) -> None:
    assert cuts_of(states, headline=headline) == [Cut(*run, *run) for run in runs]


@pytest.mark.parametrize(
    ("states", "strong", "cuts"),
    [
        ("BaaaaB", [2], [(1, 2, 1, 5), (3, 5, 1, 5)]),
        ("BBaaaa", [2], [(3, 6, 2, 6)]),
        ("bbbbBB", [3], [(0, 3, 0, 4)]),
        ("BiiiiB", [1, 2, 4], [(3, 4, 1, 5)]),
        ("BiiB", [1, 2], []),
        ("BiiB", [0, 3], [(1, 3, 1, 3)]),
        ("bBia", [0, 3], [(2, 3, 2, 4)]),
        ("aaaaa", [0, 2, 4], [(1, 2, 0, 5), (3, 4, 0, 5)]),
    ],
)
def test_lines_with_strong_evidence_part_a_run_and_are_in_no_cut(states, strong, cuts) -> None:
    assert cuts_of(states, strong) == [Cut(*cut) for cut in cuts]


def test_a_phrase_parts_a_run_whatever_its_weight() -> None:
    own = columns(5)._replace(is_phrase=[False, False, True, False, False])
    assert find_cuts(own, page("Baaaa"), None) == [Cut(1, 2, 1, 5), Cut(3, 5, 1, 5)]
    weak = columns(5)._replace(strengths=[0.0, 0.0, 0.49, 0.0, 0.0])
    assert find_cuts(weak, page("Baaaa"), None) == [Cut(1, 5, 1, 5)]


def test_a_run_starts_at_the_headline() -> None:
    assert cuts_of("bbbbBB", [2], headline=1) == [Cut(1, 2, 1, 4), Cut(3, 4, 1, 4)]


def features(page_columns: CutColumns, states: list[LineState]) -> list[dict[str, float]]:
    return cut_features(page_columns, states, find_cuts(page_columns, states, None))


def test_each_cut_has_each_feature() -> None:
    for values in features(columns(5), page("bBiBa")):
        assert set(values) == set(CUT_FEATURES)


def test_features_count_lines_and_shares_of_lines() -> None:
    own = columns(6)._replace(
        blocks=[0.0, TABLE, TABLE, CODE, LIST, 0.0],
        has_gap=[True, True, False, True, False, True],
        topics=[0.9, 0.5, 0.1, 0.2, 0.0, 0.9],
        is_lead=[True, False, False, False, True, True],
    )
    (values,) = features(own, page("BiiiiB"))
    assert values["cut_lines"] == 4 and values["cut_lead"] == 1
    assert (values["cut_tables"], values["cut_code"], values["cut_lists"]) == (0.5, 0.25, 0.25)
    assert values["cut_gaps"] == 0.5 and values["cut_topic"] == pytest.approx(0.2)


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
    assert cut_features(columns(0), [], []) == []


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


def test_a_line_that_leads_in_nothing_but_itself_is_no_lead() -> None:
    (values,) = features(columns(3)._replace(is_lead=[True, True, True]), page("bBB"))
    assert values["cut_lead"] == 0


def test_the_score_of_a_line_counts_up_to_a_limit() -> None:
    (values,) = features(columns(3), page("Bii", [-4.0, 3.0, 99.0]))
    assert values["cut_score"] == (3.0 + MAX_SCORE) / 2


def test_places_are_before_between_and_after_body_lines() -> None:
    assert [values["cut_place"] for values in features(columns(5), page("bBiBa"))] == [BEFORE, BETWEEN, AFTER]
    assert [values["cut_place"] for values in features(columns(2), page("bb"))] == [BEFORE]
    below_headline = find_cuts(columns(4), page("bbBa"), 1)
    assert cut_features(columns(4), page("bbBa"), below_headline)[0]["cut_place"] == BEFORE
    parted = features(columns(9, [1, 4, 7]), page("bbbBiiaaa"))
    assert [values["cut_place"] for values in parted] == [BEFORE, BEFORE, AFTER, AFTER]
    between = features(columns(6, [2]), page("BiiiiB"))
    assert [values["cut_place"] for values in between] == [BETWEEN, BETWEEN]


def test_features_of_the_page_are_the_same_for_all_cuts() -> None:
    own = columns(4, [3])._replace(words=[10.0, 20.0, 10.0, 0.0], kinds=3)
    found = features(own, page("bBBa", [1.0, -4.0, -1.0, 5.0]))
    for values in found:
        assert values["body_share"] == 0.75 and values["body_certainty"] == 3.0
        assert values["page_boilerplate"] == 1.0 and values["page_kinds"] == 3
    assert {values["page_boilerplate"] for values in features(columns(4), page("bBBa"))} == {0.0}


# --- restoring ---


def test_a_cut_with_evidence_for_the_article_is_body() -> None:
    assert restored("BBiiBBa", [6]) == ("BBBBBBa", [2, 3])
    assert restored("BBiiBBaa", [6]) == ("BBBBBBiB", [2, 3, 7])


def test_a_cut_with_evidence_against_it_stays() -> None:
    assert restored("bBiBa", [4], rulebook=AGAINST) == ("bBiBa", [])


def test_without_evidence_for_either_a_cut_stays() -> None:
    assert restored("bBiBa", [4], rulebook=judging(0.0)) == ("bBiBa", [])


def test_lines_with_strong_evidence_stay_dropped() -> None:
    assert restored("bbBBaa", [0, 1, 4, 5]) == ("bbBBaa", [])
    assert restored("BiiiB", [1, 3]) == ("BiBiB", [2])


def test_dropped_lines_between_restored_ones_are_inserts() -> None:
    assert restored("bbbBB", [1]) == ("BiBBB", [0, 2])
    assert restored("BBaaa", [3]) == ("BBBiB", [2, 4])


def test_each_cut_of_a_run_is_judged_by_itself() -> None:
    rules = []
    for rule in RULEBOOK.rules:
        weights = [(0.0,) * 3] * len(rule.weights)
        if rule.cut == "cut_distance":
            weights = [(-1.5,) * 3, *[(1.5,) * 3] * (len(weights) - 1)]
        rules.append(rule._replace(weights=tuple(weights)) if rule.cut else rule)
    near = with_rules(RULEBOOK, rules)
    assert restored("BBaaaaaa", [4], rulebook=near) == ("BBBBaaaa", [2, 3])
    assert restored("bbbbBB", [2], rulebook=near) == ("bbbBBB", [3])


def test_dropped_lines_inside_the_body_are_inserts_though_nothing_is_restored() -> None:
    lines = page("BaBbB")
    assert restore_cuts(columns(5, [1, 3]), lines, None, AGAINST) == {}
    assert [line.state for line in lines] == ["body", "insert", "body", "insert", "body"]
    assert [lines[1].score, lines[3].score] == [SCORES["after"], SCORES["before"]]


def test_without_a_body_line_nothing_is_an_insert() -> None:
    assert restored("bbb", [0, 1, 2]) == ("bbb", [])
    assert restored("aia", [0, 1, 2]) == ("aia", [])


def test_lines_at_both_ends_of_the_page_keep_their_place() -> None:
    assert restored("bbbBB", [0]) == ("bBBBB", [1, 2])
    assert restored("BBaaa", [4]) == ("BBBBa", [2, 3])


def test_dropped_lines_above_a_restored_cut_that_body_precedes_are_inserts() -> None:
    assert restored("BBaa", [2]) == ("BBiB", [3])


def test_nothing_above_the_headline_is_restored() -> None:
    assert restored("bbbBBa", [5], headline=2) == ("bbBBBa", [2])
    assert restored("bbBBa", [4], headline=2) == ("bbBBa", [])


def test_a_page_without_boilerplate_is_restored_above_its_headline_too() -> None:
    assert restored("bbbBBa", [], headline=2, rulebook=RULEBOOK)[0] == "BBBBBB"


def test_the_score_and_the_evidence_of_a_restored_line_are_those_of_its_cut() -> None:
    lines = page("BiiB")
    evidence = restore_cuts(columns(4, [1]), lines, None, FOR)
    assert lines[2].score == -1.5 == sum(e.weight for e in evidence[2])
    assert {e.rule for e in evidence[2]} == {rule.code for rule in RULEBOOK.rules if rule.cut}
    assert (lines[1].state, lines[1].score, 1 in evidence) == ("insert", 3.0, False)


@pytest.mark.parametrize("states", ["b", "bbbb", "bBiBa", "aaa"])
def test_the_shipped_rules_restore_all_of_a_page_without_boilerplate(states) -> None:
    lines = page(states, [99.0 if state != "B" else -1.0 for state in states])
    restore_cuts(columns(len(states)), lines, None, RULEBOOK)
    assert {line.state for line in lines} == {"body"}


def test_what_is_left_of_a_page_is_judged_by_its_evidence() -> None:
    lines = page("bBiBa")
    assert restore_cuts(columns(5, had_boilerplate=True), lines, None, AGAINST) == {}
    assert [line.state for line in lines] == ["before", "body", "insert", "body", "after"]
    assert restore_cuts(columns(5, had_boilerplate=True), lines, None, FOR)
    assert [line.state for line in lines] == ["body"] * 5
