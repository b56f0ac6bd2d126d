"""Patterns like those of .gitignore, compared with other implementations, and well-known cases."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from cleaner.files.gitignore import compile_pattern, compile_patterns, match_last


def is_excluded(path: str, patterns: list[str]) -> bool:
    """Return True if a path is excluded. Like the walker, check the folders above it first."""
    parts = path.split("/")
    folders = ["/".join(parts[:i]) for i in range(1, len(parts))]
    compiled = compile_patterns(patterns)
    return any(match_last(folder, True, compiled) for folder in folders) or bool(match_last(path, False, compiled))


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        (["*.txt"], "a/b.txt", True),
        (["/b.txt"], "a/b.txt", False),
        (["/a"], "a/b.txt", True),
        (["drafts/"], "x/drafts/a.txt", True),
        (["drafts/"], "drafts", False),
        (["a/*.txt"], "a/b/c.txt", False),
        (["a/**/c.txt"], "a/c.txt", True),
        (["a/**"], "a/b/c.txt", True),
        (["**/c.txt"], "c.txt", True),
        (["*.txt", "!keep.txt"], "keep.txt", False),
        (["a/", "!a/keep.txt"], "a/keep.txt", True),  # an excluded folder is never entered
        (["[ab].txt"], "b.txt", True),
        (["[!ab].txt"], "b.txt", False),
        (["[[:digit:]].txt"], "7.txt", True),
        (["a?c"], "a/c", False),
        (["#a"], "#a", False),
        ([r"\#a"], "#a", True),
        ([r"\!a"], "!a", True),
        (["a.txt  "], "a.txt", True),
        (["a.c"], "abc", False),
        (["[z-a]"], "b", False),
        (["["], "[", False),
        (["/"], "a", False),
        ([""], "a", False),
    ],
)
def test_known_cases(patterns: list[str], path: str, expected: bool) -> None:
    assert is_excluded(path, patterns) is expected


names = st.text("ab.-", min_size=1, max_size=3).filter(lambda name: name not in (".", ".."))
tokens = st.sampled_from(["a", "b", "a", "*", "?", "**", "/", ".", "[ab]", "[a-c]", "-", r"\*", r"\a"])
pattern = st.builds(
    lambda body, end: "".join(body) + end, st.lists(tokens, min_size=1, max_size=6), st.sampled_from(["", "", "/"])
)
path = st.lists(names, min_size=1, max_size=4).map("/".join)


@given(st.lists(pattern, min_size=1, max_size=3), path)
@example(["a/**"], "a")
@example(["a**b"], "a/b")
def test_agrees_with_pathspec(patterns: list[str], name: str) -> None:
    _agree(patterns, name)


@given(st.lists(st.tuples(st.sampled_from(["", "!"]), pattern).map("".join), min_size=1, max_size=4), names)
def test_agrees_with_pathspec_on_what_is_taken_back(patterns: list[str], name: str) -> None:
    """Names are at the top level: below it, pathspec includes files of folders that git never enters."""
    _agree(patterns, name)


def _agree(patterns: list[str], name: str) -> None:
    try:
        spec = GitIgnoreSpec.from_lines(patterns)
    except ValueError:  # pathspec rejects some patterns that match nothing in git
        return
    assert is_excluded(name, patterns) == spec.match_file(name), (patterns, name)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_agrees_with_git(tmp_path: Path) -> None:
    """git also settles the cases that pathspec gets wrong, such as [!a]."""
    chance = random.Random(20)
    parts = ["a", "b", "*", "?", "**", "/", ".", "[ab]", "[!a]", "[^b]", "[a-]", "[]a]", "[[:alpha:]]", "[", "]", "\\a"]
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    command = ["git", "-C", str(tmp_path), "check-ignore", "--no-index", "-z", "--stdin"]
    for _ in range(150):
        bodies = ["".join(chance.choices(parts, k=chance.randint(1, 5))) for _ in range(chance.randint(1, 3))]
        patterns = [chance.choice(["", "", "!"]) + body + chance.choice(["", "/"]) for body in bodies]
        names = {"/".join("".join(chance.choices("ab-]", k=2)) for _ in range(chance.randint(1, 3))) for _ in range(20)}
        (tmp_path / ".git/info/exclude").write_text("\n".join(patterns) + "\n")
        done = subprocess.run(command, input="\0".join(names), capture_output=True, text=True, check=False)
        ignored = set(done.stdout.split("\0"))
        for name in names:
            assert is_excluded(name, patterns) == (name in ignored), (patterns, name)


@pytest.mark.parametrize(
    "pattern", ["*a" * 20 + "*b", "**/a/" * 20 + "b", "**/*a*a*a*a/" * 9 + "b", "a*" * 20 + "/**/b"]
)
def test_no_pattern_takes_long(pattern: str) -> None:
    """A backtracking matcher would take 10^27 steps for the first pattern."""
    compiled = compile_patterns([pattern])
    for path in ("a" * 200, "a/" * 2000 + "a", ("a" * 200 + "/") * 20 + "c"):
        assert match_last(path, False, compiled) is None


@given(st.text(max_size=20))
def test_any_text_is_a_pattern(text: str) -> None:
    compile_pattern(text)
