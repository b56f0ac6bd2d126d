"""`cleaner templates`, and the commands that use templates."""

import json
from pathlib import Path

import pytest

from tests.support.command import PAGE, cleaner, environment
from tests.support.sites import BOX, site

NAME = "harbourdaily.example"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Return a project with two sites: one of twelve pages, and one of a single page."""
    made = [page.raw for page in site(12)]
    for name, raws in {NAME: made, "courier.example": [PAGE]}.items():
        (tmp_path / "pages" / name).mkdir(parents=True)
        for i, raw in enumerate(raws):
            (tmp_path / "pages" / name / f"{i:02}.txt").write_text(raw, "utf-8")
    (tmp_path / ".git").mkdir()  # the search for settings ends here
    return tmp_path


def call(folder: Path, *args: str, status: int = 0, stdin: bytes = b"") -> tuple[str, str]:
    done = cleaner(*args, cwd=folder, stdin=stdin)
    assert done.returncode == status, done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


def cleaned(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*.clean.txt"))}


def test_without_a_subcommand_the_help_is_printed(tmp_path: Path) -> None:
    out, err = call(tmp_path, "templates")
    assert err == "" and out == call(tmp_path, "templates", "--help")[0]
    assert out.startswith("Usage: cleaner templates ") and "\n  learn " in out


def test_learn_writes_recurring_lines(pages: Path) -> None:
    assert call(pages, "templates", "learn", "pages", "-o", "t.tsv") == ("", "13 pages of 2 sites.\n")
    assert call(pages, "templates", "learn", "pages", "-o", "t.tsv", "--quiet") == ("", "")
    lines = (pages / "t.tsv").read_text("utf-8").splitlines()
    assert lines[:2] == ["# cleaner templates 1, what recurs", f"{NAME}\t12"]
    assert f"\t12\t{BOX[0].lower()}\t{BOX[1].lower()}" in lines
    assert "courier.example\t1" not in lines, "a site needs more than one page"


def test_templates_learnt_before_or_during_a_run_give_the_same(pages: Path) -> None:
    call(pages, "templates", "learn", "pages", "-o", "t.tsv")
    call(pages, "run", "pages", "--templates", "t.tsv", "--out", "a")
    _, err = call(pages, "run", "pages", "--learn-templates", "--out", "b")
    call(pages, "run", f"pages/{NAME}", "--templates", "t.tsv", "--out", "c", "--jobs", "2")
    call(pages, "run", "pages", "--out", "without")
    assert "13 documents: 13 written." in err
    assert cleaned(pages / "a") == cleaned(pages / "b") != cleaned(pages / "without")
    assert cleaned(pages / "c") == {Path(k).name: v for k, v in cleaned(pages / "a").items() if k.startswith(NAME)}
    assert BOX[1] in str(cleaned(pages / "without")) and BOX[1] not in str(cleaned(pages / "a"))
    assert (cleaned(pages / "a")["courier.example/00.clean.txt"]
            == cleaned(pages / "without")["courier.example/00.clean.txt"])  # fmt: skip


def test_parts_merge_to_the_whole(pages: Path) -> None:
    files = sorted(str(path.relative_to(pages)) for path in pages.rglob("*.txt"))
    for name, part in {"a": files[:5], "b": files[5:], "all": files}.items():
        call(pages, "templates", "learn", *part, "--all", "-o", f"{name}.tsv")
    call(pages, "templates", "merge", "b.tsv", "a.tsv", "--all", "-o", "sum.tsv")
    assert (pages / "sum.tsv").read_bytes() == (pages / "all.tsv").read_bytes()
    call(pages, "templates", "merge", "a.tsv", "b.tsv", "-o", "a.tsv")
    call(pages, "templates", "learn", *files, "-o", "whole.tsv")
    assert (pages / "a.tsv").read_bytes() == (pages / "whole.tsv").read_bytes()


def test_merging_files_without_rare_lines_warns(pages: Path) -> None:
    call(pages, "templates", "learn", "pages", "-o", "t.tsv")
    _, err = call(pages, "templates", "merge", "t.tsv", "t.tsv", "-o", "sum.tsv")
    assert err.startswith("cleaner: t.tsv: was learnt without --all; merged counts may be too low.")
    assert f"{NAME}\t24" in (pages / "sum.tsv").read_text("utf-8").splitlines()


def test_merging_a_damaged_file_writes_nothing(pages: Path) -> None:
    (pages / "t.tsv").write_text("# cleaner templates 1\na\t3\n\t3\tb\nx", "utf-8")
    (pages / "sum.tsv").write_text(before := "# cleaner templates 1\nb\t3\n", "utf-8")
    _, err = call(pages, "templates", "merge", "t.tsv", "-o", "sum.tsv", status=2)
    assert err == "cleaner: t.tsv:4: malformed line; expected SITE<TAB>PAGES or <TAB>PAGES<TAB>LINE.\n"
    assert (pages / "sum.tsv").read_text("utf-8") == before


def test_show_lists_sites_or_the_lines_of_one(pages: Path) -> None:
    call(pages, "templates", "learn", "pages", "-o", "t.tsv")
    out, _ = call(pages, "templates", "show", "t.tsv")
    assert [line.split() for line in out.splitlines()] == [["pages", "lines", "site"], ["12", out.split()[4], NAME]]
    out, _ = call(pages, "templates", "show", "t.tsv", NAME)
    head, titles, *rows = out.splitlines()
    assert (head, titles.split()) == (f"{NAME}: 12 pages", ["pages", "in", "a", "run", "line"])
    assert ["12", "12", "home"] in [row.split() for row in rows]
    counts = [int(row.split()[0]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    _, err = call(pages, "templates", "show", "t.tsv", "other.example", status=2)
    assert "t.tsv: no recurring lines for 'other.example'; omit SITE" in err
    assert call(pages, "templates", "show", "t.tsv", f"www.{NAME.upper()}")[0].startswith(f"{NAME}: 12 pages")


def test_show_makes_control_characters_visible(pages: Path) -> None:
    (pages / "t.tsv").write_text("# cleaner templates 1\na\t3\n\t3\thome \x1b[31m\n", "utf-8")
    out, _ = call(pages, "templates", "show", "t.tsv", "a")
    assert "\x1b" not in out and "home ␛[31m" in out


def test_unreadable_page_is_reported_and_the_others_are_learnt(pages: Path) -> None:
    (pages / "pages" / NAME / "bad.txt").write_bytes(b"a\0b")
    _, err = call(pages, "templates", "learn", "pages", "-o", "t.tsv", status=3)
    assert err.count("\n") == 2 and "bad.txt: binary file (contains NUL bytes)" in err
    assert f"{NAME}\t12\n" in (pages / "t.tsv").read_text("utf-8")
    _, err = call(pages, "run", "pages", "--learn-templates", "--out", "o", status=3)
    assert err.count("bad.txt: binary file (contains NUL bytes)") == 1


def test_site_option_applies_to_all_pages(pages: Path) -> None:
    call(pages, "templates", "learn", "pages", "--site", "all.example", "-o", "t.tsv", "--exclude", "0*.txt")
    assert (pages / "t.tsv").read_text("utf-8") == "# cleaner templates 1, what recurs\n", "two pages are too few"
    call(pages, "templates", "learn", "pages", "--site", "all.example", "-o", "t.tsv")
    assert (pages / "t.tsv").read_text("utf-8").splitlines()[1] == "all.example\t13"
    raw = site(1, seed=1)[0].raw.encode()
    out, _ = call(pages, "--templates", "t.tsv", "--site", "all.example", stdin=raw)
    assert BOX[1] not in out
    out, err = call(pages, "--templates", "t.tsv", stdin=raw)
    assert out == call(pages, stdin=raw)[0]
    assert err == "cleaner: t.tsv: no templates for these inputs; name the site with --site.\n"


def test_unknown_site_is_reported_once(pages: Path) -> None:
    call(pages, "templates", "learn", "pages", "-o", "t.tsv")
    said = "cleaner: t.tsv: no templates for 'pages' or any other site of these inputs; name the site with --site."
    for i in range(2):
        (pages / "pages" / f"{i}.txt").write_text(PAGE, "utf-8")
    assert said in call(pages, "run", "pages", "--templates", "t.tsv", "--exclude", "*.example/", "--out", "o")[1]
    assert "no templates for" not in call(pages, "run", "pages", "--templates", "t.tsv", "--out", "o")[1]


def test_only_template_files_are_overwritten(pages: Path) -> None:
    page = pages / "pages" / NAME / "00.txt"
    raw = page.read_text("utf-8")
    _, err = call(pages, "templates", "learn", "-o", *[str(path) for path in sorted(page.parent.iterdir())], status=2)
    assert "00.txt: exists and was not written by 'cleaner templates'; remove it or choose another name." in err
    call(pages, "templates", "learn", "pages", "--all", "-o", "t.tsv")
    _, err = call(pages, "templates", "merge", "t.tsv", "-o", str(page), status=2)
    assert "was not written by 'cleaner templates'" in err and page.read_text("utf-8") == raw


def test_without_pages_nothing_is_written(pages: Path) -> None:
    call(pages, "templates", "learn", "pages", "-o", "t.tsv")
    before = (pages / "t.tsv").read_bytes()
    (pages / "empty").mkdir()
    for path in ("empty", "missing"):
        _, err = call(pages, "templates", "learn", path, "-o", "t.tsv", status=3)
        assert "no pages found; nothing written." in err
    assert (pages / "t.tsv").read_bytes() == before
    assert "site unknown; set it with --site." in call(pages, "templates", "learn", "-", "-o", "-", status=3)[1]


def test_templates_are_written_to_stdout(pages: Path) -> None:
    call(pages, "templates", "learn", "pages", "--all", "-o", "t.tsv")
    out, _ = call(pages, "templates", "learn", "pages", "--all", "-o", "-")
    assert (
        out == (pages / "t.tsv").read_text("utf-8") == call(pages, "templates", "merge", "t.tsv", "--all", "-o", "-")[0]
    )


def test_many_parts_merge_with_few_open_files(pages: Path) -> None:
    resource = pytest.importorskip("resource")
    call(pages, "templates", "learn", "pages", "--all", "-o", "t.tsv")
    names = [f"part{i}.tsv" for i in range(120)]
    for name in names:
        (pages / name).write_bytes((pages / "t.tsv").read_bytes())
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
    try:
        out, _ = call(pages, "templates", "merge", *names, "--all", "-o", "-")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert f"{NAME}\t{12 * 120}\n" in out


def test_merged_file_is_marked_as_without_rare_lines(pages: Path) -> None:
    call(pages, "templates", "learn", "pages", "-o", "t.tsv")
    out, _ = call(pages, "templates", "merge", "t.tsv", "--all", "-o", "-")
    assert out.startswith("# cleaner templates 1, what recurs\n")


def test_explain_names_pages_and_site(pages: Path) -> None:
    call(pages, "templates", "learn", "pages", "-o", "t.tsv")
    out, _ = call(pages, "explain", "-v", f"pages/{NAME}/00.txt", "--templates", "t.tsv")
    evidence = f"SIT101 recurs-in-a-run with the line below on 12 of 12 pages of {NAME}"
    assert evidence in " ".join(out.split())
    assert "SIT1" not in call(pages, "explain", "-v", f"pages/{NAME}/00.txt")[0]


def test_settings_name_a_template_file(pages: Path) -> None:
    call(pages, "templates", "learn", "pages", "-o", "t.tsv")
    (pages / "cleaner.toml").write_text('templates = "t.tsv"', "utf-8")
    out, _ = call(pages, "config", "pages")
    assert any(line.split()[:2] == ["templates", str(pages / "t.tsv")] for line in out.splitlines())
    assert "SIT101" in call(pages, "explain", "-v", f"pages/{NAME}/00.txt")[0]
    assert "SIT101" not in call(pages, "explain", "-v", f"pages/{NAME}/00.txt", "--ignore", "SIT")[0]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["run", "pages", "--templates", "t.tsv", "--learn-templates"], "cannot be used together"),
        (["run", "-", "--learn-templates"], "cannot be combined with --learn-templates"),
        (["run", "pages", "--templates", "missing"], "'missing' does not exist"),
        (["run", "pages", "--templates", "pages/courier.example/00.txt"], "not a template file"),
        (["templates", "learn", "pages"], "Missing option '-o'"),
        (["templates", "learn", "-o", "t.tsv"], "Missing argument 'PATH...'"),
        (["templates", "lern"], "No such command 'lern'"),
    ],
)
def test_usage_errors(pages: Path, args: list[str], words: str) -> None:
    (pages / "t.tsv").write_text("# cleaner templates 1\n", "utf-8")
    _, err = call(pages, *args, status=2)
    assert words in err and err.count("\n") == 1


def test_temporary_templates_are_deleted(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    done = cleaner("run", "pages", "--learn-templates", cwd=pages, env=environment(TMPDIR=str(tmp_path / "tmp")))
    assert done.returncode == 0 and not list(Path(tmp_path, "tmp").iterdir())


def test_site_of_a_record_is_the_host_of_its_url(pages: Path) -> None:
    """A corpus yields the same templates and texts as one folder of files per site."""
    raws = [path.read_text("utf-8") for path in sorted((pages / "pages" / NAME).glob("*.txt"))]
    rows = [{"text": raw, "url": f"https://www.{NAME}/{i}"} for i, raw in enumerate(raws)]
    rows.append({"text": PAGE, "url": "?"})
    (pages / "all.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    call(pages, "templates", "learn", "pages", "-o", "files.tsv")
    call(pages, "templates", "learn", "all.jsonl", "-o", "records.tsv")
    assert (pages / "records.tsv").read_bytes() == (pages / "files.tsv").read_bytes()
    call(pages, "run", "pages", "--learn-templates")
    call(pages, "run", "all.jsonl", "--learn-templates")
    records = [json.loads(line)["text"] for line in (pages / "all.clean.jsonl").read_text("utf-8").splitlines()]
    files = [text for name, text in cleaned(pages).items() if NAME in name]
    assert records[:-1] == files and BOX[0] not in records[0]


def test_damaged_record_does_not_stop_learning(pages: Path) -> None:
    rows = [json.dumps({"text": page.raw}) for page in site(6)]
    (pages / "all.jsonl").write_text("\n".join([*rows, "{"]) + "\n", "utf-8")
    assert (
        "all.jsonl: record 7: not a JSON object"
        in call(pages, "templates", "learn", "all.jsonl", "-o", "t.tsv", "--site", NAME, status=3)[1]
    )
    assert f"{NAME}\t6\n" in (pages / "t.tsv").read_text("utf-8")
