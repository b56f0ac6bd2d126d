"""Words for people: untrusted text made visible, counts with their nouns, and the summary of a run.

A scraped article may hold terminal escapes that recolour, retitle or rewrite the screen, and bidi
overrides that reorder what is read. `visible` shows them as what they are. Exact forms (the cleaned
text, patches, JSON) do not come through here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cleaner.model import KINDS, Kind

if TYPE_CHECKING:
    from cleaner.rulebook.rule import Rule
    from cleaner.runs.outcome import BoilerplateBlock, Finding, Outcome, Summary

NO_ARTICLE = "There is no article in this file."
NAMED = 4
"""Rules that the summary names for each kind."""


def plural(number: int, noun: str) -> str:
    """A number with its noun: "1 line", "1,200 lines"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def counts_by_kind(counts: Mapping[Kind, int]) -> str:
    """Counts of kinds, the most frequent first: "related 5, share 1"."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], KINDS.index(item[0])))
    return ", ".join(f"{kind} {number:,}" for kind, number in ordered)


def render_table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Rows as lines with their columns aligned; columns that hold only numbers to the right."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [c.rjust(w) if re.fullmatch(r"[-+\d.,]+", c) else c.ljust(w) for c, w in zip(row, widths, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return lines


def fit(text: str, width: int | None) -> str:
    """`text` cut to `width` terminal cells, with an ellipsis where it was cut; None is any width."""
    if width is None or (len(text) <= width and text.isascii()):
        return text
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= width else set_cell_size(text, max(width, 2) - 1).rstrip() + "…"


def wrap(text: str, width: int | None) -> list[str]:
    """`text` broken into rows of at most `width` terminal cells, between words where that is possible."""
    if width is None or (len(text) <= width and text.isascii()):
        return [text]
    from rich.cells import cell_len, chop_cells

    rows, row, cells = [], "", 0
    for word in re.findall(r"\s*\S+|\s+$", text):
        size = cell_len(word)
        if cells + size > width and row:
            rows.append(row)
            row, cells, word = "", 0, word.lstrip()
            size = cell_len(word)
        if size > width:
            *full, word = chop_cells(word, width)
            rows += full
            size = cell_len(word)
        row, cells = row + word, cells + size
    return [*rows, row]


def render_outcome(done: "Outcome", dry_run: bool) -> str:
    """What became of one document, on one line."""
    if done.verdict == "no-article":
        return f"{done.name}: no article"
    removed = {kind: lines for kind, (lines, _) in done.removed.by_kind().items()}
    kinds = f" ({counts_by_kind(removed)})" if removed else ""
    what = f"{plural(done.removed.lines.total(), 'line')} removed{kinds}"
    if done.output is None or done.record is not None:
        return f"{done.name}: {what}"
    verb = "would be written to" if dry_run else "written to" if done.written else "up to date in"
    return f"{done.path}: {verb} {' and '.join(filter(None, (done.output, done.sidecar)))}, {what}"


def render_restored(path: str, written: bool) -> str:
    """What became of an original that was made again, on one line."""
    return f"{path}: {'restored' if written else 'is there already, byte for byte'}"


def render_finding(found: "Finding") -> str:
    """What a check found in one document, on one line."""
    if found.verdict == "no-article":
        return f"{found.name}: no article"
    return f"{found.name}: {plural(found.kinds.total(), 'line')} of boilerplate ({counts_by_kind(found.kinds)})"


def line_range(found: "Finding", part: "BoilerplateBlock", rule: "Rule") -> str:
    """What a check found in some lines, and the first sentence on why; of a record also where it is."""
    where = "" if found.record is None else f"record {found.record}, line {part.first}: "
    return f"{where}{plural(part.lines, 'line')} of {part.kind}: {rule.why.split('. ')[0].rstrip('.')}."


def no_article_message(found: "Finding") -> str:
    """What a check says of a document that holds no article."""
    return NO_ARTICLE if found.record is None else f"record {found.record}: {NO_ARTICLE}"


def no_article(documents: Sequence["Outcome"], limit: int | None) -> list[str]:
    """The lines of the summary on documents that got no file; `limit` is how many are named, None all."""
    lines = [
        f"{done.path}: no article, nothing written" + (f"; {done.stale} is from an earlier run" if done.stale else "")
        for done in documents[:limit]
    ]
    more = len(documents) - len(lines)
    return [*lines, f"... and {plural(more, 'more document')} without an article (-v names them)"] if more else lines


def render_summary(total: "Summary", dry_run: bool) -> list[str]:
    """The closing lines of `cleaner run`: documents, verdicts, failures, what was removed by kind."""
    parts = [f"{total.articles:,} cleaned" if not dry_run else f"{total.articles:,} would be cleaned"]
    parts += [f"{total.unchanged:,} of them up to date"] if total.unchanged else []
    parts += [f"{total.no_article:,} no article"] if total.no_article else []
    parts += [f"{total.failures:,} failed"] if total.failures else []
    lines = [f"{plural(total.documents, 'document')}: {', '.join(parts)}."]
    if total.removed.lines:
        verb = "Would remove" if dry_run else "Removed"
        all_lines, all_words = total.removed.lines.total(), total.removed.words.total()
        lines += [f"{verb} {plural(all_lines, 'line')}, {plural(all_words, 'word')}:"]
        rows = sorted(total.removed.by_kind().items(), key=lambda item: (-item[1][1], KINDS.index(item[0])))
        cells = [(kind, f"{lines:,}", f"{words:,}", _rules(total, kind)) for kind, (lines, words) in rows]
        lines += ["  " + line for line in render_table([("kind", "lines", "words", "by the rules"), *cells])]
    return lines


def _rules(total: "Summary", kind: Kind) -> str:
    """The rules that named the most lines of a kind."""
    named = Counter({rule: lines for (of, rule), lines in total.removed.lines.items() if of == kind})
    ordered = sorted(named.items(), key=lambda item: (-item[1], item[0]))
    more = f" and {len(ordered) - NAMED} more" if len(ordered) > NAMED else ""
    return ", ".join(f"{rule or 'none'} {lines:,}" for rule, lines in ordered[:NAMED]) + more
