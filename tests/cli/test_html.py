"""HTML and Markdown among the inputs of the real command."""

import json
import sys
from pathlib import Path

import pytest

from tests.support.command import PAGE, cleaner
from tests.support.html_pages import ENGLISH, JAPANESE, RUSSIAN, HtmlPage

pytest.importorskip("trafilatura", exc_type=ImportError)
pytest.importorskip("w3lib")

TEXT = "\n".join([ENGLISH.title, *ENGLISH.paragraphs]) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.html").write_text(ENGLISH.source)
    (tmp_path / "b.HTM").write_bytes(RUSSIAN.encode("windows-1251"))
    (tmp_path / "c.xhtml").write_bytes(JAPANESE.encode("shift_jis"))
    (tmp_path / "d.txt").write_text(PAGE)
    return tmp_path


def run(folder: Path, *args: str, status: int = 0, stdin: bytes = b"") -> tuple[str, str]:
    done = cleaner(*args, cwd=folder, stdin=stdin)
    assert done.returncode == status, done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


def words_of(page: HtmlPage) -> str:
    return " ".join([page.title, *page.paragraphs])


def test_a_folder_with_html_is_cleaned_to_text(folder: Path) -> None:
    _, err = run(folder, "run", ".")
    assert "4 documents: 4 written." in err
    for name, page in (("a", ENGLISH), ("b", RUSSIAN), ("c", JAPANESE)):
        assert " ".join((folder / f"{name}.clean.txt").read_text("utf-8").split()) == words_of(page)
    assert "0 written" not in err and "4 unchanged" in run(folder, "run", ".")[1]


def test_markdown_is_written_on_request(folder: Path) -> None:
    run(folder, "run", ".", "--to", "markdown", "--out", "o")
    assert sorted(path.name for path in (folder / "o").iterdir()) == [
        "a.clean.md", "b.clean.md", "c.clean.md", "d.clean.txt",
    ]  # fmt: skip
    assert (folder / "o" / "a.clean.md").read_text().startswith(f"# {ENGLISH.title}\n\n{ENGLISH.paragraphs[0]}\n\n")


def test_html_under_another_name_is_recognised(folder: Path) -> None:
    (folder / "page.txt").write_text(ENGLISH.source)
    (folder / "page.html").write_text(PAGE)
    run(folder, "run", "page.txt")
    assert (folder / "page.clean.txt").read_text().split() == words_of(ENGLISH).split()
    run(folder, "run", "page.html", "--out", "o")
    assert (folder / "o" / "page.clean.txt").read_text() == run(folder, "-", stdin=PAGE.encode())[0]


@pytest.mark.parametrize("args", [(), ("-",), ("run", "-"), ("--input", "html")])
def test_the_pipe_takes_html(folder: Path, args: tuple[str, ...]) -> None:
    out, err = run(folder, *args, stdin=ENGLISH.source.encode())
    assert out.split() == words_of(ENGLISH).split() and err == ""
    out, _ = run(folder, *args, "--to", "markdown", stdin=ENGLISH.source.encode())
    assert out.startswith(f"# {ENGLISH.title}\n")


def test_cleaned_html_is_clean(folder: Path) -> None:
    for page in (ENGLISH, RUSSIAN, JAPANESE):
        for to in ((), ("--to", "markdown")):
            out, _ = run(folder, *to, stdin=page.source.encode())
            assert run(folder, stdin=out.encode())[0] == out


def test_the_given_format_decides(folder: Path) -> None:
    out, _ = run(folder, "--input", "text", stdin=b"<p>The ferry sails again on Monday.</p>\n")
    assert out == "<p>The ferry sails again on Monday.</p>\n"
    text = f"{PAGE}\n- [Home](/)\n- [News](/news)\n"
    as_markdown, as_text = (run(folder, "--input", name, stdin=text.encode())[0] for name in ("markdown", "text"))
    assert as_markdown and as_text
    (folder / "cleaner.toml").write_text('input = "text"\n')
    run(folder, "run", "a.html", "--out", "o")
    assert "<p>" in (folder / "o" / "a.clean.txt").read_text()
    assert "Invalid value for '--input': 'htm' is not one of" in run(folder, "--input", "htm", status=2)[1]


def test_the_name_of_a_markdown_file_decides(folder: Path) -> None:
    """Indented rows are code in Markdown, and `explain` shows how a document was read."""
    text = "Ferry\n=====\n\nIt sails again on Monday, said the mayor of the island, and it will be repaired.\n"
    for name in ("a.md", "a.txt"):
        (folder / name).write_text(text)
    found = json.loads(run(folder, "explain", "a.md", "a.txt", "--format", "json")[0])["documents"]
    assert [[line["number"] for line in document["lines"]] for document in found] == [[1, 4], [1, 2, 4]]


