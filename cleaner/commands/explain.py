"""`cleaner explain`: each line with its kind, its score and the evidence for and against."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import click

from cleaner.commands import options, terminal
from cleaner.commands.messages import Report
from cleaner.commands.options import SETTINGS, TEXTS
from cleaner.corpus.entry import Record
from cleaner.files.items import Failure, Input
from cleaner.model import Document, Result
from cleaner.render import explain as render
from cleaner.runs import batch


class ExplainedDocument(NamedTuple):
    """A document as it is explained. `record` is its number in a corpus, `name` what messages call it."""

    name: str
    path: str
    record: int | None
    result: Result


@dataclass(frozen=True)
class ExplainTask:
    """The task: the result itself, with what it is of. Picklable."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> ExplainedDocument:
        return ExplainedDocument(found.name, found.path, found.number, result)


@click.command()
@options.use(options.PATHS, *SETTINGS, *TEXTS, options.FORMAT)
@click.pass_context
def explain(ctx: click.Context, /, paths: tuple[str, ...], format_: str, quiet: bool, **_: object) -> None:
    """Show why each line is kept or removed, and what would have changed that.

    A line's score is the sum of the weights below it; above 0 it is not body. Nothing is written.
    """
    settings = options.settings_for(ctx, paths[0])
    report = Report(quiet)
    told = report.report_all(
        batch.process_documents(ExplainTask(), options.find_texts(ctx, settings), settings, explain=True)
    )
    if format_ == "text":
        names = {rule.code: rule.name for rule in settings.rulebook().rules}
        for item in told:
            if not isinstance(item, Failure):
                click.echo(
                    "\n".join(
                        chain(render.render_explain(item.name, item.result, names, terminal.screen_width()), [""])
                    )
                )
    else:
        _print_json(told, format_ == "jsonl")
    ctx.exit(report.status)


def _print_json(told: Iterable[ExplainedDocument | Failure], one_per_line: bool) -> None:
    from cleaner.render import json

    objects = (json.failure(item) if isinstance(item, Failure) else json.explained(*item[1:]) for item in told)
    for piece in json.documents("cleaner/explain/3", objects, one_per_line):
        terminal.put(piece)
    if not one_per_line:
        terminal.put(json.end())
