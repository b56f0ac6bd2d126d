"""Output for people and for programs: safe on a terminal, exact where it must be, in linear time."""

import json as standard_json
import shutil
import subprocess
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cleaner.files import safe_json
from cleaner.model import Basis, Decision, Document, Evidence, Kind, Removal, Result
from cleaner.render import json, text
from cleaner.render.diff import DiffLayout, render_diff
from cleaner.render.diff_rows import diff_rows
from cleaner.render.report import make_entry
from cleaner.render.summary import RunInfo, render_summary
from cleaner.render.unified import cleaned_bytes, unified
from cleaner.render.weights import decisive_rules, render_weights
from cleaner.runs.outcome import Finding, KindAndRule, Outcome, RemovalCounts, Summary
from cleaner.text import visible
from tests.support.command import result

NOTHING = RemovalCounts(Counter(), Counter())

# --- words ---


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("a\u202eb\u2066c", "a<U+202E>b<U+2066>c"),
        ("zero\u200bwidth\ufeff", "zero<U+200B>width<U+FEFF>"),
        ("a\rb\nc\x00\x7f", "a␍b␊c␀␡"),
        ("\x9b31m\u2028", "<U+009B>31m<U+2028>"),
        ("bad\udcff\udc80", "bad\\xff\\x80"),
        ("a\U000e0041", "a<U+E0041>"),
        ("a\u200db", "a<U+200D>b"),
        ("می\u200cخواهم 👩\u200d🔬", "می\u200cخواهم 👩\u200d🔬"),  # joiners that belong to the spelling
        ("tab\there", "tab    here"),
        ("Ελλάδα, 北京, é [b]", "Ελλάδα, 北京, é [b]"),
    ],
)
def test_what_acts_on_a_terminal_is_made_visible(raw: str, shown: str) -> None:
    assert visible.visible(raw) == shown


@given(st.text())
def test_nothing_that_acts_on_a_terminal_comes_through(raw: str) -> None:
    shown = visible.visible(raw)
    shown.encode()
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or c in "\u202a\u202e\u2066\u2069\u200b" for c in shown)


@given(st.text("ab 漢é", max_size=60), st.integers(2, 20))
def test_wrapped_rows_fit_and_lose_no_word(raw: str, width: int) -> None:
    wrapped = text.wrap(raw, width)
    assert all(cell_len(row) <= width for row in wrapped)
    assert "".join("".join(wrapped).split()) == "".join(raw.split())
    assert cell_len(text.fit(raw, width)) <= width


def test_what_is_piped_is_not_cut() -> None:
    assert text.wrap("x " * 500, None) == ["x " * 500]
    assert text.fit("x" * 500, None) == "x" * 500


def test_columns_of_wide_characters_are_aligned() -> None:
    rows = [("北京.txt", "1", "a"), ("café.txt", "20", "b"), ("e\u0301.txt\n", "3", "c")]
    assert text.render_table(rows) == [
        "北京.txt   1  a",
        "café.txt  20  b",
        "e\u0301.txt␊     3  c",
    ]
    assert text.render_table(rows, 12)[1] == "café.txt  2…"
    names = {"R0": "北京", "R1": "café", "R2": "name"}
    done = Result("text", "", "article", (decision(3.0, 2.0, 1.0),), ())
    shown = [row for row in plain(render_weights("p", done, names, None)) if row.endswith("saw it")]
    assert {cell_len(row) for row in shown} == {cell_len(shown[-1])}


def test_counts() -> None:
    assert text.plural(1, "line") == "1 line"
    assert text.plural(1200, "line") == "1,200 lines"
    assert text.counts_by_kind(Counter({"share": 1, "related": 5, "advert": 1})) == "related 5, share 1, advert 1"


