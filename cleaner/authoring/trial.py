"""Trials of user rules on their examples; the test suite tests the shipped rules in the same way.

No rule decides alone, so each example is put into a page with a short article, and passes if it is dropped or kept
there as it must be. The pattern must also match every example that it is for, or the example would not test it.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, floor
from typing import Final, NamedTuple

from cleaner.model import Decision, Result
from cleaner.pipeline import clean
from cleaner.rulebook.example_pages import example_page, example_start, line_position
from cleaner.rulebook.pattern_limits import search
from cleaner.rulebook.rule import Rule, hit_weights
from cleaner.settings import Settings

MAX_TRIES: Final = 3
"""Maximum number of weights to try for an example that fails."""


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
    is_dropped, decision = _is_dropped(line, result), _decision(line, result, example_start(place), must_drop)
    trial = Trial(rule.code, line, must_drop, is_dropped, _is_unmatched(rule, line, must_drop), decision)
    if is_dropped == must_drop or trial.is_unmatched:
        return trial
    return trial._replace(passing_weight=_tried_weight(rule, settings, trial, place))


def _tried_weight(rule: Rule, settings: Settings, trial: Trial, place: str) -> float | None:
    """Return a weight with which a failed example passes, or None.

    The first estimate may be wrong, because a later pass, over what is left of the page, may decide on the line.
    """
    raw, decision = example_page(trial.line, place), trial.decision
    for _ in range(MAX_TRIES):
        weight = _passing_weight(rule, decision, trial.must_drop)
        if weight is None:
            return None
        rule = rule._replace(weights=hit_weights(weight))
        result = clean(raw, _with_rule(rule, settings).rulebook())
        if _is_dropped(trial.line, result) == trial.must_drop:
            return weight
        decision = _decision(trial.line, result, example_start(place), trial.must_drop)
    return None


def _is_dropped(line: str, result: Result) -> bool:
    return line not in map(str.strip, result.text.splitlines())


def _decision(line: str, result: Result, start: int, must_drop: bool) -> Decision:
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


def _with_rule(rule: Rule, settings: Settings) -> Settings:
    return replace(settings, rules=tuple(rule if each.code == rule.code else each for each in settings.rules))
