"""Fuzz targets for files that users write or edit: rules, settings, reviews, templates and sidecars.

A file is either valid and usable, or a `CleanerError` says what is wrong with it.
"""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from cleaner import settings as user
from cleaner.errors import CleanerError
from cleaner.files import sidecar
from cleaner.pipeline import clean
from cleaner.reviews.file import load_reviews, update_reviews
from cleaner.reviews.review import ReviewedDocument, Reviews
from cleaner.rulebook import rulebook, weights
from cleaner.templates import file as counts
from cleaner.templates.library import Library
from tests.fuzz.texts import RULEBOOK, document
from tests.support.command import PAGE
from tests.support.invariants import Way, check

FOLDER = TemporaryDirectory(prefix="cleaner-fuzz-")
T = TypeVar("T")
A, B = Path("a.txt"), Path("a.clean.txt")


def stored(data: bytes, name: str) -> Path:
    """Write a file with these bytes, and return its path."""
    path = Path(FOLDER.name, name)
    path.write_bytes(data)
    return path


def tried(action: Callable[[], T], name: str = "") -> T | None:
    """Return the result of an action, or None if it raises a `CleanerError` that names the file."""
    try:
        return action()
    except CleanerError as error:
        assert name in str(error) and str(error).endswith((".", "?"))
        return None


def rules(data: bytes) -> None:
    """Check that user rules break no invariant of a result."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    for name in ("cleaner.toml", "pyproject.toml"):
        found = tried(partial(user.rule_tables, text, Path(name)), name)
        if found:
            assert all(rule.drops and rule.keeps for rule in found)
            check(PAGE, Way(extra=found))


def settings(data: bytes) -> None:
    """Check that settings load the same twice, and that their rules load or raise a `CleanerError`."""
    path = stored(data, "cleaner.toml")
    found = tried(lambda: user.load_settings(FOLDER.name, {}, str(path)))
    if found is not None and not found.weights:
        assert {"body"} <= found.kept and found == user.load_settings(FOLDER.name, {}, str(path))
        tried(found.rulebook)


def weight_tables(data: bytes) -> None:
    """Check that a weights file applies to the rules or raises a `CleanerError`."""
    text = data.decode("utf-8", "replace")
    table = tried(lambda: weights.parse_weights(text, "w.toml"), "w.toml")
    if table is not None:
        tried(lambda: rulebook.with_weights(RULEBOOK, table, "w.toml"), "w.toml")


def said(data: bytes) -> None:
    """Check that reviews survive an update, and that cleaning with them breaks no invariant."""
    path = stored(data, "reviews.toml")
    found = tried(lambda: load_reviews(path), str(path))
    if not isinstance(found, Reviews):
        return
    new = ReviewedDocument("a document that nobody went through")
    update_reviews(path, [new])
    assert tried(lambda: update_reviews(path, take=[new]), str(path)) == found == load_reviews(path)
    if found.lines:
        text = "\n\n".join([PAGE, *(review.line for review in found.lines)])
        check(text, Way(labels=found.of(found.lines[0].document, found.lines[0].site)))


def templates(data: bytes) -> None:
    """Check that counts are written back unchanged, and that every template can be loaded and used."""
    found = tried(lambda: list(counts.read_counts(BytesIO(data), "t")), "t")
    library = tried(lambda: Library(stored(data, "t.txt")))
    if found is None or library is None:
        assert found is None and library is None
        return
    header = data.partition(b"\n")[0]
    assert b"".join(counts.dump_counts(found, counts.is_whole(header + b"\n", "t"))).rstrip(b"\n") == data.rstrip(b"\n")
    assert [template.site for template in counts.templates(found)] == library.sites
    for site in library.sites:
        template = library.of(site)
        assert template is not None and template.site == site and all(template.share(e) > 0 for e in template.counts)
        check(f"{PAGE}\n{chr(10).join(sorted(template.counts))}", Way(template=template))


def sidecars(data: bytes) -> None:
    """Check that a sidecar restores the original; others raise, or restore bytes with the digest they name."""
    found = document(data)
    done = clean(found.text, RULEBOOK, explain=False)
    made = tried(lambda: sidecar.dump_sidecar(A, B, found, done))
    if isinstance(made, bytes):
        assert sidecar.restore_text(sidecar.parse_sidecar(made, "s"), found.encode(done.text), "s") == data
    kept, _, rest = data.partition(b"\0")
    parsed = tried(lambda: sidecar.parse_sidecar(rest, "s"), "s")
    if isinstance(parsed, sidecar.Sidecar):
        restored = tried(lambda: sidecar.restore_text(parsed, kept, "s"), "s")
        assert restored is None or parsed.original.matches(restored)
