"""`cleaner explain`: one row a line, reasons in words, single lines of a file, the terminal, and the pager."""

import json
import re
from pathlib import Path

import click
import pytest
from rich.cells import cell_len

from cleaner import clean
from tests.support.command import NO_ARTICLE, PAGE, ROOT, cleaner, environment
from tests.support.golden import SEEDS
from tests.support.pages import RULEBOOK
from tests.support.terminal import on_terminal

DOUBTED = next(rule.drops[0] for rule in RULEBOOK.rules if rule.code == "CNF109")
ODD = PAGE.replace("Facebook Twitter", "👩‍🔬 北京 [bold]Facebook[/bold] \x1b[31mTwitter\x07")
LONG = "The council met on Tuesday night, and the mayor said that the bakery would be saved. " * 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name, text in {"page.txt": PAGE, "none.txt": NO_ARTICLE, "odd.txt": ODD}.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def explain(folder: Path, *args: str) -> list[str]:
    done = cleaner("explain", *args, cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode().splitlines()


def row_of(rows: list[str], text: str) -> str:
    return next(row for row in rows if text in row)


# --- reasons ---


def test_each_line_has_one_row_below_at_most_three_of_the_document() -> None:
    for path in SEEDS:
        rows = explain(ROOT, str(path))
        lines = clean(path.read_text("utf-8")).lines
        assert [int(row[:4].strip(" ?-")) for row in rows[2:]] == [line.number for line in lines]
        assert all(("- " in row[:8]) != line.kept for row, line in zip(rows[2:], lines, strict=True))


def test_reasons_are_in_words(folder: Path) -> None:
    rows = explain(folder, "page.txt")
    assert rows[0] == "page.txt: article, confidence 0.96, 5 lines kept, 6 removed"
    assert rows[1] == "Judged an article by body share, menus and entries."
    for text, reason in {
        "READ ALSO: Storm": "read-also   set phrase: read also ",
        "Facebook Twitter": "share       set phrase: facebook twitter",
        "The village of Orrin": "body        reads as prose ",
        "Village keeps": "headline    by the headline rules ",
        "© 2024": "footer      set phrase: © 2024 ",
    }.items():
        assert reason in row_of(rows, text)


def test_reasons_name_headings_menus_patterns_and_other_lines() -> None:
    rows = explain(ROOT, "seeds")
    assert "  after the heading 'Related stories'  " in row_of(rows, "Fire Service records 14%")
    assert re.search(r" in a menu of \d+ lines  ", row_of(rows, "Odumabi Chronicle Online"))
    assert "  set phrase: get the day's  " in row_of(rows, "Get the day's top stories")
    assert "  pattern: menu separators  " in row_of(rows, "Advertise | Privacy | Contact")
    assert re.search(r"- duplicate +the same as line \d+ ", "\n".join(rows))


def test_a_document_without_an_article_says_why(folder: Path) -> None:
    rows = explain(folder, "none.txt")
    assert rows[0].startswith("none.txt: no-article, confidence 0.359")
    assert rows[1] == "Too few words of body for an article. Doubtful because of page score and page repeats."
    assert all("- " in row[:6] for row in rows[2:])


def test_doubts_are_named_and_uncertain_lines_are_marked(folder: Path) -> None:
    (folder / "doubt.txt").write_text(DOUBTED, "utf-8")
    rows = explain(folder, "doubt.txt")
    marked = [row for row in rows if re.match(r" *\d+\?", row)]
    assert marked and len(marked) == sum(abs(line.score) < 1 for line in clean(DOUBTED).lines)
    verb = "line is" if len(marked) == 1 else "lines are"
    assert re.fullmatch(rf".+\. Doubtful because of [\w ,]+\. {len(marked)} {verb} uncertain \(marked \?\)\.", rows[1])


def test_a_text_without_lines_is_explained(folder: Path) -> None:
    (folder / "empty.txt").write_text("\n\n")
    assert explain(folder, "empty.txt")[0].startswith("empty.txt: no-article, confidence ")


def test_all_weights_are_there_with_verbose(folder: Path) -> None:
    rows = explain(folder, "--verbose", "page.txt")
    assert row_of(rows, "page score -").endswith("(positive: no article)")
    assert row_of(rows, "+4.80  REA102  read-also-phrase-start")
    assert explain(folder, "-v", "page.txt") == rows


# --- lines of a file ---


def test_lines_of_a_file_are_shown_alone(folder: Path) -> None:
    (one,) = explain(folder, "page.txt:11")[2:]
    assert one.startswith("11  - read-also ")
    assert [row[:2].strip() for row in explain(folder, "page.txt:3-7")[2:]] == ["3", "5", "7"]
    both = explain(folder, "page.txt:11", "page.txt:3")[2:]
    assert [row[:2].strip() for row in both] == ["3", "11"]
    assert explain(folder, "page.txt:3", "page.txt") == explain(folder, "page.txt")
    assert explain(folder, "page.txt", "page.txt:3") == explain(folder, "page.txt")
    heads = [row for row in explain(folder, "-v", "page.txt:11") if re.match(r" ?\d+ ", row)]
    assert len(heads) == 1 and heads[0].startswith("11 -read-also  +")


def test_a_line_of_several_rows_is_found_by_each(folder: Path) -> None:
    (folder / "a.md").write_text(f"---\ntitle: x\nauthor: y\n---\n\n# Title\n\n{LONG}\n")
    for number in (3, 4):
        assert explain(folder, f"a.md:{number}")[2:] == ["3  - metadata  in the header of the document  author: y ---"]


def test_a_file_with_such_a_name_wins(folder: Path) -> None:
    (folder / "page.txt:11").write_text(PAGE)
    assert len(explain(folder, "page.txt:11")) > 10


def test_json_has_these_lines_only(folder: Path) -> None:
    whole, some = (
        json.loads(cleaner("explain", name, "--format", "json", cwd=folder).stdout)["documents"][0]
        for name in ("page.txt", "page.txt:3-7")
    )
    assert some["lines"] == [line for line in whole["lines"] if 3 <= line["number"] <= 7]
    assert some["path"] == "page.txt" and some["page"] == whole["page"]


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        (".:3", 2, ".:3: line numbers need a file of one text; name the file."),
        ("a.jsonl:3", 2, "a.jsonl:3: line numbers need a file of one text; name the file."),
        ("page.txt:7-3", 2, "page.txt:7-3: not a range of lines; use FILE:LINE or FILE:FIRST-LAST."),
        ("page.txt:0", 2, "page.txt:0: not a range of lines; use FILE:LINE or FILE:FIRST-LAST."),
        ("page.txt:2", 0, "page.txt: no text in these lines.\n"),
        ("page.txt:999", 0, "page.txt: no text in these lines.\n"),
        ("missing.txt:3", 3, "missing.txt: no such file or directory.\n"),
        ("page.txt:x", 3, "page.txt:x: no such file or directory.\n"),
    ],
)
def test_numbers_that_name_no_line(folder: Path, path: str, status: int, message: str) -> None:
    done = cleaner("explain", path, cwd=folder)
    assert done.returncode == status and done.stderr.decode().startswith(f"cleaner: {message}")


