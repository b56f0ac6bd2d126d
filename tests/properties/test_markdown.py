"""Markdown documents keep their blocks whole, and clean ones lose nothing."""

import pytest

from cleaner import clean
from cleaner.text.markdown.blocks import parser
from tests.support.markdown_documents import BLOCKS, FOOTER, MENU, document

LEAVES = ("inline", "fence", "code_block", "html_block")
OPENERS = ("heading_open", "table_open", "list_item_open", "blockquote_open", "hr")


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the blocks of a document, as a parser of Markdown sees them."""
    tokens = parser().parse(text)
    return [(token.type, token.content or token.tag) for token in tokens if token.type in (*LEAVES, *OPENERS)]


def is_sublist(part: list[tuple[str, str]], whole: list[tuple[str, str]]) -> bool:
    """Return True if `part` is `whole` without some of its entries."""
    rest = iter(whole)
    return all(block in rest for block in part)


@pytest.mark.parametrize("seeds", [range(60), pytest.param(range(60, 500), marks=pytest.mark.minute)])
def test_no_block_is_torn(seeds: range) -> None:
    for seed in seeds:
        text = document(seed, has_menus=True)
        result = clean(text)
        assert is_sublist(blocks(result.text), blocks(text)), seed
        assert result.text.startswith("# Ferry"), seed
        assert MENU.splitlines()[0] not in result.text and FOOTER.splitlines()[0] not in result.text, seed


@pytest.mark.parametrize("seeds", [range(60), pytest.param(range(60, 500), marks=pytest.mark.minute)])
def test_clean_documents_come_back_whole(seeds: range) -> None:
    for seed in seeds:
        text = document(seed, has_menus=False)
        assert clean(text).text == text, seed


@pytest.mark.parametrize("block", BLOCKS)
def test_each_block_comes_back_whole_below_a_title(block: str) -> None:
    text = f"# Ferry to sail again\n\n[The yard](https://yard.example) waited.\n\n{block}\n"
    assert clean(text).text == text


def test_cleaning_twice_is_cleaning_once() -> None:
    for seed in range(20):
        once = clean(document(seed, has_menus=True)).text
        assert clean(once).text == once, seed
