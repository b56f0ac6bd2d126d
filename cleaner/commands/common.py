"""What the commands share: options declared once, settings made from them, and what goes to stderr."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from functools import reduce
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleaner.commands import completion
from cleaner.corpus.entry import Fields
from cleaner.files.discover import STDIN, Failure, Found, Note, discover
from cleaner.model import CleanerError
from cleaner.render.text import visible
from cleaner.settings import KEYS, MOST_JOBS, Settings, kinds, load

if TYPE_CHECKING:
    from cleaner.runs.texts import Texts

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

DONE, FOUND, USAGE, FAILED, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit statuses: all well; boilerplate, a difference, a bad example or no article; bad call; inputs failed; Ctrl-C."""

REFRESH = 0.2
"""Seconds between two movements of the bar."""
WIDEST = 1000
"""Columns of a terminal that are made use of: COLUMNS may say anything."""
TOLD = 10
"""Failures of one path that are said; a corpus may have many."""
FULL = tuple(os.strerror(number) for number in (ENOSPC, EDQUOT))
"""Reasons that many files are likely to share, so that they are said of the first and the others counted."""


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
    complete = completion.kinds if metavar == "KINDS" else completion.codes
    return click.option(
        f"--{name}", multiple=True, metavar=metavar, callback=_joined, shell_complete=complete, help=text
    )


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


def found(ctx: click.Context, settings: Settings, corpora: bool = False) -> Iterator[Found]:
    """The inputs that the command's paths name; `corpora` says that those are looked for too."""
    return discover(ctx.params["paths"], settings.exclude, settings.base, corpora)


def texts(ctx: click.Context, settings: Settings) -> "Texts":
    """The texts of the inputs that the command's paths name, of a corpus one by one."""
    from cleaner.runs.texts import Texts

    return Texts(found(ctx, settings, corpora=True), fields(ctx.params), ctx.params["paths"])


def version() -> str:
    """The version that is installed, empty where the source is run as it is."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("cleaner")
    except PackageNotFoundError:
        return ""


def say(message: str) -> None:
    """One line on stderr. Whatever of it came from outside is made visible."""
    if sys.stderr is not None:  # named, so that a progress bar, which stands in for it, makes room
        click.echo(f"cleaner: {visible(message)}", file=sys.stderr)


class Report:
    """Passes on what was done and says the rest on stderr, each sentence once.

    A full disk is said of the first file that it keeps from being written; `verbose` names the others too.
    `hold` keeps the sentences back until `tell`, for when a pager has the screen.
    """

    def __init__(self, quiet: bool = False, verbose: bool = False, hold: bool = False) -> None:
        self.quiet, self.verbose, self.hold = quiet, verbose, hold
        self._failures, self._full = Counter[str](), Counter[str]()
        self._said: dict[str, bool] = {}

    @property
    def status(self) -> int:
        return FAILED if self._failures else DONE

    def done(self, items: Iterable[T | Failure | Note]) -> Iterator[T]:
        """The items that are neither failures nor notes."""
        for item in self.told(items):
            if not isinstance(item, Failure):
                yield item

    def told(self, items: Iterable[T | Failure | Note]) -> Iterator[T | Failure]:
        """The items that are no notes; failures and notes are said as they come."""
        try:
            for item in items:
                if isinstance(item, Note):
                    self._say("" if self.quiet else item.message)
                    continue
                if isinstance(item, Failure) and not self._is_one_more(item):
                    self.fail(item)
                yield item
        finally:  # after Ctrl-C too
            self._tell_more()

    def _is_one_more(self, failure: Failure) -> bool:
        """Whether a failure is only counted, because a full disk has been said."""
        reason = next((words for words in FULL if failure.message.endswith(f"{words}.")), "")
        self._full[reason] += bool(reason)
        return self._full[reason] > 1 and not self.verbose

    def _tell_more(self) -> None:
        for reason, number in self._full.items():
            if number > 1 and not self.verbose:
                self._say(f"{number - 1:,} more could not be written: {reason}.")
        self._full.clear()

    def fail(self, failure: Failure) -> None:
        self._failures[failure.path] += 1
        if self._failures[failure.path] > TOLD:
            return
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
def progress(size: Callable[[], int], wanted: bool, doing: str = "Cleaning") -> Iterator[Callable[[int, int], object]]:
    """What to call with the bytes and documents done, to move a bar on stderr if that is a terminal.

    `size` is asked for the bytes in all, on a terminal only, for that takes a look at every input. rich would
    take FORCE_COLOR for a terminal and stdout for its own, so neither question is left to it.
    """
    if not wanted or not is_terminal(sys.stderr):
        yield lambda read, documents: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    shown = TextColumn("{task.fields[documents]:,} documents, {task.fields[rate]:,.0f}/s")
    columns = TextColumn(doing), BarColumn(), TaskProgressColumn(), shown, TimeRemainingColumn()
    # No refreshing thread: processes are forked meanwhile, and a fork beside threads may lock up.
    stderr = Console(stderr=True)
    with Progress(*columns, console=stderr, redirect_stdout=False, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=size(), documents=0, rate=0.0)
        start = shown_at = monotonic()

        def advance(read: int, documents: int) -> None:
            nonlocal shown_at
            if (now := monotonic()) - shown_at >= REFRESH:
                shown_at = now
                bar.update(task, completed=read, documents=documents, rate=documents / (now - start), refresh=True)

        yield advance


def put(data: bytes) -> None:
    """Bytes to stdout, exactly. Raises `CleanerError` where it was closed."""
    if sys.stdout is None:
        raise CleanerError("stdout: is closed.")
    sys.stdout.buffer.write(data)


def show(data: bytes) -> bool:
    """Bytes to stdout, exactly; where that is a terminal, made visible. Whether they are exact."""
    if not is_terminal(sys.stdout):
        put(data)
        return True
    rows = data.decode("utf-8", "surrogateescape").split("\n")
    shown = [visible(row) for row in rows]
    click.echo("\n".join(shown), nl=False)
    return rows == shown


def is_terminal(stream: Any) -> bool:
    """Whether a stream, None where it was closed, really is a terminal."""
    return stream is not None and not stream.closed and bool(stream.isatty())


def screen_width() -> int | None:
    """Columns of the terminal that stdout is, None where it is none: what is piped is never cut."""
    import shutil

    return min(shutil.get_terminal_size().columns, WIDEST) if is_terminal(sys.stdout) else None


def is_colored(ctx: click.Context) -> bool:
    """Whether stdout gets colour."""
    return is_terminal(sys.stdout) if ctx.color is None else ctx.color
