"""`cleaner review`: somebody looks at doubtful lines and says what they are; the next run knows.

What was said is written at once, each time, so that nothing is lost however it ends. It works with single keys on a
terminal, also a slow one without colour, and with answers piped in, a line each.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from cleaner.commands import options
from cleaner.commands.key_input import keys
from cleaner.commands.messages import Report
from cleaner.commands.options import EXCLUDE, NAMED, SETTINGS
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
    """The task: a document as it is reviewed, by the name that it has in the file of reviews."""

    file: str
    site: str

    def __call__(self, found: Input | Record, document: Document, result: Result) -> ReviewPage:
        return ReviewPage(document_name(found, Path(self.file)), site_of(found, self.site), result)


@click.command()
@options.use(
    options.PATHS,
    click.option("--all", "everything", is_flag=True, help="Ask about every line, and not the doubtful ones alone."),
    click.option("--again", is_flag=True, help="Ask again about what was gone through before."),
    *SETTINGS,
    EXCLUDE,
    *NAMED,
)
@click.pass_context
def review(ctx: click.Context, /, paths: tuple[str, ...], everything: bool, again: bool, **_: object) -> None:
    """Go through doubtful lines and say what they are; every later run honours it.

    What is said goes to cleaner.reviews.toml, beside the settings or else in the folder you are in, if the PATHs are
    below it. Documents that were gone through are shown again when their text has changed.
    """
    if STDIN in paths:
        raise click.UsageError(
            "'-' cannot be reviewed, for stdin is where the keys come from; name a file instead.", ctx
        )
    settings = replace(options.settings_for(ctx, paths[0]), jobs=1)
    file = Path(settings.reviews) if settings.reviews else _beside(paths)
    if not file.exists():
        settings = replace(settings, reviews="")
    said = settings.labels() or Reviews()
    report = Report()
    task = ReviewTask(str(file), settings.site)
    pages = report.successes(batch.process_documents(task, options.find_texts(ctx, settings), settings, explain=True))
    with keys() as key:
        session = Session(file, said, settings.rulebook().rules, key, everything, again)
        try:
            session.run(pages)
        finally:  # after Ctrl-C too: whoever is interrupted wants to know where the answers are
            click.echo(session.summary(), err=True)
    ctx.exit(report.status)


def _beside(paths: Sequence[str]) -> Path:
    """Where a new file of reviews goes: where runs in the same place will look for it."""
    settings_file = find_settings_file(Path(paths[0]))
    if settings_file is not None:
        return settings_file.parent / REVIEWS
    places = [Path(os.path.normpath(Path.cwd() / path)) for path in paths]
    folder = Path(os.path.commonpath([place if place.is_dir() else place.parent for place in places]))
    for parent in (folder, *folder.parents):
        if parent == Path.cwd() or (parent / ".git").exists():
            return Path(os.path.relpath(parent), REVIEWS)
    return folder / REVIEWS
