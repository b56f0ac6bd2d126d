"""Confidence by hand: the features of pages, and what the confidence depends on."""

from math import exp

import pytest

from cleaner import clean
from cleaner.decision.confidence import OTHER_BODIES, to_confidence
from cleaner.features.catalog import CONFIDENCE_FEATURES
from cleaner.pipeline import rate
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.rulebook import Rulebook, load_rulebook, with_rules
from tests.support.command import BODY, NO_ARTICLE, PAGE

RULEBOOK = load_rulebook()
BLOCK = [
    "The harbour board closed the eastern pier on Monday because two of its oldest piles had rotted through.",
    "Divers found the damage by chance, while they were looking for the anchor of a yacht that sank in June.",
    "The pier will be closed until the autumn, and the ferry will land at the fish market until it is mended.",
]
OTHER = [
    "Pears keep until January if they are picked a week before they are ripe and laid on straw in a cool room.",
    "My grandmother turned each of them once a month, and put whatever had a brown spot into the pot at once.",
    "The small yellow ones did not last beyond the first snow, so we were allowed to eat as many as we liked.",
]
MENU = "Skip to content\nLog in\nSubscribe\n\n"
FOOTER = "\n\nShare this article\nSign up for our newsletter\nPrivacy policy\n"


def feature(name: str, text: str) -> float:
    """Return the value of a confidence feature of a text."""
    return rate(text, RULEBOOK).features[name]


def weighing(name: str, weight: float) -> Rulebook:
    """Return the shipped rules with one weight for all values of a feature, and 0 for the other confidence rules."""
    rules = []
    for rule in RULEBOOK.rules:
        value = weight if rule.confidence == name else 0.0
        rules.append(rule._replace(weights=((value,) * 3,) * len(rule.weights)) if rule.confidence else rule)
    return with_rules(RULEBOOK, rules)


def rule_of(name: str) -> Rule:
    """Return the shipped rule on a confidence feature."""
    return next(rule for rule in RULEBOOK.rules if rule.confidence == name)


def page(*paragraphs: str) -> str:
    return MENU + "\n\n".join(paragraphs) + FOOTER


def test_every_rule_has_a_feature_with_a_value() -> None:
    values = {name for text in (PAGE, BODY, NO_ARTICLE) for name in rate(text, RULEBOOK).features}
    assert {rule.confidence for rule in RULEBOOK.rules if rule.confidence} <= set(CONFIDENCE_FEATURES) == values


def test_the_confidence_is_the_logistic_function_of_the_evidence() -> None:
    result = clean(PAGE)
    doubt = sum(evidence.weight for evidence in result.doubts)
    assert doubt and result.confidence == round(1 / (1 + exp(doubt)), 3)
    own = [r.code for r in RULEBOOK.rules if r.confidence in rate(PAGE, RULEBOOK).features]
    assert [evidence.rule for evidence in result.doubts] == own


@pytest.mark.parametrize("text", [PAGE, BODY, NO_ARTICLE, page(*BLOCK, *OTHER)])
def test_the_confidence_does_not_depend_on_explanations(text: str) -> None:
    with_evidence, without = clean(text), clean(text, explain=False)
    assert with_evidence.confidence == without.confidence and with_evidence.page_basis == without.page_basis
    assert with_evidence.page and with_evidence.doubts and not without.doubts


@pytest.mark.parametrize(("weight", "confidence"), [(0.0, 0.5), (2.0, 0.119), (-2.0, 0.881), (999.0, 0.0)])
def test_weights_are_log_odds_of_a_wrong_result(weight: float, confidence: float) -> None:
    assert clean(PAGE, rulebook=weighing("late_topic", weight)).confidence == confidence


def test_nothing_can_be_wrong_in_an_empty_text() -> None:
    for text in ("", " \n"):
        result = clean(text)
        assert (result.confidence, result.doubts, result.page_basis) == (1.0, (), "short")


def test_log_odds_beyond_all_limits_have_a_confidence() -> None:
    assert (to_confidence(-1e9), to_confidence(1e9), to_confidence(0.0)) == (1.0, 0.0, 0.5)


def test_what_decided_the_verdict_is_said() -> None:
    assert clean(BODY).page_basis == "bare" and clean(page(*BLOCK, *OTHER)).page_basis == "whole"
    assert clean(NO_ARTICLE).page_basis == "short" and clean(NO_ARTICLE).verdict == "no-article"
    teasers = "\n".join(f"{text[:60]}\nRead more" for text in (*BLOCK, *OTHER) * 3)
    assert clean(f"{teasers}\n\n{BLOCK[0]}\n\n{teasers}{FOOTER}").page_basis == "score"


