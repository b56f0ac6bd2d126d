"""Text for people: counts, tables, text fitted to a terminal, and messages on runs and checks.

Widths and line breaks are rich's. Its tables and console are not used for whole outputs: they take a millisecond a row.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from cleaner.model import KINDS, Basis, How, Kind
from cleaner.text.visible import visible

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.rulebook.rule import Rule
    from cleaner.runs.outcome import BoilerplateBlock, Finding, Outcome, Summary

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
NAMED = 4
"""Rules named for each kind in the summary of a run."""
NUMBER = re.compile(r"[-+\d.,]+")
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


def wrap(text: str, width: int | None) -> list[str]:
    """Wrap text into rows of at most `width` cells, between words if possible; None does not wrap."""
    if width is None or text_width(text) <= width:
        return [text]
    from rich.text import Text

    return [row.plain.rstrip() for row in Text(text).wrap(console(), max(width, 2))]


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


def render_summary(total: "Summary", dry_run: bool) -> list[str]:
    """Return the summary of `cleaner run`: documents by result, and removed lines and words by kind."""
    parts = [f"{total.articles - total.unchanged:,} {'would be ' if dry_run else ''}written"]
    parts += [f"{total.unchanged:,} unchanged"] if total.unchanged else []
    parts += [f"{total.no_article:,} without an article"] if total.no_article else []
    parts += [f"{total.withheld:,} below --min-confidence"] if total.withheld else []
    parts += [f"{total.failures:,} failed"] if total.failures else []
    lines = [f"{plural(total.documents, 'document')}: {', '.join(parts)}."]
    if total.removed.lines:
        verb = "Would remove" if dry_run else "Removed"
        all_lines, all_words = total.removed.lines.total(), total.removed.words.total()
        lines += [f"{verb} {plural(all_lines, 'line')} ({plural(all_words, 'word')}):"]
        rows = sorted(total.removed.by_kind().items(), key=lambda item: (-item[1][1], KINDS.index(item[0])))
        cells = [(kind, f"{lines:,}", f"{words:,}", _rules(total, kind)) for kind, (lines, words) in rows]
        lines += ["  " + line for line in render_table([("kind", "lines", "words", "rules"), *cells])]
    return [*lines, *_render_doubtful(total)]


def _render_doubtful(total: "Summary") -> Iterator[str]:
    """Yield the number of doubtful documents, and the names of the most doubtful with their confidence."""
    from cleaner.runs.outcome import DOUBTFUL

    if total.doubtful:
        named = len(total.most_doubtful)
        most = f"; the {named} most doubtful" if total.doubtful > named else ""
        yield f"{total.doubtful:,} doubtful (confidence below {DOUBTFUL:g}){most}:"
        yield from (f"  {confidence:.3f}  {name}" for confidence, name in total.most_doubtful)


def _rules(total: "Summary", kind: Kind) -> str:
    """Return the rules that removed the most lines of a kind, with their counts."""
    counts = Counter({rule: lines for (of, rule), lines in total.removed.lines.items() if of == kind})
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    more = f" and {len(ordered) - NAMED} more" if len(ordered) > NAMED else ""
    return ", ".join(f"{rule or 'none'} {lines:,}" for rule, lines in ordered[:NAMED]) + more
