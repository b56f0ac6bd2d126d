"""A session of `cleaner review`: the order of its questions, and the answers, each saved at once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.commands.review_screen import ReviewScreen
from cleaner.model import Kind, Result
from cleaner.render import review as render
from cleaner.render.text import plural
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
from cleaner.runs.outcome import has_score, uncertain_lines
from cleaner.text.visible import visible

KEEP, DROP, CHOOSE_KIND, SKIP, BACK, UNDO, NEXT, QUIT = "kdtsbunq"
ANSWERS: Final = frozenset((KEEP, DROP, CHOOSE_KIND, SKIP, BACK, UNDO, NEXT, QUIT))
"""Keys that answer a question."""
CHANGE_SCOPE: Final = "w"
"""Key after which the question is asked again. After all other keys it is asked again too, below the help."""
MAX_BEHIND: Final = 20
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
    """A document with its questions, the position in them, and the answers by index of the line."""

    page: ReviewPage
    questions: list[int]
    """Indices of the lines to ask about."""
    position: int = 0
    answers: dict[int, LineLabel] = field(default_factory=dict)

    @property
    def line(self) -> int:
        """Index of the line that the current question is about."""
        return self.questions[self.position]


class Answer(NamedTuple):
    """An answer that can be undone. `before` are the labels that it replaced."""

    document: OpenDocument
    line: int
    label: LineLabel
    before: tuple[LineLabel, ...]


class Session:
    """Asks about documents and saves the answers in `file`. `read_key` returns the next key.

    `reviews` are the decisions made before. `everything` asks about certain lines too, `again` about lines and
    documents already decided.
    """

    def __init__(
        self,
        file: Path,
        reviews: Reviews,
        rules: Sequence[Rule],
        read_key: Callable[[], str],
        everything: bool = False,
        again: bool = False,
    ) -> None:
        self._file, self._reviews, self._screen = file, reviews, ReviewScreen(read_key, rules)
        self._everything, self._again = everything, again
        self._is_new_file = not file.exists()
        self._scope: Scope = "document"
        self._answers: list[Answer] = []
        self._open: list[OpenDocument] = []
        """The current document, those before it, and those after it once the user has gone back."""
        self._documents = self._done = 0
        """Number of documents read, and how many of them were skipped because they are reviewed."""
        self._is_over = False
        """True if all documents were read."""

    def run(self, pages: Iterator[ReviewPage]) -> None:
        """Ask about the documents until there are no more or the user quits."""
        documents = self._choose_documents(pages)
        with suppress(EOFError):
            at = self._open_next(documents)
            while at is not None:
                at = self._ask_document(at)
                if at == len(self._open):
                    at = self._open_next(documents)

    def summary(self) -> str:
        """Return the number of lines decided, or the reason why nothing was asked."""
        if self._is_over and self._documents and not self._open:
            return render.render_nothing(self._documents, self._done, self._everything)
        where = f"; decisions saved in {visible(str(self._file))}" if self._answers else ""
        lines = {(answer.document.page.name, answer.line) for answer in self._answers}
        return f"{plural(len(lines), 'line')} reviewed{where}."

    # --- documents and their questions ---

    def _choose_documents(self, pages: Iterator[ReviewPage]) -> Iterator[OpenDocument]:
        """Yield the documents with lines to ask about, without those reviewed unless `again` is set."""
        for page in pages:
            self._documents += 1
            if not self._again and self._reviews.is_done(page.name, page.result.raw):
                self._done += 1
            elif questions := self._choose_lines(page):
                yield OpenDocument(page, questions)

    def _choose_lines(self, page: ReviewPage) -> list[int]:
        """Return the indices of the lines to ask about, the most uncertain first."""
        lines, texts = page.result.lines, page.texts
        reviewed = self._reviews.of(page.name, page.site)
        known = reviewed.kinds(texts) if reviewed else [None] * len(lines)
        uncertain = uncertain_lines(page.result)
        wanted = [
            i
            for i, line in enumerate(lines)
            if has_score(line) and (self._again if known[i] else self._everything or uncertain[i])
        ]
        return sorted(wanted, key=lambda i: abs(lines[i].score))

    def _open_next(self, documents: Iterator[OpenDocument]) -> int | None:
        """Open the next document. Return its index among the open ones, or None if there are no more."""
        document = next(documents, None)
        if document is None:
            self._is_over = True
            return None
        if not self._open:
            self._screen.print_help()
        self._open = [*self._open[-MAX_BEHIND:], document]
        return len(self._open) - 1

    def _ask_document(self, at: int) -> int | None:
        """Ask about one open document. Return the index of the next one, or None if the user quits."""
        document = self._open[at]
        while document.position < len(document.questions):
            key, goal = self._ask(document), at
            if key == QUIT:
                return None
            if key == NEXT:
                return at + 1
            if key == UNDO:
                goal = self._undo(at)
            elif key == BACK:
                goal = self._go_back(at)
            elif key == SKIP or self._answer(document, key):
                document.position += 1
            if goal != at:
                return goal
        if len(document.answers) == len(document.questions):
            self._update(put=[document.page.done])
        return at + 1

    def _ask(self, document: OpenDocument) -> str:
        """Ask the current question of a document; return the key of the answer, one of `ANSWERS`."""
        page = document.page
        heading = f"{visible(page.name)}: line {document.position + 1} of {len(document.questions)}"
        while True:
            key = self._screen.ask_about(heading, page.result, document.line, document.answers)
            if key in ANSWERS:
                return key
            if key == CHANGE_SCOPE:
                self._change_scope(page)
            else:
                self._screen.print_help()

    def _change_scope(self, page: ReviewPage) -> None:
        """Switch to the next scope for new decisions."""
        self._scope = SCOPES[(SCOPES.index(self._scope) + 1) % len(SCOPES)]
        if self._scope == "site" and not page.site:
            self._scope = "everywhere"
        self._screen.print_message(f"New decisions now apply {render.describe_scope(self._scope, page.site)}.")

    def _go_back(self, at: int) -> int:
        """Go back to the previous question. Return the index of its document."""
        document = self._open[at]
        if document.position:
            document.position -= 1
            return at
        if not at:
            self._screen.print_message("no previous line.")
            return at
        previous = self._open[at - 1]
        previous.position = min(previous.position, len(previous.questions) - 1)
        return at - 1

    # --- answers ---

    def _answer(self, document: OpenDocument, key: str) -> bool:
        """Save the answer of a key to the current question. Return False if the user cancels."""
        line, page = document.line, document.page
        kind = self._choose_kind(key, page.result.lines[line].kind)
        if kind is None:
            return False
        texts = page.texts
        above, below = texts[line - 1] if line else "", texts[line + 1] if line + 1 < len(texts) else ""
        label = LineLabel(texts[line], kind, self._scope, page.name, page.site, above, below)
        here = label._replace(scope="document").place  # an old label here would override one with a wider scope
        old = document.answers.get(line)
        before = tuple(other for other in self._reviews.lines if other.place == here or other == old)
        self._update([label], before)
        self._answers.append(Answer(document, line, label, before))
        document.answers[line] = label
        self._screen.print_message(f"{kind}, {render.describe_scope(self._scope, page.site)}.")
        return True

    def _choose_kind(self, key: str, current: Kind) -> Kind | None:
        """Return the kind that a key gives a line of the `current` kind, or None if the user cancels."""
        if key == KEEP:
            return current if current in KEEPING else "body"
        if key == DROP and current not in KEEPING:
            return current
        kind = self._screen.ask_kind()
        return None if key == DROP and kind in KEEPING else kind

    def _undo(self, at: int) -> int:
        """Undo the last answer. Return the index of its document, or `at` if that is not open or nothing is undone."""
        if not self._answers:
            self._screen.print_message("nothing to undo.")
            return at
        document, line, label, before = self._answers.pop()
        self._update(before, [label, document.page.done])
        del document.answers[line]
        for answer in self._answers:
            if answer.document is document and answer.line == line:
                document.answers[line] = answer.label
        document.position = document.questions.index(line)
        self._screen.print_message(f"undone: {label.kind} in {visible(document.page.name)}.")
        return self._open.index(document) if document in self._open else at

    def _update(
        self, put: Sequence[LineLabel | ReviewedDocument] = (), take: Sequence[LineLabel | ReviewedDocument] = ()
    ) -> None:
        self._reviews = review_file.update_reviews(self._file, put, take)
        if self._is_new_file:  # all answers may have been undone
            review_file.remove_if_empty(self._file)
