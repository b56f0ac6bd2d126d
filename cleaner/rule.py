"""One rule, and how a table of TOML becomes one: every mistake in it is named, with its mend.

A rule is a named piece of evidence. It sees one of four things in a line: a *pattern*, a set *phrase*
of some language, a *measure* in some range, or the *sequence* of states around the line. What it says
is a weight, in log-odds: above 0 for dropping the line, below 0 for keeping it. A rule of the *page* sees
a measure of the whole, and says that it holds no article, or that it does.
"""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

import regex

from cleaner import measures, page, recurrence, reviews, sections
from cleaner.model import KINDS, CleanerError, Kind
from cleaner.phrases import MODES
from cleaner.shape import Scan
from cleaner.triggers import BEGINNING, STAR, split_need

NAMES: tuple[str, ...] = (*measures.NAMES, *sections.NAMES, *recurrence.NAMES, reviews.MEASURE)
"""Of all measures."""
PLACES = ("anywhere", "head", "tail")
TESTS = ("pattern", "phrases", "measure", "sequence", "page")
LISTS = {
    "attribution": "a word for saying",
    "ago": "how long ago something was",
    "dates": "a month or a weekday with a number",
}
"""Lists of every language that a rule may look for in place of the phrases of its kind, and what is in them."""
FIELDS = {"code", "name", "kind", "weight", "where", "why", "drops", "keeps", "opens", "bins", "needs", "least", *TESTS}
LONG_LINE = 20
SIGHTS = ("in a short line", "in a long line", "in the line above", "in the line below")
"""Where a pattern or a phrase is seen: it has a weight for each."""
ABOVE, BELOW = 2, 3
Weight = tuple[float, float, float]
"""What a rule says for dropping a line before the article, inside it, and after it.

Fitting holds before and after close together: a hundred teasers that each look a little more like what comes
before an article than like what comes after one would outvote the article itself.
"""
NOTHING: Weight = (0.0, 0.0, 0.0)


class Rule(NamedTuple):
    """One rule. `weights` has an entry for each range of a measure, and none for a sequence.

    For a pattern or a phrase it has one for each of `SIGHTS`: in a line of `LONG_LINE` words and more the same
    words may well be part of what somebody reports, and in a line's neighbour they tell of its surroundings.
    """

    code: str
    name: str
    family: str
    kind: Kind | None
    weights: tuple[Weight, ...]
    why: str
    drops: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    where: str = "anywhere"
    opens: bool = False
    """Whether a line it sees is the heading of a section of its kind."""
    pattern: str | None = None
    needs: tuple[str, ...] = ()
    """Words, or `#` for a number, or signs, of which some are in every line that the pattern matches (`triggers`)."""
    least: int = 1
    """How many of them."""
    phrases: str | None = None
    measure: str | None = None
    page: str | None = None
    """A measure of the whole page."""
    bins: tuple[float, ...] = ()
    """Upper bounds of the ranges of a measure but the last; a value equal to a bound is above it."""
    sequence: tuple[tuple[str, float], ...] = ()
    """Weights of states, "insert", of steps between them, "before>body", and of starts, ">before"."""

    @property
    def needs_more(self) -> bool:
        """Whether it says something only where more is known than the page: a template of the site, or reviews."""
        return self.measure in (*recurrence.NAMES, reviews.MEASURE)


def parse_rules(tables: Sequence[Mapping[str, Any]], source: str) -> tuple[Rule, ...]:
    """`[[rule]]` tables to rules; `source` is the family, and the file that errors name.

    Raises `CleanerError` that says which rule of which file is wrong and how to mend it.
    """
    return tuple(
        _parse(table, source, f"{source}: rule {table.get('code', number)}") for number, table in enumerate(tables, 1)
    )


