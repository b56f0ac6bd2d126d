"""One rule, and how a table of TOML becomes one: every mistake in it is named, with its mend.

A rule is a named piece of evidence. It sees one of four things in a line: a *pattern*, a set *phrase*
of some language, a *measure* in some range, or the *sequence* of states around the line. What it says
is a weight, in log-odds: above 0 for dropping the line, below 0 for keeping it. A rule of the *page* sees
a measure of the whole, and says that it holds no article, or that it does.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

import regex

from cleaner.decision import document
from cleaner.features import context, sections, template
from cleaner.model import KINDS, Kind, RulesError
from cleaner.reviews import review
from cleaner.rulebook.phrases import MODES
from cleaner.rulebook.prefilter import BEGINNING, STAR, split_need
from cleaner.settings import suggest
from cleaner.text.tokens import Scan

NAMES: tuple[str, ...] = (*context.NAMES, *sections.NAMES, *template.NAMES, review.MEASURE)
"""Of all measures."""
PLACES = ("anywhere", "head", "tail")
TESTS = ("pattern", "phrases", "measure", "sequence", "page")
LISTS = {
    "attribution": "a word for saying",
    "ago": "how long ago something was",
    "dates": "a month or a weekday with a number",
}
"""Lists of every language that a rule may look for in place of the phrases of its kind, and what is in them."""
TEXTS = ("code", "name", "why")
FIELDS = (*TEXTS, "kind", "weight", "where", "drops", "keeps", "opens", "bins", "needs", "least", *TESTS)
CHOICES = {"kind": KINDS, "where": PLACES, "phrases": (*MODES, *LISTS), "measure": NAMES, "page": document.NAMES}
"""Keys whose value is one of a few."""
LARGEST = 10_000
"""Parts of a pattern, with all repetitions: more take seconds to compile, and soon more memory than there is."""
TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+(?:\]|\Z)|\{\s*+(?P<least>\d*+)\s*+(?:,\s*+\d*+\s*+)?\}|.", re.DOTALL)
"""A part of a pattern, a bracket around parts, or how often the one before comes at least."""
SHOWN = 60
"""Characters of a pattern in a message."""
DIGITS = 12
"""Of such a number, so that it is one that can be reckoned with."""
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
        return self.measure in (*template.NAMES, review.MEASURE)


class Mistake(NamedTuple):
    """What is wrong in the table of a rule, and with which mend; `key` is the one it is about, "" the whole table."""

    key: str
    words: str


def parse_rules(tables: Sequence[Mapping[str, Any]], source: str) -> tuple[Rule, ...]:
    """`[[rule]]` tables to rules; `source` is the family, and the file that errors name.

    Raises `RulesError`, a sentence a mistake that says which rule of which file is wrong and how to mend it.
    """
    found = [
        f"{source}: {called(table, number)}: {mistake.words}"
        for number, table in enumerate(tables, 1)
        for mistake in mistakes(table)
    ]
    if found:
        raise RulesError(*found)
    return tuple(rule_of(table, source) for table in tables)


def called(table: Mapping[str, Any], number: int) -> str:
    """What errors call the rule of a table: its code, or its number in the file, from 1."""
    code = table.get("code")
    return f"rule {code if isinstance(code, str) and code.strip() else number}"


def rule_of(table: Mapping[str, Any], family: str) -> Rule:
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
        needs=tuple(table.get("needs", ())),
        least=table.get("least", 1),
        phrases=table.get("phrases"),
        measure=table.get("measure"),
        page=table.get("page"),
        bins=bins,
        sequence=tuple((step, float(weight)) for step, weight in table.get("sequence", {}).items()),
    )


def _weights(table: Mapping[str, Any]) -> tuple[Weight, ...]:
    """`weight`, one number or a list with one a range, as an entry a range, or a sight where there are no ranges."""
    given, ranges = table["weight"], _ranges(table)
    if not ranges:
        return of_sights(given)
    numbers = given if isinstance(given, list) else [given] * ranges
    return tuple((float(n), float(n), float(n)) for n in numbers)


def of_sights(weight: float) -> tuple[Weight, ...]:
    """One weight as an entry a sight: it counts in the line, and says nothing of the lines next to it."""
    entry = (float(weight), float(weight), float(weight))
    return entry, entry, NOTHING, NOTHING


def _ranges(table: Mapping[str, Any]) -> int:
    """How many ranges a measure has, 0 where nothing is measured."""
    return len(table.get("bins", ())) + 1 if {"measure", "page"} & table.keys() else 0


def mistakes(table: Mapping[str, Any], tests: Sequence[str] = TESTS) -> Iterator[Mistake]:
    """All that is wrong in a table; it must have one of `tests`."""
    for unknown in sorted(table.keys() - {*FIELDS}):
        yield Mistake(unknown, f"no such key {unknown!r}{suggest(unknown, FIELDS)}")
    for wanted in TEXTS:
        if not isinstance(table.get(wanted), str) or not table[wanted].strip():
            yield Mistake(wanted, f"needs {wanted!r}, a text that is not empty.")
    if len({*tests} & table.keys()) != 1:
        yield Mistake("", f"needs exactly one of {', '.join(tests)}.")
    yield from _in_lists(table)
    yield from _in_values(table)
    yield from _in_pattern(table)
    yield from _in_weight(table)


def _in_lists(table: Mapping[str, Any]) -> Iterator[Mistake]:
    for key in ("drops", "keeps", "needs"):
        lines = table.get(key, [])
        if not isinstance(lines, list) or not all(isinstance(x, str) and (x.strip() or key == "needs") for x in lines):
            yield Mistake(key, f"{key} must be a list of {'words' if key == 'needs' else 'lines'}.")
        elif key == "needs":
            yield from (_in_need(need) for need in lines if not _is_need(need))
    if not _are_bins(table.get("bins", [])):
        yield Mistake("bins", "bins must be a list of numbers, each above the one before.")


def _is_need(need: str) -> bool:
    """Whether a scanner could find it in a line."""
    word = split_need(need)[1]
    scan = Scan(word.removesuffix(STAR) if len(word) > BEGINNING else word)
    is_token = len(scan.numbers) == 1 and scan.token(0) == scan.text
    return not word or is_token or scan.text in scan.signs


def _in_need(need: str) -> Mistake:
    return Mistake(
        "needs",
        f"needs has {need!r}; each must be a word in lower case, {BEGINNING} letters or more of one and"
        " a star, # for a number, or one or two signs; ^ may stand before what is first, $ after what is last.",
    )


def _are_bins(bins: Any) -> bool:
    return isinstance(bins, list) and all(map(_is_number, bins)) and sorted(set(bins)) == bins


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _in_values(table: Mapping[str, Any]) -> Iterator[Mistake]:
    for key, allowed in CHOICES.items():
        if key in table and table[key] not in allowed:
            yield Mistake(key, f"{key} is {table[key]!r}{suggest(str(table[key]), allowed)}")
    least = table.get("least", 1)
    if not isinstance(least, int) or isinstance(least, bool) or least < 1:
        yield Mistake("least", "least must be a whole number from 1.")
    if not isinstance(table.get("opens", False), bool):
        yield Mistake("opens", "opens must be true or false.")
    if not isinstance(table.get("sequence", {}), dict):
        yield Mistake("sequence", "sequence must be a table of steps and their weights.")


def _in_pattern(table: Mapping[str, Any]) -> Iterator[Mistake]:
    pattern = table.get("pattern", ".")
    if not isinstance(pattern, str) or not pattern:
        yield Mistake("pattern", "pattern must be a text that is not empty.")
        return
    if wrong := unsound(pattern):
        yield Mistake("pattern", f"the pattern does not compile: {wrong}.")


def unsound(pattern: str) -> str:
    """Why a pattern does not compile, and where; "" for one that does."""
    if (size := _size(pattern)) > LARGEST:
        return f"it has {size:,} parts with all that it repeats, and {LARGEST:,} at most can be; repeat less"
    try:
        regex.compile(pattern)
    except RecursionError:
        return "it is nested too deeply"
    except ValueError:  # as regex raises for some braces
        return "it is no regular expression"
    except regex.error as error:
        words, _, place = str(error).partition(" at position ")
        before = pattern[: int(place.split()[0])] if place else ""
        shown = before if len(before) <= SHOWN else f"...{before[-SHOWN:]}"
        return f"{words}, right after {shown!r}" if before else f"{words}, at its beginning"
    return ""


def _size(pattern: str) -> int:
    """Parts of a pattern as it is compiled, which writes out what must come several times."""
    sizes, last = [0], 0
    for token in TOKEN.finditer(pattern):
        if token[0] == "(":
            sizes.append(0)
        elif token["least"] is not None:
            sizes[-1] += last * (max(1, int(token["least"][:DIGITS] or 0)) - 1)
        else:
            last = 1 if token[0] != ")" else sizes.pop() if len(sizes) > 1 else 0
            sizes[-1] += last
    return sum(sizes)


def _in_weight(table: Mapping[str, Any]) -> Iterator[Mistake]:
    if "weight" not in table:
        if "sequence" not in table:
            words = "needs 'weight', a number above 0 for dropping a line and below 0 for keeping it."
            yield Mistake("weight", words)
        return
    if not _are_bins(table.get("bins", [])):
        return  # then nobody knows how many there must be
    given, ranges = table["weight"], _ranges(table)
    numbers = given if isinstance(given, list) and ranges else [given] * (ranges or ABOVE)
    if len(numbers) != (ranges or ABOVE) or not all(map(_is_number, numbers)):
        more = f", or one for each of the {ranges} ranges" if ranges else ""
        yield Mistake("weight", f"weight must be one number{more}.")
