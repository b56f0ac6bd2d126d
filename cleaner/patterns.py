"""gitignore-style patterns, as `--exclude` takes them: the notation everybody already knows.

Only the notation is git's; no `.gitignore` is read, because the texts people clean are often exactly
what a repository ignores. A pattern becomes one regular expression over a path relative to the folder
the patterns belong to, with "/" between parts; the last pattern that matches decides, as in git.

A pattern may be a stranger's, in settings that came with a folder. So what stands between two stars is taken where it
is found first and sought nowhere else, which finds a match where there is one, in time that grows with the path.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

SPECIAL = re.compile(r"\\(.)|\[(!|\^)?(\]?(?:\[:\w+:\]|\\.|[^\]\\])*)\]|(\*+)|(\?)|(.)", re.DOTALL)
CLASSES = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "digit": "0-9", "lower": "a-z", "upper": "A-Z", "space": r"\s",
    "punct": re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"), "xdigit": "0-9a-fA-F", "blank": r" \t",
}  # fmt: skip
STAR: Final = "[^/]*"
"""Any signs of one part."""


class Pattern(NamedTuple):
    """One line of the notation. `excludes` is false for one that begins with "!"."""

    matches: re.Pattern[str]
    excludes: bool
    folders_only: bool


def excluded(path: str, is_folder: bool, patterns: Iterable[str]) -> bool:
    """Whether the last of `patterns` that matches `path`, relative and with "/", excludes it.

    Says nothing of the folders above `path`: whoever walks never enters an excluded one.
    """
    verdict = False
    for text in patterns:
        pattern = compile_pattern(text)
        if pattern and (is_folder or not pattern.folders_only) and pattern.matches.fullmatch(path):
            verdict = pattern.excludes
    return verdict


@lru_cache(1024)
def compile_pattern(text: str) -> Pattern | None:
    """One pattern; None for a comment, a blank, or one that git too holds to match nothing."""
    text = _without_trailing_blanks(text)
    if not text or text.startswith("#"):
        return None
    excludes = not text.startswith("!")
    body = text if excludes else text[1:]
    folders_only = body.endswith("/")
    body = body.removesuffix("/")
    anchored = "/" in body
    parts = body.removeprefix("/").split("/")
    if not any(parts):
        return None
    try:
        return Pattern(re.compile(_expression(parts, anchored), re.DOTALL), excludes, folders_only)
    except re.error:  # also for the range [z-a]
        return None


def _without_trailing_blanks(text: str) -> str:
    stripped = text.rstrip(" ")
    return stripped + " " if stripped.endswith("\\") and stripped != text else stripped


def _expression(parts: list[str], anchored: bool) -> str:
    """The parts between slashes as one regular expression; "**" alone is any number of folders."""
    first, *others = _split(parts if anchored else ["**", *parts], "**")
    if not others:
        return _path(first)
    start = f"{_path(first)}/" if first else ""
    between = "".join(f"(?>(?:[^/]*/)*?{_path(run)}/)" for run in others[:-1] if run)
    return start + between + (f"(?:.*/)?{_path(others[-1])}" if others[-1] else ".+")


def _path(parts: Sequence[str]) -> str:
    return "/".join(map(_part, parts))


def _part(text: str) -> str:
    """What stands between two slashes."""
    first, *others = ("".join(run) for run in _split([_token(found) for found in SPECIAL.finditer(text)], STAR))
    if not others:
        return first
    return first + "".join(f"(?>{STAR}?{run})" for run in others[:-1]) + STAR + others[-1]


def _split(items: Sequence[str], separator: str) -> list[list[str]]:
    """The runs of items before, between and after those that are the separator."""
    runs: list[list[str]] = [[]]
    for item in items:
        if item == separator:
            runs.append([])
        else:
            runs[-1].append(item)
    return runs


def _token(found: re.Match[str]) -> str:
    escaped, negated, members, stars, question, char = found.groups()
    if members is not None and members:
        return f"(?!/)[{'^' if negated else ''}{_members(members)}]"
    if stars:
        return STAR
    if question:
        return "[^/]"
    if char in ("[", "\\"):
        raise re.error("a bracket or backslash without its other half: git too holds it to match nothing")
    return re.escape(escaped or char or found[0])


def _members(text: str) -> str:
    """What stands between square brackets, in the notation of `re`."""
    text = re.sub(r"\\(.)", lambda m: re.escape(m[1]) if not m[1].isalnum() else m[1], _escape_brackets(text))
    return re.sub(r"\[:(\w+):\]", lambda m: CLASSES.get(m[1], ""), text)


def _escape_brackets(text: str) -> str:
    """`re` reads "[", "--", "&&", "~~", "||" and a leading "^" in a set as more than themselves."""
    return re.sub(r"(?<!\\)(\[(?!:\w+:\])|&|~|\||\^|-(?=-)|^\])", r"\\\1", text)
