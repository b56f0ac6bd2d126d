"""What the commands share: options declared once, settings made from them, and what goes to stderr."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from cleaner.discover import STDIN, Failure, Found, Note, discover
from cleaner.model import CleanerError
from cleaner.render.text import visible
from cleaner.settings import KEYS, Settings, kinds, load

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

DONE, FOUND, USAGE, FAILED, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit statuses: all well; boilerplate, a difference or no article; bad call; some inputs failed; Ctrl-C."""


def _joined(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...] | None:
    """Names with commas between them, or the option repeated, as one list; None where it was not given."""
    names = [name for part in value for text in part.split(",") if (name := text.strip())]
    if param.name in ("keep", "drop"):
        return kinds(names, f"--{param.name}") if value else None
    return tuple(names) if value else None


def _color(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Set `ctx.color`, which `click.echo` obeys: the flag, else NO_COLOR, FORCE_COLOR, a dumb terminal."""
    if value in ("always", "never"):
        ctx.color = value == "always"
    elif value == "auto" or ctx.parent is None:
        off, on = bool(os.environ.get("NO_COLOR")), bool(os.environ.get("FORCE_COLOR"))
        ctx.color = False if off else True if on else False if os.environ.get("TERM") == "dumb" else None


def _names(name: str, metavar: str, text: str) -> Callable[[F], F]:
    return click.option(f"--{name}", multiple=True, metavar=metavar, callback=_joined, help=text)


CONFIG = (
    click.option("--config", type=click.Path(), metavar="FILE", help="Read the settings from this file."),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
)
COLOR = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), callback=_color, expose_value=False, is_eager=True,
    help="When to colour; auto is on a terminal, unless NO_COLOR is set.",
)  # fmt: skip
KIND_NAMES = (
    _names("keep", "KINDS", "Keep these kinds of line too, such as byline,caption."),
    _names("drop", "KINDS", "Do not keep these kinds of line, such as headline."),
)
RULES = (
    _names("select", "CODES", "Of the rules for a kind of boilerplate use only those whose codes begin so."),
    _names("ignore", "CODES", "Leave out the rules whose codes begin so."),
    click.option("--weights", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
                 help="Weigh the rules by this file, which 'cleaner fit' wrote."),
    *CONFIG,
    COLOR,
)  # fmt: skip
SITE = click.option(
    "--site", metavar="NAME", help="The site that all inputs are of; by default the first folder below PATH, or PATH."
)
TEMPLATES = (
    click.option("--templates", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
                 help="Look up what recurs on a site in this file, which 'cleaner templates' wrote."),
    SITE,
)  # fmt: skip
SETTINGS = (*KIND_NAMES, *TEMPLATES, *RULES)
JOBS = click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N",
    help="Number of processes; by default it depends on the processors and the number of files.",
)  # fmt: skip
EXCLUDE = click.option(
    "--exclude", multiple=True, metavar="PATTERN", callback=lambda ctx, param, value: value or None,
    help="Skip what matches, as in .gitignore; may be repeated.",
)  # fmt: skip
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors on stderr.")
INPUTS = (EXCLUDE, JOBS, QUIET)
PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
FORMAT = click.option(
    "--format", "format_", type=click.Choice(["text", "json", "jsonl"]), default="text", help="Form of the output."
)


def options(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Several options or arguments as one decorator, shown in the help in the order given."""
    return lambda command: reduce(lambda wrapped, decorate: decorate(wrapped), reversed(decorators), command)


def settings_for(ctx: click.Context, start: str = STDIN) -> Settings:
    """The settings in force for inputs at `start`. Flags before the command's name count too."""
    given: dict[str, Any] = {}
    config, isolated = "", False
    for params in _params(ctx):
        given |= {name: params[name] for name in KEYS if params.get(name) is not None}
        config, isolated = params.get("config") or config, params.get("isolated") or isolated
    if config and isolated:
        raise click.UsageError("--config and --isolated exclude each other.", ctx)
    return load(Path() if start == STDIN else Path(start), given, config, isolated)


def _params(ctx: click.Context | None) -> list[dict[str, Any]]:
    """Those of a command, after those of the groups it is in."""
    return [*_params(ctx.parent), ctx.params] if ctx else []


def found(ctx: click.Context, settings: Settings) -> Iterator[Found]:
    """The inputs that the command's paths name."""
    return discover(ctx.params["paths"], settings.exclude, settings.base)


def say(message: str) -> None:
    """One line on stderr. Whatever of it came from outside is made visible."""
    click.echo(f"cleaner: {visible(message)}", err=True)


class Report:
    """Passes on what was done and says the rest on stderr, each sentence once.

    `hold` keeps the sentences back until `tell`, for when a pager has the screen.
    """

    def __init__(self, quiet: bool = False, verbose: bool = False, hold: bool = False) -> None:
        self.quiet, self.verbose, self.hold = quiet, verbose, hold
        self.failures: list[Failure] = []
        self._said: dict[str, bool] = {}

    @property
    def status(self) -> int:
        return FAILED if self.failures else DONE

    def done(self, items: Iterable[T | Failure | Note]) -> Iterator[T]:
        """The items that are neither failures nor notes."""
        for item in self.told(items):
            if not isinstance(item, Failure):
                yield item

    def told(self, items: Iterable[T | Failure | Note]) -> Iterator[T | Failure]:
        """The items that are no notes; failures and notes are said as they come."""
        for item in items:
            if isinstance(item, Note):
                self._say("" if self.quiet else item.message)
                continue
            if isinstance(item, Failure):
                self.fail(item)
            yield item

    def fail(self, failure: Failure) -> None:
        self.failures.append(failure)
        self._say(failure.message)
        for line in failure.detail.splitlines() if self.verbose else ():
            self._say(line)

    def _say(self, message: str) -> None:
        if message and message not in self._said:
            self._said[message] = not self.hold
            if not self.hold:
                say(message)

    def tell(self) -> None:
        """Say what was held back."""
        for message in (m for m, said in self._said.items() if not said):
            say(message)
        self._said = dict.fromkeys(self._said, True)


@contextmanager
def progress(
    items: Iterable[Found], wanted: bool, doing: str = "Cleaning"
) -> Iterator[tuple[Iterable[Found], Callable[[], object]]]:
    """The items, and what to call after each to move a bar on stderr, if that is a terminal.

    The bar needs to know how many there are, so on a terminal they are all found first. rich would
    take FORCE_COLOR for a terminal and stdout for its own, so neither question is left to it.
    """
    if not wanted or not is_terminal(sys.stderr):
        yield items, lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    listed = list(items)
    columns = TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    stderr = Console(stderr=True)
    # No refreshing thread: processes are forked meanwhile, and a fork beside threads may lock up.
    with Progress(*columns, console=stderr, redirect_stdout=False, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=len(listed))
        step = max(1, len(listed) // 200)

        def advance() -> None:
            bar.advance(task)
            if int(bar.tasks[0].completed) % step == 0:
                bar.refresh()

        yield listed, advance


def put(data: bytes) -> None:
    """Bytes to stdout, exactly. Raises `CleanerError` where it was closed."""
    if sys.stdout is None:
        raise CleanerError("stdout: is closed.")
    sys.stdout.buffer.write(data)


def is_terminal(stream: Any) -> bool:
    """Whether a stream, None where it was closed, really is a terminal."""
    return stream is not None and not stream.closed and bool(stream.isatty())


def screen_width() -> int | None:
    """Columns of the terminal that stdout is, None where it is none: what is piped is never cut."""
    import shutil

    return shutil.get_terminal_size().columns if is_terminal(sys.stdout) else None


def is_colored(ctx: click.Context) -> bool:
    """Whether stdout gets colour."""
    return is_terminal(sys.stdout) if ctx.color is None else ctx.color
