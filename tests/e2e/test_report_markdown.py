"""Markdown documents in the report: rendered without any markup of theirs, or as their source."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cleaner import clean
from tests.support.browser import data, in_a_browser, wait, watched_page
from tests.support.command import PAGE, cleaner

MARKDOWN = """\
---
title: The ferry sails again
---

- [Home](https://ferry.example/)
- [News](https://ferry.example/news)
- [Log in](https://ferry.example/login)

# The **ferry** sails <b>again</b>

The ferry to Tarn was laid up in October after inspectors found cracks in its hull, and it will not sail
before Easter, the [harbour board](https://board.example/tarn) said on *Monday*.

| Part | Cracks |
|------|--------|
| Bow  | `12`   |

Nobody on the island has [complained](javascript:window.hacked=1) aloud, but the baker sold more yeast in a month.

![The ferry](https://ferry.example/pixel.gif) <img src=x onerror=window.hacked=1> lay in the yard, and she waited.

```sh
echo "<script>window.hacked = 1</script>"
```

## Most read

- [Five bakers share one oven in the old town](https://ferry.example/news/five-bakers-share-one-oven-20242)

© 2024 Marlow Ledger. All rights reserved.
"""
DECORATION = "one => getComputedStyle(one).textDecoration"
BEFORE = "one => getComputedStyle(one, '::before').content"
SIZE = "one => getComputedStyle(one).fontSize"


@pytest.fixture(scope="module")
def markdown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report on a Markdown document and a plain one."""
    folder = tmp_path_factory.mktemp("markdown")
    (folder / "ferry.md").write_text(MARKDOWN, "utf-8")
    (folder / "plain.txt").write_text(PAGE, "utf-8")
    assert cleaner("report", "ferry.md", "plain.txt", "-o", "report.html", cwd=folder).returncode == 0
    return folder / "report.html"


@pytest.fixture
def ferry(browser: Any, markdown: Path) -> Iterator[Any]:
    """Yield the unfolded Markdown document; fail on a network request or a script error."""
    with opened(browser, markdown, "ferry.md") as page:
        yield page


@contextmanager
def opened(browser: Any, report: Path, name: str) -> Iterator[Any]:
    with watched_page(browser) as page:
        page.goto(report.as_uri())
        page.click(f"text={name}")
        page.wait_for_selector("#lines .line")
        page.keyboard.press("a")
        wait(page, "#lines .fold", 0)
        yield page


def sources(page: Any) -> list[str]:
    return [str(text) for text in page.locator("#lines .text").all_inner_texts()]


def test_headlines_in_the_list_have_no_marks(markdown: Path) -> None:
    index, (ferry, plain) = data(markdown)
    assert [row[1] for row in index["documents"]] == ["The ferry sails <b>again</b>", PAGE.splitlines()[2]]
    assert all("view" in line for line in ferry) and not any("view" in line for line in plain)
    assert ferry[0]["score"] is None and not ferry[0]["doubtful"], "a header has no score"


@in_a_browser
def test_markdown_is_rendered(ferry: Any) -> None:
    lines = ferry.locator("#lines")
    heading = lines.get_by_role("heading", name="The ferry sails <b>again</b>", level=1, exact=True)
    assert heading.locator(".strong").inner_text() == "ferry"
    sizes = [float(str(ferry.locator(f"#lines .text:has-text('{text}')").first.evaluate(SIZE)).rstrip("px"))
             for text in ("again</b>", "Most read", "Nobody on")]  # fmt: skip
    assert sizes[0] > sizes[1] > sizes[2]
    assert lines.locator(".em").inner_text() == "Monday" and lines.locator(".code").inner_text() == "12"
    assert "sail before Easter" in lines.inner_text(), "rows of a paragraph flow"
    home = lines.locator(".line:has-text('Home')")
    assert home.locator(".mark").inner_text() == "•"
    assert "gone" in home.get_attribute("class") and "line-through" in home.locator(".text").evaluate(DECORATION)
    head, row = (lines.locator(f".line:has-text('{text}') .cell") for text in ("Cracks", "Bow"))
    assert head.nth(1).bounding_box()["x"] == row.nth(1).bounding_box()["x"] > row.nth(0).bounding_box()["x"]
    assert "monospace" in lines.locator(".text:has-text('echo')").evaluate("one => getComputedStyle(one).fontFamily")


@in_a_browser
def test_rendered_links_lead_nowhere_and_images_are_not_loaded(ferry: Any) -> None:
    link = ferry.locator("#lines .link:has-text('harbour board')")
    assert "underline" in link.evaluate(DECORATION)
    assert link.get_attribute("title") == "https://board.example/tarn"
    address = ferry.url
    link.click()
    assert ferry.url == address and len(ferry.context.pages) == 1
    assert ferry.locator("#lines .current .why").count() == 1, "a click opens the evidence, as elsewhere"
    image = ferry.locator("#lines .image")
    assert image.inner_text() == "The ferry" and "image" in image.evaluate(BEFORE)
    assert ferry.locator("#lines .text").locator("a, img, b, script, iframe, [href], [src], [onerror]").count() == 0
    shown = "\n".join(sources(ferry))
    assert "<img src=x onerror=window.hacked=1>" in shown and "<script>window.hacked = 1</script>" in shown
    assert "[complained](javascript:window.hacked=1)" in shown
    assert not any("complained" in text for text in ferry.locator("#lines .link").all_inner_texts())


@in_a_browser
def test_markdown_can_be_shown_as_its_source(ferry: Any) -> None:
    expected = [MARKDOWN[line.start : line.end] for line in clean(MARKDOWN).lines]
    ferry.locator("#lines .line:has-text('Home')").click()
    rendered = sources(ferry)
    assert rendered != expected
    ferry.keyboard.press("r")
    assert sources(ferry) == expected
    assert ferry.locator("#lines .link, #lines .mark, #lines .cell").count() == 0
    assert ferry.locator("#lines .current .why").count() == 1, "the evidence stays open"
    ferry.click("#rendering")
    assert sources(ferry) == rendered


@in_a_browser
def test_a_header_is_shown_with_its_place(ferry: Any) -> None:
    header = ferry.locator("#lines .line").first
    assert header.locator(".kind").inner_text() == "metadata"
    assert header.locator(".text").inner_text() == "---\ntitle: The ferry sails again\n---"
    header.click()
    assert header.locator(".why").inner_text().strip() == "Removed: in the header of the document"


@in_a_browser
def test_a_plain_document_has_no_switch(browser: Any, markdown: Path) -> None:
    with opened(browser, markdown, "plain.txt") as page:
        assert not page.is_visible("#rendering")
        page.keyboard.press("r")
        assert sources(page) == [PAGE[line.start : line.end] for line in clean(PAGE).lines]


@in_a_browser
@pytest.mark.parametrize("width", [360, 1400])
def test_rendered_markdown_fits(browser: Any, markdown: Path, width: int) -> None:
    with opened(browser, markdown, "ferry.md") as page:
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
