"""All rules together, ready to be looked for: the shipped TOML files, their weights, the user's own.

A rule never decides alone: `decide` adds the weights up over the whole document. `weight` in a rule's
own table is what its author expects of it; where the generated `weights.toml`, fitted on labelled pages,
has a weight for the rule, that one counts (see `cleaner.weights`).
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from cleaner import weights
from cleaner.measures import OWNER_WORDS
from cleaner.model import BITS, CleanerError
from cleaner.phrases import MODES, Phrases
from cleaner.rule import LISTS, NOTHING, Rule, Weight, parse_rules
from cleaner.scale import Scale
from cleaner.shape import FUNCTION, FURNITURE, NEED, PHRASE, RIGHTS, WORD, fold
from cleaner.triggers import Trigger, Triggers

RULES = files("cleaner") / "rules"
NO_FURNITURE = {"byline", "caption", "navigation"}
GLUED_KINDS = ("read-also", "related", "promotion", "share", "advert")


@dataclass(frozen=True)
class Rulebook:
    """Rules in order, with what is needed to look for all of them at once.

    Each weight has a number, its *column*: `offsets[i] + k` for weight k of rule i.
    """

    rules: tuple[Rule, ...]
    languages: tuple[Mapping[str, Any], ...]
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
    triggers: Triggers = field(init=False)
    scales: tuple[Scale, ...] = field(init=False)
    """Of the rules that measure lines."""
    deciding: tuple[Scale, ...] = field(init=False)
    """Those that say whether a line goes."""
    naming: tuple[Scale, ...] = field(init=False)
    """Those that look for the headline."""
    page_measures: tuple[tuple[int, str, tuple[float, ...]], ...] = field(init=False)
    phrases: Phrases = field(init=False)
    bits: tuple[int, ...] = field(init=False)
    """For each rule the bit of its kind."""
    opens: tuple[bool, ...] = field(init=False)
    glued: tuple[bool, ...] = field(init=False)
    """For each rule whether it knows the beginnings of what editors glue to a paragraph."""
    lexicon: dict[str, int] = field(init=False)
    """The sorts of words, as `shape` has them."""

    def __post_init__(self) -> None:
        offsets, columns = [], 0
        for rule in self.rules:
            offsets.append(columns)
            columns += len(rule.weights)
        numbered = list(enumerate(self.rules))
        scales = tuple(Scale(i, r.measure, r.bins, offsets[i], r.weights) for i, r in numbered if r.measure)
        triggers = Triggers(Trigger(i, r.pattern, r.where, r.needs) for i, r in numbered if r.pattern)
        phrases = Phrases(_entries(numbered, self.languages))
        for name, value in {
            "offsets": tuple(offsets),
            "weights": tuple(NOTHING if r.kind == "headline" or r.page else w for r in self.rules for w in r.weights),
            "headline": tuple(w[0] if r.kind == "headline" else 0.0 for r in self.rules for w in r.weights),
            "page_weights": tuple(w[0] if r.page else 0.0 for r in self.rules for w in r.weights),
            "grammar": next((rule.code for rule in self.rules if rule.sequence), ""),
            "transitions": dict(step for rule in self.rules for step in rule.sequence),
            "triggers": triggers,
            "scales": scales,
            "deciding": tuple(scale for scale in scales if self.rules[scale.rule].kind != "headline"),
            "naming": tuple(scale for scale in scales if self.rules[scale.rule].kind == "headline"),
            "page_measures": tuple((i, r.page, r.bins) for i, r in numbered if r.page),
            "phrases": phrases,
            "bits": tuple(BITS[r.kind] for r in self.rules),
            "opens": tuple(r.opens for r in self.rules),
            "glued": tuple(r.phrases == "starts" and r.kind in GLUED_KINDS for r in self.rules),
            "lexicon": _lexicon(self.languages, phrases, triggers),
        }.items():
            object.__setattr__(self, name, value)


def _entries(
    rules: Iterable[tuple[int, Rule]], languages: Iterable[Mapping[str, Any]]
) -> Iterable[tuple[str, str, int]]:
    wanted = {(rule.kind, rule.phrases): i for i, rule in rules if rule.phrases}
    lists = [(rule.phrases, i) for i, rule in rules if rule.phrases in LISTS]
    for language in languages:
        for name, i in lists:
            yield from (("contains", phrase, i) for phrase in _listed(language, name))
        for kind, table in language["phrases"].items():
            for mode in MODES:
                if (number := wanted.get((kind, mode))) is not None:
                    yield from ((mode, phrase, number) for phrase in table.get(mode, ()))


def _listed(language: Mapping[str, Any], name: str) -> Iterable[str]:
    """The phrases of one of `LISTS`."""
    if name == "attribution":
        yield from language["attribution"]
    elif name == "ago":  # without a number it is a word of any text, as "yesterday" is
        yield from (phrase for phrase in language["ago"] if "#" in phrase)
    else:  # a month alone may be a name
        yield from (f"# {month}" for month in language["months"])
        yield from (f"{day} #" for day in (*language["months"], *language["weekdays"]))


def _lexicon(languages: Sequence[Mapping[str, Any]], phrases: Phrases, triggers: Triggers) -> dict[str, int]:
    """The sorts of all words that have one."""
    lexicon = dict.fromkeys(_furniture_words(languages), FURNITURE)
    lexicon |= dict.fromkeys((fold(word) for language in languages for word in language["function_words"]), FUNCTION)
    for words, sort in ((OWNER_WORDS, RIGHTS), (phrases.contains.by_word, PHRASE), (triggers.by_need, NEED)):
        for word in words:
            lexicon[word] = lexicon.get(word, 0) | sort
    return lexicon


def _furniture_words(languages: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Words of more than two letters in at least two phrases of a language; menus and names hold too many others."""
    words: set[str] = set()
    for language in languages:
        counts: Counter[str] = Counter()
        for kind in language["phrases"].keys() - NO_FURNITURE:
            phrases = (phrase for mode in MODES for phrase in language["phrases"][kind].get(mode, ()))
            counts.update(word for phrase in phrases for word in {fold(w) for w in WORD.findall(phrase)})
        words.update(word for word, count in counts.items() if count > 1 and len(word) > 2)
    return frozenset(words)


