"""The command in a real process: pipes, terminals, locales and unusual files."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from cleaner import clean
from tests.support.command import COMMAND, NO_ARTICLE, PAGE, cleaner, environment, run_process, unmeasured


def in_terminal(*args: str, cwd: Path) -> tuple[bytes, bytes]:
    """Run with a terminal for stdin and stderr; return the bytes of stdout, a pipe, and of the terminal."""
    master, slave = pty.openpty()
    command, env = [*COMMAND, *args], environment(TERM="xterm")
    with subprocess.Popen(command, cwd=cwd, stdin=slave, stdout=subprocess.PIPE, stderr=slave, env=env) as process:
        os.close(slave)
        out, screen = process.communicate(timeout=60)[0], b""
    while select.select([master], [], [], 0)[0]:
        try:
            screen += os.read(master, 65536)
        except OSError:  # Linux raises EIO when the other end is closed
            break
    os.close(master)
    return out, screen


# --- a process of its own ---


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("check", "page.txt"),
        ("explain", "page.txt"),
        ("rules", "SHA101"),
        ("rnu",),
        ("--help",),
    ],
    ids=" ".join,
)
def test_process_and_call_print_the_same(tmp_path: Path, page: Path, args: tuple[str, ...]) -> None:
    """Most tests call the command in the test process; tests/e2e/test_audit.py starts each in a process of its own."""
    started, called = (run(*args, stdin=PAGE.encode(), cwd=tmp_path) for run in (run_process, cleaner))
    assert (started.returncode, started.stdout, started.stderr) == (called.returncode, called.stdout, called.stderr)


# --- the filter ---


@pytest.mark.parametrize("args", [(), ("-",), ("run", "-")])
def test_the_filter(args: tuple[str, ...]) -> None:
    done = cleaner(*args, stdin=PAGE.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == clean(PAGE).text
    assert b"My oven" in done.stdout and b"newsletter" not in done.stdout


@pytest.mark.parametrize("raw", [b"", b"\n\n", NO_ARTICLE.encode()])
def test_the_filter_without_an_article(raw: bytes) -> None:
    done = cleaner(stdin=raw)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"cleaner: no article found in stdin.\n"


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_filter_writes_the_encoding_it_reads(encoding: str, bom: bytes, newline: str) -> None:
    plain = cleaner(stdin=PAGE.encode()).stdout.decode()
    done = cleaner(stdin=bom + PAGE.replace("\n", newline).encode(encoding))
    assert done.stdout == bom + plain.replace("\n", newline).encode(encoding)


def test_the_filter_on_latin_1() -> None:
    raw = (
        PAGE.replace("“", '"').replace("”", '"').replace("©", "(c)").replace("Orrin", "Orrîn-sûr-Mèr").encode("latin-1")
    )
    done = cleaner(stdin=raw)
    assert done.returncode == 0 and "Orrîn-sûr-Mèr will keep".encode("latin-1") in done.stdout


def test_utf8_on_a_c_locale(page: Path) -> None:
    ascii_only = environment(LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    for env in (environment(LC_ALL="C"), environment(LC_ALL="POSIX"), ascii_only):
        assert "“My oven".encode() in run_process(stdin=PAGE.encode(), env=env).stdout
        done = run_process("diff", page, env=env)
        assert "“My oven".encode() in done.stdout and done.stderr == b""
    page.rename(page.with_name("é漢.txt"))
    done = run_process("check", page.parent, env=environment(LC_ALL="C"))
    assert "é漢.txt: ".encode() in done.stdout and done.stderr == b""


def test_nul_bytes_are_no_text() -> None:
    done = cleaner(stdin=b"text\0text")
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.startswith(b"cleaner: stdin: binary file (contains NUL bytes)") and done.stderr.count(b"\n") == 1


def test_a_broken_pipe_is_quiet(tmp_path: Path) -> None:
    """The output exceeds the pipe buffer, so the command is still writing when the reader closes the pipe."""
    body = "".join(
        f"{i} of the {i + 3} people in the hall, {'who spoke for long, ' * 12}said yes.\n\n" for i in range(300)
    )
    (tmp_path / "big.txt").write_text(f"The village votes again\n\n{body}")
    for args in ("< big.txt", "explain --format json big.txt"):
        script = f"set -o pipefail; {sys.executable} -m cleaner {args} | head -1"
        done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environment(), capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.count(b"\n") == 1


def test_closed_streams() -> None:
    for script, status in (("<&-", 3), (">&-", 2), ("diff - >&-", 2), ("explain - >&-", 2)):
        shell = ["sh", "-c", f'"$0" -m cleaner {script}', sys.executable]
        done = subprocess.run(shell, input=PAGE.encode(), env=environment(), capture_output=True, check=False)
        assert done.returncode == status
        assert done.stderr.startswith(b"cleaner: std") and done.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_on_stdout() -> None:
    shell = ["sh", "-c", '"$0" -m cleaner > /dev/full', sys.executable]
    done = subprocess.run(shell, input=PAGE.encode(), env=environment(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"cleaner: stdout: No space left on device.\n")


def test_ctrl_c_ends_with_a_summary_of_what_was_done(tmp_path: Path, page: Path) -> None:
    """A named pipe without a writer holds the run; stderr tells when the first file is done."""
    os.mkfifo(tmp_path / "held.txt")
    command = [*COMMAND, "run", "-v", str(page), "held.txt"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stderr is not None
        assert b"page.clean.txt" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert rest.startswith(b"1 document: 1 written.") and rest.endswith(b"cleaner: interrupted.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["held.txt", "page.clean.txt", "page.txt"]


# --- the terminal ---


def test_help_on_a_terminal(tmp_path: Path) -> None:
    out, screen = in_terminal(cwd=tmp_path)
    assert out.startswith(b"Usage: cleaner") and screen == b""


def test_progress_only_where_stderr_is_a_terminal(tmp_path: Path, page: Path) -> None:
    out, screen = in_terminal("run", ".", cwd=tmp_path)
    assert b"Cleaning" in screen and out == b""
    assert re.search(r"1 document: 1 written in 0\.\d s\.", click.unstyle(screen.decode()))
    done = cleaner("run", ".", cwd=tmp_path, env=environment(FORCE_COLOR="1"))
    assert b"Cleaning" not in done.stderr and b" in 0." not in done.stderr


def test_what_is_said_stands_on_a_row_of_its_own_above_the_progress(tmp_path: Path, page: Path) -> None:
    screen = in_terminal("run", ".", "missing.txt", cwd=tmp_path)[1].decode()
    rows = re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen))
    assert "cleaner: missing.txt: no such file or directory." in [row.rstrip() for row in rows]


def test_colour_where_it_is_wanted(page: Path) -> None:
    for args, env, colored in [
        ((), {}, False),
        (("--color", "always"), {}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
    ]:
        done = cleaner("diff", *args, page, env=environment(**env))
        assert (b"\x1b[38;5;" in done.stdout) is colored, (args, env)
    assert b"\x1b[38;5;" in cleaner("explain", "--color", "always", page).stdout
    assert b"\x1b" not in cleaner("explain", page).stdout


def test_the_pager_is_used_on_a_terminal_only(tmp_path: Path, page: Path) -> None:
    (tmp_path / "pager").write_text("#!/bin/sh\ncat > paged\n")
    (tmp_path / "pager").chmod(0o755)
    master, slave = pty.openpty()
    env = environment(PAGER=str(tmp_path / "pager"), TERM="xterm")
    subprocess.run([*COMMAND, "diff", page], cwd=tmp_path, stdin=slave, stdout=slave, env=env, check=True, timeout=60)
    os.close(slave)
    os.close(master)
    paged = (tmp_path / "paged").read_text()
    assert "READ ALSO" in paged and "\x1b[38;5;" in paged and "document" not in paged
    (tmp_path / "paged").unlink()
    cleaner("diff", page, cwd=tmp_path, env=env)
    assert not (tmp_path / "paged").exists()


def test_a_pager_with_an_odd_quote_is_said(tmp_path: Path, page: Path) -> None:
    master, slave = pty.openpty()
    command, env = [*COMMAND, "diff", str(page)], environment(PAGER='less "', TERM="xterm")
    done = subprocess.run(
        command, cwd=tmp_path, stdin=slave, stdout=slave, stderr=subprocess.PIPE, env=env, timeout=60, check=False
    )
    os.close(slave)
    os.close(master)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert done.stderr.startswith(b'cleaner: PAGER=less ": unbalanced quote')


@pytest.mark.parametrize(("pager", "is_said"), [("no-such-pager -x", True), ("cat", False), ("", False)])
def test_a_pager_that_is_not_there_is_said_below_the_diff(
    tmp_path: Path, page: Path, pager: str, is_said: bool
) -> None:
    master, slave = pty.openpty()
    command, env = [*COMMAND, "diff", str(page)], environment(PAGER=pager, TERM="dumb")
    done = subprocess.run(command, stdin=slave, stdout=slave, stderr=subprocess.PIPE, env=env, timeout=60, check=True)
    os.close(slave)
    shown = os.read(master, 65536)
    os.close(master)
    told = b"PAGER=no-such-pager: command not found; output was not paged."
    assert b"READ ALSO" in shown and done.stderr == b"cleaner: %s\n" % told * is_said


def test_several_diffs_in_the_pager_have_a_table_of_contents(tmp_path: Path, page: Path) -> None:
    (tmp_path / "other.txt").write_bytes(page.read_bytes())
    (tmp_path / "pager").write_text("#!/bin/sh\ncat > paged\n")
    (tmp_path / "pager").chmod(0o755)
    master, slave = pty.openpty()
    env = environment(PAGER=str(tmp_path / "pager"), TERM="xterm")
    paths = [page.name, "other.txt"]
    subprocess.run([*COMMAND, "diff", *paths], cwd=tmp_path, stdin=slave, stdout=slave, env=env, check=True, timeout=60)
    os.close(slave)
    os.close(master)
    rows = (tmp_path / "paged").read_text().splitlines()
    end = next(i for i, row in enumerate(rows) if row.endswith("from 2 of 2 documents."))
    assert rows[1].startswith(page.name) and rows[2].startswith("other.txt") and "other.txt: " in "".join(rows[end:])


def test_start_up_imports_neither_rich_nor_process_pools() -> None:
    env = unmeasured()  # coverage imports some of them itself
    for args in (["--help"], ["run", "-"]):
        code = f"""
