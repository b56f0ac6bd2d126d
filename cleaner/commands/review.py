"""`cleaner review`: somebody looks at doubtful lines and says what they are; the next run knows.

What was said is written at once, each time, so that nothing is lost however it ends. It works with single keys on a
terminal, also a slow one without colour, and with answers piped in, a line each.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import click

from cleaner import batch
from cleaner.commands import common
from cleaner.commands.common import EXCLUDE, NAMED, SETTINGS, Report
from cleaner.commands.keys import keys
from cleaner.corpus.entry import Record
from cleaner.discover import Input
from cleaner.model import Document, Kind, Result
from cleaner.render import review as render
from cleaner.render.text import count, visible
from cleaner.reviews import KEEPING, SCOPES, Review, Reviews, Scope, document_name, normal, written
from cleaner.settings import REVIEWS, find
from cleaner.templates.site import site_of
from cleaner.write import NEW_FILE, write

DOUBT = 2.0
"""A line whose score is farther from 0 is not asked about."""
WIDTH = 80
"""Columns where there is no terminal."""
KEYS = "kdtsbunq"
"""Keys that answer a question; "w" and "?" only tell something."""


class Page(NamedTuple):
    """A document under review: what it is called, its site, and how it is cleaned now."""

    name: str
    site: str
    result: Result

    @property
    def texts(self) -> list[str]:
        """Its lines as they are compared."""
        return [normal(self.result.raw[line.start : line.end]) for line in self.result.lines]


@dataclass(frozen=True)
class Show:
    """The task: a document as it is reviewed, by the name that it has in the file of reviews."""

    file: str
    site: str

    def __call__(self, found: Input | Record, document: Document, result: Result) -> Page:
        return Page(document_name(found, Path(self.file)), site_of(found, self.site), result)


@click.command()
@common.options(
    common.PATHS,
    click.option("--all", "everything", is_flag=True, help="Ask about every line, and not the doubtful ones alone."),
    *SETTINGS,
    EXCLUDE,
    *NAMED,
)
@click.pass_context
def review(ctx: click.Context, /, paths: tuple[str, ...], everything: bool, **_: object) -> None:
    """Go through doubtful lines and say what they are; every later run honours it.

    What is said goes to cleaner.reviews.toml, beside the settings or else in the folder of the first PATH. Documents
    that were gone through are not shown again.
    """
    settings = replace(common.settings_for(ctx, paths[0]), jobs=1)
    file = Path(settings.reviews) if settings.reviews else _beside(paths[0])
    said = settings.said() or Reviews()
    names = {rule.code: rule.name for rule in settings.rulebook().rules}
    report = Report()
    click.echo(render.HELP)
    task = Show(str(file), settings.site)
    pages = report.done(batch.results(task, common.texts(ctx, settings), settings, explain=True))
    with keys() as key:
        session = Session(file, said, names, everything, key)
        with suppress(EOFError):
            for page in pages:
                if page.name not in said.documents and not session.go_through(page):
                    break
    click.echo(session.summary(), err=True)
    ctx.exit(report.status)


def _beside(start: str) -> Path:
    """Where a new file of reviews goes."""
    settings_file = find(Path(start))
    if settings_file is not None:
        return settings_file.parent / REVIEWS
    return (Path(start) if Path(start).is_dir() else Path(start).parent) / REVIEWS


class Session:
    """What is said, from the first question to the last. `names` are those of rules by code, `key` gives the next."""

    def __init__(
        self, file: Path, said: Reviews, names: dict[str, str], everything: bool, key: Callable[[], str]
    ) -> None:
        self._file, self._said, self._names, self._key = file, said, names, key
        self._everything = everything
        self._scope: Scope = "document"
        self._count = 0

    def go_through(self, page: Page) -> bool:
        """Ask about the lines of one document; false if that was enough."""
        asked, answered, position = self._asked(page), dict[int, Review](), 0
        while position < len(asked):
            i = asked[position]
            key = self._ask(page, i, position, len(asked))
            if key in "nq":
                return key == "n"
            if key in "bu":
                position = max(0, position - 1)
                if key == "u" and asked[position] in answered:
                    self._take_back(answered.pop(asked[position]))
                continue
            kind = self._kind(key, page.result.lines[i].kind)
            if kind is not None:
                answered[i] = self._say(page, i, kind)
            position += key == "s" or kind is not None
        if asked and len(answered) == len(asked):
            self._keep(self._said.with_document(page.name))
        return True

    def summary(self) -> str:
        """What was said in all."""
        where = f"; what was said is in {visible(str(self._file))}" if self._count else ""
        return f"{count(self._count, 'line')} reviewed{where}."

    def _asked(self, page: Page) -> list[int]:
        """The lines to ask about, the most doubtful first: not those of which something was said."""
        lines, texts = page.result.lines, page.texts
        reviewed = self._said.of(page.name, page.site)
        known = reviewed.kinds(texts) if reviewed else [None] * len(lines)
        doubtful = [i for i, line in enumerate(lines) if self._everything or abs(line.score) < DOUBT]
        return sorted((i for i in doubtful if not known[i]), key=lambda i: abs(lines[i].score))

    def _ask(self, page: Page, i: int, position: int, total: int) -> str:
        """The key that was pressed, of `KEYS`."""
        width = common.screen_width() or WIDTH
        while True:
            click.echo("")
            click.echo(click.style(f"{visible(page.name)}: line {position + 1} of {total}", bold=True))
            for row in render.question(page.result, i, self._names, width):
                click.echo(row)
            click.echo("keep, drop, type, skip, back, undo, where, next, quit, or ? for help: ", nl=False)
            key = self._pressed()
            if key and key in KEYS:
                return key
            if key == "w":
                self._widen(page)
            else:
                click.echo(render.HELP)

    def _widen(self, page: Page) -> None:
        """The next scope for what is said."""
        self._scope = SCOPES[(SCOPES.index(self._scope) + 1) % len(SCOPES)]
        if self._scope == "site" and not page.site:
            self._scope = "everywhere"
        click.echo(f"What is said from now on holds {self._told_scope(page)}.")

    def _told_scope(self, page: Page) -> str:
        if self._scope == "site":
            return f"on all pages of {visible(page.site)}"
        return "everywhere" if self._scope == "everywhere" else "in this document"

    def _kind(self, key: str, now: Kind) -> Kind | None:
        """What a key says that a line is; None for nothing."""
        if key == "k":
            return now if now in KEEPING else "body"
        if key == "d" and now not in KEEPING:
            return now
        if key not in "dt":
            return None
        for row in render.kinds(common.screen_width() or WIDTH):
            click.echo(row)
        click.echo("which kind, or any other key for none: ", nl=False)
        kind = render.LETTERS.get(self._pressed())
        return None if key == "d" and kind in KEEPING else kind

    def _say(self, page: Page, i: int, kind: Kind) -> Review:
        texts = page.texts
        above, below = texts[i - 1] if i else "", texts[i + 1] if i + 1 < len(texts) else ""
        said = Review(texts[i], kind, self._scope, page.name, page.site, above, below)
        self._keep(self._said.with_line(said))
        self._count += 1
        click.echo(f"{kind}, {self._told_scope(page)}.")
        return said

    def _take_back(self, said: Review) -> None:
        self._keep(self._said.without_line(said))
        self._count -= 1
        click.echo("taken back.")

    def _keep(self, said: Reviews) -> None:
        self._said = said
        write(self._file, written(said), NEW_FILE)

    def _pressed(self) -> str:
        """One key, in small letters. Raises `EOFError` where there are no more."""
        key = self._key()
        click.echo(visible(key))
        return key.lower()
