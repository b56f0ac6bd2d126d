"""Types that all corpus formats share: the entries of a corpus, and the result of cleaning one.

An entry keeps its source, so that it can be written again with nothing changed but its text. The source stays in the
process that reads and writes; only the text is sent to worker processes.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from cleaner.errors import CleanerError
from cleaner.model import Removal, Verdict

VERDICT, CONFIDENCE, REMOVED = "cleaner_verdict", "cleaner_confidence", "cleaner_removed"
"""Fields added to a cleaned record: the verdict, the confidence and, on request, the removed spans."""
RAW, BASE64 = "cleaner_raw", "cleaner_raw_base64"
"""Fields of a damaged record as a JSON object: its bytes as text, or in Base64 if they are not UTF-8."""
LONGEST: Final = 1 << 27
"""Limit of a record in bytes: twice that of a text, because a record has other fields and may escape characters."""
PIECE: Final = 1 << 20
"""Bytes per piece in which a record above `LONGEST` is copied to the output."""
MAX_FIELDS: Final = 100_000
"""Limit of the fields of a record, or the columns of a table."""
TOO_LONG: Final = f"longer than {LONGEST >> 20} MiB"


class ForeignError(CleanerError):
    """The file is well formed but has no text field; it may not be a corpus of texts."""


class Fields(NamedTuple):
    """Names of the fields with the text, the page URL and the record ID. A dot leads into a nested object."""

    text: str = "text"
    url: str = "url"
    id: str = "id"


FIELDS = Fields()


class Entry(NamedTuple):
    """One entry of a corpus: a record to clean, or with `text` None something to carry over to the output.

    `number` counts from 1; the header of a CSV file is 0. `source` belongs to the format. `damage` says why a record
    cannot be cleaned. `is_foreign` marks a well-formed record without a text field. `is_rest` marks a further piece of
    a record that is too long to hold in memory.
    """

    number: int
    text: str | None
    source: Any
    url: str = ""
    id: str = ""
    damage: str = ""
    is_foreign: bool = False
    is_rest: bool = False


class Record(NamedTuple):
    """One text of a corpus, to be cleaned; `field` is the name of the field that holds it."""

    path: str
    number: int
    text: str
    url: str
    id: str
    field: str = ""

    @property
    def name(self) -> str:
        """Name of the record in messages."""
        return record_name(self.path, self.number, self.id)


class CleanedText(NamedTuple):
    """Result for one record. `removed` is empty unless spans were requested.

    `reason` says why the record has no article, or is withheld.
    """

    text: str
    verdict: Verdict
    removed: tuple[Removal, ...]
    reason: str = ""
    confidence: float = 1.0


class Begin(NamedTuple):
    """Start of a corpus."""

    path: str


class Carry(NamedTuple):
    """An entry that is carried over to the output without cleaning."""

    path: str


class End(NamedTuple):
    """End of a corpus."""

    path: str


class Broken(NamedTuple):
    """A read error, after which the corpus has no more entries."""

    path: str
    message: str


Marker = Begin | Carry | End | Broken
"""Anything in the stream of a corpus that is not a record."""


def record_name(path: str, number: int, id_: str) -> str:
    """Return the name of a record in messages."""
    return f"{path}: record {number}" + (f" ({id_})" if id_ else "")


def list_names(names: Iterable[str]) -> str:
    """Return field names for a message: at most ten, each cut to 40 characters."""
    names = list(dict.fromkeys(names))
    more = ", ..." if len(names) > 10 else ""
    return ", ".join(name[:40] for name in names[:10]) + more if names else "none"


def raw_object(data: bytes) -> dict[str, Any]:
    """Return the bytes of a damaged record as an object that JSON can hold."""
    try:
        return {RAW: data.decode()}
    except UnicodeDecodeError:
        from base64 import b64encode

        return {BASE64: b64encode(data).decode()}


def dump_spans(cleaned: CleanedText) -> list[dict[str, Any]]:
    """Return the removed spans as they are stored in a record. Offsets are in characters of the raw text."""
    return [removal._asdict() for removal in cleaned.removed]
