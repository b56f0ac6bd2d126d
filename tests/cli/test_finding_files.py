"""Files that commands read: the options, --files, the settings, the default path, and messages."""

import os
from pathlib import Path
from subprocess import CompletedProcess

import click
import pytest

from cleaner.cli import COMMANDS
from tests.support.command import PAGE, cleaner
from tests.support.documents import COMMANDS as ALL_COMMANDS
from tests.support.rules import RULE

READING = {
    "run": (), "diff": (), "check": (), "explain": (), "report": (), "review": (), "templates learn": (),
    "rules test": ("rule.toml", "--on"),
}  # fmt: skip
"""Commands that read texts, with the arguments before the paths."""
OPTIONS = ("--exclude", "--glob", "--hidden", "--no-hidden", "--gitignore", "--no-gitignore", "--no-ignore", "--files")


@pytest.fixture(autouse=True)
def folder(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(project)
    for name in ("d/a.txt", "d/b.md", "d/c.log", "d/s/e.txt", "d/drafts/f.txt", "d/.h.txt", "d/node_modules/g.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(PAGE)
    Path("d/.cleanerignore").write_text("drafts/\n")
    Path("d/.gitignore").write_text("b.md\n")
    Path("rule.toml").write_text(RULE)
    return project


def call(*args: str, status: int = 0) -> CompletedProcess[bytes]:
    done = cleaner(*args)
    assert done.returncode == status, done.stderr.decode()
    return done


def files(*args: str, status: int = 0) -> list[str]:
    """Return what --files lists, for `check` if no command is named."""
    words = args if args and args[0] in COMMANDS else ("check", *args)
    return call(*words, "--files", status=status).stdout.decode().splitlines()


# --- the options ---


def test_every_command_that_reads_texts_has_the_options() -> None:
    found = {
        name
        for name, command in ALL_COMMANDS.items()
        if not isinstance(command, click.Group) and any("--files" in param.opts for param in command.params)
    }
    assert found == {f"cleaner-{name.replace(' ', '-')}" for name in READING}
    for name in found:
        params = ALL_COMMANDS[name].params
        assert {*OPTIONS} <= {opt for param in params for opt in (*param.opts, *param.secondary_opts)}


@pytest.mark.parametrize("command", READING)
def test_files_lists_what_every_command_reads_and_does_nothing(command: str) -> None:
    before = sorted(Path().rglob("*"))
    done = call(*command.split(), *READING[command], "d", "--files")
    assert (done.stdout, done.stderr) == (b"d/a.txt\nd/b.md\nd/s/e.txt\n", b"")
    assert sorted(Path().rglob("*")) == before


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["d", "--gitignore"], ["d/a.txt", "d/s/e.txt"]),
        (["d", "--hidden"], ["d/.h.txt", "d/a.txt", "d/b.md", "d/s/e.txt"]),
        (["d", "--no-ignore"], ["d/a.txt", "d/b.md", "d/drafts/f.txt", "d/node_modules/g.txt", "d/s/e.txt"]),
        (["d", "--no-ignore", "--gitignore", "--exclude", "s/"],
         ["d/a.txt", "d/b.md", "d/drafts/f.txt", "d/node_modules/g.txt"]),
        (["d", "--glob", "*.log"], ["d/c.log"]),
        (["d", "--glob", "*.txt", "--glob", "!s/"], ["d/a.txt"]),
        (["d", "--glob", "!*.md", "--exclude", "s/"], ["d/a.txt"]),
        (["d/*.txt"], ["d/a.txt"]),
        (["**/*.txt"], ["d/a.txt", "d/s/e.txt"]),
        (["d/drafts", "d/.h.txt", "d/c.log"], ["d/drafts/f.txt", "d/.h.txt", "d/c.log"]),
    ],
)  # fmt: skip
def test_options_choose_files(args: list[str], expected: list[str]) -> None:
    assert files(*args) == files("run", *args) == expected


def test_a_run_reads_what_files_lists() -> None:
    listed = files("run", "d", "--glob", "*.log", "--glob", "s", "--hidden")
    call("run", "d", "--glob", "*.log", "--glob", "s", "--hidden", "--out", "o")
    assert listed == ["d/c.log", "d/s/e.txt"]
    assert sorted(path.name for path in Path("o").rglob("*.*")) == ["c.clean.log", "e.clean.txt"]


def test_files_lists_corpora_that_have_texts() -> None:
    Path("d/x.jsonl").write_text('{"text": "One."}\n')
    Path("d/y.jsonl").write_text('{"name": "One."}\n')
    done = call("run", "d", "--files", "--glob", "*.jsonl")
    assert done.stdout == b"d/x.jsonl\n"
    assert done.stderr.startswith(b"cleaner: d/y.jsonl: skipped: no text field found")
    assert files("run", "d", "--files", "--glob", "*.jsonl", "--text-field", "name") == ["d/y.jsonl"]
    assert files("run", "d", "--files", "--glob", "*.jsonl", "--watch") == []


def test_files_prints_paths_as_they_are() -> None:
    name = os.fsdecode(b"d/s/\xff \xc3\xa9.txt")
    Path(name).write_text(PAGE)
    assert cleaner("check", "d/s", "--files").stdout == b"d/s/e.txt\nd/s/\xff \xc3\xa9.txt\n"


def test_files_has_status_3_if_something_is_not_there() -> None:
    done = call("check", "d/s", "nothing", "x*.txt", "--files", status=3)
    assert done.stdout == b"d/s/e.txt\n"
    assert done.stderr.decode().splitlines() == [
        "cleaner: nothing: no such file or directory.",
        "cleaner: x*.txt: no file matches this pattern.",
    ]


