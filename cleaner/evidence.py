"""Lines and rules to evidence: what each rule saw in each line. Nothing is decided here.

Phrases and patterns look at one line; measures look at a line among its neighbours. The measures of
sections come last, because they count what phrases have found: how far above the last heading such as
"More from" or "34 comments" stands, and how many lines around are set phrases.

Measures are kept as columns, a number a line, and summed up rule by rule. Evidence in words is made only
for a line that somebody asks about: a page has thousands of pieces of it, and most runs ask for none.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.measures import Measures
from cleaner.model import Evidence, Line
from cleaner.phrases import key
from cleaner.rule import LONG_LINE, Weight
from cleaner.rulebook import Rulebook

HEAD = 0.2
"""A rule for the head of a page looks where at most this share of the page's prose is above."""
TAIL = 0.8
"""One for the tail, where at least this share is."""
LONGEST = 1000
"""Characters of a line shown to patterns, half from each end: no pattern needs more, and time stays linear."""


class Seen(NamedTuple):
    """One rule's observation on one line: its rule, the column of the weight that speaks, and what it saw."""

    rule: int
    column: int
    saw: str


class Sight:
    """All that the rules of `rulebook` see in `lines`."""

    def __init__(self, lines: Sequence[Line], rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._measures = Measures(lines, rulebook.function_words)
        self.hits = [self._in_text(i, line.text) for i, line in enumerate(lines)]
        """For each line what phrases and patterns saw in it."""
        self._measures.sections(
            [any(rulebook.rules[hit.rule].opens for hit in hits) for hits in self.hits],
            [any(rulebook.rules[hit.rule].kind is not None for hit in hits) for hits in self.hits],
        )

    def _in_text(self, i: int, row: str) -> list[Seen]:
        rulebook, share = self._rulebook, self._measures.prose_above[i]
        found: list[tuple[int, str]] = rulebook.phrases.find(key(row))
        text = self._measures.texts[i]
        if len(text) > LONGEST:
            text = f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
        for rule, pattern, where in rulebook.patterns:
            if (where == "head" and share > HEAD) or (where == "tail" and share < TAIL):
                continue
            if match := pattern.search(text):
                found.append((rule, match[0]))
        is_long = self._measures.words[i] >= LONG_LINE
        return [Seen(rule, rulebook.offsets[rule] + is_long, saw) for rule, saw in found]

    def row(self, i: int) -> list[Seen]:
        """Everything seen in line `i`."""
        out = list(self.hits[i])
        for rule, name, bins in self._rulebook.measures:
            value = self._measures[name][i]
            out.append(Seen(rule, self._rulebook.offsets[rule] + bisect_right(bins, value), f"{name} {value:.4g}"))
        return out

    def totals(self) -> list[Weight]:
        """For each line what all that was seen in it weighs together, in each place where it may be dropped."""
        rulebook = self._rulebook
        sums = [[0.0, 0.0, 0.0] for _ in self.hits]
        for total, hits in zip(sums, self.hits, strict=True):
            for hit in hits:
                _add(total, rulebook.weights[hit.column])
        for rule, name, bins in rulebook.measures:
            offset, last = rulebook.offsets[rule], len(bins) + 1
            weights = rulebook.weights[offset : offset + last]
            if any(map(any, weights)):
                for total, value in zip(sums, self._measures[name], strict=True):
                    _add(total, weights[bisect_right(bins, value)])
        return [(before, inside, after) for before, inside, after in sums]

    def evidence(self, i: int, place: int) -> tuple[Evidence, ...]:
        """What was seen in line `i` in words, with its weights in one `place`, as `Placed` has it."""
        rulebook = self._rulebook
        return tuple(
            Evidence(rulebook.rules[seen.rule].code, rulebook.weights[seen.column][place], seen.saw)
            for seen in self.row(i)
            if any(rulebook.weights[seen.column])
        )


def _add(total: list[float], weight: Weight) -> None:
    total[0] += weight[0]
    total[1] += weight[1]
    total[2] += weight[2]
