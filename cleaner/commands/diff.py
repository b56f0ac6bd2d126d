"""`cleaner diff`: cleaned against raw text, for reading or as a patch."""

import os
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from platform import node
from typing import Final, NamedTuple
from urllib.parse import quote

import click

from cleaner.commands import exit_status, messages, options, terminal
from cleaner.commands.help_sections import SectionedHelp
from cleaner.commands.messages import MessagePrinter
from cleaner.commands.options import SETTINGS, TEXTS
from cleaner.commands.paging import NO_PAGER, Pager
from cleaner.corpus.entry import Record
from cleaner.files.items import Input, Note
from cleaner.model import Document, Result
from cleaner.render.diff import WIDE, DiffLayout, render_diff
from cleaner.render.stat import DocumentStat, count_document, render_stats
from cleaner.render.unified import unified as render_unified
from cleaner.runs import batch
from cleaner.settings import Settings

DEFAULT_CONTEXT = 3
PIPED_WIDTH: Final = 130
"""Columns of two sides that are piped, unless $COLUMNS is set; those of `diff --side-by-side`."""
MAX_LISTED = 100
"""Maximum number of documents in the table of contents of a diff."""
RULES_PAGE: Final = "share/doc/cleaner/rules.html"
"""Path of the rules page in the environment that a wheel is installed in."""


@dataclass(frozen=True)
class DiffTask:
    """Picklable task that returns the diff of one document, b"" if nothing is removed.

    A document without an article gets no patch, because the patch would empty the original.
    """

    unified: bool
    layout: DiffLayout
    rules_url: str
    """URL of the page of the shipped rules, or "" for no links."""
    own_codes: tuple[str, ...]
    """Codes of the user's rules, which are not on that page."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> "DocumentDiff | Note":
        if self.unified and isinstance(found, Record):
            return Note(f"{found.path}: --unified does not support corpora; use 'cleaner run'.")
        if self.unified and document.is_extracted:
            return Note(f"{found.name}: --unified does not support HTML; use 'cleaner run'.")
        if self.unified and result.verdict == "no-article":
            return Note(f"{found.path}: no article found; skipped.")
        stat = count_document(found.name, result)
        if self.unified:
            return DocumentDiff(stat, render_unified(found.path, document, result, self.layout.context))
        lines = render_diff(found.name, result, replace(self.layout, address=self._rule_url))
        return DocumentDiff(stat, "".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace"))

    def _rule_url(self, rule: str) -> str:
        return f"{self.rules_url}#{rule}" if self.rules_url and rule and rule not in self.own_codes else ""


class DocumentDiff(NamedTuple):
    """The diff of one document, with its counts."""

    stat: DocumentStat
    diff: bytes


@dataclass(frozen=True)
class CountTask:
    """Picklable task that returns the counts of one document for `--stat`."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> DocumentStat:
        return count_document(found.name, result)


