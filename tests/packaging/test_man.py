"""The manual pages: they contain every command, option and topic, and escape all text."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from cleaner.cli import cli
from cleaner.commands.help import read_topic, topics
from cleaner.packaging.man import escape, man, pages, topic_page, topic_pages
from tests.support.command import environment
from tests.support.documents import COMMANDS

PAGES = dict(pages(cli, "cleaner"))
TOPICS = dict(topic_pages())
GROFF = ["groff", "-t", "-man", "-Tutf8", "-P-cbou", "-ww", "-rLL=80n"]
needs_groff = pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")


def plain(page: str) -> str:
    """Return the words of a page, without requests and with escapes resolved."""
    rows = [row for row in page.splitlines() if not row.startswith(".")]
    text = "\n".join(re.sub(r"\\f[BIR]", "", row).removeprefix(r"\&") for row in rows)
    for name, sign in {r"\-": "-", r"\(aq": "'", r"\(dq": '"', r"\(ga": "`", r"\(ti": "~", r"\(ha": "^"}.items():
        text = text.replace(name, sign)
    return re.sub(r"\\\[u([0-9A-F]+)\]", lambda found: chr(int(found[1], 16)), text).replace(r"\e", "\\")


def test_every_command_has_a_page() -> None:
    assert PAGES.keys() == COMMANDS.keys() and "cleaner-templates-learn" in PAGES
    listed = plain(PAGES["cleaner"])
    assert all(f"\n{name.replace('-', ' ')}\n" in listed for name in PAGES if name.count("-") == 1)
    assert '.SH "EXIT STATUS"' in PAGES["cleaner"] and "1 check or diff --exit-code found something" in listed


@pytest.mark.parametrize("name", COMMANDS)
def test_all_of_the_help_is_on_the_page(name: str) -> None:
    command, page = COMMANDS[name], plain(PAGES[name])
    assert command.help is not None
    for paragraph in command.help.split("\n\n"):
        assert " ".join(paragraph.split()) in page
    for option in command.params:
        if isinstance(option, click.Option):
            assert any(row.startswith(", ".join(option.opts)) for row in page.splitlines())
            assert option.help and " ".join(option.help.split()) in page


HOSTILE = [
    ".so /etc/passwd",
    "'br",
    r"\fB\n(.x\\",
    "a--b \"c\" 'd' `e` ^f ~g",
    "naïve “quotes” 北京",
    "one\n.br\ntwo",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_nothing_but_text(text: str) -> None:
    line = escape(text)
    assert line.isascii() and "\n" not in line and not line.startswith((".", "'"))
    assert plain(line) == " ".join(text.split())


def page_of(help_: str) -> str:
    @click.command(help=help_)
    @click.option("--it", help=help_)
    def made(it: str) -> None:
        """Nothing."""

    return dict(pages(made, "made"))["made"]


def markdown_of(text: str) -> str:
    """Return a topic with a text in every kind of element."""
    row = " ".join(text.replace("|", "").split()) or "nothing"
    parts = [f"# {row}", row, f"## {row}", row, f"- {row}", f"1. {row}\n\n   {row}", f"```text\n{text}\n```"]
    return "\n\n".join([*parts, f"| a | b |\n|---|---|\n| {row} | `{row.replace('`', '')}` |", f"**{row}** *{row}*"])


@needs_groff
@pytest.mark.parametrize("page", [*PAGES.values(), *(page_of(text) for text in HOSTILE), *TOPICS.values()])
def test_groff_has_nothing_to_say_of_it(page: str) -> None:
    done = subprocess.run(GROFF, input=page.encode(), capture_output=True, check=True, timeout=60)
    assert done.stderr == b"" and b"NAME" in done.stdout


@needs_groff
def test_what_is_printed_can_be_copied_into_a_command_line() -> None:
    verbatim = "Do it.\n\n\b\n.one  --two\n'three' ~four\n\nAnd so on."
    topic = topic_page("cleaner-made", "# Made\n\nIt is.\n\n```console\n.one  --two\n'three' ~four\n```\n")
    for page in (page_of(verbatim), topic):
        done = subprocess.run(GROFF, input=page.encode(), capture_output=True, check=True, timeout=60)
        rows = [row.strip() for row in done.stdout.decode().splitlines()]
        assert rows[rows.index(".one  --two") + 1] == "'three' ~four"


# --- topics ---


def test_every_topic_has_a_page() -> None:
    assert TOPICS.keys() == {f"cleaner-{name}" for name in topics()} and "cleaner-corpora" in TOPICS
    assert all(rf"\fB{escape(name)}\fR(7)" in PAGES["cleaner"] for name in TOPICS)


@pytest.mark.parametrize("name", topics())
def test_all_words_of_a_topic_are_on_its_page(name: str) -> None:
    page = plain(TOPICS[f"cleaner-{name}"]) + TOPICS[f"cleaner-{name}"]
    text = re.sub(r"<!--.*?-->|^# .*|^\||\|$|[`*]|\]\(|^```.*", " ", read_topic(name), flags=re.MULTILINE)
    shown = {re.sub(r"\W", "", word).lower() for word in page.split()}
    words = {re.sub(r"\W", "", word).lower() for word in text.split()}
    assert len(words - shown) <= len(words) // 20


@needs_groff
@pytest.mark.parametrize("text", HOSTILE)
def test_a_topic_is_nothing_but_text(text: str) -> None:
    page = topic_page("cleaner-made", markdown_of(text))
    done = subprocess.run(GROFF, input=page.encode(), capture_output=True, check=True, timeout=60)
    assert done.stderr == b"" and page.isascii()
    assert b"root:" not in done.stdout


def test_a_block_that_topics_do_not_use_is_refused() -> None:
    with pytest.raises(ValueError, match="no roff for blockquote"):
        topic_page("cleaner-made", "# Made\n\nIt is.\n\n> Said.\n")


@pytest.mark.skipif(shutil.which("man") is None, reason="needs man")
def test_man_shows_a_written_page(tmp_path: Path) -> None:
    man.main([str(tmp_path)], standalone_mode=False)
    assert {path.name for path in (tmp_path / "man1").iterdir()} == {f"{name}.1" for name in PAGES}
    assert {path.name for path in (tmp_path / "man7").iterdir()} == {f"{name}.7" for name in TOPICS}
    env = environment(MANPATH=str(tmp_path), MANWIDTH="80", MANPAGER="cat", LC_ALL="C.UTF-8")
    for page, words in (("cleaner-run", "--keep KINDS"), ("cleaner-corpora", "zstd for .zst")):
        done = subprocess.run(["man", page], env=env, capture_output=True, check=False, timeout=60)
        shown = re.sub(".\x08", "", done.stdout.decode())
        assert done.returncode == 0 and words in shown
        assert all(len(row) <= 80 for row in shown.splitlines() if not row.startswith(" " * 11))
