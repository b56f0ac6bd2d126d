"""The whole way from raw text to result, on one screen.

What is left after cleaning is looked at again until nothing more goes, so that cleaning twice is
cleaning once; most pages need two looks, and the second is at a short text. A text that is still
changing after `LOOKS` looks is given back as it came: that bounds the time, keeps the promise and
loses nothing. No real page has been seen to need it.
"""

from collections.abc import Sequence
from dataclasses import replace

from cleaner import cut
from cleaner.decide import Placed, decide
from cleaner.evidence import Seen, explain, look, total
from cleaner.kinds import Named, name
from cleaner.lines import split
from cleaner.model import KEPT_BY_DEFAULT, KINDS, Decision, Evidence, Kind, Line, Result, Verdict
from cleaner.rulebook import Rulebook
from cleaner.verdict import has_article

LOOKS = 12


def clean(text: str, rulebook: Rulebook, kept: frozenset[Kind] = KEPT_BY_DEFAULT) -> Result:
    """`text` without the lines whose kind is not in `kept`.

    The headline takes part in the looking-again even where it is not wanted, and goes at the end:
    a text without its headline would offer its next line for one, again and again.
    """
    left = whole = cut.whole(text)
    first = lines = judge(text, rulebook, kept | {"headline"})
    for _ in range(LOOKS):
        if all(line.kept for line in lines):
            break
        left = cut.take_out(left, lines)
        lines = judge(left.text, rulebook, kept | {"headline"})
    else:
        left, lines = whole, judge(text, rulebook, frozenset(KINDS))
    stayed = [cut.moved(line, left) for line in lines]
    if "headline" not in kept:
        left = cut.take_out(left, [replace(line, kept=line.kind != "headline") for line in lines])
        stayed = [line for line in stayed if line.kind != "headline"]
    return _result(text, left, stayed, first)


def judge(text: str, rulebook: Rulebook, kept: frozenset[Kind]) -> list[Decision]:
    """One look: every line of `text` with its kind, its score and the evidence that adds up to it."""
    lines = split(text, rulebook.opens_insert)
    seen = look(lines, rulebook)
    placed = decide([total(row, rulebook) for row in seen], rulebook.transitions)
    named = name(lines, seen, placed, rulebook)
    if not has_article(lines, placed):
        kept = frozenset()
    return [_decision(*parts, kept, rulebook) for parts in zip(lines, seen, placed, named, strict=True)]


def _decision(
    line: Line, row: Sequence[Seen], place: Placed, named: Named, kept: frozenset[Kind], rulebook: Rulebook
) -> Decision:
    evidence = tuple(explain(s, place.place, rulebook) for s in row if any(rulebook.weights[s.column]))
    around = Evidence(rulebook.grammar, place.score - total(row, rulebook)[place.place], place.state)
    return Decision(
        line.number, line.start, line.end, named.kind, named.kind in kept, place.score, (*evidence, around), named.rule
    )


def _result(raw: str, left: cut.Left, stayed: Sequence[Decision], first: Sequence[Decision]) -> Result:
    """All decisions in order. A line that stayed is shown as the first look saw it: on the whole page."""
    seen = {(line.start, line.end): line for line in first if line.kept}
    decisions = [*left.gone, *(seen.get((line.start, line.end), line) for line in stayed)]
    decisions.sort(key=lambda line: line.start)
    verdict: Verdict = "article" if left.text.strip() else "no-article"
    return Result(raw, left.text if verdict == "article" else "", verdict, tuple(decisions), left.removed)
