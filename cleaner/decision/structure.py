"""Structure of a Markdown document: its blocks stay or go as a whole, so that no mark loses what it belongs to.

The rows of a fence or a table stay if the sum of their scores says so. A rule, a tag or another row without words stays
between lines that stay. A list item keeps its first line if any line in it stays. A definition stays as long as a line
that stays refers to it.
"""

from collections.abc import Sequence
from typing import Final

from cleaner.decision.segments import LineState
from cleaner.text.lines import Line
from cleaner.text.markup import Markup

BARE_KINDS: Final = ("rule", "html")
"""Kinds of markup whose lines may have no words."""


def keep_structure(lines: Sequence[Line], states: list[LineState], headline: int | None) -> None:
    """Change the states of lines that would tear a block; those of other texts than Markdown stay."""
    markups = [line.markup for line in lines if line.markup is not None]
    if len(markups) < len(lines):
        return
    groups = _find_groups(markups)
    _settle_groups(groups, states)
    _settle_bare_lines(_bare_lines(lines, groups), states)
    _settle_items(markups, groups, states, headline)
    _settle_definitions(markups, states)


def _find_groups(markups: list[Markup]) -> list[list[int]]:
    """Return for each line the lines that stay or go together with it, itself included."""
    groups: dict[int, list[int]] = {}
    for i, own in enumerate(markups):
        groups.setdefault(own.group or -1 - i, []).append(i)
    return [groups[own.group or -1 - i] for i, own in enumerate(markups)]


def _settle_groups(groups: list[list[int]], states: list[LineState]) -> None:
    for i, members in enumerate(groups):
        dropped = [k for k in members if states[k].state != "body"] if members[0] == i else []
        if 0 < len(dropped) < len(members):
            mean = sum([states[k].score for k in members]) / len(members)
            state = "body" if mean <= 0 else states[dropped[0]].state
            for k in members:
                states[k] = LineState(state, mean, states[k].place)


def _bare_lines(lines: Sequence[Line], groups: list[list[int]]) -> list[bool]:
    """Return True for each line without words in its group."""
    out = [False] * len(lines)
    for i, members in enumerate(groups):
        if members[0] == i and all(_is_bare(lines[k]) for k in members):
            for k in members:
                out[k] = True
    return out


def _is_bare(line: Line) -> bool:
    is_bare_kind = line.markup is not None and line.markup.kind in BARE_KINDS
    return is_bare_kind and not any(char.isalnum() for char in line.text)


def _settle_bare_lines(is_bare: list[bool], states: list[LineState]) -> None:
    """Give each line without words the state of a line beside it that has some, a dropped one if there is one."""
    n = len(states)
    below: list[LineState | None] = [None] * (n + 1)
    for i in range(n - 1, -1, -1):
        below[i] = below[i + 1] if is_bare[i] else states[i]
    above: LineState | None = None
    for i in range(n):
        if not is_bare[i]:
            above = states[i]
            continue
        beside = [state for state in (above, below[i]) if state is not None]
        if beside:
            states[i] = next((state for state in beside if state.state != "body"), beside[0])


def _settle_items(
    markups: list[Markup], groups: list[list[int]], states: list[LineState], headline: int | None
) -> None:
    scores: dict[int, float] = {}
    for i, own in enumerate(markups):
        if states[i].state == "body" or i == headline:
            for item in own.items:
                scores[item] = min(scores.get(item, 0.0), states[i].score)
    for i, own in enumerate(markups):
        if own.item in scores and states[i].state != "body":
            for k in groups[i]:
                states[k] = LineState("body", scores[own.item], states[k].place)


def _settle_definitions(markups: list[Markup], states: list[LineState]) -> None:
    users: dict[str, list[int]] = {}
    for i, own in enumerate(markups):
        for label in own.uses:
            users.setdefault(label, []).append(i)
    for i, own in enumerate(markups):
        cited = [states[k] for k in users.get(own.defines, ()) if k != i] if own.defines else []
        if cited:
            states[i] = next((state for state in cited if state.state == "body"), cited[0])
