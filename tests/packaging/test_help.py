"""`cleaner help`: topics on a terminal and in a pipe, help of commands, and suggestions for misspelt names."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import COMMANDS, cli
from cleaner.commands.help import FOLDER, INDENT, topics
from tests.support import terminal
from tests.support.command import cleaner, environment
from tests.support.documents import codes

TOPICS = list(topics())
ESCAPE = "\x1b["


def called(*args: str) -> Result:
    return CliRunner().invoke(cli, args, prog_name="cleaner", terminal_width=80)


def on_terminal(*args: str, columns: int = 80, extra: Mapping[str, str] = {}) -> str:
    """Return the output on a terminal of this width."""
    return terminal.on_terminal("help", *args, cwd=Path.cwd(), columns=columns, **extra)


# --- topics ---


def test_topics_are_listed() -> None:
    shown = called("help")
    assert shown.exit_code == 0 and shown.output.startswith("Usage: cleaner help TOPIC | COMMAND\n\nTopics:\n")
    for name, sentence in topics().items():
        assert re.search(rf"^  {name} +{sentence.split()[0]}", shown.output, re.MULTILINE)


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_begins_with_a_title_and_a_sentence(name: str) -> None:
    title, sentence, _ = (FOLDER / f"{name}.md").read_text("utf-8").split("\n\n", 2)
    assert re.fullmatch(r"# \S.*", title)
    assert sentence.endswith(".") and len(" ".join(sentence.split())) <= 64


@pytest.mark.parametrize("name", TOPICS)
def test_a_piped_topic_is_its_file(name: str) -> None:
    assert called("help", name).output == (FOLDER / f"{name}.md").read_text("utf-8")


def test_a_topic_is_rendered_on_a_terminal() -> None:
    shown = on_terminal("settings")
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert (
        ESCAPE in shown and plain.startswith("Settings\n") and "```" not in plain and "`" not in plain.split("Keys")[0]
    )
    assert max(len(row) for row in plain.splitlines()) <= 80


def test_long_lines_are_not_rendered_longer_than_a_hundred_columns() -> None:
    widths = {
        max(map(len, on_terminal("rules", columns=width, extra={"NO_COLOR": "1"}).splitlines())) for width in (100, 300)
    }
    assert len(widths) == 1 and max(widths) <= 100


@pytest.mark.parametrize("name", TOPICS)
def test_code_is_rendered_in_whole_lines(name: str) -> None:
    shown = CliRunner().invoke(cli, ["--color", "always", "help", name], env={"COLUMNS": "80"}).output
    rendered = [row.rstrip() for row in re.sub(r"\x1b\[[\d;]*m", "", shown).splitlines()]
    rows = [row for code in codes(FOLDER / f"{name}.md") if code.language for row in code.text.splitlines()]
    assert [row for row in rows if f"{INDENT}{row}".rstrip() not in rendered] == []


@pytest.mark.parametrize("name", TOPICS)
def test_only_output_of_commands_is_wider_than_a_terminal(name: str) -> None:
    blocks = [code for code in codes(FOLDER / f"{name}.md") if code.language]
    typed = [row for code in blocks for row in code.text.splitlines() if code.language != "console" or row[:2] == "$ "]
    assert [row for row in typed if len(INDENT + row) > 79] == []


@pytest.mark.parametrize(
    ("args", "extra", "colored"),
    [
        ((), {}, True),
        ((), {"NO_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_color_is_as_in_other_commands(args: tuple[str, ...], extra: dict[str, str], colored: bool) -> None:
    shown = on_terminal("runs", *args, extra=extra)
    assert (ESCAPE in shown) == colored and "Restore" in shown


def test_forced_color_renders_a_piped_topic() -> None:
    assert ESCAPE in called("--color", "always", "help", "runs").output
    assert ESCAPE not in called("--color", "never", "help", "runs").output


def test_a_missing_pager_is_no_reason_to_show_nothing() -> None:
    shown = on_terminal("runs", extra={"PAGER": "no-such-pager"})
    assert "Restore" in shown and "PAGER=no-such-pager: command not found; output was not paged." in shown


def test_no_pager_pages_nothing() -> None:
    assert "Restore" in on_terminal("runs", "--no-pager", extra={"PAGER": "false"})


# --- commands ---


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in TOPICS])
def test_the_help_of_a_command_is_that_of_its_option(name: str) -> None:
    assert called("help", name).output == called(name, "--help").output


def test_summaries_of_subcommands_are_whole() -> None:
    listed = called("templates", "--help").output.partition("Commands:\n")[2]
    assert "show" in listed and "..." not in listed


def test_a_topic_with_the_name_of_a_command_names_its_option() -> None:
    for name in set(TOPICS) & COMMANDS.keys():
        assert f"`cleaner {name} --help`" in (FOLDER / f"{name}.md").read_text("utf-8")


# --- suggestions ---


@pytest.mark.parametrize(("word", "hint"), [("corpra", "corpora"), ("rnu", "run"), ("exit-code", "exit-codes")])
def test_the_nearest_name_is_suggested(word: str, hint: str) -> None:
    done = cleaner("help", word)
    assert done.returncode == 2 and done.stdout == b""
    assert f"{word!r}; did you mean {hint!r}?" in done.stderr.decode()


def test_a_word_like_none_gets_all_names() -> None:
    said = cleaner("help", "zzzz").stderr.decode()
    assert all(name in said for name in (*TOPICS, *COMMANDS))


def test_topics_and_commands_are_completed(tmp_path: Path) -> None:
    env = environment(COMP_WORDS="cleaner help ru", COMP_CWORD="2", _CLEANER_COMPLETE="bash_complete")
    assert cleaner(env=env, cwd=tmp_path).stdout.decode().splitlines() == ["plain,rules", "plain,runs", "plain,run"]
