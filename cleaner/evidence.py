"""Lines and rules to evidence: what each rule saw in each line. Nothing is decided here.

Phrases and patterns look at one line and speak for its two neighbours too; measures look at a line among all
others. The measures of sections come last, because they count what phrases have found: how far above the last
heading such as "More from" or "34 comments" stands, and how many lines around are set phrases.

Measures are kept as columns, a number a line, and summed up rule by rule. Evidence in words is made only
for a line that somebody asks about: a page has thousands of pieces of it, and most runs ask for none.
"""

from collections.abc import Sequence
from typing import Final

from cleaner import recurrence
from cleaner.measures import Column, Measures
from cleaner.model import BITS, Evidence, Line
from cleaner.page import Traits
from cleaner.reading import Reader, Reading, Seen
from cleaner.rule import ABOVE, BELOW, SIGHTS, Weight
from cleaner.rulebook import Rulebook
from cleaner.scale import Scale, Sums
from cleaner.sections import measured

HEAD: Final = 0.2
"""A rule for the head of a page looks where at most this share of the page's prose is above."""
TAIL: Final = 0.8
"""One for the tail, where at least this share is."""


class Sight:
    """All that rules see in `lines`."""

    def __init__(self, lines: Sequence[Line], reader: Reader) -> None:
        rulebook = reader.rulebook
        self.rulebook: Rulebook = rulebook
        readings = [reader.read(line.text) for line in lines]
        self.measures: Measures = Measures(lines, [reading.shape for reading in readings], rulebook.lexicon)
        self.hits: list[list[Seen]] = [self._in_place(i, reading) for i, reading in enumerate(readings)]
        """For each line what phrases and patterns saw in it."""
        self.kinds: list[int] = [self._kinds_of(hits) for hits in self.hits]
        """For each line the `BITS` of the kinds of those."""
        opens = [any(rulebook.opens[hit.rule] for hit in hits) for hits in self.hits]
        self.columns: dict[str, Column] = self.measures.columns | measured(self.measures, self.kinds, opens)
        """For each measure its value in each line."""
        self.recurrence: recurrence.Recurrence | None = None
        if reader.template:
            self.recurrence = recurrence.Recurrence(reader.template, [line.text for line in lines], self.measures)
            self.columns |= self.recurrence.columns
        self.deciding: list[Scale] = self._measured_here(rulebook.deciding)
        """Of the rules that measure lines those that say whether a line goes."""
        self.naming: list[Scale] = self._measured_here(rulebook.naming)
        """Those that look for the headline."""

    def _measured_here(self, scales: Sequence[Scale]) -> list[Scale]:
        """Those of `scales` whose measures there are: without a template, what looks into one says nothing."""
        return [scale for scale in scales if scale.name in self.columns]

    def _in_place(self, i: int, reading: Reading) -> list[Seen]:
        """What was seen in a line, without what looks at another part of the page."""
        if not reading.is_placed:
            return reading.seen
        share = self.measures.prose_above[i]
        places = {"anywhere", "head" if share <= HEAD else "", "tail" if share >= TAIL else ""}
        return [seen for seen in reading.seen if seen.where in places]

    def _kinds_of(self, hits: list[Seen]) -> int:
        bits = 0
        for hit in hits:
            bits |= self.rulebook.bits[hit.rule]
        return bits

    def _next_to(self, i: int) -> list[Seen]:
        """What phrases and patterns saw in the lines above and below line `i`."""
        out: list[Seen] = []
        for j, sight in ((i - 1, ABOVE), (i + 1, BELOW)):
            for hit in self.hits[j] if 0 <= j < len(self.hits) else []:
                column = self.rulebook.offsets[hit.rule] + sight
                out.append(Seen(hit.rule, column, f"{hit.saw} ({SIGHTS[sight]})"))
        return out

    def measured(self, i: int, scale: Scale) -> Seen:
        """What a rule that measures saw in line `i`."""
        value = self.columns[scale.name][i]
        saw = f"{scale.name} {value:.4g}"
        if self.recurrence and scale.name in recurrence.NAMES:
            saw = self.recurrence.saw(scale.name, i)
        return Seen(scale.rule, scale.column(value), saw)

    def row(self, i: int) -> list[Seen]:
        """Everything seen in line `i` and next to it."""
        return [*self.hits[i], *self._next_to(i), *(self.measured(i, scale) for scale in self.deciding)]

    def line_columns(self, i: int) -> list[int]:
        """The columns of all weights that speak for dropping or keeping line `i`."""
        text = [seen.column for seen in (*self.hits[i], *self._next_to(i))]
        return text + [scale.column(self.columns[scale.name][i]) for scale in self.deciding]

    def traits(self) -> Traits:
        """What the rules of the page want to know of each line."""
        byline = [kinds & BITS["byline"] > 0 for kinds in self.kinds]
        c = self.columns
        return Traits(c["words"], self.measures.prose, c["furniture_share"], c["times_near"], byline)

    def totals(self) -> list[Weight]:
        """For each line what all that was seen in it weighs together, in each place where it may be dropped."""
        weights, offsets = self.rulebook.weights, self.rulebook.offsets
        sums = Sums(len(self.hits))
        for scale in self.deciding:
            sums.weigh(scale, self.columns[scale.name])
        for i, hits in enumerate(self.hits):
            for hit in hits:
                sums.add(i, weights[hit.column])
                sums.add(i - 1, weights[offsets[hit.rule] + BELOW])
                sums.add(i + 1, weights[offsets[hit.rule] + ABOVE])
        return sums.totals()

    def evidence(self, i: int, place: int) -> tuple[Evidence, ...]:
        """What was seen in line `i` in words, with its weights in one `place`, as `Placed` has it."""
        rulebook = self.rulebook
        return tuple(
            Evidence(rulebook.rules[seen.rule].code, rulebook.weights[seen.column][place], seen.saw)
            for seen in self.row(i)
            if any(rulebook.weights[seen.column])
        )
