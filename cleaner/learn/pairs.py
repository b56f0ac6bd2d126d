"""Labelled pairs: raw texts with their gold articles, for fitting and scoring.

Pairs are read from one of these sources:

- a directory with `NAME.gold.txt` next to `NAME.txt`
- two directories with the same file names
- a JSONL file with `raw` and `gold` in each record
- two JSONL files with `id` and `text` in each record
- a review file: its reviewed documents are the raw texts, and cleaning them with the decisions gives the articles

A record may also have `language`, `site` or `url`, and `counts`, the weight of the pair in the fit of lines. With
`counts` 0 a pair trains only the verdict. All other pairs train the rules of cuts alike, however small `counts` is.

Sites separate the folds: a page must never be scored with weights that were fitted to a page of its own site.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from math import inf
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cleaner.corpus.entry import LONGEST, TOO_LONG
from cleaner.errors import CleanerError
from cleaner.files.decode import decode

GOLD = ".gold.txt"
REVIEWS = ".toml"


class Pair(NamedTuple):
    """A raw text and its article; `gold` is blank if there is no article."""

    id: str
    raw: str
    gold: str
    site: str
    language: str = ""
    counts: float = 1.0


def read_pairs(path: Path, warn: Callable[[str], object] = lambda message: None) -> list[Pair]:
    """Return the pairs of a directory, a JSONL file or a review file.

    `warn` is called with a message for each reviewed document that is skipped. Raises `CleanerError` if the source is
    malformed or has no pairs.
    """
    if path.is_dir():
        pairs, expected = list(_from_folder(path)), f"NAME{GOLD} next to NAME.txt"
    elif path.suffix == REVIEWS:
        pairs, expected = list(_from_reviews(path, warn)), "reviewed documents"
    else:
        pairs, expected = list(_from_records(path)), "records with raw and gold"
    if not pairs:
        raise CleanerError(f"{path}: no pairs found; expected {expected}.")
    return pairs


def join_pairs(raw: Path, gold: Path) -> list[Pair]:
    """Return the pairs of two directories, joined by file name, or of two JSONL files, joined by id.

    Raises `CleanerError` if a source is malformed, nothing matches, or an article has no raw text.
    """
    if raw.is_dir() != gold.is_dir():
        raise CleanerError(f"{raw} and {gold}: both must be directories or both JSONL files.")
    golds, raws = _texts(gold), _texts(raw)
    pairs = [
        Pair(name, text, golds[name][0], _site(name, record, name), str(record.get("language") or ""))
        for name, (text, record) in raws.items()
        if name in golds
    ]
    if not pairs:
        raise CleanerError(f"{raw} and {gold}: no matching names or ids.")
    if alone := next((name for name in golds if name not in raws), None):
        raise CleanerError(f"{gold}: {alone} not found in {raw}; remove it or add its raw text.")
    return pairs


def _texts(path: Path) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Return the texts of a directory by file name, or of a JSONL file by id, each with its record."""
    if path.is_dir():
        return {str(file.relative_to(path)): (_read(file), {}) for file in sorted(path.rglob("*.txt"))}
    return {_field(r, "id", at): (_field(r, "text", at), r) for at, r in _records(path)}


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    except ValueError:
        raise CleanerError(f"{path}: invalid file name (contains a NUL character).") from None
    return decode(data, str(path)).text


def _from_folder(folder: Path) -> Iterator[Pair]:
    for gold in sorted(folder.rglob(f"*{GOLD}")):
        raw = gold.with_name(gold.name.removesuffix(GOLD) + ".txt")
        if not raw.exists():
            raise CleanerError(f"{gold}: {raw.name} not found next to it.")
        name = str(raw.relative_to(folder))
        yield Pair(name, _read(raw), _read(gold), _site(name, {}, name))


def _from_reviews(path: Path, warn: Callable[[str], object]) -> Iterator[Pair]:
    from cleaner.pipeline import clean
    from cleaner.reviews.file import load_reviews
    from cleaner.rulebook.rulebook import load_rulebook

    reviews = load_reviews(path)
    sites = {review.document: review.site for review in reviews.lines}
    for name, raw, record in _reviewed_documents(path, dict.fromkeys(done.name for done in reviews.documents)):
        if not reviews.is_done(name, raw):
            warn(f"{path}: {name} changed since it was reviewed; skipped. Review it again.")
            continue
        site = _site(name, record, name)
        labels = reviews.of(name, sites.get(name, site))
        result = clean(raw, load_rulebook(), frozenset({"body"}), explain=False, labels=labels)
        yield Pair(name, raw, result.text, site)


def _reviewed_documents(path: Path, names: Collection[str]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the named documents of the review file at `path`: name, text, and a record that may have `url`.

    Raises `CleanerError` if a record of a corpus is missing.
    """
    from cleaner.corpus.entry import Record
    from cleaner.files.items import Input
    from cleaner.runs.load import to_document
    from cleaner.runs.site import document_name
    from cleaner.runs.texts import Texts

    folder = path.parent
    files = [name for name in names if "#" not in name or (folder / name).is_file()]
    for name in files:
        yield name, to_document(Input(str(folder / name), name)).text, {}
    records = {name: folder / name.rpartition("#")[0] for name in names if name not in files}
    for corpus in dict.fromkeys(map(str, records.values())):
        for found in Texts([Input(corpus, corpus)], named=[corpus]):
            if isinstance(found, Record) and (name := document_name(found, path)) in records:
                del records[name]
                yield name, found.text, {"url": found.url}
    if records:
        raise CleanerError(f"{path}: {min(records)} not found; restore it or remove its [[document]] table.")


def _from_records(path: Path) -> Iterator[Pair]:
    for at, record in _records(path):
        name = str(record.get("id") or "")
        counts = record.get("counts", 1.0)
        if not isinstance(counts, int | float) or not 0 <= counts < inf:
            raise CleanerError(f"{at}: counts must be a non-negative number, got {counts!r}.")
        texts = _field(record, "raw", at), _field(record, "gold", at)
        yield Pair(name or at, *texts, _site(name, record, at), str(record.get("language") or ""), float(counts))


def _records(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each record with its position, `path:line`. Only a newline ends a line: texts may have other separators."""
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(iter(partial(file.readline, LONGEST), ""), 1):
                if len(line) == LONGEST:
                    raise CleanerError(f"{path}:{number}: {TOO_LONG} (not a raw/gold pair).")
                if line.strip():
                    yield f"{path}:{number}", _parse(line, f"{path}:{number}")
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CleanerError(f"{path}: invalid UTF-8; convert the file to UTF-8.") from None


def _parse(line: str, at: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CleanerError(f"{at}: invalid JSON: {error}.") from None
    if not isinstance(record, dict):
        raise CleanerError(f"{at}: not a JSON object.")
    return record


def _field(record: Mapping[str, Any], name: str, at: str) -> str:
    value = record.get(name)
    if not isinstance(value, str):
        raise CleanerError(f"{at}: field {name!r} is missing or not a string.")
    return value


def _site(name: str, record: Mapping[str, Any], at: str) -> str:
    """Return the site of a page: the record's site, the host of its URL, its directory, its name, or its position."""
    try:
        host = urlsplit(str(record.get("url") or "")).hostname or ""
    except ValueError as error:
        raise CleanerError(f"{at}: invalid url: {error}.") from None
    folder = name.rpartition("/")[0]
    return str(record.get("site") or host.removeprefix("www.") or folder or name or at)
