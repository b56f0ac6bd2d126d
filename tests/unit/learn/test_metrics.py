"""Scores of cleaned texts, on cases worked out by hand, and `cleaner score` on pages of our own."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from cleaner.learn.metrics import bootstrap_interval, harmonic, in_article, score, total_scores, verdict_counts, words
from cleaner.rulebook.example_pages import HEADLINE, PARAGRAPHS
from tests.support.command import cleaner


class Done(NamedTuple):
    status: int
    out: str
    err: str


def run(*args: str) -> Done:
    done = cleaner(*args)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


ARTICLE = "one two three four five six seven"  # four runs of four words
JUNK = "read also nine ten eleven"  # two


def test_a_perfect_text_scores_one() -> None:
    found = score(f"{JUNK}\n{ARTICLE}", ARTICLE, ARTICLE)
    assert (found.precision, found.recall, found.f1) == (1, 1, 1)
    assert (found.body, found.lost, found.left) == (4, 0, 0)


def test_what_is_left_and_what_is_lost_are_counted_apart() -> None:
    left = score(f"{ARTICLE} {JUNK}", f"{ARTICLE} {JUNK}", ARTICLE)
    assert left.recall == 1 and left.precision == 4 / 9
    assert (left.lost, left.left, left.boilerplate) == (0, 5, 5)
    lost = score(ARTICLE, "one two three four five", ARTICLE)
    assert lost.precision == 1 and lost.recall == 2 / 4
    assert (lost.lost, lost.body) == (2, 4)


def test_a_text_without_an_article_that_is_given_none_is_right() -> None:
    assert score(JUNK, "", "").f1 == 1
    assert score(ARTICLE, "", ARTICLE).f1 == 0
    assert score(JUNK, JUNK, "").precision == 0


def test_pages_without_an_article_count_for_the_verdict_alone() -> None:
    right, wrong = score(JUNK, "", ""), score(JUNK, JUNK, "")
    article, refused = score(ARTICLE, ARTICLE, ARTICLE), score(ARTICLE, "", ARTICLE)
    assert total_scores([right, wrong, article]) == total_scores([article])
    assert verdict_counts([right, wrong, wrong, article, refused]) == (2, 1, 3, 1)
    assert bootstrap_interval([article, right, wrong, wrong]) == bootstrap_interval([article]) == (1, 1)


def test_means_are_over_documents_and_shares_over_words() -> None:
    whole = total_scores([score(ARTICLE, ARTICLE, ARTICLE), score(ARTICLE, "", ARTICLE)])
    assert (whole.precision, whole.recall) == (1, 0.5)  # an empty result has no precision
    assert whole.f1 == pytest.approx(harmonic(1, 0.5)) and whole.lost == 0.5


def test_signs_of_scripts_without_spaces_are_words() -> None:
    assert words("北京 opened") == ["北", "京", "opened"]


def test_an_interval_holds_the_figure_and_is_the_same_twice() -> None:
    scores = [score(ARTICLE, cleaned, ARTICLE) for cleaned in (ARTICLE, "one two three four", f"{ARTICLE} {JUNK}") * 5]
    low, high = bootstrap_interval(scores)
    assert low < total_scores(scores).f1 < high
    assert bootstrap_interval(scores) == (low, high)


def test_lines_are_matched_with_the_article() -> None:
    lines = ["One two three four five six seven, eight.", "Seven", "two three four", "read also", "• seven"]
    assert in_article(lines, f"{ARTICLE} eight\nseven") == [True, True, True, False, True]


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        ("A*B", "+++"),
        ("A***B", "+++++"),
        ("A*-", "+--"),
        ("-*A", "--+"),
        ("A*-*A", "+---+"),
        ("A*A*-**B*", "+++---" + "-+-"),
        ("*A*", "-+-"),
        ("**", "--"),
        ("*A", "-+"),
        ("*", "-"),
        ("", ""),
        ("-*-", "---"),
    ],
)
def test_lines_without_words_belong_to_the_article_between_lines_that_do(lines, labels) -> None:
    texts = {"A": "One two three four five six seven", "B": "eight", "*": "* * *", "-": "read also nine ten"}
    found = in_article([texts[line] for line in lines], f"{ARTICLE}\neight")
    assert "".join("+" if label else "-" for label in found) == labels


@pytest.mark.parametrize("sign", ["", "   ", "—", "* * *", "…", "©", "★★★☆☆", "_"])
def test_signs_and_blanks_are_no_words(sign) -> None:
    assert in_article(["seven", sign, "seven"], "seven") == [True] * 3
    assert in_article(["seven", sign, "read also"], "seven") == [True, False, False]


@pytest.mark.parametrize("line", ["3", "٣", "№ 3", "三"])
def test_a_number_is_a_word(line) -> None:
    assert in_article(["seven", line, "seven"], "seven") == [True, False, True]


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Return a file of two pairs: one that is cleaned well, and one whose gold lacks half of the article."""
    article = "\n\n".join(PARAGRAPHS)
    raw = f"{HEADLINE}\n\n{article}\n\nShare this article\n"
    records = [
        {"id": "good", "raw": raw, "gold": article, "language": "en"},
        {"id": "bad\x1b[31m", "raw": raw, "gold": "\n\n".join(PARAGRAPHS[:4]), "language": "xx"},
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def test_score_names_the_worst_and_the_languages(pairs) -> None:
    done = run("score", str(pairs), "--worst", "1", "--jobs", "1")
    rows = [line.split() for line in done.out.splitlines()]
    assert done.status == 0
    assert next(row for row in rows if row[:2] == ["all", "2"])[-2] == "0.00%"
    assert [row[0] for row in rows if row and row[0] in ("en", "xx")] == ["en", "xx"]
    assert "bad␛[31m" in done.out and "\x1b[31m" not in done.out
    assert "good" not in done.out.partition("Worst documents")[2]


def test_score_takes_two_folders(tmp_path) -> None:
    for name, text in (("raw", f"{HEADLINE}\n\n" + "\n\n".join(PARAGRAPHS)), ("gold", "\n\n".join(PARAGRAPHS))):
        (tmp_path / name / "a").mkdir(parents=True)
        (tmp_path / name / "a" / "page.txt").write_text(text)
    done = run("score", str(tmp_path / "raw"), str(tmp_path / "gold"), "--jobs", "1")
    assert done.status == 0 and "1.0000" in done.out


def test_an_article_without_its_raw_text_is_named(tmp_path) -> None:
    for name in ("raw/a.txt", "gold/a.txt", "gold/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("\n\n".join(PARAGRAPHS))
    done = run("score", str(tmp_path / "raw"), str(tmp_path / "gold"))
    assert done.status == 2 and "b.txt not found in" in done.err


def test_score_against_other_settings_shows_only_lines_whose_fate_changes(pairs, tmp_path) -> None:
    (tmp_path / "other.toml").write_text(
        '[[rule]]\ncode = "OWN101"\nname = "ferry"\nkind = "promotion"\nweight = 60\npattern = "engine was as good"\n'
        'why = "For the test."\ndrops = ["x"]\nkeeps = ["y"]\n'
    )
    done = run("score", str(pairs), "--against", str(tmp_path / "other.toml"), "--jobs", "1", "--isolated")
    changed = [line for line in done.out.splitlines() if "now promotion" in line]
    assert done.status == 0 and len(changed) == 2
    assert [line.split()[0] for line in changed] == ["wrong", "right"]  # the worse change comes first


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"raw": "a"}', "pairs.jsonl:1: field 'gold' is missing or not a string."),
        ("[1]", "pairs.jsonl:1: not a JSON object."),
        ("{", "pairs.jsonl:1: invalid JSON"),
        ("\n", "no pairs found; expected records with raw and gold."),
        ('{"raw": "a", "gold": "b", "counts": NaN}', "counts must be a non-negative number, got nan."),
        ('{"raw": "a", "gold": "b", "url": "http://[1/a"}', "pairs.jsonl:1: invalid url: Invalid IPv6 URL."),
        ('{"raw": "a", "gold": "b", "counts": -1}', "counts must be a non-negative number, got -1."),
    ],
)
def test_bad_pairs_are_named_with_their_line(tmp_path, content, said) -> None:
    (tmp_path / "pairs.jsonl").write_text(content)
    done = run("score", str(tmp_path / "pairs.jsonl"))
    assert done.status == 2 and said in done.err


def test_a_text_that_is_no_text_is_named(tmp_path) -> None:
    (tmp_path / "page.txt").write_bytes(b"\x00\x01\x02" * 50)
    (tmp_path / "page.gold.txt").write_text("a")
    done = run("score", str(tmp_path))
    assert done.status == 2 and "page.txt" in done.err and "Traceback" not in done.err
