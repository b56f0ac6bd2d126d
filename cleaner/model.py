"""Types shared by all modules: documents, evidence, decisions and results.

Data goes one way. Bytes are decoded to a `Document`, its text is split into lines (see `cleaner.text.lines`), rules
report `Evidence` on the lines, the decision makes one `Decision` per line, and a `Result` holds everything. All types
here are immutable, can be pickled for another process, and can be compared with `==`. Types with an instance per line
are named tuples, because pages have many lines.
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
    "metadata",
]
Verdict = Literal["article", "no-article"]
How = Literal[
    "score",
    "hit",
    "section",
    "neighbour",
    "before",
    "inside",
    "after",
    "menu",
    "template",
    "duplicate",
    "review",
    "headline",
    "header",
]

InputFormat = Literal["text", "markdown", "html"]
PageBasis = Literal["score", "bare", "little", "block", "whole", "short"]

INPUT_FORMATS: Final[tuple[InputFormat, ...]] = get_args(InputFormat)
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
KEPT_BY_DEFAULT: Final[frozenset[Kind]] = frozenset({"headline", "body"})
CONTENT: Final[frozenset[Kind]] = frozenset({"headline", "byline", "caption", "body", "metadata"})
"""Kinds that belong to the article; every other kind is boilerplate."""
BITS: Final[dict[Kind | None, int]] = {kind: 1 << i for i, kind in enumerate(KINDS)} | {None: 0}
"""One bit per kind, so that an integer can hold a set of kinds."""


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded text, with the encoding and byte order mark to write it back byte for byte.

    `is_markdown` says that the text is Markdown or not; None leaves that to its marks. `is_extracted` marks the text of
    an HTML page, which is not the content of the file.
    """

    text: str
    encoding: str = "utf-8"
    bom: bytes = b""
    is_markdown: bool | None = None
    is_extracted: bool = False

    def encode(self, text: str) -> bytes:
        """Return `text`, a part of this document, in the encoding of the document."""
        return self.bom + text.encode(self.encoding, "surrogateescape" if self.encoding == "utf-8" else "strict")


class Evidence(NamedTuple):
    """One rule's observation on one line or on the page.

    `weight` is in log-odds. On a line, it is positive for dropping it and negative for keeping it; on the page, it is
    positive for no article; on the confidence, it is positive for doubt. `saw` is the matched text, or the feature with
    its value.
    """

    rule: str
    weight: float
    saw: str


class Basis(NamedTuple):
    """How a line got its kind.

    - "score": its score is not positive, so it is body.
    - "hit": a rule has a hit in the line itself.
    - "section": the heading at `line` opens a section.
    - "neighbour": the line belongs with the one at `line`.
    - "before", "inside", "after": its place before, inside or after the article.
    - "menu": its place in a menu, a run of `menu_lines` lines without prose.
    - "template": most of its score is from a template rule, because it recurs on the site.
    - "duplicate": it has the words of the kept line at `line`.
    - "review": a reviewer decided.
    - "headline": the headline rules have their highest sum here.

    `line` and `menu_lines` are 0 where they do not apply. `line` is the number of a row of the input, from 1.
    """

    how: How = "score"
    line: int = 0
    menu_lines: int = 0


BY_SCORE: Final = Basis()


class Decision(NamedTuple):
    """The decision on one line: characters [start, end) of the input, which begin in row `number`, counted from 1.

    `score` is the sum of the weights of all evidence on the line; a line with a positive score is not body. `kept`
    depends on `kind`, and is false for all lines of a text without an article. `evidence` is empty unless asked for.
    """

    number: int
    start: int
    end: int
    kind: Kind
    kept: bool
    score: float
    evidence: tuple[Evidence, ...]
    rule: str = ""
    """Code of the rule that named the kind, or of the sequence rule if the line's place did; empty for body."""
    basis: Basis = BY_SCORE
    """How the line got its kind. Only a rule that named it by a hit surely has evidence on the line itself."""


class Removal(NamedTuple):
    """Characters [start, end) of the input that were removed, with the kind and the rule of their line."""

    start: int
    end: int
    kind: Kind
    rule: str


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """A cleaned text. `text` is `raw` without the spans in `removed`. A result is true if it has an article."""

    raw: str
    text: str
    verdict: Verdict
    lines: tuple[Decision, ...]
    removed: tuple[Removal, ...]
    page: tuple[Evidence, ...] = ()
    """Evidence of the page rules; without explanations, only if they decided the verdict.

    A positive sum means no article, if `page_basis` is "score".
    """
    page_basis: PageBasis = "score"
    """Ground on which the verdict was decided.

    - "score": the sum of the page rules.
    - "bare": the text shows no boilerplate, so it is an article.
    - "little": the text shows little boilerplate, so it is an article.
    - "block": the text has its content in one block, so it is an article.
    - "whole": nearly all of the text is body, so it is an article.
    - "short": the body has too few words for an article.
    """
    confidence: float = 1.0
    """Probability that the F1 of the result is at least 0.75, rounded to three digits."""
    doubts: tuple[Evidence, ...] = ()
    """Evidence on the confidence, positive for doubt; empty unless asked for.

    The confidence is the logistic function of minus its sum.
    """
    is_markdown: bool = False
    """True if `raw` was read as Markdown."""
    headline: str = ""
    """Headline without marks of Markdown, whether it is kept or not; empty if there is none."""

    def __bool__(self) -> bool:
        return self.verdict == "article"

    def __repr__(self) -> str:
        gone, all_lines = sum(not line.kept for line in self.lines), len(self.lines)
        title = f" {self.headline!r}" if self.headline else ""
        return f"<Result {self.verdict}{title}, {gone} of {all_lines} lines removed, confidence {self.confidence:g}>"


Weight = tuple[float, float, float]
"""Log-odds of a rule for dropping a line before the article, inside it, and after it.

Fitting keeps the first and the last close together. Otherwise a hundred teasers, each a little more like text before
an article than like text after it, would outweigh the article itself.
"""
NOTHING: Weight = (0.0, 0.0, 0.0)