@cache
def _shipped() -> tuple[tuple[Rule, ...], tuple[Mapping[str, Any], ...]]:
    rules: list[Rule] = []
    for path in sorted((p for p in RULES.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name):
        if path.name != "weights.toml":
            rules += parse_rules(tomllib.loads(path.read_text("utf-8"))["rule"], path.name.removesuffix(".toml"))
    languages = [p for p in (RULES / "languages").iterdir() if p.name.endswith(".toml")]
    tables = [tomllib.loads(p.read_text("utf-8")) for p in sorted(languages, key=lambda p: p.name)]
    table = weights.parse((RULES / "weights.toml").read_text("utf-8"), "weights.toml")
    return weights.applied(rules, table, "weights.toml"), tuple(tables)


@cache
def _standard() -> Rulebook:
    return Rulebook(*_shipped())


def load(
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
    shipped, languages = _shipped()
    rules = (*shipped, *extra)
    if strange := next((rule for rule in extra if rule.phrases or rule.sequence or rule.page), None):
        raise CleanerError(f"rule {strange.code}: a rule of your own needs a pattern or a measure.")
    codes = [rule.code for rule in rules]
    if doubled := next((c for c in codes if codes.count(c) > 1), None):
        raise CleanerError(f"rule {doubled}: the code is taken; give your rule another one.")
    for prefix in (*select, *ignore):
        if not any(code.startswith(prefix) for code in codes):
            near = get_close_matches(prefix, codes, 3) or sorted({code[:3] for code in codes})
            raise CleanerError(f"no rule code begins with {prefix!r}; there are {', '.join(near)}.")
    chosen = [r for r in rules if not select or r.kind in (None, "headline") or r.code.startswith(tuple(select))]
    chosen = [r for r in chosen if r.sequence or not r.code.startswith(tuple(ignore))]
    if weights_file:
        return reweighted(Rulebook(tuple(chosen), languages), weights.read(Path(weights_file)), weights_file)
    return Rulebook(tuple(chosen), languages)


def reweighted(rulebook: Rulebook, table: weights.Table, name: str) -> Rulebook:
    """The same rules with the weights of a table; errors call it `name`."""
    return Rulebook(weights.applied(rulebook.rules, table, name), rulebook.languages)
