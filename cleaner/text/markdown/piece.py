"""Pieces of a Markdown document, from which lines are made."""

from cleaner.text.markup import Markup


class Piece:
    """Characters [start, end) of a document, in the row `number` from 1, and the words that a reader sees in them."""

    def __init__(self, number: int, start: int, end: int, text: str, markup: Markup) -> None:
        self.number: int = number
        self.start: int = start
        self.end: int = end
        self.text: str = text
        self.markup: Markup = markup
