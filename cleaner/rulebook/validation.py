"""Validation of `[[rule]]` tables: every problem, with its remedy."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

from cleaner.errors import suggest
from cleaner.features.catalog import CONFIDENCE_FEATURES, CUT_FEATURES, LINE_FEATURES, PAGE_FEATURES, current_name
from cleaner.model import KINDS
from cleaner.rulebook.pattern_limits import compile_error
from cleaner.rulebook.phrases import MODES
from cleaner.rulebook.prefilter import PREFIX, STAR, TIME, split_need
from cleaner.rulebook.rule import ABOVE, LISTS, bin_count
from cleaner.text.tokens import TokenizedLine

PLACES = ("anywhere", "head", "tail")
TESTS = ("pattern", "phrases", "measure", "sequence", "page", "cut", "confidence")
TEXTS = ("code", "name", "why")
FIELDS = (*TEXTS, "kind", "weight", "where", "drops", "keeps", "opens", "fitted", "bins", "needs", "least", *TESTS)
CHOICES = {
    "kind": KINDS,
    "where": PLACES,
    "phrases": (*MODES, *LISTS),
    "measure": LINE_FEATURES,
    "page": PAGE_FEATURES,
    "cut": CUT_FEATURES,
    "confidence": CONFIDENCE_FEATURES,
}
"""Allowed values of keys."""


class RuleProblem(NamedTuple):
    """A problem in the table of a rule. `key` is the key it is about, or "" for the whole table."""

    key: str
    message: str


def describe_rule(table: Mapping[str, Any], number: int) -> str:
    """Return the name of a rule in errors: its code, or its number in the file, from 1."""
    code = table.get("code")
    return f"rule {code if isinstance(code, str) and code.strip() else number}"


def validate(table: Mapping[str, Any], tests: Sequence[str] = TESTS) -> Iterator[RuleProblem]:
    """Yield all problems in a table, which must have exactly one of the keys `tests`."""
    for unknown in sorted(table.keys() - {*FIELDS}):
        yield RuleProblem(unknown, f"unknown key {unknown!r}{suggest(unknown, FIELDS)}")
    for key in TEXTS:
        if not isinstance(table.get(key), str) or not table[key].strip():
            yield RuleProblem(key, f"{key} must be a non-empty string.")
    if len({*tests} & table.keys()) != 1:
        yield RuleProblem("", f"exactly one of {', '.join(tests)} is required.")
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
        yield RuleProblem("bins", "bins must be a list of increasing numbers.")


def _is_need(need: str) -> bool:
    """Return True if the tokeniser can find an entry of `needs` in a line."""
    word = split_need(need)[1]
    tokens = TokenizedLine(word.removesuffix(STAR) if len(word) > PREFIX else word)
    is_token = len(tokens.hashes) == 1 and tokens.token(0) == tokens.text
    return need in ("", TIME) or is_token or tokens.text in tokens.symbols


def _need_problem(need: str) -> RuleProblem:
    return RuleProblem(
        "needs",
        f'invalid entry {need!r} in "needs"; use a lower-case word, its first letters ({PREFIX} or more) and a star, # '
        "for a number, #: for one in a time or date, or one or two symbols; put ^ before the first or $ after the last "
        "of a line.",
    )


def _are_bins(bins: Any) -> bool:
    return isinstance(bins, list) and all(map(_is_number, bins)) and sorted(set(bins)) == bins


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _check_values(table: Mapping[str, Any]) -> Iterator[RuleProblem]:
    for key, allowed in CHOICES.items():
        if key in table and current_name(str(table[key])) not in allowed:
            yield RuleProblem(key, f"invalid {key} {table[key]!r}{suggest(str(table[key]), allowed)}")
    least = table.get("least", 1)
    if not isinstance(least, int) or isinstance(least, bool) or least < 1:
        yield RuleProblem("least", "least must be a positive integer.")
    for key in ("opens", "fitted"):
        if not isinstance(table.get(key, False), bool):
            yield RuleProblem(key, f"{key} must be true or false.")
    if not isinstance(table.get("sequence", {}), dict):
        yield RuleProblem("sequence", "sequence must be a table of transitions and weights.")


def _check_pattern(table: Mapping[str, Any]) -> Iterator[RuleProblem]:
    pattern = table.get("pattern", ".")
    if not isinstance(pattern, str) or not pattern:
        yield RuleProblem("pattern", "pattern must be a non-empty string.")
        return
    if error := compile_error(pattern):
        yield RuleProblem("pattern", f"invalid regular expression: {error}.")


def _check_weight(table: Mapping[str, Any]) -> Iterator[RuleProblem]:
    if "weight" not in table:
        if "sequence" not in table:
            message = "weight is missing: give a positive number to drop lines, or a negative one to keep them."
            yield RuleProblem("weight", message)
        return
    if not _are_bins(table.get("bins", [])):
        return  # the number of bins is unknown
    given, bins = table["weight"], bin_count(table)
    numbers = given if isinstance(given, list) and bins else [given] * (bins or ABOVE)
    if len(numbers) != (bins or ABOVE) or not all(map(_is_number, numbers)):
        alternative = f", or a list with one for each of the {bins} bins" if bins else ""
        yield RuleProblem("weight", f"weight must be a number{alternative}.")
