"""Whole pages with every line marked: one file a case, input and expectation in one.

Each line begins with two characters, `  ` for kept or `- ` for dropped; ⟦ and ⟧ enclose what is cut
out of a kept line. Blank rows carry no mark. Cases in `known-failures` are what the program should do
and does not: one that begins to pass fails the suite, so that it is moved to where it belongs.
"""

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from cleaner.pipeline import clean
from cleaner.rulebook.rulebook import load_rulebook

HERE = Path(__file__).parent
ROOT = HERE.parent
CASES = sorted(HERE.glob("golden/**/*.txt"))
SEEDS = sorted(path for path in (ROOT / "seeds").glob("*.txt") if ".clean." not in path.name)
OUTSIDE = os.environ.get("CLEANER_CASES")


class Page(NamedTuple):
    """A raw text and the rows that should be left of it, without blank ones."""

    raw: str
    kept: list[str]


def parse(marked: str) -> Page:
    """A marked page as its raw text and what should stay."""
    raw, kept = [], []
    for row in marked.splitlines():
        mark, text = row[:2], row[2:]
        raw.append(text.replace("⟦", "").replace("⟧", ""))
        if row.strip() and mark == "  ":
            before, _, rest = text.partition("⟦")
            kept.append(before + rest.partition("⟧")[2])
    return Page("\n".join(raw) + "\n", rows("\n".join(kept)))


def rows(text: str) -> list[str]:
    """The rows of a text that are not blank."""
    return [row.strip() for row in text.splitlines() if row.strip()]


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(HERE / "golden")))
def test_a_page_comes_out_as_marked(path, request):
    if path.parent.name == "known-failures":
        request.applymarker(pytest.mark.xfail(strict=True, reason="a known failure"))
    page = parse(path.read_text("utf-8"))
    assert rows(clean(page.raw, load_rulebook()).text) == page.kept


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_a_seed_is_its_marked_page_without_marks(seed):
    (marked,) = (path for path in CASES if path.name == seed.name)
    assert seed.read_text("utf-8") == parse(marked.read_text("utf-8")).raw


def outside_cases() -> list[Path]:
    return sorted(Path(OUTSIDE).glob("*.expected.txt")) if OUTSIDE else []


@pytest.mark.skipif(not OUTSIDE, reason="CLEANER_CASES names no folder of NAME.txt with NAME.expected.txt")
def test_there_are_outside_cases():
    assert outside_cases()


@pytest.mark.parametrize("path", outside_cases(), ids=lambda path: path.name)
def test_an_outside_case(path):
    raw = path.with_name(path.name.replace(".expected.txt", ".txt")).read_text("utf-8")
    result = clean(raw, load_rulebook())
    assert rows(result.text) == rows(path.read_text("utf-8"))
    kinds = path.with_name(path.name.replace(".expected.txt", ".kinds.tsv"))
    if kinds.exists():
        expected = dict(line.split("\t")[:2] for line in kinds.read_text("utf-8").splitlines()[1:])
        found = {str(line.number): line.kind for line in result.lines}
        assert [(n, kind, found.get(n)) for n, kind in expected.items() if found.get(n) != kind] == []
