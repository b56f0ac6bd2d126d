"""Hostile text: no command lets it control a terminal; control characters are shown as symbols.

Every command runs with hostile text in every place that takes text, on a real terminal and into a pipe. The tests check
the output character by character. Only the cleaned text itself is exact, because it is data.
"""

import csv
import json
import os
import pty
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from select import select
from typing import NamedTuple, NoReturn

import pytest
import regex

from cleaner import clean
from cleaner.cli import COMMANDS, run_with_fast_exit
from cleaner.settings import load_settings as settings
from cleaner.text.visible import visible
from tests.support.command import NO_ARTICLE, PAGE, cleaner, environment

EVIL = (
    "\x1b]0;owned\x07\x1b[2J\x1b[5;8m\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\\x1b]52;c;ZXZpbA==\x07\x1bPq\x1b\\"
    "\x9b5m\x9d0;t\x9c\x08\x7f\u202egnp\u202c\u2066x\u2069\u200b\u2060\ufeff\u00ad\u034f\u3164\U000e0041\U000e007f"
    "e\ufe0f\ufe0e\U000e0100[bold red]b[/] <script>a</script> ::add-mask::e ##[error]x %0A %1B ${x} `id`"
)
"""Sequences that recolour, retitle, link, copy, reorder or hide; markup of rich, HTML, GitHub Actions and shells."""
NAME = EVIL.replace("/", "")[:60] + "\r\n::add-mask::n"
ROWS = f"""
{EVIL} Home | News | Sport

READ ALSO: Storm closes {EVIL} the coast road

The mayor \x1b[5;8msaid\x1b[2J on Tuesday that the \u202eharbour would\u202c stay open\x9b5m, and nobody spoke.

Share this article {EVIL}
© 2024 Orrin Courier {EVIL}. All rights reserved.
"""
HOSTILE_PAGE = PAGE.replace("Home |", f"Home {EVIL} |") + ROWS
OURS = regex.compile(
    r"\x1b\]8;;file://[\w./%-]*rules\.html#[A-Z\d]+\x1b\\[A-Z\d]+\x1b\]8;;\x1b\\|"
    r"\x1b\[(?:0|1|2|4|9|9;31|39|[39]\d|38;5;\d+|1;3\d)m|\x1b\[\?25[hl]|\x1b\[2K|\x1b\[1A|\x1b\[\?1[hl]|\r(?=\n|\r|\x1b|$)"
)
"""Sequences of this program itself: links from codes to the rules page, styles, and moves of a progress bar."""
FORBIDDEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cs}[\p{Cc}--\n]]", regex.V1)


class Case(NamedTuple):
    """A call of the command: its arguments, stdin and environment."""

    args: Sequence[str | bytes]
    stdin: bytes = b""
    env: dict[str, str] = {}  # noqa: RUF012


def toml(text: str) -> str:
    """Return a text as a basic string of TOML, with every character escaped."""
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'


