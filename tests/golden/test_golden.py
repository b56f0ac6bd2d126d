"""Golden pages: whole pages with every line marked, input and expected output in one file.

Each line begins with two characters: `  ` for kept or `- ` for dropped. ⟦ and ⟧ enclose text that is cut out of a kept
line. Blank rows have no mark. The weights are fitted to the pages here, in `seeds` and in `hard`, but not to those in
`held-out` and `known-failures`. Pages in `hard` and `known-failures` do not come out as marked yet. One of them that
does fails the suite, so that it gets moved: from `hard` to here, from `known-failures` to `held-out`.
"""

import os
from pathlib import Path

import pytest

from cleaner.pipeline import clean
from cleaner.rulebook.rulebook import load_rulebook
from tests.support.golden import CASES, GOLDEN, SEEDS, mark, parse, rows

OUTSIDE = os.environ.get("CLEANER_CASES")


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(GOLDEN)))
def test_page_comes_out_as_marked(path: Path, request: pytest.FixtureRequest, update: bool) -> None:
    is_known_failure = path.parent.name in ("known-failures", "hard")
    if is_known_failure:
        request.applymarker(pytest.mark.xfail(strict=True, reason="a known failure"))
    page = parse(path.read_text("utf-8"))
    result = clean(page.raw, load_rulebook())
    if update and not is_known_failure and rows(result.text) != page.kept:
        path.write_text(mark(result, with_kinds=bool(page.kinds)), "utf-8")
        return
    assert rows(result.text) == page.kept


@pytest.mark.parametrize("path", [path for path in CASES if path.parent.name == "seeds"], ids=lambda path: path.name)
def test_each_removed_line_of_a_seed_has_the_kind_that_a_reader_gives_it(path) -> None:
    page = parse(path.read_text("utf-8"))
    result = clean(page.raw, load_rulebook())
    starts = {line.number: line for line in result.lines}
    wrong = []
    for number, kind in page.kinds.items():
        line = starts[max(start for start in starts if start <= number)]
        if line.kind != kind:
            wrong.append((page.raw.splitlines()[number - 1], kind, line.kind))
    assert page.kinds and wrong == []


def test_their_place_alone_names_few_lines_of_the_seeds() -> None:
    lines = [line for seed in SEEDS for line in clean(seed.read_text("utf-8"), load_rulebook()).lines if not line.kept]
    assert sum(line.basis.how in ("before", "inside", "after") for line in lines) < len(lines) / 50


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_a_seed_is_its_marked_page_without_marks(seed) -> None:
    (marked,) = (path for path in CASES if path.name == seed.name)
    assert seed.read_text("utf-8") == parse(marked.read_text("utf-8")).raw


def outside_cases() -> list[Path]:
    return sorted(Path(OUTSIDE).glob("*.expected.txt")) if OUTSIDE else []


@pytest.mark.skipif(not OUTSIDE, reason="CLEANER_CASES names no folder of NAME.txt with NAME.expected.txt")
def test_there_are_outside_cases() -> None:
    assert outside_cases()


@pytest.mark.parametrize("path", outside_cases(), ids=lambda path: path.name)
def test_an_outside_case(path) -> None:
    raw = path.with_name(path.name.replace(".expected.txt", ".txt")).read_text("utf-8")
    result = clean(raw, load_rulebook())
    assert rows(result.text) == rows(path.read_text("utf-8"))
    kinds = path.with_name(path.name.replace(".expected.txt", ".kinds.tsv"))
    if kinds.exists():
        expected = dict(line.split("\t")[:2] for line in kinds.read_text("utf-8").splitlines()[1:])
        found = {str(line.number): line.kind for line in result.lines}
        assert [(n, kind, found.get(n)) for n, kind in expected.items() if found.get(n) != kind] == []
