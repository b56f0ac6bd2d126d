"""Tables, paths and names in the documents agree with the program."""

import doctest
import re
import tomllib
from pathlib import Path

import pytest

import cleaner
from cleaner.commands import exit_status
from cleaner.features.catalog import FORMER_NAMES, LINE_FEATURES
from cleaner.files.names import FORMATS, SUFFIXES, corpus_format
from cleaner.model import KINDS
from cleaner.rulebook.languages import tables
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.runs import cleaner as many
from cleaner.settings import KEYS
from tests.support.command import ROOT
from tests.support.documents import DOCUMENTS, README, codes, hook, table, topic
from tests.tools import picture

CONTRIBUTING = ROOT / ".github" / "CONTRIBUTING.md"
TEXT = "\n".join(document.read_text("utf-8") for document in DOCUMENTS)
STATUSES = {exit_status.DONE, exit_status.FOUND, exit_status.USAGE, exit_status.FAILED, exit_status.INTERRUPTED}
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
READ_BY_OTHERS = {
    "COLUMNS": "shutil",
    "PAGER": "click",
    "TMPDIR": "tempfile",
    "_CLEANER_COMPLETE": "click",
    "CLEANER_PURE": "hatch",
}
"""Environment variables that the package does not read itself, and what reads each."""


def words(cell: str) -> list[str]:
    """Return the inline code of a cell."""
    return re.findall(r"`([^`]+)`", cell)


def test_the_tutorial_in_the_package_holds() -> None:
    assert doctest.testmod(cleaner).failed == 0
    assert doctest.testmod(many).failed == 0


def test_the_picture_is_what_the_program_prints() -> None:
    assert picture.PICTURE.read_text("utf-8") == picture.draw(), "run `python -m tests.tools.picture`"


def test_the_number_of_languages_is_right() -> None:
    assert {int(number) for number in re.findall(r"\b(?:in|of) (\d+) languages", TEXT)} == {len(tables())}


@pytest.mark.parametrize(("document", "heading"), [(README, "code"), (topic("exit-codes"), "exit code")])
def test_every_exit_code_is_in_the_table(document: Path, heading: str) -> None:
    assert {int(first) for first, _ in table(document, heading)} == STATUSES


def test_every_environment_variable_that_is_read_is_in_the_table() -> None:
    read = {
        name
        for path in Path(cleaner.__file__).parent.rglob("*.py")
        for name in re.findall(r"environ(?:\.get|\.setdefault)?[([]\"(\w+)\"", path.read_text("utf-8"))
    }
    assert {"NO_COLOR", "FORCE_COLOR", "LESS"} <= read
    rows = table(topic("exit-codes"), "variable")
    named = {word.partition("=")[0] for row in rows for cell in row for word in words(cell)}
    assert not read - named
    assert {word for first, _ in rows for word in words(first)} <= read | READ_BY_OTHERS.keys()


def test_the_table_of_kinds_has_every_kind() -> None:
    assert [words(first)[0] for first, _ in table(topic("rules"), "kind")] == [*KINDS]


def test_the_table_of_corpora_has_every_ending() -> None:
    formats = set()
    rows = table(topic("corpora"), "file")
    for first, _, extra in rows:
        plain, _, packed = (part.partition(":")[0] for part in first.partition("also"))
        found = {corpus_format(f"a{end}{pack}") for end in words(plain) for pack in ("", *words(packed))}
        assert None not in found
        assert not any(
            corpus_format(f"a{end}{pack}") for end in words(plain) for pack in {".gz", ".zst"} - set(words(packed))
        )
        formats |= {end.format for end in found if end}
        assert set(words(extra)[:1]) <= EXTRAS.keys()
    assert formats == FORMATS.keys() and all(f"`{suffix}`" in str(rows) for suffix in SUFFIXES)


def test_extras_that_are_named_exist() -> None:
    named = [name for names in re.findall(r"(?:cleaner|\.)\[([\w,]+)\]", TEXT) for name in names.split(",")]
    assert {"parquet", "datatrove", "fit", "dev"} <= {*named} <= EXTRAS.keys()
    assert {words(first)[0] for first, _ in table(topic("install"), "extra")} <= EXTRAS.keys()


def test_the_hook_that_is_named_is_the_one_that_is_defined() -> None:
    assert re.findall(r"^ +- id: (\S+)$", TEXT, re.MULTILINE) == [hook()["id"]]


def test_every_feature_that_was_renamed_is_in_the_changes() -> None:
    rows = [(words(old), words(new)) for old, new in table(topic("changes"), "old name")]
    renamed = {old: new for olds, news in rows for old, new in zip(olds, news, strict=True)}
    assert renamed == FORMER_NAMES and {*renamed.values()} <= {*LINE_FEATURES}


def test_every_rule_family_is_in_the_table() -> None:
    codes = {code for first, _ in table(topic("rules"), "codes") for code in words(first)}
    assert codes == {rule.code.rstrip("0123456789") for rule in load_rulebook().rules}


def test_every_key_of_settings_is_shown() -> None:
    for document in (README, topic("settings")):
        shown = [tomllib.loads(code.text) for code in codes(document) if code.language == "toml"]
        assert {*KEYS} <= shown[0].keys()


@pytest.mark.skipif(not CONTRIBUTING.is_file(), reason="needs the repository")
def test_every_folder_is_on_the_map() -> None:
    package = Path(cleaner.__file__).parent
    folders = {path.parent for path in package.glob("*/*") if path.suffix in (".py", ".toml", ".md")}
    names = {f"cleaner/{folder.name}" for folder in folders}
    assert {words(first)[0] for first, _ in table(CONTRIBUTING, "folder")} == names


@pytest.mark.skipif(not (ROOT / "cleaner").is_dir(), reason="needs the source")
@pytest.mark.parametrize("document", [*DOCUMENTS, CONTRIBUTING], ids=lambda path: path.name)
def test_paths_and_modules_exist(document: Path) -> None:
    for code in codes(document) if document.exists() else ():
        for path in re.findall(r"(?<![\w/.])(?:cleaner|tests|\.ci)/[\w/.-]+", code.text) if not code.language else ():
            assert (ROOT / path).exists(), f"{code.at}: {path}"
        for module in re.findall(r"python -m (tests[\w.]+)", code.text):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), f"{code.at}: {module}"
