"""The rules as data: TOML files become validated, ordered `Rule`s, ready to be looked for.

A rule is a named piece of evidence. It sees one of four things in a line: a *pattern*, a set *phrase*
of some language, a *measure* in some range, or the *sequence* of states around the line. It
never decides alone: what it says is a weight, and `decide` adds the weights up over the whole document.

Weights come from three places, the later before the earlier: `weight` in the rule's own table, which is
what its author expects of it; the generated `weights.toml`, fitted on labelled pages; the user's file.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import regex

from cleaner.measures import Measures
from cleaner.model import KINDS, CleanerError, Kind
from cleaner.phrases import MODES, Phrases, key

RULES = files("cleaner") / "rules"
PLACES = ("anywhere", "head", "tail")
TESTS = ("pattern", "phrases", "measure", "sequence")
FIELDS = {"code", "name", "kind", "weight", "where", "why", "drops", "keeps", "opens", "bins", *TESTS}
GLUED_KINDS = ("read-also", "related", "promotion", "share", "advert")
STATES = ("before", "body", "insert", "after")
Weight = tuple[float, float, float]
"""What a rule says for dropping a line before the article, inside it, and after it."""
NOTHING: Weight = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `weights` has one entry, for a measure one a range, and none for a sequence."""

    code: str
    name: str
    family: str
    kind: Kind | None
    weights: tuple[Weight, ...]
    why: str
    drops: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    where: str = "anywhere"
    opens: bool = False
    """Whether a line it sees is the heading of a section of its kind."""
    pattern: str | None = None
    phrases: str | None = None
    measure: str | None = None
    bins: tuple[float, ...] = ()
    """Upper bounds of the ranges of a measure but the last; a value equal to a bound is above it."""
    sequence: tuple[tuple[str, float], ...] = ()
    """Weights of states, "insert", of steps between them, "before>body", and of starts, ">before"."""


@dataclass(frozen=True)
class Rulebook:
    """Rules in order, with what is needed to look for all of them at once.

    Each weight has a number, its *column*: `offsets[i] + k` for weight k of rule i.
    """

    rules: tuple[Rule, ...]
    languages: tuple[Mapping[str, Any], ...]
    offsets: tuple[int, ...] = field(init=False)
    weights: tuple[Weight, ...] = field(init=False)
    """Of all columns, for dropping a line; 0 for the rules that look for the headline."""
    headline: tuple[float, ...] = field(init=False)
    """Of all columns, for taking a line for the headline; 0 for all other rules."""
    grammar: str = field(init=False)
    """Code of the sequence rule."""
    transitions: Mapping[str, float] = field(init=False)
    """Its weights."""
    patterns: tuple[tuple[int, regex.Pattern[str], str], ...] = field(init=False)
    measures: tuple[tuple[int, str, tuple[float, ...]], ...] = field(init=False)
    phrases: Phrases = field(init=False)
    function_words: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        offsets, columns = [], 0
        for rule in self.rules:
            offsets.append(columns)
            columns += len(rule.weights)
        numbered = list(enumerate(self.rules))
        compiled = ((i, regex.compile(r.pattern), r.where) for i, r in numbered if r.pattern is not None)
        for name, value in {
            "offsets": tuple(offsets),
            "weights": tuple(NOTHING if r.kind == "headline" else w for r in self.rules for w in r.weights),
            "headline": tuple(w[0] if r.kind == "headline" else 0.0 for r in self.rules for w in r.weights),
            "grammar": next((rule.code for rule in self.rules if rule.sequence), ""),
            "transitions": dict(step for rule in self.rules for step in rule.sequence),
            "patterns": tuple(compiled),
            "measures": tuple((i, r.measure, r.bins) for i, r in numbered if r.measure),
            "phrases": Phrases(_entries(numbered, self.languages)),
            "function_words": frozenset(w for language in self.languages for w in language["function_words"]),
        }.items():
            object.__setattr__(self, name, value)

    def opens_insert(self, text: str) -> bool:
        """Whether `text` begins with a set phrase that editors glue to a paragraph."""
        found = (self.rules[number] for number, _ in self.phrases.find(key(text)))
        return any(rule.phrases == "starts" and rule.kind in GLUED_KINDS for rule in found)


def _entries(
    rules: Iterable[tuple[int, Rule]], languages: Iterable[Mapping[str, Any]]
) -> Iterable[tuple[str, str, int]]:
    wanted = {(rule.kind, rule.phrases): i for i, rule in rules if rule.phrases}
    for language in languages:
        for kind, table in language["phrases"].items():
            for mode in MODES:
                if (number := wanted.get((kind, mode))) is not None:
                    yield from ((mode, phrase, number) for phrase in table.get(mode, ()))


