"""Templates for people: the sites in a file, and the recurring lines of one site."""

from collections.abc import Iterable

from cleaner.render.text import fit, render_table
from cleaner.templates.template import Template
from cleaner.text.visible import visible

TAB = "\t"


def render_sites(templates: Iterable[Template], width: int | None) -> list[str]:
    """Return a table with a line for each site: its pages, and the number of its recurring lines.

    `width` is in cells; None does not cut lines.
    """
    rows = [(f"{t.pages:,}", f"{sum(TAB not in entry for entry in t.counts):,}", t.site) for t in templates]
    return render_table([("pages", "lines", "site"), *rows], width)


def render_template(template: Template, width: int | None) -> list[str]:
    """Return a table of recurring lines, the most frequent first.

    "pages" counts the pages with the line. "in a run" is the largest number of pages on which it has the same
    neighbour. `width` is in cells; None does not cut lines.
    """
    in_runs: dict[str, int] = {}
    for entry, pages in template.counts.items():
        for line in entry.split(TAB) if TAB in entry else ():
            in_runs[line] = max(pages, in_runs.get(line, 0))
    lines = [entry for entry in template.counts if TAB not in entry]
    lines.sort(key=lambda line: (-template.counts[line], line))
    rows = [(f"{template.counts[line]:,}", f"{in_runs.get(line, 0):,}", line) for line in lines]
    title = fit(f"{visible(template.site)}: {template.pages:,} pages", width)
    return [title, *render_table([("pages", "in a run", "line"), *rows], width)]
