"""Explanations with weights: the evidence for and against each line, and the rules that decided."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import fsum
from typing import NamedTuple

import click

from cleaner.features.catalog import with_unit
from cleaner.model import Decision, Evidence, PageBasis, Result
from cleaner.render.reasons import PAGE_BASES
from cleaner.render.text import describe_basis, fit, hang, pad, plural, room, text_width, wrap
from cleaner.runs.outcome import has_score
from cleaner.text.visible import visible

MARGIN = 4
ROW = re.compile(r"[^\r\n]*\S[^\r\n]*")
LINK_TARGETS: Mapping[str, str] = {
    "0": "no link",
    "1": "links in other text",
    "2": "a place on the page",
    "3": "a script, mail or call",
    "4": "a share button",
    "5": "a social profile",
    "6": "a tag, topic or author",
    "7": "a section of the site",
    "8": "a story of the site",
    "9": "another site",
    "10": "a file",
}
"""Meaning of the codes of the feature `link_target`, as in the catalog of features."""
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


def render_counts(result: Result) -> str:
    """Return the verdict on a document, its confidence, and the numbers of lines kept and removed."""
    kept = sum(line.kept for line in result.lines)
    counts = f"{plural(kept, 'line')} kept, {len(result.lines) - kept:,} removed"
    return f"{result.verdict}, confidence {result.confidence:g}, {counts}"


class Layout(NamedTuple):
    """Columns of one explanation, in cells: the digits of line numbers, the rules, and all of a row.

    `labels` maps the code of each rule with evidence to its code and name, padded. `width` is None for no limit.
    """

    digits: int
    labels: Mapping[str, str]
    width: int | None


def render_weights(
    path: str, result: Result, names: Mapping[str, str], width: int | None, shown: Sequence[Decision] | None = None
) -> Iterator[str]:
    """Yield the explanation of one document with all weights, as styled lines.

    `names` maps rule codes to names. `width` is in cells; None does not cut lines. `shown` are the lines to show; None
    shows all.
    """
    lines = result.lines if shown is None else shown
    yield from (click.style(row, bold=True) for row in wrap(f"{visible(path)}: {render_counts(result)}", width))
    digits = len(str(result.lines[-1].number)) if result.lines else 1
    totals = Layout(digits, _labels((*result.page, *result.doubts), names), width)
    yield from _total(
        f"confidence {result.confidence:g}, doubt", "a positive sum means below 0.5", result.doubts, totals
    )
    yield from _total("page score", _page_note(result.page_basis), result.page, totals)
    layout = Layout(digits, _labels([one for line in lines for one in line.evidence], names), width)
    for line in lines:
        yield ""
        yield from _line(line, result.raw[line.start : line.end], layout, result.verdict == "article")


def _page_note(basis: PageBasis) -> str:
    """Return the meaning of the page score, by the ground of the verdict."""
    return "positive: no article" if basis == "score" else f"not decisive: {PAGE_BASES[basis]}"


def _labels(evidence: Iterable[Evidence], names: Mapping[str, str]) -> dict[str, str]:
    """Return the code and name of each rule with evidence, by code, padded to columns."""
    codes = {one.rule for one in evidence}
    shown = {code: visible(names.get(code, "")) for code in codes}
    code_width = max(map(len, shown), default=0)
    name_width = max(map(text_width, shown.values()), default=0)
    return {code: f"{code:<{code_width}}  {pad(name, name_width)}" for code, name in shown.items()}


def _total(title: str, note: str, evidence: Sequence[Evidence], layout: Layout) -> Iterator[str]:
    """Yield the sum of evidence on the whole document, what it means, and the evidence; nothing if there is none."""
    if evidence:
        yield ""
        heading = f"{title} {fsum(one.weight for one in evidence):+.2f} ({note})"
        yield from (click.style(row, bold=True) for row in wrap(heading, layout.width))
        yield from (_evidence(one, layout) for one in sorted(evidence, key=lambda one: -abs(one.weight)))


def _line(line: Decision, text: str, layout: Layout, has_article: bool) -> Iterator[str]:
    """Yield a line with how it got its kind, its evidence, and what decided it."""
    margin = " " * (layout.digits + 2)
    yield from _text(line, text, layout, has_article)
    if line.rule:
        yield f"{margin}{line.kind}: {describe_basis(line.basis)} ({line.rule})"
    elif not has_score(line):
        yield f"{margin}{line.kind}: {describe_basis(line.basis)}"
    ordered = sorted(line.evidence, key=lambda evidence: -abs(evidence.weight))
    shown = len(ordered) if layout.width is None else max(STRONGEST, len(decisive_rules(line)))
    yield from (_evidence(evidence, layout) for evidence in ordered[:shown])
    if rest := ordered[shown:]:
        yield f"{margin}  {fsum(e.weight for e in rest):+6.2f}  {len(rest)} weaker rules combined"
    if has_score(line) and (reason := _reason(line) if has_article else _reason_without_article(line)):
        yield margin + click.style(reason, dim=True)


def _text(line: Decision, text: str, layout: Layout, has_article: bool) -> Iterator[str]:
    """Yield the text of a line below its kind and its score, or what removed it if its score did not."""
    is_by_score = has_score(line) and (line.kept or line.score > 0)
    decided = f"{line.score:+.2f}" if is_by_score else "kind" if has_article or not has_score(line) else "page"
    head = f"{line.number:>{layout.digits}} {' ' if line.kept else '-'}{line.kind:<10} {decided}  "
    width = room(layout.width, len(head))
    rows = [part for row in ROW.findall(text) or [""] for part in wrap(visible(row.rstrip()), width)]
    color = None if line.kept else "red"
    return hang(click.style(head, bold=True), len(head), (click.style(row, fg=color) for row in rows))


def _evidence(evidence: Evidence, layout: Layout) -> str:
    head = f"{'':{layout.digits + MARGIN}}{evidence.weight:+6.2f}  {layout.labels[evidence.rule]}  "
    saw = fit(visible(_described(" ".join(evidence.saw.split()))), room(layout.width, text_width(head)))
    return click.style(head, fg="red" if evidence.weight > 0 else "green") + saw


def _described(saw: str) -> str:
    """Return what a rule saw, with the unit of a feature or the meaning of its code."""
    name, _, value = saw.partition(" ")
    meaning = LINK_TARGETS.get(value, "") if name == "link_target" else ""
    return f"{saw} ({meaning})" if meaning else with_unit(saw)


def _reason_without_article(line: Decision) -> str:
    """Return why a line was removed whose score is that of body; "" for others."""
    return f"removed because the page has no article; its score is {line.score:+.2f}" if line.score <= 0 else ""


def _reason(line: Decision) -> str:
    """Return what decided the line; "" if more than `MAX_DECISIVE` rules did."""
    if line.kept == (line.score > 0):
        if line.kept:
            return f"kept because of its kind ({line.kind}), regardless of score"
        return f"removed because of its kind ({line.kind}); its score is {line.score:+.2f}"
    rules = [evidence.rule for evidence in decisive_rules(line)]
    if not rules:
        return f"no rule supports {'removing' if line.kept else 'keeping'} it"
    outcome = "removed" if line.kept else "body"
    return f"would score as {outcome} without {', '.join(rules)}" if len(rules) <= MAX_DECISIVE else ""
