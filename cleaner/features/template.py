"""Features of a line in the template of its site: recurring alone, recurring next to the same line, or new.

Lines that recur next to each other are boilerplate; this is certain enough to find even a short article between two
blocks of teasers. A line that recurs alone may be a subheading or a refrain. A line that is new to a site whose pages
share much of their text is probably what the page is for, above all if it is prose. On an index, where most new text is
no prose but teasers, being new says nothing.

Articles recur too: a page may be collected three times, a live report is collected as it grows, a refrain has two
lines, recipes count their eggs. So lines on few pages and lines amid new prose count for little. A page whose main
block has more prose of a few other pages than new prose is taken for a copy, and its template is ignored: otherwise
three copies of an article would remove it from all three.
"""

from collections.abc import Sequence
from itertools import compress, pairwise, takewhile
from math import fsum

from cleaner.features.context import ContextFeatures
from cleaner.templates.entries import fold_line, pair_entry
from cleaner.templates.template import Template
from cleaner.text.vectors import Column

NEW, NEW_PROSE = 1.0, 2.0
"""Values of `site_new`."""
MIN_PROSE = 0.5
"""Minimum share of prose in the new words for `site_new` to say anything."""
MAX_COPIES = 8
"""Maximum number of pages of prose that may be a copy."""
MAX_COPY_SHARE = 0.5
"""Alternative to `MAX_COPIES` as a share of the site's pages; the larger limit applies."""
SURE_PAGES = 15
"""Minimum pages for a share to count in full, because hardly any article has so many copies."""
KNOWN_SHARE = 0.2
"""Minimum share of pages of a run that is surely part of the template."""
OFTEN = 0.8
"""Minimum share of pages of a run that counts even amid new prose."""
AMID, AMID_OFTEN = 0.0, 0.01
"""Caps on a share within new prose; the second applies from `OFTEN` on."""
BETWEEN = 12
"""Maximum number of lines between two lines of new prose that count as amid it."""
BESIDE = 2
"""Maximum number of lines of prose next to a line of new prose that count as amid it."""


class TemplateFeatures:
    """The template features of the lines of one page."""

    def __init__(self, template: Template, rows: Sequence[str], context: ContextFeatures) -> None:
        """Compute all features; `rows` are the texts of the lines without Markdown."""
        self._template = template
        self._lines = [fold_line(row) for row in rows]
        self._runs = [pair_entry(above, below) for above, below in zip(self._lines, self._lines[1:], strict=False)]
        shares = [template.share(line) for line in self._lines]
        words, prose = context.words, context.prose
        is_new = [not share for share in shares]
        new_words, new_prose = fsum(compress(words, is_new)), fsum(compress(prose, is_new))
        new = [0.0] * len(rows)
        self._amid: set[int] = set()
        if not new_prose or not template.counts or self._is_copy(prose, *context.main):
            shares = new
        else:
            self._amid = _amid_new_prose([is_new[i] and prose[i] > 0 for i in range(len(rows))], prose)
            if new_prose >= MIN_PROSE * new_words:
                new = [(NEW_PROSE if prose[i] else NEW) if is_new[i] else 0.0 for i in range(len(rows))]
        runs = [self._run_share(i) if shares[i] else 0.0 for i in range(len(rows))]
        self.columns: dict[str, list[float]] = {"site_run": runs, "site_line": shares, "site_new": new}
        """Value of each line, by feature."""
        self.is_known: list[bool] = [share >= KNOWN_SHARE for share in runs]
        """True for each line that is surely part of the template."""

    def _is_copy(self, prose: Column, first: int, end: int) -> bool:
        """Return True if the lines in [first, end) have more prose of a few other pages than new prose."""
        limit, balance = max(MAX_COPIES, MAX_COPY_SHARE * self._template.pages), 0.0
        for i in range(first, end):
            pages = self._template.on_pages(self._lines[i])
            balance += prose[i] if not pages else -prose[i] if pages <= limit else 0.0
        return balance < 0

    def _run_share(self, i: int) -> float:
        """Return the share of pages that have line `i` next to the same line, less amid new prose or on few pages.

        Return 0 if the line has other neighbours on half of its pages or more.
        """
        best = max(self._runs_of(i), key=self._template.on_pages)
        pages = self._template.on_pages(best)
        if 2 * pages <= self._template.on_pages(self._lines[i]):
            return 0.0
        share = self._template.share(best)
        if i in self._amid:
            share = min(share, AMID if share < OFTEN else AMID_OFTEN)
        return min(share, ((pages - 1) / (SURE_PAGES - 1)) ** 3)

    def describe(self, name: str, i: int) -> str:
        """Return the value of feature `name` for line `i` in words."""
        template = self._template
        pages = f"{template.pages:,} pages of {template.site}"
        if name == "site_new":
            return f"not among the recurring lines of {pages}"
        if name == "site_line":
            return f"on {template.on_pages(self._lines[i]):,} of {pages}"
        above, below = (template.on_pages(run) for run in self._runs_of(i))
        return f"with the line {'above' if above > below else 'below'} on {max(above, below):,} of {pages}"

    def _runs_of(self, i: int) -> tuple[str, str]:
        """Return the entries of line `i` with the line above and with the line below; empty at an edge."""
        return self._runs[i - 1] if i else "", self._runs[i] if i < len(self._runs) else ""


def _amid_new_prose(is_new_prose: Sequence[bool], prose: Column) -> set[int]:
    """Return the lines between two lines of new prose and the lines of prose right next to one."""
    new = [i for i, flag in enumerate(is_new_prose) if flag]
    amid = {i for a, b in pairwise(new) if b - a <= BETWEEN + 1 for i in range(a, b)}
    for i in new:
        for side in (range(i - 1, max(-1, i - 1 - BESIDE), -1), range(i + 1, min(len(prose), i + 1 + BESIDE))):
            amid.update(takewhile(lambda k: prose[k] > 0, side))
    return amid
