"""`cleaner diff`: cleaned against raw, for reading or as a patch."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

import click

from cleaner.commands import messages, options, terminal
from cleaner.commands.hyperlinks import missing_pager, rules_page
from cleaner.commands.messages import Report
from cleaner.commands.options import SETTINGS, TEXTS
from cleaner.corpus.entry import Record
from cleaner.files.items import Input, Note
from cleaner.model import Document, Result
from cleaner.render.diff import render_diff as render
from cleaner.render.stat import DocumentStat, count_document, render_stats
from cleaner.render.unified import unified as render_unified
from cleaner.runs import batch
from cleaner.settings import Settings

DEFAULT_CONTEXT = 3
LISTED = 100
"""Documents in the table of contents of a diff."""


@dataclass(frozen=True)
class DiffTask:
    """The task of a diff: one document's figures and its diff as bytes, b"" if nothing was removed. Picklable.

    A page without an article gets no patch, as it gets no file from a run: applied, it would empty the original.
    """

    unified: bool
    context: int
    width: int | None
    color: bool
    pages: str
    """The address of the page of the shipped rules, empty for no links."""
    own: tuple[str, ...]
    """Codes of the user's own rules, which are not on it."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> "DiffPart | Note":
        if self.unified and isinstance(found, Record):
            return Note(f"{found.path}: is a corpus, which no patch can clean; 'cleaner run' does.")
        if self.unified and result.verdict == "no-article":
            return Note(f"{found.path}: holds no article, so there is no patch for it.")
        figures = count_document(found.name, result)
        if self.unified:
            return DiffPart(figures, render_unified(found.path, document, result, self.context))
        lines = render(found.name, result, self.context, self.width, self.color, self._address)
        return DiffPart(figures, "".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace"))

    def _address(self, rule: str) -> str:
        return f"{self.pages}#{rule}" if self.pages and rule and rule not in self.own else ""


class DiffPart(NamedTuple):
    """The diff of one document, and how much it is."""

    figures: DocumentStat
    diff: bytes


@dataclass(frozen=True)
class CountTask:
    """The task of `--stat`: the figures of one document. Picklable."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> DocumentStat:
        return count_document(found.name, result)


@click.command()
@options.use(
    options.PATHS,
    click.option("--stat", "only_stat", is_flag=True, help="Only say how much goes from each document."),
    click.option("-u", "--unified", is_flag=True, help="Give a patch that 'patch -p0' applies."),
    click.option("--exit-code", is_flag=True, help="Exit with 1 if there is a difference."),
    click.option("--context", type=click.IntRange(min=0), metavar="N", default=DEFAULT_CONTEXT, show_default=True,
                 help="Lines that are kept to show around those that are not."),
    *SETTINGS,
    *TEXTS,
)  # fmt: skip
@click.pass_context
def diff(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    only_stat: bool,
    unified: bool,
    exit_code: bool,
    context: int,
    **_: object,
) -> None:
    """Show what would be removed, each line with its kind and the rule that named it.

    On a terminal the output is coloured and goes through $PAGER. Nothing is written.
    """
    settings = options.settings_for(ctx, paths[0])
    if only_stat:
        if unified:
            raise click.UsageError("--stat and --unified exclude each other.", ctx)
        ctx.exit(_stat(ctx, settings, exit_code))
    paged = terminal.is_terminal(sys.stdout) and not unified
    without = missing_pager() if paged else ""  # asked before there is something to show in it
    report = Report(ctx.params["quiet"], hold=paged)
    color = terminal.is_colored(ctx)
    pages, own = rules_page() if paged and color else "", tuple(rule.code for rule in settings.rules)
    task = DiffTask(unified, context, terminal.screen_width(), color, pages, own)
    pieces = (
        piece
        for piece in report.successes(batch.process_documents(task, options.find_texts(ctx, settings), settings))
        if piece.diff
    )
    differs = _patch(pieces, report) if unified else _page(pieces, color) if paged else _put(pieces, color)
    report.flush()
    if without and differs and not report.quiet:
        messages.say(
            f"PAGER: there is no program {without!r}, so nothing paged this; set it anew, or unset it for less."
        )
    ctx.exit(report.status or (messages.FOUND if exit_code and differs else messages.DONE))


def _stat(ctx: click.Context, settings: Settings, exit_code: bool) -> int:
    """How much goes from each document; the exit status."""
    report = Report(ctx.params["quiet"])
    documents = list(
        report.successes(batch.process_documents(CountTask(), options.find_texts(ctx, settings), settings))
    )
    if documents:
        click.echo("\n".join(render_stats(documents, terminal.screen_width())))
    differs = any(document.lines for document in documents)
    return report.status or (messages.FOUND if exit_code and differs else messages.DONE)


def _put(pieces: Iterator[DiffPart], color: bool) -> bool:
    """Print the diffs to what is no terminal; whether there were any."""
    some = False
    for piece in pieces:
        terminal.put(b"\n" * some + (piece.diff if color else click.unstyle(piece.diff.decode()).encode()))
        some = True
    return some


def _patch(pieces: Iterator[DiffPart], report: Report) -> bool:
    """Print the patches; whether there were any.

    A patch is exact, and so would tell a terminal whatever stands in a text. There it is only to be looked at.
    """
    exact = [terminal.show(piece.diff) for piece in pieces]
    if not all(exact) and not report.quiet:
        messages.say("what would act on a terminal is shown as signs; redirect the patch to a file to have it exact.")
    return bool(exact)


def _page(pieces: Iterator[DiffPart], color: bool) -> bool:
    """Show the diffs in the user's pager, after a table of contents if they are several; whether there were any.

    Of many documents the first are in the table, and the rest come as they are ready.

    less is told, unless the user told it otherwise, what git tells it: end if all fits on one screen,
    pass colour on, leave the text on the screen.
    """
    first = list(islice(pieces, LISTED))
    if not first:
        return False
    os.environ.setdefault("LESS", "FRX")
    os.environ.setdefault("LESSCHARSET", "utf-8")

    def texts() -> Iterator[str]:
        if len(first) > 1:
            yield "\n".join([*render_stats([piece.figures for piece in first], terminal.screen_width()), "", ""])
        yield first[0].diff.decode()
        yield from ("\n" + piece.diff.decode() for piece in chain(first[1:], pieces))

    click.echo_via_pager(texts(), color=color)
    return True