@pytest.mark.parametrize("command", ["report", "templates learn"])
def test_out_is_required_but_for_a_list(command: str) -> None:
    assert b"Missing option '-o' / '--out'" in call(*command.split(), "d", status=2).stderr
    assert call(*command.split(), "d", "--files").stdout.count(b"\n") == 3


@pytest.mark.parametrize("pattern", ["[", "[z-a]", "#a", "/", "", "a\\"])
def test_an_invalid_glob_is_a_usage_error(pattern: str) -> None:
    done = call("check", "d", "--glob", pattern, status=2)
    assert f"--glob: invalid pattern {pattern!r}; " in done.stderr.decode() and done.stderr.count(b"\n") == 1


# --- paths ---


@pytest.mark.parametrize("command", ["check", "diff", "explain"])
def test_commands_that_write_nothing_read_the_current_directory(command: str) -> None:
    assert call(command, "--files").stdout == b"d/a.txt\nd/b.md\nd/s/e.txt\n"
    assert b"d/s/e.txt" in call(command, "--exclude", "d/*.*", status=command == "check").stdout


@pytest.mark.parametrize("command", ["run", "report -o r.html", "review", "templates learn -o t.tsv"])
def test_commands_that_write_need_a_path(command: str) -> None:
    done = call(*command.split(), status=2)
    assert b"Missing argument 'PATH...'" in done.stderr and done.stdout == b""
    assert not Path("d/a.clean.txt").exists()


def test_a_quoted_pattern_is_cleaned() -> None:
    assert b"2 documents: 2 written." in call("run", "**/*.txt").stderr
    assert Path("d/a.clean.txt").exists() and Path("d/s/e.clean.txt").exists()
    assert not Path("d/drafts/f.clean.txt").exists()
    assert b"2 documents: 0 written, 2 unchanged." in call("run", "d/**/*.txt").stderr


@pytest.mark.parametrize(
    ("pattern", "more"),
    [
        ("d/*.zz", ""),
        ("d/h*/*", ""),
        ("d/.*", "; skipped 1 hidden; see --hidden"),
        ("d/dr*/*.txt", "; skipped 1 ignored; see --no-ignore"),
    ],
)
def test_a_pattern_without_a_match_is_one_error(pattern: str, more: str) -> None:
    done = call("check", pattern, status=3)
    assert done.stderr.decode() == f"cleaner: {pattern}: no file matches this pattern{more}.\n"


def test_reviews_of_a_pattern_go_to_the_directory_before_its_wildcards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".git").rmdir()
    monkeypatch.chdir("d/s")
    assert cleaner("review", f"{tmp_path}/d/**/a.txt", "--all", stdin=b"k\nq\n").returncode == 0
    assert (tmp_path / "d/cleaner.reviews.toml").exists()


def test_settings_are_found_for_a_pattern() -> None:
    Path("d/cleaner.toml").write_text('exclude = ["s/"]\n')
    assert files("d/**/*.txt") == ["d/a.txt"]


# --- settings ---


def test_settings_choose_files() -> None:
    Path("d/cleaner.toml").write_text('hidden = true\ngitignore = true\nglob = ["*.txt", "!/s/"]\n')
    assert files("d") == ["d/.h.txt", "d/a.txt"]
    assert files("d", "--no-hidden") == ["d/a.txt"]
    assert files("d", "--glob", "*.md", "--no-gitignore") == ["d/b.md"]
    assert files("d", "--glob", "/d/s/*") == ["d/s/e.txt"], "globs of options start in the current directory"
    rows = {row.split()[0]: row.split()[1:] for row in call("config", "d").stdout.decode().splitlines()}
    assert rows["hidden"][0] == rows["gitignore"][0] == "true" and rows["glob"][:2] == ["*.txt,", "!/s/"]
    rows = {row.split()[0]: row.split()[1:] for row in call("config", "--isolated").stdout.decode().splitlines()}
    assert rows["hidden"] == rows["gitignore"] == ["false", "default"] and rows["glob"] == ["none", "default"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hidden = 1", "hidden must be true or false, not 1."),
        ('gitignore = "yes"', "gitignore must be true or false, not 'yes'."),
        ('glob = ["*.txt", "["]', "cleaner.toml: glob: invalid pattern '[';"),
        ('glob = "*.txt"', "glob must be a list of strings, e.g. [\"*.txt\"], not '*.txt'."),
    ],
)
def test_settings_of_the_wrong_type_are_an_error(text: str, words: str) -> None:
    Path("cleaner.toml").write_text(text)
    assert words in call("check", "--files", status=2).stderr.decode()


# --- messages ---


def test_verbose_counts_what_was_left_out() -> None:
    said = "cleaner: skipped 1 hidden, 2 ignored, 1 of other types.\n"
    assert said in call("run", "d", "-v").stderr.decode()
    assert "skipped" not in call("run", "d").stderr.decode()
    assert "1 hidden, 2 ignored, 1 of other types, 3 already cleaned." in call("run", "d", "-v").stderr.decode()


def test_a_directory_without_texts_says_what_would_help() -> None:
    for path in ("d/a.txt", "d/b.md", "d/s/e.txt"):
        Path(path).unlink()
    said = "skipped 1 hidden, 2 ignored, 1 of other types; see --hidden, --no-ignore and --glob."
    done = call("run", "d")
    assert done.stderr.decode() == f"cleaner: d: no text files or corpora found; {said}\n"
