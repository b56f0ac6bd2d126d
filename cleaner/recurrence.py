"""Measures of how a line stands in the template of its site: alone, in a run of two, or not at all.

What recurs in a run is furniture, and so certainly that a short article between two blocks of teasers is found by it.
What recurs alone, or in ever other company, may be a subhead or a refrain. What is new to a site whose pages share
much else is more likely to be what the page is for, prose above all; but not where what is new is mostly no prose, as
on an index, whose teasers are all new.

A page whose prose recurs all of it is in the collection several times over, or has none: there the template says
nothing. Without that, three copies of an article would remove it from all three.
"""

from collections.abc import Sequence
from itertools import compress
from math import fsum

from cleaner.measures import Measures
from cleaner.templates.entries import fold, run
from cleaner.templates.template import Template

NAMES: tuple[str, ...] = ("site_run", "site_line", "site_new")
NEW, NEW_PROSE = 1.0, 2.0
MOSTLY = 0.5
"""Share of prose in the new words from which on it tells something that a line is new."""


class Recurrence:
    """The measures of one page's lines: `columns` has one for each of `NAMES`."""

    def __init__(self, template: Template, rows: Sequence[str], measures: Measures) -> None:
        """`rows` are the lines as they are read, `measures` those of the same lines."""
        self._template = template
        self._lines = [fold(row) for row in rows]
        self._runs = [run(above, below) for above, below in zip(self._lines, self._lines[1:], strict=False)]
        lines = [template.share(line) for line in self._lines]
        words, prose = measures.words, measures.prose
        is_new = [not share for share in lines]
        new_words, new_prose = fsum(compress(words, is_new)), fsum(compress(prose, is_new))
        new = [0.0] * len(rows)
        if not new_prose or not template.counts:
            lines = new
        elif new_prose >= MOSTLY * new_words:
            new = [(NEW_PROSE if prose[i] else NEW) if is_new[i] else 0.0 for i in range(len(rows))]
        runs = [self._run_share(i) if lines[i] else 0.0 for i in range(len(rows))]
        self.columns: dict[str, list[float]] = {"site_run": runs, "site_line": lines, "site_new": new}

    def _run_share(self, i: int) -> float:
        """The share of pages that hold line `i` in a run, 0 where it stands in other company on half of its pages."""
        best = max(self._around(i), key=self._template.on_pages)
        is_faithful = 2 * self._template.on_pages(best) > self._template.on_pages(self._lines[i])
        return self._template.share(best) if is_faithful else 0.0

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
