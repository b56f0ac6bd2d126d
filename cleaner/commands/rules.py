"""`cleaner rules`: the list, and a page per rule; `test` and `new` are about rules of one's own."""

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
    "test": "Try rules of your own on their examples and on your texts.",
    "new": "Ask for a rule of your own, and write it.",
}
"""Each NAME is in the module `rules_NAME`. No family of rules has one of these names."""


class RulesGroup(click.Group):
    """A group whose first word is a command of it, or else an argument of its own."""

    allow_interspersed_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_interspersed_args = False
        _, words, _ = self.make_parser(ctx).parse_args(list(args))
        if not words or words[0] not in COMMANDS:
            ctx.allow_interspersed_args, ctx.allow_extra_args = True, False
            self._look_for_typo(ctx, args)
        return super().parse_args(ctx, args)

    def _look_for_typo(self, ctx: click.Context, args: Sequence[str]) -> None:
        """Raise a usage error where the first of several words is nearly a command: a code stands alone."""
        given, others, _ = self.make_parser(ctx).parse_args(list(args))
        if others and get_close_matches(given["which"], COMMANDS) and not ctx.resilient_parsing:
            raise click.UsageError(f"No such command {given['which']!r}{suggest(given['which'], [*COMMANDS])}", ctx)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        params = super().get_params(ctx)  # click asks with the context of a command of the group too
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
        """As click has it, but a command can only be the first word."""
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
    """List the rules in force, or those of a family, or show one.

    The beginning of a code, such as PRO, lists the rules whose codes begin so. With --format html they are a page to
    read in a browser.
    """
    if ctx.invoked_subcommand is not None:
        return
    known = options.settings_for(ctx).rulebook().rules
    chosen = _chosen(which, known) if which else list(known)
    if format_ == "json":
        from cleaner.render import json

        terminal.put(
            safe_json.encode({"schema": "cleaner/rules/1", "rules": [json.rule(rule) for rule in chosen]}) + b"\n"
        )
        return
    if format_ == "html":
        from cleaner.render.rules_page import render_rules_html

        click.echo("\n".join(render_rules_html(chosen)))
        return
    width = terminal.screen_width()
    is_one = len(chosen) == 1 and which is not None and chosen[0].code == which.upper()
    lines = render.render_rule(chosen[0], width) if is_one else render.render_rules(chosen, width)
    click.echo("\n".join(lines))


def _chosen(which: str, known: Sequence["Rule"]) -> list["Rule"]:
    """The rules that `which` means. Raises a usage error with near matches if it means none."""
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
    raise click.UsageError(f"No rule or family {which!r}; {hint}")
