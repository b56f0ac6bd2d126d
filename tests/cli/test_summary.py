"""The summary of `cleaner run` and its progress bar, on terminals of several widths and in a pipe."""

import re
from io import StringIO
from pathlib import Path

import click
import pytest
from rich.cells import cell_len
from rich.console import Console

from cleaner.commands.progress_bar import make_bar
from cleaner.render.summary import RunInfo, render_summary
from cleaner.runs.outcome import Summary
from tests.support.command import NO_ARTICLE, PAGE, cleaner, environment
from tests.support.terminal import on_terminal

DEEP = "a/folder/with/a/long/name/in/another/one/with/a/name/that/is/longer/still/北京.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / DEEP).parent.mkdir(parents=True)
    for name, text in {"page.txt": PAGE, DEEP: NO_ARTICLE}.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\0\1\2")
    return tmp_path


def summary_on(folder: Path, *args: str, columns: int = 80, **variables: str) -> str:
    """Return what a run prints after its messages."""
    shown = on_terminal("run", *args, cwd=folder, columns=columns, **variables)
    return shown[re.search(r"(\x1b\[1m)?3 documents", shown).start() :]  # type: ignore[union-attr]


# --- the summary ---


def test_a_summary_on_a_terminal_has_colours_the_folder_and_the_time(folder: Path) -> None:
    shown = summary_on(folder, "--out", "new", ".")
    assert "\x1b[32m1 written to new\x1b[0m, \x1b[33m1 without an article\x1b[0m, \x1b[31m1 failed\x1b[0m" in shown
    assert re.search(r"1 failed in \d\.\d s\.\n", click.unstyle(shown))
    assert "\x1b[38;5;167mread-also\x1b[0m " in shown and "\x1b[38;5;31mshare\x1b[0m " in shown


def test_a_piped_summary_has_neither_and_is_the_same_each_time(folder: Path) -> None:
    first, second = (cleaner("run", "--out", name, ".", cwd=folder) for name in ("one", "two"))
    assert first.stdout == b"" and first.stderr == second.stderr and b"\x1b" not in first.stderr
    assert b"\n3 documents: 1 written, 1 without an article, 1 failed.\n" in first.stderr
    assert DEEP.encode() in first.stderr


def test_colour_of_a_summary_follows_the_variables(folder: Path) -> None:
    assert b"\x1b[38;5;" in cleaner("run", ".", cwd=folder, env=environment(FORCE_COLOR="1")).stderr
    assert b"\x1b" not in cleaner("run", ".", cwd=folder, env=environment(FORCE_COLOR="1", NO_COLOR="1")).stderr
    for shown in (summary_on(folder, ".", NO_COLOR="1"), summary_on(folder, "--color", "never", ".")):
        assert not re.search(r"\x1b\[\d", shown)


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_a_summary_fits_and_cuts_names_at_the_front(folder: Path, columns: int) -> None:
    rows = click.unstyle(summary_on(folder, ".", columns=columns)).splitlines()
    assert max(map(cell_len, rows)) <= columns
    name = rows[-1].split(maxsplit=1)[1]
    assert name.endswith("longer/still/北京.txt (no article)") and (name[0] == "…") == (columns < 100)


@pytest.mark.parametrize(("seconds", "shown"), [(0.04, "0.0 s"), (59.4, "59.4 s"), (200.2, "3 min 20 s")])
def test_the_time_has_a_unit(seconds: float, shown: str) -> None:
    (row,) = render_summary(Summary(1), RunInfo(seconds=seconds))
    assert click.unstyle(row) == f"1 document: 1 written in {shown}."


def test_control_bytes_in_the_name_of_a_folder_are_symbols() -> None:
    (row,) = render_summary(Summary(1), RunInfo(out="a\x1b[31m[red]"))
    assert click.unstyle(row) == "1 document: 1 written to a␛[31m[red]."


# --- progress ---


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_progress_is_one_row_with_rate_time_left_and_failures(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    bar = make_bar(has_color=False)
    task = bar.add_task("Cleaning", total=1000, documents=12_345, rate=1234.0, failures=26)
    bar.update(task, completed=500)
    console = Console(width=columns, file=StringIO(), record=True)
    console.print(bar.get_renderable())
    (row,) = console.export_text().splitlines()
    assert "Cleaning" in row and " 50% " in row and "1,234/s, 26 failed" in row and cell_len(row) <= columns
    assert ("12,345 documents" in row) == (columns >= 100)


def test_progress_shows_failures_only_if_there_are_any(folder: Path) -> None:
    shown = on_terminal("run", ".", cwd=folder)
    assert "Cleaning" in shown and " 0 failed" not in shown
