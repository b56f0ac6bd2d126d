"""The user's own rules, as a file has them: every mistake is named with its line, all of them at once.

More is asked of them than of the shipped ones, which the suite tests: examples, a pattern that cannot see every line,
and what it `needs` in every example that it matches, because otherwise it would silently never be tried.
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
from cleaner.rulebook.prefilter import PatternRule, Prefilter, search, shorten_pattern
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.rulebook.validation import TESTS, RuleProblem, describe_rule, validate
from cleaner.text.lexicon import Lexicon
from cleaner.text.tokens import TokenizedLine

OWN_TESTS: Final = ("pattern", "measure")
CODE: Final = regex.compile(r"[A-Z]+[0-9]+")
DROPPED: Final = tuple(kind for kind in KINDS if kind not in KEPT_BY_DEFAULT)
SERIES: Final = "MY"
"""Codes that are proposed begin so."""


def parse_user_rules(tables: Sequence[Mapping[str, Any]], path: Path, text: str) -> tuple[Rule, ...]:
    """The rules that the tables of the file at `path` describe; `text` is what stands in it.

    Raises `RulesError`, each with the file, the line, the rule, and the mend.
    """
    shipped = [rule.code for rule in load_rulebook().rules]
    codes = [str(table.get("code")) for table in tables]
    free = free_code({*shipped, *codes})
    wrong = [
        (number, mistake)
        for number, table in enumerate(tables)
        for mistake in (*_check_table(table), *check_code(table.get("code"), {*shipped, *codes[:number]}, free))
    ]
    if wrong:
        lines = TomlLines(text, "tool.cleaner.rule" if path.name == "pyproject.toml" else "rule")
        found = sorted((lines.line(n, key), f"{describe_rule(tables[n], n + 1)}: {words}") for n, (key, words) in wrong)
        raise RulesError(*(f"{path}{f':{line}' if line else ''}: {sentence}" for line, sentence in found))
    return tuple(parse_rule(table, str(path)) for table in tables)


def free_code(taken: Collection[str]) -> str:
    """The first code of the user's series that no rule has."""
    return next(code for number in count(1) if (code := f"{SERIES}{number:03}") not in taken)


def _check_table(table: Mapping[str, Any]) -> Iterator[RuleProblem]:
    """What its values mean together is asked only where each is sound."""
    found = [*validate(table, OWN_TESTS), *_check_examples(table)]
    for test in {*TESTS} - {*OWN_TESTS}:
        if test in table:
            found.append(RuleProblem(test, f"{test!r} is for shipped rules; give yours a pattern or a measure."))
    found += [] if found else _check_meaning(parse_rule(table, ""))
    yield from found or _check_reach(parse_rule(table, ""))


def _check_meaning(rule: Rule) -> Iterator[RuleProblem]:
    """A weight that says nothing, or one that drops lines and does not say as what."""
    weights = [weight for entry in rule.weights for weight in entry]
    if not any(weights):
        yield RuleProblem("weight", "weight must not be 0; above 0 it is for dropping a line, below 0 for keeping it.")
    elif max(weights) > 0 and rule.pattern is not None and rule.kind in (None, "body"):
        yield RuleProblem("kind", f"needs 'kind', what the lines are that it drops: {', '.join(DROPPED)}.")


def check_code(code: Any, taken: Collection[str], free: str) -> Iterator[RuleProblem]:
    """What is wrong with a code; `taken` are those of other rules, and `free` is one that none has."""
    if not isinstance(code, str) or not code.strip():
        return
    if not CODE.fullmatch(code):
        yield RuleProblem("code", f"a code is capital letters and then digits, such as {free}, not {code!r}.")
    elif code in taken:
        yield RuleProblem("code", f"the code is taken; {free} is free.")


def _check_examples(table: Mapping[str, Any]) -> Iterator[RuleProblem]:
    for key, fate in (("drops", "go"), ("keeps", "stay")):
        lines = table.get(key, [])
        if lines == []:
            yield RuleProblem(key, f"needs {key!r}, one or more lines that must {fate}: its examples are its tests.")
        elif isinstance(lines, list) and any(isinstance(x, str) and len(x.strip().splitlines()) > 1 for x in lines):
            yield RuleProblem(key, f"{key} holds a text of several lines; make an example of each line.")


def _check_reach(rule: Rule) -> Iterator[RuleProblem]:
    """A pattern that sees all lines, or none."""
    if rule.pattern is None:
        return
    try:
        yield from _check_hits(rule, rule.pattern)
    except SlowPatternError as error:
        yield RuleProblem("pattern", str(error))


def _check_hits(rule: Rule, pattern: str) -> Iterator[RuleProblem]:
    if "\b" in pattern:
        words = r"the pattern holds a backspace, as \b between double quotes is one; write it between single quotes."
        yield RuleProblem("pattern", words)
    elif search(pattern, ""):
        words = "the pattern matches an empty text, so it would see every line; make it ask for a character at least."
        yield RuleProblem("pattern", words)
    else:
        yield from (_check_required(rule, line) for line in (*rule.drops, *rule.keeps) if _is_never_tried(rule, line))


def _check_required(rule: Rule, line: str) -> RuleProblem:
    few = "nothing" if rule.min_required == 1 else f"less than {rule.min_required}"
    return RuleProblem(
        "needs",
        f"the pattern matches {line.strip()!r}, but that line has {few} of what is in needs, so the pattern"
        " would never be tried on it; add a word of the line, or leave needs out.",
    )


def _is_never_tried(rule: Rule, line: str) -> bool:
    """Whether the pattern matches a line on which `needs` keeps it from being tried."""
    wanted = Prefilter([PatternRule(0, ".", rule.where, rule.required, rule.min_required)])
    scan = TokenizedLine(line.strip(), Lexicon().with_words(wanted.word_classes()))
    return bool(search(rule.pattern or "", shorten_pattern(scan.text))) and not wanted.find(scan)
