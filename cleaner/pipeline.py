"""The whole way from raw text to result, on one screen.

What is left after cleaning is looked at again until nothing more goes, so that cleaning twice is
cleaning once; most pages need two looks, and the second is at a short text. A text that is still
changing after `MAX_PASSES` looks is given back as it came: that bounds the time, keeps the promise and
loses nothing. No real page has been seen to need it.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from cleaner.decision import removal, verdict
from cleaner.decision.evidence import PageEvidence
from cleaner.decision.labels import label_lines
from cleaner.decision.line_reader import LineReader
from cleaner.decision.segments import LineState, segment
from cleaner.model import KEPT_BY_DEFAULT, KINDS, Decision, Evidence, Kind, Result, Verdict, Weight, decision
from cleaner.reviews.review import KEEPING, DocumentLabels
from cleaner.rulebook.rulebook import Rulebook
from cleaner.templates.template import Template
from cleaner.text.lines import split_lines

MAX_PASSES = 12


class Pass(NamedTuple):
    """What one look at a text found: its lines, and the evidence on the page where there was doubt."""

    lines: list[Decision]
    page: tuple[Evidence, ...]


def clean(
    text: str,
    rulebook: Rulebook,
    kept: frozenset[Kind] = KEPT_BY_DEFAULT,
    template: Template | None = None,
    *,
    explain: bool = True,
    labels: DocumentLabels | None = None,
) -> Result:
    """`text` without the lines whose kind is not in `kept`; decisions come with their evidence if `explain`.

    `template` is that of the site, where what recurs on it is known; `labels` is what people said of lines of the
    text, if they did.

    The headline takes part in the looking-again even where it is not wanted, and goes at the end:
    a text without its headline would offer its next line for one, again and again.
    """
    reader = LineReader(rulebook, template, labels)
    left = whole = removal.whole(text)
    first = look = clean_once(text, reader, kept | {"headline"}, explain)
    page = first.page
    if labels is not None:
        reader.labels = labels.later()
    for _ in range(MAX_PASSES):
        if all(line.kept for line in look.lines):
            break
        left = removal.remove_lines(left, look.lines)
        if not left.text.strip():
            page = look.page  # this look decided that there is no article
        found = clean_once(left.text, reader, kept | {"headline"}, explain)
        look = Pass(removal.split_at_seams(found.lines, left), found.page)
    else:
        left, look = whole, clean_once(text, reader, frozenset(KINDS), explain)
    stayed = _with_headline(removal.to_raw_offsets(look.lines, left), first.lines)
    if "headline" not in kept:
        titled = [line.kind == "headline" for line in stayed]
        left = removal.remove_lines(
            left, [_dropped(line) if t else line for line, t in zip(look.lines, titled, strict=True)]
        )
        stayed = [line for line in stayed if line.kind != "headline"]
    return _result(text, left, stayed, Pass(first.lines, page))


def clean_once(text: str, reader: LineReader, kept: frozenset[Kind], explain: bool) -> Pass:
    """One look: every line of `text` with its kind, its score and the evidence that adds up to it."""
    rulebook = reader.rulebook
    lines = split_lines(text, reader.parts)
    sight = PageEvidence(lines, reader, explain)
    totals = sight.totals()
    placed = segment(totals, rulebook.transitions)
    named = label_lines(lines, sight, placed, rulebook)
    judged = verdict.classify_page(sight, placed, rulebook)
    if not judged.has_article and not any(kind in KEEPING for kind in sight.labels):
        kept = frozenset()
    decisions: list[Decision] = []
    for i, line in enumerate(lines):
        score, kind = placed[i].score, named[i].kind
        evidence = _evidence(sight, i, placed[i], totals.at(i)) if explain else ()
        decisions.append(
            decision(line.number, line.start, line.end, kind, kind in kept, score, evidence, named[i].rule)
        )
    return Pass(decisions, judged.evidence)


def _evidence(sight: PageEvidence, i: int, placed: LineState, total: Weight) -> tuple[Evidence, ...]:
    """What was seen in a line, and what all around it adds to that."""
    around = Evidence(sight.rulebook.grammar, placed.score - total[placed.place], placed.state)
    return (*sight.evidence(i, placed.place), around)


def _with_headline(stayed: list[Decision], first: Sequence[Decision]) -> list[Decision]:
    """A headline that only the whole page shows for one, by a prompt or a byline below it, stays the headline."""
    if any(line.kind == "headline" for line in stayed) or len(stayed) < 2:
        return stayed
    titles = {(line.start, line.end): line.rule for line in first if line.kind == "headline"}
    return [
        line._replace(kind="headline", rule=titles[place]) if (place := (line.start, line.end)) in titles else line
        for line in stayed
    ]


def _dropped(headline: Decision) -> Decision:
    return headline._replace(kind="headline", kept=False)


def _result(raw: str, left: removal.Remainder, stayed: Sequence[Decision], shown: Pass) -> Result:
    """All decisions in order. A line that stayed is shown as the first look saw it: on the whole page."""
    seen = {(line.start, line.end, line.kind): line for line in shown.lines if line.kept}
    decisions = [*left.gone, *(seen.get((line.start, line.end, line.kind), line) for line in stayed)]
    decisions.sort(key=itemgetter(1))  # by start
    found: Verdict = "article" if any(line.kept for line in decisions) else "no-article"
    return Result(raw, left.text, found, tuple(decisions), tuple(left.removed), shown.page)
