"""Fuzz targets for corpora: entries are read, cut, written and read again; nothing but the texts may change.

Texts are cut in half, not cleaned, because the targets test how texts are extracted and replaced.
"""

import gzip
import io
import json
from collections.abc import Sequence
from typing import Any

from cleaner.corpus.csv import CsvFile
from cleaner.corpus.entry import CONFIDENCE, FIELDS, REMOVED, VERDICT, CleanedText, Entry, Fields
from cleaner.corpus.jsonl import BLANKS, BOM, JsonLines
from cleaner.corpus.output import AsJson, CorpusReader, RecordSerializer
from cleaner.corpus.wet import Wet
from cleaner.errors import CleanerError
from cleaner.files.compression import compress, open_unpacked, read_errors
from cleaner.model import Removal

INSIDE = Fields("page.text", "page.url", "name")
LARGE = 1 << 20
"""Maximum number of unpacked bytes to read."""


def cut(text: str) -> CleanedText:
    """Return a text without its first half."""
    middle = len(text) // 2
    removed = (Removal(0, middle, "navigation", "NAV101"),) if middle else ()
    return CleanedText(text[middle:], "article", removed)


def written(format_: RecordSerializer, entries: Sequence[Entry]) -> bytes:
    """Return the corpus with its texts cut."""
    carried, cleaned = format_.dump_carried, format_.dump_cleaned
    return b"".join(carried(e) if e.text is None else cleaned(e, cut(e.text)) for e in entries)


def compare(before: Sequence[Entry], after: Sequence[Entry]) -> None:
    """Check that entries read back differ only in their texts."""
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        assert (new.number, new.url, new.id, bool(new.damage)) == (old.number, old.url, old.id, bool(old.damage))
        assert new.text == (None if old.text is None else cut(old.text).text)


def as_json(format_: CorpusReader, entries: Sequence[Entry], fields: Fields) -> None:
    """Check that every entry becomes one line of JSON that contains its text."""
    form = AsJson(format_, fields.text, True, "a.jsonl")
    for entry in entries:
        line = form.dump_carried(entry) if entry.text is None else form.dump_cleaned(entry, cut(entry.text))
        assert line.count(b"\n") == (1 if line else 0)
        record = json.loads(line) if line else {}
        if entry.text is not None and "." not in fields.text:
            assert record[fields.text] == cut(entry.text).text and record[VERDICT] == "article"


def json_lines(data: bytes) -> None:
    """Check that skipped entries keep their bytes, and that cleaned records differ only in the new fields."""
    for fields in (FIELDS, INSIDE):
        form = JsonLines(io.BytesIO(data), fields, with_spans=True)
        before = list(form.entries())
        assert b"".join(map(form.dump_carried, before)) == data
        compare(before, list(JsonLines(io.BytesIO(written(form, before)), fields, with_spans=True).entries()))
        for entry in before:
            assert ("new", "1") in members(form.as_json(entry, {"new": 1}))
            if entry.text is not None and fields is FIELDS:
                assert others(form.dump_cleaned(entry, cut(entry.text))) == others(form.dump_carried(entry))


def members(line: bytes) -> list[tuple[str, Any]]:
    """Return the members of an object, including repeated names; a BOM and blanks may precede it."""
    found: list[tuple[str, Any]] = json.loads(
        line.decode().lstrip(BLANKS + BOM), object_pairs_hook=list, parse_int=str, parse_float=str
    )
    return found


def others(line: bytes) -> list[str]:
    """Return the members of a record that do not depend on its text."""
    return [repr(member) for member in members(line) if member[0] not in ("text", VERDICT, CONFIDENCE, REMOVED)]


def tables(data: bytes) -> None:
    """Check that a table keeps its rows and other cells, and that its rows convert to JSON."""
    form = CsvFile(io.BytesIO(data), FIELDS, True, "a.csv")
    try:
        before = list(form.entries())
    except CleanerError as error:
        assert str(error).startswith("a.csv: ")
        return
    after = list(CsvFile(io.BytesIO(written(form, before)), FIELDS, True, "a.csv").entries())
    if not any(entry.damage for entry in before):  # new columns may make a row with too many cells valid
        compare(before, after)
    as_json(form, before[1:], FIELDS)


def crawls(data: bytes) -> None:
    """Check the records of a crawl and the bytes between them, plain and in gzip members."""
    for suffix, file in (("", data), (".gz", data), (".gz", gzip.compress(data, 1))):
        form = Wet(io.BytesIO(file), suffix, FIELDS, "a.wet")
        before = list(form.entries())
        if file is not data or not suffix:
            carried = b"".join(map(form.dump_carried, before))
            assert data == (gzip.decompress(carried) if suffix else carried)
        after = list(Wet(io.BytesIO(written(form, before)), suffix, FIELDS, "a.wet").entries())
        assert len(after) == len(before)
        for old, new in zip(before, after, strict=True):
            assert old.text is None or sound(old, new)
        as_json(form, before, FIELDS)


def sound(old: Entry, new: Entry) -> bool:
    """Return True if a written page has the expected bytes. A guessed encoding may be guessed differently."""
    document = old.source.document
    if document.encoding != "utf-8" or new.text is None or old.text is None:
        return document.encoding != "utf-8" or old.text is None or "\0" in old.text
    left = document.encode(cut(old.text).text)
    return (new.url, new.id, new.source.document.encode(new.text)) == (old.url, old.id, left)


def packing(data: bytes) -> None:
    """Check that compressed data can be read back, and that other data raises a documented error."""
    for suffix in (".gz", ".zst"):
        assert open_unpacked(io.BytesIO(compress(data, suffix, "a")), suffix, "a").read() == data
        try:
            open_unpacked(io.BytesIO(data), suffix, "a").read(LARGE)
        except read_errors(suffix):
            pass
