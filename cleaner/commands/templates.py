"""`cleaner templates`: what recurs on the pages of a site, learnt, shown and merged."""

from contextlib import ExitStack
from pathlib import Path

import click

from cleaner.commands import messages, options, terminal
from cleaner.commands.messages import Report
from cleaner.commands.template_learning import save_templates, site_pages
from cleaner.errors import CleanerError
from cleaner.render import templates as render
from cleaner.render.text import fit, plural
from cleaner.templates import file
from cleaner.templates.counts import FAN_IN, PageCounter
from cleaner.templates.library import Library
from cleaner.text.visible import visible

FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
OUT = click.option("-o", "--out", required=True, type=FILE, metavar="FILE", help="Write the templates to this file.")
ALL = click.option(
    "--all", "everything", is_flag=True, help="Keep what is rare too, so that the file can be merged without loss."
)


@click.group()
def templates() -> None:
    """Learn, show and merge what recurs on the pages of a site.

    A file of templates says how many pages of each site hold a line, or a line with the one below it. Use it with
    'templates' in the settings, or with --templates.
    """


@templates.command()
@options.use(
    options.PATHS,
    OUT,
    ALL,
    options.SITE,
    *options.NAMED,
    *options.CONFIG,
    options.EXCLUDE,
    options.QUIET,
    options.COLOR,
)
@click.pass_context
def learn(ctx: click.Context, /, out: Path, everything: bool, **_: object) -> None:
    """Count what recurs on the pages of each site.

    The site of a record is the host in its address. The site of a file is the first folder below PATH, or PATH itself
    where the page is right in it. Lines on fewer than three pages, or on fewer than one page in 200, are left out.
    """
    settings = options.settings_for(ctx, ctx.params["paths"][0])
    report, counts, learnt = Report(ctx.params["quiet"]), PageCounter(), 0
    for page in report.successes(site_pages(ctx, settings)):
        counts.add(*page)
        learnt += 1
    if not learnt:
        messages.say("no page was counted, so nothing is written.")
        ctx.exit(messages.FAILED)
    sites = save_templates(counts.counts(), out, everything, is_whole=True)
    if not ctx.params["quiet"]:
        click.echo(f"{plural(learnt, 'page')} of {plural(sites, 'site')}.", err=True)
    ctx.exit(report.status)


@templates.command()
@options.use(
    click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path, dir_okay=False),
                   metavar="FILE..."),
    OUT, ALL,
)  # fmt: skip
def merge(files: tuple[Path, ...], out: Path, everything: bool) -> None:
    """Add up files of templates, as if all their pages had been counted at once.

    For that they must have been written with --all: what a part has left out is missing in the sum.
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
                    messages.say(f"{name}: leaves out what is rare, so sums may fall short; learn parts with --all.")
                part.seek(0)
            counts.take(file.merge_counts([file.read_counts(file.rows(part, name), name) for name, part in group]))
    save_templates(counts.counts(), out, everything, is_whole)


@templates.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path, dir_okay=False), metavar="FILE")
@click.argument("site", required=False)
@options.COLOR
def show(path: Path, site: str | None) -> None:
    """List the sites in a file, or what recurs on one."""
    library = Library(path)
    if site is None:
        found = (template for name in library.sites if (template := library.of(name)))
        lines = render.render_sites(found)
    elif template := library.of(site):
        lines = render.render_template(template)
    else:
        raise CleanerError(
            f"{path}: nothing recurs on {site!r}; without a site all on which something does are listed."
        )
    width = terminal.screen_width()
    for line in lines:
        click.echo(fit(visible(line), width))
