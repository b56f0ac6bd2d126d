"""Blocks of Markdown documents become lines, with the words that a reader sees and their relations."""

import re

import pytest

from cleaner.text.lines import Line, split_lines
from cleaner.text.markdown.blocks import read_pieces

PAGE = """\
- [Home](/)
- [News](/news)

# The ferry *sails* again

[![Quay](quay.jpg)](/photos)

The [yard](https://yard.example "The yard") waited eleven
weeks for its steel.

Findings
--------

1. Cracks
2. Rust

   A second paragraph.

> “It likes the sea,” he said.

```python
x = 1

y = 2
```

| Station | Depth |
|---|---|
| Pier | 7 m |

---

See [the report][r].[^1]

[^1]: Harbour board.

[r]: https://board.example
"""


def lines(text: str) -> list[Line]:
    return split_lines(text, as_markdown=True)


def shown(text: str) -> list[tuple[str, str]]:
    """Return the kind and the words of each line."""
    return [(line.markup.kind, line.text) for line in lines(text) if line.markup is not None]


def test_each_block_has_its_lines() -> None:
    assert shown(PAGE) == [
        ("item", "• Home"),
        ("item", "• News"),
        ("heading", "The ferry sails again"),
        ("paragraph", "Quay"),
        ("paragraph", "The yard waited eleven weeks for its steel."),
        ("heading", "Findings"),
        ("item", "1. Cracks"),
        ("item", "2. Rust"),
        ("item", "A second paragraph."),
        ("paragraph", "“It likes the sea,” he said."),
        ("code", "```python"),
        ("code", "x = 1"),
        ("code", "y = 2"),
        ("code", "```"),
        ("table", "Station | Depth"),
        ("table", ""),
        ("table", "Pier | 7 m"),
        ("rule", ""),
        ("paragraph", "See the report.[^1]"),
        ("paragraph", "[^1]: Harbour board."),
        ("definition", ""),
    ]


@pytest.mark.parametrize("text", [PAGE, PAGE.replace("\n", "\r\n"), PAGE.replace("\n", "\r"), PAGE.rstrip("\n")])
def test_lines_cover_all_that_is_not_blank_in_order(text: str) -> None:
    end = 0
    for line in lines(text):
        assert not text[end : line.start].strip()
        assert text[line.start : line.end] == line.row and line.row.strip()
        end = line.end
    assert not text[end:].strip()


def test_numbers_and_gaps_are_those_of_the_file() -> None:
    found = lines(PAGE)
    assert [line.number for line in found[:5]] == [1, 2, 4, 6, 8]
    assert [line.gap for line in found[:5]] == [0, 0, 1, 1, 1]
    assert found[4].end - found[4].start > len("The yard waited eleven weeks for its steel.")


def test_links_have_their_words_and_addresses() -> None:
    found = lines(PAGE)
    assert [line.markup.links for line in found[:2] if line.markup] == [(("Home", "/"),), (("News", "/news"),)]
    assert found[4].markup is not None and found[4].markup.links == (("yard", "https://yard.example"),)
    assert found[3].markup is not None and found[3].markup.is_image


def test_rows_of_a_fence_and_of_a_table_share_a_group() -> None:
    groups = [line.markup.group for line in lines(PAGE) if line.markup and line.markup.kind in ("code", "table")]
    assert len(set(groups)) == 2 and 0 not in groups


def test_lines_of_a_list_know_their_items() -> None:
    markups = [line.markup for line in lines("- a\n- b\n  - c\n\n    d\n") if line.markup]
    assert [own.item for own in markups] == [1, 2, 3, 0]
    assert [own.items for own in markups] == [(1,), (2,), (2, 3), (2, 3)]


def test_references_and_footnotes_are_found() -> None:
    *_, citing, note, definition = [line.markup for line in lines(PAGE) if line.markup]
    assert set(citing.uses) == {"R", "^1"}
    assert (note.defines, definition.defines) == ("^1", "R")


