"""Selection of files below directories: ignore files, hidden files, directories of tools, globs, quoted paths."""

import itertools
import os
import random
import shutil
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from cleaner.files import ignore
from cleaner.files.discover import HERE, discover
from cleaner.files.items import Failure, Input, Note
from cleaner.files.names import output_path
from cleaner.files.selection import TOOLS, Selection


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*names: str, text: str = "text") -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def found(*paths: str, **options: object) -> list[str]:
    return [item.path for item in discover(paths, Selection(**options)) if isinstance(item, Input)]  # type: ignore[arg-type]


def messages(*paths: str, **options: object) -> list[str]:
    items = discover(paths, Selection(**options))  # type: ignore[arg-type]
    return [item.message for item in items if not isinstance(item, Input)]


# --- ignore files ---


def test_an_ignore_file_holds_in_its_directory_and_below() -> None:
    make("d/a.txt", "d/x.txt", "d/s/x.txt", "d/s/t/x.txt", "d/s/t/b.txt", "e/x.txt")
    make("d/s/.cleanerignore", text="x.txt\n")
    assert found("d", "e") == ["d/a.txt", "d/s/t/b.txt", "d/x.txt", "e/x.txt"]


def test_the_nearest_file_decides_and_can_re_include() -> None:
    make("d/a.txt", "d/s/a.txt", "d/s/t/a.txt", "d/drafts/a.txt")
    make("d/.cleanerignore", text="a.txt\ndrafts/\n")
    make("d/s/.cleanerignore", text="!a.txt\n")
    make("d/s/t/.cleanerignore", text="/a.txt\n")
    make("d/drafts/.cleanerignore", text="!a.txt\n")  # never read, because the directory is not entered
    assert found("d") == ["d/s/a.txt"]


def test_ignore_files_above_hold_up_to_the_repository() -> None:
    make("p/q/d/a.txt", "p/q/d/b.txt", "p/q/d/s/c.txt", "p/q/d/e.txt")
    make(".cleanerignore", text="a.txt\n")
    make("p/.cleanerignore", text="/q/d/s/\nb.txt\n")
    make("p/q/.cleanerignore", text="d/e.txt\n")
    Path("p/.git").mkdir()
    assert found("p/q/d") == ["p/q/d/a.txt"]
    Path("p/.git").rename("p/q/.git")
    assert found("p/q/d") == ["p/q/d/a.txt", "p/q/d/b.txt", "p/q/d/s/c.txt"]


def test_without_a_repository_they_hold_up_to_the_settings() -> None:
    make("p/d/a.txt", "p/d/b.txt", "p/d/c.txt")
    make(".cleanerignore", text="a.txt\n")
    make("p/.cleanerignore", text="b.txt\n")
    assert found("p/d", base="p") == ["p/d/a.txt", "p/d/c.txt"]
    assert found("p/d", base=".") == ["p/d/c.txt"]
    assert found("p/d", base="p/d") == found("p/d", base="elsewhere") == ["p/d/a.txt", "p/d/b.txt", "p/d/c.txt"]


def test_gitignore_holds_only_if_it_is_asked_for_and_is_weaker() -> None:
    make("d/a.txt", "d/b.txt", "d/c.txt", "d/s/b.txt")
    make("d/.gitignore", text="a.txt\nb.txt\n")
    make("d/.cleanerignore", text="!b.txt\nc.txt\n")
    make("d/s/.gitignore", text="b.txt\n")
    assert found("d") == ["d/a.txt", "d/b.txt", "d/s/b.txt"]
    assert found("d", gitignore=True) == ["d/b.txt", "d/s/b.txt"]
    assert found("d", gitignore=True, no_ignore=True) == ["d/a.txt", "d/b.txt", "d/c.txt", "d/s/b.txt"]


def test_a_named_path_is_read_whatever_names_it() -> None:
    make("d/a.txt", "d/.h/b.txt", "d/node_modules/c.txt", "d/drafts/e.txt")
    make("d/.cleanerignore", text="*.txt\ndrafts/\n")
    assert found("d/a.txt", "d/.h/b.txt") == ["d/a.txt", "d/.h/b.txt"]
    make("d/.cleanerignore", text="drafts/\n")
    assert found("d/drafts", "d/.h", "d/node_modules") == ["d/drafts/e.txt", "d/.h/b.txt", "d/node_modules/c.txt"]


