"""Accumulated scores equal the sums of the evidence."""

from math import fsum, inf

import pytest

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.line_reader import LineReader
from cleaner.features.accumulator import ScoreAccumulator
from cleaner.features.bins import BinnedRule, find_bin, merge_bins
from cleaner.pipeline import clean
from cleaner.rulebook.parsing import parse_rules
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.text.lines import split_lines
from tests.support.golden import CASES, parse

RULEBOOK = load_rulebook()
OWN = {
    "code": "MY101",
    "name": "few-words",
    "measure": "words",
    "bins": [3, 7],
    "weight": [2.0, 0.5, -1.0],
    "why": "Our captions have fewer than seven words.",
    "drops": ["Boats"],
    "keeps": ["The boats have been repaired and painted over the winter."],
}


def scale(bins: list[float], weights: list[float]) -> BinnedRule:
    return BinnedRule(0, "words", bins, 0, [(weight, 2 * weight, 3 * weight) for weight in weights])


def test_each_line_weighs_what_its_values_weigh() -> None:
    measure = scale([2, 5], [1.0, 10.0, 100.0])
    sums = ScoreAccumulator(6, {"words": measure.bins}, frozenset(["words"]))
    track = sums.track("words")
    for value in (0.0, 1.0, 2.0, 7.0, 7.5, 1.0):
        track.add(value)
    sums.add(3, (0.5, 0.5, 0.5))
    sums.add(6, (9.0, 9.0, 9.0))  # no such line
    assert [before for before, _, _ in sums.totals().rows()] == [1.0, 1.0, 10.0, 100.5, 100.0, 1.0]
    assert [after for _, _, after in sums.totals().rows()] == [3.0, 3.0, 30.0, 300.5, 300.0, 3.0]
    assert list(sums.columns["words"].values) == [0.0, 1.0, 2.0, 7.0, 7.5, 1.0]


def test_a_measure_without_a_rule_weighs_nothing() -> None:
    sums = ScoreAccumulator(2, {}, frozenset())
    track = sums.track("words")
    track.add(3.0)
    track.add(inf)
    assert sums.totals().rows() == [(0.0, 0.0, 0.0)] * 2 and not sums.columns


def test_two_rules_for_one_measure_add_up() -> None:
    one, other = scale([2, 5], [1.0, 2.0, 3.0]), scale([5, 8], [10.0, 20.0, 30.0])
    both = merge_bins([one, other])
    for value in (-inf, 1.9, 2.0, 4.9, 5.0, 7.9, 8.0, 99.0):
        wanted = find_bin(value, one.bins).before + find_bin(value, other.bins).before
        assert find_bin(value, both).before == wanted, value


@pytest.mark.parametrize(
    "rulebook", [RULEBOOK, load_rulebook(parse_rules([OWN], "my.toml"))], ids=["shipped", "with our own"]
)
def test_sums_are_those_of_the_evidence(rulebook) -> None:
    for path in CASES[:12]:
        reader = LineReader(rulebook)
        found = PageEvidence(split_lines(parse(path.read_text("utf-8")).raw, reader.parts), reader)
        for i, total in enumerate(found.totals().rows()):
            for place in range(3):
                assert total[place] == pytest.approx(fsum(e.weight for e in found.evidence(i, place)), abs=1e-9)


@pytest.mark.parametrize("path", CASES[:12], ids=lambda path: path.name)
def test_an_explained_result_is_the_same(path) -> None:
    raw = parse(path.read_text("utf-8")).raw
    plain, explained = clean(raw, RULEBOOK, explain=False), clean(raw, RULEBOOK)
    assert plain.removed == explained.removed
    assert plain.lines == tuple(line._replace(evidence=()) for line in explained.lines)
