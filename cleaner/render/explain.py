"""Explanations for people: how each line got its kind, the evidence for and against it, and the rules that decided."""

from collections.abc import Iterator, Mapping
from math import fsum
from typing import NamedTuple

import click

from cleaner.features.catalog import with_unit
from cleaner.model import Decision, Evidence, Result
from cleaner.render.text import describe_basis, fit, hang, pad, plural, room, text_width, wrap
from cleaner.text.visible import visible

MARGIN = 4
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


class Layout(NamedTuple):
    """Columns of one explanation, in cells: the digits of line numbers, the rules, and all of a row.

    `labels` maps the code of each rule with evidence to its code and name, padded. `width` is None for no limit.
    """

    digits: int
    labels: Mapping[str, str]
    width: int | None


def render_explain(path: str, result: Result, names: Mapping[str, str], width: int | None) -> Iterator[str]:
    """Yield the explanation of one document as styled lines.

    `names` maps rule codes to names. `width` is in cells; None does not cut lines.
    """
    kept = sum(line.kept for line in result.lines)
    counts = f"{plural(kept, 'line')} kept, {plural(len(result.lines) - kept, 'line')} removed"
    yield click.style(f"{visible(path)}: {result.verdict}, {counts}", bold=True)
    digits = len(str(result.lines[-1].number)) if result.lines else 1
    layout = Layout(digits, _labels(result, names), width)
    yield from _page(result, layout)
    for line in result.lines:
        yield ""
        yield from _line(line, visible(result.raw[line.start : line.end]), layout)


def _labels(result: Result, names: Mapping[str, str]) -> dict[str, str]:
    """Return the code and name of each rule with evidence, by code, padded to columns."""
    codes = {evidence.rule for line in result.lines for evidence in line.evidence}
    codes |= {evidence.rule for evidence in result.page}
    shown = {code: visible(names.get(code, "")) for code in codes}
    code_width = max(map(len, shown), default=0)
    name_width = max(map(text_width, shown.values()), default=0)
    return {code: f"{code:<{code_width}}  {pad(name, name_width)}" for code, name in shown.items()}


def _page(result: Result, layout: Layout) -> Iterator[str]:
    """Yield the evidence on the page; nothing if the verdict was clear without it."""
    if result.page:
        yield ""
        score = fsum(evidence.weight for evidence in result.page)
        yield click.style(f"page score {score:+.2f} (positive: no article)", bold=True)
        ordered = sorted(result.page, key=lambda evidence: -abs(evidence.weight))
        yield from (_evidence(evidence, layout) for evidence in ordered)


def _line(line: Decision, text: str, layout: Layout) -> Iterator[str]:
    """Yield a line with how it got its kind, its evidence, and what decided it."""
    margin = " " * (layout.digits + 2)
    yield from _text(line, text, layout)
    if line.rule:
        yield f"{margin}{line.kind}: {describe_basis(line.basis)} ({line.rule})"
    ordered = sorted(line.evidence, key=lambda evidence: -abs(evidence.weight))
    shown = len(ordered) if layout.width is None else max(STRONGEST, len(decisive_rules(line)))
    yield from (_evidence(evidence, layout) for evidence in ordered[:shown])
    if rest := ordered[shown:]:
        yield f"{margin}  {fsum(e.weight for e in rest):+6.2f}  {len(rest)} weaker rules combined"
    if reason := _reason(line):
        yield margin + click.style(reason, dim=True)


def _text(line: Decision, text: str, layout: Layout) -> Iterator[str]:
    head = f"{line.number:>{layout.digits}} {' ' if line.kept else '-'}{line.kind:<10} {line.score:+.2f}  "
    rows = wrap(text.strip(), room(layout.width, len(head)))
    color = None if line.kept else "red"
    return hang(click.style(head, bold=True), len(head), (click.style(row, fg=color) for row in rows))


def _evidence(evidence: Evidence, layout: Layout) -> str:
    head = f"{'':{layout.digits + MARGIN}}{evidence.weight:+6.2f}  {layout.labels[evidence.rule]}  "
    saw = fit(visible(with_unit(" ".join(evidence.saw.split()))), room(layout.width, text_width(head)))
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
