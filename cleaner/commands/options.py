"""What the commands share: options declared once, settings made from them, and what goes to stderr."""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleaner.commands import completion
from cleaner.corpus.entry import Fields
from cleaner.files.discover import discover
from cleaner.files.items import STDIN, Found
from cleaner.settings import KEYS, MOST_JOBS, Settings, load_settings, parse_kinds

if TYPE_CHECKING:
    from cleaner.runs.texts import Texts

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def _split_names(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...] | None:
    """Names with commas between them, or the option repeated, as one list; None where it was not given."""
    names = [name for part in value for text in part.split(",") if (name := text.strip())]
    if param.name in ("keep", "drop"):
        return parse_kinds(names, f"--{param.name}") if value else None
    return tuple(names) if value else None


def _set_color(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Set `ctx.color`, which `click.echo` obeys: the flag, else NO_COLOR, FORCE_COLOR, a dumb terminal."""
    if value in ("always", "never"):
        ctx.color = value == "always"
    elif value == "auto" or ctx.parent is None:
        off, on = bool(os.environ.get("NO_COLOR")), bool(os.environ.get("FORCE_COLOR"))
        ctx.color = False if off else True if on else False if os.environ.get("TERM") == "dumb" else None


def _names_option(name: str, metavar: str, text: str) -> Callable[[F], F]:
    complete = completion.kinds if metavar == "KINDS" else completion.codes
    return click.option(
        f"--{name}", multiple=True, metavar=metavar, callback=_split_names, shell_complete=complete, help=text
    )


CONFIG = (
    click.option("--config", type=click.Path(), metavar="FILE", help="Read the settings from this file."),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
)
COLOR = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), callback=_set_color, expose_value=False, is_eager=True,
    help="When to colour; auto is on a terminal, unless NO_COLOR is set.",
)  # fmt: skip
KIND_NAMES = (
    _names_option("keep", "KINDS", "Keep these kinds of line too, such as byline,caption."),
    _names_option("drop", "KINDS", "Do not keep these kinds of line, such as headline."),
)
RULES = (
    _names_option("select", "CODES", "Of the rules for a kind of boilerplate use only those whose codes begin so."),
    _names_option("ignore", "CODES", "Leave out the rules whose codes begin so."),
    click.option("--weights", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
                 help="Weigh the rules by this file, which 'cleaner fit' wrote."),
    *CONFIG,
    COLOR,
)  # fmt: skip
SITE = click.option(
    "--site", metavar="NAME",
    help="The site that all inputs are of; by default the host in the address of a record, the first folder below "
    "PATH, or PATH.",
)  # fmt: skip
TEMPLATES = (
    click.option("--templates", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
                 help="Look up what recurs on a site in this file, which 'cleaner templates' wrote."),
    SITE,
)  # fmt: skip
SETTINGS = (*KIND_NAMES, *TEMPLATES, *RULES)
JOBS = click.option(
    "--jobs", type=click.IntRange(1, MOST_JOBS), metavar="N",
    help="Number of processes; by default it depends on the processors and the number of files.",
)  # fmt: skip
EXCLUDE = click.option(
    "--exclude", multiple=True, metavar="PATTERN", callback=lambda ctx, param, value: value or None,
    help="Skip what matches, as in .gitignore; may be repeated.",
)  # fmt: skip
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors on stderr.")
INPUTS = (EXCLUDE, JOBS, QUIET)
PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=completion.files)


def formats(*names: str) -> Callable[[F], F]:
    """`--format` for a command that knows these, the first of them by default."""
    return click.option("--format", "format_", type=click.Choice(names), default=names[0], help="Form of the output.")


FORMAT = formats("text", "json", "jsonl")

NAMED = (
    click.option("--text-field", metavar="NAME", default="text", help="Field or column of a corpus that has the text."),
    click.option("--url-field", metavar="NAME", default="url", help="The one that has the address of the page."),
    click.option("--id-field", metavar="NAME", default="id", help="The one that has the name of the record."),
)
TEXTS = (*INPUTS, *NAMED)
"""Of commands that look at texts, and write none."""
FIELDS = (
    *NAMED,
    click.option("--spans", is_flag=True, help="Add what was removed to each record, as cleaner_removed."),
)
RECORDS = (
    click.option("--format", "format_", type=click.Choice(["text", "jsonl"]), default="text",
                 help="What comes in and goes out: one text, or records as JSON Lines."),
    *FIELDS,
    click.option("--jobs", type=click.IntRange(1, MOST_JOBS), metavar="N",
                 help="Number of processes for records; with one, each is written before the next is read."),
)  # fmt: skip


def fields(given: Mapping[str, Any]) -> Fields:
    """Where a record has its text, its address and its name, as the options say."""
    return Fields(*(given[f"{name}_field"] for name in Fields._fields))


def use(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Several options or arguments as one decorator, shown in the help in the order given."""
    return lambda command: reduce(lambda wrapped, decorate: decorate(wrapped), reversed(decorators), command)


def settings_for(ctx: click.Context, start: str = STDIN) -> Settings:
    """The settings in force for inputs at `start`. Flags before the command's name count too."""
    given: dict[str, Any] = {}
    config, isolated = "", False
    for params in _param_values(ctx):
        given |= {name: params[name] for name in KEYS if params.get(name) is not None}
        config, isolated = params.get("config") or config, params.get("isolated") or isolated
    if config and isolated:
        raise click.UsageError("--config and --isolated exclude each other.", ctx)
    return load_settings(Path() if start == STDIN else Path(start), given, config, isolated)


def _param_values(ctx: click.Context | None) -> list[dict[str, Any]]:
    """Those of a command, after those of the groups it is in."""
    return [*_param_values(ctx.parent), ctx.params] if ctx else []


def find_inputs(ctx: click.Context, settings: Settings, corpora: bool = False) -> Iterator[Found]:
    """The inputs that the command's paths name; `corpora` says that those are looked for too."""
    return discover(ctx.params["paths"], settings.exclude, settings.base, corpora)


def find_texts(ctx: click.Context, settings: Settings) -> "Texts":
    """The texts of the inputs that the command's paths name, of a corpus one by one."""
    from cleaner.runs.texts import Texts

    return Texts(find_inputs(ctx, settings, corpora=True), fields(ctx.params), ctx.params["paths"])
