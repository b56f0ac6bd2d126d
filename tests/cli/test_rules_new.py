"""`cleaner rules new` with piped answers: its proposals, the rule that it writes, and errors."""

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


def create_rule(folder: Path, *args: str, answers: list[str] = ANSWERS, status: int = 0) -> str:
    done = cleaner("rules", "new", *args, cwd=folder, stdin="".join(f"{line}\n" for line in answers).encode())
    assert done.returncode == status, done.stderr.decode()
    assert done.stdout.strip() == b""
    return done.stderr.decode()


def test_rule_is_asked_for_tested_and_written(folder: Path) -> None:
    output = create_rule(folder)
    assert "promotion   newsletter, app, subscription, channel" in output and "Code [MY001]:" in output
    assert "2 examples: all passed." in output and "cleaner rules test cleaner.toml --on PATH" in output
    (rule,) = load_settings(folder, {}).rules
    assert (rule.code, rule.name, rule.kind) == ("MY001", "house-appeal", "promotion")
    assert rule.pattern == r"(?i)^\W*The\s+Harbour\s+Daily\s+\d+\b"
    assert (rule.drops, rule.keeps) == ((DROPPED,), (KEPT,))
    assert cleaner("rules", "test", "cleaner.toml", cwd=folder).returncode == 0


@pytest.mark.parametrize(
    ("before", "gap"),
    [(b'keep = ["byline"]', b"\n\n"), (b"jobs = 2 # two\n", b"\n"), (b"jobs = 2\r\n", b"\r\n"), (RULE.encode(), b"\n")],
)
def test_existing_content_of_the_file_stays(folder: Path, before: bytes, gap: bytes) -> None:
    path = folder / "cleaner.toml"
    path.write_bytes(before)
    path.chmod(0o600)
    create_rule(folder)
    after = path.read_bytes()
    assert after.startswith(before + gap + b"[[rule]]") and path.stat().st_mode & 0o777 == 0o600
    assert after.count(b"\n") == after.count(b"\r\n") or b"\r" not in after
    assert load_settings(folder, {}).rules[-1].code == ("MY002" if b"MY001" in before else "MY001")


def test_new_rule_goes_to_the_effective_settings_file(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.cleaner]\njobs = 2\n")
    (folder / "sub").mkdir()
    create_rule(folder / "sub")
    assert not (folder / "sub/cleaner.toml").exists()
    settings = load_settings(folder / "sub", {})
    assert settings.jobs == 2 and [rule.code for rule in settings.rules] == ["MY001"]


def test_rule_is_written_to_a_given_file(folder: Path) -> None:
    create_rule(folder, "rules/mine.toml")
    assert [rule.code for rule in load_settings(".", {}, config=str(folder / "rules/mine.toml")).rules] == ["MY001"]
    assert not (folder / "cleaner.toml").exists()


def test_settings_file_may_be_a_link(folder: Path) -> None:
    (folder / "shared.toml").write_text("jobs = 2\n")
    (folder / "cleaner.toml").symlink_to("shared.toml")
    create_rule(folder)
    assert (folder / "cleaner.toml").is_symlink() and "MY001" in (folder / "shared.toml").read_text()


def test_invalid_answers_are_asked_again(folder: Path) -> None:
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
    output = create_rule(folder, answers=[*answers, DROPPED, KEPT, "Why.", "pro101", "x", "my7", "y"])
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
        assert words in output
    assert [(rule.code, rule.pattern) for rule in load_settings(folder, {}).rules] == [("MY7", r"(?i)\bDaily\s+\d+\b")]


@pytest.mark.parametrize(
    ("kind", "way"),
    [("Promotion", "start"), ("promo", "starts with"), ("promotions", "STARTS"), ("p", "starting"), ("promotion", "s")],
)
def test_obvious_forms_of_a_choice_are_accepted(folder: Path, kind: str, way: str) -> None:
    create_rule(folder, answers=[ANSWERS[0], kind, DROPPED, way, *ANSWERS[4:]])
    (rule,) = load_settings(folder, {}).rules
    assert rule.kind == "promotion" and (rule.pattern or "").startswith("(?i)^")


def test_ambiguous_and_unknown_choices_are_asked_again(folder: Path) -> None:
    answers = ["House", "re", "ad", DROPPED, "ends", "regex", "Daily", KEPT, "Why.", "", "y"]
    output = create_rule(folder, answers=answers)
    assert "'re' can mean read-also or related; type one of them." in output
    assert "no way 'ends'; did you mean 'contains'?" in output or "no way 'ends'; choose from" in output
    assert load_settings(folder, {}).rules[0].kind == "advert"


def test_too_small_a_weight_is_raised(folder: Path) -> None:
    line = "People who read this article on the harbour also bought 3 boats, two oars and a large anchor last year."
    output = create_rule(folder, answers=["Shop", "related", line, "pattern", "also bought", KEPT, "Why.", "", "y"])
    assert "A weight of 4.0 does not remove the example line; raised to " in output and "all passed" in output
    assert load_settings(folder, {}).rules[0].weights[0][0] > 4


def test_failing_rule_is_written_only_after_yes(folder: Path) -> None:
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
    output = create_rule(folder, answers=answers)
    assert "1 failed" in output and "[y/N]" in output and "Nothing was written." in output
    assert not (folder / "cleaner.toml").exists()


@pytest.mark.parametrize("given", range(len(ANSWERS)))
def test_end_of_input_writes_nothing(folder: Path, given: int) -> None:
    output = create_rule(folder, answers=ANSWERS[:given], status=2)
    assert output.endswith("\ncleaner: Aborted; nothing was written.\n")
    assert [path.name for path in folder.iterdir()] == [".git"]


def test_answer_no_writes_nothing(folder: Path) -> None:
    assert "Nothing was written." in create_rule(folder, answers=[*ANSWERS[:-1], "n"])
    assert [path.name for path in folder.iterdir()] == [".git"]


def test_ctrl_c_writes_nothing(folder: Path) -> None:
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
def test_invalid_file_is_reported_before_the_first_question(folder: Path, text: str, words: str) -> None:
    (folder / "cleaner.toml").write_text(text)
    output = create_rule(folder, status=2)
    assert words in output and "Name" not in output and (folder / "cleaner.toml").read_text() == text


def test_file_without_rule_tables_is_reported_before_the_first_question(folder: Path) -> None:
    (folder / "cleaner.toml").write_text("rule = []\n")
    output = create_rule(folder, status=2)
    assert "rules are not written as [[rule]] tables" in output and "Name" not in output
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


def test_disabled_rule_is_reported(folder: Path) -> None:
    (folder / "cleaner.toml").write_text('select = ["PRO"]\n')
    output = create_rule(folder, answers=[*ANSWERS[:-1], "n"])
    assert "MY001 is disabled by select or ignore in the settings; change them to use it." in output
