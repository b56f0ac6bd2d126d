"""The definition of the pre-commit hook: its command runs on the files that pre-commit would select."""

import re
import tomllib
from pathlib import Path

from cleaner import clean
from cleaner.files.names import is_cleaned
from cleaner.files.selection import SUFFIXES
from tests.support.command import PAGE, ROOT, cleaner
from tests.support.documents import hook, topic

KEYS = {"id", "name", "description", "entry", "language", "types", "files", "exclude", "require_serial"}


def test_the_entry_is_the_command_that_is_installed() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert hook().keys() == KEYS and hook()["language"] == "python"
    assert hook()["entry"].split()[0] in scripts


def test_the_address_in_the_manual_is_that_of_the_project() -> None:
    home = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Homepage"]
    assert re.findall(r"- repo: (\S+)", topic("exit-codes").read_text("utf-8")) == [home]


def test_the_entry_works_on_a_list_of_files(tmp_path: Path) -> None:
    (tmp_path / "raw.txt").write_text(PAGE)
    (tmp_path / "cleaned.txt").write_text(clean(PAGE).text)
    entry = hook()["entry"].split()[1:]
    found = cleaner(*entry, "cleaned.txt", "raw.txt", cwd=tmp_path)
    assert found.returncode == 1 and found.stdout.startswith(b"raw.txt: ") and found.stdout.count(b"\n") == 1
    assert cleaner(*entry, "cleaned.txt", cwd=tmp_path).returncode == 0


def test_it_is_given_what_a_check_of_the_folder_would_read() -> None:
    given, left_out = re.compile(hook()["files"]), re.compile(hook()["exclude"])
    for suffix in SUFFIXES:
        assert given.search(f"articles/a{suffix}") and not left_out.search(f"articles/a{suffix}")
        assert is_cleaned(f"a.clean{suffix}") and left_out.search(f"articles/a.clean{suffix}")
    assert not given.search("articles/a.txt.gz") and not given.search("articles/a.jsonl")
