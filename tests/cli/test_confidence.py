"""Confidence in the commands: the summary of a run, `--min-confidence`, rejects, reviews and explanations."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from cleaner import clean
from cleaner.rulebook.rulebook import load_rulebook
from tests.support.command import BODY, NO_ARTICLE, PAGE, cleaner
from tests.support.corpora import jsonl, loaded, run

RULES = {rule.code: rule for rule in load_rulebook().rules}
DOUBTED = RULES["CNF109"].drops[0]
"""A page with a comment thread."""
SURE, LESS = clean(BODY).confidence, clean(DOUBTED).confidence
REASON = f"Confidence {LESS:g} is below 0.5"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a page beyond doubt, a doubtful one, and one without an article."""
    for name, text in {"good": BODY, "bad": DOUBTED, "none": NO_ARTICLE}.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    return tmp_path


def test_the_pages_are_as_sure_as_the_tests_need() -> None:
    assert LESS < 0.4 < 0.8 < SURE and clean(DOUBTED).verdict == "article"


# --- the summary ---


def test_the_summary_names_doubtful_documents(folder: Path) -> None:
    refused = [f"  {clean(NO_ARTICLE).confidence:.3f}  ./none.txt (no article)"]
    both = sorted([f"  {LESS:.3f}  ./bad.txt", *refused])
    assert run(folder, ".").splitlines()[-3:] == ["2 doubtful (confidence below 0.5):", *both]
    (folder / "bad.txt").unlink()
    assert run(folder, ".").splitlines()[-2:] == ["1 doubtful (confidence below 0.5):", *refused]
    rows = RULES["PAG105"].drops[0].strip().splitlines()
    (folder / "none.txt").write_text("\nRead more\n".join(rows), "utf-8")
    assert "doubtful" not in run(folder, "."), "the refusal of repeated teasers is not doubtful"


def test_the_summary_names_the_five_most_doubtful(tmp_path: Path) -> None:
    texts = [rule.drops[0] for code, rule in RULES.items() if code.startswith("CNF1")]
    doubts = sorted((clean(text).confidence, f"./{i}.txt") for i, text in enumerate(texts))
    doubts = [one for one in doubts if one[0] < 0.5]
    assert len(doubts) > 5
    for i, text in enumerate(texts):
        (tmp_path / f"{i}.txt").write_text(text, "utf-8")
    lines = run(tmp_path, ".").splitlines()[-6:]
    assert lines[0] == f"{len(doubts)} doubtful (confidence below 0.5); the 5 most doubtful:"
    assert lines[1:] == [f"  {confidence:.3f}  {name}" for confidence, name in doubts[:5]]


def test_the_confidence_is_in_json(folder: Path) -> None:
    value = json.loads(cleaner("run", ".", "--format", "json", cwd=folder).stdout)
    assert {one["path"]: one["confidence"] for one in value["documents"]} == {
        "./good.txt": SURE, "./bad.txt": LESS, "./none.txt": clean(NO_ARTICLE).confidence,
    }  # fmt: skip
    assert (value["summary"]["doubtful"], value["summary"]["withheld"]) == (2, 0)
    found = json.loads(cleaner("check", "bad.txt", "--format", "json", cwd=folder).stdout)
    assert found["documents"][0]["confidence"] == LESS


# --- --min-confidence ---


def test_files_below_the_minimum_are_not_written(folder: Path) -> None:
    run(folder, ".")
    assert (folder / "bad.clean.txt").exists()
    messages = run(folder, ".", "--min-confidence", "0.5").splitlines()
    assert messages[0] == f"./bad.txt: confidence {LESS:g} is below 0.5; skipped; bad.clean.txt is from an earlier run"
    assert "3 documents: 0 written, 1 unchanged, 1 without an article, 1 below --min-confidence." in messages
    assert not any(line.endswith("./bad.txt") for line in messages), "named already"
    (folder / "bad.clean.txt").unlink()
    run(folder, ".", "--min-confidence", "0.5")
    assert not (folder / "bad.clean.txt").exists() and (folder / "good.clean.txt").exists()
    run(folder, ".", "--min-confidence", str(LESS))
    assert (folder / "bad.clean.txt").exists(), "the minimum itself is enough"


def test_files_below_the_minimum_go_to_the_rejects(folder: Path) -> None:
    run(folder, ".", "--min-confidence", "0.5", "--rejects", "rest.jsonl")
    rows = {row["id"]: row for row in loaded((folder / "rest.jsonl").read_bytes())}
    assert rows.keys() == {"./bad.txt", "./none.txt"}
    assert rows["./bad.txt"] == {
        "id": "./bad.txt", "text": DOUBTED, "cleaner_verdict": "article", "cleaner_confidence": LESS,
        "cleaner_reason": REASON,
    }  # fmt: skip


ROWS = [{"id": "a", "text": DOUBTED}, {"id": "b", "text": BODY}]


def test_records_below_the_minimum_go_to_the_rejects_or_are_left_empty(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(ROWS))
    messages = run(tmp_path, ".", "--min-confidence", "0.5")
    assert "2 documents: 1 written, 1 below --min-confidence." in messages
    empty, full = loaded((tmp_path / "a.clean.jsonl").read_bytes())
    assert empty == {"id": "a", "text": "", "cleaner_verdict": "article", "cleaner_confidence": LESS}
    assert full["text"] == BODY and full["cleaner_confidence"] == SURE
    run(tmp_path, ".", "--min-confidence", "0.5", "--rejects", "rest.jsonl.gz")
    assert [row["id"] for row in loaded((tmp_path / "a.clean.jsonl").read_bytes())] == ["b"]
    (rejected,) = loaded(gzip.decompress((tmp_path / "rest.jsonl.gz").read_bytes()))
    assert rejected["text"] == DOUBTED and rejected["cleaner_reason"] == REASON


