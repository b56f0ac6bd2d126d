"""`cleaner diff`: cleaned against raw, for reading or as a patch."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import click

from cleaner import batch
from cleaner.commands import common
from cleaner.commands.common import INPUTS, SETTINGS, Report
from cleaner.discover import Input, Note
from cleaner.model import Document, Result
from cleaner.render.diff import diff as render
from cleaner.render.unified import unified as render_unified

DEFAULT_CONTEXT = 3


@dataclass(frozen=True)
class Compare:
    """The task of a diff: one document's diff as bytes, b"" if nothing was removed. Picklable.

    A page without an article gets no patch, as it gets no file from a run: applied, it would empty the original.
    """

    unified: bool
    context: int
    width: int | None
    color: bool

    def __call__(self, found: Input, document: Document, result: Result) -> bytes | Note:
        if self.unified and result.verdict == "no-article":
            return Note(f"{found.path}: holds no article, so there is no patch for it.")
        if self.unified:
            return render_unified(found.path, document, result, self.context)
        lines = render(found.path, result, self.context, self.width, self.color)
        return "".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace")


@click.command()
@common.options(
    common.PATHS,
    click.option("-u", "--unified", is_flag=True, help="Give a patch that 'patch -p0' applies."),
    click.option("--exit-code", is_flag=True, help="Exit with 1 if there is a difference."),
    click.option("--context", type=click.IntRange(min=0), metavar="N", default=DEFAULT_CONTEXT, show_default=True,
                 help="Lines that are kept to show around those that are not."),
    *SETTINGS,
    *INPUTS,
)  # fmt: skip
@click.pass_context
def diff(
    ctx: click.Context, /, paths: tuple[str, ...], unified: bool, exit_code: bool, context: int, **_: object
) -> None:
    """Show what would be removed, each line with its kind and the rule that named it.

    On a terminal the output is coloured and goes through $PAGER. Nothing is written.
    """
    settings = common.settings_for(ctx, paths[0])
    paged = common.is_terminal(sys.stdout) and not unified
    report = Report(ctx.params["quiet"], hold=paged)
    color = common.is_colored(ctx)
    task = Compare(unified, context, common.screen_width(), color)
    pieces = (piece for piece in report.done(batch.results(task, common.found(ctx, settings), settings)) if piece)
    differs = _page(pieces, color) if paged else _put(pieces, color, unified)
    report.tell()
    ctx.exit(report.status or (common.FOUND if exit_code and differs else common.DONE))


def _put(pieces: Iterator[bytes], color: bool, unified: bool) -> bool:
    """Print the diffs to what is no terminal; whether there were any."""
    some = False
    for piece in pieces:
        between = b"\n" if some and not unified else b""
        common.put(between + (piece if unified or color else click.unstyle(piece.decode()).encode()))
        some = True
    return some


def _page(pieces: Iterator[bytes], color: bool) -> bool:
    """Show the diffs in the user's pager; whether there were any.

    less is told, unless the user told it otherwise, what git tells it: end if all fits on one screen,
    pass colour on, leave the text on the screen.
    """
    first = next(pieces, None)
    if first is None:
        return False
    os.environ.setdefault("LESS", "FRX")
    os.environ.setdefault("LESSCHARSET", "utf-8")

    def texts() -> Iterator[str]:
        yield first.decode()
        yield from ("\n" + piece.decode() for piece in pieces)

    click.echo_via_pager(texts(), color=color)
    return True
