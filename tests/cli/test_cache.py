"""The cache of results: what is cleaned again, what is counted, and a cache that is damaged or shared."""

import json
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cleaner.runs import load
from cleaner.runs.cache import NAME
from tests.support.command import NO_ARTICLE, PAGE, cleaner, environment, run_process
from tests.support.html_pages import ENGLISH


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.txt").write_text(PAGE)
    (tmp_path / "d" / "b.txt").write_text(PAGE.replace("Orrin", "Velm"))
    (tmp_path / "d" / "index.txt").write_text(NO_ARTICLE)
    return tmp_path


def run(folder: Path, *args: str, status: int = 0) -> str:
    env = environment(XDG_CACHE_HOME=str(folder / "cache"))
    done = cleaner(*(args or ("run", "d", "--verbose")), cwd=folder, env=env)
    assert done.returncode == status, done.stderr.decode()
    return done.stdout.decode() + done.stderr.decode()


def cleaned(folder: Path, monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[list[str], str]:
    """Return the names of the files that a run cleaned, and its messages."""
    names: list[str] = []
    real = load.to_document

    def noted(item: object, settings: object) -> object:
        names.append(Path(item.path).name)  # type: ignore[attr-defined]
        return real(item, settings)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("cleaner.runs.job.to_document", noted)
        messages = run(folder, *args)
    return names, messages


def test_unchanged_files_are_counted_and_not_cleaned(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names, first = cleaned(folder, monkeypatch)
    assert names == ["a.txt", "b.txt", "index.txt"] and "3 documents: 2 written, 1 without an article." in first
    names, second = cleaned(folder, monkeypatch)
    assert names == [] and "3 documents: 0 written, 2 unchanged, 1 without an article." in second
    assert first.partition("Removed")[2] == second.partition("Removed")[2] != ""


def test_rules_are_not_loaded_for_unchanged_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    monkeypatch.setattr("cleaner.settings.Settings.rulebook", None)
    assert "0 written, 2 unchanged" in run(folder)


def test_what_changed_is_cleaned_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    (folder / "d" / "a.txt").write_text(PAGE.replace("Tomas", "Anton"))
    (folder / "d" / "c.txt").write_text(PAGE)
    assert cleaned(folder, monkeypatch)[0] == ["a.txt", "c.txt"]
    assert "Anton" in (folder / "d" / "a.clean.txt").read_text()
    (folder / "d" / "b.clean.txt").unlink()
    (folder / "d" / "c.clean.txt").write_text("edited")
    os.utime(folder / "d" / "index.txt", ns=(0, 0))
    assert cleaned(folder, monkeypatch)[0] == ["b.txt", "c.txt", "index.txt"]
    assert (folder / "d" / "c.clean.txt").read_text() != "edited"
    (folder / "d" / "a.txt").chmod(0o600)
    assert cleaned(folder, monkeypatch)[0] == ["a.txt"]
    assert (folder / "d" / "a.clean.txt").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "args",
    [("--keep", "byline"), ("--ignore", "REA"), ("--min-confidence", "0.1"), ("--input", "text"), ("--site", "orrin")],
)
def test_other_settings_are_another_result(
    folder: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    run(folder)
    assert len(cleaned(folder, monkeypatch, "run", "d", *args)[0]) == 3
    assert cleaned(folder, monkeypatch, "run", "d", *args)[0] == []


def test_settings_files_reviews_and_rules_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    (folder / "cleaner.toml").write_text('keep = ["byline"]\n')
    assert len(cleaned(folder, monkeypatch)[0]) == 3
    (folder / "cleaner.reviews.toml").write_text("")
    assert len(cleaned(folder, monkeypatch)[0]) == 3
    monkeypatch.setattr("cleaner.runs.cache._package_stamps", lambda: [None])
    assert len(cleaned(folder, monkeypatch)[0]) == 3


def test_another_selection_of_files_cleans_none_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    for args in (["--glob", "*.txt"], ["--exclude", "b.txt"], ["--hidden", "--no-ignore"]):
        names, messages = cleaned(folder, monkeypatch, "run", "d", *args)
        assert names == [] and " 0 written, " in messages


def test_each_output_has_its_own_result(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    assert len(cleaned(folder, monkeypatch, "run", "d", "--out", "o")[0]) == 3
    assert cleaned(folder, monkeypatch)[0] == cleaned(folder, monkeypatch, "run", "d", "--out", "./o/")[0] == []
    monkeypatch.chdir(folder / "d")
    assert cleaned(folder / "d", monkeypatch, "run", "../d", "--quiet")[0] == ["a.txt", "b.txt", "index.txt"]


def test_a_sidecar_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    assert len(cleaned(folder, monkeypatch, "run", "d", "--sidecar")[0]) == 3
    assert cleaned(folder, monkeypatch, "run", "d", "--sidecar")[0] == []
    (folder / "d" / "a.removed.json").unlink()
    assert cleaned(folder, monkeypatch, "run", "d", "--sidecar")[0] == ["a.txt"]


def test_failures_are_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "d" / "b.txt").write_bytes(b"\0\1")
    run(folder, status=3)
    names: list[str] = []
    assert "b.txt: binary file" in run(folder, status=3)
    (folder / "d" / "b.txt").write_text(PAGE)
    names, _ = cleaned(folder, monkeypatch)
    assert names == ["b.txt"]


def test_other_outputs_are_whole(folder: Path) -> None:
    args = ("run", "d", "--rejects", "no.jsonl", "--stats", "stats.json", "--format", "json")
    first, rejects, stats = run(folder, *args), (folder / "no.jsonl").read_text(), (folder / "stats.json").read_text()
    assert len(rejects.splitlines()) == 1
    for name in ("no.jsonl", "stats.json"):
        (folder / name).unlink()
    second = run(folder, *args)
    assert (folder / "no.jsonl").read_text() == rejects
    assert json.loads((folder / "stats.json").read_text())["removed"] == json.loads(stats)["removed"]
    listed = [json.JSONDecoder().raw_decode(output)[0]["documents"] for output in (first, second)]
    assert [d["path"] for d in listed[0]] == [d["path"] for d in listed[1]] != []


def test_a_stale_output_is_still_named(folder: Path) -> None:
    (folder / "d" / "index.clean.txt").write_text("of an earlier run")
    assert "index.clean.txt" in run(folder) and "index.clean.txt" in run(folder)


def test_no_cache_and_dry_runs_leave_it_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder, "run", "d", "--no-cache")
    run(folder, "run", "d", "--dry-run")
    assert not (folder / "cache").exists()
    run(folder)
    assert len(cleaned(folder, monkeypatch, "run", "d", "--no-cache")[0]) == 3
    assert "3 documents: 2 would be written" in run(folder, "run", "d", "--dry-run")


def test_html_is_cached_by_the_form_of_its_text(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("trafilatura", exc_type=ImportError)
    (folder / "d" / "p.html").write_text(ENGLISH.source)
    run(folder)
    assert cleaned(folder, monkeypatch)[0] == []
    assert "p.html" in cleaned(folder, monkeypatch, "run", "d", "--to", "markdown")[0]


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_cache_is_started_anew(folder: Path, damage: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    (folder / "cache" / "cleaner" / NAME).write_bytes(damage)
    assert len(cleaned(folder, monkeypatch)[0]) == 3 and cleaned(folder, monkeypatch)[0] == []


@pytest.mark.parametrize("value", ["", "{", "[]", '{"stamps": []}', '{"stamps": [], "outcome": {"removed": 3}}'])
def test_a_damaged_row_is_not_used(folder: Path, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    with sqlite3.connect(folder / "cache" / "cleaner" / NAME) as database:
        if not value:
            rows = database.execute("SELECT value FROM outcomes").fetchall()
            value = json.dumps({"outcome": json.loads(rows[0][0])["outcome"]})
        database.execute("UPDATE outcomes SET value = ?", (value,))
    database.close()
    assert len(cleaned(folder, monkeypatch)[0]) == 3 and cleaned(folder, monkeypatch)[0] == []


def test_a_cache_that_cannot_be_written_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "cache").write_text("a file")
    for _ in range(2):
        assert len(cleaned(folder, monkeypatch)[0]) == 3
    assert "cannot be deleted" not in run(folder, "cache")


def test_a_locked_cache_is_not_waited_for_long(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    monkeypatch.setattr("cleaner.runs.cache.TIMEOUT", 0.01)
    database = sqlite3.connect(folder / "cache" / "cleaner" / NAME)
    database.execute("BEGIN EXCLUSIVE")
    assert len(cleaned(folder, monkeypatch)[0]) == 3
    database.close()
    assert cleaned(folder, monkeypatch)[0] == []


def test_runs_at_once_share_it(folder: Path) -> None:
    for number in range(30):
        (folder / "d" / f"{number}.txt").write_text(PAGE.replace("1931", str(number)))
    env = environment(XDG_CACHE_HOME=str(folder / "cache"))

    def start(out: str) -> int:
        return run_process("run", "d", "--out", out, cwd=folder, env=env).returncode

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(start, ("x", "y", "z"))) == [0, 0, 0]
    for out in ("x", "y", "z"):
        assert "33 documents: 0 written, 32 unchanged, 1 without an article." in run(folder, "run", "d", "--out", out)


def test_an_interrupted_run_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.runs import clean_task

    real = clean_task._write

    def interrupted(path: Path, *args: object) -> bool:
        if path.name == "b.txt":
            raise KeyboardInterrupt
        return real(path, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(clean_task, "_write", interrupted)
        run(folder, status=130)
    assert cleaned(folder, monkeypatch)[0] == ["b.txt", "index.txt"]


def test_the_cache_is_shown_and_cleared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder / "cache" / "cleaner"
    assert run(folder, "cache") == f"{place}: 0 files, 0 bytes\n"
    assert run(folder, "cache", "--clear") == f"{place}: 0 bytes deleted\n"
    run(folder)
    size = (place / NAME).stat().st_size
    assert run(folder, "cache") == f"{place}: 3 files, {size:,} bytes\n"
    assert run(folder, "cache", "--clear") == f"{place}: {size:,} bytes deleted\n"
    assert len(cleaned(folder, monkeypatch)[0]) == 3
    monkeypatch.setattr("pathlib.Path.home", lambda: (_ for _ in ()).throw(RuntimeError()))
    done = cleaner("cache", cwd=folder, env=environment(XDG_CACHE_HOME="relative"))
    assert done.returncode == 3 and b"set XDG_CACHE_HOME" in done.stderr
