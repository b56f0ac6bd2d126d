"""All rules together, ready to be looked for: the shipped TOML files, their weights, the user's own.

A rule never decides alone: `decide` adds the weights up over the whole document. `weight` in a rule's
own table is what its author expects of it; where the generated `weights.toml`, fitted on labelled pages,
has a weight for the rule, that one counts (see `cleaner.rulebook.weights`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from cleaner.errors import CleanerError
from cleaner.features.bins import Bin, BinnedRule, merge_bins
from cleaner.features.catalog import DOCUMENT_COLUMNS, names
from cleaner.model import BITS, NOTHING, Weight
from cleaner.rulebook import cache as prepared
from cleaner.rulebook import weights
from cleaner.rulebook.languages import SLOTS, slot_of
from cleaner.rulebook.phrases import Phrases
from cleaner.rulebook.prefilter import PatternRule, Prefilter
from cleaner.rulebook.rule import Rule
from cleaner.text.lexicon import Lexicon

GLUED_KINDS: Final = ("read-also", "related", "promotion", "share", "advert")

SPECIFIC: Final[Mapping[str | None, int]] = {"lines": 5, "starts": 4, None: 3, "contains": 2, "ends": 1}
"""How much the way a rule found its phrase tells about the line; None is a pattern."""


@dataclass(frozen=True)
class Rulebook:
    """Rules in order, with what is needed to look for all of them at once.

    Each weight has a number, its *column*: `offsets[i] + k` for weight k of rule i.
    """

    rules: tuple[Rule, ...]
    shipped: prepared.ShippedRules
    """What the shipped files say beside rules: phrases, and the sorts of words."""
    offsets: tuple[int, ...] = field(init=False)
    weights: tuple[Weight, ...] = field(init=False)
    """Of all columns, for dropping a line; 0 for the rules that look for the headline or at the page."""
    headline: tuple[float, ...] = field(init=False)
    """Of all columns, for taking a line for the headline; 0 for all other rules."""
    page_weights: tuple[float, ...] = field(init=False)
    """Of all columns, for there being no article; 0 for all other rules."""
    grammar: str = field(init=False)
    """Code of the sequence rule."""
    transitions: Mapping[str, float] = field(init=False)
    """Its weights."""
    prefilter: Prefilter = field(init=False)
    line_rules: tuple[BinnedRule, ...] = field(init=False)
    """Of the rules that measure lines those that say whether a line goes."""
    headline_rules: tuple[BinnedRule, ...] = field(init=False)
    """Those that look for the headline."""
    context_line_rules: tuple[BinnedRule, ...] = field(init=False)
    context_headline_rules: tuple[BinnedRule, ...] = field(init=False)
    """The same of the rules that need more than the page."""
    bins: dict[str, list[Bin]] = field(init=False)
    """For each measure that says whether a line goes, its ranges and what all rules together say of them."""
    kept_features: frozenset[str] = field(init=False)
    """Measures whose values are needed for more than that, but for those that a line's shape has."""
    page_measures: tuple[tuple[int, str, tuple[float, ...]], ...] = field(init=False)
    phrases: Phrases = field(init=False)
    rule_of: tuple[int, ...] = field(init=False)
    """For each slot of phrases the number of its rule, -1 where there is none."""
    bits: tuple[int, ...] = field(init=False)
    """For each rule the bit of its kind."""
    specificity: tuple[int, ...] = field(init=False)
    """For each rule how much it tells about the kind of a line it saw, 0 where it names none."""
    opens: tuple[bool, ...] = field(init=False)
    opens_insert: tuple[bool, ...] = field(init=False)
    """For each rule whether it knows the beginnings of what editors glue to a paragraph."""
    lexicon: Lexicon = field(init=False)

    def __post_init__(self) -> None:
        offsets, columns = [], 0
        for rule in self.rules:
            offsets.append(columns)
            columns += len(rule.weights)
        numbered = list(enumerate(self.rules))
        scales = tuple(BinnedRule(i, r.measure, r.bins, offsets[i], r.weights) for i, r in numbered if r.measure)
        sorts: dict[tuple[bool, bool], list[BinnedRule]] = {(a, b): [] for a in (False, True) for b in (False, True)}
        for scale in scales:
            sorts[self.rules[scale.rule].kind == "headline", self.rules[scale.rule].needs_context].append(scale)
        deciding = [*sorts[False, False], *sorts[False, True]]
        naming = [*sorts[True, False], *sorts[True, True]]
        shipped = {rule.code for rule in self.shipped.rules}
        triggers = Prefilter(
            PatternRule(
                i,
                r.pattern,
                r.where,
                r.required,
                r.min_required,
                "" if r.code in shipped else f"{r.family}: rule {r.code}",
            )
            for i, r in numbered
            if r.pattern
        )
        by_slot = {slot_of(rule): i for i, rule in numbered}
        for name, value in {
            "offsets": tuple(offsets),
            "weights": tuple(NOTHING if r.kind == "headline" or r.page else w for r in self.rules for w in r.weights),
            "headline": tuple(w[0] if r.kind == "headline" else 0.0 for r in self.rules for w in r.weights),
            "page_weights": tuple(w[0] if r.page else 0.0 for r in self.rules for w in r.weights),
            "grammar": next((rule.code for rule in self.rules if rule.sequence), ""),
            "transitions": dict(step for rule in self.rules for step in rule.sequence),
            "prefilter": triggers,
            "line_rules": tuple(sorts[False, False]),
            "headline_rules": tuple(sorts[True, False]),
            "context_line_rules": tuple(sorts[False, True]),
            "context_headline_rules": tuple(sorts[True, True]),
            "bins": {name: merge_bins([s for s in deciding if s.name == name]) for name in {s.name for s in deciding}},
            "kept_features": frozenset([*(scale.name for scale in naming), *DOCUMENT_COLUMNS]) - {*names("line")},
            "page_measures": tuple((i, r.page, r.bins) for i, r in numbered if r.page),
            "phrases": self.shipped.phrases,
            "rule_of": tuple(by_slot.get(slot, -1) for slot in SLOTS.values()),
            "bits": tuple(BITS[r.kind] for r in self.rules),
            "specificity": tuple(
                SPECIFIC[r.phrases] if r.kind not in (None, "headline", "body") else 0 for r in self.rules
            ),
            "opens": tuple(r.opens for r in self.rules),
            "opens_insert": tuple(r.phrases == "starts" and r.kind in GLUED_KINDS for r in self.rules),
            "lexicon": self.shipped.lexicon.with_words(triggers.word_classes()),
        }.items():
            object.__setattr__(self, name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        return _of_rules, (self.rules,)


def _of_rules(rules: tuple[Rule, ...]) -> Rulebook:
    """A rulebook again, in another process: phrases are the shipped ones there too."""
    return Rulebook(rules, _shipped())


@cache
def _shipped() -> prepared.ShippedRules:
    return prepared.load_shipped()


@cache
def _standard() -> Rulebook:
    return Rulebook(_shipped().rules, _shipped())


def load_rulebook(
    extra: Sequence[Rule] = (), select: Sequence[str] = (), ignore: Sequence[str] = (), weights_file: str = ""
) -> Rulebook:
    """The shipped rules with the user's own, without those that `select` and `ignore` leave out.

    `weights_file` is one that `cleaner fit` wrote; its weights replace the shipped ones.

    `select` and `ignore` are beginnings of rule codes; `ignore` is the stronger. `select` chooses among the rules that
    name a kind of boilerplate: the measures of lines and pages stay, for without them nothing can be told from
    anything. The grammar of a page stays always. Raises `CleanerError` for a code that is taken or that begins no rule.
    """
    if not extra and not select and not ignore and not weights_file:
        return _standard()
    shipped = _shipped()
    rules = (*shipped.rules, *extra)
    if strange := next((rule for rule in extra if rule.phrases or rule.sequence or rule.page), None):
        raise CleanerError(f"rule {strange.code}: a rule of your own needs a pattern or a measure.")
    codes = [rule.code for rule in rules]
    if doubled := next((c for c in codes if codes.count(c) > 1), None):
        raise CleanerError(f"rule {doubled}: the code is taken; give your rule another one.")
    for prefix in (*select, *ignore):
        if not any(code.startswith(prefix) for code in codes):
            from difflib import get_close_matches

            near = get_close_matches(prefix, codes, 3) or sorted({code[:3] for code in codes})
            raise CleanerError(f"no rule code begins with {prefix!r}; there are {', '.join(near)}.")
    chosen = [r for r in rules if not select or r.kind in (None, "headline") or r.code.startswith(tuple(select))]
    chosen = [r for r in chosen if r.sequence or not r.code.startswith(tuple(ignore))]
    rulebook = Rulebook(tuple(chosen), shipped)
    return with_weights(rulebook, weights.read_weights(Path(weights_file)), weights_file) if weights_file else rulebook


def without(rulebook: Rulebook, codes: Collection[str]) -> Rulebook:
    """The same rules but those with `codes`."""
    return Rulebook(tuple(rule for rule in rulebook.rules if rule.code not in codes), rulebook.shipped)


def with_weights(rulebook: Rulebook, table: weights.Table, name: str) -> Rulebook:
    """The same rules with the weights of a table; errors call it `name`."""
    return Rulebook(weights.apply_weights(rulebook.rules, table, name), rulebook.shipped)
