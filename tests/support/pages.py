"""Pages for property tests, made of the parts of real pages, in realistic and in absurd orders.

A part is a list of rows: a menu, a byline, paragraphs in one language, a prompt alone or glued to a paragraph, a
caption, teasers with summaries, comments, or a footer. The layout may be bad: rows are joined or wrapped, parts repeat,
line ends and blank rows vary, and characters are inserted that scrapers leave behind. A purely random text hardly ever
looks like a page. These texts do, and they fail in the ways of real pages.
"""

from typing import Any

from hypothesis import strategies as st

from cleaner.model import KINDS
from cleaner.reviews.review import SCOPES, DocumentLabels, LineLabel, normalize_line
from cleaner.rulebook.example_pages import HEADLINE, PARAGRAPHS, article_in
from cleaner.rulebook.languages import tables
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.templates.entries import entries
from cleaner.templates.template import Template
from tests.support.invariants import Way

RULEBOOK = load_rulebook()
BOILERPLATE = [line for rule in RULEBOOK.rules for line in rule.drops]
"""Lines that the shipped rules remove, from their examples."""
NEWS = [line for rule in RULEBOOK.rules for line in rule.keeps]
ARTICLES = [[HEADLINE, *PARAGRAPHS], *map(article_in, tables())]
FOREIGN = [line for lang in tables() for t in lang["phrases"].values() for line in (*t["drops"], *t["keeps"])]
LABELS = ["Home", "News", "Sport", "Weather", "Über uns", "Économie", "Новости", "国際", "الرئيسية", "Log in", "•", "▼"]
TITLES = [
    "Storm closes the coast road for a third day",
    "Why the herring came back to Velm",
    "Teacher of the year walks to school over the ice",
    "Five bakers, one oven",
    "港の新しい灯台に明かりがともる",
    "Мост через пролив откроют к осени",
]
TIMES = ["2 hours ago", "12 May 2023", "13:45", "May 3, 2024 | 7 min read", "Updated 1 day ago"]
PROMPTS = [
    "READ ALSO: ",
    "Read more: ",
    "LIRE AUSSI : ",
    "Lesen Sie auch: ",
    "ЧИТАЙТЕ ТАКЖЕ: ",
    "関連記事：",
    "(Also read: ",
]
FOOTER = [
    "Contact | Imprint | Privacy policy",
    "© 2024 Orrin Courier. All rights reserved.",
    "Back to top",
    "Follow us",
]
FORM = ["Leave a reply", "Your email address will not be published.", "Name *", "Email *", "Post comment"]
REMARKS = ["Marta L. says:", "I took that boat as a child, and it was cold even in July.", "Reply", "3 likes"]
MARKS = ["\ufeff", "\u200b", "\u200d", "\u00ad", "\u0301", "\u202e", "\0", "\x1b[2J", "\x7f", "\udc80", "\ud83d", "\t"]
MARKS += [
    "👩\u200d🚒",
    "🇳🇴",
    "\u2028",
    "\u0085",
    "\x0b",
    "\x0c",
    "\x1c",
    "\u3000",
    "\u00a0",
    "ﬁ",
    "ŉ",
    "İ",
    "ß",
    "\U000e0041",
]
ENDS = ["\n", "\n", "\r\n", "\r", "\n\r"]
GAPS = [
    "\n",
    "\n\n",
    "\n\n\n\n",
    "\n \n",
    "\n\u00a0\n",
    "\n\u200b\n\n",
    "\n\t\n",
    "\r\n\r\n",
    "\r\r",
    "\u2028",
    "\x0c\n",
    " ",
]

Part = list[str]
"""Rows of a page."""


def _lines(lines: list[str], least: int, most: int) -> st.SearchStrategy[Part]:
    return st.lists(st.sampled_from(lines), min_size=least, max_size=most)


@st.composite
def menus(draw: st.DrawFn) -> Part:
    """Draw a menu: one label per row, all in one row, as a list, or as Markdown links."""
    labels = draw(_lines(LABELS, 1, 9))
    layout = draw(st.sampled_from(["rows", " | ", " › ", "  ", "* ", "links"]))
    if layout in ("rows", "* "):
        return [label if layout == "rows" else layout + label for label in labels]
    if layout == "links":
        return [" ".join(f"[{label}](https://orrin.example/{i})" for i, label in enumerate(labels))]
    return [layout.join(labels)]


@st.composite
def articles(draw: st.DrawFn) -> Part:
    """Draw a headline and paragraphs in one language, with inserts and captions between them."""
    headline, *paragraphs = draw(st.sampled_from(ARTICLES))
    size = draw(st.integers(0, 8))
    rows = [draw(st.sampled_from(["", "# "])) + headline, *draw(_lines(["By Marta Lindqvist", *TIMES], 0, 2))]
    for paragraph in paragraphs[:size]:
        rows.append(paragraph)
        rows += draw(st.one_of(st.just([]), st.just([]), inserts(), captions()))
        if draw(st.integers(0, 9)) == 0:
            rows[-1] += " " + draw(inserts())[0]
    return rows


