"""Output, files and exit status of each command, all run in the test process for speed."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cleaner import clean
from cleaner.cli import main
from tests.support.command import NO_ARTICLE, PAGE


class Done(NamedTuple):
    status: int
    out: str
    err: str


Call = Callable[..., Done]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Call:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def run(*args: str) -> Done:
        monkeypatch.setattr("sys.argv", ["cleaner", *args])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capsysbinary.readouterr()
        assert isinstance(caught.value.code, int)
        return Done(caught.value.code, out.decode(), err.decode())

    return run


@pytest.fixture(autouse=True)
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a page, one in a subfolder, and one without an article."""
    monkeypatch.chdir(tmp_path)
    Path("d/sub").mkdir(parents=True)
    Path("d/a.txt").write_text(PAGE)
    Path("d/sub/b.txt").write_text(PAGE.replace("\n", "\r\n"), newline="")
    Path("d/index.txt").write_text(NO_ARTICLE)
    Path(".git").mkdir()  # the search for settings ends here
    return tmp_path


# --- run ---


def test_run_writes_next_to_the_originals(call: Call) -> None:
    before = {path: path.read_bytes() for path in Path().rglob("*.txt")}
    done = call("run", "d")
    assert (done.status, done.out) == (0, "")
    assert Path("d/a.clean.txt").read_text() == clean(PAGE).text
    assert Path("d/sub/b.clean.txt").read_bytes() == clean(PAGE).text.replace("\n", "\r\n").encode()
    assert not Path("d/index.clean.txt").exists()
    assert all(path.read_bytes() == data for path, data in before.items())
    lines = done.err.splitlines()
    assert lines[0] == "d/index.txt: no article found; skipped"
    assert lines[1] == "3 documents: 2 written, 1 without an article."
    assert lines[2].startswith("Removed ") and any(line.split()[:2] == ["share", "4"] for line in lines)


def test_second_run_leaves_unchanged_outputs(call: Call) -> None:
    call("run", "d")
    stamp = Path("d/a.clean.txt").stat().st_mtime_ns
    done = call("run", "d")
    assert "0 written, 2 unchanged" in done.err
    assert Path("d/a.clean.txt").stat().st_mtime_ns == stamp


def test_stale_output_of_a_page_without_article_is_named_and_left(call: Call) -> None:
    Path("d/index.clean.txt").write_text("earlier")
    done = call("run", "d")
    assert "d/index.txt: no article found; skipped; d/index.clean.txt is from an earlier run" in done.err
    assert Path("d/index.clean.txt").read_text() == "earlier"


def test_out_mirrors_the_tree(call: Call) -> None:
    assert call("run", "d", "--out", "o/p").status == 0
    assert sorted(str(p) for p in Path("o").rglob("*.*")) == ["o/p/a.clean.txt", "o/p/sub/b.clean.txt"]
    assert not list(Path("d").rglob("*.clean.*"))


def test_colliding_outputs_are_named_and_the_first_stays(call: Call) -> None:
    Path("e").mkdir()
    Path("e/a.txt").write_text(PAGE.replace("Orrin", "Elsewhere"))
    done = call("run", "d/a.txt", "e/a.txt", "--out", "o")
    assert done.status == 3
    assert "cleaner: d/a.txt and e/a.txt would both be written to o/a.clean.txt; clean them in separate" in done.err
    assert "Orrin" in Path("o/a.clean.txt").read_text()


def test_dry_run_writes_nothing(call: Call) -> None:
    done = call("run", "d", "--dry-run", "-v", "--out", "o")
    assert done.status == 0 and done.out == ""
    assert "d/a.txt: would be written to o/a.clean.txt, " in done.err and "2 would be written" in done.err
    assert not Path("o").exists() and not list(Path().rglob("*.clean.*"))


def test_keep_and_drop(call: Call) -> None:
    call("run", "d/a.txt", "--keep", "share,footer", "--drop", "headline", "-q")
    text = Path("d/a.clean.txt").read_text()
    assert "Share this article" in text and "©" in text and "Village keeps" not in text


def test_exclude(call: Call) -> None:
    done = call("run", "d", "--exclude", "sub/", "--exclude", "index*")
    assert "1 document: 1 written." in done.err


def test_quiet_and_verbose(call: Call) -> None:
    assert call("run", "d", "-q").err == ""
    err = call("run", "d", "-v").err
    assert "d/a.txt: unchanged: d/a.clean.txt, " in err and "d/index.txt: no article" in err


