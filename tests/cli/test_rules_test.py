"""`cleaner rules test`: examples inside a short article, and texts with and without the rules."""

import json
from pathlib import Path

import pytest

from tests.support.command import NO_ARTICLE, PAGE, cleaner
from tests.support.rules import RULE

APPEAL = "The Orrin Courier belongs to its readers, who pay for all of it, and so we ask you today to join them."
OWN = f"""\
[[rule]]
code = "MY002"
name = "courier-appeal"
kind = "promotion"
weight = 12.0
pattern = '(?i)^the orrin courier belongs'
why = "Our own appeal stands in every article."
drops = ["{APPEAL}"]
keeps = ["The harbour belongs to the town, the mayor said."]
"""
PROTECTS = """\
[[rule]]
code = "MY003"
name = "bakery-column"
weight = -20.0
pattern = '(?i)^share this'
why = "Our column begins so."
drops = ["Home | News"]
keeps = ["Share this bread with a neighbour, the baker writes."]
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Return a project with three pages: one with an appeal, one without, and one without an article."""
    (tmp_path / ".git").mkdir()  # the search for settings ends here
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a.txt").write_text(PAGE.replace("READ ALSO:", f"{APPEAL}\n\nREAD ALSO:"), "utf-8")
    (tmp_path / "d/b.txt").write_text(PAGE, "utf-8")
    (tmp_path / "d/index.txt").write_text(NO_ARTICLE, "utf-8")
    return tmp_path


def call(folder: Path, *args: str, status: int = 0) -> tuple[str, str]:
    done = cleaner("rules", *args, cwd=folder)
    assert done.returncode == status, done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


def run_test(folder: Path, text: str, *args: str, status: int = 0) -> str:
    (folder / "my.toml").write_text(text, "utf-8")
    return call(folder, "test", "my.toml", *args, status=status)[0]


# --- examples ---


def test_passing_examples(pages: Path) -> None:
    lines = run_test(pages, RULE).splitlines()
    assert lines[0] == "MY001  harbour-appeal"
    assert lines[1].split()[:5] == ["ok", "drops", "The", "Harbour", "Daily"] and lines[2].split()[:2] == [
        "ok",
        "keeps",
    ]
    assert lines[3:] == ["2 examples: all passed."]


def test_kept_example_is_explained_with_the_weight_that_would_pass(pages: Path) -> None:
    light = OWN.replace("12.0", "0.5")
    out = run_test(pages, light, status=1)
    assert "fails  drops  The Orrin Courier" in out and "kept with a score of -" in out and "the rule adds +0.5" in out
    weight = out.partition("a weight of ")[2].partition(" or more would pass")[0]
    assert "all passed" in run_test(pages, light.replace("0.5", weight))
    run_test(pages, light.replace("0.5", str(float(weight) - 0.2)), status=1)


def test_removed_example_is_explained_with_the_weight_that_would_pass(pages: Path) -> None:
    text = OWN.replace("the orrin courier belongs", "the (orrin courier|harbour) belongs")
    out = run_test(pages, text, status=1)
    assert "removed as promotion with a score of +" in out and "the rule adds +12.0" in out
    weight = out.partition("a weight of ")[2].partition(" or less would pass")[0]
    assert "ok     keeps" in run_test(pages, text.replace("12.0", weight), status=1)


def test_example_that_the_pattern_misses_fails_even_if_removed(pages: Path) -> None:
    out = run_test(pages, OWN.replace(f'"{APPEAL}"', f'"{APPEAL}", "Share this article"'), status=1)
    assert "removed as share, but the pattern does not match it: fix the pattern or the example" in out
    assert out.splitlines()[-1] == "3 examples: 1 failed."


def test_protecting_rule_must_match_its_kept_example(pages: Path) -> None:
    assert "all passed" in run_test(pages, PROTECTS)
    assert "kept, but the pattern does not match it" in run_test(pages, PROTECTS.replace('["Share', '["Take'), status=1)


def test_other_settings_apply_as_usual(pages: Path) -> None:
    (pages / "cleaner.toml").write_text(PROTECTS.replace("^share this", "orrin courier"), "utf-8")
    assert "MY003 -20.0" in run_test(pages, OWN, status=1)
    assert "all passed" in run_test(pages, OWN, "--isolated")


def test_tested_rule_overrides_a_configured_rule_of_the_same_code(pages: Path) -> None:
    (pages / "cleaner.toml").write_text(OWN.replace("12.0", "0.5"), "utf-8")
    assert "all passed" in run_test(pages, OWN)
    assert "all passed" not in call(pages, "test", "cleaner.toml", status=1)[0]


