"""Small pages to try one line in: an article of this project's own, and one a language made of its examples."""

from collections.abc import Mapping
from typing import Any

PARAGRAPHS = [
    "The council of Elda voted on Monday to buy the old ferry back for one crown and to have it repaired by spring.",
    "The boat had been sold eleven years ago, when a tunnel to the mainland was planned that was never built.",
    "“We waited a long time for this day,” said Mayor Ana Ruiz, who had taken the first boat to the meeting.",
    "The repair will cost about four million crowns, most of which the ministry of transport has promised to pay.",
    "Two members of the council voted against the plan because they fear that the ferry will need a second crew.",
    "The captain, who steered the boat for nineteen years, told reporters that its engine was as good as new.",
    "A first crossing with passengers is planned for the end of April, if the inspectors find nothing wrong with it.",
    "Until then a fishing boat will go on carrying the children of the island to their school on the mainland.",
]
HEADLINE = "Elda buys its ferry back"
HEAD = frozenset({"navigation", "byline", "line", "neighbours", "document", "sequence", "headline"})
"""Families whose lines stand above an article; those of the next set stand in it, all others below it."""
INSIDE = frozenset({"read-also", "advert", "caption", "promotion", "share"})


def page(line: str, place: str, paragraphs: list[str] = PARAGRAPHS, headline: str = HEADLINE) -> str:
    """A page with `line` at its "head", "inside" its article, or at its "tail"."""
    middle = len(paragraphs) // 2
    parts = {
        "head": [line, headline, *paragraphs],
        "inside": [headline, *paragraphs[:middle], line, *paragraphs[middle:]],
        "tail": [headline, *paragraphs, line],
    }[place]
    return "\n\n".join(parts) + "\n"


def place_of(family: str) -> str:
    """Where lines of a family stand in a page."""
    return "head" if family in HEAD else "inside" if family in INSIDE else "tail"


def article_in(language: Mapping[str, Any]) -> list[str]:
    """An article in a language: the sentences that its phrase file says must stay."""
    return [sentence for table in language["phrases"].values() for sentence in table["keeps"]]
