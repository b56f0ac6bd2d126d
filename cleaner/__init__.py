"""Strip boilerplate from the plain text of articles, and give the reason for every removed line.

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

Every line has a kind, a score, and evidence whose weights add up to the score:

>>> line = next(line for line in result.lines if line.kind == "read-also")
>>> page[line.start : line.end]
'READ ALSO: Storm closes the coast road'
>>> line.kept, round(line.score, 6) == round(sum(e.weight for e in line.evidence), 6)
(False, True)

`removed` has the offsets of every removed span, so the original can be restored:

>>> all(page[r.start : r.end] not in result.text for r in result.removed)
True

`keep` adds kinds to headline and body, and `drop` removes them:

>>> print(clean(page, keep=["byline"], drop=["headline"]).text.splitlines()[0])
By Marta Lindqvist
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from cleaner.errors import CleanerError
from cleaner.model import KEPT_BY_DEFAULT, KINDS, Basis, Decision, Evidence, InputFormat, Kind, Removal, Result, Verdict

if TYPE_CHECKING:
    from cleaner.reviews.review import DocumentLabels
    from cleaner.rulebook.rule import Rule
    from cleaner.rulebook.rulebook import Rulebook
    from cleaner.rulebook.rulebook import load_rulebook as load
    from cleaner.runs.cleaner import Cleaner
    from cleaner.templates.template import Template

__all__ = [
    "KEPT_BY_DEFAULT",
    "KINDS",
    "Basis",
    "Cleaner",
    "CleanerError",
    "Decision",
    "Evidence",
    "Kind",
    "Removal",
    "Result",
    "Rule",
    "Rulebook",
    "Verdict",
    "__version__",
    "clean",
    "load",
]

LAZY = {
    "Cleaner": ("cleaner.runs.cleaner", "Cleaner"),
    "Rule": ("cleaner.rulebook.rule", "Rule"),
    "Rulebook": ("cleaner.rulebook.rulebook", "Rulebook"),
    "load": ("cleaner.rulebook.rulebook", "load_rulebook"),
}


def clean(
    text: str,
    *,
    keep: Iterable[Kind] = (),
    drop: Iterable[Kind] = (),
    rulebook: "Rulebook | None" = None,
    template: "Template | None" = None,
    labels: "DocumentLabels | None" = None,
    explain: bool = True,
    input: "InputFormat | Literal['auto']" = "auto",
) -> Result:
    """Clean one text.

    - `keep`, `drop`: kinds to keep in addition to headline and body, and kinds to drop.
    - `rulebook`: the rules, as returned by `load`; by default the shipped ones.
    - `template`: the text that recurs on the site, from `cleaner.templates.library.Library(path).of(site)`.
    - `labels`: decisions of reviewers, from `cleaner.reviews.file.load_reviews(path).of(document, site)`.
    - `explain`: whether lines get evidence. Without it, cleaning is faster and everything else is the same.
    - `input`: the format of the text: "text", "markdown" or "html", or "auto" to detect it. HTML requires the extra
      `html`; `raw` of the result is its extracted text.

    Raises `CleanerError` if a kind is unknown or is in both `keep` and `drop`, if `drop` contains body, or if HTML
    cannot be extracted.
    """
    from cleaner.pipeline import clean
    from cleaner.rulebook.rulebook import load_rulebook
    from cleaner.runs import load
    from cleaner.settings import Settings, check_value

    if isinstance(keep, str) or isinstance(drop, str):
        raise CleanerError("keep and drop must be lists of kinds, such as ['byline'].")
    keep, drop = list(keep), list(drop)
    for kind in (*keep, *drop):
        if kind not in KINDS:
            raise CleanerError(f"unknown kind {kind!r}; choose from {', '.join(KINDS)}.")
    if "body" in drop:
        raise CleanerError("'body' cannot be dropped.")
    if both := set(keep) & set(drop):
        raise CleanerError(f"{min(both)!r} cannot be in both keep and drop.")
    kept = (KEPT_BY_DEFAULT | set(keep)) - set(drop)
    document = load.text_document(text, Settings(input=check_value("input", input, "clean")))
    return clean(
        document.text,
        rulebook or load_rulebook(),
        kept,
        template,
        explain=explain,
        labels=labels,
        markdown=document.is_markdown,
    )


def __getattr__(name: str) -> Any:
    """Import a name in `LAZY` on first use, so that commands which do not need it start faster."""
    if name == "__version__":
        from importlib.metadata import version

        return version("cleaner")
    if name in LAZY:
        from importlib import import_module

        module, attribute = LAZY[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
