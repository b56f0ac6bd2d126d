"""Cuts by hand: which runs of dropped lines there are, and which lines come back."""

from collections.abc import Sequence

import pytest

from cleaner.decision.cut_features import Cut
from cleaner.decision.cuts import find_cuts, restore_cuts
from cleaner.decision.furniture import Furniture
from cleaner.rulebook.rulebook import Rulebook, load_rulebook, with_rules
from tests.support.cuts import SCORES, STATES, columns, page

RULEBOOK = load_rulebook()


def judging(weight: float) -> Rulebook:
    """Return a rulebook in which all cut rules together weigh so much, whatever the cut."""
    rules = []
    for rule in RULEBOOK.rules:
        value = weight if rule.cut == "cut_lines" else 0.0
        rules.append(rule._replace(weights=((value,) * 3,) * len(rule.weights)) if rule.cut else rule)
    return with_rules(RULEBOOK, rules)


def judging_bins(feature: str, favoured: int) -> Rulebook:
    """Return a rulebook in which a cut is body if the feature is in this bin, counted from the end if negative."""
    rules = []
    for rule in RULEBOOK.rules:
        weights = [(0.0,) * 3] * len(rule.weights)
        if rule.cut == feature:
            weights = [(1.5,) * 3] * len(weights)
            weights[favoured] = (-1.5,) * 3
        rules.append(rule._replace(weights=tuple(weights)) if rule.cut else rule)
    return with_rules(RULEBOOK, rules)


FOR, AGAINST = judging(-1.5), judging(1.5)
"""Rulebooks in which each cut has evidence for the article, and against it."""


def restored(
    states: str,
    strong: Sequence[int],
    headline: int | None = None,
    rulebook: Rulebook = FOR,
    sentences: Sequence[int] = (),
) -> tuple[str, list[int]]:
    """Return the states after cuts were restored, and the lines with evidence of that."""
    lines = page(states)
    evidence = restore_cuts(Furniture(columns(len(states), strong, sentences)), lines, headline, rulebook)
    initials = {name: initial for initial, name in STATES.items()}
    return "".join(initials[line.state] for line in lines), sorted(evidence)


# --- cuts ---


def cuts_of(
    states: str, strong: Sequence[int] = (), headline: int | None = None, sentences: Sequence[int] = ()
) -> list[Cut]:
    return find_cuts(Furniture(columns(len(states), strong, sentences)), page(states), headline)


