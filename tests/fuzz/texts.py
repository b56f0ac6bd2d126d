"""Fuzz targets for texts: decoding, line splitting and cleaning."""

from cleaner.decision.line_reader import LineReader
from cleaner.errors import CleanerError
from cleaner.files.decode import decode, is_readable
from cleaner.files.html import decode_html, extract_html
from cleaner.model import KINDS, Document
from cleaner.pipeline import clean
from cleaner.reviews.review import DocumentLabels, LineLabel, normalize_line
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.templates.entries import entries
from cleaner.templates.template import Template
from cleaner.text.lines import split_lines
from tests.support.invariants import SIGN, Way, check

RULEBOOK = load_rulebook()
WAYS = [
    Way(),
    Way(frozenset({"body", "headline", "byline", "caption"})),
    Way(frozenset({"body"})),
    Way(select=("PRO", "SHA")),
    Way(ignore=("NAV", "FOO")),
]


def reading(data: bytes) -> None:
    """Check that a decoded text encodes to the same bytes, in an encoding that a sidecar may name."""
    try:
        document = decode(data)
    except CleanerError as error:
        assert str(error).startswith("input: ")
        return
    assert document.encode(document.text) == data
    assert is_readable(document.encoding)


def pages(data: bytes) -> None:
    """Check that any bytes give the text of a page, which can be cleaned, or a `CleanerError`."""
    try:
        document = extract_html(decode_html(data, "a.html"), "a.html", as_markdown=data[-1:] == b"m")
    except CleanerError as error:
        assert str(error).startswith("a.html: ")
        return
    clean(document.text, RULEBOOK, markdown=document.is_markdown)


def decoded(data: bytes) -> str:
    """Return bytes as text; those that are not UTF-8 become lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def lines(data: bytes) -> None:
    """Check that lines are ordered and disjoint, cover all visible characters, and have ascending row numbers."""
    text = decoded(data)
    position, row = 0, 0
    for line in split_lines(text, LineReader(RULEBOOK).parts):
        assert position <= line.start < line.end <= len(text) and row <= line.number
        assert line.row == text[line.start : line.end]
        assert not SIGN.search(text, position, line.start)
        position, row = line.end, line.number
    assert not SIGN.search(text, position)


def cleaning(data: bytes) -> None:
    """Check the invariants of a result. The first byte selects the options for the rest."""
    text = decoded(data[1:])
    choice = data[0] if data else 0
    if choice < 0xE0:
        check(text, WAYS[choice % len(WAYS)])
        return
    if choice < 0xF0:
        known = sorted(entries(text))[choice % 3 :: 3]
        check(text, Way(template=Template("orrin.example", 9, dict.fromkeys(known, 7))))
    else:
        rows = sorted({normalize_line(row) for row in text.splitlines()} - {""})[choice % 3 :: 3]
        said = [LineLabel(row, KINDS[i % len(KINDS)], "everywhere", "page.txt") for i, row in enumerate(rows)]
        check(text, Way(labels=DocumentLabels(tuple(said))))


def document(data: bytes) -> Document:
    """Return bytes as a document, in Latin-1 if they cannot be decoded."""
    try:
        return decode(data)
    except CleanerError:
        return Document(data.decode("latin-1"), "latin-1")