def test_the_summary_has_everything() -> None:
    total = Summary()
    named: KindAndRule = ("share", "SHA101")
    done = Outcome("a", "article", "a.clean", False, None, RemovalCounts(Counter({named: 2}), Counter({named: 9})))
    total.add(done, dry_run=False)
    total.add(Outcome("b", "no-article", None, False, "b.clean", NOTHING), dry_run=False)
    total.failures += 1
    lines = plain(render_summary(total, RunInfo()))
    assert lines[0] == "3 documents: 0 written, 1 unchanged, 1 without an article, 1 failed."
    assert lines[1] == "Removed 2 lines (9 words):"
    assert lines[-1].split() == ["share", "2", "9", "SHA101", "2"]


def test_the_summary_names_the_busiest_rules_of_a_kind() -> None:
    total = Summary()
    for i, lines in enumerate([5, 9, 1, 7, 3]):
        total.removed.lines["share", f"SHA10{i}"] = total.removed.words["share", f"SHA10{i}"] = lines
    assert plain(render_summary(total, RunInfo()))[-1].endswith("SHA101 9, SHA103 7, SHA100 5, SHA104 3 and 1 more")


def test_a_saved_summary_is_restored() -> None:
    total = Summary(3, 1, 2, 4, 1, 5, [(0.25, "a.txt")])
    total.removed.lines["share", "SHA101"], total.removed.words["share", "SHA101"] = 2, 9
    assert Summary.from_json(standard_json.loads(standard_json.dumps(total.to_json()))) == total


def test_documents_without_an_article_are_named_up_to_a_limit() -> None:
    done = Outcome("b", "no-article", None, False, "b.clean", NOTHING)
    lines = text.render_skipped([done] * 5, 2)
    assert lines == [
        "b: no article found; skipped; b.clean is from an earlier run",
        "b: no article found; skipped; b.clean is from an earlier run",
        "... and 3 more skipped (use -v to list them)",
    ]


# --- diff ---


def plain(lines: object) -> list[str]:
    return [click.unstyle(line).rstrip() for line in lines]  # type: ignore[attr-defined]


def test_diff_names_kind_and_rule_and_folds_what_is_kept() -> None:
    raw = "".join(f"kept {i}\n\n" for i in range(6)) + "Gone\n" + "end\n" * 4
    at = raw.index("Gone")
    assert plain(render_diff("p", result(raw, (at, at + 5)), DiffLayout(1, None, False))) == [
        "p: 1 line removed (related 1)",
        "     ⋯ 5 lines kept",
        "11                       kept 5",
        "13  related REL101     - Gone",
        "14                       end",
        "     ⋯ 3 lines kept",
    ]


def test_the_heading_of_a_diff_fits_the_width_and_cuts_the_front_of_the_name() -> None:
    heading = "a/long/way/to/the/page.txt: 1 line removed (related 1)"
    shown = {40: "…way/to/the/page.txt: 1 line removed (related 1)", 80: heading}
    raw = "kept\nGone\n"
    for width in (40, 80):
        diff_rows = plain(render_diff(heading.partition(":")[0], result(raw, (5, 9)), DiffLayout(0, width, False)))
        above = diff_rows[: next(i for i, row in enumerate(diff_rows) if "kept" in row)]
        assert max(map(len, above)) <= width and " ".join(above) == shown[width]
    nothing = replace(result(raw, (0, 9)), verdict="no-article")
    rows = plain(render_diff("x" * 30, nothing, DiffLayout(0, 40, False)))
    assert rows == ["…" + "x" * 19 + ": no article found,", "everything would be removed"]


def test_diff_shows_a_span_within_its_row() -> None:
    raw = "He said so. READ ALSO: More. She left."
    span = raw.index("READ"), raw.index("She")
    shown = list(render_diff("p", result(raw, span, kind="read-also", rule="REA101"), DiffLayout(3, None, False)))
    assert click.unstyle(shown[1]) == "1  read-also REA101   ~ He said so. [-READ ALSO: More. -]She left."
    colored = list(render_diff("p", result(raw, span), DiffLayout(3, None, True)))[1]
    assert "[-" not in click.unstyle(colored)
    assert "\x1b[38;5;169m\x1b[9mREAD ALSO: More. \x1b[0m" in colored


