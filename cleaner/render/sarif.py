"""What a check found as SARIF 2.1.0, which code hosts and editors show beside the lines it is about.

One run. The results come first and the rules that they name last, so that nothing has to be held for a folder of any
size; in JSON the order of keys means nothing.
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
NONE = "no-article"
"""The rule of what is said of a document as a whole."""


def render_sarif(told: Iterable[Finding | Failure], rules: Mapping[str, "Rule"], version: str) -> Iterator[bytes]:
    """The log in pieces, as documents come; `rules` are those in force, by their codes."""
    used: dict[str, int] = {}
    failures: list[Object] = []
    between = b"\n"
    yield b'{"$schema": ' + encode(SCHEMA) + b', "version": "2.1.0", "runs": [{"results": ['
    for item in told:
        if isinstance(item, Failure):
            failures.append(_notification(item))
            continue
        for result in _results(item, rules):
            yield between + encode(result | {"ruleIndex": used.setdefault(result["ruleId"], len(used))})
            between = b",\n"
    driver = {"name": "cleaner", "rules": [_descriptor(code, rules) for code in used]}
    tool = {"driver": driver | ({"version": version} if version else {})}
    invocation = {"executionSuccessful": not failures, "toolExecutionNotifications": failures}
    yield b'\n], "tool": ' + encode(tool) + b', "invocations": ' + encode([invocation]) + b"}]}\n"


def _results(found: Finding, rules: Mapping[str, "Rule"]) -> Iterator[dict[str, Any]]:
    if found.verdict == "no-article":
        yield _result(NONE, no_article_message(found), found.path, {"startLine": 1})
        return
    for part in found.blocks:
        region = {"startLine": part.first, "endLine": part.last} if found.record is None else None
        yield _result(part.rule, line_range(found, part, rules[part.rule]), found.path, region)


def _result(code: str, message: str, path: str, region: Object | None) -> dict[str, Any]:
    return {"ruleId": code, "level": LEVEL, "message": {"text": message}, "locations": [_location(path, region)]}


def _notification(failure: Failure) -> Object:
    return {"level": "error", "message": {"text": failure.message}, "locations": [_location(failure.path)]}


def _location(path: str, region: Object | None = None) -> Object:
    place: Object = {"artifactLocation": {"uri": _uri(path)}}
    return {"physicalLocation": {**place, "region": region} if region else place}


def _uri(path: str) -> str:
    """A path as a reference; a relative one stays so, for it is within the repository, wherever that was cloned."""
    return Path(path).as_uri() if Path(path).is_absolute() else quote(os.fsencode(Path(path).as_posix()))


def _descriptor(code: str, rules: Mapping[str, "Rule"]) -> Object:
    name, why = (NONE, NO_ARTICLE) if code == NONE else (rules[code].name, rules[code].why)
    return {"id": code, "name": name, "shortDescription": {"text": why}, "defaultConfiguration": {"level": LEVEL}}