def test_disabled_rules_are_named(pages: Path) -> None:
    out = run_test(pages, RULE + OWN, "--ignore", "MY001")
    assert "MY001  harbour-appeal: not tested; disabled by select or ignore" in out
    assert "MY002  courier-appeal\n" in out and "2 examples" in out
    run_test(pages, RULE + OWN, "--select", "MY002", "--on", "d")
    _, err = call(pages, "test", "my.toml", "--ignore", "MY", status=2)
    assert "all of its rules are disabled by select or ignore in the settings" in err


def test_rules_in_a_project_file(pages: Path) -> None:
    (pages / "pyproject.toml").write_text(RULE.replace("[[rule]]", "[[tool.cleaner.rule]]"), "utf-8")
    assert "all passed" in call(pages, "test", "pyproject.toml")[0]


# --- texts ---


def test_newly_dropped_lines_are_counted_and_shown(pages: Path) -> None:
    out = run_test(pages, OWN + RULE, "--on", "d")
    assert "On 3 documents\n  1 line in 1 document newly dropped\n  0 lines in 0 documents newly kept\n" in out
    row = next(line.split() for line in out.splitlines() if line.split()[:2] == ["MY002", "1"])
    assert row == ["MY002", "1", "1", "1", "0", "0"]
    assert f"  d/a.txt:11  promotion, MY002  {APPEAL}" in out
    assert "MY001 matched nothing here." in out and "MY002 matched" not in out


def test_newly_kept_lines_are_counted_and_shown(pages: Path) -> None:
    out = run_test(pages, PROTECTS, "--on", "d/a.txt", "d/b.txt", "--samples", "1")
    assert "2 lines in 2 documents newly kept" in out and "Newly kept, 1 of 2; 1 identical not shown\n  d/a.txt:" in out
    assert "share, MY003  Share this article" in out and "  d/b.txt" not in out


def test_rule_without_effect_is_named(pages: Path) -> None:
    text = OWN.replace("^the orrin courier belongs", "^read also").replace(APPEAL, "READ ALSO: Storm closes the road")
    out = run_test(pages, text, "--on", "d")
    assert "MY002 changed nothing: its matches are decided the same without it." in out
    assert "0 lines in 0 documents newly dropped" in out and "Newly dropped" not in out


def test_changes_near_a_match_count_for_its_rule(pages: Path) -> None:
    insert = next(line for line in PAGE.splitlines() if line.startswith("READ ALSO"))
    text = PAGE.replace(insert, f"{insert}\n\nWeather\n\nNobody came.")
    (pages / "d/b.txt").write_text(text, "utf-8")
    rule = OWN.replace("002", "001").replace("12.0", "8.0").replace("promotion", "related")
    rule = rule.replace("^the orrin courier belongs", "^read also").replace(APPEAL, "READ ALSO: Storm closes the road")
    out = run_test(pages, rule, "--on", "d/b.txt")
    assert "1 line in 1 document newly dropped" in out and "changed nothing" not in out
    assert "MY001 changed no matching line, only 1 neighbouring line." in out
    assert "near a match of MY001  Weather" in out
    assert "  MY001 1 1 0 0 1" in [f"  {' '.join(line.split())}" for line in out.splitlines()]
    on = json.loads(run_test(pages, rule, "--on", "d/b.txt", "--format", "json"))["on"]
    assert on["rules"]["MY001"]["around"] == 1 and on["dropped"]["samples"][0]["around"] == ["MY001"]
    both = run_test(pages, rule + OWN, "--on", "d/b.txt")
    assert "near a match of MY001  Weather" in both and "MY002 matched nothing here." in both


def test_identical_lines_are_shown_once_and_counted(pages: Path) -> None:
    for name in "cde":
        (pages / f"d/{name}.txt").write_bytes((pages / "d/a.txt").read_bytes())
    assert "Newly dropped, 1 of 4; 3 identical not shown\n" in run_test(pages, OWN, "--on", "d")
    on = json.loads(run_test(pages, OWN, "--on", "d", "--format", "json"))["on"]
    assert on["dropped"]["lines"] == 4 and len(on["dropped"]["samples"]) == 1


def test_documents_with_a_new_verdict_are_named_without_their_lines(pages: Path) -> None:
    text = OWN.replace("^the orrin courier belongs", "[a-z]{3}").replace("12.0", "90.0")
    out = run_test(pages, text, "--on", "d/b.txt", status=1)
    assert "1 document with a different verdict" in out and "d/b.txt: article, now no-article" in out
    assert "0 lines in 0 documents newly dropped" in out


def test_number_of_jobs_changes_nothing_and_nothing_is_written(pages: Path) -> None:
    one = run_test(pages, OWN + PROTECTS, "--on", "d", "--jobs", "1")
    before = sorted(pages.rglob("*"))
    assert run_test(pages, OWN + PROTECTS, "--on", "d", "--jobs", "2") == one
    assert sorted(pages.rglob("*")) == before


