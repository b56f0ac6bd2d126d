"""The command line: the group, the filter, and the one place where errors become words and an exit status.

`cleaner` with something piped in is a filter; on a terminal it prints help; otherwise a command follows.
Commands are imported when they are called for. stdout carries data, stderr everything else.
"""

import gc
import importlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cleaner.commands import messages, options, terminal
from cleaner.errors import CleanerError, FaultError, suggest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS: Final = {
    "run": "Write NAME.clean.txt beside each NAME.txt.",
    "restore": "Make the originals of cleaned files again.",
    "diff": "Show what would be removed, line by line.",
    "check": "List files that hold boilerplate; exit 1 if any do.",
    "explain": "Show why each line is kept or removed.",
    "report": "Write a page to look through what goes, and why.",
    "review": "Say of doubtful lines what they are; later runs honour it.",
    "rules": "List the rules or show one; test and write your own.",
    "score": "Measure cleaned texts against marked articles.",
    "fit": "Learn the weights of the rules from labelled pairs.",
    "templates": "Learn, show and merge what recurs on the pages of a site.",
    "config": "Show the settings in force and where they are from.",
    "help": "Show a topic of the manual, or the help of a command.",
}
"""Each is a module of `cleaner.commands`; the texts stand here so that `--help` need not import them."""
FILTER: Final = "-"
GARBAGE: Final = 50_000
"""New objects after which Python looks for cycles: cleaning makes none, so that looking as often as usual is waste."""


class Commands(click.Group):
    """The group: finds commands lazily, and ends quietly when whoever reads stdout has gone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            command: click.Command = getattr(importlib.import_module(f"cleaner.commands.{cmd_name}"), cmd_name)
            return command
        return _stdin if cmd_name == FILTER else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if name not in (*COMMANDS, FILTER) and not name.startswith("-") and not ctx.resilient_parsing:
            hint = f"; did you mean 'cleaner run {name}'?" if Path(name).exists() else suggest(name, [*COMMANDS])
            raise click.UsageError(f"No such command {name!r}{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """As click has it, without importing every command for its help."""
        from click.shell_completion import CompletionItem

        named = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _quiet_when_unread():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _quiet_when_unread():
            return super().invoke(ctx)


@contextmanager
def _quiet_when_unread() -> Iterator[None]:
    """Turn a broken pipe, as after `| head`, into a quiet end; click would make it exit status 1.

    stdout is pointed elsewhere, or Python would fail on it once more when it exits.
    """
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        _discard_stdout()
        raise click.exceptions.Exit(messages.DONE) from None


def _discard_stdout() -> None:
    with suppress(OSError):  # such as too many open files: then Python fails once more, and that is all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        version = terminal.version()
        click.echo(f"cleaner {version}" if version else "cleaner, run from its source")
        ctx.exit()


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done; 1 check or diff --exit-code found something, an example of rules test failed, "
    "or stdin held no article; 2 wrong use; 3 some inputs failed and the rest was done.",
)
@options.use(*options.SETTINGS, *options.RECORDS)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
@click.pass_context
def cli(ctx: click.Context, /, **_: object) -> None:
    """Strip boilerplate from the text of articles, and say why.

    Raw text piped in comes out cleaned: cleaner < page.txt. The options below are for that;
    each command has its own. With --format jsonl each line of it is a record.
    """
    if ctx.invoked_subcommand is None:
        if sys.stdin is not None and sys.stdin.isatty():
            click.echo(ctx.get_help())
        else:
            ctx.exit(_filter(ctx))


@click.command(FILTER, hidden=True)
@options.use(*options.SETTINGS, *options.RECORDS)
@click.pass_context
def _stdin(ctx: click.Context, /, **_: object) -> None:
    """Clean stdin to stdout."""
    ctx.exit(_filter(ctx))


def _filter(ctx: click.Context) -> int:
    from cleaner.commands.pipe import pipe

    return pipe(options.settings_for(ctx), ctx.params)


def script() -> None:
    """The console script: `main`, and then an end at once.

    Python would take all rules and phrases apart first, and that takes longer than to clean a page.
    """
    try:
        main()
    except SystemExit as end:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                with suppress(OSError, ValueError):  # what could be said of that has been said
                    stream.flush()
        os._exit(end.code if isinstance(end.code, int) else messages.USAGE)


def main() -> None:
    """Exits with the status that the design promises."""
    sys.exit(_main())


def _main() -> int:
    gc.set_threshold(GARBAGE)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it, it ends as with Ctrl-C
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # None where it was closed
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return cli.main(prog_name="cleaner", standalone_mode=False) or messages.DONE
    except click.UsageError as error:
        hint = f" Try '{error.ctx.command_path} --help'." if error.ctx else ""
        message = error.format_message()
        messages.say(message + ("." if hint and message[-1:] not in ".?!" else "") + hint)
    except click.ClickException as error:
        messages.say(error.format_message())
    except CleanerError as error:
        for sentence in error.args:
            messages.say(str(sentence))
        if isinstance(error, FaultError):
            return messages.FAILED
    except (click.Abort, KeyboardInterrupt):
        messages.say("interrupted.")
        return messages.INTERRUPTED
    except MemoryError:
        messages.say("there is not enough memory.")
        return messages.FAILED
    except OSError as error:  # of inputs and outputs they are caught where they come up; this is stdout, on a full disk
        messages.say(f"{error.filename or 'stdout'}: {error.strerror}.")
        _discard_stdout()
        return messages.FAILED
    except Exception:  # a fault of this program; what Python would print of it may hold anybody's text
        from traceback import format_exc

        for line in ("this should not have happened, please report it:", *format_exc().splitlines()):
            messages.say(line)
        return messages.FAILED
    return messages.USAGE
