"""Golden pages: whole pages with every line marked, input and expectation in one file.

Each line begins with two characters, `  ` for kept or `- ` for dropped; ⟦ and ⟧ enclose a part that is cut out of a
kept line. A dropped line may end in two blanks and its kind between ⟪ and ⟫. Blank rows carry no mark.
"""

from typing import Final, NamedTuple

from tests.support.command import ROOT

GOLDEN: Final = ROOT / "tests" / "golden"
CASES: Final = sorted(GOLDEN.glob("**/*.txt"))
SEEDS: Final = sorted(path for path in (ROOT / "seeds").glob("*.txt") if ".clean." not in path.name)


class Page(NamedTuple):
    """A raw text, the rows that should be left of it, without blank ones, and the kinds of dropped rows."""

    raw: str
    kept: list[str]
    kinds: dict[int, str]
    """Kind by the number of the row, from 1, where it is marked."""


def parse(marked: str) -> Page:
    """Return the raw text of a marked page and the rows that should stay."""
    raw, kept, kinds = [], [], {}
    for number, row in enumerate(marked.splitlines(), 1):
        mark, (text, _, kind) = row[:2], row[2:].partition("  ⟪")
        if kind:
            kinds[number] = kind.removesuffix("⟫")
        raw.append(text.replace("⟦", "").replace("⟧", ""))
        if row.strip() and mark == "  ":
            before, _, rest = text.partition("⟦")
            kept.append(before + rest.partition("⟧")[2])
    return Page("\n".join(raw) + "\n", rows("\n".join(kept)), kinds)


def rows(text: str) -> list[str]:
    """Return the rows of a text that are not blank."""
    return [row.strip() for row in text.splitlines() if row.strip()]
