"""Cache of the parsed rule files, which loads fifty times faster than they can be parsed.

It uses `marshal`, as Python's bytecode cache does. The cache file is next to the rules and its name has a hash of their
contents, so it cannot be out of date. A wheel contains it; a source tree writes it on first use. If it cannot be
written, the rules are parsed every time, with the same result.
"""

import marshal
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar
from zlib import crc32

from cleaner.model import KINDS
from cleaner.rulebook import languages, weights
from cleaner.rulebook.parsing import parse_rules
from cleaner.rulebook.phrases import MODES, PARTS, Phrases, Slots
from cleaner.rulebook.rule import Rule
from cleaner.text.hashing import BloomFilter
from cleaner.text.lexicon import Lexicon

RULES: Final = Path(__file__).parent.parent / "rules"
WEIGHTS: Final = "weights.toml"
FORMAT: Final = 21
"""Version of the cached data. Increase it when this module, or code that it stores results of, changes."""
MARSHAL: Final = 4
"""Format version that every Python since 3.4 reads."""
Key = TypeVar("Key", int, str)


class ShippedRules(NamedTuple):
    """Shipped rules with their weights, all phrases, and the word classes."""

    rules: tuple[Rule, ...]
    phrases: Phrases
    lexicon: Lexicon


def load_shipped() -> ShippedRules:
    """Return the shipped rules from the cache; if it is missing or damaged, parse the rule files and write it."""
    path = RULES / f"prepared-{_digest():08x}"
    try:
        return _from_data(marshal.loads(path.read_bytes()))
    except (OSError, ValueError, EOFError, TypeError):
        shipped = parse_rule_files()
        with suppress(OSError):
            write_cache(shipped, path)
        return shipped


def parse_rule_files() -> ShippedRules:
    """Return the shipped rules, parsed from their files."""
    import tomllib

    rules: list[Rule] = []
    for path in sorted(RULES.glob("*.toml")):
        if path.name != WEIGHTS:
            rules += parse_rules(tomllib.loads(path.read_text("utf-8"))["rule"], path.stem)
    table = weights.parse_weights((RULES / WEIGHTS).read_text("utf-8"), WEIGHTS)
    tables = languages.tables()
    phrases = languages.index_phrases(tables)
    lexicon = languages.build_lexicon(tables, phrases)
    return ShippedRules(weights.apply_weights(rules, table, WEIGHTS), phrases, lexicon)


def write_cache(shipped: ShippedRules, path: Path) -> None:
    """Write the cache to `path` and delete older ones. Raises `OSError`."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(marshal.dumps(_to_data(shipped), MARSHAL))
    for old in set(path.parent.glob("prepared-*")) - {path, draft}:
        old.unlink(missing_ok=True)
    draft.replace(path)


def _digest() -> int:
    """Return a CRC-32 of the format version, the kinds and all rule files."""
    digest = crc32(" ".join(KINDS).encode(), FORMAT)
    for path in sorted((*RULES.glob("*.toml"), *languages.FILES.glob("*.toml"))):
        digest = crc32(path.read_bytes(), crc32(path.name.encode(), digest))
    return digest


def _to_data(shipped: ShippedRules) -> tuple[Any, ...]:
    rules = [tuple(rule) for rule in shipped.rules]
    tables = [shipped.phrases.table(mode) for mode in MODES]
    phrases = [(_split_slots(t.slots), _share_values(t.by_words), _share_values(t.by_chars)) for t in tables]
    filters = [t.filter.bits for t in tables]
    return rules, phrases, filters, (shipped.lexicon.cells, shipped.lexicon.count)


def _split_slots(slots: dict[int, Slots]) -> dict[int, bytes]:
    """Split the slots by hash modulo `PARTS`, and marshal each part: a text needs only a few of them."""
    parts: dict[int, dict[int, Slots]] = {}
    for phrase, value in slots.items():
        parts.setdefault(phrase % PARTS, {})[phrase] = value
    return {remainder: marshal.dumps(_share_values(part), MARSHAL) for remainder, part in parts.items()}


def _share_values(table: dict[Key, Slots]) -> dict[Key, Slots]:
    """Return `table` with equal tuples replaced by one object, which `marshal` writes and reads once."""
    known: dict[Slots, Slots] = {}
    return {key: known.setdefault(value, value) for key, value in table.items()}


def _from_data(data: tuple[Any, ...]) -> ShippedRules:
    rules, tables, filters, (cells, count) = data
    phrases = Phrases(())
    for mode, (parts, by_words, by_chars), bits in zip(MODES, tables, filters, strict=True):
        table = phrases.table(mode)
        table.parts, table.by_words, table.by_chars, table.filter = parts, by_words, by_chars, BloomFilter(bits)
    return ShippedRules(tuple(Rule(*rule) for rule in rules), phrases, Lexicon(cells, count))