def inserts() -> st.SearchStrategy[Part]:
    """Return a strategy for inserts in an article."""
    prompts = st.tuples(st.sampled_from(PROMPTS), st.sampled_from(TITLES)).map(lambda two: ["".join(two)])
    return st.one_of(prompts, _lines(BOILERPLATE, 1, 2))


def captions() -> st.SearchStrategy[Part]:
    """Return a strategy for captions, as text or in Markdown."""
    return st.sampled_from(
        ["The old ferry in the harbour of Elda. Photo: Ines Holm/Velm Foto", "![The ferry](a.jpg)"]
    ).map(lambda x: [x])


def teasers() -> st.SearchStrategy[Part]:
    """Return a strategy for headlines of other articles, each with a summary, a time, both or neither."""
    summary = st.sampled_from(["", *TIMES, *NEWS])
    one = st.tuples(st.sampled_from(TITLES), summary, st.sampled_from(["", *TIMES])).map(
        lambda rows: [*filter(None, rows)]
    )
    heading = st.sampled_from(["Trending", "More World", "Related", "Lesen Sie auch", "Самое читаемое", "Most read"])
    rows = st.lists(one, max_size=6).map(lambda found: [row for part in found for row in part])
    return st.tuples(heading, rows).map(lambda two: [two[0], *two[1]])


NOISE = st.lists(st.text(max_size=60), max_size=3)
OTHERS = st.one_of(
    _lines(BOILERPLATE, 1, 4),
    _lines(FOREIGN, 1, 4),
    _lines(FORM, 1, 5),
    _lines(REMARKS, 1, 8),
    _lines(NEWS, 1, 3),
    NOISE,
)
PARTS = st.one_of(menus(), articles(), inserts(), captions(), teasers(), _lines(FOOTER, 1, 4), OTHERS)
IN_ORDER = st.tuples(
    menus(), articles(), st.one_of(inserts(), OTHERS), teasers(), st.lists(st.sampled_from(FOOTER), max_size=4)
)


@st.composite
def layouts(draw: st.DrawFn, parts: list[Part]) -> str:
    """Draw a layout of rows as a text, with one kind of break or several, and wrapped or not."""
    rows = [row for part in parts for row in part]
    width = draw(st.sampled_from([0, 0, 0, 0, 40, 72]))
    end, gap = draw(st.sampled_from(ENDS)), draw(st.sampled_from([*GAPS, ""]))
    if width:
        rows = [end.join(_wrapped(row, width)) for row in rows]
    gaps = [gap or draw(st.sampled_from(GAPS)) for _ in rows]
    return "".join(row + (end if gap == "\n" else gap) for row, gap in zip(rows, gaps, strict=True))


def _wrapped(row: str, width: int) -> list[str]:
    out = [""]
    for word in row.split(" "):
        if out[-1] and len(out[-1]) + 1 + len(word) > width:
            out.append("")
        out[-1] += (" " if out[-1] else "") + word
    return out


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Draw the text of a page."""
    parts = list(draw(st.one_of(IN_ORDER, IN_ORDER, st.lists(PARTS, max_size=8))))
    if parts and draw(st.integers(0, 3)) == 0:
        parts.append(draw(st.sampled_from(parts)))
    text = draw(layouts(parts))
    for place, mark in draw(
        st.lists(st.tuples(st.integers(0, 4000), st.sampled_from(MARKS)), max_size=draw(st.sampled_from([0, 0, 4])))
    ):
        text = text[:place] + mark + text[place:]
    return text


PAGES = pages()
CODES = st.lists(st.sampled_from(sorted({rule.code[:3] for rule in RULEBOOK.rules})), max_size=3).map(tuple)
KEPT = st.frozensets(st.sampled_from(KINDS), max_size=4).map(lambda kinds: kinds | {"body"})


def templates(text: str) -> st.SearchStrategy[Template]:
    """Draw a template with some lines of a page."""
    found = st.lists(st.sampled_from(sorted(entries(text)) or ["home"]), max_size=8, unique=True)
    return found.map(lambda some: Template("orrin.example", 9, dict.fromkeys(some, 7)))


def reviews(text: str) -> st.SearchStrategy[DocumentLabels]:
    """Draw labels of some lines of a page."""
    rows = sorted({normalize_line(row) for row in text.splitlines()} - {""}) or ["Home"]
    one = st.tuples(st.sampled_from(rows), st.sampled_from(KINDS), st.sampled_from(SCOPES))
    said = st.lists(one, max_size=4, unique_by=lambda said: said[0])
    return said.map(lambda some: DocumentLabels(tuple(LineLabel(*one, "page.txt", "orrin.example") for one in some)))


@st.composite
def ways(draw: st.DrawFn, text: str) -> Way:
    """Draw the options of a cleaning, mostly with one that is not the default."""
    setting = draw(st.sampled_from(["", "kept", "select", "ignore", "template", "labels", "all"]))
    some: dict[str, st.SearchStrategy[Any]] = {
        "kept": KEPT, "select": CODES, "ignore": CODES, "template": templates(text), "labels": reviews(text),
    }  # fmt: skip
    return Way(**{name: draw(values) for name, values in some.items() if setting in (name, "all")})
