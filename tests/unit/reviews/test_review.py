"""Reviews: stored in a file that people can edit, collected in a terminal, and applied by runs."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path
from select import select
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.commands.review_session import ReviewPage, Session
from cleaner.errors import CleanerError
from cleaner.model import KINDS
from cleaner.pipeline import clean
from cleaner.reviews.file import load_reviews, update_reviews
from cleaner.reviews.review import SCOPES, DocumentLabels, LineLabel, ReviewedDocument, Reviews, normalize_line
from cleaner.rulebook.rulebook import load_rulebook as rulebook
from tests.support.command import BODY, PAGE, cleaner, environment
from tests.support.pages import PAGES, RULEBOOK

PROMPT = "READ ALSO: Storm closes the coast road for a third day"
ROOF = next(line for line in PAGE.splitlines() if "half of the new roof" in line)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).map(normalize_line).filter(bool)
SAID = st.builds(
    LineLabel,
    WORDS,
    st.sampled_from(KINDS),
    st.sampled_from(SCOPES),
    WORDS,
    WORDS,
    st.just("") | WORDS,
    st.just("") | WORDS,
)


def of_all(*said: tuple[str, str]) -> DocumentLabels:
    return DocumentLabels(tuple(LineLabel(line, kind, "everywhere", "a.txt") for line, kind in said))  # type: ignore[arg-type]


# --- the file ---


DONE = st.builds(ReviewedDocument, WORDS, st.just("") | WORDS)


@given(st.lists(SAID, max_size=4), st.lists(DONE, max_size=3), st.booleans(), st.data())
def test_what_is_written_is_read_back(
    lines: list[LineLabel], documents: list[ReviewedDocument], at_once: bool, data: st.DataObject
) -> None:
    lines = list({review.place: review for review in lines}.values())
    documents = list({done.place: done for done in documents}.values())
    path = Path(os.environ.get("TMPDIR", "/tmp"), f"reviews-{os.getpid()}.toml")
    path.unlink(missing_ok=True)
    entries: list[LineLabel | ReviewedDocument] = [*lines, *documents]
    try:
        for part in [entries] if at_once else [[entry] for entry in entries]:
            found = update_reviews(path, part)
        if lines or documents:
            assert load_reviews(path) == found == Reviews(tuple(lines), tuple(documents))
        for entry in data.draw(st.permutations(entries)):
            found = update_reviews(path, take=[entry])
            assert entry not in (*found.lines, *found.documents)
        assert not (lines or documents) or path.read_text("utf-8").count("\n") == 1, "only the header must remain"
    finally:
        path.unlink(missing_ok=True)


EDITED = """\
# Notes of the desk.

[[line]]   # a teaser
line = "x"
kind = "related"
scope = "everywhere"
document = "zzz.txt"

# The next is disputed.
[[line]]
line = "y"
kind = "body"
scope = "everywhere"
above = '''
[[line]]
line = "not a table"
'''

