"""Commands on Markdown documents as scrapers write them: patches, checks, explanations, reviews and restored files."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from cleaner import clean
from cleaner.reviews.file import load_reviews
from tests.support.command import cleaner

SCRAPED = """\
---
title: "Ferry to sail again from Easter"
url: https://marlow.example/news/ferry
---

[Skip to content](https://marlow.example/news/ferry#main)

- [Home](https://marlow.example/)
- [News](https://marlow.example/news)
  - [Region](https://marlow.example/news/region)
- [Log in](https://marlow.example/login)

Ferry to sail again from Easter
===============================

![The hull](https://marlow.example/hull.jpg)

The **ferry to Tarn** was laid up in October after inspectors found cracks in its hull, and it will not sail before
Easter, the [harbour board][board] said on Monday.

**READ ALSO:** [Harbour bridge closes for repairs until May](https://marlow.example/news/harbour-bridge)

| Part of the hull | Cracks |
|------------------|-------:|
| Bow              | 12     |
| Keel             | 3      |

```python
def depth(values):
    return sum(values) / len(values)
```

1. The hull is painted, which takes a week.
2. The engine is tested:
   - at the quay,
   - at sea, with two pilots on board.

> “It likes the sea,” said the captain, who has sailed it for twenty years.

<div class="newsletter"><b>Sign up</b> for our daily newsletter and never miss a story.</div>

[board]: https://board.example/tarn "The board"

Sign up for our newsletter
--------------------------

## Most read

- [Five bakers share one oven in the old town](https://marlow.example/news/five-bakers-share-one-oven-20242)

© 2024 Marlow Ledger. All rights reserved.
"""
READER = """\
Title: Village keeps its last bakery

URL Source: https://orrin.example/news/bakery

Markdown Content:
*   [Home](https://orrin.example/)
*   [News](https://orrin.example/news)

The village of Orrin will keep its last bakery, the council decided on Tuesday night after four hours of debate.

“My oven has been warm since 1931, and it will be warm tomorrow,” said the baker, whose family built the oven.

The council will pay for half of the new roof, which the storm in October had torn off, and lend him the other half.

Share this article

[Facebook](https://facebook.com/share?u=1) [Twitter](https://twitter.com/share?u=1)

© 2024 Orrin Courier. All rights reserved. [Imprint](https://orrin.example/imprint)
"""
FILES = {
    "scraped.md": SCRAPED.encode(),
    "windows.md": SCRAPED.replace("\n", "\r\n").encode(),
    "reader.md": b"\xef\xbb\xbf" + READER.encode(),
    "end.md": READER.rstrip().replace("\n", "\r\n").encode("utf-16"),
}
ARTICLE = "---\ntitle: Ferry to sail again\n---\n\n" + SCRAPED[SCRAPED.index("The **ferry") : SCRAPED.index("\n**READ")]
TEASER = "**READ ALSO:** [Harbour bridge closes for repairs until May](https://marlow.example/news/harbour-bridge)"


@pytest.fixture
def folder(project: Path) -> Path:
    for name, data in FILES.items():
        (project / name).write_bytes(data)
    return project


def test_a_patch_makes_the_cleaned_files(folder: Path) -> None:
    if shutil.which("patch") is None:
        pytest.skip("needs patch")
    diff = cleaner("diff", "--unified", ".", cwd=folder)
    assert diff.returncode == 0 and all(name.encode() in diff.stdout for name in FILES)
    cleaner("run", "--out", "cleaned", ".", cwd=folder)
    done = subprocess.run(["patch", "-p0", "-s"], cwd=folder, input=diff.stdout, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    for name in FILES:
        assert (folder / name).read_bytes() == next((folder / "cleaned").rglob(f"{Path(name).stem}*")).read_bytes()


def test_originals_are_restored_byte_for_byte(folder: Path) -> None:
    assert cleaner("run", "--sidecar", ".", cwd=folder).returncode == 0
    for name in FILES:
        (folder / name).unlink()
    cleaned = sorted(path.name for path in folder.glob("*.clean.md"))
    assert cleaner("restore", *cleaned, cwd=folder).returncode == 0
    assert {name: (folder / name).read_bytes() for name in FILES} == FILES


def test_a_windows_file_is_cleaned_as_another(folder: Path) -> None:
    cleaner("run", ".", cwd=folder)
    unix, windows = ((folder / f"{name}.clean.md").read_bytes() for name in ("scraped", "windows"))
    assert windows == unix.replace(b"\n", b"\r\n") and not unix.startswith(b"---")


def test_a_diff_numbers_the_rows_of_a_header_and_a_heading(folder: Path) -> None:
    shown = cleaner("diff", "windows.md", cwd=folder).stdout.decode().splitlines()
    at = {row.split(" - ", 1)[1]: row.split(" - ")[0].split() for row in shown if " - " in row}
    assert at['title: "Ferry to sail again from Easter"'] == ["2", "metadata"]
    assert at["--------------------------"][0] == str(1 + SCRAPED.splitlines().index("-" * 26))
    assert at["Sign up for our newsletter"][1:] == at["--------------------------"][1:]


def test_check_counts_no_metadata(project: Path) -> None:
    (project / "article.md").write_text(ARTICLE, "utf-8")
    for format_ in ("text", "github"):
        done = cleaner("check", "article.md", "--format", format_, cwd=project)
        assert (done.returncode, done.stdout) == (0, b"")
    found = json.loads(cleaner("check", "article.md", "--format", "json", cwd=project).stdout)["documents"][0]
    assert (found["boilerplate"], found["kinds"]) == (0, {})
    assert b"metadata 2" in cleaner("diff", "article.md", cwd=project).stdout


@pytest.mark.parametrize("name", ["scraped.md", "windows.md"])
def test_annotations_reach_to_the_last_row(folder: Path, name: str) -> None:
    first = 1 + SCRAPED.splitlines().index("Sign up for our newsletter")
    shown = cleaner("check", name, "--format", "github", cwd=folder).stdout.decode()
    assert f"line={first},endLine={first + 1},title=PRO" in shown
    log = json.loads(cleaner("check", name, "--format", "sarif", cwd=folder).stdout)
    regions = [one["locations"][0]["physicalLocation"]["region"] for one in log["runs"][0]["results"]]
    assert {"startLine": first, "endLine": first + 1} in regions


def test_an_explanation_has_the_rows_of_a_header(folder: Path) -> None:
    shown = cleaner("explain", "-v", "windows.md", cwd=folder).stdout.decode().splitlines()
    at = shown.index(" 1 -metadata   kind  ---")
    assert shown[at + 1].strip() == 'title: "Ferry to sail again from Easter"'
    assert shown[at + 4] == "    metadata: in the header of the document"
    line = json.loads(cleaner("explain", "--format", "json", "windows.md", cwd=folder).stdout)["documents"][0]["lines"][
        0
    ]
    assert line["kind"] == "metadata" and line["basis"]["how"] == "header"
    assert line["text"] == "\r\n".join(SCRAPED.splitlines()[:4])


@pytest.mark.parametrize("name", ["scraped.md", "windows.md"])
def test_a_reviewed_line_is_kept(folder: Path, name: str) -> None:
    lines = clean(FILES[name].decode()).lines
    asked = sorted((line for line in lines if line.basis.how != "header"), key=lambda line: abs(line.score))
    starts = [FILES[name].decode()[line.start :].startswith(TEASER) for line in asked]
    keys = "s\n" * starts.index(True) + "k\nq\n"
    said = cleaner("review", name, "--all", cwd=folder, stdin=keys.encode()).stdout.decode()
    assert f"{name}: line 1 of {len(lines) - 1}\n" in said, "a header has no question"
    assert [one.line for one in load_reviews(folder / "cleaner.reviews.toml").lines] == [TEASER]
    cleaner("run", name, cwd=folder)
    assert TEASER in (folder / name).with_suffix(".clean.md").read_text("utf-8")


def test_a_review_shows_a_heading_on_one_row_and_asks_about_no_marks(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = cleaner("review", "scraped.md", "--all", cwd=folder, stdin=b"s\n" * 99).stdout.decode()
    assert "Ferry to sail again from Easter\n" in said and "Easter ====" not in said
    monkeypatch.setattr("cleaner.runs.outcome.DOUBT", 100.0)  # every line with a score
    uncertain = cleaner("review", "scraped.md", cwd=folder, stdin=b"s\n" * 99).stdout.decode()
    asked = [" ".join(row.split()[3:]) for row in uncertain.splitlines() if row.startswith(">")]
    assert asked and all(any(map(str.isalnum, text)) for text in asked)
