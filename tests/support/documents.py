"""The README and the help topics as data, and a folder in which their examples run.

Examples are blocks of code in four languages: `console` shows commands and what they print, `python` is a script or a
session, `toml` is a settings or a review file, and `diff` shows what is removed from a sample. The examples of a
section run in order, in one folder, because a command often needs what another has written. An example with further
needs, such as Spark, runs alone; `MISSING` says what is not installed here.

`python -m tests.tools.update_examples` rewrites what the examples print.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import click
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cleaner.cli import cli
from cleaner.commands.help import FOLDER
from tests.support.command import NO_ARTICLE, PAGE, ROOT, environment
from tests.support.golden import CASES, SEEDS, parse
from tests.support.office_files import docx, pdf
from tests.support.sites import page_of, sentence

README: Final = ROOT / "README.md"
TOPICS: Final = tuple(sorted(FOLDER.glob("*.md")))
DOCUMENTS: Final = (README, *TOPICS)
PROMPT: Final = "$ "
RUNS: Final = ("console", "python", "toml", "diff")
"""Languages of the blocks that are examples."""
SHOWN: Final = ("sh", "yaml", "dockerfile", "text")
"""Languages of the other blocks: .ci/run runs `sh`, tests/packaging/test_docs.py looks into `yaml`."""
NEEDS: Final = {
    "from datatrove": ("datatrove", "orjson"),
    "from pyspark": ("pyspark", "pandas", "java"),
    "from datasets": ("datasets",),
    "$ trafilatura": ("trafilatura",),
    "cleaner run page.html": ("trafilatura", "w3lib"),
    "$ jq": ("jq",),
    "$ pandoc": ("pandoc",),
    "$ pdftotext": ("pdftotext",),
}
"""Modules and programs that an example with these words needs, beyond what the tests need."""
NEVER: Final = {
    "$ pip ": "installs; .ci/run installs the extras",
    "$ pipx ": "installs, with pipx",
    "$ uvx ": "installs, with uv",
    "$ podman ": "needs images of a registry",
    "$ man ": "needs an installed wheel; tests/packaging/test_man.py looks at the pages",
    "$ .venv/bin/": "is for a checkout with a virtual environment",
    "$ bash .ci/run": "is all of CI",
    "$ python -m ": "needs data sets, or takes too long",
    "$ curl ": "needs the network; the example after it has what Jina Reader gives",
    "$ cleaner fit": "takes a minute; tests/cli/test_fit.py runs it",
}
"""Beginnings of examples that never run in a test, with the reason."""


class Code(NamedTuple):
    """A block of code, or inline code if `language` is empty. `line` is the number of its first row, from 1."""

    document: Path
    section: str
    line: int
    language: str
    text: str

    @property
    def at(self) -> str:
        """File name and line, for messages."""
        return f"{self.document.name}:{self.line}"


# --- documents ---


def codes(document: Path) -> Iterator[Code]:
    """Yield all code of a document, in order."""
    section = ""
    for above, token in pairwise(_tokens(document)):
        line = token.map[0] + 1 if token.map else 0
        if above.type == "heading_open":
            section = token.content
        if token.type in ("fence", "code_block"):
            yield Code(document, section, line + 1, token.info or "text", token.content)
        for child in token.children or ():
            if child.type == "code_inline":
                yield Code(document, section, line, "", child.content)


def tables(document: Path) -> Iterator[list[list[str]]]:
    """Yield the tables of a document as rows of cells, the head first."""
    rows: list[list[str]] = []
    for above, token in pairwise(_tokens(document)):
        if above.type == "tr_open":
            rows.append([])
        if above.type in ("th_open", "td_open"):
            rows[-1].append(token.content)
        if token.type == "table_close":
            yield rows
            rows = []


def table(document: Path, heading: str) -> list[list[str]]:
    """Return the rows below the head of the table whose first column has this heading."""
    return next(rows[1:] for rows in tables(document) if rows[0][0] == heading)


def topic(name: str) -> Path:
    """Return the path of a help topic."""
    return FOLDER / f"{name}.md"


def _tokens(document: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(document.read_text("utf-8"))


# --- examples ---


def examples() -> dict[str, list[Code]]:
    """Return groups of examples that run together, by name: a section, or one example with further needs."""
    found: dict[str, list[Code]] = {}
    for document in DOCUMENTS:
        for code in codes(document):
            if code.language in RUNS:
                name = code.at if _needs(code) or never(code) else f"{document.name}, {code.section}"
                found.setdefault(name, []).append(code)
    return found


def missing(code: Code) -> str:
    """Return why an example cannot run here, empty if it can."""
    lacking = [name for name in _needs(code) if not shutil.which(name) and not _is_module(name)]
    if "pyspark" in code.text and not lacking and not _has_loopback():
        return "needs a loopback network, on which Spark talks to Java; tests/e2e/test_engines.py runs it"
    return never(code) or (f"needs {', '.join(lacking)}" if lacking else "")


def _has_loopback() -> bool:
    """Return True if this process can connect to itself, which a network namespace of its own may not allow."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=5).close()
    except OSError:
        return False
    return True


