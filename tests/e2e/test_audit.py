"""Audit of every command: no network access, no program but the pager, no code from the inputs, no unpickling.

`tests/support/audit_hook/sitecustomize.py` lists the audited events. The tests of `cleaner fit` audit that command. The
input folder contains modules named like those that cleaner imports; a Python that searched the folder would run them.
"""

import gzip
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.cli import COMMANDS
from tests.support.audit import seen, watching
from tests.support.command import PAGE, cleaner
from tests.support.corpora import CRAWL, ROWS, columns, jsonl, save
from tests.support.html_pages import ENGLISH
from tests.support.rules import ANSWERS, RULE

CLEANER = [sys.executable, "-P", "-m", "cleaner"]
"""Command to run. `-P` keeps the working directory off `sys.path`, as the installed command does."""
MODULES = (
    "click",
    "regex",
    "rich",
    "pyarrow",
    "fastwarc",
    "zstandard",
    "trafilatura",
    "lxml",
    "w3lib",
    "numba",
    "cleaner",
    "tests",
    "harbour",
)
LINE = "{} is what the council said on Tuesday, and nobody in the hall had a word to say against it.\n\n"
CALLS = [
    ("--help",),
    ("--version",),
    (),
    ("--format", "jsonl"),
    ("run", "."),
    ("run", ".", "--jobs", "2", "--out", "out", "--spans", "--rejects", "no.jsonl", "--stats", "stats.json"),
    ("run", "pages", "--learn-templates", "--to", "jsonl", "--sidecar", "--format", "json"),
    ("restore", "pages/a.example/0.clean.txt"),
    ("diff", ".", "--color", "always"),
    ("diff", "--unified", "pages"),
    ("check", ".", "--format", "sarif"),
    ("explain", "pages", "--format", "jsonl"),
    ("report", ".", "-o", "report.html"),
    ("review", "pages"),
    ("rules", "--format", "html"),
    ("rules", "test", "own.toml", "--on", "pages"),
    ("rules", "new", "own.toml"),
    ("score", "pairs.jsonl"),
    ("templates", "learn", "pages", "-o", "sites.tsv"),
    ("templates", "show", "sites.tsv", "a.example"),
    ("config", "--config", "own.toml"),
    ("cache", "--clear"),
    ("completion", "bash"),
    ("help", "--color", "always", "rules"),
]
STDIN = {"": PAGE, "--format": '{"text": "one"}\n', "review": "d\nk\nq\n", "rules new": "\n".join([*ANSWERS, ""])}
"""Stdin for each command, by its first words."""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of inputs in every format, with modules that Python would import if it searched there."""
    folder = tmp_path_factory.mktemp("watched") / "texts"
    for number in range(12):
        page = folder / "pages" / "a.example" / f"{number}.txt"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(PAGE + LINE.format(number))
    (folder / "a.html").write_text(ENGLISH.source)
    (folder / "a.jsonl").write_bytes(jsonl(ROWS))
    (folder / "a.wet.gz").write_bytes(b"".join(map(gzip.compress, CRAWL)))
    save(columns(ROWS), folder / "a.parquet")
    save(columns(ROWS), folder / "a.arrow")
    pairs = [{"id": str(n), "site": str(n), "raw": PAGE + LINE.format(n), "gold": LINE.format(n)} for n in range(8)]
    (folder / "pairs.jsonl").write_bytes(jsonl(pairs))
    (folder / "own.toml").write_text(RULE)
    cleaner("templates", "learn", "pages", "-o", "sites.tsv", cwd=folder)
    for name in MODULES:
        (folder / f"{name}.py").write_text("import socket\nsocket.socket()\n")
    return folder


def watched(folder: Path, *args: str, command: list[str] = CLEANER) -> list[str]:
    """Run a command and return the logged events."""
    log = folder.parent / "log"
    log.unlink(missing_ok=True)
    stdin = STDIN.get(" ".join(args[:2]), STDIN.get(args[0] if args else "", "")).encode()
    call, env = [*command, *args], watching(log)
    done = subprocess.run(call, cwd=folder, env=env, input=stdin, capture_output=True, check=False, timeout=120)
    assert b"Traceback" not in done.stderr and done.returncode in (0, 1, 3), done.stderr.decode()
    return seen(log)


def test_every_command_is_watched() -> None:
    assert {call[0] for call in CALLS if call and call[0][0] != "-"} == {*COMMANDS} - {"fit"}


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_no_network_no_program_and_no_code_out_of_texts(texts: Path, call: tuple[str, ...]) -> None:
    assert watched(texts, *call) == []


def test_the_pager_is_the_only_program_that_is_started(texts: Path) -> None:
    log, pager = texts.parent / "log", texts.parent / "less"
    log.unlink(missing_ok=True)
    pager.write_text("#!/bin/sh\ncat > /dev/null\n")
    pager.chmod(0o755)
    ours, theirs = pty.openpty()
    call, env = [*CLEANER, "diff", "pages"], watching(log, PAGER=str(pager), TERM="xterm")
    subprocess.run(call, cwd=texts, env=env, stdin=theirs, stdout=theirs, check=True, timeout=60)
    os.close(theirs)
    os.close(ours)
    done = seen(log)
    assert done and all(line.startswith("subprocess.Popen") and str(pager) in line for line in done)


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("import socket; socket.socket().connect_ex(('127.0.0.1', 9))", "socket.connect"),
        ("import socket; socket.getaddrinfo('localhost', 9)", "socket.getaddrinfo"),
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
        ("import os; os.system('true')", "os.system"),
        ("import os; os.posix_spawn('/bin/true', ['true'], {})", "os.posix_spawn"),
        ("import pickle; pickle.loads(pickle.dumps(print))", "pickle.find_class"),
        ("import harbour", "exec (<code object <module>"),
        ("eval('1')", "compile"),
    ],
)
def test_the_watch_sees(texts: Path, code: str, event: str) -> None:
    done = watched(texts, code, command=[sys.executable, "-c"])
    assert any(line.startswith(event) for line in done)
