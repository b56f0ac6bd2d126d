"""`cleaner check`: which files hold boilerplate, for hooks and CI."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cleaner.commands import messages, options, terminal
from cleaner.commands.messages import Report
from cleaner.commands.options import SETTINGS, TEXTS
from cleaner.corpus.entry import Record
from cleaner.files.items import Failure, Input
from cleaner.model import Document, Result
from cleaner.render import text
from cleaner.runs import batch
from cleaner.runs.outcome import Finding, boilerplate_blocks, find_boilerplate
from cleaner.text import visible

if TYPE_CHECKING:
    from cleaner.rulebook.rule import Rule

BY_LINE = ("github", "sarif")
"""Formats that say where in a file something was found."""


@dataclass(frozen=True)
class FindBoilerplate:
    """The task of a check. Picklable."""

    by_line: bool

    def __call__(self, found: Input | Record, document: Document, result: Result) -> Finding:
        parts = boilerplate_blocks(result) if self.by_line else ()
        return Finding(found.path, result.verdict, find_boilerplate(result), parts, found.number)


@click.command()
@options.use(options.PATHS, *SETTINGS, *TEXTS, options.formats("text", "json", "jsonl", *BY_LINE))
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[str, ...], format_: str, quiet: bool, **_: object) -> None:
    """List files that hold boilerplate or no article; exit with 1 if any do.

    Lines of the article that are not kept, such as bylines, are no boilerplate. Nothing is written. With --format
    github each stretch of lines is an annotation of GitHub Actions, with sarif a result for code scanning.
    """
    settings = options.settings_for(ctx, paths[0])
    report = Report(quiet)
    found = 0

    def told() -> Iterator[Finding | Failure]:
        nonlocal found
        for item in report.report_all(
            batch.process_documents(FindBoilerplate(format_ in BY_LINE), options.find_texts(ctx, settings), settings)
        ):
            found += isinstance(item, Finding) and item.holds_boilerplate
            yield item

    if format_ == "text":
        _print_text(told())
    elif format_ in BY_LINE:
        _print_by_line(told(), {rule.code: rule for rule in settings.rulebook().rules}, format_)
    else:
        _print_json(told(), format_ == "jsonl")
    ctx.exit(report.status or (messages.FOUND if found else messages.DONE))


def _print_text(told: Iterable[Finding | Failure]) -> None:
    """One line per file that holds boilerplate."""
    for item in told:
        if isinstance(item, Finding) and item.holds_boilerplate:
            click.echo(visible.visible(text.render_finding(item)))


def _print_by_line(told: Iterable[Finding | Failure], rules: Mapping[str, "Rule"], format_: str) -> None:
    from cleaner.render import annotations, sarif

    if format_ == "sarif":
        for piece in sarif.render_sarif(told, rules, terminal.version()):
            terminal.put(piece)
        return
    for item in told:
        for command in annotations.render_annotations(item, rules):
            click.echo(command)


def _print_json(told: Iterable[Finding | Failure], one_per_line: bool) -> None:
    from cleaner.render import json

    objects = (json.failure(item) if isinstance(item, Failure) else json.finding(item) for item in told)
    for piece in json.documents("cleaner/check/2", objects, one_per_line):
        terminal.put(piece)
    if not one_per_line:
        terminal.put(json.end())
