"""The job of a run for one item: load the document, clean it, and pass the result to a task."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cleaner.corpus.entry import Marker, Record
from cleaner.errors import CleanerError, MissingExtraError, SlowPatternError
from cleaner.files.items import Failure, Found, Input, MissingExtra, Note
from cleaner.model import Document, Result
from cleaner.runs.load import to_document
from cleaner.runs.outcome import Outcome
from cleaner.settings import Settings

if TYPE_CHECKING:
    from cleaner.reviews.review import Reviews
    from cleaner.rulebook.rulebook import Rulebook
    from cleaner.templates.library import Library


T = TypeVar("T")
Task = Callable[[Any, Document, Result], T]
"""Function of an `Input` or `Record`, its document and its result. It must be picklable, and so must its value."""
Item = Found | Record | Marker | Outcome


@dataclass(frozen=True)
class Job(Generic[T]):
    """Callable that cleans one item and returns the value of the task, or a `Failure`; never raises.

    Items that are not texts are returned unchanged.
    """

    task: Task[T]
    settings: Settings
    rulebook: "Rulebook"
    library: "Library | None"
    reviews: "Reviews | None"
    explain: bool

    def __call__(self, item: Item) -> T | Failure | Note | Marker | Outcome:
        if not isinstance(item, Input | Record):
            return item
        from cleaner.pipeline import clean
        from cleaner.runs.site import reviewed_of, template_of

        try:
            document = to_document(item, self.settings)
            template = template_of(item, self.library, self.settings.site) if self.library else None
            reviewed = None
            if self.reviews is not None:
                reviewed = reviewed_of(item, self.reviews, Path(self.settings.reviews), self.settings.site)
            result = clean(
                document.text,
                self.rulebook,
                self.settings.kept,
                template,
                explain=self.explain,
                labels=reviewed,
                markdown=document.is_markdown,
            )
            return self.task(item, document, result)
        except SlowPatternError as error:  # its message does not name the document
            return Failure(item.path, f"{item.name}: {error}")
        except MissingExtraError as error:
            return MissingExtra(item.path, str(error))
        except CleanerError as error:
            return Failure(item.path, str(error))
        except OSError as error:  # for example, the file was deleted meanwhile
            return Failure(item.path, f"{item.path}: {error.strerror}.")
        except MemoryError:
            return Failure(item.path, f"{item.name}: not enough memory.")
        except Exception as error:  # one document must not end the whole run
            from traceback import format_exc

            reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            return Failure(item.path, f"{item.name}: internal error, please report it: {reason}.", format_exc())