def _parse(table: Mapping[str, Any], family: str, name: str) -> Rule:
    for unknown in sorted(table.keys() - FIELDS):
        from difflib import get_close_matches

        near = get_close_matches(unknown, FIELDS, 1)
        raise CleanerError(f"{name}: no such key {unknown!r}" + (f"; did you mean {near[0]!r}?" if near else "."))
    for wanted in ("code", "name", "why"):
        if not isinstance(table.get(wanted), str) or not table[wanted].strip():
            raise CleanerError(f"{name}: needs {wanted!r}, a text that is not empty.")
    tests = [test for test in TESTS if test in table]
    if len(tests) != 1:
        raise CleanerError(f"{name}: needs exactly one of {', '.join(TESTS)}.")
    if "weight" not in table and "sequence" not in table:
        raise CleanerError(f"{name}: needs 'weight', a number above 0 for dropping a line and below 0 for keeping it.")
    _check_types(table, name)
    _check_choice(table, name)
    sequence = tuple((step, float(weight)) for step, weight in table.get("sequence", {}).items())
    bins = tuple(map(float, table.get("bins", ())))
    return Rule(
        code=table["code"],
        name=table["name"],
        family=family,
        kind=table.get("kind"),
        weights=() if sequence else _weights(table, len(bins) + 1 if {"measure", "page"} & table.keys() else 0, name),
        why=" ".join(table["why"].split()),
        drops=tuple(table.get("drops", ())),
        keeps=tuple(table.get("keeps", ())),
        where=table.get("where", "anywhere"),
        opens=bool(table.get("opens", False)),
        pattern=table.get("pattern"),
        needs=tuple(table.get("needs", ())),
        least=table.get("least", 1),
        phrases=table.get("phrases"),
        measure=table.get("measure"),
        page=table.get("page"),
        bins=bins,
        sequence=sequence,
    )


def _check_types(table: Mapping[str, Any], name: str) -> None:
    """Values whose type or order is wrong, before anything uses them."""
    for field in ("drops", "keeps", "needs"):
        lines = table.get(field, [])
        if not isinstance(lines, list) or not all(
            isinstance(x, str) and (x.strip() or field == "needs") for x in lines
        ):
            raise CleanerError(f"{name}: {field} must be a list of lines.")
    for need in table.get("needs", ()):
        word = split_need(need)[1]
        scan = Scan(word.removesuffix(STAR) if len(word) > BEGINNING else word)
        if word and scan.tokens != [scan.text] and scan.text not in scan.signs:
            raise CleanerError(
                f"{name}: needs has {need!r}; each must be a word in lower case, {BEGINNING} letters or more of one and"
                " a star, # for a number, or one or two signs; ^ may stand before what is first, $ after what is last."
            )
    if not isinstance(table.get("least", 1), int) or table.get("least", 1) < 1:
        raise CleanerError(f"{name}: least must be a whole number from 1.")
    if not isinstance(table.get("opens", False), bool):
        raise CleanerError(f"{name}: opens must be true or false.")
    if not isinstance(table.get("sequence", {}), dict):
        raise CleanerError(f"{name}: sequence must be a table of steps and their weights.")
    pattern = table.get("pattern", ".")
    if not isinstance(pattern, str) or not pattern:
        raise CleanerError(f"{name}: pattern must be a text that is not empty.")
    bins = table.get("bins", [])
    if not isinstance(bins, list) or not all(map(_is_number, bins)) or sorted(set(bins)) != bins:
        raise CleanerError(f"{name}: bins must be a list of numbers, each above the one before.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _weights(table: Mapping[str, Any], ranges: int, name: str) -> tuple[Weight, ...]:
    """`weight`, one number or a list with one a range, as an entry a range, or a sight where there are no ranges."""
    given = table["weight"]
    numbers = given if isinstance(given, list) and ranges else [given] * (ranges or ABOVE)
    if len(numbers) != (ranges or ABOVE) or not all(map(_is_number, numbers)):
        raise CleanerError(
            f"{name}: weight must be one number" + (f", or one for each of the {ranges} ranges." if ranges else ".")
        )
    weights = tuple((float(n), float(n), float(n)) for n in numbers)
    return weights if ranges else (*weights, NOTHING, NOTHING)


def _check_choice(table: Mapping[str, Any], name: str) -> None:
    """Values that must be one of a few, and the pattern, which must compile."""
    choices = {"kind": KINDS, "where": PLACES, "phrases": (*MODES, *LISTS), "measure": NAMES, "page": page.NAMES}
    for key_, allowed in choices.items():
        if key_ in table and table[key_] not in allowed:
            raise CleanerError(f"{name}: {key_} is {table[key_]!r}; it must be one of {', '.join(allowed)}.")
    if "pattern" in table:
        try:
            regex.compile(table["pattern"])
        except regex.error as error:
            raise CleanerError(f"{name}: the pattern does not compile: {error}.") from None
