"""Text fitted to a terminal: names, words that decided, wrapped pieces, and the colours of kinds."""

import re
from itertools import combinations

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color

from cleaner.model import KINDS, Removal
from cleaner.render.colors import COLORS, paint
from cleaner.render.diff_rows import DiffRow, split_at_words
from cleaner.render.matches import find_words
from cleaner.render.text import fit_around, fit_name, wrap_pieces

TEXTS = st.text("ab /漢é\u0301🎉", max_size=60)
PAPER, DARK = (255, 255, 255), (30, 30, 30)


# --- widths ---


@given(TEXTS, st.integers(2, 30))
def test_a_name_keeps_its_end(name: str, width: int) -> None:
    shown = fit_name(name, width)
    assert cell_len(shown) <= width and (shown == name or (shown[0] == "…" and name.endswith(shown[1:])))
    assert fit_name(name, None) == name


@given(TEXTS, st.data(), st.integers(20, 40))
def test_words_that_decided_stay_visible(text: str, data: st.DataObject, width: int) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 3)))
    shown, (first, last) = fit_around(text, (start, end), width)
    assert cell_len(shown) <= width
    assert text[start:end].startswith(shown[first:last].rstrip())
    if text[start:end].isascii() and text[start:end].strip():
        assert shown[first:last].rstrip() == text[start:end].rstrip()


@given(st.lists(st.tuples(TEXTS, st.sampled_from([{}, {"bold": True}])), max_size=5), st.integers(2, 30))
def test_wrapped_pieces_fit_and_keep_text_and_style(pieces: list[tuple[str, dict[str, bool]]], width: int) -> None:
    rows = list(wrap_pieces(pieces, width))
    assert all(cell_len(click.unstyle(row)) <= width for row in rows)
    assert "".join("".join(map(click.unstyle, rows)).split()) == "".join("".join(t for t, _ in pieces).split())
    bold = "".join(re.findall(r"\x1b\[1m(.*?)\x1b\[0m", "".join(rows)))
    assert "".join(bold.split()) == "".join("".join(t for t, style in pieces if style).split())


# --- words that decided ---


@pytest.mark.parametrize(
    ("text", "saw", "found"),
    [
        ("READ ALSO: Storm", "read also", "READ ALSO"),
        ("Tags: harbour", "tags :", "Tags:"),
        ("6 of 12", "# of #", "6 of 12"),
        ("Sharely, share it", "share", "share"),
        ("相关阅读：北京", "相关阅读", "相关阅读"),
        ("By Naomi", "By Naomi", "By Naomi"),
        ("nothing", "read also", None),
        ("nothing", "", None),
    ],
)
def test_words_are_found_as_written(text: str, saw: str, found: str | None) -> None:
    span = find_words(text, saw)
    assert (text[slice(*span)] if span else None) == found


def test_finding_words_takes_linear_time() -> None:
    assert find_words("(" * 1_000_000, "( read also") is None


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(0, 12))
def test_parts_of_a_row_add_up(edges: list[int], start: int) -> None:
    text, removal = "  some words of a row  ", Removal(0, 99, "share", "SHA101")
    pairs = sorted(set(edges))
    words = list(zip(pairs[::2], pairs[1::2], strict=False))
    row = DiffRow(1, start, ((text[:9], removal), (text[9:], None)))
    parts = list(split_at_words(row, words))
    assert "".join(part.text for part in parts) == text.strip()
    decided = "".join(part.text for part in parts if part.decided)
    assert decided == "".join(text[i] for i in range(2, 9) if any(first <= start + i < last for first, last in words))


# --- colours ---


def rgb(number: int) -> tuple[int, int, int]:
    return tuple(Color.from_ansi(number).get_truecolor())  # type: ignore[return-value]


def luminance(color: tuple[int, int, int]) -> float:
    parts = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in color]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a: tuple[int, int, int], b: tuple[int, int, int]) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_colours_contrast_with_dark_and_light_terminals() -> None:
    assert tuple(COLORS) == KINDS
    used = [number for number in COLORS.values() if number is not None]
    assert [n for n in used if min(contrast(rgb(n), PAPER), contrast(rgb(n), DARK)) < 3] == []
    assert len(set(used)) == len(used) == len(KINDS) - 1
    near = [
        pair for pair in combinations(used, 2) if sum(abs(a - b) for a, b in zip(*map(rgb, pair), strict=True)) < 40
    ]
    assert near == []


def test_text_of_body_has_no_colour() -> None:
    assert paint("x", "body") == "x\x1b[0m" and paint("x", "share").startswith("\x1b[38;5;31m")
