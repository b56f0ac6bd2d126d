"""The HTML report: one page with every document, its removed lines, and the rules that removed them.

The report works offline. Its markup, style and script are in the folder `page`. Each document is compressed by itself
and decompressed when the reader opens it, so a report on thousands of documents loads at once.

Text of documents never becomes markup: compressed documents are Base64, the index is JSON without angle brackets, and
the script inserts both as text only. As a second defence, the content security policy admits only the report's own
script and style, by their hashes.
"""

import json
import re
import zlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from math import fsum
from pathlib import Path
from typing import Any, Final, NamedTuple

from cleaner.model import KINDS, Decision, Result
from cleaner.render.markdown import MARKS, Run, View, view_lines
from cleaner.render.text import OWN_BASES, describe_basis, plural
from cleaner.rulebook.rule import Rule
from cleaner.runs.outcome import RemovalCounts, count_removed, has_score, uncertain_lines
from cleaner.text.rows import NEWLINE
from cleaner.text.visible import visible, visible_rows

ASSETS: Final = Path(__file__).parent / "page"
SCRIPTS: Final = ("base.js", "overview.js", "list.js", "markdown.js", "reader.js", "input.js")
"""Files of the script, in the order in which they are joined."""
FIRST: Final = b'<!doctype html>\n<html lang="en">\n<!-- cleaner report 1 -->\n'
"""First bytes of every report."""
STRONGEST: Final = 6
"""Pieces of evidence listed for each line; the rest are summed up."""
TITLE_LENGTH: Final = 120
"""Characters of the headline in the list of documents."""


class ReportEntry(NamedTuple):
    """One document of the report: its row of the list, and its lines as compressed JSON.

    `words` counts the raw text. `uncertain` counts the uncertain lines.
    """

    path: str
    title: str
    has_article: bool
    words: int
    removed: RemovalCounts
    uncertain: int
    confidence: float
    compressed: bytes


def make_entry(path: str, result: Result, rules: Sequence[str]) -> ReportEntry:
    """Return the entry of a document; `rules` are the codes of all rules, in the order of the report's index."""
    numbers = {code: number for number, code in enumerate(rules)}
    views, uncertain = _views(result), uncertain_lines(result)
    lines, above = [], 0
    for line, view, is_uncertain in zip(result.lines, views, uncertain, strict=True):
        gap = len(NEWLINE.findall(result.raw[above : line.start])) > 1
        shown = _line(line, result.raw[line.start : line.end], gap, is_uncertain, numbers)
        lines.append(shown | {"view": _view(view, shown["text"])} if view else shown)
        above = line.end
    return ReportEntry(
        path,
        _title(result, views)[:TITLE_LENGTH],
        result.verdict == "article",
        len(result.raw.split()),
        count_removed(result),
        sum(uncertain),
        result.confidence,
        zlib.compress(_json(lines)),
    )


def _views(result: Result) -> list[View] | list[None]:
    """Return the lines of a Markdown document as a reader sees them; None for each line of other texts."""
    return view_lines(result.raw, result.lines) if result.is_markdown else [None] * len(result.lines)


def _title(result: Result, views: Sequence[View | None]) -> str:
    """Return the headline of a document, or its first kept line, without marks of Markdown."""
    numbers = range(len(result.lines))
    first = next((i for i in numbers if result.lines[i].kind == "headline"), None)
    first = next((i for i in numbers if result.lines[i].kept), None) if first is None else first
    if first is None:
        return ""
    line, view = result.lines[first], views[first]
    return _one_line(view.text if view else result.raw[line.start : line.end])


