"""`cleaner templates`: learn, merge and inspect text that recurs across a site."""

from contextlib import ExitStack
from pathlib import Path

import click

from cleaner.commands import exit_status, messages, options, terminal
from cleaner.commands.messages import MessagePrinter
from cleaner.commands.template_learning import save_templates, site_pages
from cleaner.errors import CleanerError
from cleaner.render import templates as render
from cleaner.render.text import plural
from cleaner.templates import file
from cleaner.templates.counts import FAN_IN, PageCounter
from cleaner.templates.library import Library

FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
OUT_NAMES, OUT_HELP = ("-o", "--out"), "Write the templates to this file."
ALL = click.option(
    "--all", "everything", is_flag=True, help="Keep rare lines too; required for files you want to merge."
)


@click.group(invoke_without_command=True)
@click.pass_context
def templates(ctx: click.Context) -> None:
    """Learn, merge and inspect text that recurs across a site.

    A template file records on how many pages of each site a line, or a pair of adjacent lines, occurs. To use it, set
    'templates' in the settings or pass --templates.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@templates.command()
@options.use(
    options.PATHS,
    click.option(
        *OUT_NAMES, required=True, cls=options.RequiredUnlessListing, type=FILE, metavar="FILE", help=OUT_HELP
    ),
    ALL,
    options.SITE,
    *options.FIELDS,
    *options.CONFIG,
    *options.FILES,
    options.QUIET,
    options.COLOR,
)
@click.pass_context
def learn(ctx: click.Context, /, out: Path, everything: bool, **_: object) -> None:
    """Count the lines that recur on the pages of each site.

    The site of a record is the host of its URL. The site of a file is the first directory below PATH, or PATH itself
    if it holds the file directly. Without --all, lines on fewer than three pages, or on fewer than one page in
    200, are left out.
    """
    settings = options.settings_for(ctx, ctx.params["paths"][0])
    printer, counts, learned = MessagePrinter(ctx.params["quiet"]), PageCounter(), 0
    for page in printer.pass_successes(site_pages(ctx, settings)):
        counts.add(*page)
        learned += 1
    if not learned:
        messages.say("no pages found; nothing written.")
        ctx.exit(exit_status.FAILED)
    sites = save_templates(counts.counts(), out, everything, is_whole=True)
    if not ctx.params["quiet"]:
        click.echo(f"{plural(learned, 'page')} of {plural(sites, 'site')}.", err=True)
    ctx.exit(printer.status)


@templates.command()
@options.use(
    click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path, dir_okay=False),
                   metavar="FILE..."),
    click.option(*OUT_NAMES, required=True, type=FILE, metavar="FILE", help=OUT_HELP),
    ALL,
)  # fmt: skip
def merge(files: tuple[Path, ...], out: Path, everything: bool) -> None:
    """Merge template files, as if all pages had been counted together.

    The files must have been learnt with --all; otherwise the merged counts may be too low.
    """
    counts, is_whole = PageCounter(), True
    for first in range(0, len(files), FAN_IN):
        with ExitStack() as stack:
            group = [
                (str(path), stack.enter_context(file.open_templates(path))) for path in files[first : first + FAN_IN]
            ]
            for name, part in group:
                if not file.is_whole(part.readline(file.LONGEST), name):
                    is_whole = False
                    messages.say(f"{name}: was learnt without --all; merged counts may be too low.")
                part.seek(0)
            counts.take(file.merge_counts([file.read_counts(file.rows(part, name), name) for name, part in group]))
    save_templates(counts.counts(), out, everything, is_whole)


@templates.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path, dir_okay=False), metavar="FILE")
@click.argument("site", required=False)
@options.COLOR
def show(path: Path, site: str | None) -> None:
    """List the sites in a file, or the recurring lines of one site."""
    library, width = Library(path), terminal.screen_width()
    if site is None:
        found = (template for name in library.sites if (template := library.of(name)))
        lines = render.render_sites(found, width)
    elif template := library.of(site):
        lines = render.render_template(template, width)
    else:
        raise CleanerError(f"{path}: no recurring lines for {site!r}; omit SITE to list all sites.")
    click.echo("\n".join(lines))
