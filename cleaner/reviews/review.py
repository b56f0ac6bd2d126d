"""Labels: decisions of people about single lines, and their scope.

A label assigns a kind to a line, identified by its text and its neighbours. It applies to one document, to all pages of
a site, or everywhere. `cleaner.reviews.file` stores labels.
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
"""Kinds whose lines stay."""
DIGITS: Final = 16
"""Hexadecimal digits of a fingerprint."""
UNLABELLED, KEEP, REMOVE = 0.0, 1.0, 2.0


class LineLabel(NamedTuple):
    """Decision about one line. `above` and `below` are its neighbours, empty at an edge of the document."""

    line: str
    kind: Kind
    scope: Scope
    document: str
    site: str = ""
    above: str = ""
    below: str = ""

    @property
    def place(self) -> tuple[str, ...]:
        """Key of the decision: of two labels with the same key, the later one applies."""
        neighbours = (self.above, self.below) if self.scope == "document" else ()
        return self.line, self.scope, self.of, *neighbours

    @property
    def of(self) -> str:
        """Document or site that the label applies to; empty for the scope "everywhere"."""
        return {"document": self.document, "site": self.site, "everywhere": ""}[self.scope]

    @property
    def folder(self) -> str:
        """Directory of the site's pages, if the site is named after a directory above the document; else empty."""
        folders = self.document.split("/")[:-1]
        return "/".join(folders[: folders.index(self.site) + 1]) if self.site in folders else ""


class ReviewedDocument(NamedTuple):
    """A document that was reviewed completely, so that its cleaned text is labelled data.

    `text` is the `fingerprint` of the reviewed text, empty for an entry added by hand.
    """

    name: str
    text: str = ""

    @property
    def place(self) -> tuple[str, ...]:
        """Key of the entry, as in `LineLabel`."""
        return (self.name,)


@dataclass(frozen=True)
class Reviews:
    """Content of a review file: labels of lines and reviewed documents. Picklable."""

    lines: tuple[LineLabel, ...] = ()
    documents: tuple[ReviewedDocument, ...] = ()

    def of(self, document: str, site: str) -> "DocumentLabels | None":
        """Return the labels that apply to a document of a site; None if there are none.

        A label for a site that is a directory applies to all documents below it, whatever directory a run starts in.
        """
        folders = document.split("/")[:-1]
        above = ("/".join(folders[:i]) for i in range(1, len(folders) + 1))
        places = ("document", document), ("site", site), *(("folder", folder) for folder in above), ("everywhere", "")
        found = dict.fromkeys(number for place in places for number in self._index.get(place, ()))
        return DocumentLabels(tuple(self.lines[number] for number in sorted(found))) if found else None

    @cached_property
    def _index(self) -> dict[tuple[str, str], list[int]]:
        """Numbers of labels by scope and place; a linear search per document would be slow in a large run."""
        index: dict[tuple[str, str], list[int]] = {}
        for number, label in enumerate(self.lines):
            index.setdefault((label.scope, label.of), []).append(number)
            if label.scope == "site" and label.folder:
                index.setdefault(("folder", label.folder), []).append(number)
        return index

    def is_done(self, name: str, text: str) -> bool:
        """Return True if the document was reviewed with this text."""
        return any(done.name == name and done.text in ("", fingerprint(text)) for done in self.documents)

    @cached_property
    def has_sites(self) -> bool:
        """True if any label applies to a whole site."""
        return any(scope == "site" for scope, _ in self._index)


@dataclass(frozen=True)
class DocumentLabels:
    """Labels that apply to one document. Picklable."""

    labels: tuple[LineLabel, ...]

    def kinds(self, rows: Sequence[str]) -> list[Kind | None]:
        """Return the kind of each line of a document, None for lines without a label.

        A label with the scope "document" applies to the line with its text. If several lines have that text, the label
        must also match their neighbours or have none. The narrowest scope takes precedence; within a scope, the last
        label does.
        """
        texts = [normalize_line(row) for row in rows]
        occurrences = Counter(texts)
        by_line: dict[str, list[LineLabel]] = {}
        for label in sorted(self.labels, key=lambda label: -SCOPES.index(label.scope)):
            by_line.setdefault(label.line, []).append(label)
        kinds: list[Kind | None] = []
        for i, text in enumerate(texts):
            above, below = texts[i - 1] if i else "", texts[i + 1] if i + 1 < len(texts) else ""
            matching = [
                label.kind
                for label in by_line.get(text, ())
                if label.scope != "document"
                or occurrences[text] == 1
                or (label.above, label.below) in ((above, below), ("", ""))
            ]
            kinds.append(matching[-1] if matching else None)
        return kinds

    def later(self) -> Self:
        """Return the labels for the cleaned text: document labels that keep a line stay, without their neighbours."""
        left = [label for label in self.labels if label.scope != "document" or label.kind in KEEPING]
        return replace(self, labels=tuple(label._replace(above="", below="") for label in left))


def value(kind: Kind | None) -> float:
    """Return the feature value of a label: `UNLABELLED`, `KEEP` or `REMOVE`."""
    return UNLABELLED if kind is None else KEEP if kind in KEEPING else REMOVE


def normalize_line(row: str) -> str:
    """Normalise a line for comparison: single spaces, and a question mark for an undecodable byte."""
    return replace_surrogates(" ".join(row.split()))


def replace_surrogates(text: str) -> str:
    """Replace unpaired surrogates, which come from undecodable bytes and are not allowed in TOML."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def fingerprint(text: str) -> str:
    """Return the first `DIGITS` hexadecimal digits of the SHA-256 of a text, to detect changes."""
    from hashlib import sha256  # its import takes as long as cleaning a page, and few runs need it

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