[[document]]
name = "./a.txt"
# The end.
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_others_wrote_stays(tmp_path: Path, newline: str) -> None:
    """An update changes its own entries only: comments, order, and entries of other sessions or editors stay."""
    path = tmp_path / "said.toml"
    path.write_bytes(b"\xef\xbb\xbf" + EDITED.replace("\n", newline).encode())
    before = load_reviews(path)
    assert [review.line for review in before.lines] == ["x", "y"] and before.documents == (ReviewedDocument("a.txt"),)
    new = LineLabel("x", "body", "everywhere", "aaa.txt")
    after = update_reviews(path, [new], [ReviewedDocument("a.txt")])
    assert after.lines == (before.lines[1], new) and after.documents == ()
    text = path.read_bytes().decode()
    kept = EDITED.replace(EDITED[EDITED.index("\n[[line]]   #") : EDITED.index("\n# The next")], "")
    kept = kept.replace('\n[[document]]\nname = "./a.txt"\n', "").replace("\n", newline)
    assert text.startswith(kept) and text.count("\n") == text.count(newline)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[[line", "is not valid TOML"),
        ("line = 3", "line must be tables that begin with [[line]]"),
        ("[[lines]]\n", "unknown table 'lines'; use [[line]] and [[document]]"),
        ('[[line]]\nkind = "body"\nscope = "everywhere"\n', "cleaner.reviews.toml:1: line must be a non-empty string"),
        (
            '[[line]]\nline = "a"\nkind = "ad"\nscope = "everywhere"\n',
            "cleaner.reviews.toml:3: unknown kind 'ad'; use one of headline",
        ),
        ('[[line]]\nline = "a"\nkind = "body"\nscope = "here"\n', "toml:4: unknown scope 'here'; use document"),
        (
            '[[line]]\nline = "a"\nkind = "body"\nscope = "site"\n',
            "toml:4: scope 'site' needs the key 'site'",
        ),
        (
            '[[line]]\nline = "a"\nkind = "body"\nscope = "everywhere"\nwho = "me"\n',
            "cleaner.reviews.toml:5: unknown key 'who'; use line, kind",
        ),
        ("# 1\n\n[[document]]\nname = 3\n", "cleaner.reviews.toml:4: name must be a non-empty string"),
        ('[[document]]\nname = "a"\nwho = "me"\n', "cleaner.reviews.toml:3: unknown key 'who'; use name, text."),
    ],
)
def test_what_is_wrong_with_the_file_is_said(tmp_path: Path, text: str, error: str) -> None:
    path = tmp_path / "cleaner.reviews.toml"
    path.write_text(text)
    with pytest.raises(CleanerError) as caught:
        load_reviews(path)
    assert str(caught.value).startswith(str(path)) and error in str(caught.value)
    (tmp_path / "a.txt").write_text(PAGE)
    done = cleaner("check", "a.txt", cwd=tmp_path)
    assert done.returncode == 2 and error in done.stderr.decode() and done.stderr.count(b"\n") == 1


# --- effect on cleaning ---


def test_what_people_said_outweighs_all_rules() -> None:
    result = clean(PAGE, RULEBOOK, labels=of_all((PROMPT, "body"), (ROOF, "related")))
    assert PROMPT in result.text and ROOF not in result.text
    said = {PAGE[x.start : x.end]: (x.kind, x.rule) for x in result.lines}
    assert said[PROMPT] == ("body", "REV101") and said[ROOF] == ("related", "REV101")
    for line in result.lines:
        assert abs(sum(e.weight for e in line.evidence) - line.score) < 1e-6
    assert clean(PAGE, rulebook(ignore=["REV"]), labels=of_all((PROMPT, "body"))).text == clean(PAGE, RULEBOOK).text


def test_a_line_of_markdown_is_named_as_it_stands() -> None:
    """`cleaner review` writes the raw line, and people copy raw lines from the page."""
    row = "**Ferry:** read what [the captain](https://velm.example/captain) says of the engine"
    text = PAGE.replace(PROMPT, row)
    assert row not in clean(text, RULEBOOK, labels=of_all((row, "related"))).text
    assert row in clean(text, RULEBOOK, labels=of_all((row, "body"))).text


def test_a_headline_can_be_said() -> None:
    first = BODY.splitlines()[2]
    result = clean(BODY, RULEBOOK, labels=of_all((first, "headline")))
    assert [BODY[x.start : x.end] for x in result.lines if x.kind == "headline"] == [first]


def test_a_line_that_stays_makes_an_article() -> None:
    text = "Log in\nSport\nContact us\nThe choir sings on Sunday\nPrivacy policy\n"
    assert clean(text, RULEBOOK).verdict == "no-article"
    result = clean(text, RULEBOOK, labels=of_all(("The choir sings on Sunday", "body")))
    assert result.verdict == "article" and "The choir sings on Sunday" in result.text


