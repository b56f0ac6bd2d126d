"""The rule files read once for all: as JSON that loads fifty times faster than 50 files of TOML are parsed.

This does for rules what Python does for modules. What is prepared lies beside the rules, under a name that tells their
contents, so that it can never be out of date; a wheel brings it along, and a source tree makes it at first use. Where
it cannot be written the rules are read anew every time, slowly and with the same result.
"""

import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, NamedTuple
from zlib import crc32

from cleaner import languages, weights
from cleaner.phrases import MODES, Phrases, Table
from cleaner.rule import Rule, parse_rules

RULES: Final = Path(__file__).parent / "rules"
WEIGHTS: Final = "weights.toml"
FORMAT: Final = 2
"""Counts the changes of what this module writes, or makes of the files."""

SEPARATOR: Final = ";"
"""Of keys, which have letters, digits and a few signs."""


class Prepared(NamedTuple):
    """The shipped rules with their weights, all phrases, and the sorts of words."""

    rules: tuple[Rule, ...]
    phrases: Phrases
    words: dict[str, int]


def load() -> Prepared:
    """What the rule files say."""
    path = RULES / f"prepared-{_digest():08x}.json"
    try:
        return _from_json(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        found = read()
        with suppress(OSError):
            write(found, path)
        return found


def read() -> Prepared:
    """The rule files themselves."""
    rules: list[Rule] = []
    for path in sorted(RULES.glob("*.toml")):
        if path.name != WEIGHTS:
            rules += parse_rules(tomllib.loads(path.read_text("utf-8"))["rule"], path.stem)
    table = weights.parse((RULES / WEIGHTS).read_text("utf-8"), WEIGHTS)
    tables = languages.tables()
    phrases = languages.index(tables)
    return Prepared(weights.applied(rules, table, WEIGHTS), phrases, languages.words(tables, phrases))


def write(prepared: Prepared, path: Path) -> None:
    """Puts it where `load` looks, in place of what was prepared before. Raises `OSError` where that is not allowed."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(_to_json(prepared), ensure_ascii=False, separators=(",", ":")), "utf-8")
    for old in set(path.parent.glob("prepared-*.json")) - {path}:
        old.unlink(missing_ok=True)
    draft.replace(path)


def _digest() -> int:
    """Tells the contents of all files that rules are read from."""
    digest = FORMAT
    for path in sorted((*RULES.glob("*.toml"), *languages.FILES.glob("*.toml"))):
        digest = crc32(path.read_bytes(), crc32(path.name.encode(), digest))
    return digest


def _to_json(prepared: Prepared) -> dict[str, Any]:
    names = [field.name for field in fields(Rule)]
    return {
        "rules": [{name: getattr(rule, name) for name in names} for rule in prepared.rules],
        "words": _grouped(prepared.words),
        "phrases": {mode: _table_to_json(prepared.phrases.table(mode)) for mode in MODES},
    }


def _from_json(data: dict[str, Any]) -> Prepared:
    rules = tuple(Rule(**{name: _frozen(value) for name, value in rule.items()}) for rule in data["rules"])
    phrases = Phrases(())
    for mode, table in data["phrases"].items():
        _fill(phrases.table(mode), table)
    return Prepared(rules, phrases, dict(_ungrouped(data["words"])))


def _table_to_json(table: Table) -> dict[str, Any]:
    return {name: _grouped(getattr(table, name)) for name in ("slots", "by_word", "by_signs")}


def _fill(table: Table, data: Mapping[str, Any]) -> None:
    table.slots.update(_ungrouped(data["slots"]))
    table.by_word.update(_ungrouped(data["by_word"]))
    table.by_signs.update(_ungrouped(data["by_signs"]))


def _grouped(table: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Keys that have the same value as one text: a few long texts are read faster than many short ones."""
    groups: dict[Any, list[str]] = {}
    for key, value in table.items():
        groups.setdefault(value, []).append(key)
    return [(value, SEPARATOR.join(keys)) for value, keys in groups.items()]


def _ungrouped(groups: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for value, keys in groups:
        table.update(dict.fromkeys(keys.split(SEPARATOR), _frozen(value)))
    return table


def _frozen(value: Any) -> Any:
    """Lists to tuples, which JSON does not know."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
