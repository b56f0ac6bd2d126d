"""Results as JSON, for programs. The shapes are versioned: a new one gets a new number, an old one never changes.

`--format json` is one object, `--format jsonl` one line per document with its own "schema" instead of
the outer object. Exact text: nothing is cut, and what acts on a terminal or shows as nothing is there as an escape of
JSON, so that it may be looked at anywhere. Offsets are characters of the decoded input, [start, end); lines are
counted from 1; scores and weights are log-odds, above 0 for dropping.

cleaner/run/3
    {"schema", "documents": [DOCUMENT | FAILURE], "summary": {"documents", "articles", "up_to_date",
     "no_article", "failures", "removed": {KIND: {"lines", "words"}}, "rules": {CODE: {KIND: {"lines", "words"}}}}}
    DOCUMENT is {"path", "record": number in a corpus or null, "verdict", "reason": of no-article, "output": path or
     null, "sidecar": path or null, "written": bool, "removed": {KIND: {"lines", "words"}}}.
cleaner/stats/1
    {"schema", ...}: the summary of a run without "up_to_date", so that two runs over the same can be compared.
cleaner/check/2
    {"schema", "documents": [DOCUMENT | FAILURE]}; every document, also those in which nothing was found.
    DOCUMENT is {"path", "record": as in a run, "verdict", "boilerplate": lines in all, "kinds": {KIND: lines}}.
cleaner/explain/3
    {"schema", "documents": [DOCUMENT | FAILURE]}
    DOCUMENT is {"path", "record": as in a run, "verdict", "page": [EVIDENCE], "lines": [{"number", "start", "end",
     "kind", "kept", "score", "evidence": [EVIDENCE], "rule", "decisive": [RULE], "text"}]}. EVIDENCE is {"rule",
     "weight", "saw"}.
     "page" is empty where the verdict was not in doubt; "decisive" are the fewest rules without which the score
     would change sign.
cleaner/rules/1
    {"schema", "rules": [RULE]}; RULE has the keys of a `[[rule]]` table, "family", and "weights".
cleaner/rules-test/1
    {"schema", "left_out": [CODE], "examples": [{"rule", "line", "must": "go" or "stay", "passed", "reason": "" of one
     that passed, "kind", "score", "weight": one that would do, or null}], "on": null without texts to try them on, or
     {"documents", "failures": [FAILURE], "dropped": SIDE, "kept": SIDE, "contradicting": SIDE, "verdicts":
     {"documents", "samples": [{"path", "before", "after"}]}, "rules": {CODE: {"lines", "documents", "dropped",
     "kept"}}}}. "contradicting" are those of both sides of which people said otherwise in review.
    SIDE is {"lines", "documents", "samples": [{"path", "line", "text", "kind", "rules": [CODE]}]}.

FAILURE is {"path", "error": one sentence}.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from cleaner.files.items import Failure
from cleaner.files.safe_json import encode
from cleaner.model import KINDS, Kind, Result
from cleaner.render.explain import decisive_rules
from cleaner.runs.outcome import Finding, Outcome, RemovalCounts, Summary

if TYPE_CHECKING:
    from cleaner.authoring.impact import ImpactSide, ImpactSummary
    from cleaner.authoring.trial import Trial
    from cleaner.rulebook.rule import Rule

Object = Mapping[str, Any]
STATS: Final = "cleaner/stats/1"
STATS_START: Final = b'{\n  "schema": "cleaner/stats/'
"""How a file of totals begins, of any version."""


def documents(schema: str, objects: Iterable[Object], one_per_line: bool) -> Iterator[bytes]:
    """The output in pieces, as the objects come: JSON lines, or one object with "documents"."""
    if one_per_line:
        yield from (encode({"schema": schema, **document}) + b"\n" for document in objects)
        return
    yield b'{"schema": ' + encode(schema) + b', "documents": ['
    for i, document in enumerate(objects):
        yield (b",\n" if i else b"\n") + encode(document)
    yield b"\n]"


def end(**more: Object) -> bytes:
    """What closes the object that `documents` opened, with further keys."""
    return b"".join(b", " + encode(name) + b": " + encode(value) for name, value in more.items()) + b"}\n"


def failure(failed: Failure) -> Object:
    """A document that could not be done."""
    return {"path": failed.path, "error": failed.message}


def outcome(done: Outcome) -> Object:
    """A document of a run."""
    return {
        "path": done.path,
        "record": done.record,
        "verdict": done.verdict,
        "reason": done.reason,
        "output": done.output,
        "sidecar": done.sidecar,
        "written": done.written,
        "removed": _removed(done.removed),
    }


def finding(found: Finding) -> Object:
    """What a check found in a document."""
    return {
        "path": found.path,
        "record": found.record,
        "verdict": found.verdict,
        "boilerplate": found.kinds.total(),
        "kinds": {kind: found.kinds[kind] for kind in KINDS if found.kinds[kind]},
    }


def summary(total: Summary) -> Object:
    """The totals of a run."""
    return {
        "documents": total.documents,
        "articles": total.articles,
        "up_to_date": total.unchanged,
        "no_article": total.no_article,
        "failures": total.failures,
        "removed": _removed(total.removed),
        "rules": _rules(total.removed),
    }


def stats(total: Summary) -> bytes:
    """The totals as a file of their own."""
    shown = {name: value for name, value in summary(total).items() if name != "up_to_date"}
    return json.dumps({"schema": STATS, **shown}, indent=2).encode() + b"\n"


def explained(path: str, record: int | None, result: Result) -> Object:
    """Every line of a document with its evidence."""
    lines = [
        {
            **line._asdict(),
            "evidence": [evidence._asdict() for evidence in line.evidence],
            "decisive": [evidence.rule for evidence in decisive_rules(line)],
            "text": result.raw[line.start : line.end],
        }
        for line in result.lines
    ]
    page = [evidence._asdict() for evidence in result.page]
    return {"path": path, "record": record, "verdict": result.verdict, "page": page, "lines": lines}


def rule(shown: "Rule") -> Object:
    """One rule."""
    return {name: value for name, value in shown._asdict().items() if value not in (None, ())}


def tested(
    left_out: Sequence[str], tried: "Sequence[Trial]", effects: "ImpactSummary | None", failures: Iterable[Failure]
) -> Object:
    """Rules of one's own, tried."""
    examples = [_example(trial) for trial in tried]
    on = _effects(effects, failures) if effects else None
    return {"schema": "cleaner/rules-test/1", "left_out": left_out, "examples": examples, "on": on}


