"""Options that commands share, and the settings and inputs made from them."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import reduce, wraps
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from cleaner.commands import completion
from cleaner.corpus.entry import Fields
from cleaner.files.discover import HERE, discover
from cleaner.files.globs import check_globs
from cleaner.files.items import STDIN, Found
from cleaner.files.selection import Selection
from cleaner.settings import INPUTS as FORMATS
from cleaner.settings import KEYS, MOST_JOBS, Settings, attribute, load_settings, parse_kinds

if TYPE_CHECKING:
    from cleaner.runs.texts import Texts

F = TypeVar("F", bound=Callable[..., Any])


def _split_names(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the names of an option that takes commas and can be repeated; None if it was not given."""
    names = [name for part in value for text in part.split(",") if (name := text.strip())]
    if param.name in ("keep", "drop"):
        return parse_kinds(names, f"--{param.name}") if value else None
    return tuple(names) if value else None


def _refuse_nan(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """Return a number that is one: the range of click takes "nan", because no comparison rejects it."""
    if value is not None and isnan(value):
        raise click.BadParameter("nan is not in the range 0<=x<=1.", ctx, param)
    return value


def _check_globs(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the globs; None if there are none. Raises `CleanerError` for an invalid one."""
    check_globs(value, "--glob")
    return value or None


def _set_color(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Set `ctx.color`, which `click.echo` obeys, from --color, else NO_COLOR, FORCE_COLOR and TERM, in this order."""
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
    click.option("--config", type=click.Path(), metavar="FILE", help="Read settings from this file."),
    click.option("--isolated", is_flag=True, help="Ignore all settings files."),
)
COLOR = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), callback=_set_color, expose_value=False, is_eager=True,
    help="When to use colour. auto: only on a terminal, and not if NO_COLOR is set.",
)  # fmt: skip
KIND_NAMES = (
    _names_option("keep", "KINDS", "Also keep lines of these kinds, e.g. byline,caption."),
    _names_option("drop", "KINDS", "Remove lines of these kinds too, e.g. headline."),
)
INPUT = click.option(
    "--input", type=click.Choice(FORMATS), metavar="FORMAT",
    help="Format of the texts: text, markdown or html. Default: auto, which goes by the name and the text.",
)  # fmt: skip
RULES = (
    _names_option("select", "CODES", "Use only boilerplate rules whose codes start with these prefixes."),
    _names_option("ignore", "CODES", "Disable rules whose codes start with these prefixes."),
    click.option("--weights", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
                 help="Use rule weights from this file (made by 'cleaner fit')."),
    *CONFIG,
    COLOR,
)  # fmt: skip
SITE = click.option(
    "--site", metavar="NAME",
    help="Treat all inputs as pages of this site. Default: the host of a record's URL; for files, the first directory "
    "below PATH (or PATH itself).",
)  # fmt: skip
TEMPLATES = (
    click.option("--templates", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
                 help="Use site templates from this file (made by 'cleaner templates learn')."),
    SITE,
)  # fmt: skip
SETTINGS = (*KIND_NAMES, INPUT, *TEMPLATES, *RULES)
MIN_CONFIDENCE = click.option(
    "--min-confidence", type=click.FloatRange(0, 1), callback=_refuse_nan, metavar="P",
    help="Do not write articles with a confidence below P, a number from 0 to 1.",
)  # fmt: skip
JOBS = click.option(
    "-j", "--jobs", type=click.IntRange(1, MOST_JOBS), metavar="N",
    help="Number of worker processes. Default: chosen from CPU count and number of files.",
)  # fmt: skip
SELECTION = (
    click.option("--exclude", multiple=True, metavar="PATTERN", callback=lambda ctx, param, value: value or None,
                 help="Skip paths matching this .gitignore-style pattern. Can be repeated."),
    click.option("-g", "--glob", multiple=True, metavar="PATTERN", callback=_check_globs,
                 help="Read only files matching this .gitignore-style pattern, of any type if it ends in a suffix, "
                 "e.g. '*.log'; '!PATTERN' skips files. The last match decides. Can be repeated."),
    click.option("--hidden/--no-hidden", default=None, help="Read hidden files and directories too. Default: no."),
    click.option("--gitignore/--no-gitignore", default=None,
                 help="Skip what .gitignore files name, as .cleanerignore files do. Default: no."),
    click.option("--no-ignore", is_flag=True,
                 help="Read what .cleanerignore and .gitignore files name, and directories of version control, "
                 "node_modules, virtual environments and caches. Does not imply --hidden."),
)  # fmt: skip
"""Options that select files below directories."""
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print only errors.")


def _list_option(command: F) -> F:
    """Add the option --files, with which a command only lists its inputs."""

    @wraps(command)
    def list_or_run(*args: Any, files: bool, **params: Any) -> Any:
        ctx = click.get_current_context()
        return ctx.exit(list_inputs(ctx)) if files else command(*args, **params)

    text = "List the files that would be read, one per line, and exit."
    return click.option("--files", is_flag=True, is_eager=True, help=text)(cast(F, list_or_run))


