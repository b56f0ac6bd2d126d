"""A session of `cleaner review`: questions in order, with ways back, and each answer written as it is given."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import click

from cleaner.commands import terminal
from cleaner.model import Kind, Result
from cleaner.render import review as render
from cleaner.render.text import plural, wrap
from cleaner.reviews import file as review_file
from cleaner.reviews.review import (
    KEEPING,
    SCOPES,
    LineLabel,
    ReviewedDocument,
    Reviews,
    Scope,
    fingerprint,
    normalize_line,
)
from cleaner.rulebook.rule import Rule
from cleaner.runs.outcome import DOUBT
from cleaner.text.visible import visible

WIDTH = 80
"""Columns where there is no terminal."""
KEYS = frozenset("kdtsbunq")
"""Keys that answer a question; "w" and "?" only tell something."""
BEHIND = 20
"""Documents that one can go back to: each is in memory with all evidence."""


class ReviewPage(NamedTuple):
    """A document under review: what it is called, its site, and how it is cleaned now."""

    name: str
    site: str
    result: Result

    @property
    def texts(self) -> list[str]:
        """Its lines as they are compared."""
        return [normalize_line(self.result.raw[line.start : line.end]) for line in self.result.lines]

    @property
    def done(self) -> ReviewedDocument:
        """That somebody went through it."""
        return ReviewedDocument(self.name, fingerprint(self.result.raw))


@dataclass(eq=False)
class Asked:
    """A document with the numbers of the lines that are asked about, the one that is next, and the answers."""

    page: ReviewPage
    lines: list[int]
    next: int = 0
    answers: dict[int, LineLabel] = field(default_factory=dict)


class Answer(NamedTuple):
    """An answer that can be taken back: `before` is what was said instead."""

    asked: Asked
    line: int
    said: LineLabel
    before: tuple[LineLabel, ...]


class Session:
    """What is said, from the first question to the last. `key` gives the next one that is pressed.

    `everything` asks about lines that are in no doubt, `again` about those of which something was said before.
    """

    def __init__(
        self,
        file: Path,
        said: Reviews,
        rules: Sequence[Rule],
        key: Callable[[], str],
        everything: bool = False,
        again: bool = False,
    ) -> None:
        self._file, self._said, self._key = file, said, key
        self._names = {rule.code: rule.name for rule in rules}
        self._everything, self._again = everything, again
        self._scope: Scope = "document"
        self._answers: list[Answer] = []
        self._open: list[Asked] = []
        """The documents that one can go back to, and those ahead of where one has gone back."""
        self._documents = self._done = 0
        """Those that came, and those of them that need no look, because somebody went through them."""
        self._is_over = False

    def run(self, pages: Iterator[ReviewPage]) -> None:
        """Ask about the documents until there are no more, or it was enough."""
        asked = self._asked(pages)
        at: int | None = 0
        with suppress(EOFError):
            while at is not None:
                if at == len(self._open):
                    following = next(asked, None)
                    if following is None:
                        self._is_over = True
                        return
                    if not self._open:
                        self._help()
                    self._open = [*self._open[-BEHIND:], following]
                    at = len(self._open) - 1
                at = self._go_through(at)

    def summary(self) -> str:
        """What was said in all, or why nothing was asked."""
        if self._is_over and self._documents and not self._open:
            return render.render_nothing(self._documents, self._done, self._everything)
        where = f"; what was said is in {visible(str(self._file))}" if self._answers else ""
        lines = {(answer.asked.page.name, answer.line) for answer in self._answers}
        return f"{plural(len(lines), 'line')} reviewed{where}."

    def _asked(self, pages: Iterator[ReviewPage]) -> Iterator[Asked]:
        """The documents with something to ask; nobody went through them as they are now, unless it is `again`."""
        for page in pages:
            self._documents += 1
            if not self._again and self._said.is_done(page.name, page.result.raw):
                self._done += 1
            elif lines := self._lines(page):
                yield Asked(page, lines)

    def _lines(self, page: ReviewPage) -> list[int]:
        """The lines to ask about, the most doubtful first."""
        lines, texts = page.result.lines, page.texts
        reviewed = self._said.of(page.name, page.site)
        known = reviewed.kinds(texts) if reviewed else [None] * len(lines)
        wanted = [
            i
            for i, line in enumerate(lines)
            if (known[i] and self._again) or (not known[i] and (self._everything or abs(line.score) < DOUBT))
        ]
        return sorted(wanted, key=lambda i: abs(lines[i].score))

    def _go_through(self, at: int) -> int | None:
        """Ask about one document; the number of the one to go on with, None if that was enough."""
        asked = self._open[at]
        while asked.next < len(asked.lines):
            line = asked.lines[asked.next]
            key = self._ask(asked, line)
            if key == "q":
                return None
            if key == "n":
                return at + 1
            if key == "s":
                asked.next += 1
            elif key == "u":
                if (back := self._undo()) is not None and back != at:
                    return back
            elif key != "b":
                asked.next += self._answer(asked, line, key)
            elif asked.next:
                asked.next -= 1
            elif at:
                self._open[at - 1].next = min(self._open[at - 1].next, len(self._open[at - 1].lines) - 1)
                return at - 1
            else:
                self._tell("there is no line before this one.")
        if len(asked.answers) == len(asked.lines):
            self._change(put=[asked.page.done])
        return at + 1

    def _ask(self, asked: Asked, line: int) -> str:
        """The key that was pressed, of `KEYS`."""
        page = asked.page
        while True:
            click.echo("")
            self._tell(f"{visible(page.name)}: line {asked.next + 1} of {len(asked.lines)}", bold=True)
            for row in render.render_question(page.result, line, self._names, asked.answers, _width()):
                click.echo(row)
            key = self._pressed(render.PROMPT)
            if key in KEYS:
                return key
            if key == "w":
                self._widen(page)
            else:
                self._help()

    def _widen(self, page: ReviewPage) -> None:
        """The next scope for what is said."""
        self._scope = SCOPES[(SCOPES.index(self._scope) + 1) % len(SCOPES)]
        if self._scope == "site" and not page.site:
            self._scope = "everywhere"
        self._tell(f"What is said from now on holds {render.describe_scope(self._scope, page.site)}.")

    def _answer(self, asked: Asked, line: int, key: str) -> bool:
        """Write what a key says of a line; false if it says nothing after all."""
        kind = self._kind(key, asked.page.result.lines[line].kind)
        if kind is None:
            return False
        page, texts = asked.page, asked.page.texts
        above, below = texts[line - 1] if line else "", texts[line + 1] if line + 1 < len(texts) else ""
        said = LineLabel(texts[line], kind, self._scope, page.name, page.site, above, below)
        here = said._replace(scope="document").place  # or it would outweigh what is now said of more than this document
        before = tuple(
            review for review in self._said.lines if review.place == here or review == asked.answers.get(line)
        )
        self._change([said], before)
        self._answers.append(Answer(asked, line, said, before))
        asked.answers[line] = said
        self._tell(f"{kind}, {render.describe_scope(self._scope, page.site)}.")
        return True

    def _kind(self, key: str, now: Kind) -> Kind | None:
        """What a key says that a line is; None for nothing."""
        if key == "k":
            return now if now in KEEPING else "body"
        if key == "d" and now not in KEEPING:
            return now
        for row in render.render_kinds(_width()):
            click.echo(row)
        kind = render.LETTERS.get(self._pressed(render.WHICH))
        return None if key == "d" and kind in KEEPING else kind

    def _undo(self) -> int | None:
        """Take back what was said last; the number of its document, None if there is nothing, or it is far behind."""
        if not self._answers:
            self._tell("nothing was said yet.")
            return None
        asked, line, said, before = self._answers.pop()
        self._change(before, [said, asked.page.done])
        del asked.answers[line]
        for one in self._answers:
            if one.asked is asked and one.line == line:
                asked.answers[line] = one.said
        asked.next = asked.lines.index(line)
        self._tell(f"taken back: {said.kind}, in {visible(asked.page.name)}.")
        return self._open.index(asked) if asked in self._open else None

    def _change(
        self, put: Sequence[LineLabel | ReviewedDocument] = (), take: Sequence[LineLabel | ReviewedDocument] = ()
    ) -> None:
        self._said = review_file.update_reviews(self._file, put, take)

    def _help(self) -> None:
        for row in render.render_help(_width()):
            click.echo(row)

    def _tell(self, text: str, bold: bool | None = None) -> None:
        for row in wrap(text, _width()):
            click.echo(click.style(row, bold=bold))

    def _pressed(self, asked: str) -> str:
        """One key, in small letters. Raises `EOFError` where there are no more."""
        click.echo(render.render_prompt(asked, _width()), nl=False)
        key = ""
        try:
            key = self._key()
        finally:
            click.echo(visible(key))  # also at the end, for what is said then begins a row
        return key.lower()


def _width() -> int:
    return terminal.screen_width() or WIDTH
