"""Lines of several rows, and headers, in what people read about a Markdown document."""

import json
import zlib
from typing import Literal

import click
import pytest

from cleaner import clean
from cleaner.features.catalog import FEATURES
from cleaner.model import Result
from cleaner.render.diff import DiffLayout, render_diff
from cleaner.render.report import make_entry
from cleaner.render.weights import LINK_TARGETS, render_weights
from cleaner.runs.outcome import boilerplate_blocks, count_removed, find_boilerplate, is_uncertain
from tests.support.pages import RULEBOOK

FRONT_MATTER = '---\ntitle: "The last bakery stays"\nauthor: Tomas Veld\ntags: [bread, town]\n---\n\n'
ARTICLE = """\
# The last bakery stays

The village of Orrin will keep its [last bakery](/bakery), the council decided on Tuesday night after four hours.

“My oven has been warm since 1931, and it will be warm tomorrow,” said the baker, whose family built the oven.

The council will pay for half of the new roof, which the storm in October had torn off, and lend him the other half.
"""
SETEXT = f"""
Sign up for our daily newsletter
{"-" * 32}

© 2024 Orrin Courier. All rights reserved.
"""
TEXT = FRONT_MATTER + ARTICLE + SETEXT


def explain(result: Result, width: int | None = None) -> list[str]:
    return [click.unstyle(row).rstrip() for row in render_weights("p.md", result, {}, width)]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_row_of_a_line_is_a_row_of_the_explanation(newline: str) -> None:
    shown = explain(clean(TEXT.replace("\n", newline), explain=True))
    at = shown.index(" 1 -metadata   kind  ---")
    indent = " " * len(" 1 -metadata   kind  ")
    assert shown[at + 1 : at + 5] == [
        f'{indent}title: "The last bakery stays"',
        f"{indent}author: Tomas Veld",
        f"{indent}tags: [bread, town]",
        f"{indent}---",
    ]
    assert not any("␊" in row or "␍" in row for row in shown)
    assert any(row.endswith("  Sign up for our daily newsletter") for row in shown)
    assert any(row.strip() == "-" * 32 for row in shown)


def test_a_header_is_explained_by_its_place_and_not_by_a_score() -> None:
    shown = explain(clean(TEXT, explain=True))
    at = shown.index("    metadata: in the header of the document")
    assert shown[at + 1] == "" and "score" not in "".join(shown[at - 5 : at])


def test_a_title_in_a_header_is_explained_so_too() -> None:
    shown = explain(clean(FRONT_MATTER + ARTICLE.partition("\n\n")[2], explain=True))
    at = next(i for i, row in enumerate(shown) if row.endswith("The last bakery stays"))
    assert shown[at] == " 2  headline   kind  The last bakery stays"
    assert shown[at + 1 : at + 3] == ["    headline: in the header of the document", ""]


def test_a_kept_header_has_no_score() -> None:
    shown = explain(clean(TEXT, keep=["metadata"], explain=True))
    assert " 1  metadata   kind  ---" in shown


def test_the_target_of_a_link_is_named() -> None:
    text = ARTICLE + "\n[Share](https://www.facebook.com/sharer.php?u=https%3A%2F%2Forrin.example)\n"
    shown = explain(clean(text))
    assert any(row.endswith("link_target 4 (a share button)") for row in shown)
    assert any(row.endswith("link_target 0 (no link)") for row in shown)
    codes = FEATURES["link_target"].description
    assert all(f"{code} {meaning}" in codes for code, meaning in LINK_TARGETS.items())


def test_no_header_is_uncertain() -> None:
    header = clean(TEXT, explain=True).lines[0]
    assert header.kind == "metadata" and header.score == 0 and not is_uncertain(header)


@pytest.mark.parametrize(("format_", "is_markdown"), [("auto", True), ("markdown", True), ("text", False)])
def test_a_report_renders_what_was_read_as_markdown(
    format_: Literal["auto", "markdown", "text"], is_markdown: bool
) -> None:
    result = clean(ARTICLE, input=format_)
    assert result.is_markdown == is_markdown
    lines = json.loads(zlib.decompress(make_entry("p.md", result, [rule.code for rule in RULEBOOK.rules]).compressed))
    assert all(("view" in line) == is_markdown for line in lines)


def test_metadata_is_no_boilerplate() -> None:
    result = clean(TEXT)
    assert ("metadata", "") in count_removed(result).lines
    assert dict(find_boilerplate(result)) == {"promotion": 1, "footer": 1}
    assert not find_boilerplate(clean(FRONT_MATTER + ARTICLE))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_block_of_boilerplate_reaches_to_the_last_row_of_its_last_line(newline: str) -> None:
    result = clean(TEXT.replace("\n", newline))
    promotion, footer = boilerplate_blocks(result)
    assert (promotion.first, promotion.last, promotion.lines) == (15, 16, 1)
    assert (footer.first, footer.last) == (18, 18)


def test_a_diff_shows_each_row_with_its_number() -> None:
    shown = [click.unstyle(row).rstrip() for row in render_diff("p.md", clean(TEXT), DiffLayout(0, None, False))]
    assert shown[0] == "p.md: 3 lines removed (promotion 1, footer 1, metadata 1)"
    assert [row.split()[0] for row in shown[1:] if " - " in row] == ["1", "2", "3", "4", "5", "15", "16", "18"]
