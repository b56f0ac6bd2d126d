"""`cleaner rules new`: ask for a rule, test it on its examples, and append it to a file.

Questions are lines on stderr and answers lines on stdin, so answers can be piped in. The file is written once, at the
end, after a yes.
"""

import os
import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Final

import click

from cleaner.authoring.draft import Value, append_rule, contains_pattern, dump_rule, first_words_pattern
from cleaner.authoring.trial import Trial, run_trials
from cleaner.commands import options, terminal
from cleaner.commands.options import RULES
from cleaner.errors import CleanerError, SlowPatternError, suggest
from cleaner.files.atomic import write
from cleaner.model import Kind
from cleaner.render import rules_test as render
from cleaner.rulebook.pattern_limits import compile_error, search
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.rulebook.user_rules import check_code, free_code
from cleaner.settings import FILE_NAMES, Settings, find_settings_file, rule_tables
from cleaner.text.visible import visible

OFFERED: Final[dict[Kind, str]] = {
    "byline": "author and date",
    "caption": "picture captions and credits",
    "navigation": "menus, section names, log-in links",
    "read-also": "a link to another story",
    "trending": "lists of popular stories",
    "related": "teasers, tags, other stories",
    "share": "prompts to share, print, follow",
    "promotion": "newsletter, app, subscription, channel",
    "comments": "readers' comments and the comment form",
    "advert": "labels of advertisements",
    "notice": "cookies, legal notes, disclaimers",
    "footer": "imprint, copyright, contact",
}
"""Kinds that a new rule may have, with examples."""
WAYS: Final = ("starts", "contains", "pattern")
"""Ways to recognise a line."""
FORMS: Final = {
    "regex": "pattern",
    "regexp": "pattern",
    "regular-expression": "pattern",
    "ad": "advert",
    "ads": "advert",
}
"""Other words for choices."""
WEIGHT: Final = 4.0
"""First weight to try: it outweighs most evidence for keeping a short line."""
SAMPLE: Final[dict[str, Value]] = {
    "name": "x", "kind": "promotion", "weight": 1.0, "pattern": "x", "why": "x", "drops": ["x"], "keeps": ["y"],
}  # fmt: skip
"""A rule to test whether the file can be appended to."""


@click.command()
@options.use(click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path)), *RULES)
@click.pass_context
def new(ctx: click.Context, /, file: Path | None, **_: object) -> None:
    """Create a rule interactively, test it, and append it to FILE.

    FILE is by default the settings file in effect, or a new cleaner.toml. The rule is appended; nothing is written
    until you confirm. Ctrl-C aborts.
    """
    settings = options.settings_for(ctx)
    path = file or _default_file(settings)
    data = _read(path)
    others = _parse_rules(data, path)
    if not isinstance(sys.stdin, TextIOWrapper):
        raise CleanerError("stdin: cannot be read.")
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    codes = {rule.code for rule in (*load_rulebook().rules, *settings.rules, *others)}
    append_rule(data, dump_rule({**SAMPLE, "code": free_code(codes)}, path), path)  # an error before any question
    own_codes = {rule.code for rule in others}
    settings = replace(settings, rules=(*(rule for rule in settings.rules if rule.code not in own_codes), *others))
    try:
        text, passed = _propose(_ask_rule(codes), path, settings)
        is_wanted = click.confirm(f"Append this rule to {visible(str(path))}?", default=passed, err=True)
    except click.Abort as abort:
        _print("")  # ends the row of the question
        if isinstance(abort.__context__, EOFError):
            raise CleanerError("Aborted; nothing was written.") from None
        raise
    if not is_wanted:
        _print("Nothing was written.")
        return
    _append(path, text)
    _print(f"Appended to {visible(str(path))}. Test the rule on your texts:")
    _print(f"  cleaner rules test {visible(str(path))} --on PATH")


def _default_file(settings: Settings) -> Path:
    """Return the settings file in effect, which a new one would override; without one, the path of a new file."""
    found = settings.origin.get("rule") or find_settings_file(Path())
    return Path(os.path.relpath(found)) if found else Path(FILE_NAMES[0])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None


def _parse_rules(data: bytes, path: Path) -> tuple[Rule, ...]:
    try:
        return rule_tables(data.decode(), path)
    except UnicodeDecodeError as error:
        raise CleanerError(f"{path}: invalid UTF-8 at byte {error.start}; convert the file to UTF-8.") from None


def _append(path: Path, text: str) -> None:
    """Append to the current content of the file. A symbolic link is followed, not replaced."""
    target = Path(os.path.realpath(path))
    write(target, append_rule(_read(target), text, path))


