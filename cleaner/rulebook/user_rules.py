"""Rules in a user's file, with every problem reported by its line.

The checks are stricter than for shipped rules, which have tests of their own. A user's rule must have examples, its
pattern must not match every line, and each example that the pattern matches must have an entry of `needs`: without one,
the pattern would never be tried.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final

import regex

from cleaner.errors import RulesError, SlowPatternError
from cleaner.files.toml import TomlLines
from cleaner.model import KEPT_BY_DEFAULT, KINDS
from cleaner.rulebook.parsing import parse_rule
from cleaner.rulebook.pattern_limits import search
from cleaner.rulebook.prefilter import PatternRule, Prefilter, shorten_line
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.rulebook.validation import TESTS, RuleProblem, describe_rule, validate
from cleaner.text.lexicon import Lexicon
from cleaner.text.tokens import TokenizedLine

USER_TESTS: Final = ("pattern", "measure")
CODE: Final = regex.compile(r"[A-Z]+[0-9]+")
DROPPED: Final = tuple(kind for kind in KINDS if kind not in KEPT_BY_DEFAULT)
SERIES: Final = "MY"
"""Letters of the codes that are proposed to users."""


def parse_user_rules(tables: Sequence[Mapping[str, Any]], path: Path, text: str) -> tuple[Rule, ...]:
    """Return the rules in the tables of a file; `path` and `text` are those of the file.

    Raises `RulesError` if any table is invalid.
    """
    shipped = [rule.code for rule in load_rulebook().rules]
    codes = [str(table.get("code")) for table in tables]
    free = free_code({*shipped, *codes})
    problems = [
        (number, problem)
        for number, table in enumerate(tables)
        for problem in (*_check_table(table), *check_code(table.get("code"), {*shipped, *codes[:number]}, free))
    ]
    if problems:
        lines = TomlLines(text, "tool.cleaner.rule" if path.name == "pyproject.toml" else "rule")
        messages = sorted(
            (lines.line(number, key), f"{describe_rule(tables[number], number + 1)}: {message}")
            for number, (key, message) in problems
        )
        raise RulesError(*(f"{path}{f':{line}' if line else ''}: {message}" for line, message in messages))
    return tuple(parse_rule(table, str(path)) for table in tables)


def free_code(taken: Collection[str]) -> str:
    """Return the first code of the series for users that is not in `taken`."""
    return next(code for number in count(1) if (code := f"{SERIES}{number:03}") not in taken)


def _check_table(table: Mapping[str, Any]) -> Iterator[RuleProblem]:
    """Yield the problems of a table; a later check runs only if the earlier ones found nothing."""
    found = [*validate(table, USER_TESTS), *_check_examples(table)]
    found += [
        RuleProblem(test, f"{test} is only for shipped rules; use pattern or measure.")
        for test in {*TESTS} - {*USER_TESTS}
        if test in table
    ]
    found += [] if found else _check_weights(parse_rule(table, ""))
    yield from found or _check_pattern(parse_rule(table, ""))


def _check_weights(rule: Rule) -> Iterator[RuleProblem]:
    weights = [weight for entry in rule.weights for weight in entry]
    if not any(weights):
        yield RuleProblem("weight", "weight must not be 0 (positive drops, negative keeps).")
    elif max(weights) > 0 and rule.pattern is not None and rule.kind in (None, "body"):
        yield RuleProblem("kind", f"kind must be the kind of the dropped lines: {', '.join(DROPPED)}.")


def check_code(code: Any, taken: Collection[str], free: str) -> Iterator[RuleProblem]:
    """Yield the problem of a code, if any; `taken` are the codes of other rules, and `free` is an unused code."""
    if not isinstance(code, str) or not code.strip():
        return
    if not CODE.fullmatch(code):
        yield RuleProblem("code", f"invalid code {code!r}; use capital letters followed by digits, such as {free}.")
    elif code in taken:
        yield RuleProblem("code", f"code already in use; {free} is free.")


def _check_examples(table: Mapping[str, Any]) -> Iterator[RuleProblem]:
    for key, outcome in (("drops", "be removed"), ("keeps", "stay")):
        lines = table.get(key, [])
        if lines == []:
            yield RuleProblem(key, f"{key} is missing: give at least one example line that must {outcome}.")
        elif isinstance(lines, list) and any(isinstance(x, str) and len(x.strip().splitlines()) > 1 for x in lines):
            yield RuleProblem(key, f"an example in {key} has several lines; make each line an example.")


def _check_pattern(rule: Rule) -> Iterator[RuleProblem]:
    if rule.pattern is None:
        return
    try:
        yield from _check_matches(rule, rule.pattern)
    except SlowPatternError as error:
        yield RuleProblem("pattern", str(error))


def _check_matches(rule: Rule, pattern: str) -> Iterator[RuleProblem]:
    if "\b" in pattern:
        message = r"pattern contains a backspace (\b in double quotes); use single quotes."
        yield RuleProblem("pattern", message)
    elif search(pattern, ""):
        message = "pattern matches the empty string and would match every line; require at least one character."
        yield RuleProblem("pattern", message)
    else:
        yield from (_needs_problem(rule, line) for line in (*rule.drops, *rule.keeps) if _is_never_tried(rule, line))


def _needs_problem(rule: Rule, line: str) -> RuleProblem:
    few = "none" if rule.min_required == 1 else f"fewer than {rule.min_required}"
    message = (
        f'pattern matches {line.strip()!r}, but the line contains {few} of "needs"; '
        'add one of its words to "needs" or remove "needs".'
    )
    return RuleProblem("needs", message)


def _is_never_tried(rule: Rule, line: str) -> bool:
    """Return True if the pattern matches a line but the prefilter skips it."""
    prefilter = Prefilter([PatternRule(0, ".", rule.where, rule.required, rule.min_required)])
    tokens = TokenizedLine(line.strip(), Lexicon().with_words(prefilter.word_classes()))
    return bool(search(rule.pattern or "", shorten_line(tokens.text))) and not prefilter.find(tokens)
