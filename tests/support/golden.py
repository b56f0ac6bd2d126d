"""Golden pages: whole pages with every line marked, input and expectation in one file.

Each line begins with two characters: `  ` for kept or `- ` for dropped. ⟦ and ⟧ enclose text that is cut out of a kept
line. A dropped line may end in two blanks and its kind between ⟪ and ⟫. Blank rows have no mark.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from cleaner.model import Result
from tests.support.command import ROOT

GOLDEN: Final = ROOT / "tests" / "golden"
CASES: Final = sorted(GOLDEN.glob("**/*.txt"))
SEEDS: Final = sorted(path for path in (ROOT / "seeds").glob("*.txt") if ".clean." not in path.name)


class Page(NamedTuple):
    """A raw text, the non-blank rows that should stay, and the kinds of dropped rows."""

    raw: str
    kept: list[str]
    kinds: dict[int, str]
    """Marked kinds, by row number from 1."""


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


def mark(result: Result, with_kinds: bool) -> str:
    """Return the raw text of a result with marks for what is removed. This is the inverse of `parse`.

    `pytest --update tests/golden` writes these to the golden pages. Look at the changes before you commit them.
    """
    return "\n".join(_marked_rows(result, with_kinds)) + "\n"


def _marked_rows(result: Result, with_kinds: bool) -> Iterator[str]:
    start, kinds = 0, {line.number: line.kind for line in result.lines}
    kind = ""
    for number, row in enumerate(result.raw.splitlines(keepends=True), 1):
        text, kind = row.splitlines()[0], kinds.get(number, kind)
        parts = [(max(r.start - start, 0), min(r.end - start, len(text))) for r in result.removed]
        parts = [(a, b) for a, b in parts if a < b and text[a:b].strip()]
        left = text
        for a, b in reversed(parts):
            left = left[:a] + left[b:]
        start += len(row)
        if not parts:
            yield f"  {text}" if text else ""
        elif not left.strip():
            yield f"- {text}  ⟪{kind}⟫" if with_kinds else f"- {text}"
        elif len(parts) == 1:
            ((a, b),) = parts
            yield f"  {text[:a]}⟦{text[a:b]}⟧{text[b:]}"
        else:
            raise ValueError(f"two parts are cut out of {text!r}; golden pages can mark one")
