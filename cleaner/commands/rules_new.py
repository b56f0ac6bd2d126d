"""`cleaner rules new`: asks for a rule of one's own, tries it, and appends it to a file.

Questions and answers are plain lines on stderr and stdin, so that it works anywhere and answers can be piped in. The
file is written once, at the end, and only after a yes.
"""

import os
import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Final

import click

from cleaner.authoring.draft import Value, append_rule, contains_pattern, first_words_pattern, render_rule
from cleaner.authoring.trial import Trial, run_trials
from cleaner.commands import options, terminal
from cleaner.commands.options import RULES
from cleaner.errors import CleanerError, SlowPatternError, suggest
from cleaner.files.atomic import write
from cleaner.model import Kind
from cleaner.render import rules_test as render
from cleaner.rulebook.prefilter import search
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.rulebook.user_rules import check_code, free_code
from cleaner.rulebook.validation import compile_error
from cleaner.settings import FILE_NAMES, Settings, find_settings_file, rule_tables
from cleaner.text.visible import visible

OFFERED: Final[dict[Kind, str]] = {
    "byline": "who wrote it and when",
    "caption": "the caption or credit of a picture",
    "navigation": "menus, section names, log-in links",
    "read-also": "a pointer to one other story",
    "trending": "what is popular",
    "related": "teasers, tags, other stories",
    "share": "prompts to share, print, follow",
    "promotion": "newsletter, app, subscription, channel",
    "comments": "what readers wrote, and the form for it",
    "advert": "labels of advertisements",
    "notice": "cookies, legal notes, disclaimers",
    "footer": "imprint, rights, contact",
}
WEIGHT: Final = 4.0
"""What is tried first: it outweighs most of what speaks for a short line."""


@click.command()
@options.use(click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path)), *RULES)
@click.pass_context
def new(ctx: click.Context, /, file: Path | None, **_: object) -> None:
    """Ask for a rule of your own, try it, and append it to FILE.

    FILE is by default the settings file in force here, or a new cleaner.toml. Nothing in it is changed, and it is
    written only after the last question. Ctrl-C leaves everything as it was.
    """
    settings = options.settings_for(ctx)
    path = file or _default(settings)
    data = _data(path)
    others = _rules(data, path)
    if not isinstance(sys.stdin, TextIOWrapper):
        raise CleanerError("stdin: cannot be read.")
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    codes = {rule.code for rule in (*load_rulebook().rules, *settings.rules, *others)}
    here = {rule.code for rule in others}
    append_rule(
        data, render_rule({**SAMPLE, "code": free_code(codes)}, path), path
    )  # or all would be asked for nothing
    settings = replace(settings, rules=(*(rule for rule in settings.rules if rule.code not in here), *others))
    try:
        text, passed = _proposed(_answers(codes), path, settings)
        is_wanted = click.confirm(f"Append it to {visible(str(path))}?", default=passed, err=True)
    except click.Abort as abort:
        _tell("")  # the question stands on a line of its own
        if isinstance(abort.__context__, EOFError):
            raise CleanerError("stdin: ended before all was answered, so nothing was written.") from None
        raise
    if not is_wanted:
        _tell("Nothing was written.")
        return
    _append(path, text)
    _tell(f"Appended to {visible(str(path))}. See what it does to texts of yours:")
    _tell(f"  cleaner rules test {visible(str(path))} --on PATH")


SAMPLE: Final[dict[str, Value]] = {
    "name": "x", "kind": "promotion", "weight": 1.0, "pattern": "x", "why": "x", "drops": ["x"], "keeps": ["y"],
}  # fmt: skip
"""A rule, to see whether one can be appended."""


def _default(settings: Settings) -> Path:
    """The settings file in force, for a new one beside or below it would hide it."""
    found = settings.origin.get("rule") or find_settings_file(Path())
    return Path(os.path.relpath(found)) if found else Path(FILE_NAMES[0])


