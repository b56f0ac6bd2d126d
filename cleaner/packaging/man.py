"""Manual pages: section 1 from the help of the commands, section 7 from the topics of `cleaner help`.

`python -m cleaner.packaging.man FOLDER` writes FOLDER/man1/cleaner.1, FOLDER/man7/cleaner-rules.7 and so on. The pages
are not in the repository: the build hook adds them to wheels, under share/man, where `man` finds them if the
environment is active.
"""

import re
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from pathlib import Path
from typing import Final

import click
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

from cleaner.commands.help import read_topic, topics
from cleaner.files.atomic import write

ROFF: Final = str.maketrans(
    {"\\": r"\e", "-": r"\-", "'": r"\(aq", '"': r"\(dq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
)
"""Escapes for characters that have a meaning in roff or that it would replace with typographic ones."""
VERBATIM: Final = "\b"
"""Marks a paragraph that click does not wrap."""
LAYOUT: Final = (".ad l", ".nh")
"""No justification and no hyphenation: names of options and files must stay as they are."""
TABLES: Final = "'\\\" t"
"""The first line of a page with tables: it makes `man` run tbl."""
LONG_CELL: Final = 20
"""Characters above which a table cell may be wrapped."""
GAP: Final = 2
"""Spaces between two columns of a table."""


def pages(command: click.Command, name: str, above: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """Yield the pages of a command and its subcommands, each as its name, such as `cleaner-run`, and roff."""
    ctx = click.Context(command, above, name, **command.context_settings)
    subcommands = [sub for sub, _ in _subcommands(ctx)]
    yield _name(ctx), "\n".join(_page(ctx)) + "\n"
    for sub in subcommands:
        assert isinstance(command, click.Group) and sub.name
        yield from pages(sub, sub.name, ctx)


def topic_pages() -> Iterator[tuple[str, str]]:
    """Yield the page of each topic, as its name, such as `cleaner-rules`, and roff."""
    for name in topics():
        yield f"cleaner-{name}", topic_page(f"cleaner-{name}", read_topic(name))


def topic_page(name: str, markdown: str) -> str:
    """Return the roff of a topic, which must begin with a title and a one-sentence paragraph."""
    title, sentence, *rest = Node(MarkdownIt("commonmark").enable("table").parse(markdown)).children
    assert (title.type, sentence.type) == ("heading", "paragraph")
    body = list(_blocks(rest))
    rows = [
        TABLES,
        f'.TH "{escape(name.upper())}" "7" "" "cleaner" "Topics"',
        *LAYOUT,
        *(".SH NAME", rf"{escape(name)} \- {_inline(sentence).rstrip('.')}"),
        *(() if body[:1] and body[0].startswith(".SH") else (".SH DESCRIPTION",)),
        *body,
        *('.SH "SEE ALSO"', r"\fBcleaner\fR(1)"),
    ]
    return "\n".join(rows) + "\n"


def escape(text: str) -> str:
    """Return text as one line of roff, in ASCII, that prints exactly this text."""
    return _guard(_escape_chars(" ".join(text.split())))


def _escape_chars(text: str) -> str:
    return re.sub(r"[^\x20-\x7e]", lambda found: rf"\[u{ord(found[0]):04X}]", text.translate(ROFF))


def _guard(line: str) -> str:
    """Protect a leading full stop, which would begin a request."""
    return rf"\&{line}" if line.startswith(".") else line


# --- commands ---


def _subcommands(ctx: click.Context) -> Iterator[tuple[click.Command, str]]:
    """Yield the subcommands that the help lists, each with its short help."""
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            command = ctx.command.get_command(ctx, name)
            if command is not None and not command.hidden:
                yield command, command.get_short_help_str(limit=200)


def _name(ctx: click.Context) -> str:
    return ctx.command_path.replace(" ", "-")


def _page(ctx: click.Context) -> Iterator[str]:
    name, command = escape(_name(ctx)), ctx.command
    first, *rest = _paragraphs(command.help)
    yield f'.TH "{escape(_name(ctx).upper())}" "1" "" "cleaner" "User Commands"'
    yield from LAYOUT
    yield from (".SH NAME", rf"{name} \- {escape(first).rstrip('.')}")
    yield from (".SH SYNOPSIS", rf"\fB{escape(ctx.command_path)}\fR {escape(_usage(ctx))}")
    yield ".SH DESCRIPTION"
    for paragraph in (first, *rest):
        yield from _paragraph(paragraph)
    records = [o.get_help_record(ctx) for o in command.get_params(ctx) if isinstance(o, click.Option)]
    yield from _list("OPTIONS", [record for record in records if record])
    yield from _list("COMMANDS", [(f"{ctx.command_path} {sub.name}", text) for sub, text in _subcommands(ctx)])
    if command.epilog:  # "Title: text"
        title, _, text = command.epilog.partition(": ")
        yield from (f'.SH "{escape(title.upper())}"', escape(text))
    related = [(_name(ctx.parent), 1)] if ctx.parent else [(f"cleaner-{topic}", 7) for topic in topics()]
    yield from ('.SH "SEE ALSO"', ", ".join(rf"\fB{escape(page)}\fR({section})" for page, section in related))


def _usage(ctx: click.Context) -> str:
    return " ".join(ctx.command.collect_usage_pieces(ctx))


def _paragraphs(text: str | None) -> list[str]:
    return re.split(r"\n\s*\n", cleandoc(text or "").partition("\f")[0].strip("\n"))


def _paragraph(text: str) -> Iterator[str]:
    yield ".PP"
    if text.startswith(VERBATIM):
        yield from _verbatim(text.removeprefix(VERBATIM).strip("\n"))
    else:
        yield escape(text)


def _verbatim(text: str) -> Iterator[str]:
    """Yield rows that are printed as they are."""
    yield from (".nf", *(_guard(_escape_chars(row)) for row in text.splitlines()), ".fi")


def _list(title: str, records: list[tuple[str, str]]) -> Iterator[str]:
    """Yield a section that lists terms with their texts; nothing if there are none."""
    if records:
        yield f".SH {title}"
    for term, text in records:
        yield from (".TP", rf"\fB{escape(term)}\fR", escape(text))


# --- topics ---


def _blocks(nodes: Sequence[Node]) -> Iterator[str]:
    """Yield the roff of Markdown blocks. Raises `ValueError` for a type of block that topics do not use."""
    for node in nodes:
        match node.type:
            case "heading":
                request, text = (".SH", _text(node).upper()) if node.tag == "h2" else (".SS", _text(node))
                yield f'{request} "{escape(text)}"'
            case "paragraph":
                yield from (".PP", _inline(node))
            case "fence" | "code_block":
                yield from (".PP", ".RS 4", *_verbatim(node.content), ".RE")
            case "bullet_list":
                yield from _items(node, [r"\(bu"] * len(node.children))
            case "ordered_list":
                yield from _items(node, [f"{number}." for number in range(1, len(node.children) + 1)])
            case "html_block":  # a comment around generated text
                pass
            case "table":
                yield from _table([list(row.children) for part in node.children for row in part.children])
            case _:
                raise ValueError(f"no roff for {node.type}")


def _items(node: Node, marks: Sequence[str]) -> Iterator[str]:
    for mark, item in zip(marks, node.children, strict=True):
        first, *rest = item.children
        yield from (f'.IP "{mark}" 4', _inline(first))
        if rest:
            yield from (".RS 4", *_blocks(rest), ".RE")


def _table(rows: Sequence[Sequence[Node]]) -> Iterator[str]:
    """Yield a table for tbl, with a bold header above a rule; long cells wrap."""
    columns = range(len(rows[0]))
    longest = max(columns, key=lambda column: sum(len(_text(row[column])) for row in rows))
    keys = ["lx" if column == longest else "l" for column in columns]
    yield from (".TS", f"b{GAP} ".join(keys) + "b", f"{GAP} ".join(keys) + ".")
    for number, row in enumerate(rows):
        yield "\t".join(_cell(node) for node in row)
        if not number:
            yield "_"
    yield ".TE"


def _cell(node: Node) -> str:
    text = _inline(node)
    return f"T{{\n{text}\nT}}" if len(_text(node)) > LONG_CELL else rf"\&{text}"


def _inline(node: Node) -> str:
    """Return the content of a block as one line of roff."""
    parts = [_span(child) for inline in node.children for child in inline.children]
    return _guard(" ".join("".join(parts).split()))


def _span(node: Node) -> str:
    match node.type:
        case "text":
            return _escape_chars(node.content)
        case "code_inline":
            return rf"\fB{_escape_chars(node.content)}\fR"
        case "softbreak" | "hardbreak":
            return " "
        case "strong" | "em":
            font = "B" if node.type == "strong" else "I"
            return rf"\f{font}{''.join(map(_span, node.children))}\fR"
        case "link":
            label, address = "".join(map(_span, node.children)), _escape_chars(str(node.attrs["href"]))
            return label if label == address else f"{label} <{address}>"
        case _:
            raise ValueError(f"no roff for {node.type}")


def _text(node: Node) -> str:
    """Return the text of a block without markup."""
    return "".join(child.content for inline in node.children for child in inline.walk() if not child.children)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def man(folder: Path) -> None:
    """Write a manual page for each command and topic to FOLDER."""
    from cleaner.cli import cli

    for section, named_pages in ((1, pages(cli, "cleaner")), (7, topic_pages())):
        for name, page in named_pages:
            write(folder / f"man{section}" / f"{name}.{section}", page.encode("ascii"))


if __name__ == "__main__":
    man()
