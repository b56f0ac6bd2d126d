"""`cleaner config`: the effective settings, and where each one comes from."""

from collections.abc import Iterator

import click

from cleaner.commands import completion, options
from cleaner.commands.options import JOBS, QUIET, SELECTION, SETTINGS
from cleaner.model import KINDS
from cleaner.render.text import render_table
from cleaner.settings import DEFAULT, KEYS, Settings, attribute

UNSET = {
    "hidden": "false",
    "gitignore": "false",
    "jobs": "by number of files",
    "weights": "shipped",
    "site": "by host or directory",
}
"""Values shown for settings that are not set; "none" for the others."""


@click.command()
@options.use(
    click.argument("path", default=".", metavar="[PATH]", shell_complete=completion.files),
    *SETTINGS,
    *SELECTION,
    JOBS,
    QUIET,
    options.MIN_CONFIDENCE,
)
@click.pass_context
def config(ctx: click.Context, /, path: str, **_: object) -> None:
    """Show the effective settings for PATH and where each one comes from."""
    settings = options.settings_for(ctx, path)
    settings.rulebook()  # an unknown rule code is an error here too
    click.echo("\n".join(render_table(_rows(settings))))


def _rows(settings: Settings) -> Iterator[tuple[str, str, str]]:
    for name in KEYS:
        value = getattr(settings, attribute(name))
        # a trailing blank keeps the table from right-aligning a number
        cell = ", ".join(value) if isinstance(value, tuple) else f"{value} " if value else ""
        cell = "true" if value is True else cell
        yield name, cell or UNSET.get(name, "none"), settings.origin.get(name, DEFAULT)
    yield "rule", ", ".join(rule.code for rule in settings.rules) or "none", settings.origin.get("rule", DEFAULT)
    kept = ", ".join(kind for kind in KINDS if kind in settings.kept)
    yield "kinds kept", kept, "default, after keep and drop"
