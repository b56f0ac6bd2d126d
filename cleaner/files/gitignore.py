"""Patterns in the notation of .gitignore, for ignore files, `--exclude`, `--glob` and quoted paths.

A pattern becomes one regular expression for a path relative to a base directory, with "/" as separator; the last
matching pattern decides, as in git.

Each star would let the regular expression try every way to divide a name. The text between two stars may as well match
at its first possible position: if the rest of the pattern matches at all, it also matches after that. Atomic groups
therefore rule out backtracking, as in Python's `fnmatch`, and time is linear in the length of the path. The library
pathspec has no such guard: `*a*a*a*a*b` takes it 7 seconds for one name of 250 characters, and each more `*a` fifty
times as long.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

SPECIAL = re.compile(r"\\(.)|\[(!|\^)?(\]?(?:\[:\w+:\]|\\.|[^\]\\])*)\]|(\*+)|(\?)|(\[.*|.)", re.DOTALL)
STAR = "[^/]*"
CLASSES = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "digit": "0-9", "lower": "a-z", "upper": "A-Z", "space": r"\s",
    "punct": re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"), "xdigit": "0-9a-fA-F", "blank": r" \t",
}  # fmt: skip
"""POSIX character classes in the notation of `re`."""


class Pattern(NamedTuple):
    """One compiled pattern; `is_negated` is True if it begins with "!"."""

    matches: re.Pattern[str]
    is_negated: bool
    folders_only: bool


def match_last(path: str, is_folder: bool, patterns: Sequence[Pattern]) -> bool | None:
    """Return True if the last of `patterns` that matches `path` is plain, False if it is negated, None if none matches.

    `path` is relative, with "/" as separator. Its parent directories are not checked, because a walk does not enter
    excluded directories.
    """
    for pattern in reversed(patterns):
        if (is_folder or not pattern.folders_only) and pattern.matches.fullmatch(path):
            return not pattern.is_negated
    return None


def compile_patterns(texts: Iterable[str]) -> tuple[Pattern, ...]:
    """Compile patterns, without those that match nothing."""
    return tuple(filter(None, map(compile_pattern, texts)))


@lru_cache(1024)
def compile_pattern(text: str) -> Pattern | None:
    """Compile a pattern; return None for a comment, a blank line and a pattern that matches nothing in git either."""
    text = _strip_trailing_spaces(text)
    if not text or text.startswith("#"):
        return None
    is_negated = text.startswith("!")
    body = text[is_negated:]
    folders_only = body.endswith("/")
    body = body.removesuffix("/")
    anchored = "/" in body
    parts = body.removeprefix("/").split("/")
    if not any(parts):
        return None
    try:
        return Pattern(re.compile(_translate(parts, anchored), re.DOTALL), is_negated, folders_only)
    except re.error:  # raised by `_translate_token`, or by `re` for a range such as [z-a]
        return None


def _strip_trailing_spaces(text: str) -> str:
    stripped = text.rstrip(" ")
    return stripped + " " if stripped.endswith("\\") and stripped != text else stripped


def _translate(parts: list[str], anchored: bool) -> str:
    """Translate the parts between slashes to a regular expression; a part "**" is any number of directories."""
    groups: list[list[str]] = [[]]
    for part in parts if anchored else ["**", *parts]:
        if part == "**":
            groups.append([])
        else:
            groups[-1].append(_translate_part(part))
    first, *others = ("".join(f"{part}/" for part in group) for group in groups)
    if not others:
        return first.removesuffix("/")
    out = first + "".join(f"(?>(?:.*?/)??{group})" for group in others[:-1] if group)
    return out + (f"(?:.*/)?{others[-1].removesuffix('/')}" if others[-1] else ".+")


def _translate_part(part: str) -> str:
    """Translate the text between two slashes, split at its stars."""
    pieces = [""]
    for token in map(_translate_token, SPECIAL.finditer(part)):
        if token == STAR:
            pieces.append("")
        else:
            pieces[-1] += token
    first, *others = pieces
    return (
        first + "".join(f"(?>[^/]*?{piece})" for piece in others[:-1] if piece) + (STAR + others[-1] if others else "")
    )


def _translate_token(found: re.Match[str]) -> str:
    escaped, negated, members, stars, question, char = found.groups()
    if members:
        return f"(?!/)[{'^' if negated else ''}{_translate_members(members)}]"
    if stars:
        return STAR
    if question:
        return "[^/]"
    if char and char[0] in "[\\":
        raise re.error("unbalanced bracket or backslash")  # such a pattern matches nothing in git either
    return re.escape(escaped or char or found[0])


def _translate_members(text: str) -> str:
    """Translate the content of square brackets to the notation of `re`."""
    text = re.sub(r"\\(.)", lambda m: re.escape(m[1]) if not m[1].isalnum() else m[1], _escape_set_syntax(text))
    return re.sub(r"\[:(\w+):\]", lambda m: CLASSES.get(m[1], ""), text)


def _escape_set_syntax(text: str) -> str:
    """Escape "[", "--", "&&", "~~", "||" and a leading "^", which have a special meaning in a set of `re`."""
    return re.sub(r"(?<!\\)(\[(?!:\w+:\])|&|~|\||\^|-(?=-)|^\])", r"\\\1", text)
