"""Options of a run."""

from dataclasses import dataclass

from cleaner.corpus.entry import FIELDS, Fields


@dataclass(frozen=True)
class RunOptions:
    """Inputs and outputs of a run, as the options of `cleaner run` set them.

    - `out`: the output directory; None writes next to each input.
    - `named`: the paths given by the user; a corpus among them is read even if no text field is found.
    - `fields`: the fields or columns of a record.
    - `with_spans`: add the removed spans to each record.
    - `to`: "jsonl" writes every corpus as JSON Lines, "markdown" the text of HTML as Markdown.
    - `sidecar`: write a file for `cleaner restore` next to each output; not supported for corpora.
    - `rejects`: the file for documents without an article; `reject_damaged` moves damaged records there too.
    - `stats`: the file for the totals. The run only reserves its path.
    - `dry_run`: write nothing.
    """

    out: str | None = None
    named: tuple[str, ...] = ()
    fields: Fields = FIELDS
    with_spans: bool = False
    to: tuple[str, ...] = ()
    sidecar: bool = False
    rejects: str | None = None
    reject_damaged: bool = False
    stats: str | None = None
    dry_run: bool = False