class RequiredUnlessListing(click.Option):
    """An option that is required, but not with --files."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        return None if ctx.params.get("files") else super().process_value(ctx, value)


FILES = (*SELECTION, _list_option)
INPUTS = (*FILES, JOBS, QUIET)
PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=completion.files)
PATHS_OR_HERE = click.argument(
    "paths", nargs=-1, metavar="[PATH]...", shell_complete=completion.files,
    callback=lambda ctx, param, value: value or (HERE,),
)  # fmt: skip
"""PATHS of commands that write nothing; by default the current directory."""


def formats(*names: str) -> Callable[[F], F]:
    """Return a `--format` option with these choices. The first one is the default."""
    return click.option("--format", "format_", type=click.Choice(names), default=names[0], help="Output format.")


FORMAT = formats("text", "json", "jsonl")

FIELDS = (
    click.option("--text-field", metavar="NAME", default="text", help="Field or column that holds the text."),
    click.option("--url-field", metavar="NAME", default="url", help="Field or column that holds the page URL."),
    click.option("--id-field", metavar="NAME", default="id", help="Field or column that holds the record ID."),
)
TEXTS = (*INPUTS, *FIELDS)
"""Options of commands that read files and corpora but do not write them."""
FIELDS_AND_SPANS = (
    *FIELDS,
    click.option("--spans", is_flag=True, help="Add the removed spans to each record as cleaner_removed."),
)
STDIN_FILENAME = click.option(
    "--stdin-filename", metavar="NAME", default=STDIN, shell_complete=completion.files,
    help="Treat stdin as the file NAME: for its format, settings, site, reviews, and messages.",
)  # fmt: skip
RECORDS = (
    click.option("--format", "format_", type=click.Choice(["text", "jsonl"]), default="text",
                 help="Format of stdin and stdout: one text, or JSON Lines."),
    click.option("--to", type=click.Choice(["markdown"]), multiple=True, metavar="FORMAT",
                 help="Write the text of HTML as this: markdown."),
    *FIELDS_AND_SPANS,
    STDIN_FILENAME,
    MIN_CONFIDENCE,
    click.option("-j", "--jobs", type=click.IntRange(1, MOST_JOBS), metavar="N",
                 help="Worker processes for --format jsonl. With 1, each record is written before the next is read."),
)  # fmt: skip
"""Options of the filter from stdin to stdout."""


def field_names(params: Mapping[str, Any]) -> Fields:
    """Return the names of a record's fields for text, URL and ID, as the options give them."""
    return Fields(*(params[f"{name}_field"] for name in Fields._fields))


def given_options(params: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Return those of the named options that were given, as they are written on the command line."""
    return [f"--{name.replace('_', '-')}" for name in names if params[name]]


def use(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Combine options and arguments into one decorator. The help lists them in this order."""
    return lambda command: reduce(lambda wrapped, decorate: decorate(wrapped), reversed(decorators), command)


def settings_for(ctx: click.Context, start: str = STDIN) -> Settings:
    """Return the effective settings for inputs at `start`. Options before the command's name count too.

    Raises `CleanerError` if the settings are invalid, and a usage error for --config with --isolated.
    """
    flags: dict[str, Any] = {}
    config, isolated, no_ignore, to = "", False, False, ()
    for params in _param_values(ctx):
        to, no_ignore = params.get("to") or to, params.get("no_ignore") or no_ignore
        flags |= {name: value for name in KEYS if (value := params.get(attribute(name))) is not None}
        config, isolated = params.get("config") or config, params.get("isolated") or isolated
    if config and isolated:
        raise click.UsageError("--config and --isolated cannot be used together.", ctx)
    settings = load_settings(Path() if start == STDIN else Path(start), flags, config, isolated)
    return replace(settings, to_markdown="markdown" in to, no_ignore=no_ignore)


def _param_values(ctx: click.Context | None) -> list[dict[str, Any]]:
    """Return the parameters of the outermost group first and those of the command last."""
    return [*_param_values(ctx.parent), ctx.params] if ctx else []


def find_inputs(ctx: click.Context, settings: Settings, corpora: bool = False) -> Iterator[Found]:
    """Yield the inputs at the command's paths: files of one text, and corpora too if `corpora` is true."""
    return discover(named_paths(ctx), selection(settings, corpora))


def named_paths(ctx: click.Context) -> tuple[str, ...]:
    """Return the paths of texts on the command line; for `rules test`, those after --on."""
    params = ctx.params
    return params["paths"] if "paths" in params else (*params["on"], *params["more"])


def selection(settings: Settings, corpora: bool = False) -> Selection:
    """Return the selection of files below directories."""
    return Selection(
        settings.exclude,
        settings.base_of("exclude"),
        settings.glob,
        settings.base_of("glob"),
        settings.hidden,
        settings.gitignore,
        settings.no_ignore,
        corpora,
        settings.base,
    )


def list_inputs(ctx: click.Context) -> int:
    """Print the paths of the inputs, one per line, and return the exit status."""
    from cleaner.commands import messages, terminal
    from cleaner.runs.texts import with_known_texts

    paths = named_paths(ctx)
    settings = settings_for(ctx, paths[0] if paths else STDIN)
    printer = messages.MessagePrinter(ctx.params.get("quiet", False), ctx.params.get("verbose", False))
    is_watch = ctx.params.get("watch", False)
    items = with_known_texts(find_inputs(ctx, settings, not is_watch), field_names(ctx.params), paths)
    for item in printer.pass_successes(items):
        terminal.put_visible(os.fsencode(item.path) + b"\n")
    return printer.status


def find_texts(ctx: click.Context, settings: Settings) -> "Texts":
    """Return the texts at the command's paths: one a file, and one a record of a corpus."""
    from cleaner.runs.texts import Texts

    return Texts(find_inputs(ctx, settings, corpora=True), field_names(ctx.params), named_paths(ctx))