# --- features ---


def test_an_end_about_something_else_shares_no_topic_words() -> None:
    assert feature("late_topic", page(*BLOCK, *OTHER)) < 0.2 < feature("late_topic", page(*BLOCK, BLOCK[1], BLOCK[0]))


def test_dropped_lines_divide_the_body() -> None:
    assert feature("main_stretch", page(*BLOCK)) == 1
    assert feature("main_stretch", page(*BLOCK, "Advertisement", *BLOCK[:2], BLOCK[1])) == pytest.approx(0.5, abs=0.05)


def test_gaps_are_counted_in_the_body_alone() -> None:
    assert feature("body_gaps", page(*BLOCK)) == 1
    assert feature("body_gaps", MENU + "\n".join(BLOCK) + FOOTER) == pytest.approx(1 / 3)


def test_paragraphs_of_one_length_do_not_vary() -> None:
    assert feature("paragraph_variation", page(*[BLOCK[0]] * 3)) == 0
    assert feature("paragraph_variation", page(BLOCK[0], BLOCK[1], " ".join(BLOCK * 3))) > 0.5


def test_lines_that_occur_twice_are_repeated_words() -> None:
    assert feature("repeated_words", page(*BLOCK)) == 0 < feature("repeated_words", page(*BLOCK, *BLOCK))


def test_a_rival_is_another_block_of_prose() -> None:
    teasers = "\n".join(f"{title[:30]}\n{title}\nRead more" for title in OTHER)
    alone, beside = page(*BLOCK), page(*BLOCK) + f"\n\nRelated articles\n{teasers}\n"
    assert feature("rival_share", alone) == 0 < feature("rival_share", beside)


def test_headings_of_other_stories_count_from_the_first_to_the_last_body_line() -> None:
    assert feature("related_in_body", page(*BLOCK)) == 0
    assert feature("related_in_body", page(*BLOCK, "Related articles", *BLOCK[:2], BLOCK[1])) == 1


def test_entries_with_dates_are_known() -> None:
    assert feature("body_entries", rule_of("body_entries").drops[0]) > 0.9
    assert feature("body_entries", page(*BLOCK)) == 0


def test_names_have_fewer_function_words_than_sentences() -> None:
    names = "Erik Sandahl, Jonas Brandt, Tom Eriksen, Carl Hartung, Peter Ruiz, Hanna Lind, Ana Ruiz, Ilse Hartung."
    assert feature("body_function_share", page(*BLOCK, *[names] * 3)) < feature("body_function_share", page(*BLOCK))


def test_a_text_without_boilerplate_has_no_other_bodies() -> None:
    bare, whole = rate("\n\n".join(BLOCK), RULEBOOK).features, rate(page(*BLOCK), RULEBOOK).features
    assert bare["bare_words"] == bare["body_words"] and not OTHER_BODIES & bare.keys()
    assert bare.keys() - {"bare_words"} == whole.keys() - OTHER_BODIES


def test_verse_alone_is_an_article_without_much_doubt() -> None:
    stanza = "The gulls are grey above the quay\nThe nets are drying in the sun\nA boat is coming from the sea"
    assert clean(f"{stanza}\n\n{stanza[::-1]}\n").confidence > 0.5
    assert clean(f"The quay\n\n{stanza}\n\n{stanza.replace('sea', 'bay')}\n").confidence > 0.5


# --- refusals ---


def test_a_refusal_has_features_of_its_own() -> None:
    refused, kept = rate(NO_ARTICLE, RULEBOOK).features, rate(PAGE, RULEBOOK).features
    assert set(refused) == {"refusal_score", "refusal_repeats"} and not set(refused) & set(kept)
    doubt = clean(NO_ARTICLE).doubts
    assert [evidence.rule for evidence in doubt] == [r.code for r in RULEBOOK.rules if r.confidence in refused]


def test_an_index_is_refused_with_more_confidence_than_an_article_that_was_cut_off() -> None:
    teasers = "\n".join(f"{text[:60]} …\nRead more" for text in (*BLOCK, *OTHER) * 2)
    index, article = clean(f"{MENU}{teasers}{FOOTER}"), clean(f"{MENU}{BLOCK[0][:40]}{FOOTER}")
    assert index.verdict == article.verdict == "no-article" and index.confidence > article.confidence
    assert feature("refusal_repeats", f"{MENU}{teasers}{FOOTER}") > 0.3 > 0 == feature("refusal_repeats", NO_ARTICLE)