@pytest.mark.parametrize("data", [b"a.txt\r\nb.txt\r\n", b"\xef\xbb\xbfa.txt\nb.txt", b"\xff\n# c.txt\na.txt\nb.txt\n"])
def test_ignore_files_of_any_system_are_read(data: bytes) -> None:
    make("d/a.txt", "d/b.txt", "d/c.txt")
    Path("d/.cleanerignore").write_bytes(data)
    assert found("d") == ["d/c.txt"]


def test_names_that_are_not_utf8_are_matched() -> None:
    make("d/a.txt")
    Path(os.fsdecode(b"d/\xff.txt")).write_text("text")
    Path("d/.cleanerignore").write_bytes(b"\xff.txt\n")
    assert found("d") == ["d/a.txt"]


def test_an_ignore_file_that_cannot_be_read_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ignore, "LARGEST", 5)
    make("d/s/a.txt", "d/b.txt")
    make("d/s/.cleanerignore", text="a.txt\n")
    problem = "d/s/.cleanerignore: too large (limit 0 MiB)."
    assert list(discover(["d"])) == [
        Input("d/b.txt", "b.txt", "d"),
        Failure("d/s", problem),
        Input("d/s/a.txt", "s/a.txt", "s"),
    ]
    Path("d/s/.git").mkdir()
    make("d/s/t/c.txt")
    first, second = discover(["d/s/t"])
    assert isinstance(first, Failure) and "too large" in first.message and isinstance(second, Input)


def test_a_directory_of_that_name_is_no_ignore_file() -> None:
    make("d/.cleanerignore/x", "d/a.txt")
    assert found("d") == ["d/a.txt"]


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_agrees_with_git_on_trees(tmp_path: Path) -> None:
    """The files are those that `git ls-files --others --exclude-standard` lists."""
    chance = random.Random(7)
    patterns = [
        "a",
        "b/",
        "*.txt",
        "/a",
        "a/b",
        "!a.txt",
        "!*.txt",
        "**/b",
        "a/**",
        "!.h/",
        "/*/x.txt",
        "!b/",
        "[ab].txt",
    ]
    total = 0
    for number in range(25):
        root = tmp_path / str(number)
        folders = [root]
        subprocess.run(["git", "init", "-q", root], check=True)
        for _ in range(14):
            path = chance.choice(folders) / chance.choice(["a", "b", ".h", "a.txt", "b.txt", ".k.txt", "x.txt"])
            if path.suffix == ".txt":
                path.write_text("text")
            elif not path.exists():
                path.mkdir()
                folders.append(path)
        for folder in folders:
            if chance.random() < 0.5:
                (folder / ".gitignore").write_text("\n".join(chance.choices(patterns, k=2)) + "\n")
        listing = [
            "git",
            "-C",
            str(root),
            "-c",
            "core.excludesFile=",
            "ls-files",
            "--others",
            "--exclude-standard",
            "*.txt",
        ]
        listed = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.splitlines()
        assert sorted(found(str(root), hidden=True, gitignore=True)) == sorted(f"{root}/{name}" for name in listed)
        total += len(listed)
    assert total > 20


# --- hidden files and directories of tools ---


def test_hidden_files_are_read_only_if_that_is_asked_for() -> None:
    make("d/.a.txt", "d/.notes/b.txt", "d/c.txt", "d/.git/d.txt")
    assert found("d") == ["d/c.txt"]
    assert found("d", hidden=True) == ["d/.a.txt", "d/.notes/b.txt", "d/c.txt"]
    assert found("d", no_ignore=True) == ["d/c.txt"]
    assert found("d", hidden=True, no_ignore=True) == ["d/.a.txt", "d/.git/d.txt", "d/.notes/b.txt", "d/c.txt"]


def test_an_ignore_file_can_re_include_them() -> None:
    make("d/.notes/b.txt", "d/.other/b.txt", "d/node_modules/c.txt")
    make("d/.cleanerignore", text="!.notes/\n!node_modules/\n")
    assert found("d") == ["d/.notes/b.txt", "d/node_modules/c.txt"]


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_directories_of_tools_are_left_out(name: str) -> None:
    make(f"d/{name}/a.txt", f"d/s/{name}/a.txt", f"d/{name}.txt", f"d/s/{name}s/b.txt")
    assert found("d", hidden=True) == sorted([f"d/s/{name}s/b.txt", f"d/{name}.txt"])
    assert len(found("d", hidden=True, no_ignore=True)) == 4


