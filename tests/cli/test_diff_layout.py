"""`cleaner diff` for readers: colours, underlined words, two sides, widths, long names, and the pager."""

from pathlib import Path

import click
import pytest
from rich.cells import cell_len

from cleaner.render.diff import SEPARATOR
from tests.support.command import PAGE, ROOT, cleaner, environment
from tests.support.terminal import on_terminal

DEEP = "a/folder/with/a/long/name/in/another/one/with/a/name/that/is/longer/page.txt"
ODD = PAGE.replace("“My oven", "“👩‍🔬 北京的面包师说 [red]my[/red] \x1b[31moven\x07")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / DEEP).parent.mkdir(parents=True)
    for name, text in {"page.txt": PAGE, "odd.txt": ODD, DEEP: PAGE}.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "glued.txt").write_bytes((ROOT / "seeds" / "glued-inserts.txt").read_bytes())
    return tmp_path


def piped(folder: Path, *args: str, **variables: str) -> str:
    done = cleaner("diff", *args, cwd=folder, env=environment(**variables))
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def test_context_has_the_name_that_git_gives_it(folder: Path) -> None:
    assert piped(folder, "-U", "0", "page.txt") == piped(folder, "--context", "0", "page.txt")
    assert piped(folder, "-U1", "-u", "page.txt") == piped(folder, "--context", "1", "--unified", "page.txt")


# --- colours ---


def test_kinds_have_colours_and_the_words_that_decided_are_underlined(folder: Path) -> None:
    shown = on_terminal("diff", "page.txt", cwd=folder)
    assert "\x1b[38;5;167mread-also\x1b[0m\x1b[2m REA102\x1b[0m" in shown
    assert "\x1b[38;5;167m\x1b[1m\x1b[4mREAD ALSO\x1b[0m\x1b[38;5;167m: Storm closes" in shown
    assert "(\x1b[38;5;31mshare 2\x1b[0m, " in shown, "in the summary"
    assert "\x1b[2mThe village of Orrin" in shown, "kept lines are dim"


def test_a_removed_part_is_struck_through(folder: Path) -> None:
    shown = on_terminal("diff", "glued.txt", cwd=folder, columns=120)
    assert "\x1b[9mREAD ALSO\x1b[0m\x1b[38;5;167m\x1b[9m: Two injured" in shown
    assert "[-READ ALSO: Two injured" in piped(folder, "glued.txt")


@pytest.mark.parametrize("args", [(), ("--side-by-side",), ("--stat",)])
def test_escapes_vanish_when_piped_and_on_request(folder: Path, args: tuple[str, ...]) -> None:
    assert "\x1b" not in piped(folder, *args, "page.txt")
    assert "\x1b[38;5;" in piped(folder, *args, "page.txt", FORCE_COLOR="1")
    assert "\x1b" not in piped(folder, *args, "page.txt", FORCE_COLOR="1", NO_COLOR="1")
    assert "\x1b" not in on_terminal("diff", *args, "page.txt", cwd=folder, NO_COLOR="1")
    assert "\x1b[38;5;" in on_terminal("diff", *args, "--color", "always", "page.txt", cwd=folder, NO_COLOR="1")


def test_control_bytes_are_symbols_and_markup_is_text(folder: Path) -> None:
    for args in ((), ("--side-by-side",)):
        shown = on_terminal("diff", *args, "odd.txt", cwd=folder, columns=240)
        assert "[red]my[/red] ␛[31moven␇" in click.unstyle(shown) and "\x07" not in shown


# --- two sides ---


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
@pytest.mark.parametrize("name", ["odd.txt", "glued.txt"])
def test_two_sides_fit_the_width_and_align(folder: Path, columns: int, name: str) -> None:
    rows = click.unstyle(on_terminal("diff", "--side-by-side", name, cwd=folder, columns=columns)).splitlines()
    assert max(map(cell_len, rows)) <= columns
    bars = {cell_len(row.partition(SEPARATOR.rstrip())[0]) for row in rows if SEPARATOR.rstrip() in row}
    assert len(bars) == 1, "also beside wide characters"


def test_raw_is_on_the_left_and_cleaned_on_the_right(folder: Path) -> None:
    rows = piped(folder, "--side-by-side", "glued.txt", COLUMNS="160").splitlines()
    sides = [row.split(SEPARATOR.rstrip()) for row in rows if SEPARATOR.rstrip() in row]
    left, right = (" ".join(" ".join(side).split()) for side in zip(*sides, strict=True))
    assert "Two injured as fuel tanker overturns" in left and "← read-also REA102" in right
    assert "Two injured" not in right and "Related stories" not in right
    assert all("the whole of the eastern section" in side for side in (left, right))


def test_two_sides_that_are_piped_have_a_width(folder: Path) -> None:
    assert max(map(cell_len, piped(folder, "--side-by-side", "page.txt", COLUMNS="0").splitlines())) in range(110, 131)
    assert max(map(cell_len, piped(folder, "--side-by-side", "page.txt", COLUMNS="90").splitlines())) <= 90


def test_two_sides_are_the_default_on_a_wide_terminal_only(folder: Path) -> None:
    for columns, args, expected in ((150, (), True), (149, (), False), (200, ("--no-side-by-side",), False)):
        assert (SEPARATOR in on_terminal("diff", *args, "page.txt", cwd=folder, columns=columns)) is expected


@pytest.mark.parametrize("other", ["--stat", "--side-by-side"])
def test_a_patch_has_one_form(folder: Path, other: str) -> None:
    done = cleaner("diff", "--unified", other, "page.txt", cwd=folder)
    assert done.returncode == 2 and f"{other} and --unified cannot be used together." in done.stderr.decode()


# --- names and statistics ---


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_long_names_are_cut_at_the_front(folder: Path, columns: int) -> None:
    heading = click.unstyle(on_terminal("diff", DEEP, cwd=folder, columns=columns)).splitlines()[0]
    assert heading.startswith("…") and "longer/page.txt: 6 lines removed" in heading and cell_len(heading) <= columns
    rows = click.unstyle(on_terminal("diff", "--stat", ".", cwd=folder, columns=columns)).splitlines()
    assert any(row.startswith("…") and "/page.txt " in row for row in rows) and max(map(cell_len, rows)) <= columns
    assert DEEP in piped(folder, DEEP) and DEEP in piped(folder, "--stat", DEEP)


def test_a_bar_has_a_part_for_each_kind(folder: Path) -> None:
    shown = on_terminal("diff", "--stat", "glued.txt", cwd=folder, columns=120)
    assert "\x1b[38;5;169m=" in shown and "\x1b[38;5;167m=" in shown
    bar = click.unstyle(shown).splitlines()[1].split()[-1]
    assert set(bar) == {"="} and len(bar) == 8, "20 of 100 words"
    assert bar == piped(folder, "--stat", "glued.txt").splitlines()[1].split()[-1]


def test_no_pager_prints(folder: Path) -> None:
    assert "READ ALSO" not in on_terminal("diff", "page.txt", cwd=folder, PAGER="true")
    assert "READ ALSO" in on_terminal("diff", "--no-pager", "page.txt", cwd=folder, PAGER="true")