import sys
from cleaner.cli import main
sys.argv = ["cleaner", *{args!r}]
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, input=PAGE.encode(), env=env, capture_output=True, check=False)
        modules = set(done.stderr.decode().split())
        assert "click" in modules
        assert not {"rich", "concurrent.futures", "multiprocessing", "charset_normalizer"} & modules


# --- unusual files ---


@pytest.mark.slow
def test_a_thousand_files(tmp_path: Path) -> None:
    for i in range(1000):
        folder = tmp_path / "in" / str(i % 10)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{i}.txt").write_text(PAGE.replace("Orrin", f"Orrin{i}"))
    done = run_process("run", "in", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0 and done.stdout == b""
    assert done.stderr.startswith(b"1,000 documents: 1,000 written.\n")
    cleaned = sorted(path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert cleaned == sorted(Path(str(i % 10), f"{i}.clean.txt") for i in range(1000))
    assert "Orrin777 will keep" in (tmp_path / "out" / "7" / "777.clean.txt").read_text()


BYTES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "no article"),
    "one-line": (b"Share this article", "no article"),
    "nul": (b"\0" * 100, "NUL"),
    "latin-1": (PAGE.replace("“", "").replace("”", "").encode("latin-1"), ""),
    "utf-16": (b"\xff\xfe" + PAGE.encode("utf-16-le"), ""),
    "utf-8-mark": (b"\xef\xbb\xbf" + PAGE.encode(), ""),
    "crlf": (PAGE.replace("\n", "\r\n").encode(), ""),
    "bad-utf-16": (b"\xff\xfe\x00\xd8a", "invalid UTF-16"),
}


