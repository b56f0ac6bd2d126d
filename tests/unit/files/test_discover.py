"""Discovery of files: the order, and notes about those left out."""

import inspect
import os
import sys
from pathlib import Path

import pytest

from cleaner.files.discover import discover
from cleaner.files.items import Failure, Found, Input, Note
from cleaner.files.names import output_path
from cleaner.files.selection import Selection
from cleaner.runs.outputs import Outputs


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("text")


def paths(*named: str, patterns: tuple[str, ...] = (), base: str = ".") -> list[str]:
    selection = Selection(exclude=patterns, exclude_base=base)
    return [item.path for item in discover(named, selection) if isinstance(item, Input)]


def messages(items: list[Found]) -> list[str]:
    return [item.message for item in items if not isinstance(item, Input)]


def test_a_folder_is_walked_in_sorted_order_for_text_files() -> None:
    make("d/b.txt", "d/a.md", "d/c/x.TEXT", "d/page.html", "d/.hidden.txt", "d/.git/x.txt", "d/z.clean.txt", "d/c.txt")
    assert paths("d") == ["d/a.md", "d/b.txt", "d/c/x.TEXT", "d/c.txt", "d/page.html"]


def test_a_named_file_is_read_whatever_its_suffix() -> None:
    make("page.html", ".hidden.txt", "README")
    assert paths("page.html", ".hidden.txt", "README", patterns=("*",)) == ["page.html", ".hidden.txt", "README"]


def test_what_was_cleaned_is_never_an_input() -> None:
    make("a.txt", "a.clean.txt", "b.clean.txt")
    items = list(discover(["a.clean.txt", "a.txt", "b.clean.txt"]))
    assert [item.path for item in items if isinstance(item, Input)] == ["a.txt"]
    said = "a.clean.txt and 1 more: skipped, because *.clean.* and *.removed.json are never read as input."
    assert messages(items) == [said]
    assert isinstance(items[-1], Note)


def test_the_same_file_is_done_once() -> None:
    make("d/a.txt")
    Path("link").symlink_to("d")
    assert paths("d/a.txt", "./d/a.txt", "d", "d/../d/a.txt", str(Path("d/a.txt").resolve()), "link/a.txt") == [
        "d/a.txt"
    ]
    assert paths("-", "-") == ["-"]


def test_links_to_files_are_read_and_links_to_folders_not_followed() -> None:
    make("d/a.txt", "elsewhere/b.txt")
    Path("d/loop").symlink_to("..")
    Path("d/other").symlink_to("../elsewhere")
    Path("d/link.txt").symlink_to("../elsewhere/b.txt")
    Path("d/folder.txt").symlink_to("../elsewhere")
    assert paths("d") == ["d/a.txt", "d/link.txt"]


def test_a_link_to_itself_is_left_to_fail_when_read() -> None:
    make("d/a.txt")
    Path("d/self.txt").symlink_to("self.txt")
    assert paths("d") == ["d/a.txt", "d/self.txt"]


def test_what_cannot_be_found_is_said_and_the_rest_goes_on() -> None:
    make("a.txt")
    Path("broken.txt").symlink_to("nowhere")
    items = list(discover(["nothing", "broken.txt", "a.txt"]))
    assert messages(items) == [
        "nothing: no such file or directory.",
        "broken.txt: broken symbolic link.",
    ]
    assert all(isinstance(item, Failure) for item in items[:2])
    assert items[2] == Input("a.txt", "a.txt")


def test_a_folder_without_text_is_a_note() -> None:
    make("d/x.docx")
    assert list(discover(["d"])) == [Note("d: no text files found; skipped 1 of other types; see --glob.")]


def test_a_folder_that_cannot_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    make("d/a/x.txt", "d/b.txt")
    real = os.scandir

    def scandir(path: str) -> object:
        if path == "d/a":
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert list(discover(["d"])) == [
        Failure("d/a", "d/a: cannot be listed: Permission denied."),
        Input("d/b.txt", "b.txt", "d"),
    ]


def test_excluded_folders_are_not_entered() -> None:
    make("d/drafts/a.txt", "d/b.txt", "d/sub/drafts.txt", "d/sub/c.txt")
    assert paths("d", patterns=("drafts/", "/d/sub/c.txt")) == ["d/b.txt", "d/sub/drafts.txt"]


def test_patterns_start_where_they_were_written() -> None:
    make("p/d/a.txt", "p/d/b.txt", "q/a.txt")
    assert paths("p/d", patterns=("/d/a.txt",), base="p") == ["p/d/b.txt"]
    assert paths("p/d", patterns=("/a.txt",), base="q") == ["p/d/b.txt"]  # base elsewhere: relative to the named path


def test_deep_trees_do_not_exhaust_the_stack() -> None:
    make("/".join(["d", *"x" * 200, "a.txt"]))
    used = len(inspect.stack(0))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(used + 150)  # pytest cannot delete a deeper tree
    try:
        assert len(paths("d")) == 1
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize(
    ("found", "out", "expected"),
    [
        (Input("d/a.txt", "a.txt"), None, "d/a.clean.txt"),
        (Input("d/a.md", "a.md"), None, "d/a.clean.md"),
        (Input("README", "README"), None, "README.clean.txt"),
        (Input("d/s/a.b.txt", "s/a.b.txt"), "o", "o/s/a.b.clean.txt"),
        (Input("/x/-a.txt", "-a.txt"), "o", "o/-a.clean.txt"),
    ],
)
def test_output_paths(found: Input, out: str | None, expected: str) -> None:
    assert output_path(found, out) == expected


def test_two_roots_keep_their_names_under_out() -> None:
    make("a/x.txt", "b/x.txt")
    outputs = [output_path(i, "o") for i in discover(["a", "b"]) if isinstance(i, Input)]
    assert outputs == ["o/a/x.clean.txt", "o/b/x.clean.txt"]
    assert [output_path(i, "o") for i in discover(["a"]) if isinstance(i, Input)] == ["o/x.clean.txt"]


def test_the_second_input_for_an_output_is_a_failure_that_names_both() -> None:
    make("p/a/x.txt", "q/a/x.txt", "r", "r.txt")
    items = list(Outputs("o").claim(discover(["p/a", "q/a"])))
    assert [type(item) for item in items] == [Input, Failure]
    (message,) = messages(items)
    assert "q/a/x.txt" in message and "p/a/x.txt" in message and "o/a/x.clean.txt" in message
    assert [type(item) for item in Outputs(None).claim(discover(["r", "r.txt"]))] == [Input, Failure]
