"""From TOML tables to rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from cleaner.errors import RulesError
from cleaner.features.catalog import current_name
from cleaner.model import Weight
from cleaner.rulebook.rule import Rule, bin_count, hit_weights
from cleaner.rulebook.validation import describe_rule, validate


def parse_rules(tables: Sequence[Mapping[str, Any]], source: str) -> tuple[Rule, ...]:
    """`[[rule]]` tables to rules; `source` is the family, and the file that errors name.

    Raises `RulesError`, a sentence a mistake that says which rule of which file is wrong and how to mend it.
    """
    found = [
        f"{source}: {describe_rule(table, number)}: {mistake.words}"
        for number, table in enumerate(tables, 1)
        for mistake in validate(table)
    ]
    if found:
        raise RulesError(*found)
    return tuple(parse_rule(table, source) for table in tables)


def parse_rule(table: Mapping[str, Any], family: str) -> Rule:
    """The rule that a table without mistakes describes."""
    bins = tuple(map(float, table.get("bins", ())))
    return Rule(
        code=table["code"],
        name=table["name"],
        family=family,
        kind=table.get("kind"),
        weights=() if "sequence" in table else _weights(table),
        why=" ".join(table["why"].split()),
        drops=tuple(table.get("drops", ())),
        keeps=tuple(table.get("keeps", ())),
        where=table.get("where", "anywhere"),
        opens=bool(table.get("opens", False)),
        pattern=table.get("pattern"),
        required=tuple(table.get("needs", ())),
        min_required=table.get("least", 1),
        phrases=table.get("phrases"),
        measure=_feature(table.get("measure")),
        page=_feature(table.get("page")),
        bins=bins,
        sequence=tuple((step, float(weight)) for step, weight in table.get("sequence", {}).items()),
    )


def _feature(name: str | None) -> str | None:
    """Return the present name of a feature."""
    return None if name is None else current_name(name)


def _weights(table: Mapping[str, Any]) -> tuple[Weight, ...]:
    """`weight`, one number or a list with one a range, as an entry a range, or a sight where there are no ranges."""
    given, ranges = table["weight"], bin_count(table)
    if not ranges:
        return hit_weights(given)
    numbers = given if isinstance(given, list) else [given] * ranges
    return tuple((float(n), float(n), float(n)) for n in numbers)
