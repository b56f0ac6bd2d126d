"""Explanations for people: the evidence for and against each line, and the rules that decided it."""

from collections.abc import Iterator, Mapping
from math import fsum

import click

from cleaner.features.catalog import with_unit
from cleaner.model import Decision, Evidence, Result
from cleaner.render.text import fit, hang, pad, plural, room, text_width, wrap
from cleaner.text.visible import visible

MARGIN = 4
NAME_WIDTH = 24
MAX_DECISIVE = 4
"""Number of decisive rules up to which they are named."""
STRONGEST = 8
"""Pieces of evidence listed for each line on a terminal; piped output lists all."""


def decisive_rules(line: Decision) -> tuple[Evidence, ...]:
    """Return the smallest set of evidence without which the score would change sign; () if there is none.

    The greedy choice is optimal: no other set of the same size has a larger sum.
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
    """Yield the explanation of one document as styled lines.

    `names` maps rule codes to names. `width` is in cells; None does not cut lines.
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
            yield f"{'':{digits + MARGIN}}{fsum(e.weight for e in rest):+6.2f}  {len(rest)} weaker rules combined"
        if reason := _reason(line):
            yield " " * (digits + 2) + click.style(reason, dim=True)


def _page(result: Result, names: Mapping[str, str], digits: int, width: int | None) -> Iterator[str]:
    """Yield the evidence on the page; nothing if the verdict was clear without it."""
    if result.page:
        yield ""
        score = fsum(evidence.weight for evidence in result.page)
        yield click.style(f"page score {score:+.2f} (positive: no article)", bold=True)
        ordered = sorted(result.page, key=lambda evidence: -abs(evidence.weight))
        yield from (_evidence(evidence, names, digits, width) for evidence in ordered)


def _line(line: Decision, text: str, digits: int, width: int | None) -> Iterator[str]:
    head = f"{line.number:>{digits}} {' ' if line.kept else '-'}{line.kind:<10} {line.score:+.2f}  "
    rows = wrap(text.strip(), room(width, len(head)))
    color = None if line.kept else "red"
    return hang(click.style(head, bold=True), len(head), (click.style(row, fg=color) for row in rows))


def _evidence(evidence: Evidence, names: Mapping[str, str], digits: int, width: int | None) -> str:
    name = pad(visible(names.get(evidence.rule, "")), NAME_WIDTH)
    head = f"{'':{digits + MARGIN}}{evidence.weight:+6.2f}  {evidence.rule:<7} {name}  "
    saw = fit(visible(with_unit(" ".join(evidence.saw.split()))), room(width, text_width(head)))
    return click.style(head, fg="red" if evidence.weight > 0 else "green") + saw


def _reason(line: Decision) -> str:
    """Return what decided the line; "" if more than `MAX_DECISIVE` rules did."""
    if line.kept == (line.score > 0):
        return f"{'kept' if line.kept else 'removed'} because of its kind ({line.kind}), regardless of score"
    rules = [evidence.rule for evidence in decisive_rules(line)]
    if not rules:
        return f"no rule supports {'removing' if line.kept else 'keeping'} it"
    outcome = "removed" if line.kept else "body"
    return f"would score as {outcome} without {', '.join(rules)}" if len(rules) <= MAX_DECISIVE else ""
