"""Examples of the README and the help topics: each runs or parses, and prints what the document shows."""

import re
import shutil
from pathlib import Path

import click
import pytest

from tests.support.documents import (
    COMMANDS,
    DOCUMENTS,
    NEEDS,
    NEVER,
    README,
    RUNS,
    SHOWN,
    Code,
    codes,
    examples,
    lay_out,
    missing,
    options,
    run,
)
from tests.tools.update_examples import updated

LINES, WORDS = 200, 1300
"""Maximum size of the README; details belong in the topics."""
EXAMPLES = examples()
KNOWN = {
    name: {opt for param in command.params for opt in (*param.opts, *param.secondary_opts)} | {"-h", "--help"}
    for name, command in COMMANDS.items()
}
bash = pytest.mark.skipif(shutil.which("bash") is None or shutil.which("patch") is None, reason="needs bash, patch")


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme") / "folder"
    lay_out(folder)
    return folder


@pytest.fixture
def folder(laid_out: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(laid_out, tmp_path / "folder"))


@bash
@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_do_what_they_show(name: str, folder: Path) -> None:
    for code in EXAMPLES[name]:
        if why := missing(code):
            pytest.skip(why)
        assert run(code, folder) == code.text, (
            f"{code.at}: run `python -m tests.tools.update_examples`, and review the changes"
        )


def test_the_readme_is_short() -> None:
    text = README.read_text("utf-8")
    assert len(text.splitlines()) <= LINES and len(text.split()) <= WORDS


def test_the_readme_has_the_two_commands_that_ci_runs() -> None:
    install, tests = (code.text for code in codes(README) if code.language == "sh")
    assert install.rstrip().endswith("cleaner run seeds") and tests.rstrip().endswith(".venv/bin/pytest")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_block_has_a_known_language(document: Path) -> None:
    assert {code.language for code in codes(document) if code.language} <= {*RUNS, *SHOWN}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_and_options_in_the_text_exist(document: Path) -> None:
    every = {option for found in KNOWN.values() for option in found}
    for code in codes(document):
        if not code.language and re.match(r"cleaner [a-z-]|--[a-z]", code.text):
            name, given, known = options(KNOWN, code.text)
            assert given <= (every if name == "cleaner" else known), f"{code.at}: {code.text}"


def test_every_command_is_shown_at_work() -> None:
    rows = [row for those in EXAMPLES.values() for code in those for row in code.text.splitlines()]
    shown = {options(KNOWN, row.removeprefix("$ "))[0] for row in rows if row.startswith("$ cleaner ")}
    interactive = {"cleaner-review", "cleaner-rules-new"}
    leaves = {name for name, command in COMMANDS.items() if not isinstance(command, click.Group)}
    assert leaves - interactive <= shown


def test_no_exception_is_left_over() -> None:
    texts = [code.text for those in EXAMPLES.values() for code in those]
    assert [words for words in NEEDS if not any(words in text for text in texts)] == []
    assert [start for start in NEVER if not any(start in text for text in texts)] == []


@bash
@pytest.mark.parametrize(
    ("language", "text", "error"),
    [
        ("console", "$ cleaner run nothing-of-this-name\n", "exit code 3"),
        ("console", "$ cleaner rum articles\n", "exit code 2"),
        ("console", "$ claener articles\n", "exit code 127"),
        ("python", "from cleaner import cleanse\n", "exit code 1"),
        ("python", ">>> 1 + 1\n3\n", "exit code 1"),
        ("toml", 'kept = ["byline"]\n', "exit code 2"),
        ("toml", '[[line]]\nline = "Home"\n', "exit code 2"),
        ("diff", "- Thousands of commuters in Abanta were stranded ...\n", "no sample"),
    ],
)
def test_what_is_wrong_is_found(language: str, text: str, error: str, folder: Path) -> None:
    with pytest.raises(AssertionError, match=error):
        run(Code(README, "", 1, language, text), folder)


@pytest.mark.parametrize("text", ["cleaner rum", "cleaner run --seek", "cleaner rules test --all"])
def test_what_is_wrong_in_the_text_is_found(text: str) -> None:
    with pytest.raises(AssertionError):
        _, given, known = options(KNOWN, text)
        assert given <= known


@bash
def test_output_is_updated_in_place(laid_out: Path) -> None:
    shown = "$ cleaner diff --stat page.txt\nnothing.\n"
    code = Code(README, "", 3, "console", shown)
    printed = run(code, laid_out)
    assert printed.startswith("$ cleaner diff --stat page.txt\ndocument") and "nothing" not in printed
    assert updated(f"One.\n```console\n{shown}```\nTwo.\n", [(code, printed)]) == (
        f"One.\n```console\n{printed}```\nTwo.\n"
    )