def _example(trial: "Trial") -> Object:
    from cleaner.render.rules_test import trial_problem

    return {
        "rule": trial.rule,
        "line": trial.line,
        "must": "go" if trial.must_go else "stay",
        "passed": trial.passed,
        "reason": "" if trial.passed else trial_problem(trial),
        "kind": trial.decision.kind,
        "score": trial.decision.score,
        "weight": trial.mend,
    }


def _effects(effects: "ImpactSummary", failures: Iterable[Failure]) -> Object:
    turned = [{"path": e.path, "before": e.before, "after": e.after} for e in effects.turned]
    return {
        "documents": effects.documents,
        "failures": [failure(failed) for failed in failures],
        "dropped": _side(effects.dropped),
        "kept": _side(effects.kept),
        "contradicting": _side(effects.contradicting),
        "verdicts": {"documents": effects.verdicts, "samples": turned},
        "rules": {code: vars(done) for code, done in effects.rules.items()},
    }


def _side(side: "ImpactSide") -> Object:
    samples = [
        {
            "path": path,
            "line": line.number,
            "text": line.text,
            "kind": line.kind,
            "rules": line.rules,
            "around": line.around,
        }
        for path, line in side.samples
    ]
    return {"lines": side.lines, "documents": side.documents, "samples": samples}


def _removed(removed: RemovalCounts) -> Object:
    by_kind = removed.by_kind()
    return {kind: _counts(*by_kind[kind]) for kind in KINDS if kind in by_kind}


def _rules(removed: RemovalCounts) -> Object:
    codes: dict[str, dict[Kind, Object]] = {}
    for kind, rule in sorted(removed.lines, key=lambda named: (named[1], KINDS.index(named[0]))):
        codes.setdefault(rule, {})[kind] = _counts(removed.lines[kind, rule], removed.words[kind, rule])
    return codes


def _counts(lines: int, words: int) -> Object:
    return {"lines": lines, "words": words}
