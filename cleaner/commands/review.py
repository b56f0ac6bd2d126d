"""`cleaner review`: decide uncertain lines one by one; later runs apply the decisions.

Each decision is written at once, so none is lost when the session ends. Answers are single keys on a terminal, or
lines of piped input. Colour is not needed.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from heapq import nsmallest
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

import click

from cleaner.commands import options
from cleaner.commands.help_sections import SectionedHelp
from cleaner.commands.key_input import keys
from cleaner.commands.messages import MessagePrinter
from cleaner.commands.options import FIELDS, FILES, SETTINGS
from cleaner.commands.review_session import ReviewPage, Session
from cleaner.corpus.entry import Record
from cleaner.files.discover import walked_root
from cleaner.files.items import STDIN, Found, Input
from cleaner.model import Document, Result
from cleaner.reviews.review import Reviews
from cleaner.runs import batch
from cleaner.runs.site import document_name, site_of
from cleaner.settings import REVIEWS, Settings, find_settings_file

MAX_FIRST: Final = 200
"""Maximum number of documents that are shown before their turn; the texts of such records are held in memory."""


@dataclass(frozen=True)
class ReviewTask:
    """Task that returns a document under its name in the reviews file."""

    file: str
    """Path of the reviews file."""
    site: str
    """The site of all documents, or "" to take it from each."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> ReviewPage:
        return ReviewPage(document_name(found, Path(self.file)), site_of(found, self.site), result)


class RankedInput(NamedTuple):
    """An input or record, and the confidence in its result."""

    confidence: float
    found: Input | Record


@dataclass(frozen=True)
class RankTask:
    """Task that returns a document with its confidence; None for one that is already reviewed."""

    file: str
    """Path of the reviews file."""
    reviews: Reviews

    def __call__(self, found: Input | Record, document: Document, result: Result) -> RankedInput | None:
        is_done = self.reviews.is_done(document_name(found, Path(self.file)), result.raw)
        return None if is_done else RankedInput(result.confidence, found)


@click.command(cls=SectionedHelp)
@options.use(
    options.PATHS,
    click.option("--all", "everything", is_flag=True, help="Ask about every line, not only the uncertain ones."),
    click.option("--again", is_flag=True, help="Ask again about documents already reviewed."),
    *SETTINGS,
    *FILES,
    *FIELDS,
)
@click.pass_context
def review(ctx: click.Context, /, paths: tuple[str, ...], everything: bool, again: bool, **_: object) -> None:
    """Decide uncertain lines one by one; later runs apply your decisions.

    All documents are read first, and the most doubtful ones are shown first. Decisions are saved in
    cleaner.reviews.toml, next to the settings file or else in the current directory. A document is shown again only if
    its text has changed.
    """
    if STDIN in paths:
        raise click.UsageError("cannot review stdin; pass a file.", ctx)
    settings = options.settings_for(ctx, paths[0])
    file = Path(settings.reviews) if settings.reviews else _new_file(paths)
    if not file.exists():
        settings = replace(settings, reviews="")
    reviews = settings.load_reviews() or Reviews()
    printer = MessagePrinter()
    task = ReviewTask(str(file), settings.site)
    settings = replace(settings, jobs=1)
    items = _doubtful_first(partial(options.find_texts, ctx, settings), settings, str(file), reviews, again)
    pages = printer.pass_successes(batch.process_documents(task, items, settings, explain=True))
    with keys() as read_key:
        session = Session(file, reviews, settings.rulebook().rules, read_key, everything, again)
        try:
            session.run(pages)
        finally:  # after Ctrl-C too, to name the file with the decisions
            click.echo(session.summary(), err=True)
    ctx.exit(printer.status)


def _doubtful_first(
    find_texts: Callable[[], Iterable[Found | Record]], settings: Settings, file: str, reviews: Reviews, again: bool
) -> Iterator[Found | Record]:
    """Yield the documents, the `MAX_FIRST` most doubtful ones first; with `again`, reviewed ones count too."""
    task = RankTask(file, Reviews() if again else reviews)
    results = batch.process_documents(task, find_texts(), settings)
    ranked = (item for item in results if isinstance(item, RankedInput))
    first = [item.found for item in nsmallest(MAX_FIRST, ranked, key=attrgetter("confidence"))]
    yield from first
    known = {(found.path, found.number) for found in first}
    for item in find_texts():
        if not isinstance(item, Input | Record) or (item.path, item.number) not in known:
            yield item


def _new_file(paths: Sequence[str]) -> Path:
    """Return the path of a new reviews file, where later runs over the same paths find it.

    That is next to the settings file, or else in the nearest directory above all paths that is the current directory or
    the root of a repository, or else in the lowest directory above all paths.
    """
    settings_file = find_settings_file(Path(paths[0]))
    if settings_file is not None:
        return settings_file.parent / REVIEWS
    roots = [path if (root := walked_root(path)) is None else root for path in paths]  # without wildcards
    targets = [Path(os.path.normpath(Path.cwd() / root)) for root in roots]
    lowest = Path(os.path.commonpath([target if target.is_dir() else target.parent for target in targets]))
    for directory in (lowest, *lowest.parents):
        if directory == Path.cwd() or (directory / ".git").exists():
            return Path(os.path.relpath(directory), REVIEWS)
    return lowest / REVIEWS
