"""Labelled pairs: raw texts with the article that each of them holds, to fit weights to and to score against.

Pairs come in the forms people have them in: a folder with `NAME.gold.txt` beside `NAME.txt`, two folders with
the same names in them, one JSONL file with `raw` and `gold` in each record, or two with `id` and `text`; or the
file of `cleaner review`, whose pairs are the documents somebody went through, as they are cleaned with what was said. A
record may also have `site` or `url`, `language`, and `counts`, how many pairs it counts as; with 0 it tells
an article from none, and teaches nothing about lines.

The site matters: a page must never be scored by weights that were fitted to a page of its own site.
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
    """A raw text and its article; `gold` is empty where the text holds none."""

    id: str
    raw: str
    gold: str
    site: str
    language: str = ""
    counts: float = 1.0


def read_pairs(path: Path, tell: Callable[[str], object] = lambda sentence: None) -> list[Pair]:
    """The pairs of a folder, a JSONL file or one of reviews. Raises `CleanerError` that names file, line and mend.

    `tell` is called with what else should be known.
    """
    is_reviews = path.suffix == REVIEWS
    pairs = list(_of_folder(path) if path.is_dir() else _of_reviews(path, tell) if is_reviews else _of_records(path))
    if not pairs:
        wanted = f"NAME{GOLD} beside NAME.txt" if path.is_dir() else "records with raw and gold"
        wanted = "documents that somebody went through" if is_reviews else wanted
        raise CleanerError(f"{path}: no pairs in it; there must be {wanted}.")
    return pairs


def join_pairs(raw: Path, gold: Path) -> list[Pair]:
    """The pairs of two folders, by file name, or of two JSONL files, by id. Raises `CleanerError`."""
    if raw.is_dir() != gold.is_dir():
        raise CleanerError(f"{raw} and {gold}: must both be folders or both be JSONL files.")
    golds, raws = _texts(gold), _texts(raw)
    pairs = [
        Pair(name, text, golds[name][0], _site(name, record, name), str(record.get("language") or ""))
        for name, (text, record) in raws.items()
        if name in golds
    ]
    if not pairs:
        raise CleanerError(f"{raw} and {gold}: no name in one is in the other; names and ids must be the same in both.")
    if alone := next((name for name in golds if name not in raws), None):
        raise CleanerError(f"{gold}: {alone} is not in {raw}; take it out, or add its raw text.")
    return pairs


def _texts(path: Path) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """The texts of a folder by name or of a JSONL file by id, each with its record."""
    if path.is_dir():
        return {str(file.relative_to(path)): (_read(file), {}) for file in sorted(path.rglob("*.txt"))}
    return {_field(r, "id", at): (_field(r, "text", at), r) for at, r in _records(path)}


def _read(path: Path) -> str:
    try:
        return decode(path.read_bytes(), str(path)).text
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    except ValueError:
        raise CleanerError(f"{path}: cannot be the name of a file, for it holds a NUL.") from None


def _of_folder(folder: Path) -> Iterator[Pair]:
    for gold in sorted(folder.rglob(f"*{GOLD}")):
        raw = gold.with_name(gold.name.removesuffix(GOLD) + ".txt")
        if not raw.exists():
            raise CleanerError(f"{gold}: there is no {raw.name} beside it.")
        name = str(raw.relative_to(folder))
        yield Pair(name, _read(raw), _read(gold), _site(name, {}, name))


def _of_reviews(path: Path, tell: Callable[[str], object]) -> Iterator[Pair]:
    from cleaner.pipeline import clean
    from cleaner.reviews.file import load_reviews
    from cleaner.rulebook.rulebook import load_rulebook

    reviews = load_reviews(path)
    sites = {review.document: review.site for review in reviews.lines}
    for name, raw, record in _reviewed(path, dict.fromkeys(done.name for done in reviews.documents)):
        if not reviews.is_done(name, raw):
            tell(f"{path}: {name} has changed since it was gone through, so it is left out; review it again.")
            continue
        site = _site(name, record, name)
        reviewed = reviews.of(name, sites.get(name, site))
        yield Pair(
            name, raw, clean(raw, load_rulebook(), frozenset({"body"}), explain=False, labels=reviewed).text, site
        )


def _reviewed(path: Path, names: Collection[str]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The documents of a file of reviews by their names there, each with its text and what is known of it."""
    from cleaner.corpus.entry import Record
    from cleaner.files.items import Input
    from cleaner.runs.site import document_name
    from cleaner.runs.texts import Texts

    folder = path.parent
    files = [name for name in names if "#" not in name or (folder / name).is_file()]
    for name in files:
        yield name, _read(folder / name), {}
    records = {name: folder / name.rpartition("#")[0] for name in names if name not in files}
    for corpus in dict.fromkeys(map(str, records.values())):
        for found in Texts([Input(corpus, corpus)], named=[corpus]):
            if isinstance(found, Record) and (name := document_name(found, path)) in records:
                del records[name]
                yield name, found.text, {"url": found.url}
    if records:
        raise CleanerError(f"{path}: {min(records)} is not to be found; put it back, or take its [[document]] out.")


def _of_records(path: Path) -> Iterator[Pair]:
    for at, record in _records(path):
        name = str(record.get("id") or "")
        counts = record.get("counts", 1.0)
        if not isinstance(counts, int | float) or not 0 <= counts < inf:
            raise CleanerError(f"{at}: counts must be a number not below 0, got {counts!r}.")
        texts = _field(record, "raw", at), _field(record, "gold", at)
        yield Pair(name or at, *texts, _site(name, record, at), str(record.get("language") or ""), float(counts))


def _records(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each record with where it stands. Lines end with a newline alone: a text may hold any other separator."""
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(iter(partial(file.readline, LONGEST), ""), 1):
                if len(line) == LONGEST:
                    raise CleanerError(f"{path}:{number}: {TOO_LONG}; no pair of a page and its article is.")
                if line.strip():
                    yield f"{path}:{number}", _parse(line, f"{path}:{number}")
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CleanerError(f"{path}: is not UTF-8; convert it first.") from None


def _parse(line: str, at: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CleanerError(f"{at}: is not JSON: {error}.") from None
    if not isinstance(record, dict):
        raise CleanerError(f"{at}: must be an object.")
    return record


def _field(record: Mapping[str, Any], name: str, at: str) -> str:
    value = record.get(name)
    if not isinstance(value, str):
        raise CleanerError(f"{at}: needs {name!r}, a text.")
    return value


def _site(name: str, record: Mapping[str, Any], at: str) -> str:
    """What pages of one publisher share: the site, the host of the URL, the folder; without any a page is a site."""
    try:
        host = urlsplit(str(record.get("url") or "")).hostname or ""
    except ValueError as error:
        raise CleanerError(f"{at}: the url is none: {error}.") from None
    folder = name.rpartition("/")[0]
    return str(record.get("site") or host.removeprefix("www.") or folder or name or at)
