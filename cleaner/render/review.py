"""One question of a review as lines for a terminal: a line of a document amid its neighbours, and why it is in doubt.

Everything is said in words and signs; colour only repeats it, for there may be none.
"""

from collections.abc import Iterator, Mapping

import click

from cleaner.model import KINDS, Kind, Result
from cleaner.render.text import fit, visible, wrap

CONTEXT = 2
"""Lines shown on each side."""
STRONGEST = 3
"""Pieces of evidence shown."""
LETTERS: Mapping[str, Kind] = {chr(ord("a") + i): kind for i, kind in enumerate(KINDS)}
"""The key for each kind."""
HELP = """\
k  keep: it belongs to the article          d  drop: it does not
t  type: say which kind it is               s  skip: leave it undecided
b  back to the line before                  u  undo what was said last
w  where it holds: document, site, everywhere
n  next document                            q  quit; what was said is kept
?  this help"""


def question(result: Result, i: int, names: Mapping[str, str], width: int) -> Iterator[str]:
    """Line `i` of a document with its neighbours and the strongest evidence; `names` are those of rules by code."""
    digits = len(str(result.lines[-1].number))
    first, last = max(0, i - CONTEXT), min(len(result.lines), i + CONTEXT + 1)
    for j in range(first, last):
        line = result.lines[j]
        head = f"{'>' if j == i else ' '} {line.number:>{digits}} {' ' if line.kept else '-'}{line.kind:<10} "
        text = visible(" ".join(result.raw[line.start : line.end].split()))
        if j != i:
            yield click.style(head + fit(text, max(20, width - len(head))), dim=True)
            continue
        first_row, *more = wrap(text, max(20, width - len(head)))
        yield click.style(head, bold=True) + click.style(first_row, fg=None if line.kept else "red", bold=True)
        yield from (" " * len(head) + click.style(row, bold=True) for row in more)
    line = result.lines[i]
    strongest = sorted(line.evidence, key=lambda e: -abs(e.weight))[:STRONGEST]
    because = ", ".join(f"{e.weight:+.1f} {names.get(e.rule, e.rule)}" for e in strongest)
    fate = "would be kept" if line.kept else "would be removed"
    for row in wrap(visible(f"{fate} (score {line.score:+.2f}; above 0 a line is not body): {because}"), width - 2):
        yield "  " + row


def kinds(width: int) -> list[str]:
    """The keys for kinds, in as many columns as fit."""
    cells = [f"{letter} {kind}".ljust(14) for letter, kind in LETTERS.items()]
    columns = max(1, (width - 2) // 14)
    return ["  " + "".join(cells[k : k + columns]).rstrip() for k in range(0, len(cells), columns)]
