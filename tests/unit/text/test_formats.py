"""Detection of plain text, Markdown and HTML, on real-looking, odd and hostile texts."""

import pytest

from cleaner.text.formats import detect_format

PAGES = [
    "<!DOCTYPE html>\n<html><body><p>The ferry sails.</p></body></html>",
    "<html lang=en><p>The ferry sails.",
    "\ufeff\n <!-- saved --> <!-- twice -->\n<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'><p>It sails.",
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"></html>',
    "<HEAD><TITLE>Ferry</TITLE></HEAD><BODY>It sails.",
    "<body class='post'>It sails.</body>",
]
FRAGMENTS = [
    "<p>The ferry sails.</p>",
    "<p>The ferry sails.</p>\n<p>It is back.</p>\n",
    '<div class="entry"><h2>Crew</h2>Three sailors.<br></div>',
    "<strong>ORRIN</strong> - The ferry sails on <a href='/monday'>Monday</a>",
    "<h1>Ferry</h1>It sails.<br />",
    "Warning: the cache is not writable.\n<!DOCTYPE html>\n<html><body><p>The ferry sails.</p></body></html>\n",
    "HTTP/1.1 200 OK\n\n<html><head></head>\n\n<body><p>The ferry sails.</p></body>\n</html><!-- made in 4 s -->",
    "<p>" + "</p>\n\n<p>".join(["It sails\nagain on\nMonday."] * 9) + "</p>",
]
COUNTER = '<img height="1" width="1" src="https://counter.example/?id=4">'

TEXTS = [
    "",
    "<",
    "The ferry sails.\n",
    "Use <b> for bold text and <strong> for strong text.\n",
    "<b> makes text bold, and so does <strong>.\n",
    "In HTML a paragraph is written as\n\n<p>Text.</p>\n\nand a list as\n\n<ul><li>A</li></ul>\n\nIt ends.\n",
    "a < b and c > d\n",
    "A page has this form:\n\n<html>\n<body>\n\nText stands in it.\n\nIt is short.\n\nIt ends with\n\n</body></html>",
    "<3 the ferry, and the crew <3\n",
    "<svg><path d='M0 0'/></svg>",
    "<rss><channel><title>News</title></channel></rss>",
    "<ferry@orrin.example> wrote: <p> is a tag </ferry@orrin.example>",
    "<html5 is a word>",
    "<doctype html>",
    "From: <a@orrin.example>\nSubject: <p>\n",
    '{"html": "<p>The ferry sails.</p>"}',
]


@pytest.mark.parametrize("text", [*PAGES, *FRAGMENTS])
@pytest.mark.parametrize("name", ["", "page.txt", "page.html", "stdin", "content.rawHtml"])
def test_html_is_detected_by_its_tags(text: str, name: str) -> None:
    assert detect_format(text, name) == "html"


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_tags_that_an_extractor_left_at_both_ends_do_not_make_a_fragment(gap: str) -> None:
    rows = ["The ferry sails again on Monday.", "It is back.", "The crew is glad."] * 8
    assert detect_format(gap.join([COUNTER, *rows, COUNTER])) is None
    assert detect_format(gap.join([f"<p>{row}</p>" for row in rows])) == "html"


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", ["", "page.txt", "html.txt", "markdown-notes.txt", "text", "xhtml5", "command"])
def test_other_texts_are_left_to_their_marks(text: str, name: str) -> None:
    assert detect_format(text, name) is None


@pytest.mark.parametrize(
    "name", ["a.html", "a.HTM", "a.xhtml", "html", "page.html", "raw_html", "rawHtml", "content-html"]
)
@pytest.mark.parametrize("text", ["A <b>bold</b> ferry", "x<br>y", "<!-- none -->", "Ferry &amp; crew</p>"])
def test_the_name_of_html_decides_for_any_text_with_a_tag(name: str, text: str) -> None:
    assert detect_format(text, name) == "html"
    assert detect_format("The ferry sails, and 1 < 2.\n", name) is None


@pytest.mark.parametrize("name", ["a.md", "README.MARKDOWN", "a.mdown", "markdown", "data.markdown", "page_md", "md"])
def test_the_name_of_markdown_decides_for_all_but_whole_pages(name: str) -> None:
    for text in [*FRAGMENTS, *TEXTS, "# Ferry\n"]:
        assert detect_format(text, name) == "markdown"
    for text in PAGES:
        assert detect_format(text, name) == "html"


def test_marks_of_markdown_between_tags_are_markdown() -> None:
    text = (
        '<p align="center">The ferry</p>\n\n- [Crew](crew.md)\n\n<p align="right"><a href="#top">back to top</a></p>\n'
    )
    assert detect_format(text) is None


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<!-- -->", "<?xml ", "<p", "<p ", "<p a='", "</p", "<", " ", "<br ", "<!--->", "\ufeff", "<a>", "]("],
)
def test_any_repetition_is_read_in_time(piece: str) -> None:
    """A pattern that takes quadratic time would take hours for these."""
    for text in (piece * 1_000_000, "<p>" + piece * 1_000_000, piece * 1_000_000 + "</p"):
        assert detect_format(text, "a.txt") in (None, "html")
        assert detect_format(text, "a.html") in (None, "html")
