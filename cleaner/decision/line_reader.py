"""Lines read by themselves: their features, and the hits of phrases and patterns in them.

Nothing here depends on neighbouring lines, so a row that occurs several times, or in several passes, is read once. A
`LineReader` serves one text.
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
        """Index of the weight that applies."""
        self.saw: str = saw
        self.where: str = where
        """Part of the page in which the hit counts."""


@mypyc_attr(acyclic=True)
class LineHits:
    """Features of one line, and the hits in it."""

    def __init__(self, features: LineFeatures, hits: list[RuleHit]) -> None:
        self.features: LineFeatures = features
        self.hits: list[RuleHit] = hits
        self.depends_on_place: bool = any(hit.where != "anywhere" for hit in hits)


class LineReader:
    """Reader for the lines of one text.

    `template` is that of the text's site, and `labels` are the decisions of reviewers on its lines. `markdown` says
    that the text is Markdown or not; if it is None, its marks decide.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        template: Template | None = None,
        labels: DocumentLabels | None = None,
        markdown: bool | None = None,
    ) -> None:
        self.rulebook: Rulebook = rulebook
        self.template: Template | None = template
        self.labels: DocumentLabels | None = labels
        self.markdown: bool | None = markdown
        # Copies of what every line needs: reading it from the rulebook, which is not compiled, is slower.
        self.lexicon: Lexicon = rulebook.lexicon
        self.phrases: Phrases = rulebook.phrases
        self.prefilter: Prefilter = rulebook.prefilter
        self.vocabulary: Vocabulary = Vocabulary()
        self._offsets: tuple[int, ...] = rulebook.offsets
        self._rule_by_slot: tuple[int, ...] = rulebook.rule_by_slot
        self._hits: dict[str, LineHits] = {}
        self._parts: dict[str, list[inserts.Span]] = {}

    def read(self, row: str) -> LineHits:
        """Return the features and hits of a row."""
        known = self._hits.get(row)
        if known is None:
            known = self._hits[row] = self._read(row)
        return known

    def parts(self, row: str) -> list[inserts.Span]:
        """Return the parts of a row with glued inserts, as [start, end); empty if there are none."""
        if len(row) < inserts.MIN_ROW:
            return []
        known = self._parts.get(row)
        if known is None:
            known = self._parts[row] = inserts.split_inserts(row, self.opens_insert)
        return known

    def opens_insert(self, text: str) -> bool:
        """Return True if `text` starts with a set phrase that editors glue to a paragraph."""
        first = word_at(text, len(text) - len(text.lstrip(OPENING_QUOTES)))
        if first and self.lexicon.word_class(word_hash(fold(first))) & START == 0 and not unspaced_chars(first):
            return False  # as for most sentences, which then need not be tokenised
        rules = [self._rule_by_slot[slot] for slot, _ in self.phrases.at_start(TokenizedLine(text, self.lexicon))]
        return any(rule >= 0 and self.rulebook.opens_insert[rule] for rule in rules)

    def _read(self, row: str) -> LineHits:
        tokens = TokenizedLine(row.strip(), self.lexicon)
        features = LineFeatures(row, tokens, self.vocabulary)
        offsets, is_long = self._offsets, features.words >= LONG_LINE
        hits: list[RuleHit] = []
        for slot, key in self.phrases.find(tokens):
            rule = self._rule_by_slot[slot]
            if rule >= 0:
                hits.append(RuleHit(rule, offsets[rule] + is_long, key))
        for pattern, saw in self.prefilter.find(tokens):
            hits.append(RuleHit(pattern.rule, offsets[pattern.rule] + is_long, saw, pattern.where))
        return LineHits(features, hits)
