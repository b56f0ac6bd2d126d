"""`cleaner restore`: originals from cleaned files and their sidecars."""

from collections.abc import Iterator
from pathlib import Path

import click

from cleaner.commands import options, terminal
from cleaner.commands.messages import Report
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
                 help="Write the original to this file instead, or for - to stdout."),
    options.QUIET,
)  # fmt: skip
@click.pass_context
def restore(ctx: click.Context, /, files: tuple[Path, ...], out: Path | None, quiet: bool) -> None:
    """Write the original of each cleaned file again.

    FILE is NAME.clean.EXT, or NAME.removed.json, which 'cleaner run --sidecar' wrote beside it. The original is written
    beside them, byte for byte, under the name it had. Nothing is written if one of the two files has changed, and no
    file is overwritten by another.
    """
    if out and len(files) > 1:
        raise click.UsageError("-o takes one FILE, because it names one original.", ctx)
    report = Report(quiet)
    for line in report.successes(_restored(files, out)):
        if not quiet:
            click.echo(visible.visible(line), err=True)
    ctx.exit(report.status)


def _restored(files: tuple[Path, ...], out: Path | None) -> Iterator[str | Failure]:
    """What became of each file, as a line."""
    for path in files:
        try:
            found = restore_original(path)
            if out and str(out) == STDIN:
                terminal.show(found.data)
                continue
            place = out or found.path
            yield text.render_restored(str(place), write_new(place, found.data, found.mode))
        except CleanerError as error:
            yield Failure(str(path), str(error))
