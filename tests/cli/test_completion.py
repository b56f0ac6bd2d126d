"""Shell completion: the values offered to each shell, and completion in a real bash."""

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.cli import COMMANDS
from cleaner.model import KINDS
from cleaner.rulebook.rulebook import load_rulebook
from tests.support.command import PAGE, cleaner, environment

SHELLS = ("bash", "zsh", "fish")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def complete(*words: str) -> list[str]:
    """Return the completions for bash of a command line that ends in the last word, as lines of TYPE,VALUE."""
    line = " ".join(("cleaner", *words))
    env = environment(COMP_WORDS=line, COMP_CWORD=str(len(words)), _CLEANER_COMPLETE="bash_complete")
    done = cleaner(env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode().splitlines()


def offered(*words: str) -> list[str]:
    """Return the values offered; fail unless all have the type "plain"."""
    pairs = [line.split(",", 1) for line in complete(*words) if line]
    assert all(type_ == "plain" for type_, _ in pairs)
    return [value for _, value in pairs]


# --- values ---


def test_commands() -> None:
    assert offered("") == [*COMMANDS]
    assert offered("ru") == ["run", "rules"]
    assert offered("templates", "") == ["learn", "merge", "show"]


def test_options() -> None:
    assert offered("run", "--ke") == ["--keep"]
    assert {"--select", "--spans", "--stats"} <= set(offered("run", "--s"))
    assert "--version" in offered("--v") and offered("rules", "--fo") == ["--format"]


def test_choices() -> None:
    assert offered("check", "--format", "") == ["text", "json", "jsonl", "github", "sarif"]
    assert offered("diff", "--color", "a") == ["auto", "always"]


def test_kinds_also_after_a_comma() -> None:
    assert offered("run", "--keep", "") == [*KINDS]
    assert offered("--drop", "hea") == ["headline"]
    assert offered("run", "--keep", "byline,ca") == ["byline,caption"]
    assert "byline,byline" not in offered("run", "--keep", "byline,")


def test_codes_of_rules_and_families() -> None:
    codes = [rule.code for rule in load_rulebook().rules]
    assert offered("run", "--select", "") == codes
    assert offered("check", "--ignore", "SHA10") == [code for code in codes if code.startswith("SHA10")]
    assert offered("run", "--select", "REA,rea101") == ["REA,REA101"]
    assert {"share", "read-also", *codes} == set(offered("rules", "")) & {"share", "read-also", *codes}
    assert offered("rules", "sha") == ["share"]
    assert offered("rules", "t") == ["test", "trending"] and offered("rules", "trending", "") == []
    assert offered("rules", "sha1") == [code for code in codes if code.startswith("SHA1")]


def test_user_rules_are_offered_too(folder: Path) -> None:
    table = (
        'code = "MY001"\nname = "ours"\nkind = "promotion"\nweight = 9.0\npattern = "^Join us"\nwhy = "It is ours."\n'
    )
    (folder / "cleaner.toml").write_text(f'[[rule]]\n{table}drops = ["Join us"]\nkeeps = ["They join us."]\n')
    assert offered("rules", "MY") == ["MY001"] and offered("rules", "--isolated", "MY") == []
    (folder / "cleaner.toml").write_text("broken")
    assert offered("rules", "MY") == [] and "SHA101" in offered("rules", "SHA")


@pytest.mark.parametrize("words", [("run",), ("check", "a.txt"), ("run", "--config"), ("run", "--stats"), ("config",)])
def test_files_are_left_to_the_shell(words: tuple[str, ...]) -> None:
    assert complete(*words, "d") == ["file,d"]


def test_folders_are_left_to_the_shell() -> None:
    assert complete("run", "--out", "d") == ["dir,d"]


@pytest.mark.parametrize("words", [("rnu", ""), ("--version", ""), ("run", "--keep", "zzz", ""), ("run", "--jobs", "")])
def test_completion_never_prints_messages(words: tuple[str, ...]) -> None:
    assert not any("cleaner" in line for line in complete(*words))


# --- the shells ---


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_its_script_and_its_format(shell: str) -> None:
    script = cleaner(env=environment(_CLEANER_COMPLETE=f"{shell}_source")).stdout.decode()
    assert "_cleaner_completion" in script and f"_CLEANER_COMPLETE={shell}_complete" in script
    cword = "ru" if shell == "fish" else "1"
    done = cleaner(env=environment(COMP_WORDS="cleaner ru", COMP_CWORD=cword, _CLEANER_COMPLETE=f"{shell}_complete"))
    text = COMMANDS["run"]
    expected = {"bash": "plain,run\n", "zsh": f"plain\nrun\n{text}\n", "fish": f"plain,run\t{text}\n"}
    assert done.stdout.decode().startswith(expected[shell])


def command_environment(folder: Path) -> dict[str, str]:
    """Return an environment in which the command `cleaner` runs this checkout."""
    (folder / "bin").mkdir()
    (folder / "bin" / "cleaner").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cleaner "$@"\n')
    (folder / "bin" / "cleaner").chmod(0o755)
    path = os.pathsep.join((str(folder / "bin"), environment()["PATH"]))
    return environment(PATH=path, TERM="dumb", INPUTRC="/dev/null", HOME=str(folder))


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_calls_the_completion(folder: Path) -> None:
    script = """
eval "$(_CLEANER_COMPLETE=bash_source cleaner)"
complete -p cleaner
COMP_WORDS=(cleaner run --keep byline,cap) COMP_CWORD=3
_cleaner_completion cleaner
printf '%s\\n' "${COMPREPLY[@]}"
"""
    command = ["bash", "--norc", "-c", script]
    done = subprocess.run(command, env=command_environment(folder), capture_output=True, check=False, timeout=60)
    assert done.stderr == b""
    assert done.stdout.decode().splitlines() == ["complete -o nosort -F _cleaner_completion cleaner", "byline,caption"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_words_typed_in_bash_are_completed(folder: Path) -> None:
    """TAB completes a partial command, option and file name to a command line that works."""
    (folder / "page-of-the-day.txt").write_text(PAGE)
    master, slave = pty.openpty()
    command = ["bash", "--norc", "--noprofile", "-i"]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=command_environment(folder)) as shell:
        os.close(slave)
        os.write(master, b'eval "$(_CLEANER_COMPLETE=bash_source cleaner)"\n')
        os.write(master, b"cleaner che\t --form\t jsonl pag\t > found\nexit\n")
        screen = read_to_end(master)
        shell.wait(timeout=60)
    os.close(master)
    assert (folder / "found").read_text().startswith('{"schema": "cleaner/check/3", "path": "page-of-the-day.txt"'), (
        screen
    )


def read_to_end(master: int) -> bytes:
    """Return all output of a terminal until its other end is closed."""
    screen = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # Linux raises EIO when the other end is closed
            return screen
        if not piece:
            return screen
        screen += piece
