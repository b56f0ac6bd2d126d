"""Lines read by themselves: what a line looks like, and what phrases and patterns see in it.

Nothing here depends on the lines around it. So one text's rows are read once, however often they stand in it and
however often it is looked at; a `LineReader` lives as long as one text is worked on and no longer.
"""

from cleaner.reviews.review import DocumentLabels
from cleaner.rulebook.phrases import Phrases
from cleaner.rulebook.prefilter import Prefilter
from cleaner.rulebook.rule import LONG_LINE
from cleaner.rulebook.rulebook import Rulebook
from cleaner.templates.template import Template
from cleaner.text import inserts
from cleaner.text.characters import unspaced_chars
from cleaner.text.hashing import word_hash
from cleaner.text.lexicon import START, Lexicon
from cleaner.text.line_features import OPENING_QUOTES, LineFeatures, Vocabulary
from cleaner.text.tokens import TokenizedLine, fold, word_at
from cleaner.text.vectors import mypyc_attr


@mypyc_attr(acyclic=True)
class RuleHit:
    """One rule's observation on one line."""

    def __init__(self, rule: int, column: int, saw: str, where: str = "anywhere") -> None:
        self.rule: int = rule
        self.column: int = column
        """Of the weight that speaks."""
        self.saw: str = saw
        self.where: str = where
        """The part of a page in which it counts."""


@mypyc_attr(acyclic=True)
class LineHits:
    """One line: its shape, and what rules saw in it."""

    def __init__(self, shape: LineFeatures, seen: list[RuleHit]) -> None:
        self.features: LineFeatures = shape
        self.hits: list[RuleHit] = seen
        self.is_placed: bool = any(one.where != "anywhere" for one in seen)
        """Whether some of it counts in a part of the page only."""


class LineReader:
    """Reads the lines of one text by the rules of `rulebook`.

    `template` is that of its site, `reviewed` what people said of its lines, if there is such.
    """

    def __init__(
        self, rulebook: Rulebook, template: Template | None = None, reviewed: DocumentLabels | None = None
    ) -> None:
        self.rulebook: Rulebook = rulebook
        self.template: Template | None = template
        self.labels: DocumentLabels | None = reviewed
        # What is asked of the rules for every line, at hand: the rulebook itself is not compiled.
        self.lexicon: Lexicon = rulebook.lexicon
        self.phrases: Phrases = rulebook.phrases
        self.prefilter: Prefilter = rulebook.prefilter
        self.vocabulary: Vocabulary = Vocabulary()
        self._offsets: tuple[int, ...] = rulebook.offsets
        self._rule_of: tuple[int, ...] = rulebook.rule_of
        self._readings: dict[str, LineHits] = {}
        self._parts: dict[str, list[inserts.Stretch]] = {}

    def read(self, row: str) -> LineHits:
        """One line by itself."""
        reading = self._readings.get(row)
        if reading is None:
            reading = self._readings[row] = self._read(row)
        return reading

    def parts(self, row: str) -> list[inserts.Stretch]:
        """A row cut at the inserts glued to it; nothing where there are none."""
        if len(row) < inserts.GLUED:
            return []
        found = self._parts.get(row)
        if found is None:
            found = self._parts[row] = inserts.split_inserts(row, self.opens_insert)
        return found

    def opens_insert(self, text: str) -> bool:
        """Whether `text` begins with a set phrase that editors glue to a paragraph."""
        first = word_at(text, len(text) - len(text.lstrip(OPENING_QUOTES)))
        if first and self.lexicon.word_class(word_hash(fold(first))) & START == 0 and not unspaced_chars(first):
            return False  # as of most sentences, whose other words then need not be read
        rules = [self._rule_of[slot] for slot, _ in self.phrases.at_start(TokenizedLine(text, self.lexicon))]
        return any(rule >= 0 and self.rulebook.opens_insert[rule] for rule in rules)

    def _read(self, row: str) -> LineHits:
        scan = TokenizedLine(row.strip(), self.lexicon)
        shape = LineFeatures(row, scan, self.vocabulary)
        offsets, is_long = self._offsets, shape.words >= LONG_LINE
        seen: list[RuleHit] = []
        for slot, key in self.phrases.find(scan):
            rule = self._rule_of[slot]
            if rule >= 0:
                seen.append(RuleHit(rule, offsets[rule] + is_long, key))
        for trigger, saw in self.prefilter.find(scan):
            seen.append(RuleHit(trigger.rule, offsets[trigger.rule] + is_long, saw, trigger.where))
        return LineHits(shape, seen)
