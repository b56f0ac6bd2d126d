"""Decoding and extraction of HTML."""

import logging
import re
import sys
from html import unescape

import pytest

from cleaner import CleanerError, clean
from cleaner.files.html import decode_html, extract_html
from tests.support.html_pages import ENGLISH, JAPANESE, PAGES, RUSSIAN, HtmlPage

pytest.importorskip("trafilatura", exc_type=ImportError)
pytest.importorskip("w3lib")

TAG = re.compile(r"</?[a-z][^>]*>")


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "windows-1252"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso-8859-5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "iso-2022-jp"),
    ],
)
@pytest.mark.parametrize(
    "declaration",
    ['<meta charset="{}">', '<META http-equiv="Content-Type" content="text/html; charset={}">'],
)
def test_the_declared_encoding_is_used(page: HtmlPage, encoding: str, declaration: str) -> None:
    decoded = decode_html(page.encode(encoding, declaration), "page.html")
    assert all(paragraph in unescape(decoded) for paragraph in page.paragraphs)


def test_utf_8_is_used_if_the_declaration_is_out_of_date() -> None:
    data = RUSSIAN.source.replace("<head>", '<head><meta charset="windows-1251">').encode()
    assert RUSSIAN.paragraphs[0] in decode_html(data, "page.html")
    assert RUSSIAN.paragraphs[0] in decode_html(b"\xef\xbb\xbf" + data, "page.html")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "windows-1251"])
def test_a_page_without_a_declaration_is_guessed(encoding: str) -> None:
    assert RUSSIAN.paragraphs[0] in decode_html(RUSSIAN.source.encode(encoding), "page.html")


def test_invalid_bytes_are_replaced() -> None:
    data = RUSSIAN.encode("windows-1251").replace(b"</article>", b"\x98</article>")
    assert RUSSIAN.paragraphs[0] in decode_html(data, "page.html")


@pytest.mark.parametrize("name", PAGES)
def test_text_is_extracted_and_cleaned(name: str) -> None:
    page = PAGES[name]
    result = clean(page.source)
    assert result.verdict == "article" and result.text.startswith(page.title)
    for paragraph in page.paragraphs:
        assert paragraph in result.text
    for words in page.boilerplate:
        assert words not in result.text
    assert not TAG.search(result.text) and "track(" not in result.text and "float" not in result.text


def test_markdown_is_extracted_with_links_and_headings() -> None:
    source = ENGLISH.source.replace("the mayor, Ida Marsh,", 'the mayor, <a href="/marsh">Ida <em>Marsh</em></a>,')
    source = source.replace("<p>The boat", "<h2>Eleven years</h2><ul><li>Sold</li><li>Bought</li></ul><p>The boat")
    document = extract_html(source, "page.html", "https://orrin.example/ferry", as_markdown=True)
    assert document.is_markdown and document.is_extracted and document.text.startswith("# Island buys its ferry back\n")
    assert "](https://orrin.example/marsh)" in document.text
    assert "\n## Eleven years\n" in document.text and "\n- Sold\n- Bought\n" in document.text


def test_the_title_stands_once() -> None:
    text = extract_html(ENGLISH.source, "page.html").text
    assert text.count(ENGLISH.title) == 1
    outside = ENGLISH.source.replace("<article><h1>", "<header><h1>").replace("</h1>", "</h1></header><article>")
    assert extract_html(outside, "page.html").text.count(ENGLISH.title) == 1


def test_a_fragment_is_extracted_whole() -> None:
    rows = [
        "<h2>Crew</h2>",
        "<p>It sails.</p>",
        "<ul><li>Ida</li><li>Tom</li></ul>",
        "<pre>make\nmake sail</pre>",
        "<p>So.</p>",
    ]
    assert extract_html("".join(rows), "text").text.split("\n") == [
        "Crew", "It sails.", "- Ida", "- Tom", "make", "make sail", "So.",
    ]  # fmt: skip
    assert clean("<p>The ferry sails again on Monday, said the mayor &amp; her crew.</p>").text == (
        "The ferry sails again on Monday, said the mayor & her crew."
    )


def test_a_page_below_other_text_is_a_page() -> None:
    above = f"<!-- {'licence ' * 300} -->\n<?php echo 'x' ?>\n"
    assert extract_html(above + ENGLISH.source, "page.html").text == extract_html(ENGLISH.source, "page.html").text


@pytest.mark.parametrize(
    "source",
    [
        "<html></html>",
        "<html><body><script>var a = '<p>'</script></body></html>",
        "<!DOCTYPE html>",
        "<html>" + "<div>" * 20_000,
        "<html><body>" + "<p><b><i>" * 5_000 + "x",
        "<html><body>\x00\x01<p>\ud800</p></body></html>",
        "<html " + "a='" * 10_000,
        "<html><!--" * 1_000,
    ],
)
def test_odd_pages_give_a_text_or_a_sentence(source: str) -> None:
    try:
        document = extract_html(source, "odd.html")
    except CleanerError as error:
        assert str(error).startswith("odd.html: cannot extract HTML: ")
    else:
        assert not TAG.search(document.text)


def test_code_about_tags_keeps_them() -> None:
    source = ENGLISH.source.replace(
        "The boat had been sold", "The tag &lt;b&gt; makes text bold. The boat had been sold"
    )
    assert "The tag <b> makes text bold. The boat had been sold" in clean(source).text


def test_html_as_text_keeps_its_tags() -> None:
    text = clean("<p>The ferry sails again on Monday.</p>\n", input="text").text
    assert text == "<p>The ferry sails again on Monday.</p>\n"
    with pytest.raises(CleanerError, match=r"^clean: input must be one of auto, text, markdown, html, not 'htm'"):
        clean("", input="htm")  # type: ignore[arg-type]


def test_nothing_is_logged(capfd: pytest.CaptureFixture[str]) -> None:
    extract_html("<html></html>", "page.html")
    assert capfd.readouterr().err == "" and logging.getLogger("trafilatura").handlers


@pytest.mark.parametrize("name", ["trafilatura", "w3lib.encoding"])
def test_a_missing_package_is_named_with_two_remedies(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(CleanerError) as caught:
        clean(ENGLISH.source)
    assert str(caught.value) == (
        "text: HTML; install the extra with pip install 'cleaner[html]', or extract the text first: "
        "trafilatura < page.html | cleaner."
    )
