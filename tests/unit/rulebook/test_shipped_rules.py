"""Every example of every rule and of every language, tried on the decision and not just on the pattern."""

import pytest

from cleaner.pipeline import clean
from cleaner.rulebook.example_pages import article_in, example_page, line_position
from cleaner.rulebook.languages import tables
from cleaner.rulebook.rulebook import load_rulebook

RULEBOOK = load_rulebook()
RULES = RULEBOOK.rules
OF_LINES = [rule for rule in RULES if not rule.page and not rule.needs_context]
OF_PAGES = [rule for rule in RULES if rule.page]
LANGUAGES = {language["language"]: language for language in tables()}


KNOWN_FAILURES = {
    "read-also": {
        "この記事の写真を見る（全8枚）",
        "ข่าวที่เกี่ยวข้อง",
        "閱讀原文",
    },
    "caption": {
        "画像を拡大する",
        "기사 내용과 무관한 사진",
        "Скріншот з відео",
        "图为救援人员在现场搭建临时帐篷。张伟 摄",
    },
    "advert": {"【PR】冬のセール開催中"},
}
"""Lines that should go and, alone in an article, stay: each is seen, but weighs less than an interruption costs."""


def is_kept(line: str, raw: str) -> bool:
    """Whether `line` of the page `raw` is a line of the cleaned text."""
    return line.strip() in map(str.strip, clean(raw, RULEBOOK).text.splitlines())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_it_is(rule):
    assert rule.drops and rule.keeps and len(rule.why) > 20, "a rule needs a reason and examples of both sorts"
    assert rule.code[:3].isupper() and rule.code[3:].isdigit()


def test_codes_and_names_are_unique():
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("rule", "line"), [(r, line) for r in OF_LINES for line in r.drops], ids=lambda x: getattr(x, "code", None)
)
def test_a_rule_drops_its_examples(rule, line):
    assert not is_kept(line, example_page(line, line_position(rule.family)))


@pytest.mark.parametrize(
    ("rule", "line"), [(r, line) for r in OF_LINES for line in r.keeps], ids=lambda x: getattr(x, "code", None)
)
def test_a_rule_keeps_its_examples(rule, line):
    assert is_kept(line, example_page(line, "inside"))


@pytest.mark.parametrize("rule", OF_PAGES, ids=lambda rule: rule.code)
def test_a_rule_of_the_page_tells_an_article_from_none(rule):
    assert [clean(text, RULEBOOK).verdict for text in rule.drops] == ["no-article"] * len(rule.drops)
    for text in rule.keeps:
        result = clean(text, RULEBOOK)
        assert result.verdict == "article"
        assert rule.code in [evidence.rule for evidence in result.page], "a page without doubt tells nothing"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_keeps_its_sentences(code):
    sentences = article_in(LANGUAGES[code])
    cleaned = clean("\n\n".join(sentences) + "\n", RULEBOOK).text
    assert [s for s in sentences if s not in cleaned] == []


@pytest.mark.parametrize(
    ("code", "family", "line"),
    [(c, f, line) for c, lang in LANGUAGES.items() for f, t in lang["phrases"].items() for line in t["drops"]],
)
def test_a_language_drops_its_lines(code, family, line, request):
    if line in KNOWN_FAILURES.get(family, ()):
        request.applymarker(pytest.mark.xfail(strict=True, reason="a known failure"))
    sentences = article_in(LANGUAGES[code])
    assert not is_kept(line, example_page(line, line_position(family), sentences[1:], sentences[0]))
