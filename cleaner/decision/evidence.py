"""Lines and rules to evidence: what each rule saw in each line. Nothing is decided here.

Phrases and patterns look at one line and speak for its two neighbours too; measures look at a line among all
others. The measures of sections come last, because they count what phrases have found: how far above the last
heading such as "More from" or "34 comments" stands, and how many lines around are set phrases.

What measures find is summed up as it comes. Evidence in words is made only for a line that somebody asks about: a
page has thousands of pieces of it, and most runs ask for none.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from cleaner.decision.document import PageColumns
from cleaner.decision.line_reader import LineHits, LineReader, RuleHit
from cleaner.features import template
from cleaner.features.accumulator import PlaceScores, ScoreAccumulator
from cleaner.features.bins import BinnedRule
from cleaner.features.catalog import LINE_FEATURES, REVIEWED, TEMPLATE_FEATURES
from cleaner.features.context import ContextFeatures
from cleaner.features.sections import section_features
from cleaner.model import BITS, Evidence, Kind
from cleaner.reviews import review
from cleaner.rulebook.rule import ABOVE, BELOW, HIT_POSITIONS
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.lines import Line
from cleaner.text.vectors import Column, vec

HEAD: Final = 0.2
"""A rule for the head of a page looks where at most this share of the page's prose is above."""
TAIL: Final = 0.8
"""One for the tail, where at least this share is."""


