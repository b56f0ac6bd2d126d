"""The cache of rules holds what the files hold, is found again, and is replaced if a file changes."""

import functools
import marshal
import shutil

import pytest

from cleaner.rulebook import cache, languages
from cleaner.rulebook.phrases import MODES, PhraseIndex

PARSED_ONCE = functools.cache(cache.parse_rule_files)


def unfolded(table: PhraseIndex) -> dict[int, tuple[int, ...]]:
    """Return all phrases of an index, including those in parts that are loaded on demand."""
    parts = [marshal.loads(part) for part in table.parts.values()]
    return table.slots | {number: slots for part in parts for number, slots in part.items()}


@pytest.fixture
def rules(tmp_path, monkeypatch):
    """Return the folder of a copy of the rule files, to be changed."""
    folder = tmp_path / "rules"
    shutil.copytree(cache.RULES, folder, ignore=shutil.ignore_patterns("prepared-*"))
    monkeypatch.setattr(cache, "RULES", folder)
    monkeypatch.setattr(languages, "FILES", folder / "languages")
    return folder


@pytest.fixture
def parsed_once(monkeypatch):
    """Parse the rule files, which takes seconds, once for all tests."""
    monkeypatch.setattr(cache, "parse_rule_files", PARSED_ONCE)


def test_cached_rules_are_the_parsed_ones(rules, parsed_once) -> None:
    first, second = cache.load_shipped(), cache.load_shipped()
    assert len(list(rules.glob("prepared-*"))) == 1
    assert first.rules == second.rules
    assert first.lexicon.cells == second.lexicon.cells and first.lexicon.count == second.lexicon.count
    for mode in MODES:
        a, b = first.phrases.table(mode), second.phrases.table(mode)
        assert (a.by_words, a.by_chars, a.filter.bits) == (b.by_words, b.by_chars, b.filter.bits)
        assert not a.parts and b.parts
        assert unfolded(b) == a.slots


@pytest.mark.slow
def test_changed_rule_file_replaces_the_cache(rules) -> None:
    cache.load_shipped()
    (before,) = rules.glob("prepared-*")
    file = rules / "share.toml"
    file.write_text(file.read_text("utf-8").replace('"share-phrase-whole-line"', '"share-line"'), "utf-8")
    assert "share-line" in {rule.name for rule in cache.load_shipped().rules}
    (after,) = rules.glob("prepared-*")
    assert after != before


@pytest.mark.parametrize("damage", [b"", b"\x00", b"not what marshal writes", None], ids=str)
def test_damaged_cache_is_made_anew(rules, parsed_once, damage) -> None:
    wanted = cache.load_shipped()
    (path,) = rules.glob("prepared-*")
    path.write_bytes(path.read_bytes()[:5000] if damage is None else damage)
    assert cache.load_shipped().rules == wanted.rules
    assert path.stat().st_size > 1_000_000


def test_files_are_read_if_the_cache_cannot_be_written(rules, parsed_once, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(cache, "write_cache", refuse)
    assert cache.load_shipped().rules
    assert not list(rules.glob("prepared-*"))