@pytest.mark.parametrize("field", ["html", "rawHtml", "page.html", "text"])
def test_records_hold_html(folder: Path, field: str) -> None:
    value: object = ENGLISH.source
    for name in reversed(field.split(".")):
        value = {name: value}
    (folder / "p.jsonl").write_text(json.dumps(value) + "\n" + json.dumps({"text": PAGE}) + "\n")
    status = 0 if field == "text" else 3
    run(folder, "run", "p.jsonl", "--text-field", field, status=status)
    row = json.loads((folder / "p.clean.jsonl").read_text().splitlines()[0])
    assert row["cleaner_verdict"] == "article"
    for name in field.split("."):
        row = row[name]
    assert row.split() == words_of(ENGLISH).split()


def test_a_field_of_markdown_is_read_as_markdown(folder: Path) -> None:
    text = "Ferry\n=====\n\nIt sails again on Monday, said the mayor of the island, and it will be repaired.\n"
    (folder / "p.jsonl").write_text(json.dumps({"markdown": text}) + "\n")
    out, _ = run(folder, "explain", "p.jsonl", "--text-field", "markdown", "--format", "json")
    assert [line["number"] for line in json.loads(out)["documents"][0]["lines"]] == [1, 4]


def test_records_in_the_pipe_hold_html(folder: Path) -> None:
    line = json.dumps({"text": ENGLISH.source, "url": "https://orrin.example/ferry"}).encode() + b"\n"
    out, _ = run(folder, "--format", "jsonl", "--to", "markdown", stdin=line)
    assert json.loads(out)["text"].startswith(f"# {ENGLISH.title}\n")


def test_spans_of_extracted_text_are_refused(folder: Path) -> None:
    (folder / "p.jsonl").write_text(json.dumps({"text": ENGLISH.source}) + "\n")
    _, err = run(folder, "run", "p.jsonl", "--spans", status=3)
    assert "p.jsonl: record 1: --spans does not support HTML; run without it." in err
    assert json.loads((folder / "p.clean.jsonl").read_text())["text"] == ENGLISH.source
    _, err = run(folder, "run", ".", "--exclude", "*.jsonl", "--sidecar", status=3)
    assert "a.html: --sidecar does not support HTML; run without it." in err
    assert (folder / "d.removed.json").exists() and not (folder / "a.clean.txt").exists()


def test_two_inputs_with_one_output_are_a_failure(folder: Path) -> None:
    (folder / "a.txt").write_text(PAGE)
    _, err = run(folder, "run", "a.html", "a.txt", status=3)
    assert "a.html and a.txt would both be written to a.clean.txt" in err


def test_commands_show_the_extracted_text(folder: Path) -> None:
    out, _ = run(folder, "diff", "a.html")
    assert out.startswith("a.html: ") and "READ ALSO" in out and "<p>" not in out
    out, err = run(folder, "diff", "--unified", "a.html", "d.txt")
    assert "a.html: --unified does not support HTML; use 'cleaner run'." in err and out.startswith("--- d.txt")
    out, _ = run(folder, "check", "a.html", "--format", "github", status=1)
    assert "::warning file=a.html,title=" in out and ",line=" not in out and "::line " in out
    found = json.loads(run(folder, "check", "a.html", "--format", "sarif", status=1)[0])["runs"][0]["results"]
    assert all("region" not in result["locations"][0]["physicalLocation"] for result in found) and found
    run(folder, "report", "a.html", "-o", "report.html")
    assert "READ ALSO" in (folder / "report.html").read_text()


def test_templates_are_learnt_from_extracted_text(folder: Path) -> None:
    run(folder, "templates", "learn", "a.html", "a.html", "--site", "orrin", "--out", "t.tsv", "--all")
    learnt = (folder / "t.tsv").read_text()
    assert "island buys its ferry back" in learnt and "<p>" not in learnt


def test_without_the_extra_one_sentence_names_two_remedies(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    _, err = run(folder, "run", ".", "--jobs", "1", status=3)
    assert sorted(path.name for path in folder.glob("*.clean.*")) == ["d.clean.txt"]
    assert err.splitlines()[:2] == [
        "cleaner: ./a.html: HTML; install the extra with pip install 'cleaner[html]', or extract the text first: "
        "trafilatura < page.html | cleaner.",
        "cleaner: 2 more could not be read: the extra is not installed.",
    ]


def test_without_the_extra_the_pipe_has_status_2(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    out, err = run(folder, stdin=ENGLISH.source.encode(), status=2)
    assert out == "" and err.startswith("cleaner: stdin: HTML; install the extra with pip install 'cleaner[html]', or ")
    assert err.count("\n") == 1
