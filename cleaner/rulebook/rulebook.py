"""The rulebook: all rules, prepared for the decision, from the shipped TOML files, their weights and the user's rules.

A rule never decides alone: the decision adds up the weights of all rules over the whole page. `weight` in the table
of a rule is its author's estimate; if `weights.toml`, which is fitted to labelled pages, has weights for the rule, they
replace it (see `cleaner.rulebook.weights`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from cleaner.errors import CleanerError
from cleaner.features.bins import Bin, BinnedRule, merge_bins
from cleaner.features.catalog import MENU_FEATURE, PAGE_COLUMNS, names
from cleaner.model import BITS, NOTHING, Weight
from cleaner.rulebook import cache as shipped_rules
from cleaner.rulebook import weights
from cleaner.rulebook.languages import SLOTS, slot_of
from cleaner.rulebook.phrases import Phrases
from cleaner.rulebook.prefilter import PatternRule, Prefilter
from cleaner.rulebook.rule import Rule
from cleaner.text.lexicon import Lexicon

GLUED_KINDS: Final = ("read-also", "related", "promotion", "share", "advert")
"""Kinds of lines that editors glue to a paragraph."""
FeatureRule = tuple[int, str, tuple[float, ...]]
"""Index, feature and bins of a rule on pages, cuts or confidence."""
SPECIFICITY: Final[Mapping[str | None, int]] = {"lines": 5, "starts": 4, None: 3, "contains": 2, "ends": 1}
"""Specificity of a hit by the mode of its phrase; None stands for a pattern."""


@dataclass(frozen=True)
class Rulebook:
    """Rules in order, with tables to look for all of them at once.

    Each weight has an index, its *column*: `offsets[i] + k` for weight k of rule i.
    """

    rules: tuple[Rule, ...]
    shipped: shipped_rules.ShippedRules
    """Source of the phrases and the word classes."""
    offsets: tuple[int, ...] = field(init=False)
    weights: tuple[Weight, ...] = field(init=False)
    """Drop weight per column; 0 for rules on headlines, pages, cuts and confidence."""
    headline_weights: tuple[float, ...] = field(init=False)
    """Weight per column for being the headline; 0 for all but headline rules."""
    page_weights: tuple[float, ...] = field(init=False)
    """Weight per column for no article; 0 for all but page rules."""
    strengths: tuple[float, ...] = field(init=False)
    """Strength per column as evidence that a line is not body; 0 for rules that name no kind."""
    cut_weights: tuple[float, ...] = field(init=False)
    """Weight per column for dropping a cut; 0 for all but cut rules."""
    confidence_weights: tuple[float, ...] = field(init=False)
    """Weight per column for doubt; 0 for all but confidence rules."""
    sequence_code: str = field(init=False)
    """Code of the sequence rule."""
    transitions: Mapping[str, float] = field(init=False)
    """Weights of the sequence rule."""
    prefilter: Prefilter = field(init=False)
    line_rules: tuple[BinnedRule, ...] = field(init=False)
    """Feature rules that score keep or drop."""
    headline_rules: tuple[BinnedRule, ...] = field(init=False)
    """Feature rules that score headlines."""
    external_line_rules: tuple[BinnedRule, ...] = field(init=False)
    """Rules like `line_rules` that need more than the page: a template of its site, or reviews."""
    external_headline_rules: tuple[BinnedRule, ...] = field(init=False)
    """Rules like `headline_rules` that need more than the page."""
    bins: dict[str, list[Bin]] = field(init=False)
    """Bins of each feature that scores keep or drop, with the summed weights of all its rules."""
    kept_features: frozenset[str] = field(init=False)
    """Features whose values are read again after scoring, except those of `LineFeatures`."""
    page_rules: tuple[FeatureRule, ...] = field(init=False)
    cut_rules: tuple[FeatureRule, ...] = field(init=False)
    confidence_rules: tuple[FeatureRule, ...] = field(init=False)
    phrases: Phrases = field(init=False)
    rule_by_slot: tuple[int, ...] = field(init=False)
    """Index of the rule of each phrase slot; -1 if there is none."""
    kind_bits: tuple[int, ...] = field(init=False)
    """Bit of each rule's kind."""
    specificity: tuple[int, ...] = field(init=False)
    """Specificity of each rule's hits; 0 if the rule has no kind, or is for headlines or body."""
    opens_section: tuple[bool, ...] = field(init=False)
    opens_insert: tuple[bool, ...] = field(init=False)
    """True for each rule with phrases that start glued inserts."""
    lexicon: Lexicon = field(init=False)

    def __post_init__(self) -> None:
        offsets = tuple(accumulate((len(rule.weights) for rule in self.rules), initial=0))[:-1]
        prefilter = Prefilter(_pattern_rules(self.rules, {rule.code for rule in self.shipped.rules}))
        for name, value in {
            "offsets": offsets,
            "sequence_code": next((rule.code for rule in self.rules if rule.sequence), ""),
            "transitions": dict(step for rule in self.rules for step in rule.sequence),
            "prefilter": prefilter,
            "page_rules": tuple((i, r.page, r.bins) for i, r in enumerate(self.rules) if r.page),
            "cut_rules": tuple((i, r.cut, r.bins) for i, r in enumerate(self.rules) if r.cut),
            "confidence_rules": tuple((i, r.confidence, r.bins) for i, r in enumerate(self.rules) if r.confidence),
            "phrases": self.shipped.phrases,
            "lexicon": self.shipped.lexicon.with_words(prefilter.word_classes()),
            **_weight_tables(self.rules),
            **_feature_tables(self.rules, offsets),
            **_hit_tables(self.rules),
        }.items():
            object.__setattr__(self, name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        return _from_rules, (self.rules,)


def _pattern_rules(rules: Sequence[Rule], shipped: Collection[str]) -> list[PatternRule]:
    """Return the patterns of rules; those whose codes are not in `shipped` get a time limit."""
    return [
        PatternRule(
            i,
            rule.pattern,
            rule.where,
            rule.required,
            rule.min_required,
            "" if rule.code in shipped else f"{rule.family}: rule {rule.code}",
        )
        for i, rule in enumerate(rules)
        if rule.pattern
    ]


def _strength(rule: Rule, weight: Weight) -> float:
    """Return the weight inside the article; for bylines, which stand above it, that before it if it is larger."""
    before, inside, _ = weight
    return 0.0 if rule.kind is None else max(before, inside) if rule.kind == "byline" else inside


def _weight_tables(rules: Sequence[Rule]) -> dict[str, Any]:
    """Return the attributes of a rulebook that have an entry per column."""
    columns = [(rule, weight) for rule in rules for weight in rule.weights]
    return {
        "weights": tuple(NOTHING if r.kind == "headline" or r.has_single_weights else weight for r, weight in columns),
        "headline_weights": tuple(weight[0] if r.kind == "headline" else 0.0 for r, weight in columns),
        "page_weights": tuple(weight[0] if r.page else 0.0 for r, weight in columns),
        "strengths": tuple(_strength(r, weight) for r, weight in columns),
        "cut_weights": tuple(weight[0] if r.cut else 0.0 for r, weight in columns),
        "confidence_weights": tuple(weight[0] if r.confidence else 0.0 for r, weight in columns),
    }


def _feature_tables(rules: Sequence[Rule], offsets: Sequence[int]) -> dict[str, Any]:
    """Return the attributes of a rulebook that describe feature rules."""
    groups: dict[tuple[bool, bool], list[BinnedRule]] = {(a, b): [] for a in (False, True) for b in (False, True)}
    for i, rule in enumerate(rules):
        if rule.measure:
            binned = BinnedRule(i, rule.measure, rule.bins, offsets[i], rule.weights)
            groups[rule.kind == "headline", rule.is_external or rule.is_markdown].append(binned)
    line_rules = [*groups[False, False], *groups[False, True]]
    headline_features = {binned.name for binned in (*groups[True, False], *groups[True, True])}
    return {
        "line_rules": tuple(groups[False, False]),
        "headline_rules": tuple(groups[True, False]),
        "external_line_rules": tuple(groups[False, True]),
        "external_headline_rules": tuple(groups[True, True]),
        "bins": {
            name: merge_bins([binned for binned in line_rules if binned.name == name])
            for name in {binned.name for binned in line_rules}
        },
        "kept_features": frozenset({*headline_features, *PAGE_COLUMNS, MENU_FEATURE} - {*names("line")}),
    }


def _hit_tables(rules: Sequence[Rule]) -> dict[str, Any]:
    """Return the attributes of a rulebook that describe the hits of phrases and patterns."""
    by_slot = {slot_of(rule): i for i, rule in enumerate(rules)}
    return {
        "rule_by_slot": tuple(by_slot.get(slot, -1) for slot in SLOTS.values()),
        "kind_bits": tuple(BITS[r.kind] for r in rules),
        "specificity": tuple(SPECIFICITY[r.phrases] if r.kind not in (None, "headline", "body") else 0 for r in rules),
        "opens_section": tuple(r.opens for r in rules),
        "opens_insert": tuple(r.phrases == "starts" and r.kind in GLUED_KINDS for r in rules),
    }


def _from_rules(rules: tuple[Rule, ...]) -> Rulebook:
    """Unpickle a rulebook; every process has the phrases of the shipped rules itself."""
    return Rulebook(rules, _shipped())


@cache
def _shipped() -> shipped_rules.ShippedRules:
    return shipped_rules.load_shipped()


@cache
def _standard() -> Rulebook:
    return Rulebook(_shipped().rules, _shipped())


def load_rulebook(
    extra: Sequence[Rule] = (), select: Sequence[str] = (), ignore: Sequence[str] = (), weights_file: str = ""
) -> Rulebook:
    """Return the shipped rules and the user's rules (`extra`), filtered by code.

    - `select`: code prefixes of the rules to use. Only rules that name a kind of boilerplate are affected; rules on
      features of lines and pages stay, because nothing works without them.
    - `ignore`: code prefixes of rules to leave out, even if selected. The sequence rule always stays.
    - `weights_file`: a file of `cleaner fit`, whose weights replace the shipped ones.

    Raises `CleanerError` if a code is already in use, a prefix matches no rule, a user's rule has neither a pattern nor
    a feature, or the weights file is invalid.
    """
    if not extra and not select and not ignore and not weights_file:
        return _standard()
    rules = (*_shipped().rules, *extra)
    _check_user_rules(extra, rules)
    _check_prefixes((*select, *ignore), [rule.code for rule in rules])
    chosen = [r for r in rules if not select or r.kind in (None, "headline") or r.code.startswith(tuple(select))]
    chosen = [r for r in chosen if r.sequence or not r.code.startswith(tuple(ignore))]
    rulebook = Rulebook(tuple(chosen), _shipped())
    return with_weights(rulebook, weights.read_weights(Path(weights_file)), weights_file) if weights_file else rulebook


def _check_user_rules(extra: Sequence[Rule], rules: Sequence[Rule]) -> None:
    if odd := next((rule for rule in extra if rule.phrases or rule.sequence or rule.has_single_weights), None):
        raise CleanerError(f"rule {odd.code}: a user's rule needs pattern or measure.")
    codes = [rule.code for rule in rules]
    if repeated := next((code for code in codes if codes.count(code) > 1), None):
        raise CleanerError(f"rule {repeated}: code already in use; choose another one.")


def _check_prefixes(prefixes: Sequence[str], codes: Sequence[str]) -> None:
    for prefix in prefixes:
        if not any(code.startswith(prefix) for code in codes):
            from difflib import get_close_matches

            near = get_close_matches(prefix, codes, 3) or sorted({code[:3] for code in codes})
            raise CleanerError(f"no rule code starts with {prefix!r}; choose from {', '.join(near)}.")


def without(rulebook: Rulebook, codes: Collection[str]) -> Rulebook:
    """Return a rulebook without the rules that have one of `codes`."""
    return with_rules(rulebook, [rule for rule in rulebook.rules if rule.code not in codes])


def with_weights(rulebook: Rulebook, table: weights.Table, name: str) -> Rulebook:
    """Return a rulebook with the weights of a table; `name` is its file in errors."""
    return with_rules(rulebook, weights.apply_weights(rulebook.rules, table, name))


def with_rules(rulebook: Rulebook, rules: Iterable[Rule]) -> Rulebook:
    """Return a rulebook with other rules, such as the same ones with other weights."""
    return Rulebook(tuple(rules), rulebook.shipped)