def test_a_virtual_environment_is_left_out_whatever_its_name() -> None:
    make("d/py/pyvenv.cfg", "d/py/lib/a.txt", "d/b.txt")
    assert found("d") == ["d/b.txt"]
    assert found("d", no_ignore=True) == ["d/b.txt", "d/py/lib/a.txt"]
    assert found("d/py") == ["d/py/lib/a.txt"]


# --- globs ---


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        (["*.log"], ["d/a.log", "d/s/a.log"]),
        (["*.log", "*.txt"], ["d/a.log", "d/a.txt", "d/s/a.log", "d/s/b.txt", "d/t/c.txt"]),
        (["*.txt", "!s/"], ["d/a.txt", "d/t/c.txt"]),
        (["!*.txt"], ["d/e.md"]),
        (["!s/", "!e.*"], ["d/a.txt", "d/t/c.txt"]),
        (["s"], ["d/s/b.txt"]),
        (["d/s/*"], ["d/s/b.txt"]),
        (["s/", "!b.txt", "*.md"], ["d/e.md"]),
        (["a*"], ["d/a.txt"]),
        (["README"], ["d/README"]),
        (["*.l?g"], ["d/a.log", "d/s/a.log"]),
        (["/d/a.txt"], ["d/a.txt"]),
        (["/a.txt"], []),
        (["*"], ["d/a.txt", "d/e.md", "d/s/b.txt", "d/t/c.txt"]),
        (["[z-a]"], []),
    ],
)
def test_globs_choose_files(globs: list[str], expected: list[str]) -> None:
    make(
        "d/a.txt", "d/a.log", "d/s/b.txt", "d/s/a.log", "d/t/c.txt", "d/e.md", "d/README", "d/pic.png", "d/a.clean.log"
    )
    assert found("d", globs=tuple(globs)) == expected


def test_a_glob_does_not_override_the_rest() -> None:
    make("d/a.txt", "d/.h.txt", "d/b.txt", "d/c.txt", "d/a.clean.txt")
    make("d/.cleanerignore", text="b.txt\n")
    assert found("d", globs=("*.txt",), exclude=("c.txt",)) == ["d/a.txt"]


def test_globs_are_relative_to_their_base() -> None:
    make("p/d/s/a.txt", "p/d/b.txt", "q/d/s/a.txt")
    assert found("p/d", globs=("/d/s/*",), glob_base="p") == ["p/d/s/a.txt"]
    assert found("p/d", globs=("/s/*",), glob_base="q") == ["p/d/s/a.txt"]  # elsewhere: relative to the named path


def test_corpora_are_found_as_corpora_only() -> None:
    make("d/a.jsonl", "d/b.txt")
    assert found("d", globs=("*.jsonl",)) == []
    assert found("d", globs=("*.jsonl",), corpora=True) == ["d/a.jsonl"]


# --- quoted paths ---

TREE = ("d/a.txt", "d/b.md", "d/c.log", "d/s/a.txt", "d/s/t/a.txt", "d/.h/a.txt", "d/node_modules/a.txt", "e.txt")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("d/*.txt", ["d/a.txt"]),
        ("./d/*.txt", ["./d/a.txt"]),
        ("*.txt", ["e.txt"]),
        ("**/*.txt", ["d/a.txt", "d/s/a.txt", "d/s/t/a.txt", "e.txt"]),
        ("d/**/a.*", ["d/a.txt", "d/s/a.txt", "d/s/t/a.txt"]),
        ("d/*", ["d/a.txt", "d/b.md", "d/s/a.txt", "d/s/t/a.txt"]),
        ("d/*.log", ["d/c.log"]),
        ("d/[ab].*", ["d/a.txt", "d/b.md"]),
        ("d/?/t", ["d/s/t/a.txt"]),
        ("*/s/*.txt", ["d/s/a.txt"]),
        ("*/s", ["d/s/a.txt", "d/s/t/a.txt"]),
        ("d/s*/", ["d/s/a.txt", "d/s/t/a.txt"]),
        ("d/s/**", ["d/s/a.txt", "d/s/t/a.txt"]),
        ("d/.h/*.txt", ["d/.h/a.txt"]),
    ],
)
def test_patterns_are_expanded(pattern: str, expected: list[str]) -> None:
    make(*TREE)
    assert found(pattern) == expected


def test_an_absolute_pattern_is_expanded(tmp_path: Path) -> None:
    make(*TREE)
    assert found(f"{tmp_path}/d/*.txt") == [f"{tmp_path}/d/a.txt"]


