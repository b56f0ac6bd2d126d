"""Errors that a user can act on, and suggestions for misspelled names."""

from collections.abc import Sequence


class CleanerError(Exception):
    """Bad input, said in one sentence: what is wrong, where, and what to do about it."""


class RulesError(CleanerError):
    """What is wrong with rules: all mistakes of a file at once, a sentence each in `args`."""

    def __str__(self) -> str:
        return "\n".join(self.args)


class FaultError(CleanerError):
    """That the system refused something, such as room on a disk: no mistake of whoever calls."""


class SlowPatternError(CleanerError):
    """That the pattern of a user's rule takes too long on a line. The document it is in cannot be cleaned."""


def suggest(name: str, allowed: Sequence[str]) -> str:
    """The end of a sentence on an unknown name: the nearest match if there is one, else all there are."""
    from difflib import get_close_matches

    near = get_close_matches(name, allowed, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(allowed)}."
