"""Colours of kinds on a terminal, close to those of the report.

A program cannot know whether a terminal is dark or light, so each colour is one of the 256 that contrasts with both.
"""

from collections.abc import Mapping
from typing import Any, Final

import click

from cleaner.model import Kind

COLORS: Final[Mapping[Kind, int | None]] = {
    "headline": 33,
    "byline": 64,
    "caption": 100,
    "body": None,
    "navigation": 66,
    "read-also": 167,
    "trending": 166,
    "related": 169,
    "share": 31,
    "promotion": 134,
    "comments": 30,
    "advert": 136,
    "notice": 99,
    "footer": 138,
    "duplicate": 28,
    "metadata": 29,
}
"""Number of each kind's colour in the table of 256; None is the colour of other text."""
EMPHASIS: Final[dict[str, Any]] = {"bold": True, "underline": True}
"""Style of the words that decided."""


def kind_style(kind: Kind) -> dict[str, Any]:
    """Return the colour of a kind as an argument of `click.style`."""
    color = COLORS[kind]
    return {} if color is None else {"fg": color}


def paint(text: str, kind: Kind, **style: Any) -> str:
    """Return text in the colour of a kind; `style` has further arguments of `click.style`."""
    return click.style(text, **kind_style(kind), **style)
