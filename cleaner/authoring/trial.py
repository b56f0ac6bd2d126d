"""Trials of user rules on their examples; the test suite tests the shipped rules in the same way.

No rule decides alone, so each example is put into a short article, and passes if it is dropped or kept there as it must
be. The pattern must also match every example that it is for, or the example would not test it.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, floor
from typing import NamedTuple

from cleaner.model import Decision, Result
from cleaner.pipeline import clean
from cleaner.rulebook.example_pages import example_page, line_position
from cleaner.rulebook.pattern_limits import search
from cleaner.rulebook.rule import Rule, hit_weights
from cleaner.settings import Settings


class Trial(NamedTuple):
    """Outcome of one example."""

    rule: str
    line: str
    must_drop: bool
    is_dropped: bool
    is_unmatched: bool
    """True if the pattern does not match, although the example is for it."""
    decision: Decision
    """Decision on the line; if the line was split, on the part that explains the outcome."""
    passing_weight: float | None = None
    """Weight of the rule with which the example would pass, if known."""

    @property
    def passed(self) -> bool:
        """True if the line was decided as it must be, and the pattern matches it if it has to."""
        return self.is_dropped == self.must_drop and not self.is_unmatched


def run_trials(rule: Rule, settings: Settings) -> Iterator[Trial]:
    """Yield the trials of the examples of `rule`, which must be one of the rules in `settings`.

    Rules on site templates are not tested: a single page does not show what recurs on a site.
    """
    if rule.is_external:
        return
    place = rule.where if rule.where != "anywhere" else line_position(rule.kind or "")
    for line in rule.drops:
        yield _trial(rule, settings, line.strip(), place, must_drop=True)
    for line in rule.keeps:
        yield _trial(rule, settings, line.strip(), "inside", must_drop=False)


def _trial(rule: Rule, settings: Settings, line: str, place: str, must_drop: bool) -> Trial:
    raw = example_page(line, place)
    result = clean(raw, settings.rulebook())
    is_dropped, decision = _is_dropped(line, result), _decision(line, result, must_drop)
    trial = Trial(rule.code, line, must_drop, is_dropped, _is_unmatched(rule, line, must_drop), decision)
    if is_dropped == must_drop or trial.is_unmatched:
        return trial
    weight = _passing_weight(rule, decision, must_drop)
    if weight is None or _is_dropped(line, clean(raw, _with_weight(rule, weight, settings).rulebook())) != must_drop:
        return trial
    return trial._replace(passing_weight=weight)


def _is_dropped(line: str, result: Result) -> bool:
    return line not in map(str.strip, result.text.splitlines())


def _decision(line: str, result: Result, must_drop: bool) -> Decision:
    start = result.raw.index(line)
    parts = [d for d in result.lines if d.end > start and d.start < start + len(line)]
    return next((part for part in parts if part.kept == must_drop), parts[0])


def _is_unmatched(rule: Rule, line: str, must_drop: bool) -> bool:
    """Return True if the pattern does not match an example that it is for.

    A pattern with a positive weight is for lines to drop, one with a negative weight for lines to keep.
    """
    is_for_it = rule.pattern is not None and rule.kind != "headline" and (rule.weights[0][0] > 0) == must_drop
    return is_for_it and search(rule.pattern or "", line) is None


def _passing_weight(rule: Rule, decision: Decision, must_drop: bool) -> float | None:
    """Return the nearest multiple of 0.1 that changes the sign of the score; None if the weight would change sign."""
    weights = [evidence.weight for evidence in decision.evidence if evidence.rule == rule.code]
    if rule.pattern is None or len(weights) != 1:
        return None
    threshold = 10 * (weights[0] - decision.score)
    weight = (floor(threshold) + 1 if must_drop else ceil(threshold) - 1) / 10
    return weight if weight * weights[0] > 0 else None


def _with_weight(rule: Rule, weight: float, settings: Settings) -> Settings:
    other = rule._replace(weights=hit_weights(weight))
    return replace(settings, rules=tuple(other if each.code == rule.code else each for each in settings.rules))