def rule(**other: str) -> str:
    """Return a user rule with hostile text in its fields."""
    values = {
        "code": '"MY001"', "name": toml(EVIL), "kind": '"promotion"', "weight": "4.0", "pattern": "'(?i)daily.needs'",
        "why": toml(EVIL + ". Because."), "drops": f"[{toml('The Daily needs ' + EVIL)}]",
        "keeps": f"[{toml('The daily needs of the harbour are many, the mayor said on Saturday. ' + EVIL)}]",
    } | other  # fmt: skip
    return "[[rule]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of files with hostile names and contents."""
    place = tmp_path_factory.mktemp("hostile")
    (place / ".git").mkdir()
    pages = place / "pages" / NAME
    pages.mkdir(parents=True)
    raw = os.fsencode(pages) + b"/\x9b2J\xff"
    Path(os.fsdecode(raw + b"a.txt")).write_text(HOSTILE_PAGE, "utf-8")
    Path(os.fsdecode(raw + b"b.txt")).write_bytes(HOSTILE_PAGE.encode("cp1252", "replace") + b"\x9b5m \x90 \x84\n")
    Path(os.fsdecode(raw + b"c.txt")).write_text(NO_ARTICLE + EVIL, "utf-8")
    Path(os.fsdecode(raw + b"d.txt")).write_bytes(b"\0\1")
    record = {"id": EVIL, "url": f"http://{EVIL}/", "text": HOSTILE_PAGE, EVIL: 1}
    lines = [json.dumps(record), json.dumps({EVIL: EVIL}), '{"text": ' + EVIL, json.dumps({"id": EVIL, "text": 3})]
    (place / "pages.jsonl").write_text("\n".join(line.replace("\n", " ") for line in lines), "utf-8")
    (place / "foreign.jsonl").write_text("\n".join([json.dumps({EVIL: EVIL})] * 30), "utf-8")
    with (place / "pages.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "text", EVIL], [EVIL, HOSTILE_PAGE.replace("\r", ""), "=1+1"], [EVIL]])
    for name, text in TOMLS.items():
        (place / f"{name}.toml").write_text(text, "utf-8")
    (place / "bytes.toml").write_bytes(b"# \x9b2J\xff")
    header = "# cleaner templates 1, what recurs\n"
    (place / "sites.tsv").write_text(f"{header}a{EVIL}\t9\n\t9\tshare{EVIL.lower()}\n".replace("\r", ""), "utf-8")
    (place / "broken.tsv").write_text(f"{header}a{EVIL}\t9\n\t9\tx\n\t9\ta{EVIL.lower()}\n".replace("\r", ""), "utf-8")
    (place / "exact.txt").write_text(HOSTILE_PAGE, "utf-8")
    (place / "seen.txt").write_text(f"{PAGE}\nThe Daily needs you\n\nShare this article\n", "utf-8")
    cleaner("run", "--sidecar", "exact.txt", cwd=place)
    for name, changed in SIDECARS.items():
        (place / f"{name}.clean.txt").write_text(BODY_TEXT, "utf-8")
        (place / f"{name}.removed.json").write_text(json.dumps(changed), "utf-8")
    pair = {"raw": HOSTILE_PAGE, "gold": clean(HOSTILE_PAGE).text, "language": EVIL}
    (place / "pairs.jsonl").write_text(
        "\n".join(
            json.dumps(pair | {"id": f"{i}{EVIL}", "site": f"{i}{EVIL}", "language": f"{i % 2}{EVIL}"})
            for i in range(4)
        )
    )
    (place / "bad.jsonl").write_text(json.dumps(pair | {"counts": EVIL}))
    return place


BODY_TEXT = "The village keeps its last bakery."
IDENTITY = {"name": EVIL, "size": 1, "sha256": EVIL}
IDENTITIES = {"original": IDENTITY, "cleaned": IDENTITY}
SIDECAR = {"schema": "cleaner/removed/1", **IDENTITIES, "encoding": EVIL, "bom": False, "removed": []}
SIDECARS = {
    "encoding": SIDECAR,
    "schema": {"schema": f"cleaner/removed/{EVIL}"},
    "name": SIDECAR | {"encoding": "utf-8"},
}
TOMLS = {
    "mine": rule(),
    "code": rule(code=toml(EVIL)),
    "kind": rule(kind=toml(EVIL)),
    "key": rule() + f"{toml(EVIL)} = 1\n",
    "pattern": rule(pattern=toml("(" + EVIL)),
    "needs": rule(needs=f"[{toml(EVIL)}]"),
    "slow": rule(pattern="'^(?:a|a)+$'", drops=f"[{toml('a' * 60 + EVIL)}]"),
    "unknown": f"{toml(EVIL)} = 1",
    "kinds": f"keep = [{toml(EVIL)}]",
    "codes": f"select = [{toml(EVIL)}]",
    "jobs": f"jobs = {toml(EVIL)}",
    "files": f"weights = {toml(EVIL)}\ntemplates = {toml(EVIL)}\n",
    "nul": f"reviews = {toml('a' + chr(0) + 'b')}\n",
    "set": f"site = {toml(EVIL)}\nexclude = [{toml(EVIL)}]\n",
    "syntax": f"a = {EVIL}",
    "doubled": f"{toml(EVIL)} = 1\n{toml(EVIL)} = 2\n",
    "reviews": f"[[line]]\nline = {toml(EVIL)}\nkind = {toml(EVIL)}\nscope = 'everywhere'\n",
    "reviewed": f"[[line]]\nline = {toml(EVIL)}\nkind = 'share'\nscope = 'everywhere'\n"
    f"[[document]]\nname = {toml(EVIL)}\n",
    "tables": f"[{toml(EVIL)}]\n",
    "weights": f"[weights]\nPRO102 = {toml(EVIL)}\n",
    "fitted": f"[weights]\n{toml(EVIL)} = 1\n",
}
ON_PAGES = ("pages", "pages.jsonl", "pages.csv", "foreign.jsonl")
ANSWERS = "\n".join(
    [EVIL, "promotion", f"The Daily needs {EVIL}", "starts", "The Daily", "", f"The harbour {EVIL}", EVIL, "", "y"]
)
WEIGHTS = ("weights", "fitted", "syntax", "bytes")
SAID = ("reviews", "reviewed", "tables", "syntax", "bytes")
SHELLS = ("bash", "zsh", "fish")
TYPED = {"COMP_WORDS": "cleaner rules --config mine.toml ", "COMP_CWORD": "4"}
CASES = {
    "help": Case(["--help"], env={"COLUMNS": EVIL.replace("\0", ""), "TERM": EVIL}),
    "narrow": Case(["diff", "pages"], env={"COLUMNS": "1"}),
    "wide": Case(["diff", "pages"], env={"COLUMNS": "10000000000000"}),
    "wide progress": Case(["run", "--out", "wide", "pages"], env={"COLUMNS": "10000000000000"}),
    "narrow progress": Case(["run", "--out", "wide", "pages"], env={"COLUMNS": "1"}),
    "no width": Case(["explain", "pages"], env={"COLUMNS": "-7", "LINES": "x"}),
    "unknown command": Case([EVIL]),
    "unknown option": Case(["run", f"--{EVIL}", "x"]),
    "unknown choice": Case(["check", "--format", EVIL, "x"]),
    "no number": Case(["run", "--jobs", EVIL, "x"]),
    "missing path": Case(["run", NAME]),
    "missing file": Case(["run", "--weights", NAME, "pages"]),
    "run": Case(["run", "-v", "--out", "out", *ON_PAGES]),
    "run anew": Case(["run", "--out", "out", "--rejects", "rejects.jsonl", "--stats", "stats.json", *ON_PAGES]),
    **{
        f"{command}, by its own rules": Case([command, "--config", "mine.toml", "seen.txt"])
        for command in ("explain", "diff", "check")
    },
    "explain weights": Case(["explain", "--verbose", "--config", "mine.toml", *ON_PAGES]),
    "explain color": Case(["explain", "--color", "always", "--no-pager", *ON_PAGES]),
    "explain narrow": Case(["explain", *ON_PAGES], env={"COLUMNS": "1"}),
    "explain lines": Case(["explain", f"{NAME}:3-1", "seen.txt:1"]),
    "diff sides": Case(["diff", "--side-by-side", *ON_PAGES]),
    "diff narrow sides": Case(["diff", "--side-by-side", *ON_PAGES], env={"COLUMNS": "1"}),
    "diff narrow stat": Case(["diff", "--stat", *ON_PAGES], env={"COLUMNS": "1"}),
    "run color": Case(["run", "--color", "always", "--out", EVIL.replace("\0", ""), *ON_PAGES]),
    "run dry": Case(["run", "--dry-run", "--exclude", EVIL, *ON_PAGES]),
    "run json": Case(["run", "--dry-run", "--format", "json", *ON_PAGES]),
    "run jsonl": Case(["run", "--dry-run", "--format", "jsonl", *ON_PAGES]),
    "run field": Case(["run", "--dry-run", "--text-field", EVIL, "--id-field", EVIL, *ON_PAGES]),
    "run sidecar": Case(["run", "--sidecar", "--out", "sidecars", *ON_PAGES]),
    "run learning": Case(["run", "--out", "learnt", "--learn-templates", *ON_PAGES]),
    "run site": Case(["run", "--dry-run", "--templates", "sites.tsv", "--site", EVIL, *ON_PAGES]),
    "run resume": Case(["run", "--out", "out", "--resume", *ON_PAGES]),
    "restore": Case(["restore", "encoding.clean.txt", "schema.clean.txt", "name.clean.txt", NAME]),
    "diff": Case(["diff", *ON_PAGES]),
    "diff color": Case(["diff", "--color", "always", *ON_PAGES], env={"FORCE_HYPERLINK": "1"}),
    "diff stat": Case(["diff", "--stat", *ON_PAGES]),
    "diff wide": Case(["diff", *ON_PAGES], env={"COLUMNS": "200"}),
    "diff unified": Case(["diff", "--unified", *ON_PAGES]),
    "restored": Case(["restore", "exact.clean.txt", "-o", "-"]),
    "check": Case(["check", *ON_PAGES]),
    "check json": Case(["check", "--format", "json", *ON_PAGES]),
    "check jsonl": Case(["check", "--format", "jsonl", *ON_PAGES]),
    "check github": Case(["check", "--format", "github", "--config", "mine.toml", *ON_PAGES]),
    "check sarif": Case(["check", "--format", "sarif", "--config", "mine.toml", *ON_PAGES]),
    "check files": Case(["check", "--files", *ON_PAGES]),
    "check glob": Case(["check", "--files", "--glob", f"{EVIL}*[", "pages"]),
    "check pattern": Case(["check", f"{NAME}*/*.txt"]),
    "explain": Case(["explain", "--config", "mine.toml", *ON_PAGES]),
    "explain json": Case(["explain", "--format", "json", *ON_PAGES]),
    "explain jsonl": Case(["explain", "--format", "jsonl", *ON_PAGES]),
    "report": Case(["report", *ON_PAGES, "-o", "report.html"]),
    "report foreign": Case(["report", "pages", "-o", "mine.toml"]),
    "review": Case(["review", "--all", *ON_PAGES], b"k\nd\nw\nt\nh\n?\nw\nd\n\x1b[A\n\x9b\nn\nd\nq\n"),
    "rules": Case(["rules", "--config", "mine.toml"]),
    "rule": Case(["rules", "MY001", "--config", "mine.toml"]),
    "no rule": Case(["rules", EVIL]),
    "rules json": Case(["rules", "--format", "json", "--config", "mine.toml"]),
    "rules html": Case(["rules", "--format", "html", "--config", "mine.toml"]),
    "rules test": Case(["rules", "test", "mine.toml", "--on", *ON_PAGES]),
    "rules test json": Case(["rules", "test", "mine.toml", "--format", "json", "--on", *ON_PAGES]),
    "rules test argument": Case(["rules", "test", "mine.toml", EVIL]),
    "rules new": Case(["rules", "new", "new.toml"], ANSWERS.encode()),
    "score": Case(["score", "pairs.jsonl", "--against", "mine.toml"]),
    "score bad": Case(["score", "bad.jsonl"]),
    "fit": Case(["fit", "pairs.jsonl", "-o", "weights.out", "--folds", "9"]),
    "fit bad": Case(["fit", "bad.jsonl", "-o", "weights.out"]),
    "templates learn": Case(["templates", "learn", "--all", "--site", EVIL, *ON_PAGES, "-o", "learnt.tsv"]),
    "templates shown": Case(["templates", "learn", "--all", *ON_PAGES, "-o", "-"]),
    "templates show": Case(["templates", "show", "sites.tsv"]),
    "templates show site": Case(["templates", "show", "sites.tsv", "a" + EVIL]),
    "templates no site": Case(["templates", "show", "sites.tsv", EVIL]),
    "templates broken": Case(["templates", "show", "broken.tsv"]),
    "templates merge": Case(["templates", "merge", "sites.tsv", "broken.tsv", "-o", "merged.tsv"]),
    "cache": Case(["cache"], env={"XDG_CACHE_HOME": EVIL.replace("\0", "")}),
    "completion": Case(["completion", EVIL]),
    "config": Case(["config", "--config", "set.toml", "--keep", "byline", "pages"]),
    "config path": Case(["config", NAME]),
    "topic": Case(["help", NAME]),
    "piped no article": Case(["-", "--site", EVIL, "--templates", "sites.tsv"], NO_ARTICLE.encode()),
    "piped bytes": Case(["-"], b"\0\x1b[2J"),
    "reviews": Case(["run", "--config", "tables.toml", "pages"]),
    **{f"settings {name}": Case(["run", "--dry-run", "--config", f"{name}.toml", "pages"]) for name in TOMLS},
    "settings bytes": Case(["run", "--config", "bytes.toml", "pages"]),
    **{f"weights {name}": Case(["check", "--weights", f"{name}.toml", "pages"]) for name in WEIGHTS},
    **{f"said {name}": Case(["score", f"{name}.toml"]) for name in SAID},
    **{f"completion {shell}": Case([], env=TYPED | {"_CLEANER_COMPLETE": f"{shell}_complete"}) for shell in SHELLS},
}  # fmt: skip


EXACT = ("diff unified", "restored", "templates shown", "check files")
"""Cases whose stdout is data unless it is a terminal."""


def shown(case: Case, cwd: Path, is_terminal: bool) -> str:
    """Return the stdout and stderr that a terminal or a pipe receives.

    The command runs in a fork of this process, which has loaded the rules, because there are many cases.
    """
    ours, theirs = pty.openpty() if is_terminal else os.pipe()
    asked, answers = os.pipe()
    child = os.fork()
    if not child:
        os.close(answers)
        _run(case, cwd, asked, theirs)
    os.close(theirs)
    os.close(asked)
    with suppress(BrokenPipeError), open(answers, "wb") as file:  # noqa: PTH123
        file.write(case.stdin)
    seen = b""
    while select([ours], [], [], 60)[0]:
        try:
            seen += (some := os.read(ours, 1 << 16))
        except OSError:  # Linux raises EIO at the end of a terminal
            break
        if not some:
            break
    os.close(ours)
    os.waitpid(child, 0)
    return seen.replace(b"\r\n", b"\n").decode("utf-8", "surrogateescape")


def _run(case: Case, cwd: Path, stdin: int, out: int) -> NoReturn:
    """Run the command in place of the forked test process."""
    try:
        for number, handle in enumerate((stdin, out, out)):
            os.dup2(handle, number)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", buffering=1)  # noqa: SIM115
        sys.argv = ["cleaner", *map(os.fsdecode, case.args)]
        os.environ.update(environment(PAGER="cat", TERM="xterm", COLUMNS="100") | case.env)
        os.chdir(cwd)
        run_with_fast_exit()
    finally:
        os._exit(70)


RUNS = [(name, is_terminal) for name in CASES for is_terminal in (True, False) if is_terminal or name not in EXACT]


@pytest.mark.parametrize(("name", "is_terminal"), RUNS)
def test_no_hostile_text_arrives(folder: Path, name: str, is_terminal: bool) -> None:
    text = shown(CASES[name], folder, is_terminal)
    assert text and "Traceback" not in text and "please report" not in text
    plain = OURS.sub("", text)
    found = FORBIDDEN.search(plain)
    assert not found, plain[max(0, found.start() - 100) : found.end() + 40]


def test_every_command_has_a_case() -> None:
    assert {*COMMANDS, "-"} <= {case.args[0] for case in CASES.values() if case.args}


def test_what_is_exact_through_a_pipe_is_only_shown_on_a_terminal(folder: Path) -> None:
    assert shown(CASES["restored"], folder, False).encode("utf-8", "surrogateescape") == HOSTILE_PAGE.encode()
    patch = shown(CASES["diff unified"], folder, False)
    assert "\x1b]0;owned" in patch and "for an exact patch" not in patch
    assert "redirect to a file for an exact patch." in shown(CASES["diff unified"], folder, True)


# --- characters ---


def test_everything_that_unicode_calls_ignorable_is_made_visible() -> None:
    for code in range(0x110000):
        sign = chr(code)
        if FORBIDDEN.match(sign) or sign == "\n":
            assert visible(sign) not in (sign, ""), hex(code)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("❤\ufe0f, 1\ufe0f\u20e3, 葛\U000e0100, ᠠ\u180b", None),
        ("❤\ufe0f\ufe0f", "❤\ufe0f<U+FE0F>"),
        ("e\ufe0f\U000e0100", "e<U+FE0F><U+E0100>"),
        ("👩\u200d🔬 ❤\ufe0f\u200d🔥", None),
    ],
)
def test_variation_selectors_choose_a_form_or_hide_something(raw: str, told: str | None) -> None:
    assert visible(raw) == (told or raw)


