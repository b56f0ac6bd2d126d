"""Screen of `cleaner review`: it shows questions and messages on stdout, and reads keys."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import click

from cleaner.commands import terminal
from cleaner.model import Kind, Result
from cleaner.render import review as render
from cleaner.render.text import wrap
from cleaner.reviews.review import LineLabel
from cleaner.rulebook.rule import Rule
from cleaner.text.visible import visible

WIDTH: Final = 80
"""Columns of the output if stdout is not a terminal."""


class ReviewScreen:
    """Shows rows of the terminal's width. `read_key` returns the next key; it raises `EOFError` at the end of input."""

    def __init__(self, read_key: Callable[[], str], rules: Sequence[Rule]) -> None:
        self._read_key = read_key
        self._rule_names = {rule.code: rule.name for rule in rules}

    def print_help(self) -> None:
        """Print the help on keys."""
        for row in render.render_help(_width()):
            click.echo(row)

    def print_message(self, text: str, bold: bool | None = None) -> None:
        """Print a text, wrapped."""
        for row in wrap(text, _width()):
            click.echo(click.style(row, bold=bold))

    def ask_about(self, heading: str, result: Result, line: int, answers: Mapping[int, LineLabel]) -> str:
        """Show line `line` of a document and the answers given so far; return the key that the user presses."""
        click.echo("")
        self.print_message(heading, bold=True)
        for row in render.render_question(result, line, self._rule_names, answers, _width()):
            click.echo(row)
        return self._prompt(render.PROMPT)

    def ask_kind(self) -> Kind | None:
        """Show the kinds; return the one that the user chooses, or None if the user cancels."""
        for row in render.render_kinds(_width()):
            click.echo(row)
        return render.LETTERS.get(self._prompt(render.WHICH))

    def _prompt(self, question: str) -> str:
        """Return the key that the user presses, in lower case."""
        click.echo(render.render_prompt(question, _width()), nl=False)
        key = ""
        try:
            key = self._read_key()
        finally:
            click.echo(visible(key))  # also on Ctrl-C, so that the next message starts a row
        return key.lower()


def _width() -> int:
    return terminal.screen_width() or WIDTH
