"""Signs of Markdown, and texts that only look like it."""

import pytest

from cleaner.text.markdown.syntax import is_markdown


@pytest.mark.parametrize(
    "text",
    [
        "- [News](/news)\n",
        'See [the yard](https://yard.example/a_(b) "The yard").\n',
        "# Ferry\n\nIt sails.\n\n## Crew\n\nIt is back.\n",
        "Run this:\n\n```sh\nmake\n```\n",
        "~~~\nmake\n~~~\n",
    ],
)
def test_markdown(text: str) -> None:
    assert is_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The ferry sails again (see page 4) [sic].\n",
        "def f(a):\n    # first\n    return x[0](1 2)\n# second\n# third\n",
        "#ferry #island\n\n#quay\n",
        "# Ferry\n\nIt sails.\n",
        "a | b\n--|--\n1 | 2\n",
        "```\nno end\n",
    ],
)
def test_other_text(text: str) -> None:
    assert not is_markdown(text)
