"""A session of `cleaner review`: it asks in order, can go back, and writes each answer at once."""

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
"""Columns of the output if stdout is not a terminal."""
KEYS = frozenset("kdtsbunq")
"""Keys that answer a question. After "w" and "?" it is asked again."""
MAX_BEHIND = 20
"""Maximum number of earlier documents to go back to; each holds all its evidence in memory."""


class ReviewPage(NamedTuple):
    """A document under review: its name in the reviews file, its site, and its result."""

    name: str
    site: str
    result: Result

    @property
    def texts(self) -> list[str]:
        """Its lines, normalised as in the reviews file."""
        return [normalize_line(self.result.raw[line.start : line.end]) for line in self.result.lines]

    @property
    def done(self) -> ReviewedDocument:
        """The entry that marks it as reviewed."""
        return ReviewedDocument(self.name, fingerprint(self.result.raw))


@dataclass(eq=False)
class OpenDocument:
    """A document with the indices of the lines to ask about, the position in them, and the answers by index."""

    page: ReviewPage
    lines: list[int]
    next: int = 0
    answers: dict[int, LineLabel] = field(default_factory=dict)


class Answer(NamedTuple):
    """An answer that can be undone. `before` are the labels that it replaced."""

    document: OpenDocument
    line: int
    label: LineLabel
    before: tuple[LineLabel, ...]


