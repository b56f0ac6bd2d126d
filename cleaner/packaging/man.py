"""Manual pages made from the help: `python -m cleaner.packaging.man FOLDER` writes cleaner.1, cleaner-run.1 and so on.

What a command does is said in one place, its help, so the pages are kept nowhere: a wheel makes them when it is built
and brings them as share/man/man1, where `man` looks for the commands of an environment that is active.
"""

import re
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Final

import click

from cleaner.files.atomic import write

ROFF: Final = str.maketrans(
    {"\\": r"\e", "-": r"\-", "'": r"\(aq", '"': r"\(dq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
)
"""Signs that roff takes for its own, or for typographic ones that could not be copied into a command line."""
VERBATIM: Final = "\b"
"""Before a paragraph that click does not wrap."""


def pages(command: click.Command, name: str, above: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """The page of a command and those of the commands in it: each its name, such as `cleaner-run`, and its roff."""
    ctx = click.Context(command, above, name, **command.context_settings)
    below = [sub for sub, _ in _subcommands(ctx)]
    yield _name(ctx), "\n".join(_page(ctx)) + "\n"
    for sub in below:
        assert isinstance(command, click.Group) and sub.name
        yield from pages(sub, sub.name, ctx)


def escaped(text: str) -> str:
    """Text as roff that prints it and does nothing else: one line, no request, only ASCII."""
    plain = " ".join(text.split()).translate(ROFF)
    plain = re.sub(r"[^\x20-\x7e]", lambda found: rf"\[u{ord(found[0]):04X}]", plain)
    return rf"\&{plain}" if plain.startswith(".") else plain


def _subcommands(ctx: click.Context) -> Iterator[tuple[click.Command, str]]:
    """Those that help lists, each with what it says of them there."""
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            command = ctx.command.get_command(ctx, name)
            if command is not None and not command.hidden:
                yield command, command.get_short_help_str(limit=200)


def _name(ctx: click.Context) -> str:
    return ctx.command_path.replace(" ", "-")


def _page(ctx: click.Context) -> Iterator[str]:
    name, command = escaped(_name(ctx)), ctx.command
    first, *rest = _paragraphs(command.help)
    yield f'.TH "{escaped(_name(ctx).upper())}" "1" "" "cleaner" "User Commands"'
    yield from (".ad l", ".nh")  # names of options and files are not to be stretched or broken
    yield from (".SH NAME", rf"{name} \- {escaped(first).rstrip('.')}")
    yield from (".SH SYNOPSIS", rf"\fB{escaped(ctx.command_path)}\fR {escaped(_usage(ctx))}")
    yield ".SH DESCRIPTION"
    for paragraph in (first, *rest):
        yield from _paragraph(paragraph)
    records = [o.get_help_record(ctx) for o in command.get_params(ctx) if isinstance(o, click.Option)]
    yield from _listed("OPTIONS", [record for record in records if record])
    yield from _listed("COMMANDS", [(f"{ctx.command_path} {sub.name}", text) for sub, text in _subcommands(ctx)])
    if command.epilog:  # which begins with its title
        title, _, text = command.epilog.partition(": ")
        yield from (f'.SH "{escaped(title.upper())}"', escaped(text))
    if ctx.parent is not None:
        yield from ('.SH "SEE ALSO"', rf"\fB{escaped(_name(ctx.parent))}\fR(1)")


def _usage(ctx: click.Context) -> str:
    return " ".join(ctx.command.collect_usage_pieces(ctx))


def _paragraphs(text: str | None) -> list[str]:
    return re.split(r"\n\s*\n", cleandoc(text or "").partition("\f")[0].strip("\n"))


def _paragraph(text: str) -> Iterator[str]:
    yield ".PP"
    if text.startswith(VERBATIM):
        yield from (".nf", *(escaped(row) for row in text.removeprefix(VERBATIM).strip("\n").splitlines()), ".fi")
    else:
        yield escaped(text)


def _listed(title: str, records: list[tuple[str, str]]) -> Iterator[str]:
    """A section of terms, each with its text."""
    if records:
        yield f".SH {title}"
    for term, text in records:
        yield from (".TP", rf"\fB{escaped(term)}\fR", escaped(text))


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def man(folder: Path) -> None:
    """Write a manual page for each command into FOLDER."""
    from cleaner.cli import cli

    for name, page in pages(cli, "cleaner"):
        write(folder / f"{name}.1", page.encode("ascii"))


if __name__ == "__main__":
    man()