@pytest.mark.parametrize(
    ("states", "headline", "runs"),
    [
        ("", None, []),
        ("BBB", None, []),
        ("bbb", None, [(0, 3)]),
        ("bbBBa", None, [(0, 2), (4, 5)]),
        ("BiiBiB", None, [(1, 3), (4, 5)]),
        ("bbbBBa", 1, [(2, 3), (5, 6)]),
        ("bbBBa", 2, [(4, 5)]),
        ("bBa", 0, [(2, 3)]),
        ("bbbb", 0, [(1, 4)]),
        ("bbb", 2, []),
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
    assert find_cuts(Furniture(own), page("Baaaa"), None) == [Cut(1, 2, 1, 5), Cut(3, 5, 1, 5)]
    weak = columns(5)._replace(strengths=[0.0, 0.0, 0.49, 0.0, 0.0])
    assert find_cuts(Furniture(weak), page("Baaaa"), None) == [Cut(1, 5, 1, 5)]


def test_a_run_starts_below_the_headline() -> None:
    assert cuts_of("bbbbBB", [2], headline=0) == [Cut(1, 2, 1, 4), Cut(3, 4, 1, 4)]
    assert cuts_of("bbbbBB", [2], headline=1) == [Cut(3, 4, 2, 4)]


# --- sentences at the ends of a cut ---


@pytest.mark.parametrize(
    ("states", "sentences", "parts"),
    [
        ("BBaaaaa", [2], [(2, 3), (3, 7)]),
        ("BBaaaaa", [2, 3], [(2, 4), (4, 7)]),
        ("BBaaaaa", [2, 5], [(2, 3), (3, 7)]),
        ("bbbbbBB", [4], [(0, 4), (4, 5)]),
        ("bbbbbBB", [1, 4], [(0, 4), (4, 5)]),
        ("BiiiiiB", [1, 3, 5], [(1, 2), (2, 5), (5, 6)]),
        ("BiiiiiB", [1, 5], [(1, 2), (2, 5), (5, 6)]),
    ],
)
def test_sentences_next_to_the_body_are_a_cut_of_their_own(states, sentences, parts) -> None:
    assert [(cut.first, cut.end) for cut in cuts_of(states, sentences=sentences)] == parts


@pytest.mark.parametrize(
    ("states", "sentences", "parts"),
    [
        ("BBaaaaa", [6], [(2, 6), (6, 7)]),
        ("BBaaaaa", [5, 6], [(2, 5), (5, 7)]),
        ("bbbbbBB", [0, 1], [(0, 2), (2, 5)]),
        ("bbbbb", [0, 4], [(0, 1), (1, 4), (4, 5)]),
    ],
)
def test_the_only_sentences_of_a_cut_are_parted_at_the_edge_of_the_page_too(states, sentences, parts) -> None:
    assert [(cut.first, cut.end) for cut in cuts_of(states, sentences=sentences)] == parts


@pytest.mark.parametrize(
    ("states", "sentences"),
    [
        ("BBaaaaa", [4, 6]),
        ("BBaaaaa", [3, 5, 6]),
        ("bbbbbBB", [0, 2]),
        ("bbbbb", [0, 2, 4]),
        ("BiiiiiB", [3]),
        ("BiiiiiB", [2, 4]),
        ("BiiiiiB", [1, 2, 3, 4, 5]),
        ("BiiiiiB", []),
    ],
)
def test_teasers_and_cuts_of_nothing_but_sentences_stay_in_one_piece(states, sentences) -> None:
    assert len(cuts_of(states, sentences=sentences)) == 1


def test_parts_of_a_cut_keep_its_run() -> None:
    assert cuts_of("BBaaaaa", sentences=[2, 6]) == [Cut(2, 3, 2, 7), Cut(3, 6, 2, 7), Cut(6, 7, 2, 7)]


def test_a_line_with_strong_evidence_is_no_body_to_be_next_to() -> None:
    assert cuts_of("BBaaaaaa", [2], sentences=[3, 5]) == [Cut(3, 8, 2, 8)]
    assert cuts_of("bbbbbbBB", [5], sentences=[2, 4]) == [Cut(0, 5, 0, 6)]
    assert cuts_of("BBaaaaaa", [2], sentences=[3]) == [Cut(3, 4, 2, 8), Cut(4, 8, 2, 8)], "the only sentence"


def test_the_last_sentence_of_an_article_comes_back_without_the_menu_below_it() -> None:
    of_sentences = judging_bins("cut_sentences", -1)
    assert restored("BBaaaaa", [6], rulebook=of_sentences, sentences=[2]) == ("BBBaaaa", [2])
    assert restored("BBaaaaaa", [2], rulebook=of_sentences, sentences=[3, 5]) == ("BBaaaaaa", []), "teasers"


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
    near = judging_bins("cut_distance", 0)
    assert restored("BBaaaaaa", [4], rulebook=near) == ("BBBBaaaa", [2, 3])
    assert restored("bbbbBB", [2], rulebook=near) == ("bbbBBB", [3])


def test_dropped_lines_inside_the_body_are_inserts_though_nothing_is_restored() -> None:
    lines = page("BaBbB")
    assert restore_cuts(Furniture(columns(5, [1, 3])), lines, None, AGAINST) == {}
    assert [line.state for line in lines] == ["body", "insert", "body", "insert", "body"]
    assert [lines[1].score, lines[3].score] == [SCORES["after"], SCORES["before"]]


def test_without_a_body_line_nothing_is_an_insert() -> None:
    assert restored("bbb", [0, 1, 2]) == ("bbb", [])
    assert restored("aia", [0, 1, 2]) == ("aia", [])


def test_lines_at_both_ends_of_the_page_keep_their_place() -> None:
    assert restored("bbbBB", [0, 4]) == ("bBBBB", [1, 2])
    assert restored("BBaaa", [4]) == ("BBBBa", [2, 3])


def test_dropped_lines_above_a_restored_cut_that_body_precedes_are_inserts() -> None:
    assert restored("BBaa", [2]) == ("BBiB", [3])


def test_neither_the_headline_nor_a_line_above_it_is_restored() -> None:
    assert restored("bbbBBa", [5], headline=1) == ("bbBBBa", [2])
    assert restored("bbbBBa", [5], headline=2) == ("bbbBBa", [])


def test_a_page_without_boilerplate_is_restored_above_its_headline_too() -> None:
    assert restored("bbbBBa", [], headline=2, rulebook=RULEBOOK)[0] == "BBBBBB"


def test_the_headline_tells_what_is_above_a_cut() -> None:
    below_headline = judging_bins("cut_above", 11)
    assert restored("bbbBBa", [5], headline=1, rulebook=below_headline) == ("bbBBBa", [2])
    assert restored("bbbBBa", [5], headline=0, rulebook=judging_bins("cut_above", 0)) == ("bbbBBa", [])


def test_the_score_and_the_evidence_of_a_restored_line_are_those_of_its_cut() -> None:
    lines = page("BiiB")
    evidence = restore_cuts(Furniture(columns(4, [1])), lines, None, FOR)
    assert lines[2].score == -1.5 == sum(e.weight for e in evidence[2])
    assert {e.rule for e in evidence[2]} == {rule.code for rule in RULEBOOK.rules if rule.cut}
    assert (lines[1].state, lines[1].score, 1 in evidence) == ("insert", 3.0, False)


def test_without_explanations_a_cut_is_restored_all_the_same() -> None:
    lines = page("BiiB")
    assert restore_cuts(Furniture(columns(4, [1])), lines, None, FOR, explain=False) == {2: ()}
    assert (lines[2].state, lines[2].score) == ("body", -1.5)


@pytest.mark.parametrize("states", ["b", "bbbb", "bBiBa", "aaa"])
def test_the_shipped_rules_restore_all_of_a_page_without_boilerplate(states) -> None:
    lines = page(states, [99.0 if state != "B" else -1.0 for state in states])
    restore_cuts(Furniture(columns(len(states))), lines, None, RULEBOOK)
    assert {line.state for line in lines} == {"body"}


def test_a_page_without_strong_evidence_is_judged_by_its_cuts() -> None:
    assert restored("bBiBa", [], rulebook=AGAINST) == ("bBiBa", [])
    assert restored("bBiBa", []) == ("BBBBB", [0, 2, 4])
