"""Templates in the decision: boilerplate goes, articles and their standing phrases stay."""

import pickle
from random import Random

import pytest
from hypothesis import given

from cleaner.pipeline import clean
from cleaner.rulebook import weights
from cleaner.rulebook.example_pages import HEADLINE, PARAGRAPHS
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.templates.template import Template
from tests.support.command import PAGE
from tests.support.pages import BOILERPLATE, PAGES
from tests.support.sites import FOOTER, MENU, STANDING_PHRASES, WHO, Page, learnt, page_of, sentence, site

RULEBOOK = load_rulebook()
OF_SITES = [rule for rule in RULEBOOK.rules if rule.code.startswith("SIT")]


def kept(text: str, template: Template | None) -> list[str]:
    return [line for line in clean(text, RULEBOOK, frozenset({"body"}), template).text.splitlines() if line]


def tally(pages: list[Page], template: Template | None) -> tuple[int, int, int]:
    """Return the numbers of article lines kept, of standing phrases among them, and of boilerplate lines kept."""
    body = phrases = boilerplate = 0
    for page in pages:
        lines = kept(page.raw, template)
        body += sum(line in page.body for line in lines)
        phrases += sum(line in STANDING_PHRASES for line in lines)
        boilerplate += sum(line not in page.body for line in lines)
    return body, phrases, boilerplate


@pytest.mark.parametrize(("pages", "paragraphs"), [(12, 3), (12, 5), (40, 6)])
def test_boilerplate_goes_and_standing_phrases_stay(pages: int, paragraphs: int) -> None:
    made = site(pages, seed=pages, paragraphs=paragraphs)
    without = tally(made, None)
    body, phrases, boilerplate = tally(made, learnt(page.raw for page in made))
    assert without[2] > 10 * pages and boilerplate <= 3 * pages
    # Without a template a page may show no boilerplate, and then every line of it stays.
    assert body >= 0.9 * without[0] and phrases >= 0.9 * without[1] > 0


@pytest.mark.parametrize("pages", [3, 4, 6])
def test_of_few_pages_little_is_made_and_nothing_is_lost(pages: int) -> None:
    made = site(pages, seed=pages)
    without, with_template = tally(made, None), tally(made, learnt(page.raw for page in made))
    assert with_template[0] >= without[0] and with_template[1] >= without[1] and with_template[2] <= without[2]


def test_pages_that_were_not_learnt_from_are_cleaned_as_well() -> None:
    made = site(24)
    template = learnt(page.raw for page in made[:12])
    body, phrases, boilerplate = tally(made[12:], template)
    without = tally(made[12:], None)
    assert boilerplate <= without[2] / 5 and body >= without[0] and phrases >= without[1]


def test_an_article_that_is_there_three_times_is_not_lost() -> None:
    made = site(30)
    template = learnt([page.raw for page in made] + [made[0].raw] * 2)
    assert {*kept(made[0].raw, None)} & {*made[0].body} <= {*kept(made[0].raw, template)}
    alone = learnt([made[0].raw] * 3)
    assert clean(made[0].raw, RULEBOOK, template=alone).text == clean(made[0].raw, RULEBOOK).text


@pytest.mark.parametrize("others", [0, 6, 30])
@pytest.mark.parametrize("copies", [3, 5, 8])
def test_nor_is_one_whose_copies_have_other_teasers(copies: int, others: int) -> None:
    random, first = Random(9), site(1)[0]
    made = [first] + [
        Page(first.raw.replace("More stories\n\n", f"More stories\n\n{sentence(random)}\n\n"), first.body)
        for _ in range(copies - 1)
    ]
    template = learnt(page.raw for page in [*made, *site(others, seed=2)])
    for copy in made:
        assert {*kept(copy.raw, None)} & {*copy.body} <= {*kept(copy.raw, template)}


@pytest.mark.parametrize("others", [4, 30])
def test_nor_a_live_report_that_grew(others: int) -> None:
    random = Random(3)
    entries = [f"{sentence(random)} {sentence(random)}" for _ in range(24)]
    made = [page_of("Storm over the sound: what we know", entries[-n:], []) for n in range(3, 25, 3)]
    template = learnt(page.raw for page in [*made, *site(others)])
    for one in made:
        assert {*kept(one.raw, None)} & {*one.body} <= {*kept(one.raw, template)}


def test_nor_a_list_that_is_much_the_same_in_every_article() -> None:
    random, made = Random(4), []
    goods = ["{} eggs", "{} g flour", "{} g butter", "{} lemons", "{} g almonds", "a pinch of salt"]
    for _ in range(20):
        needed = [one.format(random.randrange(2, 300)) for one in goods if random.random() < 0.7]
        body = [
            sentence(random),
            sentence(random),
            "Ingredients",
            *needed,
            "Method",
            sentence(random),
            sentence(random),
        ]
        made.append(page_of(f"{random.choice(WHO)} bakes a cake", body, []))
    template = learnt(page.raw for page in made)
    lost = [line for one in made for line in {*kept(one.raw, None)} & {*one.body} - {*kept(one.raw, template)}]
    assert len(lost) <= 3


