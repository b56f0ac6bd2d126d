"""Errors that a user can act on, and suggestions for misspelt names."""

from collections.abc import Sequence


class CleanerError(ValueError):
    """Invalid input or usage. The message names the place, the problem and the remedy."""


class RulesError(CleanerError):
    """All problems in a file of rules, one message each in `args`."""

    def __str__(self) -> str:
        return "\n".join(self.args)


class FaultError(CleanerError):
    """The operating system failed (disk full, permission); the caller is not at fault."""


class MissingExtraError(CleanerError):
    """The input needs an optional package that is not installed."""


class SlowPatternError(CleanerError):
    """The pattern of a user rule exceeded its time limit on a line, so the document cannot be cleaned."""


def suggest(name: str, allowed: Sequence[str]) -> str:
    """Return the end of a message about an unknown name: the closest allowed name, or all of them."""
    from difflib import get_close_matches

    near = get_close_matches(name, allowed, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; choose from {', '.join(allowed)}."
