"""Evidence on lines: the hits of all rules, and the sum of their weights. Nothing is decided here.

Phrases and patterns look at one line and count for its two neighbours too. Features describe a line among all others.
Section features come last, because they depend on phrase hits: the distance to the last heading such as "More from" or
"34 comments", and the share of set phrases nearby.

The weights of features are summed while the values are computed. `Evidence` is made only for a line that somebody asks
about, because a page has thousands of pieces and most runs need none.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from cleaner.decision.furniture import CutColumns
from cleaner.decision.line_reader import LineHits, LineReader, RuleHit
from cleaner.decision.page import PageColumns
from cleaner.features import template
from cleaner.features.accumulator import PlaceScores, ScoreAccumulator
from cleaner.features.bins import BinnedRule, find_bin
from cleaner.features.blocks.codes import DATA, SENTENCE_ENDS, block_name
from cleaner.features.catalog import BLOCK_FEATURE, LINE_FEATURES, MARKDOWN_FEATURES, REVIEWED, TEMPLATE_FEATURES
from cleaner.features.context import ContextFeatures, add_line_features
from cleaner.features.links import add_link_features
from cleaner.features.sections import BOILERPLATE_BITS, section_features
from cleaner.model import BITS, Evidence, Kind
from cleaner.reviews import review
from cleaner.rulebook.rule import ABOVE, BELOW, HIT_POSITIONS
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.characters import unspaced_chars
from cleaner.text.line_features import COLON, PERIOD
from cleaner.text.lines import Line
from cleaner.text.vectors import Column, vec

HEAD: Final = 0.2
"""Rules for the head of a page apply to lines with at most this share of the page's prose above them."""
WHOLE_LINE: Final = 5
"""Specificity of a phrase that is the whole line."""
LONG_UNSPACED: Final = 4
"""Minimum characters of a phrase of several words in a script without spaces."""
TAIL: Final = 0.8
"""Rules for the tail of a page apply to lines with at least this share of the page's prose above them."""


