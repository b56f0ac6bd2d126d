"""Why each line is kept or removed: its evidence for and against, and what would have changed its fate."""

from collections.abc import Iterator, Mapping
from math import fsum

import click

from cleaner.model import Decision, Evidence, Result
from cleaner.render.text import fit, plural, wrap
from cleaner.text.visible import visible

MARGIN = 4
NAME_WIDTH = 24
NAMED = 4
"""Rules that are named as what would have changed the decision; the rest are counted."""
STRONGEST = 8
"""Pieces of evidence that are shown singly on a terminal. What is piped has all of them."""


def decisive_rules(line: Decision) -> tuple[Evidence, ...]:
    """The fewest pieces of evidence without which the score would change sign; () if no choice does that.

    Taking the strongest first is enough: any other choice of as many adds up to less.
    """
    sign = 1 if line.score > 0 else -1
    left = sorted(line.evidence, key=lambda evidence: -sign * evidence.weight)
    taken: list[Evidence] = []
    while left and sign * left[0].weight > 0:
        taken.append(left.pop(0))
        if (fsum(evidence.weight for evidence in left) > 0) != (line.score > 0):
            return tuple(taken)
    return ()


def render_explain(path: str, result: Result, names: Mapping[str, str], width: int | None) -> Iterator[str]:
    """The explanation of one document, in styled lines.

    `names` are rule names by code. `width` is the terminal's in cells; None leaves everything uncut.
    """
    kept = sum(line.kept for line in result.lines)
    counts = f"{plural(kept, 'line')} kept, {plural(len(result.lines) - kept, 'line')} removed"
    yield click.style(f"{visible(path)}: {result.verdict}, {counts}", bold=True)
    digits = len(str(result.lines[-1].number)) if result.lines else 1
    yield from _page(result, names, digits, width)
    for line in result.lines:
        yield ""
        yield from _line(line, visible(result.raw[line.start : line.end]), digits, width)
        ordered = sorted(line.evidence, key=lambda evidence: -abs(evidence.weight))
        shown = len(ordered) if width is None else max(STRONGEST, len(decisive_rules(line)))
        yield from (_evidence(evidence, names, digits, width) for evidence in ordered[:shown])
        if rest := ordered[shown:]:
            yield f"{'':{digits + MARGIN}}{fsum(e.weight for e in rest):+6.2f}  {len(rest)} weaker ones together"
        yield " " * (digits + 2) + click.style(_change(line), dim=True)


def _page(result: Result, names: Mapping[str, str], digits: int, width: int | None) -> Iterator[str]:
    """What speaks for and against there being an article, where that was in doubt."""
    if result.page:
        yield ""
        score = fsum(evidence.weight for evidence in result.page)
        yield click.style(f"the page {score:+.2f}: above 0 it holds no article", bold=True)
        ordered = sorted(result.page, key=lambda evidence: -abs(evidence.weight))
        yield from (_evidence(evidence, names, digits, width) for evidence in ordered)


def _line(line: Decision, text: str, digits: int, width: int | None) -> Iterator[str]:
    head = f"{line.number:>{digits}} {' ' if line.kept else '-'}{line.kind:<10} {line.score:+.2f}  "
    first, *more = wrap(text.strip(), None if width is None else max(20, width - len(head)))
    color = None if line.kept else "red"
    yield click.style(head, bold=True) + click.style(first, fg=color)
    for row in more:
        yield " " * len(head) + click.style(row, fg=color)


def _evidence(evidence: Evidence, names: Mapping[str, str], digits: int, width: int | None) -> str:
    name = visible(names.get(evidence.rule, ""))
    head = f"{'':{digits + MARGIN}}{evidence.weight:+6.2f}  {evidence.rule:<7} {name:<{NAME_WIDTH}}  "
    saw = fit(visible(" ".join(evidence.saw.split())), None if width is None else max(10, width - len(head)))
    return click.style(head, fg="red" if evidence.weight > 0 else "green") + saw


def _change(line: Decision) -> str:
    """What would have changed the decision, as a sentence."""
    if line.kept == (line.score > 0):
        return f"{'kept' if line.kept else 'removed'} because it is {line.kind}, whatever its score"
    taken = [evidence.rule for evidence in decisive_rules(line)]
    fate = "removed" if line.kept else "body"
    if not taken:
        return f"nothing here speaks for it being {fate}"
    more = f" and {len(taken) - NAMED} more" if len(taken) > NAMED else ""
    return f"would score as {fate} without {', '.join(taken[:NAMED])}{more}"