def test_of_several_equal_lines_the_one_with_the_same_neighbours_is_meant() -> None:
    rows = ["a", "x", "b", "x", "c"]
    review = LineLabel("x", "share", "document", "d", "", "b", "c")
    assert DocumentLabels((review,)).kinds(rows) == [None, None, None, "share", None]
    assert DocumentLabels((review,)).kinds(["a", "x", "b"]) == [None, "share", None], "no other line has this text"
    assert DocumentLabels((review._replace(scope="everywhere"),)).kinds(rows) == [None, "share", None, "share", None]


def test_the_narrowest_scope_counts_and_then_the_last() -> None:
    lines = [
        LineLabel("x", "share", "document", "d"),
        LineLabel("x", "advert", "everywhere", "d"),
        LineLabel("x", "footer", "site", "d", "s"),
    ]
    said = Reviews(tuple(lines))
    for place, kind in ((("d", "s"), "share"), (("e", "s"), "footer"), (("e", "t"), "advert")):
        labels = said.of(*place)
        assert labels and labels.kinds(["x"])[0] == kind
    assert Reviews((lines[0],)).of("e", "s") is None


@given(PAGES, st.data())
def test_what_is_promised_holds_with_reviews_too(text: str, data: st.DataObject) -> None:
    rows = [normalize_line(text[line.start : line.end]) for line in clean(text, RULEBOOK, explain=False).lines]
    chosen = data.draw(st.lists(st.tuples(st.sampled_from(rows or ["x"]), st.sampled_from(KINDS)), max_size=4))
    reviewed = of_all(*chosen)
    result = clean(text, RULEBOOK, labels=reviewed)
    assert clean(result.text, RULEBOOK, labels=reviewed).text == result.text
    kinds = dict(chosen)
    for line in result.lines:
        kind = kinds.get(normalize_line(text[line.start : line.end]))
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
    """Return the keys that skip to a line and then answer with `key`."""
    scores = {PAGE[x.start : x.end]: abs(x.score) for x in clean(PAGE, RULEBOOK).lines}
    return "s\n" * sorted(scores, key=lambda text: scores[text]).index(line) + key


def test_a_line_is_kept_in_its_document(folder: Path) -> None:
    said = review(folder, answers(PROMPT, "k\nq\n"))
    assert "body, in this document." in said and "1 line reviewed; decisions saved in cleaner.reviews.toml." in said
    assert [PROMPT in text for text in texts(folder)] == [True, False]
    assert b" decided by a reviewer " in cleaner("explain", "pages/a.txt", cwd=folder).stdout
    done = cleaner("explain", "-v", "pages/a.txt", cwd=folder)
    assert re.search(rb"REV101 +said-in-review +labelled body by a reviewer", done.stdout)
    assert PROMPT.encode() not in cleaner("--isolated", cwd=folder, stdin=PAGE.encode()).stdout


def test_a_line_is_dropped_everywhere(folder: Path) -> None:
    said = review(folder, answers(ROOF, "w\nw\nd\nh\nq\n"))
    assert "New decisions now apply on all pages of pages." in said and "related, everywhere." in said
    assert [ROOF in text for text in texts(folder)] == [False, False]


def test_undo_back_and_no_kind(folder: Path) -> None:
    said = review(folder, answers(PROMPT, "k\nu\nt\n!\nb\nq\n"))
    assert "undone: body in pages/a.txt." in said and "0 lines reviewed." in said
    assert [PROMPT in text for text in texts(folder)] == [False, False]


def test_nothing_is_written_where_nothing_is_decided(folder: Path) -> None:
    file = folder / "cleaner.reviews.toml"
    for keys in ("", "q\n", "s\n" * 99, "n\nn\n", "k\nu\nq\n", "k\nk\nu\nu\n", "w\n?\n"):
        review(folder, keys)
        assert not file.exists(), keys
    file.write_text("# Ours.\n")
    review(folder, "k\nu\nq\n")
    assert file.read_text() == "# Ours.\n"


