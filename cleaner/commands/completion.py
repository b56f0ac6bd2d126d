"""`cleaner completion`, and shell completion of values: files, directories, kinds of line, and codes of rules.

click talks to the shells; each public function is the `shell_complete` of a parameter. The functions never fail and
never print. If the settings cannot be read, they offer only the shipped rules.
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

VARIABLE = "_CLEANER_COMPLETE"
"""Environment variable by which the script asks for completions."""
Items = list["CompletionItem[str]"]


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, /, shell: str) -> None:
    """Print the script that completes commands, options and values in SHELL.

    Add its output to the start-up file of the shell, such as eval "$(cleaner completion bash)".
    """
    from click.shell_completion import ShellComplete, get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    maker = found(ctx.find_root().command, {}, "cleaner", VARIABLE)
    click.echo(ShellComplete.source(maker))  # that of bash would start bash to read its version


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Leave completion to the shell, which offers files and directories."""
    return _items([(incomplete, "")], "file")


def directories(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Leave completion to the shell, which offers directories."""
    return _items([(incomplete, "")], "dir")


def kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Complete the last kind of a list with commas."""
    listed, prefix = _split_last(incomplete)
    return _items((listed + kind, "") for kind in KINDS if kind.startswith(prefix) and kind not in listed.split(","))


def codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Complete the last rule code of a list with commas, in any case."""
    listed, prefix = _split_last(incomplete)
    known = ((rule.code, rule.name) for rule in _rules(ctx) if rule.code.startswith(prefix.upper()))
    return _items((listed + code, name) for code, name in known if code not in listed.split(","))


def rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Complete subcommands, families and rule codes. If nothing matches, ignore the case of codes."""
    from cleaner.rulebook.rulebook import load_rulebook

    commands = ctx.command.list_commands(ctx) if isinstance(ctx.command, click.Group) else []
    # only shipped families: the family of a user's rule is a path, which a shell may split into words
    families = {rule.family: "a family of rules" for rule in load_rulebook().rules}
    known = dict.fromkeys(commands, "a command") | families | {rule.code: rule.name for rule in _rules(ctx)}
    found = [item for item in known.items() if item[0].startswith(incomplete)]
    return _items(found or [item for item in known.items() if item[0].startswith(incomplete.upper())])


def _rules(ctx: click.Context) -> "tuple[Rule, ...]":
    from cleaner.rulebook.rulebook import load_rulebook
    from cleaner.settings import load_settings

    try:
        settings = load_settings(Path(), {}, ctx.params.get("config") or "", bool(ctx.params.get("isolated")))
        return load_rulebook(settings.rules).rules
    except (CleanerError, OSError):
        return load_rulebook().rules


def _split_last(incomplete: str) -> tuple[str, str]:
    """Return a list up to and with its last comma, and the prefix of a name that follows."""
    listed, comma, prefix = incomplete.rpartition(",")
    return listed + comma, prefix


def _items(values: Iterable[tuple[str, str]], type_: str = "plain") -> Items:
    from click.shell_completion import CompletionItem

    return [CompletionItem(value, type_, visible(text) or None) for value, text in values]
