"""`cleaner templates`: what recurs on the pages of a site, learnt, shown and merged."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from cleaner import batch
from cleaner.commands import common
from cleaner.commands.common import Report
from cleaner.corpus.entry import Record
from cleaner.corpus.names import ending
from cleaner.corpus.stream import Options, records
from cleaner.discover import Failure, Found, Input, Note
from cleaner.model import CleanerError
from cleaner.render import templates as render
from cleaner.render.text import fit, visible
from cleaner.runs import size
from cleaner.settings import Settings
from cleaner.templates import file
from cleaner.templates.counts import Counts
from cleaner.templates.library import Library, site_of
from cleaner.write import write_lines

FILE = click.Path(path_type=Path, dir_okay=False)
OUT = click.option("-o", "--out", required=True, type=FILE, metavar="FILE", help="Write the templates to this file.")
ALL = click.option(
    "--all", "everything", is_flag=True, help="Keep what is rare too, so that the file can be merged without loss."
)


class Page(NamedTuple):
    """A text, and the site that it is a page of."""

    site: str
    text: str


@click.group()
def templates() -> None:
    """Learn, show and merge what recurs on the pages of a site.

    A file of templates says how many pages of each site hold a line, or a line with the one below it. Use it with
    'templates' in the settings, or with --templates.
    """


@templates.command()
@common.options(
    common.PATHS, OUT, ALL, common.SITE, *common.NAMED, *common.CONFIG, common.EXCLUDE, common.QUIET, common.COLOR
)
@click.pass_context
def learn(ctx: click.Context, /, out: Path, everything: bool, **_: object) -> None:
    """Count what recurs on the pages of each site.

    The site of a record is the host in its address. The site of a file is the first folder below PATH, or PATH itself
    where the page is right in it. Lines on fewer than three pages, or on fewer than one page in 200, are left out.
    """
    settings = common.settings_for(ctx, ctx.params["paths"][0])
    report, counts = Report(ctx.params["quiet"]), Counts()
    for page in report.done(_pages(ctx, settings)):
        counts.add(*page)
    save(counts.counts(), out, everything)
    ctx.exit(report.status)


@templates.command()
@common.options(
    click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path, dir_okay=False),
                   metavar="FILE..."),
    OUT, ALL,
)  # fmt: skip
def merge(files: tuple[Path, ...], out: Path, everything: bool) -> None:
    """Add up files of templates, as if all their pages had been counted at once.

    For that they must have been written with --all: what a part has left out is missing in the sum.
    """
    with ExitStack() as stack:
        parts = [stack.enter_context(file.opened(path)) for path in files]
        for path, part in zip(files, parts, strict=True):
            if not file.is_whole(part.readline(), str(path)):
                common.say(f"{path}: leaves out what is rare, so sums may fall short; learn parts with --all.")
            part.seek(0)
        read = [file.read(part, str(path)) for path, part in zip(files, parts, strict=True)]
        save(file.merged(read), out, everything)


@templates.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path, dir_okay=False), metavar="FILE")
@click.argument("site", required=False)
@common.COLOR
def show(path: Path, site: str | None) -> None:
    """List the sites in a file, or what recurs on one."""
    library = Library(path)
    if site is None:
        found = (template for name in library.sites if (template := library.of(name)))
        lines = render.sites(found)
    elif template := library.of(site):
        lines = render.template(template)
    else:
        what = "nothing recurs on" if site in library.sites else "has no site"
        raise CleanerError(f"{path}: {what} {site!r}; without a site all that are there are listed.")
    width = common.screen_width()
    for line in lines:
        click.echo(fit(visible(line), width))


def _pages(ctx: click.Context, settings: Settings) -> Iterator[Page | Failure | Note]:
    """The inputs as pages of their sites; what cannot be read is a failure in its place."""
    items = partial(common.found, ctx, settings, corpora=True)
    options = Options(fields=common.fields(ctx.params), named=ctx.params["paths"])
    read, numbers = 0, count(1)
    with common.progress(lambda: size(items()), not ctx.params["quiet"], "Learning") as advance:
        for item in items():
            for page in _of_item(item, settings, options):
                yield page
                advance(read, next(numbers))
            read += size([item])


def _of_item(item: Found, settings: Settings, options: Options) -> Iterator[Page | Failure | Note]:
    if not isinstance(item, Input):
        yield item
        return
    try:
        if ending(item.path) is None:
            yield Page(site_of(item, settings.site), batch.load(item.path).text)
            return
        for record in records(item, options):
            yield Page(site_of(record, settings.site), record.text) if isinstance(record, Record) else record
    except CleanerError as error:
        yield Failure(item.path, str(error))


def save(counts: Iterator[file.Count], out: Path, everything: bool) -> None:
    """Write sorted counts to a file, those of what is rare too if `everything` is wanted."""
    write_lines(out, file.written(counts if everything else file.recurring(counts), everything))


@contextmanager
def learned(ctx: click.Context, settings: Settings) -> Iterator[Settings]:
    """The settings with the templates of the inputs themselves. What cannot be read comes up when it is cleaned."""
    counts = Counts()
    with TemporaryDirectory() as folder:
        for page in _pages(ctx, settings):
            if isinstance(page, Page):
                counts.add(*page)
        save(counts.counts(), Path(folder, "templates"), everything=False)
        yield replace(settings, templates=str(Path(folder, "templates")))
