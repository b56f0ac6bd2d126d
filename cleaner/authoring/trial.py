"""A rule of one's own tried on its examples, as the suite tries those of the shipped rules.

Each example stands as a line in a small article, because a rule never decides alone: what counts is whether the line
goes or stays there. Of what a pattern is to drop it must also see every line, or the example would say nothing of it.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, floor
from typing import NamedTuple

from cleaner.model import Decision, Result
from cleaner.pipeline import clean
from cleaner.rulebook.example_pages import example_page, line_position
from cleaner.rulebook.prefilter import search
from cleaner.rulebook.rule import Rule, hit_weights
from cleaner.settings import Settings


class Trial(NamedTuple):
    """One example, tried: whether it must go and does."""

    rule: str
    line: str
    must_go: bool
    goes: bool
    is_missed: bool
    """Whether the pattern does not match a line that the rule is there for."""
    decision: Decision
    """On the line in the article; of a line in parts, the part that tells why."""
    mend: float | None = None
    """A weight with which it would do what it must, where one is known."""

    @property
    def passed(self) -> bool:
        return self.goes == self.must_go and not self.is_missed


def run_trials(rule: Rule, settings: Settings) -> Iterator[Trial]:
    """All examples of one of the rules in `settings`, tried with them.

    What rules see of templates shows on no single page, so such a rule is not tried.
    """
    if rule.needs_context:
        return
    place = rule.where if rule.where != "anywhere" else line_position(rule.kind or "")
    for line in rule.drops:
        yield _trial(rule, settings, line.strip(), place, must_go=True)
    for line in rule.keeps:
        yield _trial(rule, settings, line.strip(), "inside", must_go=False)


def _trial(rule: Rule, settings: Settings, line: str, place: str, must_go: bool) -> Trial:
    raw = example_page(line, place)
    result = clean(raw, settings.rulebook())
    goes, decision = _goes(line, result), _decision(line, result, must_go)
    trial = Trial(rule.code, line, must_go, goes, _is_missed(rule, line, must_go), decision)
    if goes == must_go or trial.is_missed:
        return trial
    weight = _other_weight(rule, decision, must_go)
    if weight is None or _goes(line, clean(raw, _with_weight(rule, weight, settings).rulebook())) != must_go:
        return trial
    return trial._replace(mend=weight)


def _goes(line: str, result: Result) -> bool:
    return line not in map(str.strip, result.text.splitlines())


def _decision(line: str, result: Result, must_go: bool) -> Decision:
    start = result.raw.index(line)
    parts = [d for d in result.lines if d.end > start and d.start < start + len(line)]
    return next((part for part in parts if part.kept == must_go), parts[0])


def _is_missed(rule: Rule, line: str, must_go: bool) -> bool:
    """A pattern for dropping is there for what must go, one that protects for what must stay."""
    is_for_it = rule.pattern is not None and rule.kind != "headline" and (rule.weights[0][0] > 0) == must_go
    return is_for_it and search(rule.pattern or "", line) is None


def _other_weight(rule: Rule, decision: Decision, must_go: bool) -> float | None:
    """The nearest weight, in tenths, that would turn the score; none of the other sign."""
    given = [evidence.weight for evidence in decision.evidence if evidence.rule == rule.code]
    if rule.pattern is None or len(given) != 1:
        return None
    even = 10 * (given[0] - decision.score)
    weight = (floor(even) + 1 if must_go else ceil(even) - 1) / 10
    return weight if weight * given[0] > 0 else None


def _with_weight(rule: Rule, weight: float, settings: Settings) -> Settings:
    other = rule._replace(weights=hit_weights(weight))
    return replace(settings, rules=tuple(other if each.code == rule.code else each for each in settings.rules))
