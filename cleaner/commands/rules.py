"""`cleaner rules`: the list, and a page per rule."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from cleaner.commands import common, completion
from cleaner.commands.common import RULES
from cleaner.render import rules as render

if TYPE_CHECKING:
    from cleaner.rule import Rule


@click.command()
@common.options(
    click.argument("which", required=False, metavar="[CODE|FAMILY]", shell_complete=completion.rules),
    *RULES,
    common.formats("text", "json"),
)
@click.pass_context
def rules(ctx: click.Context, /, which: str | None, format_: str, **_: object) -> None:
    """List the rules in force, or those of a family, or show one.

    The beginning of a code, such as PRO, lists the rules whose codes begin so.
    """
    known = common.settings_for(ctx).rulebook().rules
    chosen = _chosen(which, known) if which else list(known)
    if format_ == "json":
        from cleaner.render import json

        common.put(json.encode({"schema": "cleaner/rules/1", "rules": [json.rule(rule) for rule in chosen]}) + b"\n")
        return
    width = common.screen_width()
    is_one = len(chosen) == 1 and which is not None and chosen[0].code == which.upper()
    lines = render.page(chosen[0], width) if is_one else render.listing(chosen, width)
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
    near = get_close_matches(which.upper(), names, 3) + get_close_matches(which.lower(), names, 3)
    families = dict.fromkeys(rule.family for rule in known)
    hint = f"did you mean {' or '.join(near[:3])}?" if near else f"the families are {', '.join(families)}."
    raise click.UsageError(f"No rule or family {which!r}; {hint}")
