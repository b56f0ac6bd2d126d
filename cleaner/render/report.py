"""The report: one page of HTML with every document, what went from it, and why. It asks nothing of the network.

The page's own markup, style and script lie in `page`. Documents come as data: each is packed on its own and unpacked
when somebody opens it, so that a page of thousands of them loads at once. No text of theirs is ever markup: what is
packed is Base64, what is listed is JSON without angle brackets, and the script puts both where only text can be. Should
that fail, the page's security policy lets no script run but its own, which it knows by its hash.
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
from cleaner.render.text import plural
from cleaner.rulebook.rule import Rule
from cleaner.runs.outcome import DOUBT, RemovalCounts, count_removed
from cleaner.text.lines import NEWLINE
from cleaner.text.visible import visible

ASSETS: Final = Path(__file__).parent / "page"
SCRIPTS: Final = ("base.js", "overview.js", "list.js", "reader.js", "input.js")
"""The parts of the script, in order."""
FIRST: Final = b'<!doctype html>\n<html lang="en">\n<!-- cleaner report 1 -->\n'
"""What a report begins with."""
STRONGEST: Final = 6
"""Pieces of evidence that are shown singly for each line."""
TITLE: Final = 120
"""Characters of the headline in the list."""


class Shown(NamedTuple):
    """One document for the report: what the list says of it, and its lines as they are in the page, packed."""

    path: str
    title: str
    has_article: bool
    words: int
    removed: RemovalCounts
    doubtful: int
    packed: bytes


def shown(path: str, result: Result, rules: Sequence[str]) -> Shown:
    """A document with its evidence; `rules` are the codes of all rules, whose numbers stand for them."""
    numbers = {code: number for number, code in enumerate(rules)}
    title = next((line for line in result.lines if line.kind == "headline"), None)
    title = title or next((line for line in result.lines if line.kept), None)
    lines, above = [], 0
    for line in result.lines:
        gap = len(NEWLINE.findall(result.raw[above : line.start])) > 1
        lines.append(_line(line, result.raw[line.start : line.end], gap, numbers))
        above = line.end
    return Shown(
        path,
        _row(result.raw[title.start : title.end])[:TITLE] if title else "",
        result.verdict == "article",
        len(result.raw.split()),
        count_removed(result),
        sum(abs(line.score) < DOUBT for line in result.lines),
        zlib.compress(_json(lines)),
    )


def page(documents: Iterator[Shown], failures: Sequence[str], rules: Sequence[Rule]) -> Iterator[bytes]:
    """The page, in pieces. `failures` are read when the documents are through; so may a caller fill it meanwhile."""
    head, style = (ASSETS / "page.html").read_text("utf-8"), (ASSETS / "page.css").read_text("utf-8")
    script = "".join((ASSETS / name).read_text("utf-8") for name in SCRIPTS)
    for name, part in (("STYLE-HASH", _hash(style)), ("SCRIPT-HASH", _hash(script)), ("STYLE", style)):
        head = head.replace(name, part, 1)
    yield head.encode()
    listed: list[Any] = []
    total = RemovalCounts(Counter(), Counter())
    numbers = {rule.code: number for number, rule in enumerate(rules)}
    for number, document in enumerate(documents):
        yield f'<script type="application/octet-stream" id="d{number}">'.encode()
        yield b64encode(document.packed) + b"</script>\n"
        listed.append(_listed(document, numbers))
        total.lines.update(document.removed.lines)
        total.words.update(document.removed.words)
    index = _index(listed, total, rules, numbers) | {"failures": [visible(text) for text in failures]}
    yield b'<script type="application/json" id="index">' + _json(index) + b"</script>\n"
    yield f"<script>{script}</script>\n</body>\n</html>\n".encode()


def _index(listed: list[Any], total: RemovalCounts, rules: Sequence[Rule], numbers: dict[str, int]) -> dict[str, Any]:
    """What the page knows before a document is opened: the list, the totals, and what rules are called."""
    words, lines = Counter[str](), Counter[int]()
    for (kind, rule), number in total.words.items():
        words[kind] += number
        lines[numbers.get(rule, -1)] += total.lines[kind, rule]
    articles = sum(document[2] for document in listed)
    totals = (
        f"{plural(len(listed), 'document')}, {articles:,} with an article; "
        f"{plural(total.words.total(), 'word')} in {plural(total.lines.total(), 'line')} removed"
    )
    return {
        "totals": totals,
        "kinds": KINDS,
        "words": [words[kind] for kind in KINDS],
        "rules": [(rule.code, visible(rule.name), visible(rule.why)) for rule in rules],
        "removed": [(rule, number) for rule, number in lines.most_common() if rule >= 0],
        "doubt": DOUBT,
        "documents": listed,
    }


def _listed(document: Shown, numbers: dict[str, int]) -> list[Any]:
    """A row of the list: path, title, article, words, words removed, doubtful lines, bits of kinds, rules."""
    kinds = sum(1 << KINDS.index(kind) for kind in document.removed.by_kind())
    rules = sorted({numbers[rule] for _, rule in document.removed.lines if rule in numbers})
    gone = document.removed.words.total()
    return [
        visible(document.path), document.title, int(document.has_article), document.words, gone, document.doubtful,
        kinds, rules,
    ]  # fmt: skip


def _line(line: Decision, text: str, gap: bool, numbers: dict[str, int]) -> dict[str, Any]:
    ordered = sorted(line.evidence, key=lambda evidence: -abs(evidence.weight))
    rest = ordered[STRONGEST:]
    return {
        "number": line.number,
        "gap": int(gap),
        "kind": KINDS.index(line.kind),
        "kept": line.kept,
        "score": round(line.score, 2),
        "rule": numbers.get(line.rule, -1),
        "text": "\n".join(visible(row) for row in NEWLINE.split(text)),
        "evidence": [(numbers[e.rule], round(e.weight, 2), _row(e.saw)) for e in ordered[:STRONGEST]],
        "rest": (len(rest), round(fsum(e.weight for e in rest), 2)) if rest else None,
    }


def _row(text: str) -> str:
    return visible(" ".join(text.split()))


def _json(value: Any) -> bytes:
    """`value` as JSON in which nothing looks like markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", text).encode("utf-8", "replace")


def _hash(part: str) -> str:
    """A source expression of a Content Security Policy (W3C, level 3, 2.3.1)."""
    return "sha256-" + b64encode(sha256(part.encode()).digest()).decode()
