"""Options as people know them from other tools."""

import json
import re
from pathlib import Path

import click
import pytest

from cleaner.cli import cli
from tests.support.command import NO_ARTICLE, PAGE, cleaner, run_process
from tests.support.documents import COMMANDS

MARKDOWN = "Ferry\n=====\n\nIt sails again on Monday, said the mayor of the island, and it will be repaired.\n"


def run(folder: Path, *args: str, status: int = 0, stdin: bytes = b"") -> tuple[str, str]:
    done = cleaner(*args, cwd=folder, stdin=stdin)
    assert done.returncode == status, done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


def test_short_options_do_what_the_long_ones_do(project: Path, page: Path) -> None:
    assert run(project, "-V") == run(project, "--version")
    run(project, "run", "page.txt", "-o", "x", "-j", "2")
    run(project, "run", "page.txt", "--out", "y", "--jobs", "2")
    assert (project / "x" / "page.clean.txt").read_text() == (project / "y" / "page.clean.txt").read_text() != ""
    assert run(project, "check", "page.txt", "-j", "1", status=1)[0]


def test_quiet_and_verbose_contradict_each_other(project: Path, page: Path) -> None:
    assert "--quiet and --verbose cannot be used together." in run(project, "run", "page.txt", "-q", "-v", status=2)[1]


def test_a_dry_run_lists_files_on_request(project: Path, page: Path) -> None:
    (project / "pages.jsonl").write_text(json.dumps({"text": PAGE}) + "\n")
    _, err = run(project, "run", ".", "--dry-run")
    assert "would be written to" not in err and "2 documents: 2 would be written." in err
    _, err = run(project, "run", ".", "--dry-run", "-v")
    assert "page.txt: would be written to" in err and "pages.jsonl: would be written to" in err


def test_stdin_has_the_format_of_its_name(project: Path) -> None:
    lines = [
        json.loads(run(project, "explain", name, "--format", "json")[0])["documents"][0]["lines"]
        for name in ("a.md", "a.txt")
        if (project / name).write_text(MARKDOWN)
    ]
    assert [len(found) for found in lines] == [2, 3]
    (project / "cleaner.toml").write_text('drop = ["headline"]\n')
    assert run(project, "--stdin-filename", "a.md", stdin=MARKDOWN.encode())[0] == MARKDOWN.partition("\n\n")[2]


def test_stdin_has_the_settings_of_its_name(project: Path) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "cleaner.toml").write_text('drop = ["headline"]\n')
    title = PAGE.splitlines()[2]
    assert title in run(project, "-", stdin=PAGE.encode())[0]
    for args in ((), ("-",), ("run", "-")):
        assert title not in run(project, *args, "--stdin-filename", "sub/new.txt", stdin=PAGE.encode())[0]


def test_stdin_has_the_reviews_of_its_name(project: Path, page: Path) -> None:
    line = "READ ALSO: Storm closes the coast road for a third day"
    (project / "cleaner.reviews.toml").write_text(
        f'[[line]]\nline = "{line}"\nkind = "body"\nscope = "document"\ndocument = "page.txt"\n'
    )
    assert line not in run(project, "-", stdin=PAGE.encode())[0]
    assert line in run(project, "--stdin-filename", "page.txt", stdin=PAGE.encode())[0]


def test_messages_name_stdin(project: Path) -> None:
    args = ("--stdin-filename", "site/index.html")
    assert (
        run(project, *args, stdin=NO_ARTICLE.encode(), status=1)[1] == "cleaner: no article found in site/index.html.\n"
    )
    assert "site/index.html: binary file" in run(project, *args, stdin=b"\0\1", status=3)[1]
    assert run(project, stdin=NO_ARTICLE.encode(), status=1)[1] == "cleaner: no article found in stdin.\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_that_of_click(shell: str, project: Path) -> None:
    out, _ = run(project, "completion", shell)
    assert "_CLEANER_COMPLETE" in out and f"{shell}_complete" in out
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in run(project, "completion", "tcsh", status=2)[1]


def test_the_completion_script_works_in_a_process(project: Path) -> None:
    assert run_process("completion", "bash", cwd=project).returncode == 0


@pytest.mark.parametrize("command", ["", "run", "diff", "check", "explain", "report", "review"])
def test_the_help_lists_every_option_in_a_section(command: str, project: Path) -> None:
    out, _ = run(project, *command.split(), "--help")
    titles = re.findall(r"^([A-Z][A-Za-z ]+):$", out, re.MULTILINE)
    assert "Options" not in titles and titles[:3] == ["Output", "What is removed", "Files"]
    assert titles[-1] == ("Commands" if not command else "Messages") and len(titles) == len({*titles})
    found = cli if not command else COMMANDS[f"cleaner-{command}"]
    for param in found.params:
        assert not isinstance(param, click.Option) or param.hidden or f"  {param.opts[0]}" in out
    section = out.partition("\nFiles:\n")[2].partition("\n\n")[0]
    assert ("--exclude" in section) == bool(command) and "--keep" not in section
