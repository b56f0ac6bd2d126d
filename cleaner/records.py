"""The records that there is one of for every line, made fast.

A class of tuples with names makes each of them through its constructor in Python, which costs more than all else that
is done with it. What that constructor calls in the end is called here at once, with the fields checked by types.
"""

from typing import Final

from cleaner.model import Decision, Evidence, Kind, Removal

NEW: Final = tuple.__new__
"""Makes a tuple of any class: it takes the class and the fields."""


def decision(
    number: int,
    start: int,
    end: int,
    kind: Kind,
    kept: bool,
    score: float,
    evidence: tuple[Evidence, ...],
    rule: str,
) -> Decision:
    """`Decision` with the same fields."""
    return NEW(Decision, (number, start, end, kind, kept, score, evidence, rule))


def removal(start: int, end: int, kind: Kind, rule: str) -> Removal:
    """`Removal` with the same fields."""
    return NEW(Removal, (start, end, kind, rule))
