"""Screens of `cleaner review`: an uncertain line with its neighbours and evidence, the keys, and the kinds.

Every screen is complete without colour.
"""

from collections.abc import Iterator, Mapping

import click

from cleaner.model import KINDS, Decision, Kind, Result
from cleaner.render.text import fit, hang, plural, room, wrap
from cleaner.reviews.review import LineLabel, Scope
from cleaner.runs.outcome import is_uncertain
from cleaner.text.visible import visible

CONTEXT = 2
"""Neighbouring lines shown on each side."""
STRONGEST = 3
"""Pieces of evidence shown for a line."""
LETTERS: Mapping[str, Kind] = {chr(ord("a") + i): kind for i, kind in enumerate(KINDS)}
"""Kinds by their keys."""
HELP = (
    ("k  keep: it belongs to the article", "d  drop: it does not"),
    ("t  choose a kind", "s  skip: leave it undecided"),
    ("b  back to the previous line", "u  undo"),
    ("w  change scope: document, site, everywhere",),
    ("n  next document", "q  quit (decisions are saved)"),
    ("?  this help",),
)
COLUMN = 44
"""Width of a column of the help, in cells."""
INDENT = 3
"""Width of a key and the gap after it in the help, in cells."""
PROMPT = "[k]eep [d]rop [t]ype [s]kip [b]ack [u]ndo [w]here [n]ext [q]uit [?]:"
WHICH = "Kind (any other key cancels):"


def render_help(width: int) -> list[str]:
    """Return the help on keys: two keys a row, or one if two do not fit."""
    rows = ["".join(key.ljust(COLUMN) for key in keys).rstrip() for keys in HELP]
    if max(map(len, rows)) > width:
        rows = [row for keys in HELP for key in keys for row in hang("", INDENT, wrap(key, width - INDENT))]
    return rows


def render_prompt(text: str, width: int) -> str:
    """Wrap a prompt, with room for the typed key in its last row."""
    return "\n".join(wrap(text, width - 2)) + " "


def describe_scope(scope: Scope, site: str) -> str:
    """Return where a decision with this scope applies; `site` is the site of the document."""
    places = {"document": "in this document", "site": f"on all pages of {visible(site)}", "everywhere": "everywhere"}
    return places[scope]


def render_nothing(documents: int, done: int, everything: bool) -> str:
    """Return why there are no questions; `done` of the documents are reviewed, and `everything` is true with --all."""
    remedy = f"use --again to review {'it' if done == 1 else 'them'} again."
    if done == documents:
        return f"{plural(done, 'document')} already reviewed; {remedy}"
    rest = plural(documents - done, "document")
    reason = (
        f"no lines left to review in {rest}."
        if everything
        else f"no uncertain lines in {rest}; use --all to review every line."
    )
    return f"{reason} {plural(done, 'other document')} already reviewed; {remedy}" if done else reason


def render_question(
    result: Result, i: int, names: Mapping[str, str], labels: Mapping[int, LineLabel], width: int
) -> Iterator[str]:
    """Yield line `i` of a document with its neighbours, its strongest evidence, and the decision on it, if any.

    `names` maps rule codes to names; `labels` maps indices of lines to the decisions of this session.
    """
    yield from _context(result, i, labels, width)
    yield from hang("  ", 2, wrap(_reason(result.lines[i], names), width - 2))
    if label := labels.get(i):
        for row in wrap(f"your decision: {label.kind}, {describe_scope(label.scope, label.site)}", width - 2):
            yield "  " + click.style(row, bold=True)


def _context(result: Result, i: int, labels: Mapping[int, LineLabel], width: int) -> Iterator[str]:
    digits = len(str(result.lines[-1].number))
    first, last = max(0, i - CONTEXT), min(len(result.lines), i + CONTEXT + 1)
    for j in range(first, last):
        line = result.lines[j]
        head = f"{'>' if j == i else ' '} {line.number:>{digits}} {' ' if line.kept else '-'}{line.kind:<10} "
        text = _one_row(result.raw[line.start : line.end])
        if j != i:
            text = f"(your decision: {labels[j].kind}) {text}" if j in labels else text
            yield click.style(head + fit(text, room(width, len(head))), dim=True)
            continue
        color = None if line.kept else "red"
        rows = (click.style(row, fg=color, bold=True) for row in wrap(text, room(width, len(head))))
        yield from hang(click.style(head, bold=True), len(head), rows)


def _one_row(text: str) -> str:
    """Return a line without the rows that have no words, such as the one below a heading of Markdown."""
    rows = [row for row in text.splitlines() if any(map(str.isalnum, row))]
    return visible(" ".join(" ".join(rows or [text]).split()))


def _reason(line: Decision, names: Mapping[str, str]) -> str:
    outcome = "kept" if line.kept else "removed"
    if line.kept == (line.score > 0):
        outcome += f" because of its kind ({line.kind}), regardless of score."
    else:
        narrowly = ", narrowly" if is_uncertain(line) else ""
        outcome += f"{narrowly} (score {line.score:+.2f}; removed above 0)."
    strongest = sorted(line.evidence, key=lambda e: -abs(e.weight))[:STRONGEST]
    reasons = ", ".join(f"{e.weight:+.1f} {names.get(e.rule, e.rule)}" for e in strongest)
    return visible(f"{outcome} Main reasons: {reasons or 'none'}")


def render_kinds(width: int) -> list[str]:
    """Return the keys for kinds, in as many columns as fit."""
    cells = [f"{letter} {kind}".ljust(14) for letter, kind in LETTERS.items()]
    columns = max(1, (width - 2) // 14)
    return ["  " + "".join(cells[k : k + columns]).rstrip() for k in range(0, len(cells), columns)]