def render_report(documents: Iterator[ReportEntry], failures: Sequence[str], rules: Sequence[Rule]) -> Iterator[bytes]:
    """Yield the report piece by piece.

    `failures` are error messages. They are read after the last document, so the caller may add to them until then.
    """
    head, style = (ASSETS / "page.html").read_text("utf-8"), (ASSETS / "page.css").read_text("utf-8")
    script = "".join((ASSETS / name).read_text("utf-8") for name in SCRIPTS)
    for name, part in (("STYLE-HASH", _hash(style)), ("SCRIPT-HASH", _hash(script)), ("STYLE", style)):
        head = head.replace(name, part, 1)
    yield head.encode()
    rows: list[Any] = []
    total = RemovalCounts(Counter(), Counter())
    numbers = {rule.code: number for number, rule in enumerate(rules)}
    for number, document in enumerate(documents):
        yield f'<script type="application/octet-stream" id="d{number}">'.encode()
        yield b64encode(document.compressed) + b"</script>\n"
        rows.append(_list_row(document, numbers))
        total.lines.update(document.removed.lines)
        total.words.update(document.removed.words)
    index = _index(rows, total, rules, numbers) | {"failures": [visible(text) for text in failures]}
    yield b'<script type="application/json" id="index">' + _json(index) + b"</script>\n"
    yield f"<script>{script}</script>\n</body>\n</html>\n".encode()


def _index(rows: list[Any], total: RemovalCounts, rules: Sequence[Rule], numbers: dict[str, int]) -> dict[str, Any]:
    """Return the data that the page reads when it loads: the list of documents, the totals, and the rules."""
    words, lines = Counter[str](), Counter[int]()
    for (kind, rule), number in total.words.items():
        words[kind] += number
        lines[numbers.get(rule, -1)] += total.lines[kind, rule]
    articles = sum(row[2] for row in rows)
    totals = (
        f"{plural(len(rows), 'document')}, {plural(articles, 'article')}. "
        f"Removed {plural(total.lines.total(), 'line')} ({plural(total.words.total(), 'word')})."
    )
    return {
        "totals": totals,
        "kinds": KINDS,
        "words": [words[kind] for kind in KINDS],
        "rules": [(rule.code, visible(rule.name), visible(rule.why)) for rule in rules],
        "removed": [(rule, number) for rule, number in lines.most_common() if rule >= 0],
        "documents": rows,
    }


def _list_row(document: ReportEntry, numbers: dict[str, int]) -> list[Any]:
    """Return a row of the list; base.js names its fields.

    The fields are path, title, 1 for an article, words, removed words, uncertain lines, a bit mask of removed kinds,
    the numbers of the rules that removed lines, and the confidence.
    """
    kinds = sum(1 << KINDS.index(kind) for kind in document.removed.by_kind())
    rules = sorted({numbers[rule] for _, rule in document.removed.lines if rule in numbers})
    removed = document.removed.words.total()
    return [
        visible(document.path), document.title, int(document.has_article), document.words, removed, document.uncertain,
        kinds, rules, document.confidence,
    ]  # fmt: skip


def _line(line: Decision, text: str, gap: bool, is_uncertain: bool, numbers: dict[str, int]) -> dict[str, Any]:
    ordered = sorted(line.evidence, key=lambda evidence: -abs(evidence.weight))
    rest = ordered[STRONGEST:]
    return {
        "number": line.number,
        "gap": int(gap),
        "kind": KINDS.index(line.kind),
        "kept": line.kept,
        "doubtful": int(is_uncertain),
        "score": round(line.score, 2) if has_score(line) else None,
        "rule": numbers.get(line.rule, -1),
        "basis": describe_basis(line.basis),
        "own": int(line.basis.how in OWN_BASES),
        "text": visible_rows(text),
        "evidence": [(numbers[e.rule], round(e.weight, 2), _one_line(e.saw)) for e in ordered[:STRONGEST]],
        "rest": (len(rest), round(fsum(e.weight for e in rest), 2)) if rest else None,
    }


def _view(view: View, text: str) -> dict[str, Any]:
    """Return a line as a reader sees it, without its cells if it is shown as its `text` in the source."""
    block = {name: value for name, value in view.block._asdict().items() if value and name != "cells"}
    if view.cells == ((Run(text),),) or view.block.kind in MARKS:
        return block
    return block | {
        "cells": [[run[: 3 if run.address else 2 if run.styles else 1] for run in cell] for cell in view.cells]
    }


def _one_line(text: str) -> str:
    return visible(" ".join(text.split()))


def _json(value: Any) -> bytes:
    """Return `value` as JSON without characters that could start markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", text).encode("utf-8", "replace")


def _hash(part: str) -> str:
    """Return the hash source of a file for the Content Security Policy (W3C, level 3, 2.3.1)."""
    return "sha256-" + b64encode(sha256(part.encode()).digest()).decode()