def test_kinds_and_templates_of_the_settings_apply_to_the_texts(pages: Path) -> None:
    out = run_test(pages, OWN, "--on", "d", "--keep", "promotion")
    assert "0 lines in 0 documents newly dropped" in out
    call(pages, "test", "my.toml", "--on", "d")
    cleaner("templates", "learn", "d", "-o", "t.tsv", "--all", cwd=pages)
    assert "1 line in 1 document newly dropped" in run_test(pages, OWN, "--on", "d", "--templates", "t.tsv")


def test_unreadable_texts_are_reported(pages: Path) -> None:
    (pages / "my.toml").write_text(OWN, "utf-8")
    out, err = call(pages, "test", "my.toml", "--on", "d", "missing", status=3)
    assert "On 3 documents" in out and err == "cleaner: missing: no such file or directory.\n"


def test_control_characters_are_made_visible(pages: Path) -> None:
    (pages / "d/a.txt").write_text(PAGE.replace("READ ALSO:", f"{APPEAL}\x1b[31m\n\nREAD ALSO:"), "utf-8")
    out = run_test(pages, OWN, "--on", "d")
    assert "join them.␛[31m" in out and "\x1b" not in out


def test_json(pages: Path) -> None:
    value = json.loads(run_test(pages, OWN.replace("12.0", "0.5") + RULE, "--format", "json", status=1))
    assert value["schema"] == "cleaner/rules-test/1" and value["on"] is None
    first, second, *_ = value["examples"]
    assert (first["rule"], first["must"], first["passed"], first["kind"]) == ("MY002", "go", False, "body")
    assert first["weight"] > 0.5 and "kept" in first["reason"] and second["passed"] and second["reason"] == ""
    on = json.loads(run_test(pages, OWN, "--format", "json", "--on", "d", "missing", status=3))["on"]
    assert on["documents"] == 3 and [failed["path"] for failed in on["failures"]] == ["missing"]
    sample = {"path": "d/a.txt", "line": 11, "text": APPEAL, "kind": "promotion", "rules": ["MY002"], "around": []}
    assert on["dropped"] == {"lines": 1, "documents": 1, "samples": [sample]}
    assert on["rules"] == {"MY002": {"lines": 1, "documents": 1, "dropped": 1, "kept": 0, "around": 0}}


# --- `rules test` and `rules` ---


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["test"], "Missing argument 'FILE'. Try 'cleaner rules test --help'."),
        (["test", "none.toml"], "'none.toml' does not exist"),
        (["test", "d/a.txt"], "d/a.txt: is not valid TOML"),
        (["test", "empty.toml"], "empty.toml: no [[rule]] tables; create a rule"),
        (["test", "typo.toml"], "typo.toml: unknown setting 'rules'; did you mean 'rule'?"),
        (["test", "bad.toml"], "bad.toml:4: rule MY001: invalid kind 'spam'"),
        (["test", "good.toml", "d"], "put --on before the texts"),
        (["tset"], "Unknown rule or family 'tset'; did you mean test?"),
        (["tset", "good.toml"], "No such command 'tset'; did you mean 'test'? Try 'cleaner rules --help'."),
        (["tset", "--color", "never", "good.toml"], "No such command 'tset'; did you mean 'test'?"),
        (["test", "twice.toml"], "twice (at line 12, column 6); begin each table with [[rule]]."),
        (["share", "test"], "Got unexpected extra argument (test)"),
    ],
)
def test_usage_error_is_one_line(pages: Path, args: list[str], words: str) -> None:
    (pages / "empty.toml").write_text("jobs = 1\n")
    (pages / "typo.toml").write_text(RULE.replace("[[rule]]", "[[rules]]"))
    (pages / "bad.toml").write_text(RULE.replace("promotion", "spam"))
    (pages / "good.toml").write_text(RULE)
    (pages / "twice.toml").write_text((RULE + "\n" + RULE).replace("[[rule]]", "[rule]"))
    out, err = call(pages, *args, status=2)
    assert out == "" and words in err and err.count("\n") == 1


def test_family_may_come_before_or_after_options(pages: Path) -> None:
    listed, _ = call(pages, "share", "--select", "SHA")
    assert listed == call(pages, "--select", "SHA", "share")[0] and "SHA101" in listed
    (pages / "other.toml").write_text(RULE, "utf-8")
    (pages / "my.toml").write_text(OWN, "utf-8")
    assert "MY002" in call(pages, "--config", "other.toml", "test", "my.toml")[0]


def test_help_names_list_and_subcommands(pages: Path) -> None:
    shown, _ = call(pages, "--help")
    assert "cleaner rules [OPTIONS] [CODE|FAMILY] | COMMAND [ARGS]..." in shown and "\n  test " in shown
    assert "\n  new " in shown and "\n  --format" in shown
    assert "cleaner rules test [OPTIONS] FILE [--on PATH...]" in call(pages, "test", "--help")[0]
