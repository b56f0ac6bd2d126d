"""`cleaner review`: decide uncertain lines one by one; later runs apply the decisions.

Each decision is written at once, so none is lost when the session ends. Answers are single keys on a terminal, or
lines of piped input. Colour is not needed.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from cleaner.commands import options
from cleaner.commands.key_input import keys
from cleaner.commands.messages import MessagePrinter
from cleaner.commands.options import EXCLUDE, FIELDS, SETTINGS
from cleaner.commands.review_session import ReviewPage, Session
from cleaner.corpus.entry import Record
from cleaner.files.items import STDIN, Input
from cleaner.model import Document, Result
from cleaner.reviews.review import Reviews
from cleaner.runs import batch
from cleaner.runs.site import document_name, site_of
from cleaner.settings import REVIEWS, find_settings_file


@dataclass(frozen=True)
class ReviewTask:
    """Task that returns a document under its name in the reviews file."""

    file: str
    """Path of the reviews file."""
    site: str
    """The site of all documents, or "" to take it from each."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> ReviewPage:
        return ReviewPage(document_name(found, Path(self.file)), site_of(found, self.site), result)


@click.command()
@options.use(
    options.PATHS,
    click.option("--all", "everything", is_flag=True, help="Ask about every line, not only the uncertain ones."),
    click.option("--again", is_flag=True, help="Ask again about documents already reviewed."),
    *SETTINGS,
    EXCLUDE,
    *FIELDS,
)
@click.pass_context
def review(ctx: click.Context, /, paths: tuple[str, ...], everything: bool, again: bool, **_: object) -> None:
    """Decide uncertain lines one by one; later runs apply your decisions.

    Decisions are saved in cleaner.reviews.toml, next to the settings file or else in the current directory. A document
    is shown again only if its text has changed.
    """
    if STDIN in paths:
        raise click.UsageError("cannot review stdin; pass a file.", ctx)
    settings = replace(options.settings_for(ctx, paths[0]), jobs=1)
    file = Path(settings.reviews) if settings.reviews else _new_file(paths)
    if not file.exists():
        settings = replace(settings, reviews="")
    reviews = settings.load_reviews() or Reviews()
    printer = MessagePrinter()
    task = ReviewTask(str(file), settings.site)
    texts = options.find_texts(ctx, settings)
    pages = printer.pass_successes(batch.process_documents(task, texts, settings, explain=True))
    with keys() as read_key:
        session = Session(file, reviews, settings.rulebook().rules, read_key, everything, again)
        try:
            session.run(pages)
        finally:  # after Ctrl-C too, to name the file with the decisions
            click.echo(session.summary(), err=True)
    ctx.exit(printer.status)


def _new_file(paths: Sequence[str]) -> Path:
    """Return the path of a new reviews file, where later runs over the same paths find it.

    That is next to the settings file, or else in the nearest directory above all paths that is the current directory or
    the root of a repository, or else in the lowest directory above all paths.
    """
    settings_file = find_settings_file(Path(paths[0]))
    if settings_file is not None:
        return settings_file.parent / REVIEWS
    targets = [Path(os.path.normpath(Path.cwd() / path)) for path in paths]
    lowest = Path(os.path.commonpath([target if target.is_dir() else target.parent for target in targets]))
    for directory in (lowest, *lowest.parents):
        if directory == Path.cwd() or (directory / ".git").exists():
            return Path(os.path.relpath(directory), REVIEWS)
    return lowest / REVIEWS