def _ask_rule(codes: Collection[str]) -> dict[str, Value]:
    """Ask for the fields of the rule; return them by key, in the order of the table."""
    name = _ask("Name", lambda text: "-".join(text.lower().split()))
    _print("Kinds of line:")
    for offered, examples in OFFERED.items():
        _print(f"  {offered:<10}  {examples}")
    kind = _ask("Kind", lambda text: _choose(text, OFFERED, "kind"))
    example = _ask("Example line to remove")
    pattern = _ask_pattern(example)
    keeps = _ask("Similar line that must stay", lambda text: _check_other(text, example))
    why = _ask("Why these lines are boilerplate")
    free = free_code(codes)
    code = _ask("Code", lambda text: _check_code(text.upper(), codes, free), free)
    return {
        "code": code, "name": name, "kind": kind, "weight": WEIGHT, "pattern": pattern, "why": why,
        "drops": [example], "keeps": [keeps],
    }  # fmt: skip


def _ask_pattern(example: str) -> str:
    _print("How to recognise these lines: by their first words, by words they contain, or by a regular expression.")
    choice = _ask(f"Which ({', '.join(WAYS)})", lambda text: _choose(text, WAYS, "way"), WAYS[0])
    if choice == "pattern":
        return _ask("Pattern", lambda text: _check_pattern(text, example))
    at_start = choice == "starts"
    question = "Words they start with" if at_start else "Words they contain"
    default = first_words_pattern(example) if at_start else None
    phrase = _ask(question, lambda text: _check_phrase(text, example, at_start), default)
    return _ask("Pattern", lambda text: _check_pattern(text, example), contains_pattern(phrase, at_start))


def _propose(values: dict[str, Value], path: Path, settings: Settings) -> tuple[str, bool]:
    """Print the rule's table and test results. Return the table, and true if all examples pass.

    A weight too small to remove the example line is raised.
    """
    rule, trials = _try(values, path, settings)
    if rule.code not in {known.code for known in _with(rule, settings).rulebook().rules}:
        _print(f"{rule.code} is disabled by select or ignore in the settings; change them to use it.")
    if weight := next((trial.passing_weight for trial in trials if trial.must_drop and trial.passing_weight), None):
        _print(f"A weight of {WEIGHT:.1f} does not remove the example line; raised to {weight:.1f}.")
        values["weight"] = weight
        rule, trials = _try(values, path, settings)
    text = dump_rule(values, path)
    _print("")
    table = [visible(row) for row in text.splitlines()]
    for line in (*table, "", *render.render_examples([rule], [], trials, terminal.screen_width())):
        _print(line)
    return text, all(trial.passed for trial in trials)


def _try(values: dict[str, Value], path: Path, settings: Settings) -> tuple[Rule, list[Trial]]:
    rule = rule_tables(dump_rule(values, path), path)[0]
    return rule, list(run_trials(rule, _with(rule, settings)))


def _with(rule: Rule, settings: Settings) -> Settings:
    return replace(settings, rules=(*settings.rules, rule))


def _print(line: str) -> None:
    click.echo(line, err=True)


def _ask(question: str, check: Callable[[str], str] = str, default: str | None = None) -> str:
    """Return an answer as `check` returns it. Ask again if it is blank or `check` raises a usage error."""

    def answer(text: str) -> str:
        if not text.strip():
            raise click.UsageError("an answer is required.")
        try:
            return check(text.strip())
        except click.UsageError as error:
            raise click.UsageError(visible(error.message)) from None

    prompt = question if default is None else f"{question} [{visible(default)}]"
    given: str = click.prompt(prompt, default=default, show_default=False, value_proc=answer, err=True)
    return given


def _choose(text: str, choices: Collection[str], noun: str) -> str:
    """Return the choice that the answer means: its beginning, or another form, such as "adverts" and "starts with"."""
    word = "-".join(text.lower().split())
    word = FORMS.get(word, word)
    meant = [choice for choice in choices if word == choice]
    meant = meant or [choice for choice in choices if choice.startswith(word) or word.startswith(_stem(choice))]
    if len(meant) > 1:
        raise click.UsageError(f"{text!r} can mean {' or '.join(meant)}; type one of them.")
    if not meant:
        raise click.UsageError(f"no {noun} {text!r}{suggest(text, [*choices])}")
    return meant[0]


def _stem(choice: str) -> str:
    return choice.removesuffix("s")


def _check_other(text: str, example: str) -> str:
    if text == example:
        raise click.UsageError("this is the same as the line to remove.")
    return text


def _check_code(text: str, codes: Collection[str], free: str) -> str:
    for problem in check_code(text, codes, free):
        raise click.UsageError(problem.message)
    return text


def _check_phrase(text: str, example: str, at_start: bool) -> str:
    _check_pattern(contains_pattern(text, at_start), example)
    return text


def _check_pattern(text: str, example: str) -> str:
    if problem := compile_error(text):
        raise click.UsageError(f"invalid regular expression: {problem}.")
    try:
        matches_all, matches_example = search(text, ""), search(text, example)
    except SlowPatternError as error:
        raise click.UsageError(str(error)) from None
    if matches_all:
        raise click.UsageError("the pattern matches the empty string and would match every line.")
    if not matches_example:
        raise click.UsageError("it does not match the example line.")
    return text
