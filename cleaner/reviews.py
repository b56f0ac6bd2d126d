"""What people said of single lines, in a plain file that every run honours.

The file lies beside the settings. A `[[line]]` table names a line exactly, with its neighbours, and the kind it is said
to be; it holds for its document, for all pages of its site, or everywhere. A `[[document]]` table says that somebody
went through a document and that what is left of it is right, which makes it labelled data. The file is written in
order, a key a line, so that it can be read, compared and mended by hand.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, Self, get_args

from cleaner import toml_file
from cleaner.corpus.entry import Record
from cleaner.discover import STDIN, Input
from cleaner.model import KINDS, CleanerError, Kind

Scope = Literal["document", "site", "everywhere"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
KEEPING: Final = ("headline", "body")
MEASURE: Final = "reviewed"
"""The measure that rules ask for: 0 nothing was said of a line, 1 that it stays, 2 that it goes."""
NOTHING, STAYS, GOES = 0.0, 1.0, 2.0
HEAD: Final = "# What was said of lines in `cleaner review`; every run honours it, and it may be edited.\n"


class Review(NamedTuple):
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


@dataclass(frozen=True)
class Reviews:
    """The content of a file: what was said of lines, and which documents somebody went through. Picklable."""

    lines: tuple[Review, ...] = ()
    documents: tuple[str, ...] = ()

    def of(self, document: str, site: str) -> "Reviewed | None":
        """What holds for one document of a site; None where nothing does."""
        scopes: tuple[tuple[Scope, str], ...] = (("document", document), ("site", site), ("everywhere", ""))
        found = [review for scope in scopes for review in self._by_scope.get(scope, ())]
        return Reviewed(tuple(found)) if found else None

    @cached_property
    def _by_scope(self) -> dict[tuple[Scope, str], list[Review]]:
        """What holds where: a run asks for every document, and there may be many reviews."""
        out: dict[tuple[Scope, str], list[Review]] = {}
        for review in self.lines:
            out.setdefault((review.scope, review.of), []).append(review)
        return out

    def with_line(self, review: Review) -> "Reviews":
        """The same with one more review, in place of what was said there before."""
        return replace(self, lines=(*(one for one in self.lines if one.place != review.place), review))

    def without_line(self, review: Review) -> "Reviews":
        """The same without a review."""
        return replace(self, lines=tuple(one for one in self.lines if one != review))

    def with_document(self, name: str) -> "Reviews":
        """The same with a document that somebody went through."""
        return replace(self, documents=(*self.documents, name))

    def of_item(self, item: Input | Record, file: Path, given: str) -> "Reviewed | None":
        """What holds for an input or a record; `file` is the one these are from, `given` the site if it was said."""
        site = ""
        if any(scope == "site" for scope, _ in self._by_scope):
            from cleaner.templates.site import site_of  # it takes a while to load, and few need it

            site = site_of(item, given)
        return self.of(document_name(item, file), site)


@dataclass(frozen=True)
class Reviewed:
    """What was said of the lines of one document. Picklable."""

    reviews: tuple[Review, ...]

    def kinds(self, rows: Sequence[str]) -> list[Kind | None]:
        """For each line of a document what it was said to be, None where nothing was.

        What was said of a document holds for a line by its text, and if that stands there several times, by its
        neighbours too, unless it has none. The narrowest scope counts, and of the same scope the last.
        """
        texts = [normal(row) for row in rows]
        times = Counter(texts)
        said: dict[str, list[Review]] = {}
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


def normal(row: str) -> str:
    """A line as it is compared: with single blanks, and a question mark for a byte that is no text."""
    return _text_only(" ".join(row.split()))


def _text_only(text: str) -> str:
    """A text without halves of characters, which come from bytes that were no text and which TOML cannot hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def document_name(found: Input | Record, file: Path) -> str:
    """What a file of reviews calls a document: its path from the folder of that file, of a record with its name."""
    path = found.path if found.path == STDIN else Path(os.path.relpath(found.path, file.parent)).as_posix()
    return _text_only(path if isinstance(found, Input) else f"{path}#{found.id or found.number}")


def load(path: Path) -> Reviews:
    """The reviews in a file. Raises `CleanerError` that says what is wrong, and in which table."""
    data = toml_file.parsed(toml_file.text(path), str(path))
    if strange := data.keys() - {"line", "document"}:
        raise CleanerError(f"{path}: has a table {min(strange)!r}; there are [[line]] and [[document]].")
    lines = _tables(data.get("line", []), "line", path)
    documents = _tables(data.get("document", []), "document", path)
    return Reviews(
        tuple(_review(table, f"{path}: [[line]] {number}") for number, table in enumerate(lines, 1)),
        tuple(_text(table, "name", f"{path}: [[document]] {n}") for n, table in enumerate(documents, 1)),
    )


def written(reviews: Reviews) -> bytes:
    """The file for some reviews, in order."""
    out = [HEAD]
    for review in sorted(reviews.lines, key=lambda one: (one.document, one.line, one.above, one.below)):
        out.append("\n[[line]]\n")
        out += [f"{name} = {_toml(value)}\n" for name, value in review._asdict().items() if value]
    for name in sorted(set(reviews.documents)):
        out.append(f"\n[[document]]\nname = {_toml(name)}\n")
    return "".join(out).encode()


def _tables(value: Any, name: str, path: Path) -> Iterable[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise CleanerError(f"{path}: {name} must be tables that begin with [[{name}]].")
    return value


def _review(table: Mapping[str, Any], at: str) -> Review:
    if strange := table.keys() - set(Review._fields):
        raise CleanerError(f"{at} has a key {min(strange)!r}; there are {', '.join(Review._fields)}.")
    texts = {name: _text(table, name, at, required=name in ("line", "kind", "scope")) for name in Review._fields}
    if texts["kind"] not in KINDS:
        raise CleanerError(f"{at} has the kind {texts['kind']!r}; the kinds are {', '.join(KINDS)}.")
    if texts["scope"] not in SCOPES:
        raise CleanerError(
            f"{at} has the scope {texts['scope']!r}; it must be {', '.join(SCOPES[:-1])} or {SCOPES[-1]}."
        )
    if texts["scope"] != "everywhere" and not texts[texts["scope"]]:
        raise CleanerError(f"{at} has the scope {texts['scope']!r} and does not say which {texts['scope']}.")
    return Review(**texts)  # type: ignore[arg-type]  # what the two literals may be was looked at above


def _text(table: Mapping[str, Any], name: str, at: str, required: bool = True) -> str:
    value = table.get(name, "")
    if not isinstance(value, str) or (required and not value):
        raise CleanerError(f"{at} needs a text as its {name}.")
    return normal(value) if name in ("line", "above", "below") else value


def _toml(text: str) -> str:
    """A text as a basic string of TOML, which are those of JSON but for one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
