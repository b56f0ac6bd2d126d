"""`cleaner rules`: the list of rules, and a page per rule. `test` and `new` are for the user's own rules."""

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Final

import click

from cleaner.commands import completion, options, terminal
from cleaner.commands.options import RULES
from cleaner.errors import suggest
from cleaner.files import safe_json
from cleaner.render import rules as render

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from cleaner.rulebook.rule import Rule

COMMANDS: Final = {
    "test": "Test your own rules on their examples and on your texts.",
    "new": "Create a rule interactively.",
}
"""Help texts of the subcommands; NAME is in the module `rules_NAME`. No family of rules has one of these names."""


class RulesGroup(click.Group):
    """A group whose first word is a subcommand, or else the argument of the group."""

    allow_interspersed_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_interspersed_args = False
        _, words, _ = self.make_parser(ctx).parse_args(list(args))
        if not words or words[0] not in COMMANDS:
            ctx.allow_interspersed_args, ctx.allow_extra_args = True, False
            self._check_typo(ctx, args)
        return super().parse_args(ctx, args)

    def _check_typo(self, ctx: click.Context, args: Sequence[str]) -> None:
        """Raise a usage error if the first of several words resembles a subcommand; a code stands alone."""
        given, others, _ = self.make_parser(ctx).parse_args(list(args))
        if others and get_close_matches(given["which"], COMMANDS) and not ctx.resilient_parsing:
            raise click.UsageError(f"No such command {given['which']!r}{suggest(given['which'], [*COMMANDS])}", ctx)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        params = super().get_params(ctx)  # click also calls this with the context of a subcommand
        has_word = ctx.command is self and ctx.allow_interspersed_args
        return params if has_word else [param for param in params if isinstance(param, click.Option)]

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"cleaner.commands.rules_{cmd_name}"), cmd_name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """Complete as click does, but offer subcommands only as the first word."""
        has_word = ctx.params.get("which") is not None
        return (click.Command if has_word else click.Group).shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands, in place of CODE or FAMILY"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=RulesGroup, invoke_without_command=True, subcommand_metavar="| COMMAND [ARGS]...")
@options.use(
    click.argument("which", required=False, metavar="[CODE|FAMILY]", shell_complete=completion.rules),
    *RULES,
    options.formats("text", "json", "html"),
)
@click.pass_context
def rules(ctx: click.Context, /, format_: str, which: str | None = None, **_: object) -> None:
    """List active rules, or show one.

    A code prefix such as PRO, or a family, lists the matching rules. --format html writes a page for the browser.
    """
    if ctx.invoked_subcommand is not None:
        return
    known = options.settings_for(ctx).rulebook().rules
    chosen = _select(which, known) if which else list(known)
    if format_ == "json":
        from cleaner.render import json

        objects = [json.rule(rule) for rule in chosen]
        terminal.put(safe_json.encode({"schema": "cleaner/rules/1", "rules": objects}) + b"\n")
        return
    if format_ == "html":
        from cleaner.render.rules_page import render_rules_html

        click.echo("\n".join(render_rules_html(chosen)))
        return
    width = terminal.screen_width()
    is_one = len(chosen) == 1 and which is not None and chosen[0].code == which.upper()
    lines = render.render_rule(chosen[0], width) if is_one else render.render_rules(chosen, width)
    click.echo("\n".join(lines))


def _select(which: str, known: Sequence["Rule"]) -> list["Rule"]:
    """Return the rules with this code, else family, else code prefix. Raises a usage error if there are none."""
    for matches in (
        [rule for rule in known if rule.code == which.upper()],
        [rule for rule in known if rule.family == which],
        [rule for rule in known if rule.code.startswith(which.upper())],
    ):
        if matches:
            return matches
    names = list(dict.fromkeys(name for rule in known for name in (rule.code, rule.family)))
    near = get_close_matches(which.upper(), names, 3) + get_close_matches(which.lower(), [*names, *COMMANDS], 3)
    families = dict.fromkeys(rule.family for rule in known)
    hint = f"did you mean {' or '.join(near[:3])}?" if near else f"the families are {', '.join(families)}."
    raise click.UsageError(f"Unknown rule or family {which!r}; {hint}")
