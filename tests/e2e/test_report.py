"""The report in a real browser: loading, search, filters, navigation by mouse and keyboard, and escaped texts.

See `tests.support.browser` for the browser.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from cleaner import clean
from cleaner.model import KINDS
from cleaner.render.report import STRONGEST
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.runs.outcome import DOUBT
from tests.support.browser import data, in_a_browser, wait, watched_page
from tests.support.command import BODY, NO_ARTICLE, PAGE, ROOT, cleaner

HOSTILE = (
    "</script><script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'> <b>bold</b> <!-- comment --> &amp; \u2028 ${window.hacked = 1}",
    "The mayor \u202egnp.exe said \x1b[31mred\x1b[0m \x00 and nothing more.",
)

LIVE_BLOG = (ROOT / "seeds" / "live-blog.txt").read_text("utf-8")
CAPTIONS = ["Photos of the harbour", "The harbour today", "Tickets and times", "Harbour views", "Ferries, today"]


def doubtful_text() -> str:
    """Return a text with an uncertain line that is kept. The weights decide which caption is uncertain."""
    texts = [LIVE_BLOG.replace("\n15:57\n", f"\n{caption}\n\n15:57\n") for caption in CAPTIONS]
    return next(text for text in texts if any(line.kept and abs(line.score) < DOUBT for line in clean(text).lines))


DOUBTFUL = doubtful_text()
NAMES = [f"pages/{name}.txt" for name in ("bakery", "index", "plain", "story", "town")]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an article, an index, a hostile page, an unreadable file, and a report on them."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "pages").mkdir()
    texts = {
        "bakery.txt": PAGE,
        "index.txt": NO_ARTICLE,
        "<img src=x onerror=window.hacked=1>.txt": "\n\n".join([PAGE, *HOSTILE]).replace("\x00", ""),
        "plain.txt": BODY,
        "story.txt": DOUBTFUL,
        "town.txt": (ROOT / "seeds" / "regional-daily.txt").read_text("utf-8"),
    }
    for name, text in texts.items():
        (folder / "pages" / name).write_text(text, "utf-8")
    (folder / "pages" / "picture.txt").write_bytes(b"\x00\x01")
    done = cleaner("report", "pages", "-o", "report.html", cwd=folder)
    assert done.returncode == 3 and done.stdout == b"" and b"picture.txt: binary file (contains NUL" in done.stderr
    return folder


def test_all_lines_are_there_with_their_evidence(pages: Path) -> None:
    index, documents = data(pages / "report.html")
    assert [row[0] for row in index["documents"]][1:] == NAMES
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
    assert index["totals"].startswith("6 documents, 5 articles. ")
    assert sum(index["words"]) == sum(row[4] for row in index["documents"])


def test_it_counts_as_run_and_diff_do(pages: Path) -> None:
    """A page without an article is not written, so none of its lines count as removed."""
    index, _ = data(pages / "report.html")
    row, confidence = index["documents"][2], clean(NO_ARTICLE).confidence
    assert row[2:5] == [0, len(NO_ARTICLE.split()), 0] and row[6:] == [0, [], confidence]
    gone = re.search(r"Removed (\d+) lines \((\d+) words\)", index["totals"])
    assert gone
    run = cleaner("run", "--dry-run", "--format", "json", "pages", cwd=pages).stdout
    total = json.loads(run)["summary"]["removed"].values()
    assert [int(number) for number in gone.groups()] == [sum(one[of] for one in total) for of in ("lines", "words")]
    stat = cleaner("diff", "--stat", "pages", cwd=pages).stdout.decode()
    assert f"Would remove {gone[1]} lines ({gone[2]} words)" in stat and "no article" in stat


def test_two_reports_on_the_same_are_the_same(pages: Path) -> None:
    cleaner("report", "pages", "-o", "again.html", "--jobs", "2", cwd=pages)
    assert (pages / "again.html").read_bytes() == (pages / "report.html").read_bytes()


def test_without_documents_there_is_no_report(pages: Path) -> None:
    done = cleaner("report", "missing", "-o", "empty.html", cwd=pages)
    assert done.returncode == 3 and b"no documents found; no report written." in done.stderr
    assert not (pages / "empty.html").exists()


def test_an_article_is_never_overwritten(pages: Path) -> None:
    done = cleaner("report", "-o", "pages/bakery.txt", "pages/plain.txt", cwd=pages)
    assert done.returncode == 2 and b"bakery.txt: exists and was not written by 'cleaner report';" in done.stderr
    assert (pages / "pages" / "bakery.txt").read_text("utf-8") == PAGE


@pytest.fixture
def view(browser: Any, pages: Path) -> Iterator[Any]:
    """Yield the open report; fail on a network request or a script error."""
    with watched_page(browser) as page:
        page.goto((pages / "report.html").as_uri())
        yield page


def names(view: Any) -> list[str]:
    return [str(text) for text in view.locator("#rows a").all_inner_texts()]


@in_a_browser
def test_the_list_is_searched_sorted_and_filtered(view: Any) -> None:
    assert names(view)[1:] == NAMES
    view.fill("#search", "LAST bakery plain")
    assert names(view) == ["pages/plain.txt"] and view.inner_text("#found") == "1 of 6"
    view.click("button[type=reset]")
    wait(view, "#rows tr", 6)
    view.select_option("#verdict", "no-article")
    assert names(view) == ["pages/index.txt"]
    view.select_option("#verdict", "")
    view.click("#by-kind button:has-text('read-also')")
    assert "pages/bakery.txt" in names(view) and "pages/plain.txt" not in names(view)
    view.click("#by-kind button:has-text('read-also')")
    view.click("th[data-by=share] button")
    *shares, none = view.locator("#rows td:nth-child(4)").all_inner_texts()
    percents = [int(text.rstrip("%")) for text in shares]
    assert percents == sorted(percents, reverse=True) and len(set(percents)) > 2 and none == "–"
    assert view.get_attribute("th[data-by=share]", "aria-sort") == "descending"
    assert "1 could not be read" in view.inner_text("#failures")


@in_a_browser
def test_the_list_is_sorted_and_filtered_by_confidence(view: Any) -> None:
    view.click("th[data-by=confidence] button")
    view.wait_for_selector("th[data-by=confidence][aria-sort=ascending]")
    shown = [float(text) for text in view.locator("#rows td:nth-child(6)").all_inner_texts()]
    assert shown == sorted(shown) and shown[0] < 0.8 <= shown[-1], "the most doubtful first"
    view.select_option("#below", "0.8")
    wait(view, "#rows tr", sum(confidence < 0.8 for confidence in shown))
    left = [float(text) for text in view.locator("#rows td:nth-child(6)").all_inner_texts()]
    assert left == [confidence for confidence in shown if confidence < 0.8]
    view.click("text=pages/index.txt")
    view.wait_for_selector("#reader:not([hidden]) #about:not(:empty)")
    assert f"confidence {clean(NO_ARTICLE).confidence:g}" in view.inner_text("#about")


@in_a_browser
def test_documents_stand_as_they_came_and_by_number(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text((json.dumps({"text": PAGE}) + "\n") * 11, "utf-8")
    cleaner("report", "pages.jsonl", "-o", "report.html", cwd=tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    came = [f"pages.jsonl: record {number}" for number in range(1, 12)]
    for expected, sort in ((came, "none"), (came, "ascending"), (came[::-1], "descending"), (came, "none")):
        assert names(page) == expected and page.get_attribute("th[data-by=path]", "aria-sort") == sort
        page.click("th[data-by=path] button")
    page.close()


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
    assert "Removed by REA" in why and "read-also" in why and "weaker rules combined" in why
    view.click("#back")
    view.wait_for_selector("#list:not([hidden])")


@in_a_browser
def test_a_page_without_an_article_is_shown_as_such(view: Any) -> None:
    view.click("#by-share button:has-text('no article')")
    assert names(view) == ["pages/index.txt"]
    view.click("#rows a")
    view.click("#lines .gone >> nth=0")
    confidence = clean(NO_ARTICLE).confidence
    assert view.inner_text("#about") == f"no article ({len(NO_ARTICLE.split())} words), confidence {confidence:g}"
    assert view.inner_text("#lines .why").startswith("Classified as navigation by ")
    assert "line-through" not in view.locator("#lines .text").first.evaluate(
        "one => getComputedStyle(one).textDecoration"
    )


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
def test_doubtful_lines_are_seen_and_visited(view: Any) -> None:
    doubtful = [line for line in clean(DOUBTFUL).lines if abs(line.score) < DOUBT]
    view.select_option("#doubt", "doubt")
    view.click("text=pages/story.txt")
    wait(view, "#lines .doubtful", len(doubtful))
    for line in doubtful:
        view.keyboard.press("n")
        assert view.inner_text("#lines .current .text") == DOUBTFUL[line.start : line.end]


@in_a_browser
@pytest.mark.parametrize("keys", [["n", "n", "n"], ["End"], ["Home"]], ids=" ".join)
def test_to_unfold_and_to_fold_keeps_the_place(view: Any, keys: list[str]) -> None:
    view.set_viewport_size({"width": 600, "height": 300})
    view.click("text=pages/town.txt")
    view.wait_for_selector("#lines .fold", timeout=5000)
    for key in keys:
        view.keyboard.press(key)
    seen = """() => [...document.querySelectorAll("#lines .line")].map((item) => [
      item.querySelector(".where").textContent, item.getBoundingClientRect().top, item.matches(".current"),
    ]).filter(([, top]) => top >= 50 && top < 300)"""
    view.wait_for_timeout(200)
    before = view.evaluate(seen)
    line = next((line for line in before if line[2]), before[0])
    for folds in (False, True):
        view.keyboard.press("a")
        view.wait_for_timeout(200)
        assert (view.locator("#lines .fold").count() > 0) == folds
        now = {line[0]: line for line in view.evaluate(seen)}[line[0]]
        assert abs(now[1] - line[1]) < 2 and now[2] == line[2]


@in_a_browser
def test_evidence_is_said_in_words_on_a_phone(view: Any) -> None:
    view.set_viewport_size({"width": 360, "height": 700})
    view.click("text=pages/bakery.txt")
    view.click("#lines .gone:has-text('READ ALSO')")
    rules = {rule.code: rule for rule in load_rulebook().rules}
    line = next(line for line in clean(PAGE).lines if PAGE[line.start :].startswith("READ ALSO"))
    why = view.inner_text("#lines .why")
    for evidence in sorted(line.evidence, key=lambda one: -abs(one.weight))[:STRONGEST]:
        rule = rules[evidence.rule]
        assert f"{rule.code} {rule.name}" in why and rule.why in why and evidence.saw in why
    box = view.evaluate(
        "(() => { const one = document.querySelector('.why'); return [one.scrollWidth, one.clientWidth]; })()"
    )
    assert box[0] <= box[1] and view.evaluate("document.documentElement.scrollWidth") <= 360


@in_a_browser
def test_to_select_text_opens_nothing(view: Any) -> None:
    view.click("text=pages/bakery.txt")
    box = view.locator("#lines .gone .text").first.bounding_box()
    view.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    view.mouse.down()
    view.mouse.move(box["x"] + 90, box["y"] + box["height"] / 2, steps=4)
    view.mouse.up()
    assert view.evaluate("getSelection().toString()") and view.locator("#lines .why").count() == 0
    view.locator("#lines .gone .text").nth(1).click()
    assert view.locator("#lines .why").count() == 1


@in_a_browser
def test_the_keys_are_told_wherever_one_is(view: Any) -> None:
    keys = view.locator("#keys")
    view.keyboard.press("?")
    assert "previous removed or uncertain line" in keys.inner_text()
    view.keyboard.press("Escape")
    assert not keys.is_visible()
    assert view.locator("header .help").bounding_box()["y"] < 100
    view.click("text=pages/bakery.txt")
    view.click(".bar .help")
    assert keys.is_visible()
    view.click("#known")
    assert not keys.is_visible() and view.is_visible("#reader")


@in_a_browser
def test_the_rest_of_the_rules_can_be_opened(view: Any, pages: Path) -> None:
    used = len(data(pages / "report.html")[0]["removed"])
    bars = view.locator("#by-rule button")
    first = sum(bar.is_visible() for bar in bars.all())
    assert first < used == bars.count()
    view.click(f"#by-rule >> text=and {used - first} more")
    assert bars.last.is_visible()
    bars.last.click()
    assert bars.last.get_attribute("aria-pressed") == "true" and names(view)


@in_a_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_kind_has_a_colour_of_its_own(browser: Any, pages: Path, scheme: str) -> None:
    """Each colour is legible on both backgrounds, and no two are similar."""
    page = browser.new_page(color_scheme=scheme)
    page.goto((pages / "report.html").as_uri())
    found = page.evaluate("""() => ["", ...index.kinds.keys()].map((kind) => {
      const one = document.createElement("tr");
      if (kind === "") one.setAttribute("aria-selected", "true");
      else one.className = `chart k${kind}`;
      one.innerHTML = "<td class=size></td>";
      document.getElementById("rows").append(one);
      return getComputedStyle(kind === "" ? one : one.firstChild).backgroundColor;
    })""")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    wash, *kinds = (tuple(map(int, re.findall(r"\d+", text)[:3])) for text in found)
    grounds = (wash, tuple(map(int, re.findall(r"\d+", paper)[:3])))
    assert all(contrast(kind, ground) >= 4.5 for kind in kinds for ground in grounds)
    assert all(math.dist(oklab(a), oklab(b)) > 0.12 for a, b in combinations(kinds, 2))
    bars = page.locator("#by-kind button")
    drawn = {bar.locator(".size").evaluate("one => getComputedStyle(one).backgroundColor") for bar in bars.all()}
    assert len(drawn) == bars.count() > 3
    page.close()


def dot(one: Iterable[float], other: Iterable[float]) -> float:
    return sum(x * y for x, y in zip(one, other, strict=True))


def linear(color: tuple[int, ...]) -> list[float]:
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in color)]


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it."""
    dark, light = sorted(dot((0.2126, 0.7152, 0.0722), linear(color)) for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


def oklab(color: tuple[int, ...]) -> list[float]:
    """Return a colour in Oklab, where distances match perception (Ottosson, 2020)."""
    cones = ((0.4122, 0.5363, 0.0514), (0.2119, 0.6807, 0.1074), (0.0883, 0.2817, 0.63))
    axes = ((0.2105, 0.7936, -0.0041), (1.978, -2.4286, 0.4506), (0.0259, 0.7828, -0.8087))
    seen = [dot(row, linear(color)) ** (1 / 3) for row in cones]
    return [dot(row, seen) for row in axes]


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
        page.wait_for_function(f"document.documentElement.scrollWidth <= {width}", timeout=5000)
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", color)[:3])) > 380) == (scheme == "light")
    context.close()


def test_a_report_can_be_piped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, "utf-8")
    done = cleaner("report", "a.txt", "-o", "-", cwd=tmp_path)
    assert done.returncode == 0 and done.stdout.startswith(b"<!doctype html>") and done.stderr == b""
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    done = cleaner("report", "a.txt", "-o", "b.html", cwd=tmp_path)
    assert done.stderr == b"Wrote b.html (open it in a browser).\n"