def test_a_span_is_marked_wherever_the_row_breaks() -> None:
    raw = "He said so on Tuesday. READ ALSO: More of the same story on page four. She left."
    span = raw.index("READ"), raw.index("She")
    for color in (True, False):
        diff_rows = list(render_diff("p", result(raw, span), DiffLayout(3, 60, color)))[1:]
        assert len(diff_rows) > 2 and all(len(click.unstyle(row)) <= 60 for row in diff_rows)
        text = " ".join(click.unstyle(row)[24:] for row in diff_rows)
        assert text.replace("[-", "").replace("-]", "") == raw
    styled = list(render_diff("p", result(raw, span), DiffLayout(3, 60, True)))[2]
    assert "\x1b[38;5;169m\x1b[9m" in styled and not click.unstyle(styled).startswith("He")


def test_on_a_wide_terminal_raw_and_cleaned_stand_side_by_side() -> None:
    raw = "He said so. READ ALSO: More. She left.\n\nGone\n\n这一行是中文的，说的是港口。\n"
    spans = (raw.index("READ"), raw.index("She")), (raw.index("Gone"), raw.index("Gone") + 6)
    shown = [click.unstyle(row) for row in render_diff("p", result(raw, *spans), DiffLayout(3, 160, True))]
    assert [row.split(" │") for row in shown[1:]] == [
        ["1 ~ " + "He said so. READ ALSO: More. She left.".ljust(76), " He said so. She left."],
        ["    " + " " * 76, " ← related REL101"],
        ["3 - " + "Gone".ljust(76), " ← related REL101"],
        ["5   " + "这一行是中文的，说的是港口。".ljust(62), " 这一行是中文的，说的是港口。"],
    ]
    assert all("│" not in row for row in render_diff("p", result(raw, *spans), DiffLayout(3, 120, True)))


def test_diff_of_nothing_is_nothing() -> None:
    assert list(render_diff("p", result("all kept"), DiffLayout(3, None, False))) == []


def test_diff_is_safe_on_a_terminal() -> None:
    raw = "Gone \x1b]0;title\x07 [red]\u202e\n"
    shown = "".join(plain(render_diff("evil\x1b[2J\n", result(raw, (0, len(raw))), DiffLayout(3, 80, True))))
    assert "\x1b" not in shown and "␛]0;title␇ [red]<U+202E>" in shown and "evil␛[2J␊" in shown


def test_rows_are_numbered_as_an_editor_does() -> None:
    raw = "a\r\nb\rc\n\n\nd"
    assert [row.number for row in diff_rows(result(raw))] == [1, 2, 3, 6]


def test_diff_takes_linear_time() -> None:
    """A quadratic search for the removals of a row would take a minute here."""
    raw = "x\ny\n" * 30_000
    shown = render_diff("p", result(raw, *((i, i + 2) for i in range(0, len(raw), 4))), DiffLayout(0, None, False))
    assert sum(1 for _ in shown) > 30_000


# --- unified ---


