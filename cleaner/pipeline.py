"""The way from a raw text to a `Result`, on one screen.

A pass splits the text into lines, adds up the evidence on each, and finds the best sequence of states. The headline and
the verdict follow from the states. Then each cut, dropped lines in a row, is judged as a whole and may be restored, and
every line gets a kind.

Cleaning repeats until nothing more is removed, so that cleaning twice is the same as cleaning once. Most pages need two
passes, and the second is over a short text. A text that still changes after `MAX_PASSES` passes is returned unchanged,
which bounds the time and loses nothing. No real page is known to need that.
"""

from collections.abc import Sequence
from math import fsum
from operator import itemgetter
from typing import NamedTuple

from cleaner.decision import removal
from cleaner.decision.confidence import Rating, rate_result
from cleaner.decision.cuts import restore_cuts
from cleaner.decision.evidence import PageEvidence
from cleaner.decision.furniture import Furniture
from cleaner.decision.headline import find_headline
from cleaner.decision.kinds import name_kinds
from cleaner.decision.line_reader import LineReader
from cleaner.decision.segments import LineState, segment
from cleaner.decision.sole_block import find_sole_block
from cleaner.decision.structure import keep_structure
from cleaner.decision.verdict import WHOLE, PageVerdict, classify_page, is_sure_article
from cleaner.model import KEPT_BY_DEFAULT, KINDS, Basis, Decision, Evidence, Kind, Result, Verdict, Weight
from cleaner.reviews.review import KEEPING, DocumentLabels
from cleaner.rulebook.rulebook import Rulebook
from cleaner.templates.template import Template
from cleaner.text.lines import split_lines
from cleaner.text.markdown.header import find_header
from cleaner.text.markdown.marks import strip_marks
from cleaner.text.rows import NEWLINE

MAX_PASSES = 12


class Pass(NamedTuple):
    """Decisions of one pass over a text."""

    lines: list[Decision]
    verdict: PageVerdict
    rating: Rating
    """Rating of the first pass."""
    is_markdown: bool
    """True if the text was read as Markdown."""


class Passes(NamedTuple):
    """Outcome of all passes: the remainder of the text, and the decisions on its lines, with offsets in it."""

    remainder: removal.Remainder
    lines: list[Decision]
    verdict: PageVerdict
    """Verdict of the first pass, or of the one that removed the rest of the text."""


def clean(
    text: str,
    rulebook: Rulebook,
    kept: frozenset[Kind] = KEPT_BY_DEFAULT,
    template: Template | None = None,
    *,
    explain: bool = True,
    labels: DocumentLabels | None = None,
    markdown: bool | None = None,
) -> Result:
    """Return `text` without the lines whose kind is not in `kept`.

    `template` is that of the text's site, and `labels` are the decisions of reviewers on its lines. Without `explain`,
    decisions have no evidence. `markdown` says that the text is Markdown or not; if it is None, its marks decide.

    The headline is kept in every pass and dropped at the end if it is not in `kept`. Otherwise each pass would promote
    another line to headline.
    """
    reader = LineReader(rulebook, template, labels, markdown)
    first = clean_once(text, reader, kept | {"headline"}, explain)
    if labels is not None:
        reader.labels = labels.later()
    remainder, lines, page_verdict = _repeat(text, first, reader, kept | {"headline"}, explain)
    remaining = _restore_headline(removal.to_raw_offsets(lines, remainder), first.lines)
    if "headline" not in kept:
        remainder = _drop_headline(remainder, lines, remaining)
        remaining = [line for line in remaining if line.kind != "headline"]
    return _result(text, remainder, remaining, first._replace(verdict=page_verdict))


def _repeat(text: str, first: Pass, reader: LineReader, kept: frozenset[Kind], explain: bool) -> Passes:
    """Clean `text` again after its first pass until nothing more is removed, at most `MAX_PASSES` times."""
    remainder, last, page_verdict = removal.keep_all(text), first, first.verdict
    for _ in range(MAX_PASSES):
        if all(line.kept for line in last.lines):
            return Passes(remainder, last.lines, page_verdict)
        remainder = removal.remove_lines(remainder, last.lines)
        if not remainder.text.strip():
            page_verdict = last.verdict
        found = clean_once(remainder.text, reader, kept, explain, first)
        last = found._replace(lines=removal.split_at_seams(found.lines, remainder))
    unchanged = clean_once(text, reader, frozenset(KINDS), explain)
    return Passes(removal.keep_all(text), unchanged.lines, page_verdict)


def clean_once(text: str, reader: LineReader, kept: frozenset[Kind], explain: bool, first: Pass | None = None) -> Pass:
    """Decide on every line of `text` once; `kept` are the kinds to keep.

    `first` is the first pass, if `text` is what remains after it.
    """
    lines = split_lines(text, reader.parts, reader.markdown)
    page = PageEvidence(lines, reader, explain)
    totals, rulebook = page.totals(), page.rulebook
    states = segment(totals, rulebook.transitions)
    headline = find_headline(page, states, rulebook)
    segmented = list(states)
    is_whole = first is not None and is_sure_article(page, states)
    page_verdict, cut_evidence = (WHOLE, {}) if is_whole else _judge(page, states, headline, explain)
    if headline is None and cut_evidence:
        headline = find_headline(page, states, rulebook)
    keep_structure(lines, states, headline)
    rating = first.rating if first else rate_result(page, totals, segmented, states, page_verdict, explain)
    kinds = name_kinds(lines, page, states, headline, rulebook)
    if not page_verdict.has_article and not any(kind in KEEPING for kind in page.reviewed_kinds):
        kept = frozenset()
    decisions = _header_decisions(text, headline is not None, kept) if page.is_markdown else []
    for i, line in enumerate(lines):
        score, kind, rule, basis = states[i].score, kinds[i].kind, kinds[i].rule, kinds[i].basis
        evidence = _evidence(page, i, states[i], totals.at(i), cut_evidence.get(i, ())) if explain else ()
        values = (line.number, line.start, line.end, kind, kind in kept, score, evidence, rule, basis)
        decisions.append(tuple.__new__(Decision, values))  # faster than `Decision(...)`
    return Pass(decisions, page_verdict, rating, page.is_markdown)


