"""Batches of documents: order, failures, killed workers, limits of memory, and stdin."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO, TextIOWrapper
from pathlib import Path
from time import sleep

import pytest

from cleaner import clean, pipeline
from cleaner.corpus.entry import Record
from cleaner.errors import CleanerError, SlowPatternError
from cleaner.files.items import STDIN, Failure, Found, Input, Note
from cleaner.model import Document, Result
from cleaner.reviews.file import update_reviews
from cleaner.reviews.review import DocumentLabels, LineLabel
from cleaner.rulebook.rulebook import load_rulebook as load_rules
from cleaner.runs import batch
from cleaner.runs.batch import process_documents
from cleaner.runs.load import load_document, to_document
from cleaner.settings import Settings
from cleaner.templates.library import Library
from tests.support.command import PAGE, environment
from tests.support.sites import learnt_file, site

SITE = "harbourdaily.example"


@dataclass(frozen=True)
class LengthTask:
    """Task that returns the length of a document, or fails as its name says."""

    parent: int = 0

    def __call__(self, found: Input, document: Document, result: Result) -> tuple[str, int]:
        if "crash" in found.inside:
            raise ValueError("boom")
        if "vast" in found.inside:
            raise MemoryError
        if "slow" in found.inside:
            raise SlowPatternError("MY001 took too long.")
        if "end" in found.inside and os.getpid() != self.parent:
            os.kill(os.getpid(), signal.SIGTERM)
            Path(found.path).write_text("whole")
        if "kill" in found.inside and os.getpid() != self.parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return found.path, len(document.text)


def path_of(item: Found) -> str:
    assert isinstance(item, Input)
    return item.path


@pytest.fixture
def files(tmp_path: Path) -> list[Found]:
    paths = [tmp_path / f"{i:03}.txt" for i in range(100)]
    for i, path in enumerate(paths):
        path.write_text("x" * i)
    return [Input(str(path), path.name) for path in paths]


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_inputs(files: list[Found], jobs: int) -> None:
    items: list[Found] = [*files[:30], Note("note"), *files[30:60], Failure("p", "failed"), *files[60:]]
    done = list(process_documents(LengthTask(), items, Settings(jobs=jobs)))
    assert [item if isinstance(item, Note | Failure) else item[1] for item in done] == [
        *range(30), Note("note"), *range(30, 60), Failure("p", "failed"), *range(60, 100),
    ]  # fmt: skip


@pytest.mark.parametrize("jobs", [1, 2])
def test_failing_document_is_reported_and_the_others_are_done(files: list[Found], tmp_path: Path, jobs: int) -> None:
    (tmp_path / "crash.txt").write_text("x")
    (tmp_path / "nul.txt").write_bytes(b"a\0b")
    bad = [Input(str(tmp_path / name), name) for name in ("crash.txt", "nul.txt", "missing.txt", ".")]
    done = list(process_documents(LengthTask(), [*files[:10], *bad, *files[10:20]], Settings(jobs=jobs)))
    failures = [item for item in done if isinstance(item, Failure)]
    assert len(done) == 24 and done[10:14] == failures
    expected = ["please report it: ValueError: boom", "NUL", "No such file", "Is a directory"]
    for failure, words in zip(failures, expected, strict=True):
        assert words in failure.message and failure.path in failure.message and "\n" not in failure.message
    assert "Traceback" in failures[0].detail


def test_killed_worker_loses_only_its_document(files: list[Found], tmp_path: Path) -> None:
    (tmp_path / "kill.txt").write_text("x")
    items: list[Found] = [*files[:50], Input(str(tmp_path / "kill.txt"), "kill.txt"), *files[50:]]
    done = list(process_documents(LengthTask(os.getpid()), items, Settings(jobs=2)))
    assert len(done) == 101
    failure = done[50]
    assert isinstance(failure, Failure) and "kill.txt: the worker process was killed" in failure.message
    assert [item for item in done if isinstance(item, Failure)] == [failure]


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_worker_finishes_its_document_on_sigterm(files: list[Found], tmp_path: Path) -> None:
    """SIGTERM may go to a whole process group; half a file must not be left."""
    path = tmp_path / "end.txt"
    path.write_text("x")
    done = list(process_documents(LengthTask(os.getpid()), [Input(str(path), path.name), *files[:9]], Settings(jobs=2)))
    assert isinstance(done[0], Failure) and "the worker process was killed" in done[0].message
    assert path.read_text() == "whole" and done[1:] == [(path_of(file), i) for i, file in enumerate(files[:9])]


def test_workers_exit_when_their_parent_is_killed(tmp_path: Path) -> None:
    for i in range(400):
        (tmp_path / f"{i:03}.txt").write_text(PAGE * 5)
    command = [sys.executable, "-m", "cleaner", "run", str(tmp_path), "--jobs", "2", "-q"]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE) as process:
        while not (tmp_path / "000.clean.txt").exists() and process.poll() is None:
            sleep(0.01)
        process.kill()
        assert (
            process.stderr is not None and process.stderr.read() == b""
        )  # stderr ends when the last worker has exited


def test_inputs_are_read_only_a_little_ahead(files: list[Found]) -> None:
    taken = 0

    def counted() -> Iterator[Found]:
        nonlocal taken
        for i in range(5000):
            taken += 1
            yield files[i % 100]

    done = process_documents(LengthTask(), counted(), Settings(jobs=2))
    next(done)
    assert taken <= batch.MIN_FOR_WORKERS + (batch.MAX_PENDING * 2 + 1) * batch.CHUNK
    done.close()  # type: ignore[attr-defined]


def test_few_documents_start_no_workers(files: list[Found], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "Workers", None)
    assert (
        len(list(process_documents(LengthTask(), files[: batch.MIN_FOR_WORKERS - 1], Settings())))
        == batch.MIN_FOR_WORKERS - 1
    )


def test_bad_settings_raise_before_anything_is_read() -> None:
    with pytest.raises(CleanerError, match="XQX"):
        list(process_documents(LengthTask(), [Input("missing", "")], Settings(select=("XQX",))))


def test_unreadable_file_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal is simulated, because root may read every file."""

    def refuse(self: Path, mode: str) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CleanerError, match=r"a\.txt: cannot be read: Permission denied\."):
        load_document(str(tmp_path / "a.txt"))


