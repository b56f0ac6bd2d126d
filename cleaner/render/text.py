"""Text for people: counts, tables, text fitted to a terminal, and messages on runs and checks.

Widths and line breaks are rich's. Its tables and console are not used for whole outputs: they take a millisecond a row.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import click

from cleaner.model import KINDS, Basis, How, Kind
from cleaner.text.visible import visible

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.rulebook.rule import Rule
    from cleaner.runs.outcome import BoilerplateBlock, Finding, Outcome

BASES: Final[Mapping[How, str]] = {
    "score": "by its score",
    "hit": "by its own text",
    "section": "in the section that line {line} opens",
    "neighbour": "belongs with line {line}",
    "before": "before the article",
    "inside": "inside the article",
    "after": "after the article",
    "menu": "in a menu, a run of {menu_lines:,} lines without prose",
    "template": "recurs on the site",
    "duplicate": "repeats line {line}",
    "review": "decided by a reviewer",
    "headline": "by the headline rules",
    "header": "in the header of the document",
}
"""How a line got its kind, in words."""
OWN_BASES: Final[frozenset[How]] = frozenset({"score", "hit", "template", "review", "headline", "header"})
"""Bases on which the reason of the line's rule is about the line itself."""
NO_ARTICLE = "There is no article in this file."
NUMBER = re.compile(r"[-+\d.,]+")
SPACE = re.compile(r"[ \t\r\n]+")
Piece = tuple[str, Mapping[str, Any]]
"""Text with the arguments of `click.style` for it."""
MIN_ROOM = 20
"""Cells that text gets on the narrowest terminal, even if the row does not fit then."""


def plural(number: int, noun: str) -> str:
    """Return a number with its noun, such as "1 line" or "1,200 lines"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def counts_by_kind(counts: Mapping[Kind, int]) -> str:
    """Return counts by kind, the largest first, such as "related 5, share 1"."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], KINDS.index(item[0])))
    return ", ".join(f"{kind} {number:,}" for kind, number in ordered)


def describe_basis(basis: Basis) -> str:
    """Return how a line got its kind, such as "in the section that line 44 opens"."""
    return BASES[basis.how].format_map(basis._asdict())


def one_row(text: str) -> str:
    """Return text of several rows as one, with single spaces and control characters made visible."""
    return visible(SPACE.sub(" ", text).strip(" "))


