"""Headers of Markdown documents: front matter, and what Jina Reader writes."""

import pytest

from cleaner.text.markdown.header import find_header


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ('---\ntitle: "The ferry sails"\ntags: [sea]\n---', "The ferry sails"),
        ("---\r\ntitle: The ferry sails\r\n---", "The ferry sails"),
        ("+++\ntitle = 'The ferry sails'\n+++", "The ferry sails"),
        ("---\nlayout: post\n...", ""),
        ("Title: The ferry sails\n\nURL Source: https://a.example\n\nMarkdown Content:", "The ferry sails"),
        ("Title: The ferry sails\nURL Source: https://a.example\nMarkdown Content:", "The ferry sails"),
    ],
)
def test_header(header: str, title: str) -> None:
    found = find_header(f"{header}\n\nIt was laid up in October.\n")
    assert found is not None and found.end == len(header)
    assert f"{header}\n\n"[slice(*found.title)] == title


@pytest.mark.parametrize(
    "header",
    [
        "---\ntitle: The ferry sails\n---",
        "+++\ntitle = 'The ferry sails'\n+++",
        "Title: The ferry sails\n\nURL Source: https://a.example\n\nMarkdown Content:",
    ],
)
def test_a_header_with_the_newlines_of_windows(header: str) -> None:
    text = f"{header}\n\nIt was laid up in October.\n".replace("\n", "\r\n")
    found = find_header(text)
    assert found is not None and text[: found.end] == header.replace("\n", "\r\n")
    assert text[slice(*found.title)] == "The ferry sails"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---\n\nA rule above.\n\n---\n",
        "---\ntitle: never closed\n",
        "Title: a\n\nText.\n",
        "Text.\n---\na: b\n---\n",
    ],
)
def test_no_header(text: str) -> None:
    assert find_header(text) is None
