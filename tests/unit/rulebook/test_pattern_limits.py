"""Limits of user patterns: one that takes too long fails its document, and one that is too large is refused."""

from pathlib import Path

import pytest

from cleaner.errors import RulesError, SlowPatternError
from cleaner.pipeline import clean
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.settings import load_settings as settings
from tests.support.command import PAGE, cleaner

SLOW_LINE = "a" * 60 + "!"
SLOW_RULE = """\
[[rule]]
code = "MY001"
name = "all-alike"
kind = "promotion"
weight = 4.0
pattern = '^(?:a|a)+$|^(?:aa+)+$'
why = "Our printer left rows of one letter in every article."
drops = ["aaaa"]
keeps = ["The harbour needs your help, the mayor told the volunteers on Saturday."]
"""
TOO_SLOW = (
    "rule MY001: pattern takes longer than 0.5 s on the line 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'...; simplify"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cleaner.toml").write_text(SLOW_RULE)
    (tmp_path / "bakery.txt").write_text(PAGE)
    (tmp_path / "unlucky.txt").write_text(PAGE + SLOW_LINE + "\n")
    (tmp_path / "village.txt").write_text(PAGE)
    return tmp_path


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_slow_pattern_fails_only_its_document(folder: Path, jobs: str) -> None:
    done = cleaner("run", ".", "--jobs", jobs, cwd=folder)
    assert done.returncode == 3 and f"unlucky.txt: {folder}/cleaner.toml: {TOO_SLOW}" in done.stderr.decode()
    assert b"3 documents: 2 written, 1 failed." in done.stderr and not (folder / "unlucky.clean.txt").exists()
    assert (folder / "bakery.clean.txt").read_bytes() == cleaner("-", "--isolated", stdin=PAGE.encode()).stdout


def test_slow_pattern_raises_in_the_api(folder: Path) -> None:
    rulebook = load_rulebook(settings(folder, {}).rules)
    assert clean(PAGE, rulebook).verdict == "article"
    with pytest.raises(SlowPatternError, match="MY001"):
        clean(PAGE + SLOW_LINE, rulebook)


def test_rules_test_names_the_example_on_which_a_pattern_is_slow(folder: Path) -> None:
    (folder / "cleaner.toml").write_text(SLOW_RULE.replace('"aaaa"', f'"{SLOW_LINE}"'))
    done = cleaner("rules", "test", "cleaner.toml", cwd=folder)
    assert done.returncode == 2 and f"cleaner.toml:6: {TOO_SLOW}" in done.stderr.decode()


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        (
            "a{1000000000}",
            r"too complex \(1,000,000,000 parts, limit 10,000\)",
        ),
        ("(?:(?:a{0,9}b{1000}){1000}){1000}", r"too complex \(1,003,002,000 parts"),
        ("(?x)[ab]{ 100000 , }", r"too complex \(100,00"),
        ("(?:x{9000,}y){0,5}" * 5, r"too complex \(45,0"),
        ("a" * 10_001, r"too complex \(10,001 parts"),
        ("(?:" * 3000 + "a" + ")" * 3000, "nested too deeply"),
        ("a{99999999999999999999}", r"too complex \(999,999,999,999 parts"),
        ("a{4s<b}", "not a regular expression"),
        ("[" * 200_000, r"unterminated character set after '\.\.\.\[{60}'"),
        ("a{" + " " * 200_000, r"too complex \(200,002 parts"),
    ],
)
def test_too_large_pattern_is_refused(tmp_path: Path, pattern: str, problem: str) -> None:
    (tmp_path / "cleaner.toml").write_text(SLOW_RULE.replace("^(?:a|a)+$|^(?:aa+)+$", pattern))
    with pytest.raises(RulesError, match=f"cleaner.toml:6: rule MY001: invalid regular expression: {problem}"):
        settings(tmp_path, {})


@pytest.mark.parametrize("pattern", ["^a{1,1000000000}$", "^(?:a{1,1000}){1,9}$", r"^a{4}\{100000\}?", "^[a{90000}]+$"])
def test_pattern_that_only_looks_large_is_accepted(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "cleaner.toml").write_text(SLOW_RULE.replace("^(?:a|a)+$|^(?:aa+)+$", pattern))
    assert len(settings(tmp_path, {}).rules) == 1
