"""The summary of a run: documents by result, and removed lines and words by kind."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

from cleaner.model import KINDS, Kind
from cleaner.render.colors import paint
from cleaner.render.text import Piece, fit_name, plural, render_table, room, wrap_pieces
from cleaner.text.visible import visible

if TYPE_CHECKING:
    from cleaner.runs.outcome import Summary

NAMED = 4
"""Rules named for each kind in the summary of a run."""


class RunInfo(NamedTuple):
    """Form of the summary of a run. On a terminal it names the folder of --out and the duration in `seconds`.

    `width` is that of the terminal in cells. Elsewhere all three are None, so that logs of equal runs are equal.
    """

    dry_run: bool = False
    out: str | None = None
    seconds: float | None = None
    width: int | None = None


def render_summary(total: "Summary", info: RunInfo) -> list[str]:
    """Return the summary of `cleaner run` as styled lines: documents by result, and what was removed by kind."""
    documents = plural(total.documents, "document"), {"bold": True}
    lines = list(wrap_pieces([documents, (": ", {}), *_results(total, info), *_time(info), (".", {})], info.width))
    if total.removed.lines:
        verb = "Would remove" if info.dry_run else "Removed"
        all_lines, all_words = total.removed.lines.total(), total.removed.words.total()
        lines += [f"{verb} {plural(all_lines, 'line')} ({plural(all_words, 'word')}):"]
        lines += _render_kinds(total, info.width)
    return [*lines, *_render_doubtful(total, info.width)]


def _results(total: "Summary", info: RunInfo) -> Iterator[Piece]:
    """Yield the numbers of documents by result, each in its colour unless it is 0."""
    written = f"{'would be ' if info.dry_run else ''}written"
    target = f" to {visible(info.out)}" if info.out else ""
    yield _count(total.articles - total.unchanged, f"{written}{target}", "green")
    for number, words, color in (
        (total.unchanged, "unchanged", None),
        (total.no_article, "without an article", "yellow"),
        (total.withheld, "below --min-confidence", "yellow"),
        (total.failures, "failed", "red"),
    ):
        if number:
            yield ", ", {}
            yield _count(number, words, color)


def _count(number: int, words: str, color: str | None) -> Piece:
    return f"{number:,} {words}", {"fg": color} if color and number else {}


def _time(info: RunInfo) -> Iterator[Piece]:
    """Yield how long a run took, such as " in 1.2 s" or " in 3 min 20 s"; nothing if that is not shown."""
    if info.seconds is not None:
        minutes, seconds = divmod(round(info.seconds), 60)
        took = f"{minutes:,} min {seconds} s" if minutes else f"{info.seconds:.1f} s"
        yield f" in {took}", {"dim": True}


def _render_kinds(total: "Summary", width: int | None) -> Iterator[str]:
    """Yield the table of removed lines and words, each kind in its colour."""
    rows = sorted(total.removed.by_kind().items(), key=lambda item: (-item[1][1], KINDS.index(item[0])))
    cells = [(kind, f"{lines:,}", f"{words:,}", _rules(total, kind)) for kind, (lines, words) in rows]
    head, *table = render_table([("kind", "lines", "words", "rules"), *cells], None if width is None else width - 2)
    yield click.style(f"  {head}", bold=True)
    for (kind, _), row in zip(rows, table, strict=True):
        yield f"  {paint(kind, kind)}{row.removeprefix(kind)}"


def _render_doubtful(total: "Summary", width: int | None) -> Iterator[str]:
    """Yield the number of doubtful documents, and the names of the most doubtful with their confidence."""
    from cleaner.runs.outcome import DOUBTFUL

    if total.doubtful:
        named = len(total.most_doubtful)
        most = f"; the {named} most doubtful" if total.doubtful > named else ""
        yield f"{total.doubtful:,} doubtful (confidence below {DOUBTFUL:g}){most}:"
        for confidence, name in total.most_doubtful:
            number = click.style(f"{confidence:.3f}", fg="yellow")
            yield f"  {number}  {fit_name(visible(name), room(width, len('  0.000  ')))}"


def _rules(total: "Summary", kind: Kind) -> str:
    """Return the rules that removed the most lines of a kind, with their counts."""
    counts = Counter({rule: lines for (of, rule), lines in total.removed.lines.items() if of == kind})
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    more = f" and {len(ordered) - NAMED} more" if len(ordered) > NAMED else ""
    return ", ".join(f"{rule or 'none'} {lines:,}" for rule, lines in ordered[:NAMED]) + more