class Session:
    """Asks about documents and saves the answers in `file`. `read_key` returns the next key.

    `labels` are the decisions made before. `everything` asks about certain lines too, `again` about lines and documents
    already decided.
    """

    def __init__(
        self,
        file: Path,
        labels: Reviews,
        rules: Sequence[Rule],
        read_key: Callable[[], str],
        everything: bool = False,
        again: bool = False,
    ) -> None:
        self._file, self._labels, self._read_key = file, labels, read_key
        self._names = {rule.code: rule.name for rule in rules}
        self._everything, self._again = everything, again
        self._scope: Scope = "document"
        self._answers: list[Answer] = []
        self._open: list[OpenDocument] = []
        """The current document, those before it, and those after it once the user has gone back."""
        self._documents = self._done = 0
        """Number of documents read, and how many of them were skipped because they are reviewed."""
        self._is_over = False

    def run(self, pages: Iterator[ReviewPage]) -> None:
        """Ask about the documents until there are no more or the user quits."""
        documents = self._with_questions(pages)
        at: int | None = 0
        with suppress(EOFError):
            while at is not None:
                if at == len(self._open):
                    following = next(documents, None)
                    if following is None:
                        self._is_over = True
                        return
                    if not self._open:
                        self._print_help()
                    self._open = [*self._open[-MAX_BEHIND:], following]
                    at = len(self._open) - 1
                at = self._ask_document(at)

    def summary(self) -> str:
        """Return the number of lines decided, or the reason why nothing was asked."""
        if self._is_over and self._documents and not self._open:
            return render.render_nothing(self._documents, self._done, self._everything)
        where = f"; decisions saved in {visible(str(self._file))}" if self._answers else ""
        lines = {(answer.document.page.name, answer.line) for answer in self._answers}
        return f"{plural(len(lines), 'line')} reviewed{where}."

    def _with_questions(self, pages: Iterator[ReviewPage]) -> Iterator[OpenDocument]:
        """Yield the documents with lines to ask about, without those reviewed unless `again` is set."""
        for page in pages:
            self._documents += 1
            if not self._again and self._labels.is_done(page.name, page.result.raw):
                self._done += 1
            elif lines := self._lines(page):
                yield OpenDocument(page, lines)

    def _lines(self, page: ReviewPage) -> list[int]:
        """Return the indices of the lines to ask about, the most uncertain first."""
        lines, texts = page.result.lines, page.texts
        reviewed = self._labels.of(page.name, page.site)
        known = reviewed.kinds(texts) if reviewed else [None] * len(lines)
        wanted = [
            i
            for i, line in enumerate(lines)
            if (known[i] and self._again) or (not known[i] and (self._everything or abs(line.score) < DOUBT))
        ]
        return sorted(wanted, key=lambda i: abs(lines[i].score))

    def _ask_document(self, at: int) -> int | None:
        """Ask about one open document. Return the index of the next one, or None if the user quits."""
        document = self._open[at]
        while document.next < len(document.lines):
            line = document.lines[document.next]
            key = self._ask(document, line)
            if key == "q":
                return None
            if key == "n":
                return at + 1
            if key == "s":
                document.next += 1
            elif key == "u":
                if (back := self._undo()) is not None and back != at:
                    return back
            elif key != "b":
                document.next += self._answer(document, line, key)
            elif document.next:
                document.next -= 1
            elif at:
                before = self._open[at - 1]
                before.next = min(before.next, len(before.lines) - 1)
                return at - 1
            else:
                self._print("no previous line.")
        if len(document.answers) == len(document.lines):
            self._update(put=[document.page.done])
        return at + 1

    def _ask(self, document: OpenDocument, line: int) -> str:
        """Ask about a line and return the key of the answer, one of `KEYS`."""
        page = document.page
        while True:
            click.echo("")
            self._print(f"{visible(page.name)}: line {document.next + 1} of {len(document.lines)}", bold=True)
            for row in render.render_question(page.result, line, self._names, document.answers, _width()):
                click.echo(row)
            key = self._prompt(render.PROMPT)
            if key in KEYS:
                return key
            if key == "w":
                self._next_scope(page)
            else:
                self._print_help()

    def _next_scope(self, page: ReviewPage) -> None:
        """Switch to the next scope for new decisions."""
        self._scope = SCOPES[(SCOPES.index(self._scope) + 1) % len(SCOPES)]
        if self._scope == "site" and not page.site:
            self._scope = "everywhere"
        self._print(f"New decisions now apply {render.describe_scope(self._scope, page.site)}.")

    def _answer(self, document: OpenDocument, line: int, key: str) -> bool:
        """Save the answer of a key to the question about a line. Return False if the user cancels."""
        kind = self._choose_kind(key, document.page.result.lines[line].kind)
        if kind is None:
            return False
        page, texts = document.page, document.page.texts
        above, below = texts[line - 1] if line else "", texts[line + 1] if line + 1 < len(texts) else ""
        label = LineLabel(texts[line], kind, self._scope, page.name, page.site, above, below)
        here = label._replace(scope="document").place  # an old label here would override one with a wider scope
        old = document.answers.get(line)
        before = tuple(other for other in self._labels.lines if other.place == here or other == old)
        self._update([label], before)
        self._answers.append(Answer(document, line, label, before))
        document.answers[line] = label
        self._print(f"{kind}, {render.describe_scope(self._scope, page.site)}.")
        return True

    def _choose_kind(self, key: str, current: Kind) -> Kind | None:
        """Return the kind that a key gives a line of the `current` kind, or None if the user cancels."""
        if key == "k":
            return current if current in KEEPING else "body"
        if key == "d" and current not in KEEPING:
            return current
        for row in render.render_kinds(_width()):
            click.echo(row)
        kind = render.LETTERS.get(self._prompt(render.WHICH))
        return None if key == "d" and kind in KEEPING else kind

    def _undo(self) -> int | None:
        """Undo the last answer. Return the index of its document, or None if it is not open or nothing is undone."""
        if not self._answers:
            self._print("nothing to undo.")
            return None
        document, line, label, before = self._answers.pop()
        self._update(before, [label, document.page.done])
        del document.answers[line]
        for answer in self._answers:
            if answer.document is document and answer.line == line:
                document.answers[line] = answer.label
        document.next = document.lines.index(line)
        self._print(f"undone: {label.kind} in {visible(document.page.name)}.")
        return self._open.index(document) if document in self._open else None

    def _update(
        self, put: Sequence[LineLabel | ReviewedDocument] = (), take: Sequence[LineLabel | ReviewedDocument] = ()
    ) -> None:
        self._labels = review_file.update_reviews(self._file, put, take)

    def _print_help(self) -> None:
        for row in render.render_help(_width()):
            click.echo(row)

    def _print(self, text: str, bold: bool | None = None) -> None:
        for row in wrap(text, _width()):
            click.echo(click.style(row, bold=bold))

    def _prompt(self, question: str) -> str:
        """Return the key that the user presses, in lower case. Raises `EOFError` at the end of the input."""
        click.echo(render.render_prompt(question, _width()), nl=False)
        key = ""
        try:
            key = self._read_key()
        finally:
            click.echo(visible(key))  # also on Ctrl-C, so that the next message starts a row
        return key.lower()


def _width() -> int:
    return terminal.screen_width() or WIDTH
