"""The filter: one text, or with `--format jsonl` one record a line, from stdin to stdout.

It is what most people meet first and what scripts call for every page, so nothing that only corpora need is imported
before it is needed.
"""

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cleaner.commands import messages, options, terminal
from cleaner.commands.messages import Report
from cleaner.files.items import STDIN, Input
from cleaner.model import Document, Result
from cleaner.runs import batch
from cleaner.settings import Settings


def pipe(settings: Settings, given: Mapping[str, Any]) -> int:
    """Stdin cleaned to stdout in its own encoding, and nothing else there. Returns the exit status.

    `given` are the options of the command. Each record is written before the next is read, unless more processes than
    one are asked for.
    """
    if given["format_"] == "jsonl":
        return _records(replace(settings, jobs=settings.jobs or 1), given)
    report = Report()
    for data in report.successes(batch.process_documents(encoded, [Input(STDIN, STDIN)], replace(settings, jobs=1))):
        if data is None:
            messages.say("no article found in stdin.")
            return messages.FOUND
        terminal.put(data)
    return report.status


def encoded(_: Input, document: Document, result: Result) -> bytes | None:
    """The task of the filter: the cleaned bytes, None where there is no article."""
    return document.encode(result.text) if result.verdict == "article" else None


def _records(settings: Settings, given: Mapping[str, Any]) -> int:
    from cleaner.runs.corpora import CorpusOptions
    from cleaner.runs.run import clean_stream

    report = Report()
    terminal.put(b"")  # where stdout is closed, nothing is read
    for _ in report.successes(
        clean_stream(settings, CorpusOptions(fields=options.fields(given), with_spans=given["spans"]))
    ):
        sys.stdout.buffer.flush()
    return report.status