def test_run_json(call: Call) -> None:
    done = call("run", "d", "missing", "--format", "json")
    value = json.loads(done.out)
    assert done.status == 3 and value["schema"] == "cleaner/run/4"
    a, index, b, missing = value["documents"]
    assert (a["path"], a["verdict"], a["output"], a["written"]) == ("d/a.txt", "article", "d/a.clean.txt", True)
    assert a["removed"]["share"] == {"lines": 2, "words": 7}
    assert index["verdict"] == "no-article" and index["output"] is None
    assert b["path"] == "d/sub/b.txt" and missing == {"path": "missing", "error": "missing: no such file or directory."}
    summary = value["summary"]
    assert (summary["documents"], summary["articles"], summary["no_article"], summary["failures"]) == (4, 2, 1, 1)
    lines = [json.loads(line) for line in call("run", "d", "--format", "jsonl").out.splitlines()]
    assert [line["path"] for line in lines] == ["d/a.txt", "d/index.txt", "d/sub/b.txt"]
    assert {line["schema"] for line in lines} == {"cleaner/run/4"}


def test_number_of_jobs_changes_nothing(call: Call) -> None:
    one = call("run", "d", "--out", "one", "--jobs", "1")
    two = call("run", "d", "--out", "two", "--jobs", "2")
    assert one == two
    assert Path("one/sub/b.clean.txt").read_bytes() == Path("two/sub/b.clean.txt").read_bytes()


# --- diff ---


def test_diff(call: Call) -> None:
    done = call("diff", "d")
    assert done.status == 0 and done.err == ""
    assert "share SHA101" in done.out and "- Share this article" in done.out
    assert "d/index.txt: no article found, everything would be removed" in done.out
    assert not list(Path().rglob("*.clean.*"))


def test_diff_stat(call: Call) -> None:
    done = call("diff", "--stat", "d")
    head, *rows, total = done.out.splitlines()
    assert head.split() == ["document", "lines", "words", "%"] and done.status == 0
    shown = {row.split()[0]: row.split()[1:] for row in rows}
    assert shown["d/index.txt"] == ["0", "0", "0", "no", "article"]
    assert all(row.split()[-1].count("=") == max(1, round(0.4 * int(row.split()[3]))) for row in rows if "=" in row)
    lines = sum(int(cells[0].replace(",", "")) for cells in shown.values())
    assert total.startswith(f"Would remove {lines} lines (")
    assert total.endswith(f" of {len(rows)} documents; 1 has no article.")
    assert call("diff", "--stat", "d", "--exit-code").status == 1
    done = call("diff", "--stat", "--unified", "d")
    assert done.status == 2 and "--stat and --unified cannot be used together" in done.err


def test_diff_exit_code(call: Call) -> None:
    assert call("diff", "d/a.txt", "--exit-code").status == 1
    call("run", "d/a.txt", "--out", "o")
    Path("o/a.clean.txt").rename("c.txt")
    done = call("diff", "c.txt", "--exit-code")
    assert (done.status, done.out) == (0, "")
    assert call("diff", "c.txt", "missing", "--exit-code").status == 3


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs patch")
def test_patch_turns_the_original_into_the_cleaned_file(call: Call) -> None:
    Path("d/with space.txt").write_text(PAGE.rstrip("\n"))
    patch = call("diff", "--unified", "d", str(Path("d/sub").resolve())).out
    assert patch.count("--- ") == 3 and "\\ No newline at end of file" in patch and "\r\n" in patch
    call("run", "d", "--out", "o")
    Path("all.patch").write_bytes(patch.encode())
    subprocess.run(["patch", "-p0", "-s", "-i", "all.patch"], check=True)
    for name in ("a", "sub/b", "with space"):
        assert Path(f"d/{name}.txt").read_bytes() == Path(f"o/{name}.clean.txt").read_bytes()
    assert Path("d/index.txt").read_text() == NO_ARTICLE, "a file without an article must not be emptied"


# --- check, explain ---


def test_check(call: Call) -> None:
    done = call("check", "d")
    assert done.status == 1 and done.err == ""
    first, index, _ = done.out.splitlines()
    assert first.startswith("d/a.txt: ") and " lines of boilerplate (" in first and "share 2" in first
    assert index == "d/index.txt: no article"
    call("run", "d/a.txt", "--out", "o")
    Path("o/a.clean.txt").rename("c.txt")
    assert call("check", "c.txt") == Done(0, "", "")
    assert call("check", "c.txt", "missing").status == 3


def test_check_json(call: Call) -> None:
    value = json.loads(call("check", "d", "--format", "json").out)
    assert value["schema"] == "cleaner/check/3"
    assert value["documents"][0]["kinds"]["share"] == 2
    done = call("check", "d", "--format", "jsonl")
    assert done.status == 1 and len(done.out.splitlines()) == 3


