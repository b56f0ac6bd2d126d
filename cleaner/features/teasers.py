"""Features of Markdown that tell teasers: a link that opens a line, a list item or a section, with more text after it.

The summary of a teaser is prose without a link, and looks like a paragraph of the article. The link before it, to
another story, tells them apart: a paragraph of the article rarely begins with a link, and a subhead of it is none.
"""

from typing import Final

from cleaner.features.accumulator import FeatureColumn, ScoreAccumulator
from cleaner.text.markup import Markup

REACH: Final = 20
"""Maximum distance of a line to the heading of its section."""
NO_HEADING, HEADING, LINKED_HEADING = 0.0, 1.0, 2.0
"""Values of `section_link`."""
LINK: Final = 2.0
"""Value of `link_target` from which a line is mostly a link."""


def add_teaser_features(
    markups: list[Markup], targets: list[float], leads: list[float], scores: ScoreAccumulator
) -> None:
    """Add the values of the features to `scores`.

    `targets` has the value of `link_target` for each line. `leads` has the same code for the link that a line begins
    with, and 0 for a line that begins with other text or is mostly links.
    """
    _add_all(scores.track("leading_link"), leads)
    _add_all(scores.track("section_link"), _section_links(markups, targets))
    _add_all(scores.track("item_link"), _item_links(markups, targets, leads))


def _add_all(column: FeatureColumn, values: list[float]) -> None:
    for value in values:
        column.add(value)


def _section_links(markups: list[Markup], targets: list[float]) -> list[float]:
    """Return for each line the code of the heading above it."""
    out: list[float] = []
    last, code = -REACH - 1, NO_HEADING
    for i, own in enumerate(markups):
        if own.level:
            last, code = i, LINKED_HEADING if targets[i] >= LINK else HEADING
        out.append(code if 0 < i - last <= REACH else NO_HEADING)
    return out


def _item_links(markups: list[Markup], targets: list[float], leads: list[float]) -> list[float]:
    """Return for each line the target of the first link in its list item; 0 for the line of that link."""
    firsts: dict[int, int] = {}
    codes = [target if target >= LINK else leads[i] for i, target in enumerate(targets)]
    for i, own in enumerate(markups):
        if own.items and codes[i]:
            firsts.setdefault(own.items[-1], i)
    found = [firsts.get(own.items[-1], i) if own.items else i for i, own in enumerate(markups)]
    return [codes[first] if first != i else 0.0 for i, first in enumerate(found)]
