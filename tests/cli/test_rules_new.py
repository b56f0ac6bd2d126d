"""`cleaner rules new` with its answers piped in: what it proposes, what it writes, and when it writes nothing."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.authoring.draft import contains_pattern
from cleaner.settings import load_settings
from tests.support.command import cleaner, environment
from tests.support.rules import ANSWERS, DROPPED, KEPT, RULE


@pytest.fixture
def folder(project: Path) -> Path:
    return project


def new(folder: Path, *args: str, answers: list[str] = ANSWERS, status: int = 0) -> str:
    done = cleaner("rules", "new", *args, cwd=folder, stdin="".join(f"{line}\n" for line in answers).encode())
    assert done.returncode == status, done.stderr.decode()
    assert done.stdout.strip() == b""
    return done.stderr.decode()


def test_a_rule_is_asked_for_tried_and_written(folder: Path) -> None:
    said = new(folder)
    assert "promotion   newsletter, app, subscription, channel" in said and "Code [MY001]:" in said
    assert "2 examples: all passed." in said and "cleaner rules test cleaner.toml --on PATH" in said
    (rule,) = load_settings(folder, {}).rules
    assert (rule.code, rule.name, rule.kind) == ("MY001", "house-appeal", "promotion")
    assert rule.pattern == r"(?i)^\W*The\s+Harbour\s+Daily\s+\d+\b"
    assert (rule.drops, rule.keeps) == ((DROPPED,), (KEPT,))
    assert cleaner("rules", "test", "cleaner.toml", cwd=folder).returncode == 0


@pytest.mark.parametrize(
    ("before", "gap"),
    [(b'keep = ["byline"]', b"\n\n"), (b"jobs = 2 # two\n", b"\n"), (b"jobs = 2\r\n", b"\r\n"), (RULE.encode(), b"\n")],
)
def test_what_stands_in_the_file_stays_to_the_byte(folder: Path, before: bytes, gap: bytes) -> None:
    path = folder / "cleaner.toml"
    path.write_bytes(before)
    path.chmod(0o600)
    new(folder)
    after = path.read_bytes()
    assert after.startswith(before + gap + b"[[rule]]") and path.stat().st_mode & 0o777 == 0o600
    assert after.count(b"\n") == after.count(b"\r\n") or b"\r" not in after
    assert load_settings(folder, {}).rules[-1].code == ("MY002" if b"MY001" in before else "MY001")


def test_a_new_file_never_hides_the_settings_in_force(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.cleaner]\njobs = 2\n")
    (folder / "sub").mkdir()
    new(folder / "sub")
    assert not (folder / "sub/cleaner.toml").exists()
    settings = load_settings(folder / "sub", {})
    assert settings.jobs == 2 and [rule.code for rule in settings.rules] == ["MY001"]


def test_a_file_of_its_own(folder: Path) -> None:
    new(folder, "rules/mine.toml")
    assert [rule.code for rule in load_settings(".", {}, config=str(folder / "rules/mine.toml")).rules] == ["MY001"]
    assert not (folder / "cleaner.toml").exists()


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "shared.toml").write_text("jobs = 2\n")
    (folder / "cleaner.toml").symlink_to("shared.toml")
    new(folder)
    assert (folder / "cleaner.toml").is_symlink() and "MY001" in (folder / "shared.toml").read_text()


def test_wrong_answers_are_asked_for_again(folder: Path) -> None:
    answers = [
        " ",
        "House",
        "promotoin",
        "promotion",
        DROPPED,
        "contains",
        "not there",
        "Daily 2024",
        "(",
        "x*",
        "",
    ]
    said = new(folder, answers=[*answers, DROPPED, KEPT, "Why.", "pro101", "x", "my7", "y"])
    for words in (
        "an answer is required.",
        "no kind 'promotoin'; did you mean 'promotion'?",
        "it does not match the example line.",
        "invalid regular expression: missing ) after '('.",
        "the pattern matches the empty string and would match every line.",
        "this is the same as the line to remove.",
        "code already in use; MY001 is free.",
        "invalid code 'X'; use capital letters followed by digits, such as MY001.",
    ):
        assert words in said
    assert [(rule.code, rule.pattern) for rule in load_settings(folder, {}).rules] == [("MY7", r"(?i)\bDaily\s+\d+\b")]


def test_a_weight_that_is_too_small_is_raised(folder: Path) -> None:
    line = "People who read this article on the harbour also bought 3 boats, two oars and a large anchor last year."
    said = new(folder, answers=["Shop", "related", line, "pattern", "also bought", KEPT, "Why.", "", "y"])
    assert "A weight of 4.0 does not remove the example line; raised to " in said and "all passed" in said
    assert load_settings(folder, {}).rules[0].weights[0][0] > 4


def test_a_rule_that_fails_is_written_only_after_a_clear_yes(folder: Path) -> None:
    answers = [
        "House",
        "promotion",
        DROPPED,
        "contains",
        "needs your help",
        "",
        "Share this article",
        "Why.",
        "",
        "",
    ]
    said = new(folder, answers=answers)
    assert "1 failed" in said and "[y/N]" in said and "Nothing was written." in said
    assert not (folder / "cleaner.toml").exists()


@pytest.mark.parametrize("given", range(len(ANSWERS)))
def test_the_end_of_input_leaves_everything_as_it_was(folder: Path, given: int) -> None:
    said = new(folder, answers=ANSWERS[:given], status=2)
    assert said.endswith("\ncleaner: Aborted; nothing was written.\n")
    assert [path.name for path in folder.iterdir()] == [".git"]


def test_no_leaves_everything_as_it_was(folder: Path) -> None:
    assert "Nothing was written." in new(folder, answers=[*ANSWERS[:-1], "n"])
    assert [path.name for path in folder.iterdir()] == [".git"]


def test_ctrl_c_leaves_everything_as_it_was(folder: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "cleaner", "rules", "new"]
    process = subprocess.Popen(command, cwd=folder, stdin=slave, stderr=subprocess.PIPE, env=environment())
    assert process.stderr is not None and process.stderr.read(4) == b"Name"
    os.write(master, b"House appeal\n")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    os.close(master)
    os.close(slave)
    assert process.returncode == 130 and err.endswith(b"cleaner: interrupted.\n")
    assert [path.name for path in folder.iterdir()] == [".git"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jobs =", "is not valid TOML"),
        (RULE.replace("promotion", "spam"), "cleaner.toml:4: rule MY001: invalid kind 'spam'"),
    ],
)
def test_a_file_with_a_mistake_is_named_before_anything_is_asked(folder: Path, text: str, words: str) -> None:
    (folder / "cleaner.toml").write_text(text)
    said = new(folder, status=2)
    assert words in said and "Name" not in said and (folder / "cleaner.toml").read_text() == text


def test_a_file_to_which_no_table_can_be_appended_is_left(folder: Path) -> None:
    (folder / "cleaner.toml").write_text("rule = []\n")
    assert "rules are not written as [[rule]] tables" in new(folder, status=2)
    assert (folder / "cleaner.toml").read_text() == "rule = []\n"


@pytest.mark.parametrize(
    ("phrase", "at_start", "wanted"),
    [
        ("Read 3 more", True, r"(?i)^\W*Read\s+\d+\s+more\b"),
        ("(c) 2024 Post", False, r"(?i)\(c\)\s+\d+\s+Post\b"),
        ("more…", False, r"(?i)\bmore…"),
        ("相关新闻", False, "(?i)相关新闻"),
    ],
)
def test_patterns_are_proposed_from_phrases(phrase: str, at_start: bool, wanted: str) -> None:
    assert contains_pattern(phrase, at_start) == wanted


def test_a_rule_that_the_settings_leave_out_is_told(folder: Path) -> None:
    (folder / "cleaner.toml").write_text('select = ["PRO"]\n')
    said = new(folder, answers=[*ANSWERS[:-1], "n"])
    assert "MY001 is disabled by select or ignore in the settings; change them to use it." in said


def test_what_cannot_be_appended_is_said_before_anything_is_asked(folder: Path) -> None:
    (folder / "cleaner.toml").write_text("rule = []\n")
    said = new(folder, status=2)
    assert "rules are not written as [[rule]] tables" in said and "Name, a few words" not in said
