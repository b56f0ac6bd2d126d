"""Shipped rules and languages decide their examples: the whole decision is tried, not just the pattern."""

import re
from typing import Final

import pytest

from cleaner.features.catalog import FEATURES, UNITLESS
from cleaner.pipeline import clean
from cleaner.rulebook.example_pages import FRAME, Frame, article_in, example_page, frame_in, line_position
from cleaner.rulebook.languages import tables
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import load_rulebook

RULEBOOK = load_rulebook()
RULES = RULEBOOK.rules
LANGUAGES = {language["language"]: language for language in tables()}
KNOWN_FAILURES: Final = {
    "read-also": {
        "この記事の写真を見る（全8枚）",
        "ข่าวที่เกี่ยวข้อง",
    },
    "caption": {
        "Φωτό: ΑΠΕ-ΜΠΕ / Γιώργος Νικολάου",
        "画像を拡大する",
        "기사 내용과 무관한 사진",
        "Скріншот з відео",
        "图为救援人员在现场搭建临时帐篷。张伟 摄",
    },
}
"""Lines, by family, that stay when alone inside an article but should not: an insert costs more than they weigh."""

MARKDOWN_FRAME = Frame(
    above=[f"- [{line}](/{line.lower().replace(' ', '-')})" for line in FRAME.above],
    below=[
        "## Related articles",
        "- [Lighthouse keeper retires after forty years](/news/lighthouse-keeper-retires-after-forty-years)",
        "- [School on the island gets its roof back](/news/school-on-the-island-gets-its-roof-back)",
        "[Share this article](https://www.facebook.com/sharer.php?u=https%3A%2F%2Fsound.example%2Fferry)",
        "[![Storm](/img/storm.jpg)](/news/storm-closes-the-coast-road-for-a-third-day)",
        "[Log in to comment](/login)",
        *[f"- [{line}](/{line.lower().replace(' ', '-')})" for line in FRAME.below[13:17]],
        "© 2024 Sound Courier. All rights reserved.",
    ],
)
"""Frame of a page in Markdown."""


def is_kept(line: str, raw: str) -> bool:
    """Return True if `line` of the page `raw` is a line of the cleaned text."""
    return line.strip() in map(str.strip, clean(raw, RULEBOOK).text.splitlines())


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_is_described_and_decides_its_examples(rule: Rule) -> None:
    assert rule.code[:3].isupper() and rule.code[3:].isdigit()
    assert rule.drops and rule.keeps and len(rule.why) > 20, "a rule needs a reason and examples of both sorts"
    if rule.page:
        check_page_rule(rule)
    elif rule.cut:
        check_cut_rule(rule)
    elif rule.confidence:
        check_confidence_rule(rule)
    elif not rule.is_external:
        position, frame = line_position(rule.family), MARKDOWN_FRAME if rule.is_markdown else FRAME
        assert [x for x in rule.drops if is_kept(x, example_page(x, position, frame=frame))] == [], "not dropped"
        assert [x for x in rule.keeps if not is_kept(x, example_page(x, "inside", frame=frame))] == [], "not kept"


def test_reasons_leave_codes_to_the_catalogue() -> None:
    coded = [rule for rule in RULES if rule.measure and FEATURES[rule.measure].unit in UNITLESS]
    assert coded and [rule.code for rule in coded if re.search(r"\d", rule.why)] == []


def check_page_rule(rule: Rule) -> None:
    """Check that a page rule tells articles from pages without one."""
    assert [text for text in rule.drops if clean(text, RULEBOOK).verdict != "no-article"] == []
    for text in rule.keeps:
        result = clean(text, RULEBOOK)
        assert result.verdict == "article", text
        assert rule.code in [evidence.rule for evidence in result.page], "the verdict on the page must be in doubt"


def check_cut_rule(rule: Rule) -> None:
    """Check that texts to keep lose only lines with a hit, by the rule, and that other lines go from the others."""
    for text in rule.keeps:
        result = clean(text, RULEBOOK)
        assert [line for line in result.lines if not line.kept and line.basis.how != "hit"] == []
        body = [line for line in result.lines if line.kind == "body"]
        weights = [e.weight for line in body for e in line.evidence if e.rule == rule.code]
        assert min(weights, default=0.0) < 0, f"the rule must restore lines of: {text}"
    for text in rule.drops:
        result = clean(text, RULEBOOK)
        assert result.verdict == "article"
        by_place = [line for line in result.lines if not line.kept and line.basis.how != "hit"]
        assert by_place, f"lines without a hit must go from: {text}"


def check_confidence_rule(rule: Rule) -> None:
    """Check that the rule doubts the results for some pages more than for others, and that those are doubted more."""
    doubted, trusted = ([clean(text, RULEBOOK) for text in texts] for texts in (rule.drops, rule.keeps))
    weights = [
        [e.weight for result in results for e in result.doubts if e.rule == rule.code] for results in (doubted, trusted)
    ]
    assert min(weights[0]) > max(weights[1])
    assert max(result.confidence for result in doubted) < min(result.confidence for result in trusted)


@pytest.mark.parametrize("code", LANGUAGES)
def test_language_keeps_its_sentences_and_drops_its_lines(code: str) -> None:
    headline, *paragraphs = sentences = article_in(LANGUAGES[code])
    article = "\n\n".join(sentences) + "\n"
    assert clean(article, RULEBOOK).text == article
    lines = [(family, line) for family, table in LANGUAGES[code]["phrases"].items() for line in table["drops"]]
    kept = {
        (family, line)
        for family, line in lines
        if is_kept(
            line, example_page(line, line_position(family), paragraphs, headline, frame_in(LANGUAGES[code], line))
        )
    }
    known = {(family, line) for family, line in lines if line in KNOWN_FAILURES.get(family, ())}
    assert kept - known == set(), "not dropped"
    assert known - kept == set(), "dropped now: remove them from KNOWN_FAILURES"


def test_known_failures_are_lines_of_languages() -> None:
    tables = [table for language in LANGUAGES.values() for table in language["phrases"].items()]
    lines = {(family, line) for family, table in tables for line in table["drops"]}
    assert {(family, line) for family, known in KNOWN_FAILURES.items() for line in known} <= lines
