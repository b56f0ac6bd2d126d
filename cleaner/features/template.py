"""Measures of how a line stands in the template of its site: alone, in a run of two, or not at all.

What recurs in a run is furniture, and so certainly that a short article between two blocks of teasers is found by it.
What recurs alone, or in ever new company, may be a subhead or a refrain. What is new to a site whose pages share
much else is more likely to be what the page is for, prose above all; but not where what is new is mostly no prose, as
on an index, whose teasers are all new.

Articles recur too. The same one is collected three times, a live report is collected as it grows, a refrain has two
lines, recipes count their eggs. So little is made of what stands on few pages, and of what stands amid new prose. And
where more of the page's main prose stands on few other pages than on none, the page is taken for a copy, of which the
template says nothing: without that, three copies of an article would remove it from all three.
"""

from collections.abc import Sequence
from itertools import compress, pairwise, takewhile
from math import fsum

from cleaner.features.context import ContextFeatures
from cleaner.templates.entries import fold_line, pair_entry
from cleaner.templates.template import Template
from cleaner.text.vectors import Column

NEW, NEW_PROSE = 1.0, 2.0
MOSTLY = 0.5
"""Share of prose in the new words from which on it tells something that a line is new; and of pages from which on
what recurs is of their template."""
SURE = 15
"""Pages from which on it does not matter that an article may be there several times."""
FEW = 8
"""Pages up to which prose may be that of copies, whatever their share of the site."""
KNOWN = 0.2
"""Share of pages from which on a run is of the template beyond doubt."""
OFTEN, AMID, AMID_OFTEN = 0.8, 0.0, 0.01
"""What a share counts for amid new prose, and what it counts for there if it is more than the first."""
BETWEEN, BESIDE = 12, 2
"""Lines between two of new prose, and lines of prose right beside one, that are amid new prose."""


class TemplateFeatures:
    """The measures of one page's lines: `columns` has one for each template feature."""

    def __init__(self, template: Template, rows: Sequence[str], measures: ContextFeatures) -> None:
        """`rows` are the lines as they are read, `measures` those of the same lines."""
        self._template = template
        self._lines = [fold_line(row) for row in rows]
        self._runs = [pair_entry(above, below) for above, below in zip(self._lines, self._lines[1:], strict=False)]
        lines = [template.share(line) for line in self._lines]
        words, prose = measures.words, measures.prose
        is_new = [not share for share in lines]
        new_words, new_prose = fsum(compress(words, is_new)), fsum(compress(prose, is_new))
        new = [0.0] * len(rows)
        self._amid: set[int] = set()
        if not new_prose or not template.counts or self._is_copy(prose, *measures.main):
            lines = new
        else:
            self._amid = _amid([is_new[i] and prose[i] > 0 for i in range(len(rows))], prose)
            if new_prose >= MOSTLY * new_words:
                new = [(NEW_PROSE if prose[i] else NEW) if is_new[i] else 0.0 for i in range(len(rows))]
        runs = [self._run_share(i) if lines[i] else 0.0 for i in range(len(rows))]
        self.columns: dict[str, list[float]] = {"site_run": runs, "site_line": lines, "site_new": new}
        self.is_known: list[bool] = [share >= KNOWN for share in runs]
        """Which lines are of the template beyond doubt."""

    def _is_copy(self, prose: Column, first: int, end: int) -> bool:
        """Whether the main block has more prose of a few other pages than of its own."""
        few, own = max(FEW, MOSTLY * self._template.pages), 0.0
        for i in range(first, end):
            pages = self._template.on_pages(self._lines[i])
            own += prose[i] if not pages else -prose[i] if pages <= few else 0.0
        return own < 0

    def _run_share(self, i: int) -> float:
        """The share of pages that hold line `i` in a run, 0 where it stands in other company on half of its pages.

        It counts for less where the pages are few, and amid new prose.
        """
        best = max(self._around(i), key=self._template.on_pages)
        pages = self._template.on_pages(best)
        if 2 * pages <= self._template.on_pages(self._lines[i]):
            return 0.0
        share = self._template.share(best)
        if i in self._amid:
            share = min(share, AMID if share < OFTEN else AMID_OFTEN)
        return min(share, ((pages - 1) / (SURE - 1)) ** 3)

    def saw(self, name: str, i: int) -> str:
        """What the measure `name` says of line `i`, in words."""
        template = self._template
        among = f"{template.pages:,} pages of {template.site}"
        if name == "site_new":
            return f"is not among what recurs on {among}"
        if name == "site_line":
            return f"on {template.on_pages(self._lines[i]):,} of {among}"
        above, below = (template.on_pages(entry) for entry in self._around(i))
        return f"with the line {'above' if above > below else 'below'} on {max(above, below):,} of {among}"

    def _around(self, i: int) -> tuple[str, str]:
        """The runs that line `i` is in, with the line above and with the one below; empty at an edge."""
        return self._runs[i - 1] if i else "", self._runs[i] if i < len(self._runs) else ""


def _amid(is_new_prose: Sequence[bool], prose: Column) -> set[int]:
    """The lines that are amid new prose or right beside it."""
    new = [i for i, is_one in enumerate(is_new_prose) if is_one]
    amid = {i for a, b in pairwise(new) if b - a <= BETWEEN + 1 for i in range(a, b)}
    for i in new:
        for side in (range(i - 1, max(-1, i - 1 - BESIDE), -1), range(i + 1, min(len(prose), i + 1 + BESIDE))):
            amid.update(takewhile(lambda k: prose[k] > 0, side))
    return amid