def never(code: Code) -> str:
    """Return why an example never runs in a test, empty if it may."""
    return next((reason for start, reason in NEVER.items() if code.text.startswith(start)), "")


def _needs(code: Code) -> list[str]:
    return [name for words, names in NEEDS.items() if words in code.text for name in names]


def _is_module(name: str) -> bool:
    return name.isidentifier() and find_spec(name) is not None


def run(code: Code, folder: Path) -> str:
    """Run an example in a folder. Return it with the actual output; raise `AssertionError` if it fails."""
    if code.language == "console":
        commands = [row.removeprefix(PROMPT) for row in code.text.splitlines() if row.startswith(PROMPT)]
        return "".join(f"{PROMPT}{command}\n{shell(command, folder)}" for command in commands)
    if code.language == "python":
        _put(folder / "example.py", code.text)
        _put(folder / "example.txt", code.text)
        shell("python -m doctest example.txt" if ">>>" in code.text else "python example.py", folder)
    elif code.language == "toml":
        _load(code.text, folder)
    else:
        _check_diff(code.text)
    return code.text


def shell(command: str, folder: Path) -> str:
    """Run a command in a shell that finds this checkout as `cleaner`. Return its output."""
    done = subprocess.run(
        ["bash", "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=environment(PATH=os.pathsep.join((str(folder / ".bin"), environment()["PATH"])), COLUMNS="80"),
        timeout=300,
        check=False,
    )
    printed = done.stdout.decode()
    assert done.returncode == 0 and "Traceback" not in printed, f"{command}: exit code {done.returncode}\n{printed}"
    return printed


def _load(text: str, folder: Path) -> None:
    """Check that the program can read a settings or a review file."""
    data = tomllib.loads(text)
    if "line" in data:
        _put(folder / "cleaner.reviews.toml", text)
        shell("cleaner diff --stat page.txt", folder)
        return
    name = "pyproject.toml" if "tool" in data else "example.toml"
    _put(folder / "settings" / name, text)
    for other in ("mine.toml", "sites.tsv", "ours.toml"):
        shutil.copy(folder / other, folder / "settings")
    shell(f"cleaner config --config settings/{name}", folder)


def _check_diff(text: str) -> None:
    """Raise `AssertionError` unless each row begins a line of one sample that goes ("-") or stays (" ")."""
    from cleaner import clean

    rows = [(row[0], row[2:].removesuffix(" ...")) for row in text.splitlines()]
    for seed in SEEDS:
        result = clean(seed.read_text("utf-8"))
        lines = [(" " if line.kept else "-", result.raw[line.start : line.end]) for line in result.lines]
        if all(any(mark == m and line.startswith(row) for m, line in lines) for mark, row in rows):
            return
    raise AssertionError(f"no sample has all of these lines:\n{text}")


# --- the folder ---

REVIEWED: Final = [
    "The ferry is to sail again in spring.",
    "Our readers have written 300 books",
    "Until then a fishing boat carries the children to school.",
]
TEASERS: Final = ["Herring are late again, and so is spring", "Council to paint the tram green"]
HTML: Final = "<html><body><nav><a href='/'>Home</a></nav><article>{}</article></body></html>\n"
RULE: Final = """\
[[rule]]
code = "MY001"
name = "harbour-appeal"
kind = "promotion"
weight = 4.0
pattern = '(?i)^the harbour daily needs'
why = "Our own appeal is in every article."
drops = ["The Harbour Daily needs your help to stay independent"]
keeps = ["The harbour needs your help, the mayor said on Saturday."]
"""
MENU: Final = "[Home](https://www.orrin.example/)\n\n[News](https://www.orrin.example/news)\n\n"
MARKDOWN: Final = MENU + PAGE.partition("\n\n")[2].replace("\n", "\n\n").replace("\n\n\n\n", "\n\n")
JINA: Final = f"""\
Title: Village keeps its last bakery after a night of votes

URL Source: https://www.orrin.example/bakery

Markdown Content:
{MARKDOWN}"""
CRAWLED: Final = {
    "markdown": MARKDOWN,
    "metadata": {"title": "Bakery", "sourceURL": "https://www.orrin.example/bakery"},
}
STRAIGHT: Final = {ord("“"): '"', ord("”"): '"'}
PAGES: Final = (
    {"id": "a1", "url": "https://www.orrin.example/bakery", "text": PAGE, "lang": "en"},
    {"id": "a2", "url": "https://www.orrin.example/login", "text": NO_ARTICLE, "lang": "en"},
)


def lay_out(folder: Path) -> None:
    """Create the files that the examples use."""
    (folder / ".git").mkdir(parents=True)  # the search for settings ends here
    for seed in SEEDS:
        page = parse(next(path for path in CASES if path.name == seed.name).read_text("utf-8"))
        _put(folder / "seeds" / seed.name, page.raw)
        _put(folder / "raw" / seed.name, page.raw)
        _put(folder / "gold" / seed.name, "\n".join(page.kept))
    for name, text in {"bakery": PAGE, "login": NO_ARTICLE, "strike": _seed("read-also-inserts")}.items():
        _put(folder / "articles" / f"{name}.txt", text)
    for number, text in enumerate(_site()):
        _put(folder / "crawl" / "harbourdaily.example" / f"{number:02}.txt", text)
    records = "".join(f"{json.dumps(page, ensure_ascii=False)}\n" for page in PAGES)
    files = {
        "page.txt": PAGE,
        "page.html": HTML.format("".join(f"<p>{row}</p>" for row in PAGE.splitlines() if row)),
        "jina.md": JINA,
        "firecrawl.json": json.dumps({"success": True, "status": "completed", "data": [CRAWLED]}),
        "pages.jsonl": records,
        "pages/0.jsonl": records,
        "damaged.jsonl": records + '{"id": "a3", "text": "cut o\n',
        "my.toml": RULE,
        "mine.toml": "[weights]\n",
        "ours.toml": "",
    }
    for name, text in files.items():
        _put(folder / name, text)
    rows = [row.translate(STRAIGHT) for row in PAGE.splitlines() if row]
    (folder / "article.docx").write_bytes(docx(rows))
    (folder / "article.pdf").write_bytes(pdf(rows))
    _put(folder / ".bin" / "cleaner", f'#!/bin/sh\nexec "{sys.executable}" -m cleaner "$@"\n')
    (folder / ".bin" / "cleaner").chmod(0o755)
    shell("cleaner templates learn --quiet crawl -o sites.tsv", folder)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _seed(name: str) -> str:
    return (ROOT / "seeds" / f"{name}.txt").read_text("utf-8")


def _site() -> Iterator[str]:
    """Yield pages of one site, the first with a line that is hard to decide."""
    random = Random(5)
    for number in range(12):
        body = [sentence(random) for _ in range(5)]
        body[2:2] = [] if number else REVIEWED
        yield page_of(sentence(random).split(".")[0], body, TEASERS).raw


# --- commands in the text ---


def commands(command: click.Command = cli, name: str = "cleaner") -> Iterator[tuple[str, click.Command]]:
    """Yield the commands that help shows, each with its name."""
    yield name, command
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for sub in command.list_commands(ctx):
            found = command.get_command(ctx, sub)
            assert found is not None
            yield from commands(found, f"{name}-{sub}")


COMMANDS: Final = dict(commands())


def hook() -> dict[str, str]:
    """Return the definition of the pre-commit hook. It is a flat table, so it needs no YAML parser."""
    rows = [row for row in (ROOT / ".pre-commit-hooks.yaml").read_text().splitlines() if not row.startswith("#")]
    assert [row[:2] for row in rows] == ["- ", *["  "] * (len(rows) - 1)]
    return dict(row[2:].split(": ", 1) for row in rows)


def options(commands: Mapping[str, set[str]], text: str) -> tuple[str, set[str], set[str]]:
    """Return the command that inline code names, the options in the code, and the options of the command.

    `commands` holds the options of each command, by names such as `cleaner-rules-test`.
    """
    name, words = "cleaner", text.split("|")[0].removeprefix("cleaner").split()
    while words and f"{name}-{words[0]}" in commands:
        name = f"{name}-{words.pop(0)}"
    if words and name == "cleaner" and re.fullmatch("[a-z]+", words[0]):
        raise AssertionError(f"no command {words[0]!r}")
    return name, {word.partition("=")[0] for word in words if re.match("--?[a-z]", word)}, commands[name]
