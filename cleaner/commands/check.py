"""`cleaner check`: which files hold boilerplate, for hooks and CI."""

from collections.abc import Iterable
from dataclasses import dataclass

import click

from cleaner import batch
from cleaner.commands import common
from cleaner.commands.common import INPUTS, SETTINGS, Report
from cleaner.discover import Failure, Input
from cleaner.model import Document, Result
from cleaner.outcome import Finding, boilerplate
from cleaner.render import text


@dataclass(frozen=True)
class Check:
    """The task of a check. Picklable."""

    def __call__(self, found: Input, document: Document, result: Result) -> Finding:
        return Finding(found.path, result.verdict, boilerplate(result))


@click.command()
@common.options(common.PATHS, *SETTINGS, *INPUTS, common.FORMAT)
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[str, ...], format_: str, quiet: bool, **_: object) -> None:
    """List files that hold boilerplate or no article; exit with 1 if any do.

    Lines of the article that are not kept, such as bylines, are no boilerplate. Nothing is written.
    """
    settings = common.settings_for(ctx, paths[0])
    report = Report(quiet)
    told = report.told(batch.results(Check(), common.found(ctx, settings), settings))
    found = _print_text(told) if format_ == "text" else _print_json(told, format_ == "jsonl")
    ctx.exit(report.status or (common.FOUND if found else common.DONE))


def _print_text(told: Iterable[Finding | Failure]) -> int:
    """One line per file that holds boilerplate; their number."""
    found = 0
    for item in told:
        if isinstance(item, Finding) and item.holds_boilerplate:
            click.echo(text.visible(text.finding(item)))
            found += 1
    return found


def _print_json(told: Iterable[Finding | Failure], one_per_line: bool) -> int:
    from cleaner.render import json

    found = 0

    def objects() -> Iterable[json.Object]:
        nonlocal found
        for item in told:
            found += isinstance(item, Finding) and item.holds_boilerplate
            yield json.failure(item) if isinstance(item, Failure) else json.finding(item)

    for piece in json.documents("cleaner/check/1", objects(), one_per_line):
        common.put(piece)
    if not one_per_line:
        common.put(json.end())
    return found
