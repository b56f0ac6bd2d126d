"""The sole block of a page: short articles among menus, and pages that have none."""

import pytest

from cleaner.decision.furniture import CutColumns, Furniture
from cleaner.decision.sole_block import find_sole_block
from cleaner.features.blocks.codes import FIELDS, MENU, SCHEDULE, TABLE, VERSE
from cleaner.model import BITS
from cleaner.pipeline import clean
from cleaner.rulebook.rulebook import load_rulebook
from tests.support.cuts import columns

ABOVE = "Skip to content\nHome\nNews\nSport\nCulture\nWeather\nLog in\nSubscribe\n"
BELOW = """Follow us
Facebook
Instagram
Newsletter
About us
Contact us
Careers
Advertise
Privacy policy
Cookie settings
Terms of use
© 2024 Marlow Ledger. All rights reserved.
"""


def page(block: float = 0.0, lines: int = 4) -> CutColumns:
    """Return the columns of a page of two menu lines, `lines` lines of a block, and two menu lines with evidence."""
    count = lines + 4
    blocks = [MENU, MENU, *[block] * lines, MENU, MENU]
    return columns(count, strong=[0, 1, count - 2, count - 1])._replace(blocks=blocks)


@pytest.mark.parametrize("block", [TABLE, VERSE, FIELDS])
def test_a_block_among_menus_is_the_sole_one(block: float) -> None:
    assert find_sole_block(Furniture(page(block))) == (2, 6)


@pytest.mark.parametrize("block", [0.0, MENU, SCHEDULE])
def test_short_lines_menus_and_schedules_are_no_content(block: float) -> None:
    assert find_sole_block(Furniture(page(block))) is None


def test_a_block_needs_three_lines_or_a_sentence_of_some_length() -> None:
    assert find_sole_block(Furniture(page(TABLE, 3))) == (2, 5)
    assert find_sole_block(Furniture(page(TABLE, 2))) is None
    sentence = page(0.0, 1)
    own = sentence._replace(has_end=[False, False, True, False, False])
    assert find_sole_block(Furniture(own)) is None
    assert find_sole_block(Furniture(own._replace(words=[5.0, 5.0, 12.0, 5.0, 5.0]))) == (2, 3)


def test_evidence_within_the_block_parts_it() -> None:
    own = page(TABLE)
    assert find_sole_block(Furniture(own._replace(strengths=[2.0, 2.0, 0.0, 2.0, 0.0, 0.0, 2.0, 2.0]))) is None
    assert find_sole_block(Furniture(own._replace(kinds_at=[0, 0, 0, BITS["related"], 0, 0, 0, 0]))) is None


def test_much_text_outside_the_block_is_another_article() -> None:
    other = columns(8, strong=[0, 7])._replace(blocks=[MENU, TABLE, TABLE, TABLE, MENU, MENU, MENU, MENU])
    assert find_sole_block(Furniture(other)) == (1, 4)
    assert find_sole_block(Furniture(other._replace(words=[5.0] * 4 + [9.0] * 4))) is None
    assert find_sole_block(Furniture(other._replace(words=[3.0] * 4 + [3.5] * 4))) == (1, 4)


def test_the_title_above_belongs_to_the_block() -> None:
    own = page(TABLE, 4)._replace(blocks=[MENU, MENU, 0.0, TABLE, TABLE, TABLE, MENU, MENU])
    assert find_sole_block(Furniture(own)) == (2, 6)
    short = own._replace(words=[5.0, 5.0, 2.0, 5.0, 5.0, 5.0, 5.0, 5.0])
    assert find_sole_block(Furniture(short)) == (3, 6)
    assert find_sole_block(Furniture(short._replace(has_gap=[i == 2 for i in range(8)]))) == (2, 6)


def test_a_block_below_a_notice_is_its_text() -> None:
    own = page(TABLE)
    assert find_sole_block(Furniture(own._replace(kinds_at=[0, BITS["notice"], 0, 0, 0, 0, 0, 0]))) is None
    assert find_sole_block(Furniture(own._replace(kinds_at=[0, BITS["navigation"], 0, 0, 0, 0, 0, 0]))) == (2, 6)


@pytest.mark.parametrize(
    "article",
    [
        "Harbour closed by snow\n\nThree days of snow have closed the harbour of Marlow, and the ferry waits.\n",
        "Tide table for Marlow quay\n\nDay\tHigh\tLow\nMonday\t3.9 m\t0.6 m\nTuesday\t4.2 m\t0.4 m\n",
        "The Tarn lugger\n\nLength: 6.1 m\nBeam: 2.2 m\nDraught: 0.6 m\nSail area: 19 m²\n",
        "How to mend the gauge\n\n$ tidebox stop\n$ tidebox reset --all\n$ tidebox start\n",
        "Der Brunnen am Markt\n\nWie tief ist er?\nEtwa vierzig Meter.\nWer hat ihn gegraben?\nDas weiß niemand.\n",
    ],
    ids=["sentence", "table", "specification", "shell", "questions"],
)
def test_a_short_article_on_an_ordinary_page_comes_out_whole(article: str) -> None:
    result = clean(f"{ABOVE}\n{article}\n{BELOW}", load_rulebook())
    assert (result.text, result.verdict) == (article, "article")


@pytest.mark.parametrize(
    "text",
    [
        "404\nPage not found\nThe page you are looking for may have been moved or deleted, or never was here at all.\n",
        "Seite nicht gefunden\nDie von Ihnen aufgerufene Seite gibt es nicht mehr, oder die Adresse ist falsch.\n",
        "Page introuvable\nLa page que vous recherchez n’existe plus, ou l’adresse comporte une faute de frappe.\n",
    ],
)
def test_an_error_page_has_no_article(text: str) -> None:
    result = clean(f"{ABOVE}\n{text}\n{BELOW}", load_rulebook())
    assert (result.text, result.verdict) == ("", "no-article")
