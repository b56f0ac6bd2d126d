"""`cleaner check` for GitHub and code scanning: valid formats that name the right files and lines."""

import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from cleaner import clean
from cleaner.files.items import Failure
from cleaner.model import Basis, Decision, Kind, Result
from cleaner.render import annotations, sarif
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.runs.outcome import BoilerplateBlock, Finding, boilerplate_blocks, find_boilerplate
from tests.support.command import NO_ARTICLE, PAGE, ROOT, cleaner

RULES = {rule.code: rule for rule in load_rulebook().rules}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "page.txt").write_text(PAGE)
    (tmp_path / "d" / "index.txt").write_text(NO_ARTICLE)
    (tmp_path / "d" / "clean.txt").write_text(clean(PAGE).text)
    (tmp_path / ".git").mkdir()
    return tmp_path


def rule(code: str, name: str, why: str) -> Rule:
    return Rule(code, name, "share", "share", (), why)


# --- blocks ---


def lines(*named: tuple[int, Kind, str]) -> Result:
    decisions = [Decision(number, 0, 0, kind, rule == "", 0.0, (), rule) for number, kind, rule in named]
    return Result("", "", "article", tuple(decisions), ())


def test_consecutive_lines_of_one_rule_are_one_block() -> None:
    found = lines(
        (1, "navigation", "NAV101"),
        (3, "navigation", "NAV101"),  # with a blank line between
        (4, "navigation", "SEQ101"),
        (6, "body", ""),
        (7, "share", "SHA101"),
        (8, "byline", "BYL101"),  # part of the article, although it is removed
        (9, "share", "SHA101"),
        (10, "comments", "SHA101"),
    )
    assert boilerplate_blocks(found) == (
        BoilerplateBlock(1, 3, 2, "navigation", "NAV101"),
        BoilerplateBlock(4, 4, 1, "navigation", "SEQ101"),
        BoilerplateBlock(7, 7, 1, "share", "SHA101"),
        BoilerplateBlock(9, 9, 1, "share", "SHA101"),
        BoilerplateBlock(10, 10, 1, "comments", "SHA101"),
    )


def test_blocks_hold_the_lines_that_are_counted(folder: Path) -> None:
    for raw in [*(ROOT / "seeds").glob("*.txt"), folder / "d" / "page.txt"]:
        result = clean(raw.read_text("utf-8"), explain=False)
        counted = Counter[Kind]()
        for block in boilerplate_blocks(result):
            counted[block.kind] += block.lines
            assert block.rule in RULES and block.first <= block.last
        assert counted == find_boilerplate(result)


def test_lines_with_another_basis_are_another_block() -> None:
    bases = [Basis("hit"), Basis("section", 1), Basis("section", 1)]
    decisions = [Decision(i, 0, 0, "comments", False, 1.0, (), "COM101", basis) for i, basis in enumerate(bases, 1)]
    assert boilerplate_blocks(Result("", "", "article", tuple(decisions), ())) == (
        BoilerplateBlock(1, 1, 1, "comments", "COM101", Basis("hit")),
        BoilerplateBlock(2, 3, 2, "comments", "COM101", Basis("section", 1)),
    )


# --- GitHub ---


def test_github_annotations_name_file_and_lines(folder: Path) -> None:
    done = cleaner("check", "./d", "nowhere.txt", "--format", "github", cwd=folder)
    told = done.stdout.decode().splitlines()
    assert done.returncode == 3 and done.stderr == b"cleaner: nowhere.txt: no such file or directory.\n"
    number = PAGE.splitlines().index("Share this article") + 1
    assert told[0] == "::warning file=d/index.txt,title=no article::There is no article in this file."
    assert any(
        line.startswith(f"::warning file=d/page.txt,line={number},endLine={number},title=SHA101 ")
        and "::1 line of share: " in line
        for line in told
    )
    assert told[-1] == "::error file=nowhere.txt::nowhere.txt: no such file or directory."
    assert not any("clean.txt" in line for line in told)


def test_exit_status_is_the_same_in_every_format(folder: Path) -> None:
    for form in ("text", "github", "sarif"):
        assert cleaner("check", "d/page.txt", "--format", form, cwd=folder).returncode == 1
        assert cleaner("check", "d/clean.txt", "--format", form, cwd=folder).returncode == 0
    assert cleaner("check", "d/clean.txt", "--format", "github", cwd=folder).stdout == b""


def test_names_and_reasons_are_escaped_in_annotations() -> None:
    path = "50%, a:b\n::error::x\x1b[31m\udcff.txt"
    share = rule("MY001", "mine", "Half, or 50%: it\r\nstands everywhere. It is ours.")
    finding = Finding(path, "article", Counter({"share": 2}), (BoilerplateBlock(3, 5, 2, "share", "MY001"),))
    (told,) = annotations.render_annotations(finding, {"MY001": share})
    assert told == (
        "::warning file=50%25%2C a%3Ab%0A%3A%3Aerror%3A%3Ax␛[31m\\xff.txt,line=3,endLine=5,title=MY001 mine"
        "::2 lines of share: Half, or 50%25: it%0D%0Astands everywhere."
    )
    (failed,) = annotations.render_annotations(Failure("a\nb", "a\nb: is bad, at 100%."), {})
    assert failed == "::error file=a%0Ab::a%0Ab: is bad, at 100%25."