def test_it_goes_on_where_it_ended(folder: Path) -> None:
    """The end of the input, as of a lost connection, loses no decision; decided lines are not asked again."""
    lines = len(clean(PAGE, RULEBOOK).lines)
    assert f"a.txt: line 4 of {lines}\n" in review(folder, "k\nk\nk\n")
    said = review(folder, "k\n" * 99)
    assert f"a.txt: line 1 of {lines - 3}\n" in said and f"b.txt: line {lines} of {lines}\n" in said
    assert "line 1 of" not in review(folder, "k\n"), "every line was reviewed"
    assert 'name = "pages/b.txt"' in (folder / "cleaner.reviews.toml").read_text("utf-8")


def test_what_another_session_says_meanwhile_stays(tmp_path: Path) -> None:
    file, other = tmp_path / "said.toml", LineLabel(ROOF, "body", "everywhere", "z.txt")
    pressed = iter("kk")

    def key() -> str:
        update_reviews(file, [other])
        return next(pressed, "q")

    session = Session(file, Reviews(), RULEBOOK.rules, key, everything=True)
    session.run(iter([ReviewPage("a.txt", "", clean(PAGE, RULEBOOK))]))
    assert len(load_reviews(file).lines) == 3 and other in load_reviews(file).lines


def test_a_header_is_not_asked_about(tmp_path: Path) -> None:
    text = "---\ntitle: The last bakery\ndate: 2024-02-13\n---\n\n# " + BODY
    result, keys = clean(text, RULEBOOK), iter("k" * 99)
    session = Session(tmp_path / "said.toml", Reviews(), RULEBOOK.rules, lambda: next(keys), everything=True)
    session.run(iter([ReviewPage("a.md", "", result)]))
    found = load_reviews(tmp_path / "said.toml")
    assert len(found.lines) == len(result.lines) - 1 and found.documents
    assert not any("title:" in one.line for one in found.lines)


def test_undo_and_back_reach_over_documents(folder: Path) -> None:
    rows = len(clean(PAGE, RULEBOOK).lines)
    said = review(folder, "k\n" * rows + "b\nu\nu\nq\n")
    assert f"pages/b.txt: line 1 of {rows}\n" in said and said.count("undone: ") == 2
    assert said.rstrip().endswith(f"{rows - 2} lines reviewed; decisions saved in cleaner.reviews.toml.")
    found = load_reviews(folder / "cleaner.reviews.toml")
    assert len(found.lines) == rows - 2 and found.documents == ()
    assert f"pages/a.txt: line {rows - 1} of {rows}\n" in said[said.rindex("undone: ") :]
    said = review(folder, "b\nu\nq\n")
    assert "no previous line." in said and "nothing to undo." in said


def test_a_second_answer_replaces_the_first_wherever_it_holds(folder: Path) -> None:
    review(folder, answers(ROOF, "k\nb\nw\nw\nd\nh\nq\n"))
    (said,) = load_reviews(folder / "cleaner.reviews.toml").lines
    assert (said.line, said.kind, said.scope) == (ROOF, "related", "everywhere")
    review(folder, answers(ROOF, "k\nb\nw\nw\nd\nh\nu\nq\n"), "--again")
    assert [x.kind for x in load_reviews(folder / "cleaner.reviews.toml").lines] == ["related", "body"], (
        "the narrower scope must win"
    )


def test_what_was_gone_through_is_asked_again_if_it_is_wanted_or_has_changed(folder: Path) -> None:
    rows = len(clean(PAGE, RULEBOOK).lines)
    review(folder, "k\n" * rows * 2)
    assert "line 1 of" not in review(folder, "q\n")
    assert f"pages/a.txt: line 1 of {rows}\n" in review(folder, "q\n", "--again")
    page = folder / "pages" / "b.txt"
    page.write_text(PAGE.replace("shortly before midnight", "at noon"), "utf-8")
    assert "pages/b.txt: line 1 of 1\n" in review(folder, "q\n")
    done = cleaner("score", "cleaner.reviews.toml", cwd=folder)
    assert b"pages/b.txt changed since it was reviewed; skipped" in done.stderr
    assert done.stdout.decode().splitlines()[1].split()[:2] == ["all", "1"]


