"""Write the labelled pairs that the shipped weights are fitted to, as JSONL for `cleaner fit`.

    python -m tests.tools.pairs OUT [SET.jsonl.gz...]

`OUT/marked.jsonl` holds this project's own marked pages. Each SET becomes one file per view: the text of the whole
page, the output of a rough extractor, the output of a good one, and `bare`, the article alone. Nothing may be removed
from an article alone, so these pages train the cut rules to restore. They hardly count for the lines. A SET of pages in
Markdown has only the view `md`.

A record of a SET has `gold`, `title`, the views in `inputs` and the outputs of extractors in `peers`. The topic
`benchmarks` describes the data sets.
"""

import gzip
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.support.golden import CASES, parse

BARE = "bare"
MARKDOWN = "md"
VIEWS = ("full", "main", "trafilatura", BARE)
BARE_COUNTS = 0.001
"""Weight of an article alone in the fit of lines. All pages with a weight above 0 train the cut rules alike."""
TITLE_START = 20
"""Characters of a title that tell whether an article starts with it."""
INDEXES = ("collection", "listing")
"""Kinds of rows that hold no article."""
INDEX_COUNTS = 0
"""Weight of an index in the fit of lines. Learning to drop its teasers would cost articles that look like them."""
DATE_OR_NUMBER = re.compile(r"_\d{4}_\d\d_\d\d$|-\d+$")
"""Suffix after the publisher in the ID of a page without site and URL."""
COUNTS = {"seeds": 100, "golden": 12, "hard": 12}
"""Weight of a marked page, by folder. It is high because few pages have every line marked.

Pages in other folders are not fitted to: those of `held-out` and `known-failures` show whether others come out right.
"""


def marked() -> Iterator[dict[str, Any]]:
    """Yield the marked pages. The first row kept is the headline, which is not part of the gold text."""
    for path in CASES:
        if counts := COUNTS.get(path.parent.name):
            page = parse(path.read_text("utf-8"))
            yield {"id": path.stem, "raw": page.raw, "gold": "\n".join(page.kept[1:]), "counts": counts}


def pairs(row: Mapping[str, Any], view: str) -> Iterator[dict[str, Any]]:
    """Yield the pair for a view of a row, unless it lacks the view or the gold text. The gold of an index is blank."""
    gold = "" if row["kind"] in INDEXES else row["gold"]
    if view == BARE:
        raw = gold = _alone(row["title"] or "", gold)
    else:
        raw = row["inputs"].get(view) or row["peers"].get(view) or ""
    if raw.strip() and (gold or row["kind"] in INDEXES):
        site = row.get("site") or ("" if row["url"] else DATE_OR_NUMBER.sub("", row["id"]))
        kept = {"id": row["id"], "gold": gold, "url": row["url"], "language": row.get("lang") or ""}
        kept |= {"counts": BARE_COUNTS} if view == BARE else {} if gold else {"counts": INDEX_COUNTS}
        yield kept | {"raw": raw, "site": site}


def _alone(title: str, gold: str) -> str:
    """Return an article below its title, unless it starts with that; "" if there is no article."""
    title, gold = title.strip(), gold.strip()
    return f"{title}\n\n{gold}\n" if title and gold and not gold.startswith(title[:TITLE_START]) else gold


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a set."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        yield from map(json.loads, file)


def main(out: Path, sets: Sequence[Path]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "marked.jsonl", marked())
    for path in sets:
        records = list(rows(path))
        for view in (MARKDOWN,) if MARKDOWN in records[0]["inputs"] else VIEWS:
            found = (pair for row in records for pair in pairs(row, view))
            _write(out / f"{path.name.split('.')[0]}-{view}.jsonl", found)


def _write(path: Path, records: Iterator[dict[str, Any]]) -> None:
    """Write records to a file, unless there are none: `cleaner fit` rejects a file without pairs."""
    if lines := [json.dumps(record, ensure_ascii=False) + "\n" for record in records]:
        path.write_text("".join(lines), "utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
