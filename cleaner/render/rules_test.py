"""Results of `cleaner rules test` for people: the outcome of each example, and the impact of the rules on texts."""

from collections.abc import Iterator, Sequence

import click

from cleaner.authoring.impact import ImpactSide, ImpactSummary, RuleImpact, Sample
from cleaner.authoring.trial import Trial
from cleaner.model import Evidence
from cleaner.render.text import fit, hang, plural, render_table, room, text_width, wrap
from cleaner.rulebook.rule import Rule
from cleaner.text.visible import visible

INDENT = "  "
MARGIN = 15
STRONGEST = 2
"""Pieces of evidence named besides the tested rule's."""


def render_examples(
    rules: Sequence[Rule], disabled: Sequence[Rule], trials: Sequence[Trial], width: int | None
) -> Iterator[str]:
    """Yield the outcome of all examples, with the reason for each failure.

    `width` is in cells; None does not cut lines.
    """
    for rule in rules:
        yield click.style(f"{rule.code}  {visible(rule.name)}", bold=True)
        if rule.is_external:
            yield f"{INDENT}not tested: its feature needs a site template"
        for trial in trials:
            if trial.rule == rule.code:
                yield from _example(trial, width)
    for rule in disabled:
        yield f"{rule.code}  {visible(rule.name)}: not tested; disabled by select or ignore"
    failed = sum(not trial.passed for trial in trials)
    outcome = f"{failed:,} failed" if failed else "all passed"
    yield f"{plural(len(trials), 'example')}: {outcome}." if trials else "No examples were tested."


def _example(trial: Trial, width: int | None) -> Iterator[str]:
    head = f"{INDENT}{'ok' if trial.passed else 'fails':<5}  {'drops' if trial.must_drop else 'keeps'}  "
    yield click.style(head, fg="green" if trial.passed else "red") + fit(visible(trial.line), room(width, len(head)))
    if not trial.passed:
        yield from hang(" " * MARGIN, MARGIN, wrap(visible(trial_problem(trial)), room(width, MARGIN)))


def trial_problem(trial: Trial) -> str:
    """Return why an example failed and, if known, a weight with which it would pass."""
    decision = trial.decision
    outcome = f"removed as {decision.kind}" if trial.is_dropped else "kept"
    if trial.is_unmatched:
        return f"{outcome}, but the pattern does not match it: fix the pattern or the example"
    if decision.kept == (decision.score > 0):
        return f"{outcome} because of its kind ({decision.kind}), regardless of its score of {decision.score:+.1f}"
    own = [evidence for evidence in decision.evidence if evidence.rule == trial.rule]
    others = [evidence for evidence in decision.evidence if evidence.rule != trial.rule]
    share = f"the rule adds {own[0].weight:+.1f}" if own else "the rule does not match it"
    bound = "more" if trial.must_drop else "less"
    remedy = f"; a weight of {trial.passing_weight:.1f} or {bound} would pass" if trial.passing_weight else ""
    rest = _strongest(others, trial.is_dropped)
    return f"{outcome} with a score of {decision.score:+.1f}; {share}{rest}{remedy}"


def _strongest(evidence: Sequence[Evidence], for_dropping: bool) -> str:
    """List the strongest evidence for dropping, or for keeping, and count the rest."""
    sign = 1 if for_dropping else -1
    ordered = sorted((e for e in evidence if sign * e.weight > 0), key=lambda e: -sign * e.weight)
    rest = len(ordered) - STRONGEST
    more = f" and {plural(rest, 'weaker rule')}" if rest > 0 else ""
    return "".join(f", {e.rule} {e.weight:+.1f}" for e in ordered[:STRONGEST]) + more


def render_impact(rules: Sequence[Rule], total: ImpactSummary, width: int | None) -> Iterator[str]:
    """Yield the impact of the rules on the texts given with --on, with samples.

    `width` is in cells; None does not cut lines.
    """
    yield ""
    yield click.style(f"On {plural(total.documents, 'document')}", bold=True)
    yield f"{INDENT}{_side(total.dropped)} newly dropped"
    yield f"{INDENT}{_side(total.kept)} newly kept"
    yield f"{INDENT}{plural(total.verdicts, 'document')} with a different verdict"
    if total.contradicting.lines:
        yield f"{INDENT}{_side(total.contradicting)} against review decisions"
    yield ""
    cells = [_row(rule.code, total.rules[rule.code]) for rule in rules]
    head = ("rule", "matched lines", "in documents", "newly dropped", "newly kept", "neighbours")
    yield from (INDENT + line for line in render_table([head, *cells]))
    yield from (INDENT + line for rule in rules if (line := _no_effect(rule, total.rules[rule.code])))
    for title, side in (
        ("Newly dropped", total.dropped),
        ("Newly kept", total.kept),
        ("Against review decisions", total.contradicting),
    ):
        yield from _samples(title, side, width)
    if total.verdict_samples:
        yield from _title("Different verdict", len(total.verdict_samples), total.verdicts)
        for impact in total.verdict_samples:
            yield fit(f"{INDENT}{visible(impact.path)}: {impact.before}, now {impact.after}", width)


def _side(side: ImpactSide) -> str:
    return f"{plural(side.lines, 'line')} in {plural(side.documents, 'document')}"


def _row(code: str, impact: RuleImpact) -> tuple[str, ...]:
    counts = (impact.lines, impact.documents, impact.dropped, impact.kept, impact.around)
    return code, *(f"{count:,}" for count in counts)


def _no_effect(rule: Rule, impact: RuleImpact) -> str:
    """Return a note on a rule that changed no matching line; "" for any other rule."""
    if rule.kind == "headline":
        return ""  # headline rules add no evidence to lines, so their matches are unknown
    if not impact.lines:
        return f"{rule.code} matched nothing here."
    if impact.dropped or impact.kept:
        return ""
    if impact.around:
        return f"{rule.code} changed no matching line, only {plural(impact.around, 'neighbouring line')}."
    return f"{rule.code} changed nothing: its matches are decided the same without it."


def _samples(title: str, side: ImpactSide, width: int | None) -> Iterator[str]:
    if side.samples:
        yield from _title(title, len(side.samples), side.lines, side.duplicates)
        yield from (_sample(sample, width) for sample in side.samples)


def _title(title: str, shown: int, total: int, duplicates: int = 0) -> Iterator[str]:
    yield ""
    some = f", {shown:,} of {total:,}" if shown < total else ""
    hidden = f"; {duplicates:,} identical not shown" if duplicates else ""
    yield click.style(title + some + hidden, bold=True)


def _sample(sample: Sample, width: int | None) -> str:
    change = sample.change
    rules = ", ".join(change.rules) or f"near a match of {', '.join(change.around) or 'the rules'}"
    head = f"{INDENT}{visible(sample.path)}:{change.number}  {change.kind}, {rules}  "
    return click.style(head, dim=True) + fit(visible(change.text), room(width, text_width(head)))
