"""What people said of lines: kept in a file that can be read and mended, asked for in a terminal, honoured by runs."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from select import select
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.model import KINDS, CleanerError
from cleaner.pipeline import clean
from cleaner.reviews import SCOPES, Review, Reviewed, Reviews, load, normal, written
from cleaner.rulebook import load as rulebook
from tests.command import BODY, PAGE, cleaner, environment
from tests.pages import PAGES, RULEBOOK

PROMPT = "READ ALSO: Storm closes the coast road for a third day"
ROOF = next(line for line in PAGE.splitlines() if "half of the new roof" in line)
WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).map(normal).filter(bool)
SAID = st.builds(
    Review,
    WORDS,
    st.sampled_from(KINDS),
    st.sampled_from(SCOPES),
    WORDS,
    WORDS,
    st.just("") | WORDS,
    st.just("") | WORDS,
)


def of_all(*said: tuple[str, str]) -> Reviewed:
    return Reviewed(tuple(Review(line, kind, "everywhere", "a.txt") for line, kind in said))  # type: ignore[arg-type]


# --- the file ---


@given(st.lists(SAID, max_size=4), st.lists(WORDS, max_size=3))
def test_what_is_written_is_read_back(lines: list[Review], documents: list[str]) -> None:
    path = Path(os.environ.get("TMPDIR", "/tmp"), f"reviews-{os.getpid()}.toml")
    path.write_bytes(written(Reviews(tuple(lines), tuple(documents))))
    try:
        found = load(path)
    finally:
        path.unlink()
    assert sorted(found.lines) == sorted(lines) and found.documents == tuple(sorted({*documents}))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[[line", "is not valid TOML"),
        ("line = 3", "line must be tables that begin with [[line]]"),
        ("[[lines]]\n", "has a table 'lines'; there are [[line]] and [[document]]"),
        ('[[line]]\nkind = "body"\nscope = "everywhere"\n', "[[line]] 1 needs a text as its line"),
        (
            '[[line]]\nline = "a"\nkind = "ad"\nscope = "everywhere"\n',
            "[[line]] 1 has the kind 'ad'; the kinds are headline",
        ),
        ('[[line]]\nline = "a"\nkind = "body"\nscope = "here"\n', "has the scope 'here'; it must be document, site or"),
        ('[[line]]\nline = "a"\nkind = "body"\nscope = "site"\n', "has the scope 'site' and does not say which site"),
        (
            '[[line]]\nline = "a"\nkind = "body"\nscope = "everywhere"\nwho = "me"\n',
            "has a key 'who'; there are line, kind",
        ),
        ("[[document]]\nname = 3\n", "[[document]] 1 needs a text as its name"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(tmp_path: Path, text: str, error: str) -> None:
    path = tmp_path / "cleaner.reviews.toml"
    path.write_text(text)
    with pytest.raises(CleanerError) as caught:
        load(path)
    assert str(caught.value).startswith(str(path)) and error in str(caught.value)
    (tmp_path / "a.txt").write_text(PAGE)
    done = cleaner("check", "a.txt", cwd=tmp_path)
    assert done.returncode == 2 and error in done.stderr.decode() and done.stderr.count(b"\n") == 1


# --- what it does ---


def test_what_people_said_outweighs_all_rules() -> None:
    result = clean(PAGE, RULEBOOK, reviewed=of_all((PROMPT, "body"), (ROOF, "related")))
    assert PROMPT in result.text and ROOF not in result.text
    said = {PAGE[x.start : x.end]: (x.kind, x.rule) for x in result.lines}
    assert said[PROMPT] == ("body", "REV101") and said[ROOF] == ("related", "REV101")
    for line in result.lines:
        assert abs(sum(e.weight for e in line.evidence) - line.score) < 1e-6
    assert clean(PAGE, rulebook(ignore=["REV"]), reviewed=of_all((PROMPT, "body"))).text == clean(PAGE, RULEBOOK).text


def test_a_line_of_markdown_is_named_as_it_stands() -> None:
    """That is what `cleaner review` writes, and what one copies from a page."""
    row = "**Ferry:** read what [the captain](https://velm.example/captain) says of the engine"
    text = PAGE.replace(PROMPT, row)
    assert row not in clean(text, RULEBOOK, reviewed=of_all((row, "related"))).text
    assert row in clean(text, RULEBOOK, reviewed=of_all((row, "body"))).text


def test_a_headline_can_be_said() -> None:
    first = BODY.splitlines()[2]
    result = clean(BODY, RULEBOOK, reviewed=of_all((first, "headline")))
    assert [BODY[x.start : x.end] for x in result.lines if x.kind == "headline"] == [first]


def test_a_line_that_stays_makes_an_article() -> None:
    text = "Home\nSport\nContact\nThe choir sings on Sunday\nImprint\n"
    assert clean(text, RULEBOOK).verdict == "no-article"
    result = clean(text, RULEBOOK, reviewed=of_all(("The choir sings on Sunday", "body")))
    assert result.verdict == "article" and "The choir sings on Sunday" in result.text


def test_of_several_equal_lines_the_one_with_the_same_neighbours_is_meant() -> None:
    rows = ["a", "x", "b", "x", "c"]
    review = Review("x", "share", "document", "d", "", "b", "c")
    assert Reviewed((review,)).kinds(rows) == [None, None, None, "share", None]
    assert Reviewed((review,)).kinds(["a", "x", "b"]) == [None, "share", None], "it is the only one there is"
    assert Reviewed((review._replace(scope="everywhere"),)).kinds(rows) == [None, "share", None, "share", None]


def test_the_narrowest_scope_counts_and_then_the_last() -> None:
    lines = [
        Review("x", "share", "document", "d"),
        Review("x", "advert", "everywhere", "d"),
        Review("x", "footer", "site", "d", "s"),
    ]
    said = Reviews(tuple(lines))
    assert [said.of(*of).kinds(["x"])[0] for of in (("d", "s"), ("e", "s"), ("e", "t"))] == [
        "share",
        "footer",
        "advert",
    ]  # type: ignore[union-attr]
    assert Reviews((lines[0],)).of("e", "s") is None
    again = said.with_line(lines[0]._replace(kind="body"))
    assert len(again.lines) == 3 and again.of("d", "s").kinds(["x"]) == ["body"]  # type: ignore[union-attr]


@given(PAGES, st.data())
@settings(deadline=None, max_examples=150)
def test_what_is_promised_holds_with_reviews_too(text: str, data: st.DataObject) -> None:
    rows = [normal(text[line.start : line.end]) for line in clean(text, RULEBOOK, explain=False).lines]
    chosen = data.draw(st.lists(st.tuples(st.sampled_from(rows or ["x"]), st.sampled_from(KINDS)), max_size=4))
    reviewed = of_all(*chosen)
    result = clean(text, RULEBOOK, reviewed=reviewed)
    assert clean(result.text, RULEBOOK, reviewed=reviewed).text == result.text
    kinds = dict(chosen)
    for line in result.lines:
        kind = kinds.get(normal(text[line.start : line.end]))
        assert kind is None or line.kind == kind


# --- the command ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pages").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "pages" / name).write_text(PAGE, "utf-8")
    return tmp_path


def review(folder: Path, answers: str, *args: str) -> str:
    done = cleaner("review", "pages", "--all", *args, cwd=folder, stdin=answers.encode())
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode() + done.stderr.decode()


def texts(folder: Path) -> list[str]:
    assert cleaner("run", "pages", cwd=folder).returncode == 0
    return [path.read_text("utf-8") for path in sorted(folder.rglob("*.clean.txt"))]


def answers(line: str, key: str) -> str:
    """Skips until a line is asked about, and then says something of it."""
    scores = {PAGE[x.start : x.end]: abs(x.score) for x in clean(PAGE, RULEBOOK).lines}
    return "s\n" * sorted(scores, key=lambda text: scores[text]).index(line) + key


def test_a_line_is_kept_in_its_document(folder: Path) -> None:
    said = review(folder, answers(PROMPT, "k\nq\n"))
    assert (
        "body, in this document." in said and "1 line reviewed; what was said is in pages/cleaner.reviews.toml." in said
    )
    assert [PROMPT in text for text in texts(folder)] == [True, False]
    done = cleaner("explain", "pages/a.txt", cwd=folder)
    assert b"REV101  said-in-review            said to be body" in done.stdout
    assert PROMPT.encode() not in cleaner("--isolated", cwd=folder, stdin=PAGE.encode()).stdout


def test_a_line_is_dropped_everywhere(folder: Path) -> None:
    said = review(folder, answers(ROOF, "w\nw\nd\nh\nq\n"))
    assert "holds on all pages of pages." in said and "related, everywhere." in said
    assert [ROOF in text for text in texts(folder)] == [False, False]


def test_undo_back_and_no_kind(folder: Path) -> None:
    said = review(folder, answers(PROMPT, "k\nu\nt\n!\nb\nq\n"))
    assert "taken back." in said and "0 lines reviewed." in said
    assert [PROMPT in text for text in texts(folder)] == [False, False]


def test_it_goes_on_where_it_ended(folder: Path) -> None:
    """An end of input, as of a lost connection, costs nothing; what was said is not asked again."""
    lines = len(clean(PAGE, RULEBOOK).lines)
    assert f"a.txt: line 4 of {lines}\n" in review(folder, "k\nk\nk\n")
    said = review(folder, "k\n" * 99)
    assert f"a.txt: line 1 of {lines - 3}\n" in said and f"b.txt: line {lines} of {lines}\n" in said
    assert "line 1 of" not in review(folder, "k\n"), "all was gone through"
    assert 'name = "b.txt"' in (folder / "pages" / "cleaner.reviews.toml").read_text("utf-8")


def test_it_lies_beside_the_settings(folder: Path) -> None:
    (folder / "cleaner.toml").write_text("")
    review(folder, answers(PROMPT, "k\nq\n"))
    assert 'document = "pages/a.txt"' in (folder / "cleaner.reviews.toml").read_text("utf-8")
    assert [PROMPT in text for text in texts(folder)] == [True, False]
    assert b"cleaner.reviews.toml" in cleaner("config", "pages", cwd=folder).stdout


def test_single_keys_on_a_terminal_of_80_columns(folder: Path) -> None:
    ours, theirs = pty.openpty()
    env = environment(TERM="dumb", COLUMNS="80")
    call = [sys.executable, "-m", "cleaner", "review", "pages", "--all"]
    process = subprocess.Popen(call, cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown, asked, end = b"", False, monotonic() + 60
    while monotonic() < end:
        if not select([ours], [], [], 0.3)[0]:  # it waits
            if not asked:
                os.write(ours, b"?\x1b[Dk?q")  # typed at once, with an arrow key in it
            asked = True
            continue
        try:
            shown += os.read(ours, 4096)
        except OSError:  # it has ended
            break
    assert process.wait(30) == 0
    rows = shown.decode().replace("\r", "").split("\n")
    assert max(map(len, rows)) <= 80 and "\x1b" not in shown.decode()
    assert sum("keep: it belongs to the article" in row for row in rows) == 4, "at first, for ?, the arrow, and ?"
    assert "1 line reviewed" in shown.decode() and "line 2 of" in shown.decode()


# --- what else it is good for ---


def test_documents_that_were_gone_through_are_labelled_data(folder: Path) -> None:
    review(folder, answers(PROMPT, "k\n") + "k\n" * 99)
    review(folder, "k\n" * 99)
    (folder / "pages" / "cleaner.reviews.toml").rename(folder / "pages" / "said.toml")
    done = cleaner("score", "pages/said.toml", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    row = done.stdout.decode().splitlines()[1].split()
    assert row[:2] == ["all", "2"] and float(row[2]) < 1, "in review every line was said to stay"
    (folder / "pages" / "said.toml").write_text("")
    done = cleaner("score", "pages/said.toml", cwd=folder)
    assert b"no pairs in it; there must be documents that somebody went through" in done.stderr


RULE = """\
[[rule]]
code = "MY001"
name = "roof"
kind = "promotion"
weight = 30.0
pattern = 'half of the new roof'
why = "An example."
drops = ["They will pay for half of the new roof, it says in every article."]
keeps = ["The roof is new."]
"""


def test_a_rule_against_what_was_said_is_told(folder: Path) -> None:
    review(folder, answers(ROOF, "k\nq\n"))
    (folder / "mine.toml").write_text(RULE)
    out = cleaner("rules", "test", "mine.toml", "--on", "pages", cwd=folder).stdout.decode()
    assert "2 lines in 2 documents newly dropped" in out
    assert "1 line in 1 document against what was said in review" in out
    done = cleaner("rules", "test", "mine.toml", "--on", "pages", "--format", "json", cwd=folder)
    assert json.loads(done.stdout)["on"]["contradicting"]["samples"][0]["text"] == ROOF
