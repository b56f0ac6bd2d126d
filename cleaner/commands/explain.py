"""`cleaner explain`: each line with its kind, its score, and the evidence for and against."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import click

from cleaner.commands import options, terminal
from cleaner.commands.help_sections import SectionedHelp
from cleaner.commands.line_ranges import Ranges, split_ranges
from cleaner.commands.messages import MessagePrinter
from cleaner.commands.options import SETTINGS, TEXTS
from cleaner.commands.paging import NO_PAGER, Pager
from cleaner.corpus.entry import Record
from cleaner.files.items import Failure, Input, Note
from cleaner.model import Decision, Document, Result
from cleaner.runs import batch
from cleaner.settings import Settings


class ExplainedDocument(NamedTuple):
    """The result of a document. `record` is its number in a corpus, `name` its name in messages."""

    name: str
    path: str
    record: int | None
    result: Result
    shown: tuple[Decision, ...]
    """Lines to show."""


View = Callable[[ExplainedDocument], Iterator[str]]
"""Renderer of a document."""


@dataclass(frozen=True)
class ExplainTask:
    """Picklable task that returns the result with the document's name."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> ExplainedDocument:
        return ExplainedDocument(found.name, found.path, found.number, result, result.lines)


@click.command(cls=SectionedHelp)
@options.use(
    options.PATHS_OR_HERE,
    *SETTINGS,
    *TEXTS,
    NO_PAGER,
    options.FORMAT,
    click.option("-v", "--verbose", is_flag=True, help="Show the weights of all rules on each line."),
)
@click.pass_context
def explain(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    format_: str,
    quiet: bool,
    verbose: bool,
    no_pager: bool,
    **_: object,
) -> None:
    """Explain why each line is kept or removed.

    Each line has one row: its number, - if it is removed, its kind, and the reason. FILE:42 or FILE:40-60 as PATH shows
    only these lines. With --verbose, the weights of all rules are listed; a line's score is their sum, and a positive
    score means removed. On a terminal, the output is coloured and paged with $PAGER. Without PATH, the current
    directory is searched. No files are written.
    """
    ranges = split_ranges(paths)
    ctx.params["paths"] = ranges.paths
    settings = options.settings_for(ctx, ranges.paths[0])
    pager = Pager(not no_pager and format_ == "text")
    printer = MessagePrinter(quiet, hold=pager.is_used)
    texts = options.find_texts(ctx, settings)
    items = batch.process_documents(ExplainTask(), texts, settings, explain=True)
    found = printer.pass_results(_narrow(items, ranges))
    if format_ == "text":
        view = _weights(settings) if verbose else _sentences(settings)
        pager.show(_texts(found, view), terminal.is_colored(ctx))
    else:
        _print_json(found, format_ == "jsonl")
    printer.print_held()
    if not quiet:
        pager.warn_if_missing()
    ctx.exit(printer.status)


def _narrow(
    items: Iterable[ExplainedDocument | Failure | Note], ranges: Ranges
) -> Iterator[ExplainedDocument | Failure | Note]:
    """Yield the items, each document with the lines that are wanted; a note if there are none."""
    for item in items:
        if isinstance(item, Failure | Note) or (shown := ranges.select(item.path, item.result)) is None:
            yield item
        else:
            yield item._replace(shown=tuple(shown))
            if not shown:
                yield Note(f"{item.path}: no text in these lines.")


def _sentences(settings: Settings) -> View:
    from cleaner.render.explain import render_explain

    rules, width = {rule.code: rule for rule in settings.rulebook().rules}, terminal.screen_width()
    return lambda item: render_explain(item.name, item.result, rules, width, item.shown)


def _weights(settings: Settings) -> View:
    from cleaner.render.weights import render_weights

    names, width = {rule.code: rule.name for rule in settings.rulebook().rules}, terminal.screen_width()
    return lambda item: render_weights(item.name, item.result, names, width, item.shown)


def _texts(found: Iterable[ExplainedDocument | Failure], view: View) -> Iterator[str]:
    """Yield the explanation of each document, with an empty row between two."""
    above = ""
    for item in found:
        if not isinstance(item, Failure):
            yield above + "".join(f"{row}\n" for row in view(item))
            above = "\n"


def _print_json(documents: Iterable[ExplainedDocument | Failure], one_per_line: bool) -> None:
    from cleaner.render import json

    objects = (
        json.failure(item)
        if isinstance(item, Failure)
        else json.explanation(item.path, item.record, replace(item.result, lines=item.shown))
        for item in documents
    )
    for piece in json.documents("cleaner/explain/5", objects, one_per_line):
        terminal.put(piece)
    if not one_per_line:
        terminal.put(json.end())
