"""Templates for people: the sites in a file, and what recurs on one."""

from collections.abc import Iterable

from cleaner.render.text import render_table
from cleaner.templates.template import Template

TAB = "\t"


def render_sites(templates: Iterable[Template]) -> list[str]:
    """A line a site: its pages, and the lines that recur on them."""
    rows = [(f"{t.pages:,}", f"{sum(TAB not in entry for entry in t.counts):,}", t.site) for t in templates]
    return render_table([("pages", "lines", "site"), *rows])


def render_template(shown: Template) -> list[str]:
    """A line each: on how many pages it stands, on how many with the same line next to it, and what it says."""
    in_runs: dict[str, int] = {}
    for entry, pages in shown.counts.items():
        for line in entry.split(TAB) if TAB in entry else ():
            in_runs[line] = max(pages, in_runs.get(line, 0))
    lines = [entry for entry in shown.counts if TAB not in entry]
    lines.sort(key=lambda line: (-shown.counts[line], line))
    rows = [(f"{shown.counts[line]:,}", f"{in_runs.get(line, 0):,}", line) for line in lines]
    return [f"{shown.site}: {shown.pages:,} pages", *render_table([("pages", "in a run", "line"), *rows])]