class PageEvidence:
    """All that rules see in `lines`."""

    def __init__(self, lines: Sequence[Line], reader: LineReader, explain: bool = True) -> None:
        """Without `explain` only `totals` and `traits` can be asked for, and what names the headline."""
        rulebook = reader.rulebook
        self.rulebook: Rulebook = rulebook
        readings = [reader.read(line.text) for line in lines]
        self.scores: ScoreAccumulator = ScoreAccumulator(
            len(lines), rulebook.bins, frozenset(LINE_FEATURES) if explain else rulebook.kept_features
        )
        self.line_rules: tuple[BinnedRule, ...] = rulebook.line_rules
        """Of the rules that measure lines those that say whether a line goes."""
        self.headline_rules: tuple[BinnedRule, ...] = rulebook.headline_rules
        """Those that look for the headline."""
        shapes = [reading.features for reading in readings]
        self.context: ContextFeatures = ContextFeatures(
            lines, shapes, rulebook.lexicon, len(reader.vocabulary), self.scores
        )
        self.hits: list[list[RuleHit]] = [self._in_place(i, reading) for i, reading in enumerate(readings)]
        """For each line what phrases and patterns saw in it."""
        bits, opening = rulebook.bits, rulebook.opens
        self.kinds: list[int] = [_kind_bits(hits, bits) for hits in self.hits]
        """For each line the `BITS` of the kinds of those."""
        opens = vec[bool]([_opens_section(hits, opening) for hits in self.hits])
        section_features(self.context, self.kinds, opens, self.scores)
        self.template_features: template.TemplateFeatures | None = None
        if reader.template is not None:
            self.template_features = template.TemplateFeatures(
                reader.template, [line.text for line in lines], self.context
            )
            self._take_in(self.template_features.columns)
        self.labels: list[Kind | None] = []
        """For each line what people said it is, None where they said nothing; empty where they said nothing at all."""
        if reader.labels is not None and any(s.name == REVIEWED for s in rulebook.context_line_rules):
            self.labels = reader.labels.kinds([line.row for line in lines])  # as `cleaner review` writes them
            self._take_in({REVIEWED: [review.value(kind) for kind in self.labels]})
        self._weigh_hits()

    def _take_in(self, columns: Mapping[str, Sequence[float]]) -> None:
        """ContextFeatures of what is known beside the page, and the rules that ask for them."""
        for name, column in columns.items():
            track = self.scores.track(name)
            for value in column:
                track.add(value)
        self.line_rules += tuple(scale for scale in self.rulebook.context_line_rules if scale.name in columns)
        self.headline_rules += tuple(scale for scale in self.rulebook.context_headline_rules if scale.name in columns)

    @property
    def reviewing(self) -> str:
        """Code of the rule by which counts what people said; empty where it is left out."""
        rules = self.rulebook.rules
        return next((rules[s.rule].code for s in self.line_rules if s.name == REVIEWED), "")

    def _weigh_hits(self) -> None:
        weights, offsets, sums = self.rulebook.weights, self.rulebook.offsets, self.scores
        above, below = ABOVE, BELOW  # looked up once: the module they are from is not compiled
        for i, hits in enumerate(self.hits):
            for hit in hits:
                sums.add(i, weights[hit.column])
                sums.add(i - 1, weights[offsets[hit.rule] + below])
                sums.add(i + 1, weights[offsets[hit.rule] + above])

    def _in_place(self, i: int, reading: LineHits) -> list[RuleHit]:
        """What was seen in a line, without what looks at another part of the page."""
        if not reading.is_placed:
            return reading.hits
        share = self.context.prose_share_above[i]
        elsewhere = {"head": share > HEAD, "tail": share < TAIL}
        return [seen for seen in reading.hits if not elsewhere.get(seen.where)]

    def _next_to(self, i: int) -> list[RuleHit]:
        """What phrases and patterns saw in the lines above and below line `i`."""
        out: list[RuleHit] = []
        for j, sight in ((i - 1, ABOVE), (i + 1, BELOW)):
            for hit in self.hits[j] if 0 <= j < len(self.hits) else []:
                column = self.rulebook.offsets[hit.rule] + sight
                out.append(RuleHit(hit.rule, column, f"{hit.saw} ({HIT_POSITIONS[sight]})"))
        return out

    def value(self, name: str, i: int) -> float:
        """What was measured of line `i` under a name."""
        track = self.scores.columns.get(name)
        value: float = getattr(self.context.shapes[i], name) if track is None else track.column[i]
        return value

    def values(self, name: str, lines: list[int]) -> Column:
        """The same of several lines."""
        track = self.scores.columns.get(name)
        if track is None:
            return vec[float]([self.value(name, i) for i in lines])
        column = track.column
        return vec[float]([column[i] for i in lines])

    def measured(self, i: int, scale: BinnedRule) -> RuleHit:
        """What a rule that measures saw in line `i`."""
        value = self.value(scale.name, i)
        saw = f"{scale.name} {value:.4g}"
        if self.template_features is not None and scale.name in TEMPLATE_FEATURES:
            saw = self.template_features.saw(scale.name, i)
        elif scale.name == REVIEWED:
            saw = f"said to be {self.labels[i]}" if self.labels[i] else "nothing was said of it"
        return RuleHit(scale.rule, scale.column(value), saw)

    def row(self, i: int) -> list[RuleHit]:
        """Everything seen in line `i` and next to it."""
        return [*self.hits[i], *self._next_to(i), *(self.measured(i, scale) for scale in self.line_rules)]

    def line_columns(self, i: int) -> list[int]:
        """The columns of all weights that speak for dropping or keeping line `i`."""
        text = [seen.column for seen in (*self.hits[i], *self._next_to(i))]
        return text + [scale.column(self.value(scale.name, i)) for scale in self.line_rules]

    def words(self) -> Column:
        """The words of each line; what is of the site's template says nothing about the page, so it has none."""
        return self._of_page(self.context.words)

    def traits(self) -> PageColumns:
        """What the rules of the page want to know of each line."""
        bit = BITS["byline"]
        byline = [kinds & bit > 0 for kinds in self.kinds]
        furniture = [shape.boilerplate_word_share for shape in self.context.shapes]
        times = self.scores.columns["times_near"].column
        return PageColumns(list(self.words()), list(self._of_page(self.context.prose)), furniture, list(times), byline)

    def _of_page(self, column: Column) -> Column:
        """A column without the values of lines that are of the site's template."""
        if self.template_features is None:
            return column
        known = self.template_features.is_known
        return vec[float]([0.0 if known[i] else column[i] for i in range(len(column))])

    def totals(self) -> PlaceScores:
        """For each line what all that was seen in it weighs together, in each place where it may be dropped."""
        return self.scores.totals()

    def evidence(self, i: int, place: int) -> tuple[Evidence, ...]:
        """What was seen in line `i` in words, with its weights in one `place`, as `Placed` has it."""
        rulebook = self.rulebook
        return tuple(
            Evidence(rulebook.rules[seen.rule].code, rulebook.weights[seen.column][place], seen.saw)
            for seen in self.row(i)
            if any(rulebook.weights[seen.column])
        )


def _kind_bits(hits: list[RuleHit], bits: tuple[int, ...]) -> int:
    """The bits of the kinds of what was seen in a line."""
    seen = 0
    for hit in hits:
        seen |= bits[hit.rule]
    return seen


def _opens_section(hits: list[RuleHit], opening: tuple[bool, ...]) -> bool:
    """Whether something that was seen in a line is the heading of a section."""
    return any(opening[hit.rule] for hit in hits)
