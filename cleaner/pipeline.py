"""The whole way from raw text to result, on one screen.

What is left after cleaning is looked at again until nothing more goes, so that cleaning twice is
cleaning once; most pages need two looks, and the second is at a short text. A text that is still
changing after `LOOKS` looks is given back as it came: that bounds the time, keeps the promise and
loses nothing. No real page has been seen to need it.
"""

from collections.abc import Sequence
from dataclasses import replace

from cleaner import cut
from cleaner.decide import decide
from cleaner.evidence import Sight
from cleaner.kinds import name
from cleaner.lines import split
from cleaner.model import KEPT_BY_DEFAULT, KINDS, Decision, Evidence, Kind, Result, Verdict
from cleaner.rulebook import Rulebook
from cleaner.verdict import has_article

LOOKS = 12


def clean(text: str, rulebook: Rulebook, kept: frozenset[Kind] = KEPT_BY_DEFAULT, *, explain: bool = True) -> Result:
    """`text` without the lines whose kind is not in `kept`; decisions come with their evidence if `explain`.

    The headline takes part in the looking-again even where it is not wanted, and goes at the end:
    a text without its headline would offer its next line for one, again and again.
    """
    left = whole = cut.whole(text)
    first = lines = judge(text, rulebook, kept | {"headline"}, explain)
    for _ in range(LOOKS):
        if all(line.kept for line in lines):
            break
        left = cut.take_out(left, lines)
        lines = judge(left.text, rulebook, kept | {"headline"}, explain)
    else:
        left, lines = whole, judge(text, rulebook, frozenset(KINDS), explain)
    stayed = [cut.moved(line, left) for line in lines]
    if "headline" not in kept:
        left = cut.take_out(left, [replace(line, kept=line.kind != "headline") for line in lines])
        stayed = [line for line in stayed if line.kind != "headline"]
    return _result(text, left, stayed, first)


def judge(text: str, rulebook: Rulebook, kept: frozenset[Kind], explain: bool) -> list[Decision]:
    """One look: every line of `text` with its kind, its score and the evidence that adds up to it."""
    lines = split(text, rulebook.opens_insert)
    sight = Sight(lines, rulebook)
    totals = sight.totals()
    placed = decide(totals, rulebook.transitions)
    named = name(lines, sight, placed, rulebook)
    if not has_article(lines, placed):
        kept = frozenset()
    decisions = []
    for i, (line, total, (state, score, place), (kind, rule)) in enumerate(
        zip(lines, totals, placed, named, strict=True)
    ):
        around = Evidence(rulebook.grammar, score - total[place], state)
        evidence = (*sight.evidence(i, place), around) if explain else ()
        decisions.append(Decision(line.number, line.start, line.end, kind, kind in kept, score, evidence, rule))
    return decisions


def _result(raw: str, left: cut.Left, stayed: Sequence[Decision], first: Sequence[Decision]) -> Result:
    """All decisions in order. A line that stayed is shown as the first look saw it: on the whole page."""
    seen = {(line.start, line.end): line for line in first if line.kept}
    decisions = [*left.gone, *(seen.get((line.start, line.end), line) for line in stayed)]
    decisions.sort(key=lambda line: line.start)
    verdict: Verdict = "article" if left.text.strip() else "no-article"
    return Result(raw, left.text, verdict, tuple(decisions), left.removed)