@pytest.mark.parametrize(
    ("basis", "why"),
    [
        (Basis("hit"), "It stands everywhere."),
        (Basis("section", 44), "in the section that line 44 opens."),
        (Basis("neighbour", 7), "belongs with line 7."),
        (Basis("before"), "before the article."),
        (Basis("menu", 0, 1200), "in a menu, a run of 1,200 lines without prose."),
        (Basis("template"), "It stands everywhere."),
        (Basis("duplicate", 5), "repeats line 5."),
        (Basis("review"), "It stands everywhere."),
    ],
)
def test_the_reason_of_a_rule_is_told_only_of_lines_that_it_is_about(basis: Basis, why: str) -> None:
    block = BoilerplateBlock(3, 4, 2, "share", "MY001", basis)
    finding, rules = (
        Finding("p", "article", Counter({"share": 2}), (block,)),
        {"MY001": rule("MY001", "m", "It stands everywhere. It is ours.")},
    )
    (told,) = annotations.render_annotations(finding, rules)
    run = check_sarif(b"".join(sarif.render_sarif([finding], rules, "")))
    assert told.partition("title=")[2] == f"MY001 m::2 lines of share: {why}"
    assert run["results"][0]["message"]["text"] == f"2 lines of share: {why}"


# --- SARIF ---


def check_sarif(data: bytes) -> dict[str, Any]:
    """Return the run of a SARIF log; fail if the log violates the standard."""
    log = json.loads(data)
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
    assert log.keys() == {"$schema", "version", "runs"}
    (run,) = log["runs"]
    assert run.keys() == {"tool", "results", "invocations"}
    driver = run["tool"]["driver"]
    assert driver["name"] == "cleaner" and driver.keys() <= {"name", "version", "rules"}
    codes = [described["id"] for described in driver["rules"]]
    assert len(set(codes)) == len(codes)
    for described in driver["rules"]:
        assert described.keys() == {"id", "name", "shortDescription", "defaultConfiguration"}
        assert described["name"] and described["shortDescription"].keys() == {"text"}
        assert described["defaultConfiguration"] == {"level": "warning"}
    for result in run["results"]:
        assert result.keys() == {"ruleId", "ruleIndex", "level", "message", "locations"}
        assert codes[result["ruleIndex"]] == result["ruleId"] and result["level"] == "warning"
        assert result["message"]["text"]
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region.keys() <= {"startLine", "endLine"}
        assert 1 <= region["startLine"] <= region.get("endLine", region["startLine"])
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii() and " " not in uri and urlsplit(uri).scheme in ("", "file")
    assert {result["ruleId"] for result in run["results"]} == set(codes), "the log must list exactly the rules used"
    (invocation,) = run["invocations"]
    notes = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] is (not notes)
    assert all(note["level"] == "error" and note["message"]["text"] for note in notes)
    return run  # type: ignore[no-any-return]


def test_sarif_names_file_and_lines(folder: Path) -> None:
    done = cleaner("check", "d", "--format", "sarif", cwd=folder)
    run = check_sarif(done.stdout)
    assert done.returncode == 1 and done.stderr == b""
    found = [
        (place["artifactLocation"]["uri"], place["region"]["startLine"], place["region"].get("endLine"), one["ruleId"])
        for one in run["results"]
        for place in [one["locations"][0]["physicalLocation"]]
    ]
    number = PAGE.splitlines().index("Share this article") + 1
    assert found[0] == ("d/index.txt", 1, None, "no-article")
    assert ("d/page.txt", number, number, "SHA101") in found


def test_sarif_without_findings_and_with_failures(folder: Path) -> None:
    run = check_sarif(cleaner("check", "d/clean.txt", "--format", "sarif", cwd=folder).stdout)
    assert run["results"] == [] and run["tool"]["driver"]["rules"] == []
    done = cleaner("check", "nowhere.txt", "--format", "sarif", cwd=folder)
    (note,) = check_sarif(done.stdout)["invocations"][0]["toolExecutionNotifications"]
    assert done.returncode == 3 and note["message"]["text"] == "nowhere.txt: no such file or directory."


@pytest.mark.parametrize(
    "path", ["a:b.txt", "50% of it.txt", "dé/北京.txt", "/tmp/a b.txt", "bad\udcff.txt", "a\nb.txt"]
)
def test_path_in_sarif_is_a_uri_of_the_same_file(path: str) -> None:
    share = rule("MY001", "mine", "It is ours.")
    finding = Finding(path, "article", Counter({"share": 1}), (BoilerplateBlock(3, 3, 1, "share", "MY001"),))
    run = check_sarif(b"".join(sarif.render_sarif([finding], {"MY001": share}, "1.0")))
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(urlsplit(uri).path, errors="surrogateescape") == path
    assert run["tool"]["driver"]["version"] == "1.0"


def test_sarif_describes_user_rules(folder: Path) -> None:
    table = 'code = "MY001"\nname = "ours"\nkind = "promotion"\nweight = 9.0\npattern = "^Sign up for our daily"\n'
    examples = 'drops = ["Sign up for our daily news"]\nkeeps = ["He did not sign up."]\n'
    (folder / "cleaner.toml").write_text(f'ignore = ["PRO"]\n[[rule]]\n{table}why = "We ask for it."\n{examples}')
    run = check_sarif(cleaner("check", "d/page.txt", "--format", "sarif", cwd=folder).stdout)
    mine = next(described for described in run["tool"]["driver"]["rules"] if described["id"] == "MY001")
    assert (mine["name"], mine["shortDescription"]["text"]) == ("ours", "We ask for it.")
