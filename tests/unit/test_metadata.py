"""Headers of Markdown documents are metadata: removed by default; their title stays if there is no other."""

import pytest

from cleaner import clean

FRONT_MATTER = '---\ntitle: "The ferry sails again"\ntags: [sea]\n---\n\n'
READER = "Title: The ferry sails again\n\nURL Source: https://sound.example/ferry\n\nMarkdown Content:\n"
ARTICLE = """\
It was laid up in October after [inspectors](https://board.example) found cracks in its hull, and waited for steel.

The yard waited eleven weeks for it, because steel of this strength had to come from abroad.
"""
HEADLINE = "# The ferry sails again\n\n"


@pytest.mark.parametrize("header", [FRONT_MATTER, READER])
def test_a_header_goes(header: str) -> None:
    result = clean(header + HEADLINE + ARTICLE)
    assert result.text == HEADLINE + ARTICLE
    assert [line.kind for line in result.lines if not line.kept] == ["metadata"]
    assert result.lines[0].basis.how == "header"


@pytest.mark.parametrize("header", [FRONT_MATTER, READER])
def test_its_title_stays_if_the_text_has_none(header: str) -> None:
    result = clean(header + ARTICLE)
    assert result.text == f"The ferry sails again\n\n{ARTICLE}"
    assert [line.kind for line in result.lines[:3]] == ["metadata", "headline", "metadata"]
    assert clean(result.text).text == result.text


@pytest.mark.parametrize("header", [FRONT_MATTER, READER])
def test_a_header_can_be_kept(header: str) -> None:
    for text in (header + ARTICLE, header + HEADLINE + ARTICLE):
        assert clean(text, keep=("metadata",)).text == text


def test_a_header_is_no_boilerplate() -> None:
    assert "metadata" not in {line.kind for line in clean(ARTICLE).lines}
    assert clean(FRONT_MATTER).verdict == "no-article"
