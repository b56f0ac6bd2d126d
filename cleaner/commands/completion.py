"""What a shell completes besides commands, options and choices: files, folders, kinds, and codes of rules.

click talks to the shells; each function here is the `shell_complete` of some parameter. They never fail and never
speak, because somebody is typing: where the settings cannot be read, only the shipped rules are offered.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.errors import CleanerError
from cleaner.model import KINDS
from cleaner.text.visible import visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from cleaner.rulebook.rule import Rule

Items = list["CompletionItem[str]"]


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Whatever the shell itself would complete."""
    return _items([(incomplete, "")], "file")


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Folders, as the shell completes them."""
    return _items([(incomplete, "")], "dir")


def kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Kinds of lines, in a list with commas."""
    listed, begun = _last(incomplete)
    return _items((listed + kind, "") for kind in KINDS if kind.startswith(begun) and kind not in listed.split(","))


def codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Codes of rules, in a list with commas."""
    listed, begun = _last(incomplete)
    known = ((rule.code, rule.name) for rule in _rules(ctx) if rule.code.startswith(begun.upper()))
    return _items((listed + code, name) for code, name in known if code not in listed.split(","))


def rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Commands, families of rules, and codes; these in capitals, also where nothing else begins with what was typed."""
    from cleaner.rulebook.rulebook import load_rulebook

    commands = ctx.command.list_commands(ctx) if isinstance(ctx.command, click.Group) else []
    # Of rules of one's own the family is the path of their file, in which a shell may see more than a word.
    families = {rule.family: "a family of rules" for rule in load_rulebook().rules}
    known = dict.fromkeys(commands, "a command") | families | {rule.code: rule.name for rule in _rules(ctx)}
    found = [item for item in known.items() if item[0].startswith(incomplete)]
    return _items(found or [item for item in known.items() if item[0].startswith(incomplete.upper())])


def _rules(ctx: click.Context) -> "tuple[Rule, ...]":
    from cleaner.rulebook.rulebook import load_rulebook
    from cleaner.settings import load_settings as settings

    try:
        return load_rulebook(
            settings(Path(), {}, ctx.params.get("config") or "", bool(ctx.params.get("isolated"))).rules
        ).rules
    except (CleanerError, OSError):
        return load_rulebook().rules


def _last(incomplete: str) -> tuple[str, str]:
    """What of a list is there, up to its last comma, and the beginning of a name that follows."""
    listed, comma, begun = incomplete.rpartition(",")
    return listed + comma, begun


def _items(values: Iterable[tuple[str, str]], type_: str = "plain") -> Items:
    from click.shell_completion import CompletionItem

    return [CompletionItem(value, type_, visible(text) or None) for value, text in values]