@click.command(cls=SectionedHelp)
@options.use(
    options.PATHS_OR_HERE,
    click.option("--stat", "only_stat", is_flag=True, help="Show only a summary per document."),
    click.option("-u", "--unified", is_flag=True, help="Print a unified diff that 'patch -p0' can apply."),
    click.option("--exit-code", is_flag=True, help="Exit with status 1 if there is a difference."),
    click.option("-U", "--context", type=click.IntRange(min=0), metavar="N", default=DEFAULT_CONTEXT, show_default=True,
                 help="Number of kept lines to show around each change."),
    click.option("--side-by-side/--no-side-by-side", "side_by_side", default=None,
                 help=f"Show the raw text on the left and the cleaned text on the right. Default: on a terminal with "
                 f"at least {WIDE} columns."),
    NO_PAGER,
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
    side_by_side: bool | None,
    no_pager: bool,
    **_: object,
) -> None:
    """Show the lines that would be removed, with their kind and rule.

    On a terminal, the output is paged with $PAGER and coloured by kind, with the words that decided underlined. Without
    PATH, the current directory is searched. No files are written.
    """
    settings = options.settings_for(ctx, paths[0])
    if unified and (other := "--stat" if only_stat else "--side-by-side" if side_by_side else ""):
        raise click.UsageError(f"{other} and --unified cannot be used together.", ctx)
    if only_stat:
        ctx.exit(_print_stat(ctx, settings, exit_code))
    pager = Pager(not no_pager and not unified)
    printer = MessagePrinter(ctx.params["quiet"], hold=pager.is_used)
    color = terminal.is_colored(ctx)
    url, own_codes = _rules_url() if pager.is_used and color else "", tuple(rule.code for rule in settings.rules)
    task = DiffTask(unified, DiffLayout(context, _width(side_by_side), color, side_by_side), url, own_codes)
    texts = options.find_texts(ctx, settings)
    explain = color and not unified  # the words that decided are underlined
    documents = printer.pass_successes(batch.process_documents(task, texts, settings, explain))
    diffs = (document for document in documents if document.diff)
    if unified:
        differs = _print_patches(diffs, printer)
    else:
        differs = _page(diffs, color, pager) if pager.is_used else _print_plain(diffs, color)
    printer.print_held()
    if differs and not printer.quiet:
        pager.warn_if_missing()
    ctx.exit(printer.status or (exit_status.FOUND if exit_code and differs else exit_status.DONE))


def _width(side_by_side: bool | None) -> int | None:
    """Return the columns of the terminal; None if stdout is none, unless two sides need a width."""
    return terminal.screen_width() or (terminal.columns(PIPED_WIDTH) if side_by_side else None)


def _rules_url() -> str:
    """Return the URL of the rules page if it is installed and FORCE_HYPERLINK asks for links, else "".

    Neither a terminal nor a pager can be asked whether it supports links (OSC 8). The URL names the host because over
    ssh the file is on another machine.
    """
    path = Path(sysconfig.get_path("data"), RULES_PAGE)
    is_wanted = os.environ.get("FORCE_HYPERLINK", "") not in ("", "0") and path.is_file()
    return f"file://{quote(node())}{quote(path.as_posix())}" if is_wanted else ""


def _print_stat(ctx: click.Context, settings: Settings, exit_code: bool) -> int:
    """Print the counts of all documents and return the exit status."""
    printer = MessagePrinter(ctx.params["quiet"])
    texts = options.find_texts(ctx, settings)
    documents = list(printer.pass_successes(batch.process_documents(CountTask(), texts, settings)))
    if documents:
        click.echo("\n".join(render_stats(documents, terminal.screen_width())))
    differs = any(document.lines for document in documents)
    return printer.status or (exit_status.FOUND if exit_code and differs else exit_status.DONE)


def _print_plain(diffs: Iterator[DocumentDiff], color: bool) -> bool:
    """Print the diffs to a file or pipe. Return True if there were any."""
    differs = False
    for one in diffs:
        terminal.put(b"\n" * differs + (one.diff if color else click.unstyle(one.diff.decode()).encode()))
        differs = True
    return differs


def _print_patches(diffs: Iterator[DocumentDiff], printer: MessagePrinter) -> bool:
    """Print the patches. Return True if there were any.

    A patch is exact, so it may contain control characters. On a terminal they are replaced by symbols.
    """
    exact = [terminal.put_visible(one.diff) for one in diffs]
    if not all(exact) and not printer.quiet:
        messages.say("control characters are shown as symbols; redirect to a file for an exact patch.")
    return bool(exact)


def _page(diffs: Iterator[DocumentDiff], color: bool, pager: Pager) -> bool:
    """Show the diffs in the user's pager. Return True if there were any.

    Several diffs get a table of contents, which lists the first `MAX_LISTED`; the rest are shown as they are ready.
    """
    first = list(islice(diffs, MAX_LISTED))
    if not first:
        return False

    def texts() -> Iterator[str]:
        if len(first) > 1:
            yield "\n".join([*render_stats([one.stat for one in first], terminal.screen_width()), "", ""])
        yield first[0].diff.decode()
        yield from ("\n" + one.diff.decode() for one in chain(first[1:], diffs))

    pager.show(texts(), color)
    return True
