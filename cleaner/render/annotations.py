"""Findings of a check as GitHub Actions workflow commands, which annotate the lines of a pull request.

The runner reads each command from one line of the log. File names are untrusted: characters that would start a command
or end a property are escaped as in GitHub's toolkit, and control characters are made visible.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.files.items import Failure
from cleaner.render.text import line_range, no_article_message
from cleaner.runs.outcome import Finding
from cleaner.text.visible import visible

if TYPE_CHECKING:
    from cleaner.rulebook.rule import Rule

DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
PROPERTY = DATA | str.maketrans({":": "%3A", ",": "%2C"})


def render_annotations(item: Finding | Failure, rules: Mapping[str, "Rule"]) -> Iterator[str]:
    """Yield the workflow commands for one document; `rules` maps codes to active rules."""
    file = Path(item.path).as_posix()
    if isinstance(item, Failure):
        yield _command("error", item.message, file=file)
    elif item.verdict == "no-article":
        yield _command("warning", no_article_message(item), file=file, title="no article")
    else:
        for block in item.blocks:
            rule = rules[block.rule]
            place = {"line": str(block.first), "endLine": str(block.last)} if item.has_file_lines else {}
            yield _command(
                "warning", line_range(item, block, rule), file=file, **place, title=f"{rule.code} {rule.name}"
            )


def _command(name: str, message: str, **properties: str) -> str:
    listed = ",".join(f"{key}={value.translate(PROPERTY)}" for key, value in properties.items())
    return visible(f"::{name} {listed}::{message.translate(DATA)}")