def test_load_document_decodes_utf_16(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe" + PAGE.encode("utf-16-le"))
    assert load_document(str(tmp_path / "a.txt")).text == PAGE


# --- settings and tasks ---


@dataclass(frozen=True)
class CleanedTask:
    """Task that returns the cleaned text, or fails as the path says."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> str:
        if "full" in found.path:
            raise OSError(28, "No space left on device")
        if "silent" in found.path:
            raise ValueError
        return result.text


@pytest.fixture
def site_templates(tmp_path: Path) -> tuple[list[str], Path]:
    """Return the pages of a site, and a template file learnt from them."""
    raws = [page.raw for page in site(12)]
    return raws, learnt_file(tmp_path / "t.tsv", raws)


@pytest.mark.parametrize("jobs", [1, 2])
def test_templates_and_reviews_are_applied(tmp_path: Path, site_templates: tuple[list[str], Path], jobs: int) -> None:
    (raw, *_), path = site_templates
    template = Library(path).of(SITE)
    kept = pipeline.clean(raw, load_rules(), template=template).text.splitlines()
    line = next(row for row in kept[1:] if row and row in clean(raw).text)
    said = LineLabel(line, "promotion", "document", "a.txt")
    update_reviews(tmp_path / "said.toml", [said, said._replace(document="a.jsonl#1")])
    (tmp_path / "a.txt").write_text(raw)
    asked = Settings(jobs=jobs, templates=str(path), reviews=str(tmp_path / "said.toml"))
    items: list[Input | Record] = [
        Input(str(tmp_path / "a.txt"), "a.txt", SITE),
        Record(str(tmp_path / "a.jsonl"), 1, raw, f"{SITE}/1", ""),
    ]
    wanted = pipeline.clean(raw, load_rules(), template=template, labels=DocumentLabels((said,))).text
    assert list(process_documents(CleanedTask(), items, asked)) == [wanted, wanted]
    assert wanted != pipeline.clean(raw, load_rules(), template=template).text
    assert wanted != pipeline.clean(raw, load_rules(), labels=DocumentLabels((said,))).text


def test_given_site_applies_to_every_document(tmp_path: Path, site_templates: tuple[list[str], Path]) -> None:
    (raw, *_), path = site_templates
    said = LineLabel(raw.splitlines()[0], "body", "site", "b.txt", "given.example")
    update_reviews(tmp_path / "said.toml", [said])
    record = Record("a.jsonl", 1, raw, "https://other.example/1", "")
    plain = pipeline.clean(raw, load_rules()).text
    for site_, name in ((SITE, "templates"), ("given.example", "reviews")):
        file = path if name == "templates" else tmp_path / "said.toml"
        asked = Settings(jobs=1, templates=str(file)) if name == "templates" else Settings(jobs=1, reviews=str(file))
        assert [done for done in process_documents(CleanedTask(), [record], asked) if not isinstance(done, Note)] == [
            plain
        ]
        (done,) = process_documents(CleanedTask(), [record], replace(asked, site=site_))
        assert done != plain


def test_sites_without_a_template_are_noted_at_the_end(site_templates: tuple[list[str], Path]) -> None:
    path = site_templates[1]
    known, other, none = (Record("-", i, PAGE, url, "") for i, url in enumerate((f"{SITE}/1", "b.example/1", "")))

    def notes(*items: Record | Note) -> list[str]:
        done = list(process_documents(CleanedTask(), items, Settings(jobs=1, templates=str(path))))
        assert not any(isinstance(item, Note) for item in done[:-1])
        return [item.message for item in done if isinstance(item, Note)]

    wrong = f"{path}: no templates for {{}}; name the site with --site."
    assert notes(other, other) == [wrong.format("'b.example' or any other site of these inputs")]
    assert notes(other, none) == notes(other)
    assert notes(none, other) == [wrong.format("these inputs")]
    assert notes(other, known) == notes(known, other) == notes(known) == notes() == []
    assert notes(Note("of no document")) == ["of no document"]


def test_error_in_a_task_is_a_failure_of_its_document(tmp_path: Path) -> None:
    records = [Record(path, 7, PAGE, "", "x") for path in ("full", "silent")]
    full, silent = process_documents(CleanedTask(), records, Settings(jobs=1))
    assert full == Failure("full", "full: No space left on device.")
    assert isinstance(silent, Failure) and silent.path == "silent"
    assert silent.message == ("silent: record 7 (x): internal error, please report it: ValueError.")


def test_out_of_memory_and_slow_pattern_are_failures_of_the_document(files: list[Found]) -> None:
    path = path_of(files[40])
    vast, slow = (Input(path, name) for name in ("vast", "slow"))
    assert list(process_documents(LengthTask(), [vast, slow], Settings(jobs=1))) == [
        Failure(path, f"{path}: not enough memory."),
        Failure(path, f"{path}: MY001 took too long."),
    ]


# --- large inputs ---


def test_chunk_of_long_records_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MAX_CHARACTERS", 10)
    records = [Record("a.jsonl", number, "12345", "", "") for number in range(9)]
    items = iter(records)
    assert [len(batch.take_chunk(items, 4)) for _ in range(4)] == [3, 3, 3, 0]
    assert batch.take_chunk(iter(records), 2) == records[:2]
    inputs = [Input(name, name) for name in "abcdefghijklmnop"]
    assert batch.take_chunk(iter(inputs), 12) == inputs[:12]


def test_large_input_is_read_only_up_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.runs.load.LARGEST", 100)
    (tmp_path / "a.txt").write_text("x" * 1000)
    set_stdin(monkeypatch, b"x" * 1000)
    assert [len(load_document(path).text) for path in (str(tmp_path / "a.txt"), STDIN)] == [101, 101]


def test_text_with_too_many_lines_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.files.decode.LINES", 20)
    long, short = (Record("a.jsonl", number, "x\n" * (22 - number), "", "") for number in (1, 2))
    with pytest.raises(CleanerError, match=r"^a\.jsonl: record 1: too many lines \(limit 20\)"):
        to_document(long)
    assert to_document(short).text == "x\n" * 20


def test_file_that_grows_while_being_read_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("half")
    stamps = iter([(4, 1), (9, 2)])
    monkeypatch.setattr("cleaner.runs.load.file_stamp", lambda file: next(stamps))
    with pytest.raises(CleanerError, match=rf"^{path}: changed while being read; run again once it is complete\.$"):
        load_document(str(path))


# --- stdin ---


def set_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(data)))


@pytest.mark.parametrize("place", [20, 100])
def test_stdin_is_read_in_the_main_process(files: list[Found], monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    """Stdin is read in this process, even if workers clean the rest."""
    set_stdin(monkeypatch, PAGE.encode())
    items = [*files[:place], Input(STDIN, STDIN), *files[place:]]
    done = list(process_documents(LengthTask(os.getpid()), items, Settings(jobs=2)))
    assert done[place] == (STDIN, len(PAGE)) and len(done) == 101


def test_binary_or_closed_stdin_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    set_stdin(monkeypatch, b"a\0b")
    with pytest.raises(CleanerError, match=r"^stdin: binary file \(contains NUL bytes\)"):
        load_document(STDIN)
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(CleanerError, match=r"^stdin: cannot be read\.$"):
        load_document(STDIN)
