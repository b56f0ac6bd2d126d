"""Lines of Markdown documents as data for the report: blocks, and runs of text with styles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.model import Decision
from cleaner.render.markdown import Run, View, view_lines
from cleaner.text.lines import split_lines
from cleaner.text.rows import row_starts
from tests.support.markdown_documents import document

Block = tuple[object, ...]


def views(text: str) -> list[View]:
    """Return the views of all lines of a Markdown document."""
    return view_lines(
        text, [decision(line.number, line.start, line.end) for line in split_lines(text, as_markdown=True)]
    )


def decision(number: int, start: int, end: int) -> Decision:
    return Decision(number, start, end, "body", True, -1.0, ())


def blocks(text: str) -> list[Block]:
    """Return kind, level, depth, quote and mark of each line, without zeros at the end, and its text."""
    out = []
    for view in views(text):
        kind, _, level, depth, quote, mark, _ = view.block
        fields: Block = (kind, level, depth, quote, mark)
        while not fields[-1]:
            fields = fields[:-1]
        out.append((*fields, view.text))
    return out


BLOCKS: dict[str, list[Block]] = {
    "# A\n\nB\n-\n\n### C ###\n": [("heading", 1, "A"), ("heading", 2, "B"), ("heading", 3, "C")],
    "- a\n  - b\n\n    c\n1) d\n": [
        ("paragraph", 0, 1, 0, "•", "a"),
        ("paragraph", 0, 2, 0, "•", "b"),
        ("paragraph", 0, 2, "c"),
        ("paragraph", 0, 1, 0, "1)", "d"),
    ],
    "> a\n>\n> > b\n": [("paragraph", 0, 0, 1, "a"), ("paragraph", 0, 0, 1, ""), ("paragraph", 0, 0, 2, "b")],
    "> - a\n>   - b\n": [("paragraph", 0, 1, 1, "•", "a"), ("paragraph", 0, 2, 1, "•", "b")],
    "- > a\n": [("paragraph", 0, 1, 1, "•", "a")],
    "```py\nif a:\n    b = '<b>'\n```\n": [
        ("fence", "```py"),
        ("code", "if a:"),
        ("code", "    b = '<b>'"),
        ("fence", "```"),
    ],
    "- a\n  ~~~\n  b\n  ~~~~\n": [
        ("paragraph", 0, 1, 0, "•", "a"),
        ("fence", 0, 1, "~~~"),
        ("code", 0, 1, "b"),
        ("fence", 0, 1, "~~~~"),
    ],
    "```\nnever closed `````\n": [("fence", "```"), ("code", "never closed `````")],
    "A paragraph.\n\n    indented\n      code\n": [
        ("paragraph", "A paragraph."),
        ("code", "indented"),
        ("code", "  code"),
    ],
    "| a | *b* |\n|---|--:|\n| c \\| d | `e` |\n": [("table", 1, "a b"), ("divider", ""), ("table", "c | d e")],
    "A\n\n* * *\n\n<div>\nB\n</div>\n\n[a]: https://a.example\n": [
        ("paragraph", "A"),
        ("rule", ""),
        ("html", "<div>"),
        ("html", "B"),
        ("html", "</div>"),
        ("definition", "[a]: https://a.example"),
    ],
    "It was laid up\nin October, when  \nit rained.\n": [("paragraph", "It was laid up in October, when\nit rained.")],
    "[A *link\nover two* rows](/a) and more\n": [("paragraph", "A link over two rows and more")],
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("text", BLOCKS)
def test_blocks(text: str, newline: str) -> None:
    assert blocks(text.replace("\n", newline)) == BLOCKS[text]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Plain.", [Run("Plain.")]),
        ("**a *b*** ~~c~~", [Run("a ", "strong"), Run("b", "strong em"), Run(" "), Run("c", "del")]),
        ("`<b>` <b>c</b>", [Run("<b>", "code"), Run(" "), Run("<b>", "html"), Run("c"), Run("</b>", "html")]),
        ("[a `b`](/c) d", [Run("a ", "link", "/c"), Run("b", "link code", "/c"), Run(" d")]),
        ("[a][x]", [Run("a", "link", "https://a.example")]),
        ("<https://b.example>", [Run("https://b.example", "link", "https://b.example")]),
        ("![the *hull*](h.jpg)", [Run("the *hull*", "image", "h.jpg")]),
        ("[![](logo.svg)](/)", [Run("", "link image", "logo.svg")]),
        ("a \\* b &amp; c", [Run("a * b & c")]),
        ("Up \u202eand\u200b away", [Run("Up <U+202E>and<U+200B> away")]),
        ("[a](/\u202eb)", [Run("a", "link", "/%E2%80%AEb")]),
    ],
)
def test_runs(text: str, runs: list[Run]) -> None:
    first = views(f"{text}\n\n[x]: https://a.example\n")[0]
    assert list(first.cells[0]) == runs


@pytest.mark.parametrize(
    "scheme", ["javascript:", "JaVaScRiPt:", "vbscript:", "data:text/html,", "file:///", "&#106;avascript:"]
)
def test_a_dangerous_address_is_no_link(scheme: str) -> None:
    text = f"[keep]({scheme}alert(1)) and <{scheme}alert(1)> and [a][b]\n\n[b]: {scheme}alert(1)\n"
    assert not any("link" in run.styles for view in views(text) for cell in view.cells for run in cell)


def test_a_header_is_shown_as_it_is_and_its_title_as_a_heading() -> None:
    header = '---\ntitle: "The *last* bakery"\ndate: 2024-02-13\n---\n\n'
    body = "The council decided on Tuesday to keep it, after four hours of debate in the hall of the village.\n\n" * 3
    result = clean(header + body)
    first, title, last, *rest = view_lines(result.raw, result.lines)
    assert first.block.kind == last.block.kind == "metadata" and first.text == '---\ntitle: "'
    assert (title.block.kind, title.block.level, title.text) == ("heading", 1, "The *last* bakery")
    assert {view.block.kind for view in rest} == {"paragraph"}


def test_a_part_of_a_row_is_shown_without_the_marks_of_its_block() -> None:
    text = "- The *ferry* sails. Share this\n"
    at = text.index("Share")
    first, second = view_lines(text, [decision(1, 0, at), decision(1, at, len(text) - 1)])
    assert (first.block.mark, first.text) == ("•", "The ferry sails. ")
    assert (second.block.mark, second.block.depth, second.text) == ("", 1, "Share this")


def test_cells_of_a_layout_table_are_paragraphs() -> None:
    prose = "The ferry was laid up in October after inspectors found cracks in its hull, and it will not sail. " * 3
    shown = views(f"| [Home](/) | {prose} |\n|---|---|\n| a | b |\n")
    assert [(view.block.kind, view.text) for view in shown[:2]] == [("paragraph", "Home"), ("paragraph", prose.strip())]


@given(
    st.text("ab #>-*_`~|[]()!<&:\\1.\n\r\t\u202e", max_size=80)
    | st.integers(0, 10_000).map(lambda n: document(n, True))
)
def test_every_line_has_a_view_that_loses_no_word(text: str) -> None:
    found = split_lines(text, as_markdown=True)
    assert len(views(text)) == len(found)
    for line, view in zip(found, views(text), strict=True):
        shown = "".join(run.text + run.address for cell in view.cells for run in cell)
        assert "\u202e" not in shown and "\r" not in shown
        if view.block.kind in ("code", "html", "paragraph") and not set("[]<&\\\u202e") & set(line.row):
            assert [c for c in line.row if c.isalpha()] == [c for c in shown if c.isalpha()]


@given(st.text("a #>-*`|[](\n\r", max_size=40), st.data())
def test_any_span_has_a_view(text: str, data: st.DataObject) -> None:
    """A decision of a later pass may cover other rows than a line of the whole text."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    number = 1 + len([at for at in row_starts(text)[1:] if at <= start])
    assert len(view_lines(text, [decision(number, start, end)])) == 1
