"""`cleaner check`: report files that contain boilerplate, for hooks and CI."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cleaner.commands import exit_status, options, terminal
from cleaner.commands.help_sections import SectionedHelp
from cleaner.commands.messages import MessagePrinter
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
"""Formats that name the lines of each finding."""


@dataclass(frozen=True)
class FindBoilerplate:
    """Picklable task that counts the boilerplate of a document; `by_line` adds its blocks."""

    by_line: bool

    def __call__(self, found: Input | Record, document: Document, result: Result) -> Finding:
        blocks = boilerplate_blocks(result) if self.by_line else ()
        kinds = find_boilerplate(result)
        return Finding(
            found.path, result.verdict, kinds, blocks, found.number, result.confidence, document.is_extracted
        )


@click.command(cls=SectionedHelp)
@options.use(options.PATHS_OR_HERE, *SETTINGS, *TEXTS, options.formats("text", "json", "jsonl", *BY_LINE))
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[str, ...], format_: str, quiet: bool, **_: object) -> None:
    """Report files that contain boilerplate or no article; exit with status 1 if any do.

    Bylines, captions and metadata count as part of the document, not as boilerplate.
    Without PATH, the current directory is searched. No files are written.
    --format github emits GitHub Actions annotations; --format sarif emits SARIF for code scanning.
    """
    settings = options.settings_for(ctx, paths[0])
    printer = MessagePrinter(quiet)
    found = 0

    def findings() -> Iterator[Finding | Failure]:
        nonlocal found
        task = FindBoilerplate(format_ in BY_LINE)
        for item in printer.pass_results(batch.process_documents(task, options.find_texts(ctx, settings), settings)):
            found += isinstance(item, Finding) and item.holds_boilerplate
            yield item

    if format_ == "text":
        _print_text(findings())
    elif format_ in BY_LINE:
        _print_by_line(findings(), {rule.code: rule for rule in settings.rulebook().rules}, format_)
    else:
        _print_json(findings(), format_ == "jsonl")
    ctx.exit(printer.status or (exit_status.FOUND if found else exit_status.DONE))


def _print_text(findings: Iterable[Finding | Failure]) -> None:
    """Print one line per file that contains boilerplate."""
    for item in findings:
        if isinstance(item, Finding) and item.holds_boilerplate:
            click.echo(visible.visible(text.render_finding(item)))


def _print_by_line(findings: Iterable[Finding | Failure], rules: Mapping[str, "Rule"], format_: str) -> None:
    from cleaner.render import annotations, sarif

    if format_ == "sarif":
        for piece in sarif.render_sarif(findings, rules, terminal.version()):
            terminal.put(piece)
        return
    for item in findings:
        for command in annotations.render_annotations(item, rules):
            click.echo(command)


def _print_json(findings: Iterable[Finding | Failure], one_per_line: bool) -> None:
    from cleaner.render import json

    objects = (json.failure(item) if isinstance(item, Failure) else json.finding(item) for item in findings)
    for piece in json.documents("cleaner/check/3", objects, one_per_line):
        terminal.put(piece)
    if not one_per_line:
        terminal.put(json.end())
