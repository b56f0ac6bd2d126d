"""The reference of rules as one HTML page, with the code of each rule as its anchor.

Wheels contain this page, and `cleaner diff` links to it. It has no scripts and loads nothing.
"""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

import click

from cleaner.render.rules import format_weight, render_rule
from cleaner.render.text import plural
from cleaner.rulebook.rule import Rule
from cleaner.text.visible import visible

STYLE = """\
:root { color-scheme: light dark }
* { --line: color-mix(in srgb, currentColor 20%, transparent) }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }
table { border-collapse: collapse; width: 100% }
td { padding: .2rem .8rem .2rem 0; vertical-align: top; border-top: 1px solid var(--line) }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border: 1px solid var(--line) }
section:target > pre { border: 2px solid }
"""


def render_rules_html(rules: Sequence[Rule]) -> Iterator[str]:
    """Yield the page line by line: a table of rules for each family, then the details of each rule."""
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>cleaner rules</title>\n<style>\n{STYLE}</style>\n<h1>cleaner rules</h1>"
    yield f"<p>{plural(len(rules), 'rule')}. Positive weights drop a line, negative weights keep it.</p>"
    for family, members in groupby(rules, lambda rule: rule.family):
        yield f"<h2>{_escape(family)}</h2>\n<table>"
        yield from map(_row, members)
        yield "</table>"
    for rule in rules:
        title, *rest = (click.unstyle(line) for line in render_rule(rule, None))
        yield f'<section id="{escape(rule.code)}">\n<h2>{escape(title)}</h2>\n<pre>'
        yield from map(escape, rest)
        yield "</pre>\n</section>"
    yield "</html>"


def _row(rule: Rule) -> str:
    cells = (f'<a href="#{escape(rule.code)}">{escape(rule.code)}</a>', _escape(rule.name), format_weight(rule))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in (*cells, _escape(rule.why.split(". ")[0]))) + "</tr>"


def _escape(text: str) -> str:
    return escape(visible(text))
