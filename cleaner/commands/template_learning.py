"""Counts of the lines that recur in the inputs, for `templates learn` and `run --learn-templates`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from cleaner.commands import options, terminal
from cleaner.corpus.entry import Record
from cleaner.errors import CleanerError
from cleaner.files.atomic import refuse_foreign, write_lines
from cleaner.files.discover import size
from cleaner.files.items import STDIN, Failure, Input, Note
from cleaner.runs import load
from cleaner.runs.site import site_of
from cleaner.settings import Settings
from cleaner.templates import file
from cleaner.templates.counts import PageCounter


class SitePage(NamedTuple):
    """A text and its site."""

    site: str
    text: str


def site_pages(ctx: click.Context, settings: Settings) -> Iterator[SitePage | Failure | Note]:
    """Yield the inputs as pages of their sites. An input that cannot be read is a failure in its place."""
    texts = options.find_texts(ctx, settings)
    inputs = partial(options.find_inputs, ctx, settings, corpora=True)
    with terminal.progress(lambda: size(inputs()), not ctx.params["quiet"], "Learning") as advance:
        for number, item in enumerate(texts, 1):
            yield _page(item, settings) if isinstance(item, Input | Record) else item
            advance(texts.bytes_read, number)


def _page(item: Input | Record, settings: Settings) -> SitePage | Failure:
    try:
        return SitePage(_site(item, settings), load.to_document(item, settings).text)
    except CleanerError as error:
        return Failure(item.path, str(error))


def _site(found: Input | Record, settings: Settings) -> str:
    if site := site_of(found, settings.site):
        return site
    raise CleanerError(f"{found.name}: site unknown; set it with --site.")


def save_templates(counts: Iterator[file.EntryCount], out: Path, everything: bool, is_whole: bool) -> int:
    """Write sorted counts to a file, or to stdout for "-", and return the number of sites.

    Rare entries are left out unless `everything` is true. `is_whole` is true if none were left out before. Raises
    `CleanerError` if the file exists and is not a template file.
    """
    sites = count()

    def count_sites() -> Iterator[file.EntryCount]:
        for one in counts:
            if not one.entry:
                next(sites)
            yield one

    entries = count_sites() if everything else file.filter_recurring(count_sites())
    lines = file.dump_counts(entries, everything and is_whole)
    if str(out) == STDIN:
        for line in lines:
            terminal.put_visible(line)
    else:
        refuse_foreign(out, file.HEADER.encode(), "'cleaner templates'")
        write_lines(out, lines)
    return next(sites)


@contextmanager
def learn_templates(ctx: click.Context, settings: Settings) -> Iterator[Settings]:
    """Yield the settings with templates learnt from the inputs. Failures are left to the run that follows."""
    counts = PageCounter()
    with TemporaryDirectory() as directory:
        for page in site_pages(ctx, settings):
            if isinstance(page, SitePage):
                counts.add(*page)
        path = Path(directory, "templates")
        save_templates(counts.counts(), path, everything=False, is_whole=True)
        yield replace(settings, templates=str(path))
