"""`cleaner explain`: each line with its kind, its score, and the evidence for and against."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import click

from cleaner.commands import options, terminal
from cleaner.commands.messages import MessagePrinter
from cleaner.commands.options import SETTINGS, TEXTS
from cleaner.corpus.entry import Record
from cleaner.files.items import Failure, Input
from cleaner.model import Document, Result
from cleaner.render import explain as render
from cleaner.runs import batch
from cleaner.settings import Settings


class ExplainedDocument(NamedTuple):
    """The result of a document. `record` is its number in a corpus, `name` its name in messages."""

    name: str
    path: str
    record: int | None
    result: Result


@dataclass(frozen=True)
class ExplainTask:
    """Picklable task that returns the result with the document's name."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> ExplainedDocument:
        return ExplainedDocument(found.name, found.path, found.number, result)


@click.command()
@options.use(options.PATHS, *SETTINGS, *TEXTS, options.FORMAT)
@click.pass_context
def explain(ctx: click.Context, /, paths: tuple[str, ...], format_: str, quiet: bool, **_: object) -> None:
    """Explain why each line is kept or removed.

    A line's score is the sum of the listed weights; a positive score means removed. No files are written.
    """
    settings = options.settings_for(ctx, paths[0])
    printer = MessagePrinter(quiet)
    texts = options.find_texts(ctx, settings)
    documents = printer.pass_results(batch.process_documents(ExplainTask(), texts, settings, explain=True))
    if format_ == "text":
        _print_text(documents, settings)
    else:
        _print_json(documents, format_ == "jsonl")
    ctx.exit(printer.status)


def _print_text(documents: Iterable[ExplainedDocument | Failure], settings: Settings) -> None:
    names = {rule.code: rule.name for rule in settings.rulebook().rules}
    for item in documents:
        if not isinstance(item, Failure):
            lines = render.render_explain(item.name, item.result, names, terminal.screen_width())
            click.echo("\n".join(chain(lines, [""])))


def _print_json(documents: Iterable[ExplainedDocument | Failure], one_per_line: bool) -> None:
    from cleaner.render import json

    objects = (json.failure(item) if isinstance(item, Failure) else json.explanation(*item[1:]) for item in documents)
    for piece in json.documents("cleaner/explain/5", objects, one_per_line):
        terminal.put(piece)
    if not one_per_line:
        terminal.put(json.end())
