"""Findings of a check as SARIF 2.1.0, which code hosts and editors show next to the lines.

The log has one run. Results are written before the rules that they refer to, so memory use does not grow with the
number of documents; the order of keys in JSON has no meaning.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cleaner.files.items import Failure
from cleaner.files.safe_json import encode
from cleaner.render.json import Object
from cleaner.render.text import NO_ARTICLE, line_range, no_article_message
from cleaner.runs.outcome import Finding

if TYPE_CHECKING:
    from cleaner.rulebook.rule import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVEL = "warning"
NO_ARTICLE_RULE = "no-article"
"""Rule of results on a document without an article."""


def render_sarif(items: Iterable[Finding | Failure], rules: Mapping[str, "Rule"], version: str) -> Iterator[bytes]:
    """Yield the log piece by piece; `rules` maps codes to active rules."""
    used: dict[str, int] = {}
    failures: list[Object] = []
    separator = b"\n"
    yield b'{"$schema": ' + encode(SCHEMA) + b', "version": "2.1.0", "runs": [{"results": ['
    for item in items:
        if isinstance(item, Failure):
            failures.append(_notification(item))
            continue
        for result in _results(item, rules):
            yield separator + encode(result | {"ruleIndex": used.setdefault(result["ruleId"], len(used))})
            separator = b",\n"
    driver = {"name": "cleaner", "rules": [_descriptor(code, rules) for code in used]}
    tool = {"driver": driver | ({"version": version} if version else {})}
    invocation = {"executionSuccessful": not failures, "toolExecutionNotifications": failures}
    yield b'\n], "tool": ' + encode(tool) + b', "invocations": ' + encode([invocation]) + b"}]}\n"


def _results(finding: Finding, rules: Mapping[str, "Rule"]) -> Iterator[dict[str, Any]]:
    if finding.verdict == "no-article":
        yield _result(NO_ARTICLE_RULE, no_article_message(finding), finding.path, {"startLine": 1})
        return
    for block in finding.blocks:
        region = {"startLine": block.first, "endLine": block.last} if finding.has_file_lines else None
        yield _result(block.rule, line_range(finding, block, rules[block.rule]), finding.path, region)


def _result(code: str, message: str, path: str, region: Object | None) -> dict[str, Any]:
    return {"ruleId": code, "level": LEVEL, "message": {"text": message}, "locations": [_location(path, region)]}


def _notification(failure: Failure) -> Object:
    return {"level": "error", "message": {"text": failure.message}, "locations": [_location(failure.path)]}


def _location(path: str, region: Object | None = None) -> Object:
    place: Object = {"artifactLocation": {"uri": _uri(path)}}
    return {"physicalLocation": {**place, "region": region} if region else place}


def _uri(path: str) -> str:
    """Return a path as a URI reference; relative paths stay relative to the root of the repository."""
    return Path(path).as_uri() if Path(path).is_absolute() else quote(os.fsencode(Path(path).as_posix()))


def _descriptor(code: str, rules: Mapping[str, "Rule"]) -> Object:
    if code == NO_ARTICLE_RULE:
        name, why = code, NO_ARTICLE
    else:
        name, why = rules[code].name, rules[code].why
    return {"id": code, "name": name, "shortDescription": {"text": why}, "defaultConfiguration": {"level": LEVEL}}
