"""The filter: one text, or with `--format jsonl` one record a line, from stdin to stdout.

Scripts call it for every page, so modules that only corpora need are imported late.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cleaner.commands import exit_status, messages, options, terminal
from cleaner.commands.messages import MessagePrinter
from cleaner.files.items import STDIN, Failure, Input, MissingExtra
from cleaner.model import Document, Result
from cleaner.runs import batch
from cleaner.settings import Settings


def pipe(settings: Settings, params: Mapping[str, Any]) -> int:
    """Write stdin cleaned to stdout, in its own encoding, and return the exit status.

    `params` are the options of the command. Each record is written before the next is read, unless `settings.jobs` is
    above 1.
    """
    if params["format_"] == "jsonl":
        return _clean_records(replace(settings, jobs=settings.jobs or 1), params)
    printer = MessagePrinter()
    inputs = [Input(STDIN, params["stdin_filename"])]
    task = EncodeArticle(settings.min_confidence)
    for output in printer.pass_results(batch.process_documents(task, inputs, replace(settings, jobs=1))):
        if isinstance(output, MissingExtra):
            return exit_status.USAGE
        if isinstance(output, Failure):
            continue
        if isinstance(output, Refusal):
            messages.say(output.message)
            return exit_status.FOUND
        assert isinstance(output, bytes)
        terminal.put(output)
    return printer.status


@dataclass(frozen=True)
class Refusal:
    """Why a document is not written."""

    message: str


@dataclass(frozen=True)
class EncodeArticle:
    """Picklable task that returns the cleaned text in the encoding of the document, or why it is not written."""

    min_confidence: float

    def __call__(self, item: Input, document: Document, result: Result) -> bytes | Refusal:
        if result.verdict == "no-article":
            return Refusal(f"no article found in {item.name}.")
        if result.confidence < self.min_confidence:
            reason = f"confidence {result.confidence:g} is below {self.min_confidence:g}"
            return Refusal(f"{item.name}: {reason}; nothing written.")
        return document.encode(result.text)


def _clean_records(settings: Settings, params: Mapping[str, Any]) -> int:
    from cleaner.runs.clean_stream import clean_stream
    from cleaner.runs.run_options import RunOptions

    printer = MessagePrinter()
    terminal.put(b"")  # fails before anything is read if stdout is closed
    run_options = RunOptions(fields=options.field_names(params), with_spans=params["spans"])
    for _ in printer.pass_successes(clean_stream(settings, run_options)):
        sys.stdout.buffer.flush()
    return printer.status
