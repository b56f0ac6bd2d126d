"""Commands that read texts: they process the records of a corpus one by one, and name each by number."""

import gzip
import json
from pathlib import Path

import pytest

from cleaner import clean
from cleaner.reviews.file import load_reviews
from tests.support.command import NO_ARTICLE, PAGE, cleaner

PROMPT = "READ ALSO: Storm closes the coast road for a third day"
PAGES = [
    {"id": "bakery", "url": "https://www.orrin.example/1", "text": PAGE},
    {"id": "index", "url": "https://www.orrin.example/", "text": NO_ARTICLE},
    {"url": "https://velm.example/2", "text": PAGE.replace("Orrin", "Velm")},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "d").mkdir()
    lines = [json.dumps(page) for page in PAGES]
    lines.insert(2, '{"text": 3}')
    (tmp_path / "d" / "pages.jsonl").write_text("\n".join(lines) + "\n")
    (tmp_path / "d" / "page.txt").write_text(PAGE)
    (tmp_path / "d" / "measures.jsonl").write_text('{"height": 3}\n')
    return tmp_path


def call(folder: Path, *args: str, status: int = 3, stdin: bytes = b"") -> tuple[str, str]:
    done = cleaner(*args, cwd=folder, stdin=stdin)
    assert done.returncode == status, done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


def test_check_reports_each_record(folder: Path) -> None:
    out, err = call(folder, "check", "d")
    assert [line.partition(" line")[0] for line in out.splitlines()] == [
        "d/page.txt: 6",
        "d/pages.jsonl: record 1: 6",
        "d/pages.jsonl: record 2: no article",
        "d/pages.jsonl: record 4: 6",
    ]
    assert "d/measures.jsonl: skipped: no text field found (" in err
    assert "d/pages.jsonl: record 3: " in err and err.count("\n") == 2
    found = [json.loads(line) for line in call(folder, "check", "d", "--format", "jsonl")[0].splitlines()]
    assert [(f["path"], f.get("record")) for f in found if "error" not in f][1:3] == [
        ("d/pages.jsonl", 1),
        ("d/pages.jsonl", 2),
    ]


def test_check_formats_name_no_lines_for_records(folder: Path) -> None:
    """Line numbers in a record differ from those in its file, so none are printed."""
    out, _ = call(folder, "check", "d/pages.jsonl", "--format", "github")
    assert "::warning file=d/pages.jsonl,title=NAV102 menu-phrase-start::record 1, line 1: " in out
    assert "::record 2: There is no article in this file." in out and ",line=" not in out
    log = json.loads(call(folder, "check", "d/pages.jsonl", "--format", "sarif")[0])
    places = [r["locations"][0]["physicalLocation"] for r in log["runs"][0]["results"] if r["ruleId"] != "no-article"]
    assert places and not any("region" in place for place in places)


def test_diff_and_explain_name_each_record(folder: Path) -> None:
    out, _ = call(folder, "diff", "d/pages.jsonl")
    assert out.startswith("d/pages.jsonl: record 1 (bakery): 6 lines removed") and "- READ ALSO: Storm" in out
    out, _ = call(folder, "diff", "--stat", "d/pages.jsonl")
    assert [line.partition("  ")[0] for line in out.splitlines()[1:4]] == [
        "d/pages.jsonl: record 1 (bakery)",
        "d/pages.jsonl: record 2 (index)",
        "d/pages.jsonl: record 4",
    ]
    out, err = call(folder, "diff", "--unified", "d/pages.jsonl")
    assert out == "" and "d/pages.jsonl: --unified does not support corpora; use 'cleaner run'." in err
    assert "d/pages.jsonl: record 4: article, " in call(folder, "explain", "d/pages.jsonl")[0]
    found = json.loads(call(folder, "explain", "d/pages.jsonl", "--format", "json")[0])["documents"]
    assert [document.get("record") for document in found] == [1, 2, None, 4]


def test_field_names_and_compressed_files(folder: Path) -> None:
    record = {"name": "bakery", "page": {"content": PAGE}}
    (folder / "other.jsonl.gz").write_bytes(gzip.compress(json.dumps(record).encode()))
    fields = ("--text-field", "page.content", "--id-field", "name")
    out, _ = call(folder, "check", "other.jsonl.gz", *fields, status=1)
    assert out.startswith("other.jsonl.gz: record 1: 6 lines of boilerplate")
    (folder / "cut.jsonl.gz").write_bytes((folder / "other.jsonl.gz").read_bytes()[:-9])
    _, err = call(folder, "check", "cut.jsonl.gz", *fields)
    assert err.startswith("cleaner: cut.jsonl.gz: read error after record ") and err.count("\n") == 1


def test_report_holds_each_record(folder: Path) -> None:
    call(folder, "report", "d/pages.jsonl", "-o", "report.html")
    text = (folder / "report.html").read_text("utf-8")
    assert "d/pages.jsonl: record 1 (bakery)" in text and "d/pages.jsonl: record 4" in text


def test_rules_test_reads_records(folder: Path) -> None:
    out = call(folder, "rules", "test", "mine.toml", "--on", "d/pages.jsonl", status=2)[1]
    assert "'mine.toml' does not exist" in out
    (folder / "mine.toml").write_text(
        '[[rule]]\ncode = "MY001"\nname = "roof"\nkind = "promotion"\nweight = 30.0\npattern = "half of the new roof"\n'
        'why = "An example."\ndrops = ["They will pay for half of the new roof, it says in every article."]\n'
        'keeps = ["The roof is new."]\n'
    )
    assert "3 lines in 3 documents newly dropped" in call(folder, "rules", "test", "mine.toml", "--on", "d")[0]


def test_review_of_a_record_applies_to_later_runs(folder: Path) -> None:
    """A decision applies to the record, or to its site, in every later run, and can be scored."""
    corpus = folder / "d" / "pages.jsonl"
    corpus.write_text(json.dumps(PAGES[0]) + "\n" + json.dumps(PAGES[2]) + "\n")
    scores = {PAGE[x.start : x.end]: abs(x.score) for x in clean(PAGE).lines}
    skips = "s\n" * sorted(scores, key=lambda line: scores[line]).index(PROMPT)
    call(folder, "review", str(corpus), "--all", status=0, stdin=f"{skips}w\nk\nq\n".encode())
    file = folder / "cleaner.reviews.toml"
    assert 'document = "d/pages.jsonl#bakery"\nsite = "orrin.example"\n' in file.read_text("utf-8")
    call(folder, "run", str(corpus), status=0)
    texts = [json.loads(line)["text"] for line in (folder / "d" / "pages.clean.jsonl").read_text("utf-8").splitlines()]
    assert [PROMPT in text for text in texts] == [True, False]
    file.write_text(file.read_text("utf-8") + '\n[[document]]\nname = "d/pages.jsonl#bakery"\n')
    assert call(folder, "score", str(file), status=0)[0].splitlines()[1].split()[:2] == ["all", "1"]
    file.write_text('[[document]]\nname = "d/pages.jsonl#butcher"\n')
    assert "d/pages.jsonl#butcher not found" in call(folder, "score", str(file), status=2)[1]


def test_reviews_apply_in_the_api(tmp_path: Path) -> None:
    file = tmp_path / "reviews.toml"
    file.write_text(f'[[line]]\nline = "{PROMPT}"\nkind = "body"\nscope = "site"\nsite = "orrin.example"\n')
    reviews = load_reviews(file)
    assert PROMPT in clean(PAGE, labels=reviews.of("a page", "orrin.example")).text
    assert PROMPT not in clean(PAGE, labels=reviews.of("a page", "velm.example")).text
