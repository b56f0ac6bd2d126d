"""Rules of one's own for people: what became of their examples and why, and what they do to a folder of texts."""

from collections.abc import Iterator, Sequence

import click

from cleaner.authoring.impact import ByRule, ImpactSide, ImpactSummary, Sample
from cleaner.authoring.trial import Trial
from cleaner.model import Evidence
from cleaner.render.text import fit, plural, render_table, wrap
from cleaner.rulebook.rule import Rule
from cleaner.text.visible import visible

INDENT = "  "
MARGIN = 15
NAMED = 2
"""Pieces of evidence that are named beside that of the rule."""


def render_examples(
    rules: Sequence[Rule], left_out: Sequence[Rule], tried: Sequence[Trial], width: int | None
) -> Iterator[str]:
    """All examples of each rule, with the reason where one failed. `width` in cells, None uncut."""
    for rule in rules:
        yield click.style(f"{rule.code}  {visible(rule.name)}", bold=True)
        if rule.needs_context:
            yield f"{INDENT}not tried: what it measures shows only where there is a template of a site"
        for trial in tried:
            if trial.rule == rule.code:
                yield from _example(trial, width)
    for rule in left_out:
        yield f"{rule.code}  {visible(rule.name)}: not tried, because select or ignore leaves it out"
    failed = sum(not trial.passed for trial in tried)
    how = "all as they must be" if not failed else f"{failed:,} not as {'it' if failed == 1 else 'they'} must be"
    yield f"{plural(len(tried), 'example')}: {how}." if tried else "No example was tried."


def _example(trial: Trial, width: int | None) -> Iterator[str]:
    head = f"{INDENT}{'ok' if trial.passed else 'fails':<5}  {'drops' if trial.must_go else 'keeps'}  "
    yield click.style(head, fg="green" if trial.passed else "red") + _fitted(trial.line, width, len(head))
    if not trial.passed:
        for row in wrap(visible(trial_problem(trial)), None if width is None else max(20, width - MARGIN)):
            yield " " * MARGIN + row


def trial_problem(trial: Trial) -> str:
    """Why an example failed, and what would mend that."""
    decision = trial.decision
    fate = f"goes as {decision.kind}" if trial.goes else "stays"
    if trial.is_missed:
        return f"{fate}, but the pattern does not match it: mend the pattern, or the example"
    if decision.kept == (decision.score > 0):
        return f"{fate}: it is taken for {decision.kind}, whatever its score of {decision.score:+.1f}"
    given = [evidence for evidence in decision.evidence if evidence.rule == trial.rule]
    others = [evidence for evidence in decision.evidence if evidence.rule != trial.rule]
    said = [f"the rule gives {evidence.weight:+.1f}" for evidence in given] or ["the rule says nothing of it"]
    bound = "more" if trial.must_go else "less"
    mend = f"; a weight of {trial.mend:.1f} or {bound} would do" if trial.mend else ""
    return f"{fate} with a score of {decision.score:+.1f}; {said[0]}{_loudest(others, trial.goes)}{mend}"


def _loudest(evidence: Sequence[Evidence], for_dropping: bool) -> str:
    """The strongest evidence of one sort, and how many more pieces there are."""
    sign = 1 if for_dropping else -1
    ordered = sorted((e for e in evidence if sign * e.weight > 0), key=lambda e: -sign * e.weight)
    rest = len(ordered) - NAMED
    more = f" and {rest} weaker ones" if rest > 0 else ""
    return "".join(f", {e.rule} {e.weight:+.1f}" for e in ordered[:NAMED]) + more


def render_impact(rules: Sequence[Rule], total: ImpactSummary, width: int | None) -> Iterator[str]:
    """What the rules do to the texts they were tried on, with samples."""
    yield ""
    yield click.style(f"On {plural(total.documents, 'document')}", bold=True)
    yield f"{INDENT}{_side(total.dropped)} newly dropped"
    yield f"{INDENT}{_side(total.kept)} newly kept"
    yield f"{INDENT}{plural(total.verdicts, 'document')} with another verdict"
    if total.contradicting.lines:
        yield f"{INDENT}{_side(total.contradicting)} against what was said in review"
    yield ""
    cells = [_row(rule.code, total.rules[rule.code]) for rule in rules]
    head = ("rule", "lines seen", "in documents", "newly dropped", "newly kept", "around them")
    yield from (INDENT + line for line in render_table([head, *cells]))
    yield from (INDENT + line for rule in rules if (line := _idle(rule, total.rules[rule.code])))
    for title, side in (
        ("Newly dropped", total.dropped),
        ("Newly kept", total.kept),
        ("Against what was said in review", total.contradicting),
    ):
        yield from _samples(title, side, width)
    if total.turned:
        yield from _title("Another verdict", len(total.turned), total.verdicts)
        for effect in total.turned:
            yield fit(f"{INDENT}{visible(effect.path)}: {effect.before}, now {effect.after}", width)


def _side(side: ImpactSide) -> str:
    return f"{plural(side.lines, 'line')} in {plural(side.documents, 'document')}"


def _row(code: str, done: ByRule) -> tuple[str, ...]:
    return code, f"{done.lines:,}", f"{done.documents:,}", f"{done.dropped:,}", f"{done.kept:,}", f"{done.around:,}"


def _idle(rule: Rule, done: ByRule) -> str:
    """What there is to be said of a rule that changes nothing."""
    if rule.kind == "headline":
        return ""  # it is no evidence on lines, so nobody knows what it saw
    if not done.lines:
        return f"{rule.code} matched nothing here."
    if done.around and not done.dropped and not done.kept:
        return f"{rule.code} changed no line that it saw; {plural(done.around, 'line')} around those changed with it."
    if not done.dropped and not done.kept:
        return f"{rule.code} changed nothing: what it matched goes, or stays, without it too."
    return ""


def _samples(title: str, side: ImpactSide, width: int | None) -> Iterator[str]:
    if side.samples:
        yield from _title(title, len(side.samples), side.lines, side.equal)
        yield from (_sample(sample, width) for sample in side.samples)


def _title(title: str, shown: int, all_: int, equal: int = 0) -> Iterator[str]:
    yield ""
    some = f", {shown:,} of {all_:,}" if shown < all_ else ""
    repeated = f"; {equal:,} more {'reads' if equal == 1 else 'read'} the same" if equal else ""
    yield click.style(title + some + repeated, bold=True)


def _sample(sample: Sample, width: int | None) -> str:
    change = sample.change
    rules = ", ".join(change.rules) or f"around what {', '.join(change.around) or 'the rules'} saw"
    head = f"{INDENT}{visible(sample.path)}:{change.number}  {change.kind}, {rules}  "
    return click.style(head, dim=True) + _fitted(change.text, width, len(head))


def _fitted(text: str, width: int | None, used: int) -> str:
    return fit(visible(text), None if width is None else max(20, width - used))