@pytest.mark.parametrize("name", BYTES)
def test_run_on_files_as_they_come(tmp_path: Path, name: str) -> None:
    raw, said = BYTES[name]
    path, good = tmp_path / "bad.txt", tmp_path / "good.txt"
    path.write_bytes(raw)
    good.write_text(PAGE)
    done = cleaner("run", ".", cwd=tmp_path)
    assert said.encode() in done.stderr
    assert done.returncode == (3 if said not in ("", "no article") else 0)
    assert path.read_bytes() == raw and good.read_text() == PAGE
    assert (tmp_path / "good.clean.txt").exists()
    assert (tmp_path / "bad.clean.txt").exists() is (said == "")
    assert len(list(tmp_path.iterdir())) == (4 if said == "" else 3)


def _missing(folder: Path) -> str:
    return "missing.txt"


def _folder_for_file(folder: Path) -> str:
    (folder / "x.txt").mkdir()
    (folder / "x.txt" / "y.docx").touch()
    return "x.txt"


def _loop(folder: Path) -> str:
    (folder / "self.txt").symlink_to("self.txt")
    return "self.txt"


def _output_is_a_folder(folder: Path) -> str:
    (folder / "a.txt").write_text(PAGE)
    (folder / "a.clean.txt").mkdir()
    return "a.txt"


