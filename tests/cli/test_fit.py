"""`cleaner fit` and the weights file: fitting, reading back, and errors."""

import json
from pathlib import Path

import pytest

from cleaner.errors import CleanerError
from cleaner.learn.pairs import Pair
from cleaner.pipeline import clean
from cleaner.rulebook.example_pages import HEADLINE, PARAGRAPHS
from cleaner.rulebook.rulebook import load_rulebook, with_rules, with_weights
from cleaner.rulebook.weights import (
    apply_weights,
    dump_weights,
    parse_weights,
    read_weights,
    replace_line_weights,
    replace_single_weights,
)
from tests.support.audit import seen, watching
from tests.support.command import cleaner, run_process

NUMBA = ("pickle.find_class", "exec", "compile")
"""Audit events of numba when it compiles and caches a module."""
chain = pytest.importorskip("cleaner.learn.crf", reason="fitting needs the packages of cleaner[fit]")
RULEBOOK = load_rulebook()
STAMP = "Typeset in Elda by the ferry office"
"""Line below every article of an invented site; no shipped rule matches it."""


def raw(number: int) -> str:
    paragraphs = [PARAGRAPHS[(number + i) % len(PARAGRAPHS)] for i in range(5)]
    return "\n\n".join([HEADLINE, *paragraphs, "Share this article", STAMP]) + "\n"


def gold(number: int) -> str:
    return "\n\n".join(PARAGRAPHS[(number + i) % len(PARAGRAPHS)] for i in range(5))


def fitted(counts: int) -> str:
    from cleaner.learn.dataset import from_pair

    pairs = [Pair(str(n), raw(n), gold(n), str(n), counts=100) for n in range(counts)]
    pages = [page for pair in pairs if (page := from_pair(pair, RULEBOOK))]
    weights, grammar = chain.fit_crf(pages, RULEBOOK)
    return dump_weights(tuple(replace_line_weights(RULEBOOK.rules, weights, grammar)))


def test_fit_is_deterministic_and_its_weights_clean_the_pages() -> None:
    file = fitted(8)
    assert file == fitted(8)
    own = with_weights(RULEBOOK, parse_weights(file, "fitted"), "fitted")
    assert own.weights != RULEBOOK.weights
    text = clean(raw(9), own).text
    assert gold(9) in text and STAMP not in text


def index(number: int) -> str:
    """Return an index page: a menu, and teasers around three paragraphs. Articles of the invented site have five."""
    clock = [f"1{i}:0{i}" for i in range(6)]
    teasers = [f"{HEADLINE} {i}\n{PARAGRAPHS[(number + i) % 8][:60]}\n{clock[i]}\nRead more" for i in range(6)]
    paragraphs = [PARAGRAPHS[(number + i) % 8] for i in range(3)]
    return "\n\n".join([menu(30), *teasers[:3], *paragraphs, *teasers[3:], *FOOTER]) + "\n"


FOOTER = ["Subscribe to our newsletter", "Contact us", "Terms of use", "Privacy policy"]


def menu(size: int) -> str:
    return "\n".join(PARAGRAPHS[i % 8][:30] for i in range(size))


def test_fitted_page_weights_recognise_pages_without_an_article() -> None:
    from cleaner.learn import page_model
    from cleaner.learn.dataset import from_pair

    pairs = [Pair(str(n), "\n\n".join([menu(60), raw(n), *FOOTER]), gold(n), str(n)) for n in range(30)]
    pairs += [Pair(f"index {n}", index(n), "", str(n)) for n in range(30)]
    pages = [page for pair in pairs if (page := from_pair(pair, RULEBOOK))]
    fitted_page = page_model.fit_page_model(pages, [], RULEBOOK)
    own = with_rules(RULEBOOK, replace_single_weights(RULEBOOK.rules, fitted_page, "page"))
    assert {clean(pair.raw, own).verdict for pair in pairs[:30]} == {"article"}
    shipped, fitted = (
        [clean(pair.raw, rulebook).verdict for pair in pairs[30:]].count("no-article") for rulebook in (RULEBOOK, own)
    )
    assert fitted >= max(20, shipped + 10)
    assert page_model.fit_page_model(pages[:40], [], RULEBOOK) == RULEBOOK.page_weights, "too few pages to fit"


