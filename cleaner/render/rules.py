"""Rules for people: a table of rules, and the details of one rule."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import click

from cleaner.features.catalog import FEATURES
from cleaner.render.text import plural, render_table, room, wrap
from cleaner.rulebook.rule import HIT_POSITIONS, LISTS, Rule
from cleaner.text.visible import visible

INDENT = "  "


def render_rules(rules: Sequence[Rule], width: int | None) -> Iterator[str]:
    """Yield a table with one line for each rule, ending in the first sentence of its reason.

    `width` is in cells; None does not cut lines.
    """
    head = ("code", "name", "kind", "weight", "why")
    cells = [(rule.code, rule.name, rule.kind or "-", format_weight(rule), rule.why.split(". ")[0]) for rule in rules]
    title, *lines = render_table([head, *cells], width)
    yield click.style(title, bold=True)
    yield from lines


def render_rule(rule: Rule, width: int | None) -> Iterator[str]:
    """Yield the details of one rule: matches, reason, weights, examples. `width` is in cells; None does not wrap."""
    yield click.style(f"{rule.code}  {visible(rule.name)}", bold=True)
    facts = [
        ("family", rule.family),
        ("kind", rule.kind or "-"),
        ("where", rule.where),
        ("weight", format_weight(rule)),
    ]
    yield from (f"{INDENT}{name:<8}{visible(value)}" for name, value in facts)
    for title, lines in (
        ("Matches", list(_matches(rule))),
        ("Why", [rule.why]),
        ("Weights", _weights(rule)),
        ("Drops", list(rule.drops)),
        ("Keeps", list(rule.keeps)),
    ):
        if lines:
            yield ""
            yield click.style(title, bold=True)
            for line in lines:
                rows = wrap(visible(line), room(width, len(INDENT)))
                yield from (INDENT + row for row in rows)


def format_weight(rule: Rule) -> str:
    """Return the weight of a rule, the range of its weights if it has several, or "-" if it has none."""
    numbers = [number for entry in rule.weights for number in entry]
    if not numbers:
        return "-"
    low, high = min(numbers), max(numbers)
    return f"{low:+.2f}" if low == high else f"{low:+.2f}..{high:+.2f}"


def _matches(rule: Rule) -> Iterator[str]:
    if rule.pattern is not None:
        yield f"lines that match {rule.pattern}"
    if rule.phrases in LISTS:
        yield f"lines that contain {LISTS[rule.phrases]}, in any language"
    elif rule.phrases is not None:
        where = {"lines": "are", "starts": "start with", "ends": "end with", "contains": "contain"}
        yield f"lines that {where.get(rule.phrases, rule.phrases)} a {rule.kind} phrase, in any language"
    for name in (rule.measure, rule.page, rule.cut, rule.confidence):
        if name is not None:
            yield _feature(name, rule)
    if rule.sequence:
        yield "the position of a line: before the article, in its body, in an insert, or after the article"


def _feature(name: str, rule: Rule) -> str:
    feature = FEATURES[name]
    kind = f"{feature.group} feature" if feature.group in ("page", "cut") else "feature"
    return f"the {kind} {name} ({feature.unit}), in {plural(len(rule.weights), 'range')}: {feature.description}"


def _weights(rule: Rule) -> list[str]:
    """Return the table of weights: a row for each range of the feature, or for each step of the sequence model."""
    if rule.sequence:
        return render_table([(step, f"{value:+.2f}") for step, value in rule.sequence])
    edges = ["", *(f"{edge:g}" for edge in rule.bins), ""]
    names = (
        [_range(low, high) for low, high in pairwise(edges)]
        if rule.measure or rule.has_single_weights
        else HIT_POSITIONS
    )
    if rule.has_single_weights:
        return render_table([(name, f"{entry[0]:+.2f}") for name, entry in zip(names, rule.weights, strict=True)])
    rows = [(name, *(f"{number:+.2f}" for number in entry)) for name, entry in zip(names, rule.weights, strict=True)]
    return render_table([("", "before", "inside", "after the article"), *rows])


def _range(low: str, high: str) -> str:
    if not low:
        return f"below {high}" if high else "any"
    return f"{low} to below {high}" if high else f"{low} or more"