ENCODINGS = [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")]
NAMES = ["with space.txt", "tab\there.txt", "new\nline.txt", 'quote".txt', "-dash.txt", "é.txt", "b\\s.txt"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("patch") is None:
        pytest.skip("needs patch")
    return tmp_path_factory.mktemp("patch")


def patched(folder: Path, name: str, document: Document, done: Result, context: int = 3) -> bytes:
    """Return the file after `patch -p0` has applied the diff."""
    (folder / name).write_bytes(document.encode(done.raw))
    patch = unified(name, document, done, context)
    if patch:
        ran = subprocess.run(["patch", "-p0", "-s"], cwd=folder, input=patch, capture_output=True, check=False)
        assert ran.returncode == 0, (patch, ran.stdout, ran.stderr)
    return (folder / name).read_bytes()


@st.composite
def results(draw: st.DrawFn, alphabet: str) -> Result:
    raw = draw(st.text(alphabet, min_size=1, max_size=60))
    edges = sorted(draw(st.sets(st.integers(0, len(raw)), max_size=8)))
    return result(raw, *zip(edges[::2], edges[1::2], strict=False))


@given(
    results("a\n\nb\r -+\\é漢"),
    st.sampled_from(
        [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")]
    ),
    st.integers(0, 4),
)
def test_patch_makes_the_cleaned_file(folder: Path, done: Result, encoding: tuple[str, bytes], context: int) -> None:
    document = Document(done.raw, *encoding)
    assert patched(folder, "a.txt", document, done, context) == document.encode(done.text)


@given(results("a\n日本語"))
def test_patch_of_an_encoding_with_states(folder: Path, done: Result) -> None:
    document = Document(done.raw, "iso2022_jp")
    assert patched(folder, "a.txt", document, done) == document.encode(done.text)


@pytest.mark.parametrize("raw", ["one\ntwo\n", "one\r\ntwo", "\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_patch_of_no_article_empties_the_file(folder: Path, raw: str, bom: bytes) -> None:
    done = Result(raw, "", "no-article", (), (Removal(0, len(raw), "navigation", ""),))
    document = Document(raw, "utf-8", bom)
    assert cleaned_bytes(document, done) == b""
    assert patched(folder, "a.txt", document, done) == b""


@pytest.mark.parametrize("name", NAMES)
def test_patch_finds_files_with_odd_names(folder: Path, name: str) -> None:
    done = result("keep\ngone\n", (5, 10))
    assert patched(folder, name, Document(done.raw), done) == b"keep\n"


def test_a_path_below_the_current_folder_is_made_relative(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    done = result("keep\ngone\n", (5, 10))
    patch = unified(str(folder / "d" / "a b.txt"), Document(done.raw), done, 3)
    assert patch.startswith(b"--- d/a b.txt\t\n+++ d/a b.txt\t\n@@")


def test_no_patch_where_nothing_changes() -> None:
    assert unified("a", Document("same\n"), result("same\n"), 3) == b""


# --- explain ---


def decision(*weights: float, kept: bool | None = None) -> Decision:
    evidence = tuple(Evidence(f"R{i}", weight, "saw it") for i, weight in enumerate(weights))
    score = sum(weights)
    return Decision(1, 0, 4, "share", score <= 0 if kept is None else kept, score, evidence)


@given(st.lists(st.integers(-5, 5), max_size=6))
def test_decisive_is_the_smallest_set_that_flips_the_score(weights: list[int]) -> None:
    line = decision(*weights)
    flips = [
        chosen
        for chosen in range(1 << len(weights))
        if (sum(w for i, w in enumerate(weights) if not chosen >> i & 1) > 0) != (line.score > 0)
    ]
    found = decisive_rules(line)
    assert bool(found) == bool(flips)
    if flips:
        assert len(found) == min(chosen.bit_count() for chosen in flips)
        left = line.score - sum(evidence.weight for evidence in found)
        assert (left > 0) != (line.score > 0)


def test_explain_says_what_would_have_changed() -> None:
    done = Result("text", "", "article", (decision(3.0, 1.0, -0.5),), ())
    shown = plain(render_weights("p", done, {"R0": "first-rule"}, None))
    assert shown[0] == "p: article, confidence 1, 0 lines kept, 1 removed"
    assert "share" in shown[2] and "+3.50" in shown[2] and shown[2].endswith("text")
    assert shown[3].split() == ["+3.00", "R0", "first-rule", "saw", "it"]
    assert shown[-1].strip() == "would score as body without R0, R1"


def test_explain_sums_weak_evidence_up_on_a_terminal_only() -> None:
    done = Result("text", "", "article", (decision(-4, *[1.0] * 5, *[0.1] * 10),), ())
    assert len(plain(render_weights("p", done, {}, None))) == 3 + 16 + 1
    assert "+0.80  8 weaker rules combined" in "\n".join(plain(render_weights("p", done, {}, 80)))


def test_explain_of_a_kind_that_is_not_kept() -> None:
    line = Decision(1, 0, 4, "byline", False, -1.0, ())
    shown = plain(render_weights("p", Result("text", "", "article", (line,), ()), {}, None))
    assert "removed because of its kind (byline); its score is -1.00" in shown[-1] and " kind  text" in shown[-2]


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        (Basis("hit"), "by its own text"),
        (Basis("section", 44), "in the section that line 44 opens"),
        (Basis("neighbour", 44), "belongs with line 44"),
        (Basis("inside"), "inside the article"),
        (Basis("menu", 0, 24), "in a menu, a run of 24 lines without prose"),
        (Basis("duplicate", 44), "repeats line 44"),
    ],
)
def test_explain_and_the_report_say_how_a_line_got_its_kind(basis: Basis, words: str) -> None:
    line = decision(3.0)._replace(rule="R9", basis=basis)
    done = Result("text", "", "article", (line,), ())
    assert plain(render_weights("p", done, {}, None))[3].strip() == f"share: {words} (R9)"
    (reported,) = standard_json.loads(zlib.decompress(make_entry("p", done, ["R0", "R9"]).compressed))
    assert (reported["basis"], reported["own"]) == (words, basis.how == "hit")


def test_columns_of_an_explanation_fit_every_code_and_name() -> None:
    done = Result("text", "", "article", (decision(3.0, 2.0, 1.0),), (), (Evidence("HARBOUR101", 1.0, "saw it"),))
    names = {"R0": "a-name-that-is-longer-than-any-other", "R1": "short"}
    page, *lines = [row for row in plain(render_weights("p", done, names, None)) if row.endswith("saw it")]
    assert len(lines) == 3 and len(set(map(len, lines))) == 1
    assert page.split() == ["+1.00", "HARBOUR101", "saw", "it"], "it has columns of its own"


def test_explain_is_safe_on_a_terminal() -> None:
    line = Decision(1, 0, 4, "share", False, 1.0, (Evidence("R", 1.0, "\x1b[2J"),))
    shown = "".join(plain(render_weights("\x1b", Result("\x1b[1m", "", "article", (line,), ()), {}, 60)))
    assert "\x1b" not in shown


# --- JSON ---


def test_json_of_documents() -> None:
    found = Finding("a", "article", Counter[Kind]({"share": 2}))
    pieces = b"".join([*json.documents("s/1", [json.finding(found)] * 2, False), json.end(summary={"x": 1})])
    value = standard_json.loads(pieces)
    assert value["schema"] == "s/1" and value["summary"] == {"x": 1} and len(value["documents"]) == 2
    counts = {"boilerplate": 2, "kinds": {"share": 2}}
    expected = {"path": "a", "record": None, "verdict": "article", "confidence": 1.0, **counts}
    assert value["documents"][0] == expected
    lines = b"".join(json.documents("s/1", [json.finding(found)] * 2, True)).splitlines()
    assert [standard_json.loads(line)["schema"] for line in lines] == ["s/1", "s/1"]
    nothing = b"".join([*json.documents("s/1", [], False), json.end()])
    assert standard_json.loads(nothing) == {"schema": "s/1", "documents": []}


def test_json_keeps_names_that_are_not_utf8() -> None:
    assert standard_json.loads(safe_json.encode("bad\udcff é")) == "bad\udcff é"
    assert safe_json.encode("é") == '"é"'.encode()


def test_json_of_an_explanation() -> None:
    value = json.explanation("p", None, Result("text", "", "article", (decision(3.0, -1.0),), ()))
    (line,) = value["lines"]
    assert line["text"] == "text" and line["decisive"] == ["R0"]
    assert line["evidence"][0] == {"rule": "R0", "weight": 3.0, "saw": "saw it"}
