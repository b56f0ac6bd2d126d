"""Rules for Markdown are fitted to pages in Markdown, and to nothing else."""

import pytest

from cleaner.learn.pairs import Pair
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import load_rulebook, with_rules
from tests.support.markdown_documents import FOOTER, MENU, PROSE

pytest.importorskip("numpy", reason="fitting needs the packages of cleaner[fit]")
crf = pytest.importorskip("cleaner.learn.crf", reason="fitting needs the packages of cleaner[fit]")
cross_validation = pytest.importorskip("cleaner.learn.cross_validation")
dataset = pytest.importorskip("cleaner.learn.dataset")
RULEBOOK = load_rulebook()


def page(rows: list[str], number: int):
    """Return a training page whose article is `PROSE`."""
    return dataset.from_pair(Pair(str(number), "\n\n".join(rows) + "\n", "\n\n".join(PROSE), str(number)), RULEBOOK)


PLAIN = [
    page(["Home", "News", "Log in", *[row.replace("](", "] (") for row in PROSE], "Share this"], n) for n in range(4)
]
MARKDOWN = [page([MENU, *PROSE, FOOTER], n) for n in range(4, 8)]


def fitted(pages) -> dict[str, Rule]:
    return {rule.code: rule for rule in cross_validation._fit_rules(pages, [], [], RULEBOOK)}


def test_pages_know_what_they_are() -> None:
    assert [page.is_markdown for page in PLAIN + MARKDOWN] == [False] * 4 + [True] * 4


def test_pages_in_markdown_change_the_rules_for_markdown_alone(monkeypatch) -> None:
    monkeypatch.setattr(crf, "ROUNDS", 5)
    without, with_both = fitted(PLAIN), fitted(PLAIN + MARKDOWN)
    changed = {code for code, rule in with_both.items() if rule != without[code]}
    assert changed and changed == {code for code in changed if without[code].is_markdown}


def test_pages_in_markdown_alone_fit_all_rules(monkeypatch) -> None:
    monkeypatch.setattr(crf, "ROUNDS", 5)
    found = fitted(MARKDOWN)
    assert {*found} == {rule.code for rule in with_rules(RULEBOOK, RULEBOOK.rules).rules}
    assert found["LIN101"].weights != {rule.code: rule for rule in RULEBOOK.rules}["LIN101"].weights
