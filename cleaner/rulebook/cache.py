"""The rule files read once for all: prepared, they load fifty times faster than 50 files of TOML are parsed.

This does for rules what Python does for modules, with the same means (`marshal`). What is prepared lies beside the
rules, under a name that tells their contents, so that it can never be out of date; a wheel brings it along, and a
source tree makes it at first use. Where it cannot be written the rules are read anew every time, slowly and with the
same result.
"""

import marshal
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar
from zlib import crc32

from cleaner.rulebook import languages, weights
from cleaner.rulebook.parsing import parse_rules
from cleaner.rulebook.phrases import MODES, PARTS, Phrases, Slots
from cleaner.rulebook.rule import Rule
from cleaner.text.hashing import BloomFilter
from cleaner.text.lexicon import Lexicon

RULES: Final = Path(__file__).parent.parent / "rules"
WEIGHTS: Final = "weights.toml"
FORMAT: Final = 18
"""Counts the changes of what this module writes, or makes of the files."""
MARSHAL: Final = 4
"""A version that every Python since 3.4 reads."""
Key = TypeVar("Key", int, str)


class ShippedRules(NamedTuple):
    """The shipped rules with their weights, all phrases, and the sorts of words."""

    rules: tuple[Rule, ...]
    phrases: Phrases
    lexicon: Lexicon


def load_shipped() -> ShippedRules:
    """What the rule files say."""
    path = RULES / f"prepared-{_digest():08x}"
    try:
        return _from_data(marshal.loads(path.read_bytes()))
    except (OSError, ValueError, EOFError, TypeError):
        found = read_cache()
        with suppress(OSError):
            write_cache(found, path)
        return found


def read_cache() -> ShippedRules:
    """The rule files themselves."""
    import tomllib

    rules: list[Rule] = []
    for path in sorted(RULES.glob("*.toml")):
        if path.name != WEIGHTS:
            rules += parse_rules(tomllib.loads(path.read_text("utf-8"))["rule"], path.stem)
    table = weights.parse_weights((RULES / WEIGHTS).read_text("utf-8"), WEIGHTS)
    tables = languages.tables()
    phrases = languages.index(tables)
    return ShippedRules(weights.apply_weights(rules, table, WEIGHTS), phrases, languages.lexicon(tables, phrases))


def write_cache(prepared: ShippedRules, path: Path) -> None:
    """Puts it where `load_shipped` looks, in place of what was prepared before. Raises `OSError` where that is not allowed."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(marshal.dumps(_to_data(prepared), MARSHAL))
    for old in set(path.parent.glob("prepared-*")) - {path, draft}:
        old.unlink(missing_ok=True)
    draft.replace(path)


def _digest() -> int:
    """Tells the contents of all files that rules are read from."""
    digest = FORMAT
    for path in sorted((*RULES.glob("*.toml"), *languages.FILES.glob("*.toml"))):
        digest = crc32(path.read_bytes(), crc32(path.name.encode(), digest))
    return digest


def _to_data(prepared: ShippedRules) -> tuple[Any, ...]:
    rules = [tuple(rule) for rule in prepared.rules]
    tables = [prepared.phrases.table(mode) for mode in MODES]
    phrases = [(_parts(t.slots), _shared(t.by_words), _shared(t.by_signs)) for t in tables]
    sieves = [t.sieve.bits for t in tables]
    return rules, phrases, sieves, (prepared.lexicon.cells, prepared.lexicon.count)


def _parts(slots: dict[int, Slots]) -> dict[int, bytes]:
    """A table in many small ones, by the last digits of its numbers."""
    parts: dict[int, dict[int, Slots]] = {}
    for number, value in slots.items():
        parts.setdefault(number % PARTS, {})[number] = value
    return {last: marshal.dumps(_shared(part), MARSHAL) for last, part in parts.items()}


def _shared(table: dict[Key, Slots]) -> dict[Key, Slots]:
    """The same table with one tuple for all that are equal, which `marshal` then writes and reads once."""
    known: dict[Slots, Slots] = {}
    return {key: known.setdefault(value, value) for key, value in table.items()}


def _from_data(data: tuple[Any, ...]) -> ShippedRules:
    rules, tables, sieves, (cells, count) = data
    phrases = Phrases(())
    for mode, (parts, by_words, by_signs), sieve in zip(MODES, tables, sieves, strict=True):
        table = phrases.table(mode)
        table.parts, table.by_words, table.by_signs, table.sieve = parts, by_words, by_signs, BloomFilter(sieve)
    return ShippedRules(tuple(Rule(*rule) for rule in rules), phrases, Lexicon(cells, count))