def text_width(text: str) -> int:
    """Return the width of text in terminal cells: 2 for a wide character, 0 for a combining mark."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def pad(text: str, width: int) -> str:
    """Fill text with spaces up to `width` cells."""
    return text + " " * (width - text_width(text))


def room(width: int | None, used: int) -> int | None:
    """Return the cells that remain beside `used` ones, at least `MIN_ROOM`; None if there is no limit."""
    return None if width is None else max(MIN_ROOM, width - used)


def fit(text: str, width: int | None) -> str:
    """Cut text to `width` cells, ending in an ellipsis if it was cut; None does not cut."""
    if width is None or text_width(text) <= width:
        return text
    from rich.cells import set_cell_size

    return set_cell_size(text, max(width, 2) - 1).rstrip() + "…"


def fit_name(name: str, width: int | None) -> str:
    """Cut a path to `width` cells, beginning with an ellipsis if it was cut; its end tells files apart."""
    if width is None or text_width(name) <= width:
        return name
    from rich.cells import set_cell_size

    return "…" + set_cell_size(name[::-1], max(width, 2) - 1)[::-1].lstrip()


def fit_around(text: str, span: tuple[int, int], width: int | None) -> tuple[str, tuple[int, int]]:
    """Cut text to `width` cells so that the words at `span` stay visible. Return it with their place in it.

    The end is cut if they begin in the first third, else the text before them, too.
    """
    start, end = span
    if width is None or text_width(text[:end]) < width or text_width(text[:start]) < width // 3:
        shown = fit(text, width)
    else:
        rest = fit(text[start:], width * 2 // 3)
        head = fit(text[:start].rstrip() + "…", width - 1 - text_width(rest))
        shown, start, end = f"{head} {rest}", len(head) + 1, len(head) + 1 + end - start
    return shown, (min(start, len(shown)), min(end, len(shown) - shown.endswith("…")))


def wrap(text: str, width: int | None) -> list[str]:
    """Wrap text into rows of at most `width` cells, between words if possible; None does not wrap."""
    if width is None or text_width(text) <= width:
        return [text]
    from rich.text import Text

    return [row.plain.rstrip() for row in Text(text).wrap(console(), max(width, 2))]


def wrap_pieces(pieces: Sequence[Piece], width: int | None) -> Iterator[str]:
    """Wrap pieces of text, each with the arguments of `click.style`, and yield the rows with their styles."""
    position, text = 0, "".join(piece for piece, _ in pieces)
    for row in wrap(text, width):
        position = text.index(row, position)
        yield "".join(_cut_pieces(pieces, position, position + len(row)))
        position += len(row)


def _cut_pieces(pieces: Sequence[Piece], start: int, end: int) -> Iterator[str]:
    """Yield characters [start, end) of the pieces, styled."""
    position = 0
    for text, style in pieces:
        if part := text[max(start - position, 0) : max(end - position, 0)]:
            yield click.style(part, **style) if style else part
        position += len(text)


def hang(head: str, size: int, rows: Iterable[str]) -> Iterator[str]:
    """Yield rows with `head`, which takes `size` cells, before the first and as many spaces before the others."""
    for row in rows:
        yield head + row
        head = " " * size


@cache
def console() -> "Console":
    """Return a console of rich that renders for any terminal; `capture` returns what it prints."""
    from rich.console import Console

    return Console(width=10_000, force_terminal=True, color_system="standard", no_color=False, highlight=False)


def render_table(rows: Iterable[tuple[str, ...]], width: int | None = None) -> list[str]:
    """Return rows as lines with aligned columns; numbers are aligned to the right.

    Control characters are made visible. Lines are cut to `width` cells; None does not cut.
    """
    rows = [tuple(map(visible, row)) for row in rows]
    widths = [max(map(text_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [c.rjust(w) if NUMBER.fullmatch(c) else pad(c, w) for c, w in zip(row, widths, strict=True)]
        lines.append(fit("  ".join(cells).rstrip(), width))
    return lines


def render_outcome(outcome: "Outcome", dry_run: bool) -> str:
    """Return the result for one document of a run, on one line."""
    if outcome.verdict == "no-article":
        return f"{outcome.name}: no article"
    if outcome.is_withheld:
        return f"{outcome.name}: {_why_skipped(outcome)}"
    removed = {kind: lines for kind, (lines, _) in outcome.removed.by_kind().items()}
    kinds = f" ({counts_by_kind(removed)})" if removed else ""
    what = f"{plural(outcome.removed.lines.total(), 'line')} removed{kinds}"
    if outcome.output is None or outcome.record is not None:
        return f"{outcome.name}: {what}"
    verb = "would be written to" if dry_run else "written to" if outcome.written else "unchanged:"
    return f"{outcome.path}: {verb} {' and '.join(filter(None, (outcome.output, outcome.sidecar)))}, {what}"


def render_restored(path: str, written: bool) -> str:
    """Return the result of restoring one original, on one line."""
    return f"{path}: {'restored' if written else 'already there, identical'}"


def render_finding(finding: "Finding") -> str:
    """Return the finding on one document, on one line."""
    if finding.verdict == "no-article":
        return f"{finding.name}: no article"
    return f"{finding.name}: {plural(finding.kinds.total(), 'line')} of boilerplate ({counts_by_kind(finding.kinds)})"


def line_range(finding: "Finding", block: "BoilerplateBlock", rule: "Rule") -> str:
    """Return the message on a block: its size, its kind, and why.

    If the rule is about the lines themselves, the message has the first sentence of its reason, else their basis.
    Blocks of records and of HTML also get their position, because no line of the file can be annotated.
    """
    where = "" if finding.record is None else f"record {finding.record}, "
    where = "" if finding.has_file_lines else f"{where}line {block.first}: "
    is_own = block.basis.how in OWN_BASES
    why = rule.why.split(". ")[0].rstrip(".") if is_own else describe_basis(block.basis)
    return f"{where}{plural(block.lines, 'line')} of {block.kind}: {why}."


def no_article_message(finding: "Finding") -> str:
    """Return the message on a document without an article."""
    return NO_ARTICLE if finding.record is None else f"record {finding.record}: {NO_ARTICLE}"


def render_skipped(documents: Sequence["Outcome"], limit: int | None) -> list[str]:
    """Return the lines of the summary on documents without an article, or withheld.

    At most `limit` are named, None names all.
    """
    lines = [
        f"{outcome.path}: {_why_skipped(outcome)}; skipped"
        + (f"; {outcome.stale} is from an earlier run" if outcome.stale else "")
        for outcome in documents[:limit]
    ]
    more = len(documents) - len(lines)
    return [*lines, f"... and {more:,} more skipped (use -v to list them)"] if more else lines


def _why_skipped(outcome: "Outcome") -> str:
    return outcome.reason[:1].lower() + outcome.reason[1:] if outcome.is_withheld else "no article found"
