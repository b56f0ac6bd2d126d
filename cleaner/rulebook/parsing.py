"""Parsing of `[[rule]]` tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from cleaner.errors import RulesError
from cleaner.features.catalog import current_name
from cleaner.model import Weight
from cleaner.rulebook.rule import Rule, bin_count, hit_weights
from cleaner.rulebook.validation import describe_rule, validate


def parse_rules(tables: Sequence[Mapping[str, Any]], source: str) -> tuple[Rule, ...]:
    """Return the rules in `[[rule]]` tables; `source` is their family, and the file name in errors.

    Raises `RulesError` if any table is invalid.
    """
    messages = [
        f"{source}: {describe_rule(table, number)}: {problem.message}"
        for number, table in enumerate(tables, 1)
        for problem in validate(table)
    ]
    if messages:
        raise RulesError(*messages)
    return tuple(parse_rule(table, source) for table in tables)


def parse_rule(table: Mapping[str, Any], family: str) -> Rule:
    """Return the rule in a valid table."""
    bins = tuple(map(float, table.get("bins", ())))
    return Rule(
        code=table["code"],
        name=table["name"],
        family=family,
        kind=table.get("kind"),
        weights=() if "sequence" in table else _parse_weights(table),
        why=" ".join(table["why"].split()),
        drops=tuple(table.get("drops", ())),
        keeps=tuple(table.get("keeps", ())),
        where=table.get("where", "anywhere"),
        opens=bool(table.get("opens", False)),
        pattern=table.get("pattern"),
        required=tuple(table.get("needs", ())),
        min_required=table.get("least", 1),
        phrases=table.get("phrases"),
        measure=_feature_name(table.get("measure")),
        page=_feature_name(table.get("page")),
        cut=table.get("cut"),
        confidence=table.get("confidence"),
        bins=bins,
        is_fitted=bool(table.get("fitted", True)),
        sequence=tuple((step, float(weight)) for step, weight in table.get("sequence", {}).items()),
    )


def _feature_name(name: str | None) -> str | None:
    return None if name is None else current_name(name)


def _parse_weights(table: Mapping[str, Any]) -> tuple[Weight, ...]:
    """Return one weight per bin, or one per hit position if there are no bins."""
    given, bins = table["weight"], bin_count(table)
    if not bins:
        return hit_weights(given)
    numbers = given if isinstance(given, list) else [given] * bins
    return tuple((float(n), float(n), float(n)) for n in numbers)
