"""The report in a real browser: it loads, finds, filters and opens, by mouse and by keys, and no text gets out of it.

The browser is Debian's Chromium, driven through Playwright, with the network cut off. Where one of the two is missing
these tests are skipped; `.ci/run` installs both.
"""

import json
import re
import shutil
import zlib
from base64 import b64decode
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from cleaner import clean
from cleaner.model import KINDS
from tests.command import BODY, NO_ARTICLE, PAGE, cleaner

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LACKING = [name for name, there in (("chromium", CHROMIUM), ("playwright", find_spec("playwright"))) if not there]
in_a_browser = pytest.mark.skipif(
    bool(LACKING), reason=f"needs {' and '.join(LACKING)}: pip install 'cleaner[browser]'"
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic"]  # fmt: skip
HOSTILE = (
    "</script><script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'> <b>bold</b> <!-- comment --> &amp; \u2028 ${window.hacked = 1}",
    "The mayor \u202egnp.exe said \x1b[31mred\x1b[0m \x00 and nothing more.",
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an article, an index, a hostile page, one that cannot be read, and the report on them."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "pages").mkdir()
    texts = {
        "bakery.txt": PAGE,
        "index.txt": NO_ARTICLE,
        "<img src=x onerror=window.hacked=1>.txt": "\n\n".join([PAGE, *HOSTILE]).replace("\x00", ""),
        "plain.txt": BODY,
    }
    for name, text in texts.items():
        (folder / "pages" / name).write_text(text, "utf-8")
    (folder / "pages" / "picture.txt").write_bytes(b"\x00\x01")
    done = cleaner("report", "pages", "-o", "report.html", cwd=folder)
    assert done.returncode == 3 and done.stdout == b"" and b"picture.txt: holds NUL bytes" in done.stderr
    return folder


def data(report: Path) -> tuple[dict[str, Any], list[list[dict[str, Any]]]]:
    """The index of a report, and the lines of its documents."""
    text = report.read_text("utf-8")
    index = re.search(r'<script type="application/json" id="index">(.*?)</script>', text, re.DOTALL)
    packed = re.findall(r'<script type="application/octet-stream" id="d\d+">(.*?)</script>', text)
    assert index
    return json.loads(index[1]), [json.loads(zlib.decompress(b64decode(one))) for one in packed]


def test_all_lines_are_there_with_their_evidence(pages: Path) -> None:
    index, documents = data(pages / "report.html")
    assert [row[0] for row in index["documents"]][1:] == ["pages/bakery.txt", "pages/index.txt", "pages/plain.txt"]
    lines, result = documents[1], clean(PAGE)
    assert [line["text"] for line in lines] == [PAGE[line.start : line.end] for line in result.lines]
    for line, decision in zip(lines, result.lines, strict=True):
        assert (line["number"], line["kept"], KINDS[line["kind"]]) == (decision.number, decision.kept, decision.kind)
        weights = [weight for _, weight, _ in line["evidence"]] + [line["rest"][1]]
        assert (
            abs(sum(weights) - decision.score) < 0.05 and len(weights) + line["rest"][0] == len(decision.evidence) + 1
        )
    row = index["documents"][1]
    assert row[2:5] == [
        1,
        len(PAGE.split()),
        sum(len(PAGE[x.start : x.end].split()) for x in result.lines if not x.kept),
    ]
    assert index["documents"][2][2:5] == [0, len(NO_ARTICLE.split()), len(NO_ARTICLE.split())]
    assert index["totals"].startswith("4 documents, 3 with an article; ")
    assert sum(index["words"]) == sum(row[4] for row in index["documents"])


def test_two_reports_on_the_same_are_the_same(pages: Path) -> None:
    cleaner("report", "pages", "-o", "again.html", "--jobs", "2", cwd=pages)
    assert (pages / "again.html").read_bytes() == (pages / "report.html").read_bytes()


def test_without_documents_there_is_no_report(pages: Path) -> None:
    done = cleaner("report", "missing", "-o", "empty.html", cwd=pages)
    assert done.returncode == 3 and b"no document was read, so no report is written." in done.stderr
    assert not (pages / "empty.html").exists()


def test_an_article_is_never_overwritten(pages: Path) -> None:
    done = cleaner("report", "-o", "pages/bakery.txt", "pages/plain.txt", cwd=pages)
    assert done.returncode == 2 and b"bakery.txt: is there already and is no report; move it away." in done.stderr
    assert (pages / "pages" / "bakery.txt").read_text("utf-8") == PAGE


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def view(browser: Any, pages: Path) -> Iterator[Any]:
    """The report on a screen; it may ask for nothing, and no error may come up."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page, wrong = context.new_page(), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith("file:") else None)
    page.goto((pages / "report.html").as_uri())
    yield page
    assert page.evaluate("window.hacked") is None and wrong == []
    context.close()


def wait(view: Any, selector: str, number: int) -> None:
    """Until there are so many elements. The page's policy lets no string be run, so nothing else can be waited for."""
    from playwright.sync_api import expect

    expect(view.locator(selector)).to_have_count(number)


def names(view: Any) -> list[str]:
    return [str(text) for text in view.locator("#rows a").all_inner_texts()]


@in_a_browser
def test_the_list_is_searched_sorted_and_filtered(view: Any) -> None:
    assert names(view)[1:] == ["pages/bakery.txt", "pages/index.txt", "pages/plain.txt"]
    view.fill("#search", "LAST bakery plain")
    assert names(view) == ["pages/plain.txt"] and view.inner_text("#found") == "1 of 4"
    view.click("button[type=reset]")
    wait(view, "#rows tr", 4)
    view.select_option("#verdict", "no-article")
    assert names(view) == ["pages/index.txt"]
    view.select_option("#verdict", "")
    view.click("#by-kind button:has-text('read-also')")
    assert "pages/bakery.txt" in names(view) and "pages/plain.txt" not in names(view)
    view.click("#by-kind button:has-text('read-also')")
    view.click("th[data-by=share] button")
    shares = [int(text.rstrip("%")) for text in view.locator("#rows td:nth-child(4)").all_inner_texts()]
    assert shares == sorted(shares, reverse=True) and len(set(shares)) > 2
    assert view.get_attribute("th[data-by=share]", "aria-sort") == "descending"
    assert "1 could not be read" in view.inner_text("#failures")


@in_a_browser
def test_a_document_shows_what_went_and_why(view: Any) -> None:
    view.click("text=pages/bakery.txt")
    gone = view.locator("#lines .gone .text")
    expected = [PAGE[line.start : line.end] for line in clean(PAGE).lines if not line.kept]
    gone.first.wait_for()
    assert gone.all_inner_texts() == expected
    assert "line-through" in gone.first.evaluate("one => getComputedStyle(one).textDecoration")
    folded = view.locator("#lines .fold button")
    kept = view.locator("#lines .kept").count()
    assert folded.count() > 0
    folded.first.click()
    assert view.locator("#lines .kept").count() > kept
    view.click("#lines .gone:has-text('READ ALSO')")
    why = view.inner_text("#lines .why")
    assert "removed by REA" in why and "read-also" in why and "weaker ones together" in why
    view.click("#back")
    view.wait_for_selector("#list:not([hidden])")


@in_a_browser
def test_all_of_it_goes_by_keys(view: Any) -> None:
    view.keyboard.press("/")
    view.keyboard.type("bakery.txt")
    view.keyboard.press("Enter")
    view.keyboard.press("Enter")
    view.wait_for_selector("#reader:not([hidden]) #lines .gone")
    assert view.inner_text("#name") == "pages/bakery.txt"
    view.keyboard.press("n")
    view.keyboard.press("n")
    view.keyboard.press("e")
    assert view.locator("#lines .current .why").count() == 1
    second = view.inner_text("#lines .current .text")
    view.keyboard.press("p")
    assert view.inner_text("#lines .current .text") != second
    lines = view.locator("#lines .line").count()
    view.keyboard.press("a")
    wait(view, "#lines .fold", 0)
    assert view.locator("#lines .line").count() > lines
    view.keyboard.press("Escape")
    view.wait_for_selector("#list:not([hidden])")
    view.keyboard.press("k")


@in_a_browser
def test_a_hostile_document_is_text(view: Any) -> None:
    view.locator("#rows a").first.click()
    view.wait_for_selector("#lines .line")
    view.keyboard.press("a")
    wait(view, "#lines .fold", 0)
    shown = "\n".join(view.locator("#lines .text").all_inner_texts())
    assert HOSTILE[0] in shown and "onerror='window.hacked = 1'> <b>bold</b>" in shown
    assert "<U+202E>" in shown and "␛[31mred" in shown
    assert view.locator("#lines img, #lines b, #lines script, #rows img").count() == 0


@in_a_browser
@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_a_wide_screen_light_and_dark(browser: Any, pages: Path, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme)
    page = context.new_page()
    page.goto((pages / "report.html").as_uri())
    for selector in ("#rows a >> nth=1", "#lines .gone >> nth=0"):
        page.click(selector)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", color)[:3])) > 380) == (scheme == "light")
    context.close()


def test_a_report_can_be_piped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, "utf-8")
    done = cleaner("report", "a.txt", "-o", "-", cwd=tmp_path)
    assert done.returncode == 0 and done.stdout.startswith(b"<!doctype html>") and done.stderr == b""
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    done = cleaner("report", "a.txt", "-o", "b.html", cwd=tmp_path)
    assert done.stderr == b"cleaner: b.html: written; open it in a browser.\n"
