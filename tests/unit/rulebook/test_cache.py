"""What is prepared says what the files say, is found again, and is made anew when a file changes."""

import marshal
import shutil

import pytest

from cleaner.rulebook import cache, languages
from cleaner.rulebook.phrases import MODES, PhraseIndex


def unfolded(table: PhraseIndex) -> dict[int, tuple[int, ...]]:
    """All phrases of a table, those in parts too."""
    parts = [marshal.loads(part) for part in table.parts.values()]
    return table.slots | {number: slots for part in parts for number, slots in part.items()}


@pytest.fixture
def rules(tmp_path, monkeypatch):
    """A copy of the rule files to change."""
    folder = tmp_path / "rules"
    shutil.copytree(cache.RULES, folder, ignore=shutil.ignore_patterns("prepared-*"))
    monkeypatch.setattr(cache, "RULES", folder)
    monkeypatch.setattr(languages, "FILES", folder / "languages")
    return folder


def test_prepared_or_read_is_the_same(rules):
    first, second = cache.load_shipped(), cache.load_shipped()
    assert len(list(rules.glob("prepared-*"))) == 1
    assert first.rules == second.rules
    a, b = first.lexicon, second.lexicon
    assert (a.cells, a.count) == (b.cells, b.count)
    for mode in MODES:
        a, b = first.phrases.table(mode), second.phrases.table(mode)
        assert (a.by_words, a.by_chars, a.filter.bits) == (b.by_words, b.by_chars, b.filter.bits)
        assert not a.parts and b.parts
        assert unfolded(b) == a.slots


def test_a_change_is_seen_and_the_old_is_gone(rules):
    cache.load_shipped()
    (before,) = rules.glob("prepared-*")
    file = rules / "share.toml"
    file.write_text(file.read_text("utf-8").replace('"share-phrase-whole-line"', '"share-line"'), "utf-8")
    assert "share-line" in {rule.name for rule in cache.load_shipped().rules}
    (after,) = rules.glob("prepared-*")
    assert after != before


@pytest.mark.parametrize("damage", [b"", b"\x00", b"not what marshal writes", None], ids=str)
def test_what_is_damaged_is_made_anew(rules, damage):
    wanted = cache.load_shipped()
    (path,) = rules.glob("prepared-*")
    path.write_bytes(path.read_bytes()[:5000] if damage is None else damage)
    assert cache.load_shipped().rules == wanted.rules
    assert path.stat().st_size > 1_000_000


def test_where_nothing_can_be_written_the_files_are_read(rules, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(cache, "write_cache", refuse)
    assert cache.load_shipped().rules
    assert not list(rules.glob("prepared-*"))
