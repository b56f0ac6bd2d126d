"""Lines and rules to evidence: what each rule saw in each line. Nothing is decided here.

Phrases and patterns look at one line and speak for its two neighbours too; measures look at a line among all
others. The measures of sections come last, because they count what phrases have found: how far above the last
heading such as "More from" or "34 comments" stands, and how many lines around are set phrases.

Measures are kept as columns, a number a line, and summed up rule by rule. Evidence in words is made only
for a line that somebody asks about: a page has thousands of pieces of it, and most runs ask for none.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.measures import Measures
from cleaner.model import Evidence, Line
from cleaner.page import Traits
from cleaner.phrases import key
from cleaner.rule import ABOVE, BELOW, LONG_LINE, NAMES, NOTHING, SIGHTS, Weight
from cleaner.rulebook import Rulebook
from cleaner.sections import measured

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
        self._measures = Measures(lines, rulebook.function_words, rulebook.furniture_words)
        self.hits = [self._in_text(i, line.text) for i, line in enumerate(lines)]
        """For each line what phrases and patterns saw in it."""
        rules = [[rulebook.rules[hit.rule] for hit in hits] for hits in self.hits]
        self.kinds = [{rule.kind for rule in found if rule.kind is not None} for found in rules]
        """For each line the kinds of those."""
        sections = measured(self._measures, self.kinds, [any(rule.opens for rule in found) for found in rules])
        self._columns = {name: sections[name] if name in sections else self._measures[name] for name in NAMES}
        """For each measure its value in each line."""
        self._ranges = [
            [offset + bisect_right(bins, value) for value in self._columns[name]]
            for offset, name, bins in ((rulebook.offsets[rule], name, bins) for rule, name, bins in rulebook.measures)
        ]
        """For each rule that measures, the column of each line."""
        self._deciding = [
            columns
            for columns, (rule, _, _) in zip(self._ranges, rulebook.measures, strict=True)
            if rulebook.rules[rule].kind != "headline"
        ]

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

    def _next_to(self, i: int) -> list[Seen]:
        """What phrases and patterns saw in the lines above and below line `i`."""
        out = []
        for j, sight in ((i - 1, ABOVE), (i + 1, BELOW)):
            for rule, _, saw in self.hits[j] if 0 <= j < len(self.hits) else ():
                out.append(Seen(rule, self._rulebook.offsets[rule] + sight, f"{saw} ({SIGHTS[sight]})"))
        return out

    def row(self, i: int) -> list[Seen]:
        """Everything seen in line `i` and next to it."""
        ranges = zip(self._rulebook.measures, self._ranges, strict=True)
        values = [Seen(rule, columns[i], f"{name} {self._columns[name][i]:.4g}") for (rule, name, _), columns in ranges]
        return [*self.hits[i], *self._next_to(i), *values]

    def columns(self, i: int) -> list[int]:
        """The columns of all weights that speak for dropping or keeping line `i`."""
        text = [seen.column for seen in (*self.hits[i], *self._next_to(i))]
        return text + [columns[i] for columns in self._deciding]

    def traits(self) -> Traits:
        """What the rules of the page want to know of each line."""
        byline = ["byline" in kinds for kinds in self.kinds]
        columns = self._columns
        return Traits(columns["words"], self._measures.prose, columns["furniture_share"], columns["times_near"], byline)

    def totals(self) -> list[Weight]:
        """For each line what all that was seen in it weighs together, in each place where it may be dropped."""
        weights = self._rulebook.weights
        out = []
        for i in range(len(self.hits)):
            before, inside, after = zip(NOTHING, *(weights[column] for column in self.columns(i)), strict=True)
            out.append((sum(before), sum(inside), sum(after)))
        return out

    def evidence(self, i: int, place: int) -> tuple[Evidence, ...]:
        """What was seen in line `i` in words, with its weights in one `place`, as `Placed` has it."""
        rulebook = self._rulebook
        return tuple(
            Evidence(rulebook.rules[seen.rule].code, rulebook.weights[seen.column][place], seen.saw)
            for seen in self.row(i)
            if any(rulebook.weights[seen.column])
        )