def _data(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None


def _rules(data: bytes, path: Path) -> tuple[Rule, ...]:
    try:
        return rule_tables(data.decode(), path)
    except UnicodeDecodeError:
        raise CleanerError(f"{path}: is not UTF-8, so it is no file of rules.") from None


def _append(path: Path, text: str) -> None:
    """Append to what stands in the file now; a link stays one."""
    place = Path(os.path.realpath(path))
    write(place, append_rule(_data(place), text, path))


def _answers(codes: Collection[str]) -> dict[str, Value]:
    """What the table of the rule says, asked for."""
    name = _ask("Name, a few words", lambda text: "-".join(text.lower().split()))
    _tell("Kinds of line:")
    for offered, what in OFFERED.items():
        _tell(f"  {offered:<10}  {what}")
    kind = _ask("Kind", _kind)
    example = _ask("A line that must go")
    seen = _pattern(example)
    keeps = _ask("A line of an article that must stay, much like it", lambda text: _other(text, example))
    why = _ask("Why such lines are no part of an article")
    free = free_code(codes)
    code = _ask("Code", lambda text: _code(text.upper(), codes, free), free)
    return {
        "code": code, "name": name, "kind": kind, "weight": WEIGHT, "pattern": seen, "why": why,
        "drops": [example], "keeps": [keeps],
    }  # fmt: skip


def _pattern(example: str) -> str:
    _tell("Such lines start with the same words, contain some, or match a pattern.")
    ways = click.Choice(["starts", "contains", "pattern"])
    way: str = click.prompt("Which", type=ways, default="starts", err=True)
    if way == "pattern":
        return _ask("Pattern", lambda text: _matching(text, example))
    is_start = way == "starts"
    what = "Words they start with" if is_start else "Words they contain"
    phrase = _ask(what, lambda text: _part(text, example, is_start), first_words_pattern(example) if is_start else None)
    return _ask("Pattern", lambda text: _matching(text, example), contains_pattern(phrase, is_start))


def _proposed(values: dict[str, Value], path: Path, settings: Settings) -> tuple[str, bool]:
    """The table, and whether its examples go and stay as they must, after showing both.

    A weight that is too small for the line to go is raised.
    """
    rule, tried = _tried(values, path, settings)
    if rule.code not in {known.code for known in _with(rule, settings).rulebook().rules}:
        _tell(f"select or ignore in the settings leaves {rule.code} out, so it does nothing until they name it.")
    if mend := next((trial.mend for trial in tried if trial.must_go and trial.mend), None):
        _tell(f"With a weight of {WEIGHT:.1f} the line would stay, so it is {mend:.1f}.")
        values["weight"] = mend
        rule, tried = _tried(values, path, settings)
    text = render_rule(values, path)
    _tell("")
    shown = [visible(row) for row in text.splitlines()]
    for line in (*shown, "", *render.render_examples([rule], [], tried, terminal.screen_width())):
        _tell(line)
    return text, all(trial.passed for trial in tried)


def _tried(values: dict[str, Value], path: Path, settings: Settings) -> tuple[Rule, list[Trial]]:
    rule = rule_tables(render_rule(values, path), path)[0]
    return rule, list(run_trials(rule, _with(rule, settings)))


def _with(rule: Rule, settings: Settings) -> Settings:
    return replace(settings, rules=(*settings.rules, rule))


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _ask(question: str, checked: Callable[[str], str] = str, default: str | None = None) -> str:
    """An answer that is not blank, as `checked` returns it; it is asked for again where that raises a usage error."""

    def answer(text: str) -> str:
        if not text.strip():
            raise click.UsageError("an answer is needed.")
        try:
            return checked(text.strip())
        except click.UsageError as error:
            raise click.UsageError(visible(error.message)) from None

    shown = question if default is None else f"{question} [{visible(default)}]"
    given: str = click.prompt(shown, default=default, show_default=False, value_proc=answer, err=True)
    return given


def _kind(text: str) -> str:
    if text not in OFFERED:
        raise click.UsageError(f"no kind {text!r}{suggest(text, [*OFFERED])}")
    return text


def _other(text: str, example: str) -> str:
    if text == example:
        raise click.UsageError("that is the line that must go.")
    return text


def _code(text: str, codes: Collection[str], free: str) -> str:
    for mistake in check_code(text, codes, free):
        raise click.UsageError(mistake.words)
    return text


def _part(text: str, example: str, is_start: bool) -> str:
    _matching(contains_pattern(text, is_start), example)
    return text


def _matching(text: str, example: str) -> str:
    if wrong := compile_error(text):
        raise click.UsageError(f"the pattern does not compile: {wrong}.")
    try:
        is_anything, is_there = search(text, ""), search(text, example)
    except SlowPatternError as error:
        raise click.UsageError(str(error)) from None
    if is_anything:
        raise click.UsageError("the pattern matches an empty text, so it would see every line.")
    if not is_there:
        raise click.UsageError("that is not in the line that must go.")
    return text
