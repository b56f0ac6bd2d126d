"""Reports in a browser: Debian's Chromium, driven by Playwright without network access.

Tests are skipped if either is missing; `.ci/run` installs both.
"""

import json
import re
import shutil
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LACKING = [name for name, there in (("chromium", CHROMIUM), ("playwright", find_spec("playwright"))) if not there]
in_a_browser = pytest.mark.skipif(
    bool(LACKING), reason=f"needs {' and '.join(LACKING)}: pip install 'cleaner[browser]'"
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic"]  # fmt: skip


def data(report: Path) -> tuple[dict[str, Any], list[list[dict[str, Any]]]]:
    """Return the index of a report, and the lines of its documents."""
    text = report.read_text("utf-8")
    index = re.search(r'<script type="application/json" id="index">(.*?)</script>', text, re.DOTALL)
    packed = re.findall(r'<script type="application/octet-stream" id="d\d+">(.*?)</script>', text)
    assert index
    return json.loads(index[1]), [json.loads(zlib.decompress(b64decode(one))) for one in packed]


@contextmanager
def watched_page(browser: Any) -> Iterator[Any]:
    """Yield a new page; fail on a network request, a script error, or a script that set `window.hacked`."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page, wrong = context.new_page(), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith("file:") else None)
    yield page
    assert page.evaluate("window.hacked") is None and wrong == []
    context.close()


def wait(view: Any, selector: str, number: int) -> None:
    """Wait until `number` elements match. The page's policy forbids eval, so no other condition can be awaited."""
    from playwright.sync_api import expect

    expect(view.locator(selector)).to_have_count(number)
