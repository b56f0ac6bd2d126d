"""What people said of single lines, and which of that holds for a document.

A review names a line exactly, with its neighbours, and the kind it is said to be; it holds for its document, for all
pages of its site, or everywhere. How reviews are kept is the matter of `review_file`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, NamedTuple, Self, get_args

from cleaner.model import Kind

Scope = Literal["document", "site", "everywhere"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
KEEPING: Final = ("headline", "body")
DIGITS: Final = 16
NOTHING, STAYS, GOES = 0.0, 1.0, 2.0


class LineLabel(NamedTuple):
    """What was said of one line. `above` and `below` are its neighbours, empty at an edge of the document."""

    line: str
    kind: Kind
    scope: Scope
    document: str
    site: str = ""
    above: str = ""
    below: str = ""

    @property
    def place(self) -> tuple[str, ...]:
        """What it is about: of two reviews with the same place the later one counts."""
        neighbours = (self.above, self.below) if self.scope == "document" else ()
        return self.line, self.scope, self.of, *neighbours

    @property
    def of(self) -> str:
        """The document, or the site, that it holds for; empty for one that holds everywhere."""
        return {"document": self.document, "site": self.site, "everywhere": ""}[self.scope]

    @property
    def folder(self) -> str:
        """The folder with the pages of its site, if it is one above its document; else empty."""
        folders = self.document.split("/")[:-1]
        return "/".join(folders[: folders.index(self.site) + 1]) if self.site in folders else ""


class ReviewedDocument(NamedTuple):
    """That somebody went through a document, and what is left of it is right: it is labelled data.

    `text` is the `fingerprint` of what was gone through, empty for one that was entered by hand.
    """

    name: str
    text: str = ""

    @property
    def place(self) -> tuple[str, ...]:
        """What it is about."""
        return (self.name,)


@dataclass(frozen=True)
class Reviews:
    """The content of a file: what was said of lines, and which documents somebody went through. Picklable."""

    lines: tuple[LineLabel, ...] = ()
    documents: tuple[ReviewedDocument, ...] = ()

    def of(self, document: str, site: str) -> "DocumentLabels | None":
        """What holds for one document of a site; None where nothing does.

        What is said of a site that is a folder holds for all that lies in it, whichever folder a run begins in.
        """
        folders = document.split("/")[:-1]
        above = ("/".join(folders[:i]) for i in range(1, len(folders) + 1))
        places = ("document", document), ("site", site), *(("folder", folder) for folder in above), ("everywhere", "")
        found = dict.fromkeys(number for place in places for number in self._numbers.get(place, ()))
        return DocumentLabels(tuple(self.lines[number] for number in sorted(found))) if found else None

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], list[int]]:
        """Which reviews hold where: a run asks for every document, and there may be many of both."""
        out: dict[tuple[str, str], list[int]] = {}
        for number, review in enumerate(self.lines):
            out.setdefault((review.scope, review.of), []).append(number)
            if review.scope == "site" and review.folder:
                out.setdefault(("folder", review.folder), []).append(number)
        return out

    def is_done(self, name: str, text: str) -> bool:
        """Whether somebody went through a document, as it is now."""
        return any(done.name == name and done.text in ("", fingerprint(text)) for done in self.documents)

    @cached_property
    def has_sites(self) -> bool:
        """True if any review holds for a whole site."""
        return any(scope == "site" for scope, _ in self._numbers)


@dataclass(frozen=True)
class DocumentLabels:
    """What was said of the lines of one document. Picklable."""

    reviews: tuple[LineLabel, ...]

    def kinds(self, rows: Sequence[str]) -> list[Kind | None]:
        """For each line of a document what it was said to be, None where nothing was.

        What was said of a document holds for a line by its text, and if that stands there several times, by its
        neighbours too, unless it has none. The narrowest scope counts, and of the same scope the last.
        """
        texts = [normalize_line(row) for row in rows]
        times = Counter(texts)
        said: dict[str, list[LineLabel]] = {}
        for review in sorted(self.reviews, key=lambda one: -SCOPES.index(one.scope)):
            said.setdefault(review.line, []).append(review)
        out: list[Kind | None] = []
        for i, text in enumerate(texts):
            above, below = texts[i - 1] if i else "", texts[i + 1] if i + 1 < len(texts) else ""
            fitting = [
                review.kind
                for review in said.get(text, ())
                if review.scope != "document"
                or times[text] == 1
                or (review.above, review.below) in ((above, below), ("", ""))
            ]
            out.append(fitting[-1] if fitting else None)
        return out

    def later(self) -> Self:
        """The same for what is left of the document, whose lines have other neighbours: what is said to stay stays."""
        left = [review for review in self.reviews if review.scope != "document" or review.kind in KEEPING]
        return replace(self, reviews=tuple(review._replace(above="", below="") for review in left))


def value(kind: Kind | None) -> float:
    """The measure of what a line was said to be."""
    return NOTHING if kind is None else STAYS if kind in KEEPING else GOES


def normalize_line(row: str) -> str:
    """A line as it is compared: with single blanks, and a question mark for a byte that is no text."""
    return replace_surrogates(" ".join(row.split()))


def replace_surrogates(text: str) -> str:
    """A text without halves of characters, which come from bytes that were no text and which TOML cannot hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def fingerprint(text: str) -> str:
    """What tells whether a text has changed: the beginning of its SHA-256, in hexadecimal digits."""
    from hashlib import sha256  # loading it takes as long as cleaning a page, and few runs need it

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
