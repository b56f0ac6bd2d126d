"""Small pages to try one line in: an article of this project's own, and one a language made of its examples.

The tests try every example of every rule in them, and fitting learns from them what labelled pages are too few
to tell: that a rare phrase alone between two paragraphs is an insert.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.rulebook.rule import Rule

Row = str | tuple[str]
"""A line of an article; in a tuple, one in it that is not to be kept."""
LANGUAGE, RULE = 20.0, 160.0
"""How much a page with an example of a language counts, and one with an example of a rule."""

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


def example_page(line: str, place: str, paragraphs: list[str] = PARAGRAPHS, headline: str = HEADLINE) -> str:
    """A page with `line` at its "head", "inside" its article, or at its "tail"."""
    middle = len(paragraphs) // 2
    parts = {
        "head": [line, headline, *paragraphs],
        "inside": [headline, *paragraphs[:middle], line, *paragraphs[middle:]],
        "tail": [headline, *paragraphs, line],
    }[place]
    return "\n\n".join(parts) + "\n"


def line_position(family: str) -> str:
    """Where lines of a family stand in a page."""
    return "head" if family in HEAD else "inside" if family in INSIDE else "tail"


def article_in(language: Mapping[str, Any]) -> list[str]:
    """An article in a language: the sentences that its phrase file says must stay."""
    return [sentence for table in language["phrases"].values() for sentence in table["keeps"]]


class ExamplePage(NamedTuple):
    """A page in rows, which of them are to be kept, and how much it counts."""

    rows: list[str]
    kept: list[bool]
    counts: float


def rule_examples(rules: Iterable[Rule], languages: Iterable[Mapping[str, Any]]) -> Iterator[ExamplePage]:
    """Pages made of the examples of all rules and languages."""
    for language in languages:
        article = article_in(language)
        yield _example([], article, [], LANGUAGE)
        for family, table in language["phrases"].items():
            for line in table["drops"]:
                yield from _with_line(line, line_position(family), [], article, LANGUAGE)
    for rule in (rule for rule in rules if not rule.page and not rule.needs_context):
        for line in rule.drops if rule.kind != "headline" else ():
            yield from _with_line(line, line_position(rule.family), [HEADLINE], PARAGRAPHS, RULE)
        for line in rule.keeps:
            yield _example([HEADLINE], [*PARAGRAPHS[:4], line, *PARAGRAPHS[4:]], [], RULE)


def _with_line(line: str, place: str, head: list[str], article: Sequence[str], counts: float) -> Iterator[ExamplePage]:
    """The pages with `line` where it is to be dropped; what interrupts an article may also do so twice in a row."""
    middle = len(article) // 2
    if place == "inside":
        for times in (1, 2):
            body: list[Row] = [*article[:middle], *[(line,)] * times, *article[middle:]]
            yield _example(head, body, [], counts)
    elif place == "head":
        yield _example([line, *head], article, [], counts)
    else:
        yield _example(head, article, [line], counts)


def _example(head: Sequence[str], body: Iterable[Row], tail: Sequence[str], counts: float) -> ExamplePage:
    marked = [*((row, False) for row in head), *((r, True) if isinstance(r, str) else (r[0], False) for r in body)]
    marked += [(row, False) for row in tail]
    return ExamplePage([row for row, _ in marked], [kept for _, kept in marked], counts)