class PageEvidence:
    """Evidence of all rules on `lines`."""

    def __init__(self, lines: Sequence[Line], reader: LineReader, explain: bool = True) -> None:
        """Without `explain`, only the totals, the page columns and the features of headlines are available."""
        rulebook = reader.rulebook
        self.rulebook: Rulebook = rulebook
        self._is_marked: list[bool] = [_is_image(line) for line in lines]
        """True for each line that starts with an image of Markdown, or is a link to another page of the site."""
        readings = [reader.read(line.text) for line in lines]
        self.vocabulary_size: int = len(reader.vocabulary)
        """Number of different topic words."""
        self.scores: ScoreAccumulator = ScoreAccumulator(
            len(lines), rulebook.bins, frozenset(LINE_FEATURES) if explain else rulebook.kept_features
        )
        self.line_rules: tuple[BinnedRule, ...] = rulebook.line_rules
        """Feature rules that score keep or drop."""
        self.headline_rules: tuple[BinnedRule, ...] = rulebook.headline_rules
        """Feature rules that score headlines."""
        features = [reading.features for reading in readings]
        add_line_features(features, self.scores)
        self.context: ContextFeatures = ContextFeatures(
            lines, features, rulebook.lexicon, self.vocabulary_size, self.scores
        )
        self.hits: list[list[RuleHit]] = [self._hits_in_place(i, reading) for i, reading in enumerate(readings)]
        """Hits of phrases and patterns in each line."""
        kind_bits, opens_section = rulebook.kind_bits, rulebook.opens_section
        self.kinds: list[int] = [_kind_bits(hits, kind_bits) for hits in self.hits]
        """Kinds of the hits in each line, as a sum of `BITS`."""
        opens = vec[bool]([_opens_section(hits, opens_section) for hits in self.hits])
        section_features(self.context, self.kinds, opens, self.scores)
        self.is_markdown: bool = len(lines) > 0 and lines[0].markup is not None
        if self.is_markdown:
            leads_to_site = add_link_features(lines, self.scores)
            self._is_marked = [self._is_marked[i] or own for i, own in enumerate(leads_to_site)]
            self._use_optional_rules(MARKDOWN_FEATURES)
        self.template_features: template.TemplateFeatures | None = None
        if reader.template is not None:
            self.template_features = template.TemplateFeatures(
                reader.template, [line.text for line in lines], self.context
            )
            self._add_external_columns(self.template_features.columns)
        self.reviewed_kinds: list[Kind | None] = []
        """Kind that a reviewer gave to each line, or None; an empty list without reviews or the rule for them."""
        if reader.labels is not None and any(rule.name == REVIEWED for rule in rulebook.external_line_rules):
            rows = [line.row for line in lines]  # review files hold rows, with Markdown
            self.reviewed_kinds = reader.labels.kinds(rows)
            self._add_external_columns({REVIEWED: [review.value(kind) for kind in self.reviewed_kinds]})
        self._page_columns: PageColumns | None = None
        self._add_hit_weights()

    def _add_external_columns(self, columns: Mapping[str, Sequence[float]]) -> None:
        """Add features from outside of the page, and the rules that use them."""
        for name, values in columns.items():
            column = self.scores.track(name)
            for value in values:
                column.add(value)
        self._use_optional_rules(columns)

    def _use_optional_rules(self, names: Collection[str]) -> None:
        """Use the rules on features that only some pages have."""
        self.line_rules += tuple(rule for rule in self.rulebook.external_line_rules if rule.name in names)
        self.headline_rules += tuple(rule for rule in self.rulebook.external_headline_rules if rule.name in names)

    @property
    def review_rule(self) -> str:
        """Code of the rule that applies decisions of reviewers; empty if it is not active."""
        rules = self.rulebook.rules
        return next((rules[rule.rule].code for rule in self.line_rules if rule.name == REVIEWED), "")

    def _add_hit_weights(self) -> None:
        weights, offsets, scores = self.rulebook.weights, self.rulebook.offsets, self.scores
        above, below = ABOVE, BELOW  # local copies, because the module that defines them is not compiled
        for i, hits in enumerate(self.hits):
            for hit in hits:
                scores.add(i, weights[hit.column])
                scores.add(i - 1, weights[offsets[hit.rule] + below])
                scores.add(i + 1, weights[offsets[hit.rule] + above])

    def _hits_in_place(self, i: int, reading: LineHits) -> list[RuleHit]:
        """Return the hits in line `i` without those that count only in another part of the page."""
        if not reading.depends_on_place:
            return reading.hits
        share = self.context.prose_share_above[i]
        is_elsewhere = {"head": share > HEAD, "tail": share < TAIL}
        return [hit for hit in reading.hits if not is_elsewhere.get(hit.where)]

    def _neighbour_hits(self, i: int) -> list[RuleHit]:
        """Return the hits of phrases and patterns in the lines above and below line `i`."""
        out: list[RuleHit] = []
        for j, position in ((i - 1, ABOVE), (i + 1, BELOW)):
            for hit in self.hits[j] if 0 <= j < len(self.hits) else []:
                column = self.rulebook.offsets[hit.rule] + position
                out.append(RuleHit(hit.rule, column, f"{hit.saw} ({HIT_POSITIONS[position]})"))
        return out

    def feature_value(self, name: str, i: int) -> float:
        """Return the value of a feature of line `i`."""
        column = self.scores.columns.get(name)
        value: float = getattr(self.context.features[i], name) if column is None else column.values[i]
        return value

    def feature_values(self, name: str, lines: list[int]) -> Column:
        """Return the values of a feature of several lines."""
        stored = self.scores.columns.get(name)
        if stored is None:
            return vec[float]([self.feature_value(name, i) for i in lines])
        column = stored.values
        return vec[float]([column[i] for i in lines])

    def feature_hit(self, i: int, rule: BinnedRule) -> RuleHit:
        """Return the hit of a feature rule in line `i`."""
        value = self.feature_value(rule.name, i)
        saw = f"{rule.name} {value:.4g}"
        if self.template_features is not None and rule.name in TEMPLATE_FEATURES:
            saw = self.template_features.describe(rule.name, i)
        elif rule.name == BLOCK_FEATURE:
            saw = f"block: {block_name(value, self.context.features[i])}"
        elif rule.name == REVIEWED:
            kind = self.reviewed_kinds[i]
            saw = f"labelled {kind} by a reviewer" if kind else "not labelled by a reviewer"
        return RuleHit(rule.rule, rule.column(value), saw)

    def all_hits(self, i: int) -> list[RuleHit]:
        """Return all hits that count for line `i`: in it, in its neighbours, and of its features."""
        return [*self.hits[i], *self._neighbour_hits(i), *(self.feature_hit(i, rule) for rule in self.line_rules)]

    def line_columns(self, i: int) -> list[int]:
        """Return the columns of all weights that count for line `i`."""
        columns = [hit.column for hit in (*self.hits[i], *self._neighbour_hits(i))]
        return columns + [rule.column(self.feature_value(rule.name, i)) for rule in self.line_rules]

    def word_counts(self) -> Column:
        """Return the words of each line; 0 for lines of the site's template, which say nothing about the page."""
        return self._without_template(self.context.words)

    def page_columns(self) -> PageColumns:
        """Return the columns that page features are computed from."""
        if self._page_columns is None:
            self._page_columns = self._make_page_columns()
        return self._page_columns

    def _make_page_columns(self) -> PageColumns:
        bit = BITS["byline"]
        byline = [kinds & bit > 0 for kinds in self.kinds]
        boilerplate = [features.boilerplate_word_share for features in self.context.features]
        times = self.scores.columns["times_near"].values
        prose = self._without_template(self.context.prose)
        return PageColumns(
            words=list(self.word_counts()),
            prose=list(prose),
            boilerplate_word_share=boilerplate,
            times_near=list(times),
            byline=byline,
            blocks=self.context.blocks,
            records=list(self.scores.columns["records"].values),
        )

    def cut_columns(self) -> CutColumns:
        """Return the columns that cut features are computed from."""
        features, kinds = self.context.features, 0
        for bits in self.kinds:
            kinds |= bits
        return CutColumns(
            words=list(self.word_counts()),
            strengths=self._strengths(),
            is_boilerplate=self._boilerplate_flags(),
            is_phrase=self._phrase_flags(),
            is_marked=self._is_marked,
            has_gap=list(self.context.has_gap),
            is_lead=[line.ending == COLON for line in features],
            blocks=self.context.blocks,
            is_listed=self.context.is_listed,
            kinds_at=list(self.kinds),
            is_sentence=[line.ending == PERIOD for line in features],
            has_end=[line.ending in SENTENCE_ENDS for line in features],
            topics=list(self.scores.columns["topic_overlap"].values),
            kinds=kinds.bit_count(),
        )

    def _boilerplate_flags(self) -> list[bool]:
        """Return True for each line with evidence of a kind that is boilerplate, or of the template of the site."""
        known = self.template_features.is_known if self.template_features is not None else [False] * len(self.kinds)
        return [known[i] or self.kinds[i] & BOILERPLATE_BITS > 0 for i in range(len(self.kinds))]

    def _phrase_flags(self) -> list[bool]:
        """Return True for each line that is a set phrase of several words for a kind of boilerplate."""
        flags, specificity, kind_bits = [False] * len(self.hits), self.rulebook.specificity, self.rulebook.kind_bits
        for i, hits in enumerate(self.hits):
            for hit in hits:
                is_whole = specificity[hit.rule] == WHOLE_LINE and kind_bits[hit.rule] & BOILERPLATE_BITS > 0
                if is_whole and not flags[i]:
                    flags[i] = self._is_text(i) and _is_long(hit.saw)
        return flags

    def phrase_columns(self) -> list[list[int]]:
        """Return the weight columns of the hits in each line that saw words; tables and code have none."""
        return [
            [hit.column for hit in hits if _has_letter(hit.saw)] if self._is_text(i) else []
            for i, hits in enumerate(self.hits)
        ]

    def _is_text(self, i: int) -> bool:
        """Return True if line `i` has a hit and words, which mean something else in data and dialogue."""
        if not self.hits[i] or self.context.features[i].word_count == 0:
            return False
        return self.context.blocks[i] not in DATA

    def _strengths(self) -> list[float]:
        """Return the largest strength of a phrase, pattern or template for each line, at least 0."""
        strength_of = self.rulebook.strengths
        strengths = [0.0] * len(self.hits)
        for i, hits in enumerate(self.hits):
            if not self._is_text(i):
                continue
            for hit in hits:
                if strength_of[hit.column] > strengths[i] and _has_letter(hit.saw):
                    strengths[i] = strength_of[hit.column]
        columns_by_feature = self.template_features.columns if self.template_features is not None else {}
        for rule in self.rulebook.external_line_rules:
            values = columns_by_feature.get(rule.name, [])
            for i, value in enumerate(values):
                strengths[i] = max(strengths[i], find_bin(value, rule.bins).inside)
        return strengths

    def _without_template(self, column: Column) -> Column:
        """Return a column with 0 for lines of the site's template."""
        if self.template_features is None:
            return column
        known = self.template_features.is_known
        return vec[float]([0.0 if known[i] else column[i] for i in range(len(column))])

    def totals(self) -> PlaceScores:
        """Return the sum of all weights on each line, for each place where the line may be dropped."""
        return self.scores.totals()

    def evidence(self, i: int, place: int) -> tuple[Evidence, ...]:
        """Return the evidence on line `i`, with its weights in `place` (see `LineState`)."""
        rulebook = self.rulebook
        return tuple(
            Evidence(rulebook.rules[hit.rule].code, rulebook.weights[hit.column][place], hit.saw)
            for hit in self.all_hits(i)
            if any(rulebook.weights[hit.column])
        )


def _is_image(line: Line) -> bool:
    """Return True if a line is an image of Markdown."""
    if line.markup is not None:
        return line.markup.is_image
    return "!" in line.row and line.row.lstrip().startswith("![")


def _has_letter(saw: str) -> bool:
    """Return True if a hit saw a letter, or a copyright sign; numbers and other symbols alone tell little."""
    return any(char.isalpha() or char == "©" for char in saw)


def _is_long(phrase: str) -> bool:
    """Return True if a phrase has several words, or as many characters of a script without spaces."""
    words = 0
    for word in phrase.split(" ") if " " in phrase else []:
        if word.isalpha():
            words += 1
    return words > 1 or len(unspaced_chars(phrase)) >= LONG_UNSPACED


def _kind_bits(hits: list[RuleHit], kind_bits: tuple[int, ...]) -> int:
    kinds = 0
    for hit in hits:
        kinds |= kind_bits[hit.rule]
    return kinds


def _opens_section(hits: list[RuleHit], opens_section: tuple[bool, ...]) -> bool:
    return any(opens_section[hit.rule] for hit in hits)