def _header_decisions(text: str, has_headline: bool, kept: frozenset[Kind]) -> list[Decision]:
    """Return the decisions on the header of a Markdown document; its title is the headline if the text has none."""
    header = find_header(text)
    if header is None:
        return []
    start, end = (0, 0) if has_headline else header.title
    spans: list[tuple[int, int, Kind]] = [(start, end, "headline")]
    spans += [(*_stripped(text, a, b), "metadata") for a, b in ((0, start), (end, header.end))]
    return [
        Decision(1 + len(NEWLINE.findall(text, 0, a)), a, b, kind, kind in kept, 0.0, (), "", Basis("header"))
        for a, b, kind in sorted(spans)
        if a < b
    ]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without white space at its ends."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def rate(text: str, rulebook: Rulebook) -> Rating:
    """Return the rating of the result for `text`."""
    return clean_once(text, LineReader(rulebook), KEPT_BY_DEFAULT, explain=False).rating


def _judge(
    page: PageEvidence, states: list[LineState], headline: int | None, explain: bool
) -> tuple[PageVerdict, dict[int, tuple[Evidence, ...]]]:
    """Restore cuts in `states`; return the verdict, and the evidence on restored lines.

    A page without an article may have one once its cuts are restored, such as instructions in short lines, or if its
    content is in one block.
    """
    furniture, before, rulebook = Furniture(page.cut_columns()), list(states), page.rulebook
    if all(state.state == "body" for state in states):
        return classify_page(page, states, rulebook, furniture), {}
    cut_evidence = restore_cuts(furniture, states, headline, rulebook, explain=explain)
    page_verdict = classify_page(page, before, rulebook, furniture)
    if cut_evidence and not page_verdict.has_article:
        page_verdict = classify_page(page, states, rulebook, furniture)
    if not page_verdict.has_article and (block := find_sole_block(furniture)):
        cut_evidence |= restore_cuts(furniture, states, headline, rulebook, block, explain)
        page_verdict = classify_page(page, states, rulebook, furniture, has_sole_block=True)
    return page_verdict, cut_evidence


def _evidence(
    page: PageEvidence, i: int, state: LineState, total: Weight, cut_evidence: tuple[Evidence, ...]
) -> tuple[Evidence, ...]:
    """Return the evidence on line `i` and on its cut, and what its place adds as evidence of the sequence rule."""
    rest = state.score - total[state.place] - fsum([e.weight for e in cut_evidence])
    surroundings = Evidence(page.rulebook.sequence_code, rest, state.state)
    return (*page.evidence(i, state.place), *cut_evidence, surroundings)


def _restore_headline(remaining: list[Decision], first: Sequence[Decision]) -> list[Decision]:
    """Return `remaining` with the headline of the first pass, if the last pass found none.

    A line may look like a headline only because of a prompt or byline below it, which is removed by then.
    """
    if any(line.kind == "headline" for line in remaining) or len(remaining) < 2:
        return remaining
    headlines = {(line.start, line.end): line for line in first if line.kind == "headline"}
    return [
        line._replace(kind="headline", rule=found.rule, basis=found.basis)
        if (found := headlines.get((line.start, line.end)))
        else line
        for line in remaining
    ]


def _drop_headline(
    remainder: removal.Remainder, lines: Sequence[Decision], remaining: Sequence[Decision]
) -> removal.Remainder:
    """Return `remainder` without its headline; `remaining` are the same `lines`, with offsets in the raw text."""
    return removal.remove_lines(
        remainder,
        [
            line._replace(kind="headline", kept=False, rule=raw_line.rule, basis=raw_line.basis)
            if raw_line.kind == "headline"
            else line
            for line, raw_line in zip(lines, remaining, strict=True)
        ],
    )


def _headline_text(raw: str, decisions: Sequence[Decision], is_markdown: bool) -> str:
    """Return the words of the headline; a heading of Markdown may have a row of marks below them."""
    found = next((line for line in decisions if line.kind == "headline"), None)
    if found is None:
        return ""
    rows = raw[found.start : found.end].split("\n")
    words = [row for row in rows if row.strip(" \t\r=-")] if is_markdown else rows
    return " ".join(" ".join(strip_marks(row) for row in words).split())


def _result(raw: str, remainder: removal.Remainder, remaining: Sequence[Decision], shown: Pass) -> Result:
    """Return the result with all decisions in order.

    Kept lines have the decision of `shown`, the first pass, which saw the whole page.
    """
    seen = {(line.start, line.end, line.kind): line for line in shown.lines if line.kept}
    decisions = [*remainder.dropped, *(seen.get((line.start, line.end, line.kind), line) for line in remaining)]
    decisions.sort(key=itemgetter(1))  # by start
    found: Verdict = "article" if any(line.kept for line in decisions) else "no-article"
    return Result(
        raw,
        remainder.text,
        found,
        tuple(decisions),
        tuple(remainder.removed),
        page=shown.verdict.evidence or shown.rating.page,
        page_basis="short" if found == "no-article" and shown.verdict.has_article else shown.verdict.basis,
        confidence=shown.rating.confidence,
        doubts=shown.rating.doubts,
        is_markdown=shown.is_markdown,
        headline=_headline_text(raw, decisions, shown.is_markdown),
    )