@given(PAGES)
def test_without_a_template_the_rules_of_sites_say_nothing(text: str) -> None:
    assert clean(text, RULEBOOK) == clean(text, load_rulebook(ignore=["SIT"]))


def test_a_template_of_nothing_changes_the_fate_of_nothing() -> None:
    result = clean(PAGE, RULEBOOK, template=Template("a.example", 1, {}))
    assert result == clean(PAGE, RULEBOOK)


@given(PAGES)
def test_what_is_promised_holds_with_a_template_too(text: str) -> None:
    template = learnt(f"{text}\n{line}" for line in [*BOILERPLATE[:4], *PARAGRAPHS[:2]])
    result = clean(text, RULEBOOK, template=template)
    assert clean(result.text, RULEBOOK, template=template).text == result.text
    assert pickle.loads(pickle.dumps(result)) == result == clean(text, RULEBOOK, template=template)
    for line in result.lines:
        assert abs(sum(e.weight for e in line.evidence) - line.score) < 1e-6


@pytest.mark.parametrize("rule", OF_SITES, ids=lambda rule: rule.code)
def test_examples_of_a_rule_in_the_template_of_a_site(rule) -> None:
    """Boilerplate is above the same line on every page; a standing phrase has different neighbours on each."""
    go, stay = rule.drops[0], rule.keeps[0]
    random, made = Random(5), []
    teasers = [sentence(random) for _ in range(4)]
    for i in range(16):
        body = [sentence(random) for _ in range(5)]
        made.append(
            page_of(sentence(random).split(".")[0], [*body[: 1 + i % 4], stay, *body[1 + i % 4 :], go], teasers)
        )
    lines = kept(made[3].raw, learnt(page.raw for page in made))
    assert stay in lines and go not in lines


def test_without_the_template_the_example_of_a_run_stays() -> None:
    (line,) = OF_SITES[0].drops
    assert line in clean("\n\n".join([HEADLINE, *PARAGRAPHS, line]), RULEBOOK).text


def test_evidence_names_pages_and_site() -> None:
    made = site(12)
    result = clean(made[0].raw, RULEBOOK, template=learnt(page.raw for page in made))
    saw = {e.saw for line in result.lines for e in line.evidence if e.rule.startswith("SIT")}
    assert "with the line below on 12 of 12 pages of harbourdaily.example" in saw
    assert "not among the recurring lines of 12 pages of harbourdaily.example" in saw


def test_new_prose_is_told_from_other_new_lines() -> None:
    made = site(12)
    lines = clean(made[0].raw, RULEBOOK, template=learnt(page.raw for page in made)).lines
    column = {made[0].raw[x.start : x.end]: e.weight for x in lines for e in x.evidence if e.rule == "SIT103"}
    title, first = made[0].raw.split("\n\n")[8], next(line for line in made[0].body if line not in STANDING_PHRASES)
    assert column[first] < column[title] < 0


def test_on_an_index_it_tells_nothing_that_a_line_is_new() -> None:
    made = site(12)
    teasers = [page.raw.split("\n\n")[8].rstrip(".") for page in site(30, seed=7)]
    index = "\n".join([*MENU, *teasers, sentence(Random(8)), *FOOTER])
    result = clean(index, RULEBOOK, template=learnt(page.raw for page in made))
    rules = {e.rule for line in result.lines for e in line.evidence}
    assert "SIT101" in rules and "SIT103" not in rules


def test_the_headline_is_not_what_stands_on_other_pages_too() -> None:
    made = site(12)
    template = learnt(page.raw for page in made)
    for page in made:
        titles = [
            page.raw[x.start : x.end]
            for x in clean(page.raw, RULEBOOK, template=template).lines
            if x.kind == "headline"
        ]
        assert titles == page.raw.split("\n\n")[8:9]


def test_fitting_leaves_the_weights_of_these_rules_alone() -> None:
    text = weights.dump_weights(RULEBOOK.rules)
    assert "LIN101" in text and not any(rule.code in text for rule in OF_SITES)


def test_what_only_the_template_removes_is_its_work() -> None:
    made = site(16)
    template = learnt(page.raw for page in made)
    stayed = {(x.start, x.end) for x in clean(made[0].raw, RULEBOOK).lines if x.kept}
    gone = [
        x for x in clean(made[0].raw, RULEBOOK, template=template).lines if not x.kept and (x.start, x.end) in stayed
    ]
    assert (
        clean(made[0].raw, RULEBOOK, template=template, explain=False).removed
        == clean(made[0].raw, RULEBOOK, template=template).removed
    )
    credited = [x.rule for x in gone if x.score < 8]
    assert len(gone) > 5 and credited.count("SIT101") > 0.8 * len(credited) and {*credited} <= {"SIT101", "SEQ101"}
    assert all((x.rule == "SIT101") == (x.basis.how == "template") for x in gone)