def _output_is_a_link(folder: Path) -> str:
    (folder / "a.txt").write_text(PAGE)
    (folder / "a.clean.txt").symlink_to("good.txt")
    return "a.txt"


@pytest.mark.parametrize(
    ("make", "status", "words"),
    [
        (_missing, 3, "missing.txt: no such file"),
        (_folder_for_file, 0, "x.txt: no text files"),
        (_loop, 3, "self.txt"),
        (_output_is_a_folder, 3, "a.clean.txt: refusing to overwrite a directory"),
        (_output_is_a_link, 3, "a.clean.txt: refusing to overwrite a symbolic link"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, make: Callable[[Path], str], status: int, words: str
) -> None:
    (tmp_path / "good.txt").write_text(PAGE)
    done = cleaner("run", make(tmp_path), "good.txt", cwd=tmp_path)
    said = [line for line in done.stderr.decode().splitlines() if line.startswith("cleaner: ")]
    assert done.returncode == status and len(said) == 1 and words in said[0]
    assert (tmp_path / "good.txt").read_text() == PAGE
    assert (tmp_path / "good.clean.txt").exists()


def test_a_loop_of_links_does_no_harm(tmp_path: Path, page: Path) -> None:
    (tmp_path / "loop").symlink_to(".")
    done = cleaner("run", ".", cwd=tmp_path)
    assert done.returncode == 0 and done.stderr.startswith(b"1 document: 1 written.")


def test_an_output_folder_that_is_a_file(tmp_path: Path, page: Path) -> None:
    (tmp_path / "out").write_text("precious")
    for name in ("b", "c"):
        (tmp_path / f"{name}.txt").write_text(PAGE)
    done = cleaner("run", ".", "--out", "out", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr == b"cleaner: out: is a file, not a directory.\n"
    assert (tmp_path / "out").read_text() == "precious"


def test_without_permission(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(PAGE)
    (tmp_path / "secret.txt").write_text(PAGE)
    (tmp_path / "secret.txt").chmod(0)
    if os.access(tmp_path / "secret.txt", os.R_OK):
        pytest.skip("root is refused nothing")
    locked = tmp_path / "locked"
    locked.mkdir()
    for name in ("a", "b"):
        (locked / f"{name}.txt").write_text(PAGE)
    locked.chmod(0o555)
    done = cleaner("run", ".", cwd=tmp_path)
    locked.chmod(0o755)
    assert done.returncode == 3
    assert done.stderr.count(b"cannot write to this directory: Permission denied") == 1
    assert b"secret.txt: cannot be read: Permission denied." in done.stderr
    assert (tmp_path / "good.clean.txt").exists()


ODD = [
    b"new\nline.txt",
    b"\x1b[31mred.txt",
    b"-dash.txt",
    b"bad\xff.txt",
    b"[bold]x[red].txt",
    "\u202eevil.txt".encode(),
]


def test_odd_names(tmp_path: Path) -> None:
    for name in ODD:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(PAGE)
    (tmp_path / "\x1bnul.txt").write_bytes(b"\0")
    for args in (["check"], ["diff"], ["run", "-v"]):
        done = cleaner(*args, "--", *ODD, "\x1bnul.txt", cwd=tmp_path)
        assert done.returncode == 3 and b"Traceback" not in done.stderr
        for shown in (done.stdout, done.stderr):
            assert b"\x1b" not in shown and b"\xff" not in shown and "\u202e".encode() not in shown
    told = done.stderr.decode()
    for stem in ("new␊line", "␛[31mred", "-dash", "bad\\xff", "[bold]x[red]", "<U+202E>evil"):
        assert f"{stem}.txt: written to {stem}.clean.txt" in told
    for name in ODD:
        assert Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name.replace(b".txt", b".clean.txt"))).exists()
    done = cleaner("run", "--format", "json", "--", *ODD, cwd=tmp_path)
    assert [document["path"] for document in json.loads(done.stdout)["documents"]] == [
        os.fsdecode(name) for name in ODD
    ]