@cache
def _shipped() -> tuple[tuple[Rule, ...], tuple[Mapping[str, Any], ...]]:
    rules: list[Rule] = []
    for path in sorted((p for p in RULES.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name):
        if path.name != "weights.toml":
            rules += parse_rules(tomllib.loads(path.read_text("utf-8"))["rule"], path.name.removesuffix(".toml"))
    languages = [p for p in (RULES / "languages").iterdir() if p.name.endswith(".toml")]
    tables = [tomllib.loads(p.read_text("utf-8")) for p in sorted(languages, key=lambda p: p.name)]
    weights = RULES / "weights.toml"
    return _weighted(rules, tomllib.loads(weights.read_text("utf-8")), "weights.toml"), tuple(tables)


@cache
def _standard() -> Rulebook:
    return Rulebook(*_shipped())


def load(
    extra: Sequence[Rule] = (), select: Sequence[str] = (), ignore: Sequence[str] = (), weights: Path | None = None
) -> Rulebook:
    """The shipped rules with the user's own, without those that `select` and `ignore` leave out.

    `select` and `ignore` are beginnings of rule codes; `ignore` is the stronger. Sequence rules always stay: they are
    the grammar of a page. Raises `CleanerError` for a code that begins no rule, or a bad weights file.
    """
    if not extra and not select and not ignore and weights is None:
        return _standard()
    rules, languages = _shipped()
    if weights is not None:
        rules = _weighted(rules, _read_toml(weights), str(weights))
    rules = (*rules, *extra)
    codes = [rule.code for rule in rules]
    if doubled := next((c for c in codes if codes.count(c) > 1), None):
        raise CleanerError(f"rule {doubled}: the code is taken; give your rule another one.")
    for prefix in (*select, *ignore):
        if not any(code.startswith(prefix) for code in codes):
            near = get_close_matches(prefix, codes, 3) or sorted({code[:3] for code in codes})
            raise CleanerError(f"no rule code begins with {prefix!r}; there are {', '.join(near)}.")
    chosen = [r for r in rules if not select or r.sequence or r.code.startswith(tuple(select))]
    return Rulebook(tuple(r for r in chosen if r.sequence or not r.code.startswith(tuple(ignore))), languages)


def _weighted(rules: Iterable[Rule], table: Mapping[str, Any], source: str) -> tuple[Rule, ...]:
    """The rules with the weights that a weights file gives them; a rule it does not name keeps its own."""
    fitted, out = table.get("weights", {}), []
    for rule in rules:
        if rule.sequence and rule.code in fitted:
            rule = replace(rule, sequence=tuple((name, float(fitted[rule.code][name])) for name, _ in rule.sequence))
        elif rule.code in fitted:
            weights = tuple((float(b), float(i), float(a)) for b, i, a in fitted[rule.code])
            if len(weights) != len(rule.weights):
                raise CleanerError(f"{source}: rule {rule.code} needs {len(rule.weights)} weights; fit the file anew.")
            rule = replace(rule, weights=weights)
        out.append(rule)
    return tuple(out)


def _read_toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CleanerError(f"{path}: cannot be read: {error}.") from None
    except tomllib.TOMLDecodeError as error:
        raise CleanerError(f"{path}: is not valid TOML: {error}.") from None


def parse_rules(tables: Sequence[Mapping[str, Any]], source: str) -> tuple[Rule, ...]:
    """`[[rule]]` tables to rules; `source` is the family, and the file that errors name.

    Raises `CleanerError` that says which rule of which file is wrong and how to mend it.
    """
    return tuple(
        _parse(table, source, f"{source}: rule {table.get('code', number)}") for number, table in enumerate(tables, 1)
    )


def _parse(table: Mapping[str, Any], family: str, name: str) -> Rule:
    for unknown in sorted(table.keys() - FIELDS):
        near = get_close_matches(unknown, FIELDS, 1)
        raise CleanerError(f"{name}: no such key {unknown!r}" + (f"; did you mean {near[0]!r}?" if near else "."))
    for wanted in ("code", "name", "why"):
        if not isinstance(table.get(wanted), str) or not table[wanted].strip():
            raise CleanerError(f"{name}: needs {wanted!r}, a text that is not empty.")
    tests = [test for test in TESTS if test in table]
    if len(tests) != 1:
        raise CleanerError(f"{name}: needs exactly one of {', '.join(TESTS)}.")
    _check_choice(table, name)
    sequence = tuple((step, float(weight)) for step, weight in table.get("sequence", {}).items())
    bins = tuple(map(float, table.get("bins", ())))
    weights = () if sequence else _weights(table, len(bins) + 1, name)
    return Rule(
        table["code"], table["name"], family, table.get("kind"), weights, " ".join(table["why"].split()), tuple(table.get("drops", ())), tuple(table.get("keeps", ())),
        table.get("where", "anywhere"), bool(table.get("opens", False)), table.get("pattern"), table.get("phrases"),
        table.get("measure"), bins, sequence,
    )  # fmt: skip


def _weights(table: Mapping[str, Any], ranges: int, name: str) -> tuple[Weight, ...]:
    """`weight`, one number for all places and ranges or a list with one a range, as one entry a range."""
    given = table.get("weight", 0.0)
    numbers = given if isinstance(given, list) else [given] * ranges
    if len(numbers) != ranges or not all(isinstance(n, int | float) for n in numbers):
        raise CleanerError(f"{name}: weight must be one number, or one for each of the {ranges} ranges.")
    return tuple((float(n), float(n), float(n)) for n in numbers)


def _check_choice(table: Mapping[str, Any], name: str) -> None:
    """Values that must be one of a few, and the pattern, which must compile."""
    choices = {"kind": KINDS, "where": PLACES, "phrases": MODES, "measure": Measures.NAMES}
    for key_, allowed in choices.items():
        if key_ in table and table[key_] not in allowed:
            raise CleanerError(f"{name}: {key_} is {table[key_]!r}; it must be one of {', '.join(allowed)}.")
    if "pattern" in table:
        try:
            regex.compile(table["pattern"])
        except regex.error as error:
            raise CleanerError(f"{name}: the pattern does not compile: {error}.") from None
