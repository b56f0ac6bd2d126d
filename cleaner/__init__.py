"""Strips boilerplate from the plain text of articles, and says why for every line it removes.

>>> page = '''Home | News | Sport | Weather
...
... Island buys its ferry back
...
... By Marta Lindqvist
...
... The council of the island voted on Monday to buy the old ferry back for one crown, and to repair it by spring.
...
... “We waited eleven years for this day,” said the mayor, who had taken the early boat to the meeting.
...
... READ ALSO: Storm closes the coast road
...
... The boat had been sold in 2013, when a tunnel to the mainland was planned that was never built.
...
... Share this article
... © 2024 Harbour Daily. All rights reserved.
... '''
>>> result = clean(page)
>>> result.verdict
'article'
>>> print(result.text)
Island buys its ferry back
<BLANKLINE>
The council of the island voted on Monday to buy the old ferry back for one crown, and to repair it by spring.
<BLANKLINE>
“We waited eleven years for this day,” said the mayor, who had taken the early boat to the meeting.
<BLANKLINE>
The boat had been sold in 2013, when a tunnel to the mainland was planned that was never built.
<BLANKLINE>

Every line has its kind, its score and the evidence that adds up to it:

>>> line = next(line for line in result.lines if line.kind == "read-also")
>>> page[line.start : line.end]
'READ ALSO: Storm closes the coast road'
>>> line.kept, round(line.score, 6) == round(sum(e.weight for e in line.evidence), 6)
(False, True)

What was removed is known to the character, so the original can be had back:

>>> all(page[r.start : r.end] not in result.text for r in result.removed)
True

Kinds other than headline and body can be kept, and the headline dropped:

>>> print(clean(page, keep=["byline"], drop=["headline"]).text.splitlines()[0])
By Marta Lindqvist
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cleaner.errors import CleanerError
from cleaner.model import KEPT_BY_DEFAULT, KINDS, Decision, Evidence, Kind, Removal, Result, Verdict

if TYPE_CHECKING:
    from cleaner.reviews.review import Reviewed
    from cleaner.rulebook.rule import Rule
    from cleaner.rulebook.rulebook import Rulebook, load
    from cleaner.templates.template import Template

__all__ = [
    "KEPT_BY_DEFAULT",
    "KINDS",
    "CleanerError",
    "Decision",
    "Evidence",
    "Kind",
    "Removal",
    "Result",
    "Rule",
    "Rulebook",
    "Verdict",
    "clean",
    "load",
]


def clean(
    text: str,
    *,
    keep: Iterable[Kind] = (),
    drop: Iterable[Kind] = (),
    rulebook: "Rulebook | None" = None,
    template: "Template | None" = None,
    reviewed: "Reviewed | None" = None,
    explain: bool = True,
) -> Result:
    """Clean one text.

    `keep` and `drop` add kinds to headline and body, or take them away; `rulebook` comes from `load` and is the
    shipped one by default; `template` is what recurs on the site of the text, as `cleaner.templates` finds it, and
    `reviewed` what people said of its lines, as `cleaner.reviews.file.load(path).of(document, site)` finds it. Without
    `explain` lines come without their evidence, which is faster; the rest is the same.
    Raises `CleanerError` for a kind that does not exist or is in both, and for dropping body.
    """
    from cleaner.pipeline import clean
    from cleaner.rulebook.rulebook import load

    if isinstance(keep, str) or isinstance(drop, str):
        raise CleanerError("keep and drop take a list of kinds, such as ['byline'].")
    keep, drop = list(keep), list(drop)
    for kind in (*keep, *drop):
        if kind not in KINDS:
            raise CleanerError(f"there is no kind {kind!r}; the kinds are {', '.join(KINDS)}.")
    if "body" in drop or set(keep) & set(drop):
        raise CleanerError("the body cannot be dropped, and no kind both kept and dropped.")
    kept = (KEPT_BY_DEFAULT | set(keep)) - set(drop)
    return clean(text, rulebook or load(), kept, template, explain=explain, reviewed=reviewed)


def __getattr__(name: str) -> Any:
    """`Rule`, `Rulebook` and `load`, imported when first asked for: `cleaner --help` does without."""
    if name in ("Rule", "Rulebook", "load"):
        from importlib import import_module

        return getattr(import_module("cleaner.rulebook.rule" if name == "Rule" else "cleaner.rulebook.rulebook"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
