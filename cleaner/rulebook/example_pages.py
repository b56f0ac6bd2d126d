"""Example pages: one example line in an article written for this project, or in sentences of a language.

The tests try every example of every rule on such a page. Fitting learns from them what labelled pages rarely show: a
rare phrase alone between two paragraphs is an insert.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.rulebook.rule import Rule

MarkedRow = str | tuple[str]
"""A line to keep, or a tuple with a line to drop."""
LANGUAGE_WEIGHT, RULE_WEIGHT = 20.0, 160.0
"""Training weights of a page with an example of a language, and of one with an example of a rule."""

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
HEAD = frozenset({"navigation", "byline", "line", "neighbours", "position", "sequence", "headline"})
"""Families whose examples are placed above the article."""
INSIDE = frozenset({"read-also", "advert", "caption", "promotion", "share"})
"""Families whose examples are placed inside the article; all others go below it."""


def example_page(line: str, place: str, paragraphs: list[str] = PARAGRAPHS, headline: str = HEADLINE) -> str:
    """Return a page with `line` above ("head"), "inside" or below ("tail") the article."""
    middle = len(paragraphs) // 2
    parts = {
        "head": [line, headline, *paragraphs],
        "inside": [headline, *paragraphs[:middle], line, *paragraphs[middle:]],
        "tail": [headline, *paragraphs, line],
    }[place]
    return "\n\n".join(parts) + "\n"


def line_position(family: str) -> str:
    """Return the place where examples of a family belong: "head", "inside" or "tail"."""
    return "head" if family in HEAD else "inside" if family in INSIDE else "tail"


def article_in(language: Mapping[str, Any]) -> list[str]:
    """Return the paragraphs of an article in a language: the sentences that its phrase file says to keep."""
    return [sentence for table in language["phrases"].values() for sentence in table["keeps"]]


class ExamplePage(NamedTuple):
    """A page for training, in rows."""

    rows: list[str]
    kept: list[bool]
    """True for the rows to keep."""
    counts: float
    """Training weight."""


def rule_examples(rules: Iterable[Rule], languages: Iterable[Mapping[str, Any]]) -> Iterator[ExamplePage]:
    """Yield training pages for all examples of rules and languages."""
    for language in languages:
        article = article_in(language)
        yield _example([], article, [], LANGUAGE_WEIGHT)
        for family, table in language["phrases"].items():
            for line in table["drops"]:
                yield from _with_line(line, line_position(family), [], article, LANGUAGE_WEIGHT)
    for rule in (rule for rule in rules if not rule.page and not rule.is_external):
        for line in rule.drops if rule.kind != "headline" else ():
            yield from _with_line(line, line_position(rule.family), [HEADLINE], PARAGRAPHS, RULE_WEIGHT)
        for line in rule.keeps:
            yield _example([HEADLINE], [*PARAGRAPHS[:4], line, *PARAGRAPHS[4:]], [], RULE_WEIGHT)


def _with_line(line: str, place: str, head: list[str], article: Sequence[str], counts: float) -> Iterator[ExamplePage]:
    """Yield pages with `line` as a line to drop; inside the article, also with the line twice in a row."""
    middle = len(article) // 2
    if place == "inside":
        for times in (1, 2):
            body: list[MarkedRow] = [*article[:middle], *[(line,)] * times, *article[middle:]]
            yield _example(head, body, [], counts)
    elif place == "head":
        yield _example([line, *head], article, [], counts)
    else:
        yield _example(head, article, [line], counts)


def _example(head: Sequence[str], body: Iterable[MarkedRow], tail: Sequence[str], counts: float) -> ExamplePage:
    """Return a page in which only the rows of `body` that are not tuples are kept."""
    rows = [*((row, False) for row in head), *((r, True) if isinstance(r, str) else (r[0], False) for r in body)]
    rows += [(row, False) for row in tail]
    return ExamplePage([row for row, _ in rows], [kept for _, kept in rows], counts)