def test_other_formats_hold_the_confidence(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["id", "text"])
        writer.writeheader()
        writer.writerows(ROWS)
    run(tmp_path, ".", "--min-confidence", "0.5")
    with (tmp_path / "a.clean.csv").open(newline="") as file:
        rows = [*csv.DictReader(file)]
    assert [(row["text"], row["cleaner_confidence"]) for row in rows] == [("", str(LESS)), (BODY, str(SURE))]


def test_the_pipe_writes_nothing_below_the_minimum() -> None:
    done = cleaner("--min-confidence", "0.5", stdin=DOUBTED.encode())
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == f"cleaner: stdin: confidence {LESS:g} is below 0.5; nothing written.\n"
    assert cleaner("--min-confidence", "0.5", stdin=BODY.encode()).stdout == BODY.encode()
    out = cleaner("--min-confidence", "0.5", "--format", "jsonl", stdin=jsonl(ROWS)).stdout
    assert [row["text"] for row in loaded(out)] == ["", BODY]


def test_the_minimum_can_be_a_setting(folder: Path) -> None:
    (folder / "cleaner.toml").write_text("min-confidence = 0.5\n")
    assert "1 below --min-confidence." in run(folder, ".")
    assert b"min-confidence  0.5" in cleaner("config", cwd=folder).stdout
    assert "below --min-confidence" not in run(folder, ".", "--min-confidence", "0")
    assert cleaner("run", ".", "--min-confidence", "1.5", cwd=folder).returncode == 2


def test_a_run_with_another_minimum_is_another_run(folder: Path) -> None:
    from cleaner.settings import load_settings

    inputs = [load_settings(folder, {"min-confidence": value}).decision_inputs for value in (0.5, 0.6)]
    assert inputs[0] != inputs[1]


# --- review and explain ---


def test_review_begins_with_the_most_doubtful_document(folder: Path) -> None:
    (folder / "a.txt").write_text(PAGE, "utf-8")
    texts = {"a.txt": PAGE, "bad.txt": DOUBTED, "good.txt": BODY, "none.txt": NO_ARTICLE}
    order = sorted(texts, key=lambda name: clean(texts[name]).confidence)
    assert order != sorted(texts)
    done = cleaner("review", ".", "--all", cwd=folder, stdin=b"n\n" * 9)
    shown = [line.partition(": line 1 of")[0] for line in done.stdout.decode().splitlines() if ": line 1 of" in line]
    assert shown == order


def test_a_reviewed_document_does_not_come_first(folder: Path) -> None:
    cleaner("review", ".", "--all", cwd=folder, stdin=b"k\n" * len(clean(DOUBTED).lines))
    assert 'name = "bad.txt"' in (folder / "cleaner.reviews.toml").read_text("utf-8")
    done = cleaner("review", ".", "--all", cwd=folder, stdin=b"n\n" * 9).stdout.decode()
    assert "bad.txt: line" not in done and "good.txt: line" in done


def test_explain_always_shows_the_evidence_on_the_page(folder: Path) -> None:
    good, bad, none = (
        cleaner("explain", "-v", f"{name}.txt", cwd=folder).stdout.decode() for name in ("good", "bad", "none")
    )
    assert good.startswith(f"good.txt: article, confidence {SURE:g}, ")
    assert f"confidence {LESS:g}, doubt +" in bad and "(a positive sum means below 0.5)" in bad
    assert "(not decisive: the text shows no boilerplate, so it is an article)" in good
    assert "(positive: no article)" in bad and "(not decisive: too few words of body for an article)" in none
    for shown, code in ((good, "CNF116"), (bad, "CNF102"), (none, "CNF201")):
        assert code in shown and "PAG101" in shown


def test_no_line_is_shown_as_removed_with_the_score_of_body(tmp_path: Path) -> None:
    index = RULES["PAG103"].drops[0]
    (tmp_path / "index.txt").write_text(index, "utf-8")
    result = clean(index)
    assert result.verdict == "no-article" and any(line.score <= 0 for line in result.lines)
    shown = cleaner("explain", "-v", "index.txt", cwd=tmp_path).stdout.decode()
    for line in result.lines:
        head = f"{line.number:>2} -{line.kind:<10} {'page' if line.score <= 0 else f'{line.score:+.2f}'}  "
        assert head in shown
        assert line.score > 0 or f"removed because the page has no article; its score is {line.score:+.2f}" in shown
    assert "because of its kind" not in shown


def test_explain_as_json_has_the_terms(folder: Path) -> None:
    value = json.loads(cleaner("explain", "bad.txt", "--format", "json", cwd=folder).stdout)["documents"][0]
    assert value["confidence"] == LESS and value["page_basis"] == "score"
    assert value["doubts"] == [one._asdict() for one in clean(DOUBTED).doubts]


def test_a_number_that_is_none_is_no_confidence(folder: Path) -> None:
    done = cleaner("run", folder, "--min-confidence", "nan")
    assert done.returncode == 2 and b"nan is not in the range 0<=x<=1" in done.stderr
    assert not list(folder.glob("*.clean.txt"))
