"""Errors in a file of user rules: all are reported at once, each with its line, rule and remedy."""

from pathlib import Path

import pytest

from cleaner.errors import RulesError
from cleaner.files.toml import TomlLines
from cleaner.settings import load_settings
from tests.support.command import cleaner
from tests.support.rules import RULE


def wrong(path: Path, text: str) -> list[str]:
    """Return the errors of a file, without its path."""
    path.write_text(text, "utf-8")
    with pytest.raises(RulesError) as caught:
        load_settings(".", {}, config=str(path))
    assert all(sentence.startswith(str(path)) for sentence in caught.value.args)
    return [sentence.removeprefix(str(path)) for sentence in caught.value.args]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"MY001"', '"my1"', ":2: rule my1: invalid code 'my1'; use capital letters followed by digits"),
        ('"MY001"', '"PRO101"', ":2: rule PRO101: code already in use; MY001 is free."),
        ('code = "MY001"', "code = 1", ":2: rule 1: code must be a non-empty string."),
        ("weight", "wieght", ":1: rule MY001: weight is missing: give a positive number"),
        ("weight", "wieght", ":5: rule MY001: unknown key 'wieght'; did you mean 'weight'?"),
        ("4.0", '"4"', ":5: rule MY001: weight must be a number."),
        ("4.0", "0", ":5: rule MY001: weight must not be 0 (positive drops, negative keeps)."),
        ('kind = "promotion"', "", ":1: rule MY001: kind must be the kind of the dropped lines: byline, caption"),
        ("promotion", "body", ":4: rule MY001: kind must be the kind of the dropped lines: byline, caption"),
        (
            "the harbour",
            "(the harbour",
            ":6: rule MY001: invalid regular expression: missing ) after '(?i)^(the",
        ),
        ("^the harbour daily needs", "(?:the)?", ":6: rule MY001: pattern matches the empty string"),
        ("'(?i)^the harbour daily needs'", '"\\bharbour"', ":6: rule MY001: pattern contains a backspace"),
        ('["harbour"]', '["port"]', ":7: rule MY001: pattern matches 'The Harbour Daily needs your help"),
        ("pattern =", "phrases = 'starts'\nmeasure =", ":6: rule MY001: phrases is only for shipped rules"),
        ("pattern = ", "# ", ":1: rule MY001: exactly one of pattern, measure is required."),
        ("drops = ", "# ", ":1: rule MY001: drops is missing: give at least one example"),
        ("keeps = ", "keeps = [] # ", ":10: rule MY001: keeps is missing: give at least one example line"),
        ("your help to", "your\\nhelp to", ":9: rule MY001: an example in drops has several lines"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(sentence.startswith(said) for sentence in wrong(tmp_path / "my.toml", RULE.replace(old, new, 1)))


def test_all_mistakes_of_a_file_come_at_once_in_the_order_of_its_lines(tmp_path: Path) -> None:
    second = RULE.replace("promotion", "spam").replace("4.0", "true")
    found = wrong(tmp_path / "my.toml", f'keep = ["byline"]\n{RULE}\n{second}')
    assert [sentence.split(":")[1] for sentence in found] == ["14", "16", "17"]
    assert found[0] == ":14: rule MY001: code already in use; MY002 is free."


def test_every_command_says_them_a_line_each(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text(RULE.replace("promotion", "spam").replace("4.0", "true"), "utf-8")
    (tmp_path / "page.txt").write_text("A page", "utf-8")
    done = cleaner("run", "page.txt", cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == b""
    lines = done.stderr.decode().splitlines()
    assert [line.split(":")[2] for line in lines] == ["4", "5"] and all(line.startswith("cleaner: ") for line in lines)


def test_a_backslash_in_double_quotes_has_its_mend(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text('[[rule]]\npattern = "\\d+ replies"\n', "utf-8")
    done = cleaner("rules", cwd=tmp_path)
    assert done.returncode == 2 and b"line 2" in done.stderr and b"write patterns in single quotes" in done.stderr


def test_lines_inside_a_text_are_neither_tables_nor_keys() -> None:
    text = "[[rule]]\nwhy = '''\n[[rule]]\ncode = 1\n'''\n[[ \"rule\" ]]\n\"code\" = 2\n[[rules]]\ncode = 3\n"
    lines = TomlLines(text, "rule")
    assert [lines.line(0), lines.line(0, "code"), lines.line(0, "why")] == [1, 1, 2]
    assert [lines.line(1), lines.line(1, "code"), lines.line(2)] == [6, 7, 0]


def test_rules_in_a_project_file_have_lines_too(tmp_path: Path) -> None:
    text = "[project]\nname = 'x'\n\n" + RULE.replace("[[rule]]", "[[tool.cleaner.rule]]").replace("promotion", "spam")
    assert wrong(tmp_path / "pyproject.toml", text)[0].startswith(":7: rule MY001: invalid kind 'spam'; choose from")


def test_a_rule_in_an_array_on_one_line_is_named_without_its_line(tmp_path: Path) -> None:
    assert wrong(tmp_path / "my.toml", 'rule = [{code = "MY001"}]')[0].startswith(": rule MY001: ")
