"""Runs and groups of lines that look alike, and the marking of lines."""

from typing import Final

MIN_ROWS: Final = 3
"""Minimum rows of a table, of fields, of a schedule or an archive; fewer may be entries of a menu by chance."""
MIN_ITEMS: Final = 2


def mark(kinds: list[float], first: int, end: int, kind: float) -> None:
    """Mark the lines [first, end)."""
    for k in range(first, end):
        kinds[k] = kind


def mark_runs(kinds: list[float], places: list[int], kind: float, size: int) -> None:
    """Mark each run of at least `size` lines, given the places of the lines that look alike."""
    for first, last in spans(places, 1, size):
        mark(kinds, first, last + 1, kind)


def spans(places: list[int], reach: int, size: int) -> list[tuple[int, int]]:
    """Return the first and last place of each group of at least `size` places, each at most `reach` from the next."""
    groups: list[tuple[int, int]] = []
    first = 0
    for i in range(1, len(places) + 1):
        if i < len(places) and places[i] - places[i - 1] <= reach:
            continue
        if i - first >= size:
            groups.append((places[first], places[i - 1]))
        first = i
    return groups