def test_a_file_with_the_name_of_a_pattern_is_that_file() -> None:
    make("d/[a].txt", "d/a.txt", "d/*.txt")
    assert found("d/[a].txt", "d/*.txt") == ["d/[a].txt", "d/*.txt"]


@pytest.mark.parametrize("pattern", ["d/*.zz", "none/*.txt", "**/zz", "zz*"])
def test_a_pattern_without_a_match_is_one_failure(pattern: str) -> None:
    make(*TREE)
    (failure,) = discover([pattern])
    assert isinstance(failure, Failure) and failure.message.startswith(f"{pattern}: no file matches this pattern")


def test_a_pattern_is_not_searched_deeper_than_it_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    make(*TREE)
    listed, real = list[str](), os.scandir

    def scandir(path: str) -> object:
        listed.append(path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert found("*.txt") == ["e.txt"] and listed == ["."]
    listed.clear()
    assert found("d/*/a.txt") == ["d/s/a.txt"] and listed == ["d", "d/s"]


def test_matches_of_a_pattern_keep_their_folders_under_out() -> None:
    make("d/a.txt", "d/s/a.txt", "e/a.txt")
    inputs = [item for item in discover(["d/**/*.txt", "e"]) if isinstance(item, Input)]
    outputs = [output_path(item, "o") for item in inputs]
    assert outputs == ["o/d/a.clean.txt", "o/d/s/a.clean.txt", "o/e/a.clean.txt"]
    assert [item.site for item in inputs] == ["d", "s", "e"]


def test_the_current_directory_is_not_named() -> None:
    make("d/a.txt", "b.txt")
    assert found(HERE) == ["b.txt", "d/a.txt"] and found(".") == ["./b.txt", "./d/a.txt"]


# --- messages ---


def test_the_last_note_counts_what_was_left_out() -> None:
    make("d/a.txt", "d/.h.txt", "d/.g/x.txt", "d/b.png", "d/c.pdf", "d/a.clean.txt", "d/x.txt", "d/y.txt", "d/z.md")
    make("d/.cleanerignore", text="x.txt\n")
    Path("d/link").symlink_to("..")
    (note,) = (item for item in discover(["d"], Selection(exclude=("y.txt",))) if not isinstance(item, Input))
    skipped = "skipped 2 hidden, 1 excluded, 1 ignored, 2 of other types, 1 already cleaned, 1 symlinked."
    assert note == Note(skipped, is_detail=True)
    assert messages("d", globs=("a.*",)) == [
        "skipped 2 hidden, 1 ignored, 4 not matching, 1 already cleaned, 1 symlinked."
    ]


def test_a_directory_without_texts_says_what_would_help() -> None:
    make("d/.h.txt", "d/b.png", "d/c.pdf", "d/x.txt", "e/.h.txt", "f/a.clean.txt")
    make("d/.cleanerignore", text="x.txt\n")
    Path("g").mkdir()
    assert list(discover(["d", "e", "f", "g"], Selection(corpora=True))) == [
        Note(
            "d: no text files or corpora found; skipped 1 hidden, 1 ignored, 2 of other types; "
            "see --hidden, --no-ignore and --glob."
        ),
        Note("e: no text files or corpora found; skipped 1 hidden; see --hidden."),
        Note("f: no text files or corpora found; skipped 1 already cleaned."),
        Note("g: no text files or corpora found."),
    ]


def test_the_walk_is_lazy() -> None:
    make(*(f"d/{number:02}/{name}.txt" for number in range(50) for name in "ab"))
    first = list(itertools.islice(discover(["d"]), 2))
    shutil.rmtree("d/49")
    assert [item.path for item in first if isinstance(item, Input)] == ["d/00/a.txt", "d/00/b.txt"]
    items = discover(["d"])
    assert next(items)
    make("d/48/c.txt")
    assert "d/48/c.txt" in [item.path for item in items if isinstance(item, Input)]


def test_memory_does_not_grow_with_the_number_of_files() -> None:
    def peak(folders: int) -> int:
        tracemalloc.start()
        assert sum(1 for _ in discover([f"d{folders}"])) == 50 * folders
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    for folders in (2, 40):
        make(*(f"d{folders}/{number}/{name}.txt" for number in range(folders) for name in range(50)))
    peak(2)  # caches are filled
    assert peak(40) - peak(2) < 10 * 1_900, "bytes for each more file"
