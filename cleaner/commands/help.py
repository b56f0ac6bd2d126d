"""`cleaner help`: topics of the manual, and the help of any command.

Topics are the Markdown files in `cleaner/help`, from which the manual pages of section 7 are made too. On a terminal,
rich renders them; piped, they stay Markdown.
"""

import shutil
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cleaner.commands import options, paging, terminal
from cleaner.commands.paging import Pager
from cleaner.errors import suggest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

FOLDER: Final = Path(__file__).parent.parent / "help"
WIDEST: Final = 100
"""Columns of a rendered topic; longer lines are hard to read."""
INDENT: Final = " "
"""Indent of code in a rendered topic."""
STYLES: Final = {"markdown.code": "cyan", "markdown.h1": "bold", "markdown.h2": "bold", "markdown.h3": "bold"}
"""Colours of the terminal's own palette, without a background."""


def topics() -> dict[str, str]:
    """Return the sentence that opens each topic, by name."""
    return {path.stem: _opening(path) for path in sorted(FOLDER.glob("*.md"))}


def read_topic(name: str) -> str:
    """Return the Markdown of a topic."""
    return (FOLDER / f"{name}.md").read_text("utf-8")


def _opening(path: Path) -> str:
    """Return the paragraph below the title, as one line."""
    return " ".join(path.read_text("utf-8").split("\n\n", 2)[1].split())


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem[str]]":
    from click.shell_completion import CompletionItem

    known = topics() | dict.fromkeys(_commands(ctx), "a command")
    return [CompletionItem(name, help=text) for name, text in known.items() if name.startswith(incomplete)]


@click.command()
@options.use(
    click.argument("topic", required=False, metavar="[TOPIC]", shell_complete=_complete),
    paging.NO_PAGER,
    options.COLOR,
)
@click.pass_context
def help(ctx: click.Context, /, topic: str | None, no_pager: bool) -> None:
    """Show a topic of the manual, or the help of a command.

    Without TOPIC, list the topics. On a terminal the text is rendered and goes through $PAGER; piped, it is Markdown.
    """
    known = topics()
    if topic is None:
        click.echo(_listing(ctx, known))
    elif topic in known:
        _show(ctx, read_topic(topic), Pager(not no_pager))
    elif topic in _commands(ctx):
        click.echo(_command_help(ctx, topic))
    else:
        raise click.UsageError(f"No topic or command {topic!r}{suggest(topic, [*known, *_commands(ctx)])}", ctx)


def _root(ctx: click.Context) -> click.Group:
    root = ctx.find_root().command
    assert isinstance(root, click.Group)
    return root


def _commands(ctx: click.Context) -> list[str]:
    return _root(ctx).list_commands(ctx)


def _command_help(ctx: click.Context, name: str) -> str:
    """Return what `cleaner NAME --help` prints."""
    command = _root(ctx).get_command(ctx, name)
    assert command is not None
    return command.get_help(click.Context(command, ctx.parent, name))


def _listing(ctx: click.Context, known: dict[str, str]) -> str:
    formatter = ctx.make_formatter()
    formatter.write_usage(ctx.command_path, "TOPIC | COMMAND")
    with formatter.section("Topics"):
        formatter.write_dl(list(known.items()))
    return formatter.getvalue().rstrip("\n")


def _show(ctx: click.Context, text: str, pager: Pager) -> None:
    """Print a topic: rendered on a terminal or where colour is forced, else as it is."""
    if not terminal.is_terminal(sys.stdout) and not ctx.color:
        click.echo(text, nl=False)
        return
    rendered = _rendered(text, min(shutil.get_terminal_size().columns, WIDEST))
    pager.show([rendered], terminal.is_colored(ctx))
    pager.warn_if_missing()


def _rendered(text: str, width: int) -> str:
    """Return Markdown as text for a terminal, with ANSI colours."""
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.markdown import CodeBlock, Heading, Markdown
    from rich.syntax import Syntax
    from rich.text import Text
    from rich.theme import Theme

    class LeftHeading(Heading):
        """A heading at the left margin; rich centres it, the first in a box."""

        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            self.text.justify = "left"
            yield self.text

    class WholeCode(CodeBlock):
        """Code with an indent, in whole lines that can be copied; rich wraps them."""

        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            code = Syntax("", self.lexer_name, theme=self.theme).highlight(str(self.text).rstrip())
            code.rstrip()
            lines = [Text(INDENT) + line for line in code.split(allow_blank=True)]
            yield Text("\n", no_wrap=True, overflow="ignore").join(lines)

    class Topic(Markdown):
        """Markdown with such headings and such code."""

        elements = Markdown.elements | {"heading_open": LeftHeading, "fence": WholeCode}

    out, theme = StringIO(), Theme(STYLES)
    console = Console(file=out, width=width, force_terminal=True, color_system="standard", no_color=False, theme=theme)
    console.print(Topic(text, code_theme="ansi_dark", hyperlinks=False), crop=False)
    return "".join(f"{row.rstrip()}\n" for row in out.getvalue().splitlines())