# --- output for other programs ---


class Tags(HTMLParser):
    """Parser that collects the tags of a page, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found = Counter[tuple[str, tuple[str, ...]]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag, tuple(name for name, _ in attrs)] += 1


def tags(page: str) -> Counter[tuple[str, tuple[str, ...]]]:
    """Count the tags of a page, with the names of their attributes."""
    parser = Tags()
    parser.feed(page)
    return parser.found


def test_nothing_hostile_becomes_markup(folder: Path) -> None:
    plain = cleaner("report", "exact.clean.txt", "-o", "plain.html", cwd=folder)
    assert plain.returncode == 3  # cleaned files are not inputs
    cleaner("report", "pages", "pages.jsonl", "-o", "report.html", "--config", "mine.toml", cwd=folder)
    (folder / "one").mkdir()
    (folder / "one" / "page.txt").write_text(PAGE)
    cleaner("report", "one", "-o", "one.html", cwd=folder)
    hostile, harmless = (tags((folder / name).read_text("utf-8")) for name in ("report.html", "one.html"))
    documents = ("script", ("type", "id"))
    assert hostile[documents] > harmless[documents]
    assert {**hostile, documents: 0} == {**harmless, documents: 0}


def test_rules_as_a_page_are_text(folder: Path) -> None:
    mine, shipped = (
        tags(cleaner("rules", "--format", "html", *more, cwd=folder).stdout.decode())
        for more in (("--config", "mine.toml"), ("--isolated",))
    )
    assert mine - shipped == {
        ("h2", ()): 2, ("table", ()): 1, ("tr", ()): 1, ("td", ()): 4, ("a", ("href",)): 1, ("section", ("id",)): 1,
        ("pre", ()): 1,
    }  # fmt: skip


def test_annotations_are_one_command_a_line(folder: Path) -> None:
    done = cleaner("check", "--format", "github", "--config", "mine.toml", *ON_PAGES, cwd=folder)
    for line in done.stdout.decode().splitlines():
        head, _, message = line.removeprefix("::").partition("::")
        assert line.startswith("::") and head.startswith(("warning file=", "error file=")) and message
    assert b"\n::add-mask" not in done.stdout and b"%0D%0A%3A%3Aadd-mask%3A%3An" in done.stdout


def test_what_is_written_as_json_and_csv_says_what_was_there(folder: Path) -> None:
    """Data is not changed, so a formula in a cell stays one."""
    cleaner("run", "--out", "data", "pages.jsonl", "pages.csv", "--stats", "data/stats.json", cwd=folder)
    first = json.loads((folder / "data" / "pages.clean.jsonl").read_text("utf-8").split("\n")[0])
    assert first["id"] == EVIL and first[EVIL] == 1 and first["cleaner_verdict"] == "article"
    with (folder / "data" / "pages.clean.csv").open(encoding="utf-8", newline="") as file:
        header, row, *_ = csv.reader(file)
    assert (
        header == ["id", "text", EVIL, "cleaner_verdict", "cleaner_confidence"]
        and row[0] == EVIL
        and row[2:4] == ["=1+1", "article"]
    )
    assert json.loads((folder / "data" / "stats.json").read_text())["documents"] > 1
    explained = json.loads(cleaner("explain", "--format", "json", "exact.txt", cwd=folder).stdout)["documents"]
    assert any(EVIL in line["text"] for line in explained[0]["lines"])
    log = json.loads(cleaner("check", "--format", "sarif", "pages", cwd=folder).stdout)
    places = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in log["runs"][0]["results"]]
    assert places and all(regex.fullmatch(r"[\w%./-]+", place) for place in places)


def test_a_rule_with_hostile_answers_is_one_rule(folder: Path) -> None:
    shown(Case(["rules", "new", "fresh.toml"], CASES["rules new"].stdin), folder, False)
    (own,) = settings(folder, {}, config=str(folder / "fresh.toml")).rules
    assert own.drops[0].startswith("The Daily needs \x1b]0;owned") and own.why
