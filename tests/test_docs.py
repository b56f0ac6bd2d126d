"""What the documents show must be what the program does."""

import doctest
import re
import tomllib
from pathlib import Path

import click

import cleaner
from cleaner.commands import common
from cleaner.files.names import FORMATS, SUFFIXES, ending
from cleaner.model import KINDS
from cleaner.rulebook.languages import tables
from tests import picture
from tests.command import ROOT
from tests.readme import TEXT, table
from tests.test_hook import hook
from tests.test_man import COMMANDS

STATUSES = {common.DONE, common.FOUND, common.USAGE, common.FAILED, common.INTERRUPTED}
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
READ_BY_OTHERS = {
    "COLUMNS": "shutil",
    "PAGER": "click",
    "TMPDIR": "tempfile",
    "_CLEANER_COMPLETE": "click",
    "CLEANER_PURE": "hatch",
}
"""Environment variables that are read for the package, and by whom."""


def words(cell: str) -> list[str]:
    """What is code in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def test_the_tutorial_in_the_package_holds():
    assert doctest.testmod(cleaner).failed == 0


def test_the_picture_is_what_the_program_prints():
    assert picture.PICTURE.read_text("utf-8") == picture.draw(), "run `python -m tests.picture`"


def test_the_number_of_languages_is_right():
    assert {int(number) for number in re.findall(r"\b(?:in|of) (\d+) languages", TEXT)} == {len(tables())}


def test_the_table_of_commands_has_every_command_with_its_arguments():
    rows = [words(first.replace(r"\|", "|"))[0] for first, _ in table("command")]
    assert sorted(rows) == sorted(usage(name) for name in COMMANDS if COMMANDS[name].params and name != "cleaner")


def usage(name: str) -> str:
    """A command with its arguments and the options that it must have."""
    command = COMMANDS[name]
    ctx = click.Context(command)
    arguments = [param.make_metavar(ctx) for param in command.params if isinstance(param, click.Argument)]
    required = [p for p in command.params if isinstance(p, click.Option) and p.required]
    return " ".join([name.replace("-", " "), *arguments, *(f"{p.opts[0]} {p.make_metavar(ctx)}" for p in required)])


def test_every_exit_status_is_in_the_table():
    assert {int(first) for first, _ in table("exit status") if first.isdigit()} == STATUSES


def test_every_environment_variable_that_is_read_is_in_the_table():
    read = {
        name
        for path in Path(cleaner.__file__).parent.rglob("*.py")
        for name in re.findall(r"environ(?:\.get|\.setdefault)?[([]\"(\w+)\"", path.read_text("utf-8"))
    }
    assert {"NO_COLOR", "FORCE_COLOR", "LESS"} <= read
    rows = table("exit status")
    rows = rows[rows.index(["**environment variable**", ""]) + 1 :]
    named = {word.partition("=")[0] for row in rows for cell in row for word in words(cell)}
    assert not read - named
    assert {word for first, _ in rows for word in words(first)} <= read | READ_BY_OTHERS.keys()


def test_the_table_of_kinds_has_every_kind():
    assert sorted(words(first)[0] for first, _ in table("kind")) == sorted(KINDS)


def test_the_table_of_corpora_has_every_ending():
    formats = set()
    for first, _, extra in table("file"):
        plain, _, packed = (part.partition(":")[0] for part in first.partition("also"))
        found = {ending(f"a{end}{pack}") for end in words(plain) for pack in ("", *words(packed))}
        assert None not in found
        assert not any(ending(f"a{end}{pack}") for end in words(plain) for pack in {".gz", ".zst"} - set(words(packed)))
        formats |= {end.format for end in found if end}
        assert set(words(extra)[:1]) <= EXTRAS.keys()
    assert formats == FORMATS.keys() and all(f"`{suffix}`" in str(table("file")) for suffix in SUFFIXES)


def test_extras_that_are_named_exist():
    named = [name for names in re.findall(r"cleaner\[([\w,]+)\]", TEXT) for name in names.split(",")]
    assert {"parquet", "datatrove", "fit"} <= {*named} <= EXTRAS.keys()


def test_the_hook_that_is_named_is_the_one_that_is_defined():
    assert re.findall(r"^ +- id: (\S+)$", TEXT, re.MULTILINE) == [hook()["id"]]
