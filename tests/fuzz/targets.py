"""Targets by name, and their saved inputs."""

from collections.abc import Callable
from pathlib import Path

from tests.fuzz import corpora, files, texts

CORPUS = Path(__file__).parent / "corpus"
TARGETS: dict[str, Callable[[bytes], None]] = {
    "read": texts.reading,
    "html": texts.pages,
    "lines": texts.lines,
    "clean": texts.cleaning,
    "jsonl": corpora.json_lines,
    "csv": corpora.tables,
    "wet": corpora.crawls,
    "packed": corpora.packing,
    "rules": files.rules,
    "settings": files.settings,
    "weights": files.weight_tables,
    "reviews": files.said,
    "templates": files.templates,
    "sidecar": files.sidecars,
}


def saved(target: str) -> list[Path]:
    """Return the saved inputs of a target, sorted by name."""
    return sorted(path for path in (CORPUS / target).iterdir() if path.is_file())
