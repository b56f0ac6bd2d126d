"""`cleaner restore`: originals from cleaned files and their sidecars."""

from collections.abc import Iterator
from pathlib import Path

import click

from cleaner.commands import options, terminal
from cleaner.commands.messages import MessagePrinter
from cleaner.errors import CleanerError
from cleaner.files.atomic import write_new
from cleaner.files.items import STDIN, Failure
from cleaner.files.restore import restore_original
from cleaner.render import text
from cleaner.text import visible


@click.command()
@options.use(
    click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."),
    click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), metavar="FILE",
                 help='Write the original to this file instead ("-" for stdout).'),
    options.QUIET,
)  # fmt: skip
@click.pass_context
def restore(ctx: click.Context, /, files: tuple[Path, ...], out: Path | None, quiet: bool) -> None:
    """Restore the original of each cleaned file.

    FILE is NAME.clean.EXT, or NAME.removed.json, which 'cleaner run --sidecar' wrote next to it. The original is
    written next to them, byte for byte, under its old name. If either file has changed, nothing is written; existing
    files are never overwritten.
    """
    if out and len(files) > 1:
        raise click.UsageError("-o can only be used with a single FILE.", ctx)
    printer = MessagePrinter(quiet)
    for line in printer.pass_successes(_restore_files(files, out)):
        if not quiet:
            click.echo(visible.visible(line), err=True)
    ctx.exit(printer.status)


def _restore_files(files: tuple[Path, ...], out: Path | None) -> Iterator[str | Failure]:
    """Restore each original, and yield a line for the user unless it goes to stdout."""
    for path in files:
        try:
            original = restore_original(path)
            if out and str(out) == STDIN:
                terminal.put_visible(original.data)
                continue
            target = out or original.path
            yield text.render_restored(str(target), write_new(target, original.data, original.mode))
        except CleanerError as error:
            yield Failure(str(path), str(error))