def test_a_site_is_the_same_wherever_a_run_begins(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pages" / "orrin.example" / "2024").mkdir(parents=True)
    page = tmp_path / "pages" / "orrin.example" / "2024" / "a.txt"
    page.write_text(PAGE, "utf-8")
    review(tmp_path, answers(PROMPT, "w\nk\nq\n"))
    for start in (tmp_path, tmp_path / "pages", *page.parents[:2], page):
        kept = cleaner("explain", start, "--format", "json", cwd=tmp_path).stdout
        lines = json.loads(kept)["documents"][0]["lines"]
        assert [line["kept"] for line in lines if line["text"] == PROMPT] == [True], start


def test_a_file_of_reviews_that_is_not_there(folder: Path) -> None:
    (folder / "cleaner.toml").write_text('reviews = "ours.toml"\n')
    for command in ("run", "check", "diff", "explain"):
        done = cleaner(command, "pages", cwd=folder)
        assert done.returncode == 2 and b"ours.toml: not found; create it with 'cleaner review'" in done.stderr
    review(folder, answers(PROMPT, "k\nq\n"))
    assert [PROMPT in text for text in texts(folder)] == [True, False]


def test_without_anything_to_read_from(folder: Path) -> None:
    code = "import os, sys; os.close(0); os.execv(sys.executable, [sys.executable, '-m', 'cleaner', 'review', 'pages'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment(), capture_output=True, timeout=60)
    assert done.returncode == 2 and done.stderr == b"cleaner: stdin: cannot be read.\n"


def test_it_lies_beside_the_settings(folder: Path) -> None:
    (folder / "cleaner.toml").write_text("")
    review(folder, answers(PROMPT, "k\nq\n"))
    assert 'document = "pages/a.txt"' in (folder / "cleaner.reviews.toml").read_text("utf-8")
    assert [PROMPT in text for text in texts(folder)] == [True, False]
    assert b"cleaner.reviews.toml" in cleaner("config", "pages", cwd=folder).stdout


def on_terminal(folder: Path, *typed: bytes, columns: int = 80) -> tuple[int, list[str]]:
    """Return the exit status and the rows shown. Each wait for input gets the next of `typed`; b"" is Ctrl-C."""
    ours, theirs = pty.openpty()
    env = environment(TERM="dumb", COLUMNS=str(columns))
    call = [sys.executable, "-m", "cleaner", "review", "pages", "--all"]
    process = subprocess.Popen(call, cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown, left, end = b"", [*typed], monotonic() + 60
    while monotonic() < end:
        if not select([ours], [], [], 0.3)[0]:  # it waits
            if left and shown and (keys := left.pop(0)):
                os.write(ours, keys)
            elif shown:
                process.send_signal(signal.SIGINT)
            continue
        try:
            shown += os.read(ours, 4096)
        except OSError:  # it has ended
            break
    os.close(ours)
    return process.wait(30), shown.decode().replace("\r", "").split("\n")


def test_single_keys_on_a_terminal_of_80_columns(folder: Path) -> None:
    status, rows = on_terminal(folder, b"?\x1b[Dk?q")  # typed at once, with an arrow key in it
    assert status == 0 and max(map(len, rows)) <= 80 and "\x1b" not in "".join(rows)
    assert sum("keep: it belongs to the article" in row for row in rows) == 4, "at the start, for ?, the arrow and ?"
    assert "1 line reviewed" in rows[-2] and any("line 2 of" in row for row in rows)


def test_a_narrow_terminal_cuts_no_word(folder: Path) -> None:
    _, rows = on_terminal(folder, b"?wwtak\x04", columns=40)
    asked = rows[: next(i for i, row in enumerate(rows) if "reviewed; " in row)]
    assert max(map(len, asked)) <= 40
    shown = " ".join(" ".join(asked).split())
    for words in ("d drop: it does not", "w change scope: document, site, everywhere", "[q]uit [?]: k"):
        assert words in shown


@pytest.mark.parametrize(("end", "status", "more"), [(b"\x04", 0, []), (b"", 130, ["", "cleaner: interrupted."])])
def test_whoever_ends_it_learns_where_the_answers_are(folder: Path, end: bytes, status: int, more: list[str]) -> None:
    told = "1 line reviewed; decisions saved in cleaner.reviews.toml."
    ended, rows = on_terminal(folder, b"k", end)
    assert ended == status and rows[rows.index(told) :] == [told, *more, ""]
    assert rows[rows.index(told) - 1].endswith("[q]uit [?]: ")


def test_an_answer_is_said_beside_its_line_and_beside_its_neighbours(folder: Path) -> None:
    before, after = review(folder, answers(PROMPT, "k\nb\nw\nw\nt\ne\nb\nq\n")).split("body, in this document.\n")
    assert "your decision" not in before and "  your decision: body, in this document\n" in after
    assert "  your decision: navigation, everywhere\n" in after[after.rindex("line 1 of") :]
    assert "5  body       (your decision: body) The village of Orrin" in review(folder, "n\nk\nk\nq\n", "--again")


def test_an_answer_that_is_undone_is_not_said(folder: Path) -> None:
    assert "your decision: " not in review(folder, answers(PROMPT, "k\nu\nq\n"))


def doubtless(folder: Path, *args: str) -> str:
    done = cleaner("review", "pages", *args, cwd=folder, stdin=b"q\n")
    assert done.returncode == 0 and done.stdout == b"", "no prompt without a question"
    return done.stderr.decode()


def test_that_nothing_is_asked_has_its_reason(folder: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / "pages" / name).write_text(BODY)
    assert doubtless(folder) == "no uncertain lines in 2 documents; use --all to review every line.\n"
    review(folder, "k\n" * len(clean(BODY, RULEBOOK).lines))
    one = "no uncertain lines in 1 document; use --all to review every line."
    assert doubtless(folder) == f"{one} 1 other document already reviewed; use --again to review it again.\n"
    review(folder, "k\n" * 99)
    for args in ([], ["--all"]):
        assert doubtless(folder, *args) == "2 documents already reviewed; use --again to review them again.\n"


def test_stdin_gives_keys_and_no_text(folder: Path) -> None:
    done = cleaner("review", "pages", "-", cwd=folder, stdin=PAGE.encode())
    assert done.returncode == 2 and done.stdout == b"" and done.stderr.count(b"\n") == 1
    assert done.stderr.startswith(b"cleaner: cannot review stdin; pass a file.")


# --- reviews as labelled data and in `rules test` ---


def test_documents_that_were_gone_through_are_labelled_data(folder: Path) -> None:
    review(folder, answers(PROMPT, "k\n") + "k\n" * 99)
    review(folder, "k\n" * 99)
    (folder / "cleaner.reviews.toml").rename(folder / "said.toml")
    done = cleaner("score", "said.toml", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    row = done.stdout.decode().splitlines()[1].split()
    assert row[:2] == ["all", "2"] and float(row[2]) < 1, "the review kept every line"
    (folder / "said.toml").write_text("")
    done = cleaner("score", "said.toml", cwd=folder)
    assert b"no pairs found; expected reviewed documents" in done.stderr


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
    assert "1 line in 1 document against review decisions" in out
    done = cleaner("rules", "test", "mine.toml", "--on", "pages", "--format", "json", cwd=folder)
    assert json.loads(done.stdout)["on"]["contradicting"]["samples"][0]["text"] == ROOF