def test_explain_with_weights(call: Call) -> None:
    done = call("explain", "-v", "d/a.txt")
    assert done.status == 0
    blocks = done.out.split("\n\n")
    share = next(block for block in blocks if "Share this article" in block.splitlines()[0])
    assert "share: by its own text (SHA101)" in share and "no rule supports" not in share
    assert "Traceback" not in done.err


def test_explain_json_weights_add_up_to_the_score(call: Call) -> None:
    value = json.loads(call("explain", "d/a.txt", "d/sub/b.txt", "--format", "json").out)
    assert value["schema"] == "cleaner/explain/5" and len(value["documents"]) == 2
    for line in value["documents"][0]["lines"]:
        assert sum(evidence["weight"] for evidence in line["evidence"]) == pytest.approx(line["score"])
        assert line["text"] == PAGE[line["start"] : line["end"]]
    first = value["documents"][0]["lines"][0]
    assert first["basis"] == {"how": "hit", "line": 0, "menu_lines": 0}


# --- rules, config ---


def test_rules(call: Call) -> None:
    done = call("rules")
    assert done.out.startswith("code ") and "SHA101" in done.out and "REA102" in done.out
    family = call("rules", "share").out
    assert "SHA101" in family and "REA102" not in family
    assert call("rules", "sha").out == family
    page = call("rules", "sha101").out
    for title in ("Matches", "Why", "Drops", "Keeps", "weight"):
        assert title in page
    assert "to below" in call("rules", "LIN101").out
    assert json.loads(call("rules", "SHA101", "--format", "json").out)["rules"][0]["family"] == "share"


def test_unknown_rule_gets_a_suggestion(call: Call) -> None:
    done = call("rules", "SHA1O1")
    assert (done.status, done.out) == (2, "") and "did you mean SHA1" in done.err


def test_every_rule_has_a_page(call: Call) -> None:
    listed = [line.split()[0] for line in call("rules").out.splitlines()[1:]]
    for code in listed:
        assert call("rules", code).out.startswith(code)


def test_config(call: Call) -> None:
    Path("cleaner.toml").write_text('drop = ["headline"]\nexclude = ["drafts/"]')
    rows = {line.split("  ")[0]: line.split() for line in call("config", "d", "--keep", "byline").out.splitlines()}
    assert rows["drop"][1:] == ["headline", str(Path("cleaner.toml").resolve())]
    assert rows["keep"][1:] == ["byline", "--keep"]
    assert rows["exclude"][1] == "drafts/" and rows["select"][1:] == ["none", "default"]
    assert rows["kinds kept"][2:4] == ["byline,", "body"]
    assert "headline" not in call("config", "--isolated").out.split("kinds kept")[0]


def test_settings_files_are_used(call: Call) -> None:
    Path("d/cleaner.toml").write_text('keep = ["share"]\nexclude = ["/sub/"]')
    call("run", "d", "-q")
    assert "Share this" in Path("d/a.clean.txt").read_text() and not Path("d/sub/b.clean.txt").exists()
    call("--isolated", "run", "d", "-q")  # options are also allowed before the command
    assert "Share this" not in Path("d/a.clean.txt").read_text() and Path("d/sub/b.clean.txt").exists()


# --- usage errors, help ---


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["rnu"], "No such command 'rnu'; did you mean 'run'?"),
        (["d"], "did you mean 'cleaner run d'?"),
        (["run"], "Missing argument 'PATH...'"),
        (["run", "d", "--bogus"], "--bogus"),
        (["run", "d", "--keep", "bylin"], "--keep: unknown kind 'bylin'; did you mean 'byline'?"),
        (["run", "d", "--keep", "zzz"], "choose from headline, byline,"),
        (["run", "d", "--select", "XQX"], "'XQX'"),
        (["run", "d", "--jobs", "0"], "0"),
        (["run", "d", "--format", "xml"], "xml"),
        (["run", "-", "d"], "'-' (stdin) cannot be combined with other paths."),
        (["run", "d", "--config", "none.toml"], "none.toml: cannot be read"),
        (["run", "d", "--config", "x", "--isolated"], "cannot be used together"),
    ],
)
def test_usage_error_is_one_line_and_status_2(call: Call, args: list[str], words: str) -> None:
    done = call(*args)
    assert done.status == 2 and done.out == ""
    assert done.err.startswith("cleaner: ") and done.err.count("\n") == 1 and words in done.err
    assert not list(Path().rglob("*.clean.*"))


def test_help_and_version(call: Call) -> None:
    assert call("--version").out.startswith("cleaner")
    shown = call("--help").out
    for name in ("run", "diff", "check", "explain", "rules", "config"):
        assert f"\n  {name} " in shown
        assert call(name, "-h").status == 0
