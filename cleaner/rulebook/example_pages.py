"""Example pages: one example line in an article written for this project, or in sentences of a language.

The tests try every example of every rule on a page with a menu above the article and furniture below it, because lines
without strong evidence are only dropped from pages that show boilerplate. Fitting learns from the article with the line
alone what labelled pages rarely show: a rare phrase between two paragraphs is an insert.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.rulebook.rule import Rule

MarkedRow = str | tuple[str]
"""A line to keep, or a tuple with a line to drop."""
LANGUAGE_WEIGHT, RULE_WEIGHT = 20.0, 160.0
"""Training weights of a page with an example of a language, and of one with an example of a rule."""


class Frame(NamedTuple):
    """Lines of a page above the headline and below the article."""

    above: list[str]
    below: list[str]


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
FRAME = Frame(
    above=["Skip to main content", "Sound Courier", "News", "Sport", "Culture", "Weather", "Log in"],
    below=[
        "Related articles",
        "Lighthouse keeper retires after forty years",
        "School on the island gets its roof back",
        "Share this article",
        "Facebook",
        "Email",
        "Sign up for our newsletter",
        "Get the news of the coast in your inbox every morning.",
        "Most read",
        "Storm closes the coast road for a third day",
        "Advertisement",
        "12 comments",
        "Log in to comment",
        "About us",
        "Contact us",
        "Privacy policy",
        "Cookie settings",
        "© 2024 Sound Courier. All rights reserved.",
    ],
)
HEAD = frozenset({"navigation", "byline", "line", "neighbours", "position", "sequence", "headline"})
"""Families whose examples are placed above the article."""
FRAME_KINDS = ("share", "promotion", "related", "trending", "advert", "comments", "notice", "footer")
"""Kinds of lines below the article of a page in a language."""
INSIDE = frozenset({"read-also", "advert", "caption", "promotion", "share"})
"""Families whose examples are placed inside the article; all others go below it."""


def example_page(
    line: str, place: str, paragraphs: list[str] = PARAGRAPHS, headline: str = HEADLINE, frame: Frame = FRAME
) -> str:
    """Return a page with `line` above the headline ("head"), "inside" the article, or right below it ("tail")."""
    above, below = _page_around(place, paragraphs, headline, frame)
    return "\n\n".join([*above, line, *below]) + "\n"


def example_start(place: str) -> int:
    """Return the offset of the line in the page that `example_page` returns for `place`."""
    above, _ = _page_around(place, PARAGRAPHS, HEADLINE, FRAME)
    return len("\n\n".join([*above, ""]))


def _page_around(place: str, paragraphs: list[str], headline: str, frame: Frame) -> tuple[list[str], list[str]]:
    """Return the lines of a page above and below its example line."""
    article = [headline, *paragraphs]
    end = {"head": 0, "inside": 1 + len(paragraphs) // 2, "tail": len(article)}[place]
    return [*frame.above, *article[:end]], [*article[end:], *frame.below]


def line_position(family: str) -> str:
    """Return the place where examples of a family belong: "head", "inside" or "tail"."""
    return "head" if family in HEAD else "inside" if family in INSIDE else "tail"


def article_in(language: Mapping[str, Any]) -> list[str]:
    """Return the paragraphs of an article in a language: the sentences that its phrase file says to keep."""
    return [sentence for table in language["phrases"].values() for sentence in table["keeps"]]


def frame_in(language: Mapping[str, Any], example: str) -> Frame:
    """Return the frame of a page in a language: lines that its phrase file says to drop, without `example` itself."""
    lines = {kind: [line for line in table["drops"] if line != example] for kind, table in language["phrases"].items()}
    return Frame(lines["navigation"], [line for kind in FRAME_KINDS for line in lines[kind][:2]])


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
    for rule in (rule for rule in rules if not (rule.has_single_weights or rule.is_external or rule.is_markdown)):
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
