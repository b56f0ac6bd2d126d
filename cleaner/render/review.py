"""One question of a review as lines for a terminal: a line of a document amid its neighbours, and why it is in doubt.

Everything is said in words and signs; colour only repeats it, for there may be none.
"""

from collections.abc import Iterator, Mapping

import click

from cleaner.model import KINDS, Kind, Result
from cleaner.render.text import fit, plural, wrap
from cleaner.reviews.review import LineLabel, Scope
from cleaner.text.visible import visible

CONTEXT = 2
"""Lines shown on each side."""
STRONGEST = 3
"""Pieces of evidence shown."""
LETTERS: Mapping[str, Kind] = {chr(ord("a") + i): kind for i, kind in enumerate(KINDS)}
"""The key for each kind."""
HELP = (
    ("k  keep: it belongs to the article", "d  drop: it does not"),
    ("t  type: say which kind it is", "s  skip: leave it undecided"),
    ("b  back to the line before", "u  undo what was said last"),
    ("w  where it holds: document, site, everywhere",),
    ("n  next document", "q  quit; what was said is kept"),
    ("?  this help",),
)
COLUMN = 44
"""Cells of the first of the two columns of the help."""
INDENT = 3
"""Cells of a key in the help, with what parts it from its meaning."""
PROMPT = "keep, drop, type, skip, back, undo, where, next, quit, or ? for help:"
WHICH = "which kind, or any other key for none:"


def render_help(width: int) -> list[str]:
    """What each key does, two in a row where that fits."""
    rows = ["".join(key.ljust(COLUMN) for key in keys).rstrip() for keys in HELP]
    if max(map(len, rows)) > width:
        rows = [row for keys in HELP for key in keys for row in _hanging(key, width)]
    return rows


def _hanging(key: str, width: int) -> list[str]:
    """What one key does, below which nothing but keys stands at the edge."""
    first, *more = wrap(key, width - INDENT)
    return [first, *(" " * INDENT + row for row in more)]


def render_prompt(text: str, width: int) -> str:
    """What asks for a key, with room for one in its last row."""
    return "\n".join(wrap(text, width - 2)) + " "


def describe_scope(scope: Scope, site: str) -> str:
    """Where it holds what is said of a line of this site."""
    return {"document": "in this document", "site": f"on all pages of {visible(site)}", "everywhere": "everywhere"}[
        scope
    ]


def render_nothing(documents: int, done: int, everything: bool) -> str:
    """Why there was nothing to ask; of the documents some are `done`, and `everything` is asked of the others."""
    if done == documents:
        return f"{plural(done, 'document')} gone through already; --again asks once more."
    others = plural(documents - done, "other document" if done else "document")
    why = f"no line of {others} is " + ("left to ask about" if everything else "in doubt; --all asks about every line")
    return f"{plural(done, 'document')} gone through already; --again asks once more; {why}." if done else f"{why}."


def render_question(
    result: Result, i: int, names: Mapping[str, str], said: Mapping[int, LineLabel], width: int
) -> Iterator[str]:
    """Line `i` of a document with its neighbours and the strongest evidence; `names` are those of rules by code.

    `said` is what was answered of lines, by their numbers as `i` is one.
    """
    digits = len(str(result.lines[-1].number))
    first, last = max(0, i - CONTEXT), min(len(result.lines), i + CONTEXT + 1)
    for j in range(first, last):
        line = result.lines[j]
        head = f"{'>' if j == i else ' '} {line.number:>{digits}} {' ' if line.kept else '-'}{line.kind:<10} "
        text = visible(" ".join(result.raw[line.start : line.end].split()))
        if j != i:
            text = f"(you said: {said[j].kind}) {text}" if j in said else text
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
    if i in said:
        for row in wrap(f"you said: {said[i].kind}, {describe_scope(said[i].scope, said[i].site)}", width - 2):
            yield "  " + click.style(row, bold=True)


def render_kinds(width: int) -> list[str]:
    """The keys for kinds, in as many columns as fit."""
    cells = [f"{letter} {kind}".ljust(14) for letter, kind in LETTERS.items()]
    columns = max(1, (width - 2) // 14)
    return ["  " + "".join(cells[k : k + columns]).rstrip() for k in range(0, len(cells), columns)]
