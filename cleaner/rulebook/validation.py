"""Every problem in the table of a rule, with its remedy."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

import regex

from cleaner.errors import suggest
from cleaner.features.catalog import DOCUMENT_FEATURES, LINE_FEATURES, current_name
from cleaner.model import KINDS
from cleaner.rulebook.phrases import MODES
from cleaner.rulebook.prefilter import BEGINNING, STAR, split_need
from cleaner.rulebook.rule import ABOVE, LISTS, bin_count
from cleaner.text.tokens import TokenizedLine

PLACES = ("anywhere", "head", "tail")
TESTS = ("pattern", "phrases", "measure", "sequence", "page")
TEXTS = ("code", "name", "why")
FIELDS = (*TEXTS, "kind", "weight", "where", "drops", "keeps", "opens", "bins", "needs", "least", *TESTS)
CHOICES = {
    "kind": KINDS,
    "where": PLACES,
    "phrases": (*MODES, *LISTS),
    "measure": LINE_FEATURES,
    "page": DOCUMENT_FEATURES,
}
"""Keys whose value is one of a few."""
LARGEST = 10_000
"""Parts of a pattern, with all repetitions: more take seconds to compile, and soon more memory than there is."""
TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+(?:\]|\Z)|\{\s*+(?P<least>\d*+)\s*+(?:,\s*+\d*+\s*+)?\}|.", re.DOTALL)
"""A part of a pattern, a bracket around parts, or how often the one before comes at least."""
SHOWN = 60
"""Characters of a pattern in a message."""
DIGITS = 12
"""Of such a number, so that it is one that can be reckoned with."""


class RuleProblem(NamedTuple):
    """What is wrong in the table of a rule, and with which mend; `key` is the one it is about, "" the whole table."""

    key: str
    words: str


def describe_rule(table: Mapping[str, Any], number: int) -> str:
    """What errors call the rule of a table: its code, or its number in the file, from 1."""
    code = table.get("code")
    return f"rule {code if isinstance(code, str) and code.strip() else number}"


def validate(table: Mapping[str, Any], tests: Sequence[str] = TESTS) -> Iterator[RuleProblem]:
    """All that is wrong in a table; it must have one of `tests`."""
    for unknown in sorted(table.keys() - {*FIELDS}):
        yield RuleProblem(unknown, f"no such key {unknown!r}{suggest(unknown, FIELDS)}")
    for wanted in TEXTS:
        if not isinstance(table.get(wanted), str) or not table[wanted].strip():
            yield RuleProblem(wanted, f"needs {wanted!r}, a text that is not empty.")
    if len({*tests} & table.keys()) != 1:
        yield RuleProblem("", f"needs exactly one of {', '.join(tests)}.")
    yield from _check_lists(table)
    yield from _check_values(table)
    yield from _check_pattern(table)
    yield from _check_weight(table)


def _check_lists(table: Mapping[str, Any]) -> Iterator[RuleProblem]:
    for key in ("drops", "keeps", "needs"):
        lines = table.get(key, [])
        if not isinstance(lines, list) or not all(isinstance(x, str) and (x.strip() or key == "needs") for x in lines):
            yield RuleProblem(key, f"{key} must be a list of {'words' if key == 'needs' else 'lines'}.")
        elif key == "needs":
            yield from (_need_problem(need) for need in lines if not _is_need(need))
    if not _are_bins(table.get("bins", [])):
        yield RuleProblem("bins", "bins must be a list of numbers, each above the one before.")


def _is_need(need: str) -> bool:
    """Whether a scanner could find it in a line."""
    word = split_need(need)[1]
    scan = TokenizedLine(word.removesuffix(STAR) if len(word) > BEGINNING else word)
    is_token = len(scan.hashes) == 1 and scan.token(0) == scan.text
    return not word or is_token or scan.text in scan.signs


def _need_problem(need: str) -> RuleProblem:
    return RuleProblem(
        "needs",
        f"needs has {need!r}; each must be a word in lower case, {BEGINNING} letters or more of one and"
        " a star, # for a number, or one or two signs; ^ may stand before what is first, $ after what is last.",
    )


def _are_bins(bins: Any) -> bool:
    return isinstance(bins, list) and all(map(_is_number, bins)) and sorted(set(bins)) == bins


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _check_values(table: Mapping[str, Any]) -> Iterator[RuleProblem]:
    for key, allowed in CHOICES.items():
        if key in table and current_name(str(table[key])) not in allowed:
            yield RuleProblem(key, f"{key} is {table[key]!r}{suggest(str(table[key]), allowed)}")
    least = table.get("least", 1)
    if not isinstance(least, int) or isinstance(least, bool) or least < 1:
        yield RuleProblem("least", "least must be a whole number from 1.")
    if not isinstance(table.get("opens", False), bool):
        yield RuleProblem("opens", "opens must be true or false.")
    if not isinstance(table.get("sequence", {}), dict):
        yield RuleProblem("sequence", "sequence must be a table of steps and their weights.")


def _check_pattern(table: Mapping[str, Any]) -> Iterator[RuleProblem]:
    pattern = table.get("pattern", ".")
    if not isinstance(pattern, str) or not pattern:
        yield RuleProblem("pattern", "pattern must be a text that is not empty.")
        return
    if wrong := compile_error(pattern):
        yield RuleProblem("pattern", f"the pattern does not compile: {wrong}.")


def compile_error(pattern: str) -> str:
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


def _check_weight(table: Mapping[str, Any]) -> Iterator[RuleProblem]:
    if "weight" not in table:
        if "sequence" not in table:
            words = "needs 'weight', a number above 0 for dropping a line and below 0 for keeping it."
            yield RuleProblem("weight", words)
        return
    if not _are_bins(table.get("bins", [])):
        return  # then nobody knows how many there must be
    given, ranges = table["weight"], bin_count(table)
    numbers = given if isinstance(given, list) and ranges else [given] * (ranges or ABOVE)
    if len(numbers) != (ranges or ABOVE) or not all(map(_is_number, numbers)):
        more = f", or one for each of the {ranges} ranges" if ranges else ""
        yield RuleProblem("weight", f"weight must be one number{more}.")