def test_rows_that_are_not_wrapped_are_lines_of_their_own() -> None:
    text = "The ferry sails again\nBy Marta Lindqvist\n12 May 2024\nThe yard waited for its steel.\n"
    assert [line.text for line in lines(text)] == text.splitlines()


def test_rows_with_hard_breaks_share_a_group() -> None:
    first, second = [line.markup for line in lines("Old Mill  \nQuay Lane 4\n") if line.markup]
    assert first.group == second.group > 0


def test_a_table_with_paragraphs_in_its_cells_is_layout() -> None:
    prose = "The ferry was laid up in October, after cracks had been found in its hull. " * 4
    text = f"| | |\n|---|---|\n| [Home](/) [News](/news) | {prose.strip()}  {prose.strip()} |\n"
    found = lines(text)
    assert [line.markup.kind for line in found if line.markup][2:] == ["cell", "cell", "cell"]
    assert [line.text for line in found[2:]] == ["Home News", prose.strip(), prose.strip()]
    assert "".join(line.row for line in found[2:]) == text.splitlines()[2]


@pytest.mark.parametrize("start", ["", "# ", "| |  | | --- | "])
def test_a_table_within_a_row_is_layout(start: str) -> None:
    text = f"{start}Harbour news | | | --- | --- | | [Home](/) | The ferry sails again.  It was laid up. |\n"
    found = lines(text)
    assert [line.markup.kind for line in found if line.markup] == ["cell"] * 4
    assert [line.text for line in found] == ["Harbour news", "Home", "The ferry sails again.", "It was laid up."]
    assert "".join(line.row for line in found) == text.strip()


def test_dashes_between_bars_alone_make_no_layout() -> None:
    found = lines("The commands are `a | b` and `a --- b`.\n")
    assert [line.markup.kind for line in found if line.markup] == ["paragraph"]


def test_a_link_around_several_blocks_covers_them() -> None:
    found = lines("[\n\n### Storm closes the road\n\n02/02/2025](/news/storm)\n\nThe next paragraph.\n")
    markups = [line.markup for line in found if line.markup]
    assert [[address for _, address in own.links] for own in markups] == [["/news/storm"]] * 3 + [[]]
    assert markups[0].group == markups[2].group > 0 == markups[3].group
    assert [line.text for line in found] == ["", "Storm closes the road", "02/02/2025", "The next paragraph."]


def test_a_link_with_spaces_in_its_address_is_one() -> None:
    (line,) = lines("[Mail](mailto:?subject=Ferry sails again&body=Look: https://sound.example)\n")
    assert line.text == "Mail" and line.markup is not None and line.markup.links[0][0] == "Mail"


def test_tags_are_not_shown() -> None:
    assert shown("<details>\n<summary>More</summary>\n</details>\n") == [("html", ""), ("html", "More"), ("html", "")]


def test_a_header_is_left_out() -> None:
    text = "---\ntitle: A\n---\n\nText.\n"
    assert [piece.text for piece in read_pieces(text, text.index("\n\n"))] == ["Text."]


@pytest.mark.parametrize(
    "unit", ["- ", "> ", "[", "![", "](a)", "|", "<", "*", "```\n", "#", "1. ", "[a]: b\n", "  \n-"]
)
def test_odd_marks_lose_nothing(unit: str) -> None:
    text = unit * 200 + "end\n"
    covered = "".join(line.row for line in lines(text))
    assert re.sub(r"\s", "", covered) == re.sub(r"\s", "", text)


def test_the_definition_of_a_term_is_a_line_of_its_own() -> None:
    text = "[Ferry back on Monday](/ferry)\n:   It will sail\n    again, she says.\n: It is late.\nThe time is\n:30.\n"
    assert [line.text for line in lines(text)] == [
        "Ferry back on Monday",
        ":   It will sail again, she says.",
        ": It is late.",
        "The time is :30.",
    ]
