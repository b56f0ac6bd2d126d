"""Pages by hand for tests of cuts: the states of lines from their initials, and the columns that cuts are judged by."""

from collections.abc import Sequence
from typing import Final

from cleaner.decision.furniture import CutColumns
from cleaner.decision.segments import LineState

STATES: Final = {"b": "before", "B": "body", "i": "insert", "a": "after"}
SCORES: Final = {"before": 2.0, "body": -4.0, "insert": 3.0, "after": 1.0}


def page(states: str, scores: Sequence[float] = ()) -> list[LineState]:
    """Return the states of a page from their initials; B is body."""
    names = [STATES[state] for state in states]
    values = scores or [SCORES[name] for name in names]
    return [LineState(name, score, 0) for name, score in zip(names, values, strict=True)]


def columns(count: int, strong: Sequence[int] = (), sentences: Sequence[int] = ()) -> CutColumns:
    """Return the columns of a page of `count` lines of five words, some with strong evidence, some with a full stop."""
    return CutColumns(
        words=[5.0] * count,
        strengths=[2.0 if i in strong else 0.0 for i in range(count)],
        is_phrase=[False] * count,
        is_marked=[False] * count,
        is_boilerplate=[True] * count,
        has_gap=[False] * count,
        is_lead=[False] * count,
        is_sentence=[i in sentences for i in range(count)],
        has_end=[i in sentences for i in range(count)],
        is_listed=[False] * count,
        blocks=[0.0] * count,
        topics=[0.0] * count,
        kinds_at=[0] * count,
        kinds=1,
    )
