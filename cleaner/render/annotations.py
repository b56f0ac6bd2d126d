"""What a check found as annotations on the lines of a pull request: workflow commands of GitHub Actions.

Each is one line that the runner takes out of the log. Names of files come from outside, so what could begin a command
of its own or end a property is escaped as GitHub's toolkit does it, and what acts on a terminal is made visible.
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
    """The commands for one document, each a line; `rules` are those in force, by their codes."""
    file = Path(item.path).as_posix()
    if isinstance(item, Failure):
        yield _command("error", item.message, file=file)
    elif item.verdict == "no-article":
        yield _command("warning", no_article_message(item), file=file, title="no article")
    else:
        for part in item.blocks:
            rule = rules[part.rule]
            place = {"line": str(part.first), "endLine": str(part.last)} if item.record is None else {}
            yield _command(
                "warning", line_range(item, part, rule), file=file, **place, title=f"{rule.code} {rule.name}"
            )


def _command(name: str, message: str, **properties: str) -> str:
    listed = ",".join(f"{key}={value.translate(PROPERTY)}" for key, value in properties.items())
    return visible(f"::{name} {listed}::{message.translate(DATA)}")
