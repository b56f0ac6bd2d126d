"""The command line: the group of commands, the filter, and the place where errors become messages and exit statuses.

`cleaner` with piped input is a filter; on a terminal it prints help; otherwise a command follows. Commands are imported
when they are called. stdout carries data, stderr everything else.
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

from cleaner.commands import exit_status, messages, options, terminal
from cleaner.commands.help_sections import SectionedHelp
from cleaner.errors import CleanerError, FaultError, suggest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS: Final = {
    "run": "Clean files, writing NAME.clean.txt next to each NAME.txt.",
    "restore": "Restore the original files from cleaned ones.",
    "diff": "Show what would be removed, line by line.",
    "check": "Report files that contain boilerplate; exit with status 1 if any do.",
    "explain": "Explain why each line is kept or removed.",
    "report": "Write an HTML report of what is removed, and why.",
    "review": "Review uncertain lines interactively; later runs apply your decisions.",
    "rules": "List the rules or show one; test and create your own.",
    "score": "Measure accuracy against labelled articles.",
    "fit": "Fit rule weights to labelled pairs.",
    "templates": "Learn, merge and inspect text that recurs across a site.",
    "cache": "Show or delete the cache of results.",
    "config": "Show the effective settings and where each one comes from.",
    "completion": "Print the completion script for bash, zsh or fish.",
    "help": "Show a topic of the manual, or the help of a command.",
}
"""Modules of `cleaner.commands` by name, with help texts. They stand here so that `--help` need not import them."""
STDIN_COMMAND: Final = "-"
"""Name of the hidden command that reads stdin."""
GC_THRESHOLD: Final = 50_000
"""New objects between two garbage collections. Cleaning makes no cycles, so Python's default would waste time."""


class LazyGroup(SectionedHelp, click.Group):
    """A group that imports commands lazily and ends quietly if the reader of stdout has gone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            members = vars(importlib.import_module(f"cleaner.commands.{cmd_name}")).values()
            return next(each for each in members if isinstance(each, click.Command) and each.name == cmd_name)
        return _stdin_command if cmd_name == STDIN_COMMAND else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if name not in (*COMMANDS, STDIN_COMMAND) and not name.startswith("-") and not ctx.resilient_parsing:
            hint = f"; did you mean 'cleaner run {name}'?" if Path(name).exists() else suggest(name, [*COMMANDS])
            raise click.UsageError(f"No such command {name!r}{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """Complete as click does, without importing every command for its help text."""
        from click.shell_completion import CompletionItem

        named = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _exit_on_broken_pipe():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _exit_on_broken_pipe():
            return super().invoke(ctx)


@contextmanager
def _exit_on_broken_pipe() -> Iterator[None]:
    """Exit with status 0 on a broken pipe, as after `| head`; click would exit with 1."""
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        _discard_stdout()
        raise click.exceptions.Exit(exit_status.DONE) from None


def _discard_stdout() -> None:
    """Redirect stdout to the null device. Otherwise Python would fail again when it flushes stdout at exit."""
    with suppress(OSError):  # such as too many open files; then Python fails again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        version = terminal.version()
        click.echo(f"cleaner {version}" if version else "cleaner (not installed, run from source)")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done; 1 check or diff --exit-code found something, an example of rules test failed, "
    "or stdin held no article or a doubtful one; 2 usage or configuration error; 3 some inputs could not be processed.",
)
@options.use(*options.SETTINGS, *options.RECORDS)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version.",
)
@click.pass_context
def cli(ctx: click.Context, /, **_: object) -> None:
    """Strip boilerplate from the text of articles, and say why.

    Reads text on stdin and writes the cleaned text to stdout: cleaner < page.txt. The options below apply to this mode.
    With --format jsonl, each input line is a JSON record.
    """
    if ctx.invoked_subcommand is None:
        if sys.stdin is not None and sys.stdin.isatty():
            click.echo(ctx.get_help())
        else:
            ctx.exit(_clean_stdin(ctx))


@click.command(STDIN_COMMAND, hidden=True)
@options.use(*options.SETTINGS, *options.RECORDS)
@click.pass_context
def _stdin_command(ctx: click.Context, /, **_: object) -> None:
    """Clean stdin to stdout."""
    ctx.exit(_clean_stdin(ctx))


def _clean_stdin(ctx: click.Context) -> int:
    from cleaner.commands.pipe import pipe

    return pipe(options.settings_for(ctx, ctx.params["stdin_filename"]), ctx.params)


def run_with_fast_exit() -> None:
    """Run `main`, then end the process at once. The installed command `cleaner` is this function.

    At a normal exit Python would free all rules and phrases, which takes longer than cleaning a page.
    """
    try:
        main()
    except SystemExit as end:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                with suppress(OSError, ValueError):  # already reported
                    stream.flush()
        os._exit(end.code if isinstance(end.code, int) else exit_status.USAGE)


def main() -> None:
    """Run the command line and exit with its status."""
    _set_up_process()
    sys.exit(_run_command())


def _set_up_process() -> None:
    gc.set_threshold(GC_THRESHOLD)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # handled like Ctrl-C
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a closed stream is None
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _run_command() -> int:
    """Run the command and return its exit status; print errors."""
    try:
        return cli.main(prog_name="cleaner", standalone_mode=False) or exit_status.DONE
    except click.ClickException as error:
        messages.say(_describe(error))
        return exit_status.USAGE
    except CleanerError as error:
        for message in error.args:
            messages.say(str(message))
        return exit_status.FAILED if isinstance(error, FaultError) else exit_status.USAGE
    except (click.Abort, KeyboardInterrupt):
        messages.say("interrupted.")
        return exit_status.INTERRUPTED
    except MemoryError:
        messages.say("out of memory.")
        return exit_status.FAILED
    except OSError as error:  # of stdout, such as a full disk; errors of inputs and outputs are caught where they arise
        messages.say(f"{error.filename or 'stdout'}: {error.strerror}.")
        _discard_stdout()
        return exit_status.FAILED
    except Exception:  # a bug; Python would print the traceback unescaped, and it may quote untrusted text
        from traceback import format_exc

        for line in ("internal error, please report it:", *format_exc().splitlines()):
            messages.say(line)
        return exit_status.FAILED


def _describe(error: click.ClickException) -> str:
    """Return the message of an error on the command line; a usage error also names the help of its command."""
    message = error.format_message()
    if not isinstance(error, click.UsageError):
        return message
    hint = f" Try '{error.ctx.command_path} --help'." if error.ctx else ""
    return message + ("." if hint and message[-1:] not in ".?!" else "") + hint