def test_gradient_matches_the_loss() -> None:
    import numpy as np

    from cleaner.learn.dataset import from_pair

    model = chain.ChainData([from_pair(Pair("a", raw(1), gold(1), "a"), RULEBOOK)], RULEBOOK)
    point = np.random.default_rng(0).normal(0, 0.05, 4 * model.width + 21)
    _, gradient = model.loss(point)
    for i in (
        7,
        model.width + 7,
        2 * model.width + 7,
        3 * model.width + 7,
        4 * model.width + 1,
        4 * model.width + 4,
        len(point) - 1,
    ):
        step = np.zeros_like(point)
        step[i] = 1e-4
        slope = (model.loss(point + step)[0] - model.loss(point - step)[0]) / 2e-4
        assert gradient[i] == pytest.approx(slope, rel=1e-3, abs=1e-5)


def test_weights_file_is_read_back() -> None:
    columns = [(float(i % 7), float(i % 5), float(i % 3)) for i in range(len(RULEBOOK.weights))]
    rules = tuple(replace_line_weights(RULEBOOK.rules, columns, RULEBOOK.transitions))
    for key, weights in (("page", range(len(columns))), ("cut", range(1, len(columns) + 1))):
        rules = tuple(replace_single_weights(rules, [float(weight) for weight in weights], key))
    again = with_weights(RULEBOOK, parse_weights(dump_weights(rules), "x"), "x")
    own = with_rules(RULEBOOK, rules)
    assert (again.weights, again.transitions) == (own.weights, own.transitions)
    assert (again.page_weights, again.cut_weights) == (own.page_weights, own.cut_weights)
    assert own.weights != RULEBOOK.weights and own.page_weights != RULEBOOK.page_weights
    fixed = next(rule for rule in own.rules if rule.cut == "page_boilerplate")
    assert fixed in RULEBOOK.rules, "the rule that holds the promise is not fitted"
    assert own.cut_weights != RULEBOOK.cut_weights


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[weights", "is not valid TOML"),
        ("keep = []", "no [weights] table"),
        ("[weights]\nSHA101 = [[1.0, 2.0, 3.0]]", "weights of SHA101 do not fit this version of the rule"),
        ("[weights]\nPAG101 = [1.0, 2.0]", "weights of PAG101 do not fit this version of the rule"),
        ("[weights]\nPAG101 = [nan, 0, 0, 0, 0, 0, 0]", "weights of PAG101 do not fit this version of the rule"),
        ("[weights]\nSHA101 = 3", "weights of SHA101 do not fit this version of the rule"),
        ('[weights]\nSEQ101 = {"insert" = 1.0}', "weights of SEQ101 do not fit this version of the rule"),
    ],
)
def test_bad_weights_file_is_reported(tmp_path, content, message) -> None:
    path = tmp_path / "weights.toml"
    path.write_text(content)
    with pytest.raises(CleanerError, match=r"weights\.toml") as caught:
        apply_weights(RULEBOOK.rules, read_weights(path), str(path))
    assert message in str(caught.value)


@pytest.mark.slow
@pytest.mark.minute
def test_fit_writes_weights_that_settings_can_name(tmp_path: Path) -> None:
    records = [{"raw": raw(n), "gold": gold(n), "site": f"site-{n}"} for n in range(6)]
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text("".join(json.dumps(record) + "\n" for record in records))
    call = ("fit", pairs, "-o", tmp_path / "own.toml", "--folds", "2", "--jobs", "2", "--isolated")
    done = run_process(*call, env=watching(tmp_path / "log"), cwd=tmp_path, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    assert not [line for line in seen(tmp_path / "log") if not line.startswith(NUMBA)]
    rows = [line.split() for line in done.stdout.decode().splitlines()]
    assert rows[1][:2] == ["all", "6"]
    assert ["all", "6", "0", "-", "-"] in rows, "no result is wrong"
    assert ["confidence", "results", "mean", "right"] in rows
    (tmp_path / "cleaner.toml").write_text('weights = "own.toml"')
    (tmp_path / "page.txt").write_text(raw(7))
    assert cleaner("run", ".", cwd=tmp_path).returncode == 0
    assert (tmp_path / "page.clean.txt").read_text().split() == f"{HEADLINE} {gold(7)}".split()
    assert b"own.toml" in cleaner("config", cwd=tmp_path).stdout


def test_fit_needs_as_many_sites_as_folds(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text(json.dumps({"raw": raw(1), "gold": gold(1), "site": "a"}) + "\n")
    done = cleaner("fit", pairs, "-o", tmp_path / "own.toml")
    assert done.returncode == 2 and b"not enough sites for " in done.stderr
    assert not (tmp_path / "own.toml").exists()
