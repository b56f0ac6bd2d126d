"""Cleaning of the records on stdin, each written to stdout as soon as it is done."""

import sys
from collections.abc import Iterator

from cleaner.corpus.jsonl import JsonLines
from cleaner.corpus.output import ByteOutput, Packer
from cleaner.errors import CleanerError
from cleaner.runs import batch
from cleaner.runs.clean_task import CleanTask
from cleaner.runs.corpora import CorpusStream
from cleaner.runs.open_corpus import OpenCorpus
from cleaner.runs.outcome import Event
from cleaner.runs.run_options import RunOptions
from cleaner.settings import Settings


def clean_stream(settings: Settings, options: RunOptions) -> Iterator[Event]:
    """Clean the records on stdin, write them to stdout and yield their outcomes.

    Raises `CleanerError` if stdin is closed or stdout cannot be written.
    """
    if sys.stdin is None:
        raise CleanerError("stdin: cannot be read.")
    corpora = CorpusStream(options)
    reader = JsonLines(sys.stdin.buffer, options.fields, options.with_spans)
    output = ByteOutput(reader, Packer(sys.stdout.buffer, "", "stdout"))
    records = corpora.read(OpenCorpus("stdin", reader, output, options))
    task = CleanTask(options, settings.min_confidence)
    for result in batch.process_documents(task, records, settings):
        event = corpora.take(result)
        corpora.flush()
        if event is not None:
            yield event
