"""gitignore-style patterns, as `--exclude` takes them: the notation everybody already knows.

Only the notation is git's; no `.gitignore` is read, because the texts people clean are often exactly
what a repository ignores. A pattern becomes one regular expression over a path relative to the folder
the patterns belong to, with "/" between parts; the last pattern that matches decides, as in git.

Stars would make it try every way to share out a name among them. But what stands between two stars may as well match at
the first place where it can: if the rest matches anywhere, it does so behind that. So this choice is never taken back
(atomic groups, as in Python's own fnmatch), and time grows with the path and not with a power of it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

SPECIAL = re.compile(r"\\(.)|\[(!|\^)?(\]?(?:\[:\w+:\]|\\.|[^\]\\])*)\]|(\*+)|(\?)|(\[.*|.)", re.DOTALL)
STAR = "[^/]*"
CLASSES = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "digit": "0-9", "lower": "a-z", "upper": "A-Z", "space": r"\s",
    "punct": re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"), "xdigit": "0-9a-fA-F", "blank": r" \t",
}  # fmt: skip


class Pattern(NamedTuple):
    """One line of the notation. `excludes` is false for one that begins with "!"."""

    matches: re.Pattern[str]
    excludes: bool
    folders_only: bool


def matches(path: str, is_folder: bool, patterns: Iterable[str]) -> bool:
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
    groups: list[list[str]] = [[]]
    for part in parts if anchored else ["**", *parts]:
        if part == "**":
            groups.append([])
        else:
            groups[-1].append(_part(part))
    first, *others = ("".join(f"{part}/" for part in group) for group in groups)
    if not others:
        return first.removesuffix("/")
    out = first + "".join(f"(?>(?:.*?/)??{group})" for group in others[:-1] if group)
    return out + (f"(?:.*/)?{others[-1].removesuffix('/')}" if others[-1] else ".+")


def _part(part: str) -> str:
    """What stands between two slashes, cut at its stars."""
    between = [""]
    for token in map(_token, SPECIAL.finditer(part)):
        if token == STAR:
            between.append("")
        else:
            between[-1] += token
    first, *others = between
    return first + "".join(f"(?>[^/]*?{one})" for one in others[:-1] if one) + (STAR + others[-1] if others else "")


def _token(found: re.Match[str]) -> str:
    escaped, negated, members, stars, question, char = found.groups()
    if members is not None and members:
        return f"(?!/)[{'^' if negated else ''}{_members(members)}]"
    if stars:
        return STAR
    if question:
        return "[^/]"
    if char and char[0] in "[\\":
        raise re.error("a bracket or backslash without its other half: git too holds it to match nothing")
    return re.escape(escaped or char or found[0])


def _members(text: str) -> str:
    """What stands between square brackets, in the notation of `re`."""
    text = re.sub(r"\\(.)", lambda m: re.escape(m[1]) if not m[1].isalnum() else m[1], _escape_brackets(text))
    return re.sub(r"\[:(\w+):\]", lambda m: CLASSES.get(m[1], ""), text)


def _escape_brackets(text: str) -> str:
    """`re` reads "[", "--", "&&", "~~", "||" and a leading "^" in a set as more than themselves."""
    return re.sub(r"(?<!\\)(\[(?!:\w+:\])|&|~|\||\^|-(?=-)|^\])", r"\\\1", text)
