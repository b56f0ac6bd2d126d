"""Every line of the README that shows a command, a setting or a script is run, and prints what stands below it."""

import shutil
from itertools import chain
from pathlib import Path

import pytest

from tests.follow import ELSEWHERE, NAMES, STATUS, STDIN, follow, lay_out, sections
from tests.readme import Code, codes, command, is_part, options
from tests.test_man import COMMANDS

LACKING = [name for name in ("bash", "patch") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(LACKING), reason=f"needs {', '.join(LACKING)}")


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme") / "folder"
    lay_out(folder)
    return folder


@pytest.mark.parametrize("section", sections())
def test_a_section_can_be_followed(section: str, laid_out: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(laid_out, tmp_path / "folder"))
    for code in sections()[section]:
        found = follow(code, folder)
        assert found == code.text, (
            f"README.md, line {code.line}: run `python -m tests.follow`, and look at what changes"
        )


def test_nothing_is_made_ready_that_the_readme_does_not_show() -> None:
    texts = [code.text.removeprefix("$ ") for code in codes()]
    assert [start for start in (*ELSEWHERE, *STDIN, *STATUS) if not any(text.startswith(start) for text in texts)] == []
    assert [name for name in NAMES if not any(name in text for text in texts)] == []


def test_every_command_is_shown_at_work() -> None:
    followed = chain.from_iterable(sections().values())
    rows = [row for code in followed for row in code.text.replace("$ ", "").splitlines() if row.startswith("cleaner ")]
    leaves = {name for name, found in COMMANDS.items() if found.params} - {"cleaner", "cleaner-fit"}
    assert leaves <= {command(row)[0] for row in rows}


def test_options_are_those_of_a_command() -> None:
    every = set(chain.from_iterable(map(options, COMMANDS)))
    for code in codes():
        if is_part(code) and not code.text.startswith(tuple(ELSEWHERE)):
            name, words = command(code.text)
            given = {word for word in words if word.startswith("-") and len(word) > 1}
            assert given <= (every if name == "cleaner" else options(name)), f"README.md, line {code.line}"


@pytest.mark.parametrize(
    ("language", "text", "error"),
    [
        ("", "cleaner run nothing-of-this-name", "exit status 3"),
        ("", "cleaner rum articles", "exit status 2"),
        ("", "claener articles", "exit status 127"),
        ("sh", "cleaner check --formt json articles", "exit status 2"),
        ("python", "from cleaner import cleanse", "exit status 1"),
        ("toml", 'kept = ["byline"]', "exit status 2"),
        ("ruby", "puts 1", "nothing runs a block of 'ruby'"),
    ],
)
def test_what_is_wrong_is_found(language: str, text: str, error: str, laid_out: Path, tmp_path: Path) -> None:
    code = Code("", 1, language, text)
    assert not is_part(code)
    with pytest.raises(AssertionError, match=error):
        follow(code, Path(shutil.copytree(laid_out, tmp_path / "folder")))


def test_output_that_is_not_printed_is_found(laid_out: Path) -> None:
    shown = Code("", 1, "console", "$ cleaner diff --stat page.txt\nnothing would go.\n")
    printed = follow(shown, laid_out)
    assert printed.startswith("$ cleaner diff --stat page.txt\ndocument") and "nothing" not in printed
