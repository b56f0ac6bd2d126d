"""`cleaner.Cleaner`: clean many texts in Python, with the settings of a run and in as many processes as a run."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

from cleaner.corpus.entry import Record
from cleaner.errors import CleanerError
from cleaner.files.items import Failure
from cleaner.model import Document, InputFormat, Kind, Result
from cleaner.runs import batch
from cleaner.runs.job import Job
from cleaner.settings import AUTO, check_value, load_settings, parse_kinds

NAME = "text"
"""Name of a text in error messages."""


class Cleaner:
    r"""Cleans texts with the same settings, which are loaded once.

    - `config`: a settings file, such as cleaner.toml; without it, none is read.
    - `keep` to `site`, and `input`: as the options of `cleaner run`; they override the file.

    Raises `CleanerError` for invalid settings.

    >>> cleaner = Cleaner(keep=["byline"])
    >>> cleaner.clean("By Ida Marsh\n\nThe ferry sails again on Monday, said the mayor of the island.\n").verdict
    'article'
    """

    def __init__(
        self,
        *,
        keep: Sequence[Kind] = (),
        drop: Sequence[Kind] = (),
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        weights: str | None = None,
        templates: str | None = None,
        reviews: str | None = None,
        site: str | None = None,
        input: InputFormat | Literal["auto"] = AUTO,
        config: str | None = None,
    ) -> None:
        given: dict[str, Any] = {"select": tuple(select) or None, "ignore": tuple(ignore) or None}
        given |= {"keep": parse_kinds([*keep], "keep") or None, "drop": parse_kinds([*drop], "drop") or None}
        given |= {"weights": weights, "templates": templates, "reviews": reviews, "site": site}
        given |= {"input": check_value("input", input, "Cleaner")} if input != AUTO else {}
        self._settings = load_settings(".", given, config or "", isolated=config is None)
        self._job = Job(
            _keep_result,
            self._settings,
            self._settings.rulebook(),
            self._settings.library(),
            self._settings.load_reviews(),
            explain=True,
        )

    def clean(self, text: str, *, url: str = "", id: str = "", explain: bool = True) -> Result:
        """Return the result for one text; `url` is the address of its page, and `id` its name in reviews.

        Raises `CleanerError` if the text cannot be cleaned.
        """
        return _unwrap(replace(self._job, explain=explain)(Record(NAME, 1, text, url, id)))

    def clean_many(self, texts: Iterable[str], *, jobs: int | None = None, explain: bool = False) -> Iterator[Result]:
        """Yield the result for each text, in order, with `jobs` processes; None chooses by the number of texts.

        Texts are read as they are needed. Raises `CleanerError` at a text that cannot be cleaned.
        """
        records = (Record(NAME, number, text, "", "") for number, text in enumerate(texts, 1))
        settings = replace(self._settings, jobs=jobs)
        yield from map(_unwrap, batch.process_documents(_keep_result, records, settings, explain))


def _keep_result(item: Record, document: Document, result: Result) -> Result:
    return result


def _unwrap(found: object) -> Result:
    if isinstance(found, Failure):
        raise CleanerError(found.message)
    assert isinstance(found, Result)
    return found
