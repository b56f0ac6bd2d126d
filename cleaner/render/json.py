"""Results as JSON, for programs.

Every schema has a version: a change of form gets a new number, and published versions never change. `--format json`
writes one object; `--format jsonl` writes one line for each document, with its own "schema" in place of the outer
object. Text is never cut. Control and invisible characters are JSON escapes, so the output is safe on a terminal.
Offsets count characters of the decoded input, [start, end). Lines are counted from 1. Scores and weights are log-odds:
positive for dropping, negative for keeping.

cleaner/run/4
    {"schema", "documents": [DOCUMENT | FAILURE], "summary": {"documents", "articles", "up_to_date",
     "no_article", "failures", "doubtful", "withheld", "removed": {KIND: {"lines", "words"}},
     "rules": {CODE: {KIND: {"lines", "words"}}}}}
    DOCUMENT is {"path", "record": number in a corpus or null, "verdict", "confidence", "reason": why there is no
     article or it is withheld, or "", "output": path or null, "sidecar": path or null, "written": bool,
     "removed": {KIND: {"lines", "words"}}}.
    "doubtful" counts written articles, and documents without an article, with a confidence below 0.5; "withheld" counts
    articles below --min-confidence.
cleaner/stats/2
    {"schema", ...}: the summary of a run without "up_to_date", so that runs over the same inputs give the same file.
cleaner/check/3
    {"schema", "documents": [DOCUMENT | FAILURE]}, including documents without boilerplate.
    DOCUMENT is {"path", "record": as in a run, "verdict", "confidence", "boilerplate": number of lines, "kinds": {KIND:
     lines}}.
cleaner/explain/5
    {"schema", "documents": [DOCUMENT | FAILURE]}
    DOCUMENT is {"path", "record": as in a run, "verdict", "confidence", "doubts": [EVIDENCE], "page": [EVIDENCE],
     "page_basis", "lines": [{"number", "start", "end",
     "kind", "kept", "score", "evidence": [EVIDENCE], "rule", "basis": {"how", "line", "menu_lines"}, "decisive":
     [RULE], "text"}]}. EVIDENCE is {"rule", "weight", "saw"}.
     "basis" is how the line got its kind: see `cleaner.Basis`.
     "doubts" add up to the log-odds of a wrong result. "page_basis" says what decided the verdict, the sum of "page" or
     something else: see `cleaner.Result`. "decisive" is the smallest set of rules without
     which the score would change sign.
cleaner/rules/1
    {"schema", "rules": [RULE]}; RULE has the keys of a `[[rule]]` table, "family", and "weights".
cleaner/rules-test/1
    {"schema", "left_out": [CODE of a disabled rule], "examples": [{"rule", "line", "must": "go" or "stay", "passed",
     "reason": "" if passed, "kind", "score", "weight": one with which it would pass, or null}], "on": null without
     --on, or {"documents", "failures": [FAILURE], "dropped": SIDE, "kept": SIDE, "contradicting": SIDE, "verdicts":
     {"documents", "samples": [{"path", "before", "after"}]}, "rules": {CODE: {"lines", "documents", "dropped", "kept",
     "around"}}}}. "contradicting" holds the lines of both sides that reviewers decided differently.
    SIDE is {"lines", "documents", "samples": [{"path", "line", "text", "kind", "rules": [CODE], "around": [CODE]}]}.
     "around" in a sample names the rules that matched other lines of the document, if none matched this line; in
     "rules" it counts such lines.

FAILURE is {"path", "error": message}.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from cleaner.files.items import Failure
from cleaner.files.safe_json import encode
from cleaner.model import KINDS, Kind, Result
from cleaner.render.weights import decisive_rules
from cleaner.runs.outcome import Finding, Outcome, RemovalCounts, Summary

if TYPE_CHECKING:
    from cleaner.authoring.impact import ImpactSide, ImpactSummary
    from cleaner.authoring.trial import Trial
    from cleaner.rulebook.rule import Rule

Object = Mapping[str, Any]
STATS: Final = "cleaner/stats/2"
STATS_START: Final = b'{\n  "schema": "cleaner/stats/'
"""First bytes of a statistics file of any version."""


def documents(schema: str, objects: Iterable[Object], one_per_line: bool) -> Iterator[bytes]:
    """Yield the output piece by piece: JSON lines, or the start of an object with the key "documents"."""
    if one_per_line:
        yield from (encode({"schema": schema, **document}) + b"\n" for document in objects)
        return
    yield b'{"schema": ' + encode(schema) + b', "documents": ['
    for i, document in enumerate(objects):
        yield (b",\n" if i else b"\n") + encode(document)
    yield b"\n]"


def end(**more: Object) -> bytes:
    """Return the end of the object that `documents` started, with the keys in `more`."""
    return b"".join(b", " + encode(name) + b": " + encode(value) for name, value in more.items()) + b"}\n"


def failure(item: Failure) -> Object:
    """Return a FAILURE."""
    return {"path": item.path, "error": item.message}


def outcome(item: Outcome) -> Object:
    """Return a DOCUMENT of cleaner/run."""
    return {
        "path": item.path,
        "record": item.record,
        "verdict": item.verdict,
        "confidence": item.confidence,
        "reason": item.reason,
        "output": item.output,
        "sidecar": item.sidecar,
        "written": item.written,
        "removed": _removed(item.removed),
    }


def finding(item: Finding) -> Object:
    """Return a DOCUMENT of cleaner/check."""
    return {
        "path": item.path,
        "record": item.record,
        "verdict": item.verdict,
        "confidence": item.confidence,
        "boilerplate": item.kinds.total(),
        "kinds": {kind: item.kinds[kind] for kind in KINDS if item.kinds[kind]},
    }


def summary(total: Summary) -> Object:
    """Return the summary of cleaner/run."""
    return {
        "documents": total.documents,
        "articles": total.articles,
        "up_to_date": total.unchanged,
        "no_article": total.no_article,
        "failures": total.failures,
        "doubtful": total.doubtful,
        "withheld": total.withheld,
        "removed": _removed(total.removed),
        "rules": _rules(total.removed),
    }


def stats(total: Summary) -> bytes:
    """Return the content of a cleaner/stats file."""
    counts = {name: value for name, value in summary(total).items() if name != "up_to_date"}
    return json.dumps({"schema": STATS, **counts}, indent=2).encode() + b"\n"


def explanation(path: str, record: int | None, result: Result) -> Object:
    """Return a DOCUMENT of cleaner/explain."""
    lines = [
        {
            **line._asdict(),
            "evidence": [evidence._asdict() for evidence in line.evidence],
            "basis": line.basis._asdict(),
            "decisive": [evidence.rule for evidence in decisive_rules(line)],
            "text": result.raw[line.start : line.end],
        }
        for line in result.lines
    ]
    return {
        "path": path,
        "record": record,
        "verdict": result.verdict,
        "confidence": result.confidence,
        "doubts": [evidence._asdict() for evidence in result.doubts],
        "page": [evidence._asdict() for evidence in result.page],
        "page_basis": result.page_basis,
        "lines": lines,
    }


def rule(item: "Rule") -> Object:
    """Return a RULE of cleaner/rules."""
    return {name: value for name, value in item._asdict().items() if value not in (None, ())}


def rules_test(
    disabled: Sequence[str], trials: "Sequence[Trial]", impact: "ImpactSummary | None", failures: Iterable[Failure]
) -> Object:
    """Return the object of cleaner/rules-test; `disabled` are the codes of rules that were not tested."""
    examples = [_example(trial) for trial in trials]
    on = _impact(impact, failures) if impact else None
    return {"schema": "cleaner/rules-test/1", "left_out": disabled, "examples": examples, "on": on}


def _example(trial: "Trial") -> Object:
    from cleaner.render.rules_test import trial_problem

    return {
        "rule": trial.rule,
        "line": trial.line,
        "must": "go" if trial.must_drop else "stay",
        "passed": trial.passed,
        "reason": "" if trial.passed else trial_problem(trial),
        "kind": trial.decision.kind,
        "score": trial.decision.score,
        "weight": trial.passing_weight,
    }


def _impact(impact: "ImpactSummary", failures: Iterable[Failure]) -> Object:
    verdicts = [{"path": one.path, "before": one.before, "after": one.after} for one in impact.verdict_samples]
    return {
        "documents": impact.documents,
        "failures": [failure(item) for item in failures],
        "dropped": _side(impact.dropped),
        "kept": _side(impact.kept),
        "contradicting": _side(impact.contradicting),
        "verdicts": {"documents": impact.verdicts, "samples": verdicts},
        "rules": {code: vars(counts) for code, counts in impact.rules.items()},
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
