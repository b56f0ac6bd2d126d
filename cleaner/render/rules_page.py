"""The rules as one page of HTML, each with an anchor of its code, for who reads about them away from the terminal.

A wheel brings this page, and `cleaner diff` links to it. It is plain markup with one style: nothing in it moves, and
nothing is fetched.
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
    """The page, line by line: a table of the rules by family, and then each with all that is known of it."""
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>The rules of cleaner</title>\n<style>\n{STYLE}</style>\n<h1>The rules of cleaner</h1>"
    told = "A weight above 0 speaks for dropping a line, one below 0 for keeping it."
    yield f"<p>{plural(len(rules), 'rule')}. {told}</p>"
    for family, members in groupby(rules, lambda rule: rule.family):
        yield f"<h2>{_shown(family)}</h2>\n<table>"
        yield from map(_row, members)
        yield "</table>"
    for rule in rules:
        title, *rest = (click.unstyle(line) for line in render_rule(rule, None))
        yield f'<section id="{escape(rule.code)}">\n<h2>{escape(title)}</h2>\n<pre>'
        yield from map(escape, rest)
        yield "</pre>\n</section>"
    yield "</html>"


def _row(rule: Rule) -> str:
    cells = (f'<a href="#{escape(rule.code)}">{escape(rule.code)}</a>', _shown(rule.name), format_weight(rule))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in (*cells, _shown(rule.why.split(". ")[0]))) + "</tr>"


def _shown(text: str) -> str:
    return escape(visible(text))
