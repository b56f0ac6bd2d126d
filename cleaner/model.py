"""The words of the project as frozen types: what every other module takes and gives.

Data goes one way, and each step has its own type: bytes become a `Document`, the document's text
becomes lines (see `lines`), rules say what they saw in them as `Evidence`, the decision over the whole document
makes a `Decision` of each line, and a `Result` holds it all. Everything here is immutable and picklable,
so that a result can cross a process boundary and two runs can be compared with `==`. What there is one of for
every line is a tuple with names, because pages have many lines.
"""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

Kind = Literal[
    "headline",
    "byline",
    "caption",
    "body",
    "navigation",
    "read-also",
    "trending",
    "related",
    "share",
    "promotion",
    "comments",
    "advert",
    "notice",
    "footer",
    "duplicate",
]
Verdict = Literal["article", "no-article"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
KEPT_BY_DEFAULT: Final[frozenset[Kind]] = frozenset({"headline", "body"})
CONTENT: Final[frozenset[Kind]] = frozenset({"headline", "byline", "caption", "body"})
"""Kinds that belong to the article; every other kind is boilerplate."""
BITS: Final[dict[Kind | None, int]] = {kind: 1 << i for i, kind in enumerate(KINDS)} | {None: 0}
"""A bit for each kind, so that all the kinds seen in a line are one number."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read, with what is needed to write it back byte for byte."""

    text: str
    encoding: str = "utf-8"
    bom: bytes = b""

    def encode(self, text: str) -> bytes:
        """`text`, a part of this document, in the bytes the document came in."""
        return self.bom + text.encode(self.encoding, "surrogateescape" if self.encoding == "utf-8" else "strict")


class Evidence(NamedTuple):
    """What one rule saw in one line. Weights are log-odds: above 0 for dropping it, below 0 for keeping it."""

    rule: str
    weight: float
    saw: str


class Decision(NamedTuple):
    """The fate of one line, and why: `score` is the sum of the weights of its `evidence`.

    A line with a score above 0 is not body. `kept` follows from `kind` and the kinds asked for.
    """

    number: int
    start: int
    end: int
    kind: Kind
    kept: bool
    score: float
    evidence: tuple[Evidence, ...]
    rule: str = ""
    """Code of the rule that named the kind, the sequence rule's where the line's place did; empty for body."""


class Removal(NamedTuple):
    """Characters [start, end) of the input that are not in the cleaned text, and the rule that says why."""

    start: int
    end: int
    kind: Kind
    rule: str


@dataclass(frozen=True, slots=True)
class Result:
    """A cleaned text. `text` is `raw` without the spans in `removed`, and nothing else."""

    raw: str
    text: str
    verdict: Verdict
    lines: tuple[Decision, ...]
    removed: tuple[Removal, ...]
    page: tuple[Evidence, ...] = ()
    """What the rules of the page saw, where the verdict was in doubt: above 0 in sum there is no article."""


Weight = tuple[float, float, float]
"""What a rule says for dropping a line before the article, inside it, and after it.

Fitting holds before and after close together: a hundred teasers that each look a little more like what comes
before an article than like what comes after one would outvote the article itself.
"""
NOTHING: Weight = (0.0, 0.0, 0.0)
NEW: Final = tuple.__new__
"""Makes a tuple of any class: it takes the class and the fields."""


def decision(
    number: int,
    start: int,
    end: int,
    kind: Kind,
    kept: bool,
    score: float,
    evidence: tuple[Evidence, ...],
    rule: str,
) -> Decision:
    """`Decision` with the same fields."""
    return NEW(Decision, (number, start, end, kind, kept, score, evidence, rule))


def removal(start: int, end: int, kind: Kind, rule: str) -> Removal:
    """`Removal` with the same fields."""
    return NEW(Removal, (start, end, kind, rule))