# --- the terminal ---


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_rows_fit_the_terminal_and_columns_align(folder: Path, columns: int) -> None:
    rows = click.unstyle(on_terminal("explain", "odd.txt", "none.txt", cwd=folder, columns=columns)).splitlines()
    assert max(map(cell_len, rows)) <= columns
    words = "Home | N", "👩", "Village", "“My"
    starts = {cell_len(row[: row.index(text)]) for text in words for row in rows[:14] if text in row}
    assert len(starts) == 1, "texts begin in one column"
    assert row_of(rows, "The village")[-1] == "…" or columns == 200


def test_words_that_decided_stay_in_sight_and_are_underlined(folder: Path) -> None:
    end = "Workers of the harbour met in the long hall of the town today; read more"
    (folder / "end.txt").write_text(f"{PAGE}\n{end}\n", "utf-8")
    shown = on_terminal("explain", "end.txt", cwd=folder, columns=80)
    assert "\x1b[4mread more\x1b[0m" in shown and "Workers" in click.unstyle(shown)
    assert "\x1b[4mREAD ALSO\x1b[0m" in shown


def test_control_bytes_are_symbols_and_markup_is_text(folder: Path) -> None:
    shown = on_terminal("explain", "odd.txt", cwd=folder, columns=200)
    assert "[bold]Facebook[/bold] ␛[31mTwitter␇" in click.unstyle(shown) and "\x07" not in shown


@pytest.mark.parametrize(
    ("args", "variables", "colored"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_piped_output_has_no_escapes_and_whole_texts(
    folder: Path, args: tuple[str, ...], variables: dict[str, str], colored: bool
) -> None:
    done = cleaner("explain", *args, "page.txt", cwd=folder, env=environment(COLUMNS="40", **variables))
    assert (b"\x1b[38;5;" in done.stdout) is colored
    assert "whose family built it.\n" in click.unstyle(done.stdout.decode())


def test_it_is_paged_on_a_terminal_unless_told_otherwise(folder: Path) -> None:
    (folder / "pager").write_text("#!/bin/sh\ncat > paged\n")
    (folder / "pager").chmod(0o755)
    pager = str(folder / "pager")
    assert "READ ALSO" not in on_terminal("explain", "page.txt", cwd=folder, PAGER=pager)
    assert "READ ALSO" in click.unstyle((folder / "paged").read_text("utf-8"))
    (folder / "paged").unlink()
    for args in (("--no-pager",), ("--format", "json")):
        assert "READ ALSO" in click.unstyle(on_terminal("explain", *args, "page.txt", cwd=folder, PAGER=pager))
        assert not (folder / "paged").exists()


def test_messages_come_below_paged_output(folder: Path) -> None:
    shown = on_terminal("explain", "missing.txt", "page.txt", cwd=folder)
    assert shown.endswith("cleaner: missing.txt: no such file or directory.\n")
    shown = on_terminal("explain", "page.txt", cwd=folder, PAGER="no-such-pager")
    assert shown.endswith("cleaner: PAGER=no-such-pager: command not found; output was not paged.\n")
