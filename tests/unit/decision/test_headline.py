"""Choice of the headline: a sentence may be one, and a first paragraph may look like one."""

import pytest

from cleaner import clean

LEAD = "Voters in the lake district go to the polls on Sunday, with the ferry the only thing that anybody talks about."
STORY = """Both candidates have promised a second boat, and neither has said how the council would pay for the crew.

The harbour office counted 41,000 passengers last year, a third more than the year before, and it has six sailors.

“We cannot man what we have,” said Oda Brekke, who has run the office since 2009, “so nobody here believes in two.”
"""
SENTENCE = "As the lake district votes, two candidates promise a boat that no one can crew."


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (f"{SENTENCE}\n\nSpread the love\n\n{LEAD}\n\n{STORY}", SENTENCE),
        (f"{LEAD}\n\n{STORY}", None),
        (f"Two boats, no crew\n\n{LEAD}\n\n{STORY}", "Two boats, no crew"),
    ],
    ids=["a sentence above a prompt", "a first paragraph", "a title"],
)
def test_the_headline(text, headline) -> None:
    result = clean(text)
    assert next((text[line.start : line.end] for line in result.lines if line.kind == "headline"), None) == headline
    assert (clean(text, drop=["headline"]).text.startswith(LEAD)) is True


def test_an_article_of_one_line_is_no_headline() -> None:
    text = f"Log in\nSubscribe\nSections\n\n{LEAD}\n"
    assert clean(text, drop=["headline"]).text.strip() == LEAD
