"""What stands in a corpus, and what becomes of it: the types that all formats share.

An entry keeps what it was read from, so that it can be written again with nothing changed but its text. That never
leaves the process that reads and writes; only the text goes to where it is cleaned.
"""

from typing import Any, Final, NamedTuple

from cleaner.errors import CleanerError
from cleaner.model import Removal, Verdict

VERDICT = "cleaner_verdict"
REMOVED = "cleaner_removed"
"""Names of the fields that are added to a record."""
RAW, BASE64 = "cleaner_raw", "cleaner_raw_base64"
"""What a damaged record has as an object: its bytes as text, or where they are no text, in Base64."""
LONGEST: Final = 1 << 27
"""Bytes of a record, which has more than its text, and that perhaps in escapes: two times those of the longest text."""
PIECE: Final = 1 << 20
"""Bytes of a piece in which the rest of a longer one goes from where it is read to where it is written."""
FIELDS_AT_MOST: Final = 100_000
"""Fields of a record, or columns of a table."""
TOO_LONG: Final = f"is longer than {LONGEST >> 20} MiB"


class ForeignError(CleanerError):
    """That a file is well formed and holds no texts, so that it may be no corpus at all."""


class Fields(NamedTuple):
    """Where in a record its text stands, the address of its page, and its name. A dot looks inside an object."""

    text: str = "text"
    url: str = "url"
    id: str = "id"


FIELDS = Fields()


class Entry(NamedTuple):
    """One entry of a corpus: a record, from 1, or what only has to be carried over, with `text` None.

    `damage` says why it cannot be cleaned, as the end of a sentence; `is_foreign` that it is well formed and has no
    text; `is_rest` that it is more of the damaged one before, which was too long to be held at once. `source` is the
    format's own.
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
    """A text to be cleaned, from a corpus."""

    path: str
    number: int
    text: str
    url: str
    id: str

    @property
    def name(self) -> str:
        """What messages call it."""
        return record_name(self.path, self.number, self.id)


class CleanedText(NamedTuple):
    """What became of a text; `removed` is empty where nobody asked for it. `reason` says why there is no article."""

    text: str
    verdict: Verdict
    removed: tuple[Removal, ...]
    reason: str = ""


class Begin(NamedTuple):
    """Where the records of a corpus begin."""

    path: str


class Carry(NamedTuple):
    """Something in a corpus that is only carried over."""

    path: str


class End(NamedTuple):
    """Where the records of a corpus end."""

    path: str


class Broken(NamedTuple):
    """That no more of a corpus can be read."""

    path: str
    message: str


Marker = Begin | Carry | End | Broken
"""What stands between records in a stream of them."""


def record_name(path: str, number: int, id_: str) -> str:
    """What messages call a record."""
    return f"{path}: record {number}" + (f" ({id_})" if id_ else "")


def raw_object(data: bytes) -> dict[str, Any]:
    """The bytes of a damaged record as an object that JSON can hold."""
    try:
        return {RAW: data.decode()}
    except UnicodeDecodeError:
        from base64 import b64encode

        return {BASE64: b64encode(data).decode()}


def spans(cleaned: CleanedText) -> list[dict[str, Any]]:
    """The removed spans, in characters of the text as it was, as they are written into a record."""
    return [removal._asdict() for removal in cleaned.removed]
