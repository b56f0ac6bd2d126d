"""Helpers to run `cleaner` in this process or in one of its own; pages, and results made by hand."""

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory, TemporaryFile
from unittest.mock import patch

from cleaner import cli
from cleaner.model import Decision, Evidence, Kind, Removal, Result

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "cleaner")

CACHE = TemporaryDirectory(prefix="cleaner-cache-")
"""Cache of the tests of this process, not that of the user."""

BODY = """\
Village keeps its last bakery after a night of votes

The village of Orrin will keep its last bakery, the council decided on Tuesday night after four hours of debate.

“My oven has been warm since 1931, and it will be warm tomorrow,” said the baker, Tomas Veld, whose family built it.

The council will pay for half of the new roof, which the storm in October had torn off, and lend him the other half.
"""
PAGE = f"""\
Home | News | Sport | Weather | Contact

{BODY}
READ ALSO: Storm closes the coast road for a third day

Nobody in the hall had spoken against the plan, the mayor told reporters as she left it shortly before midnight.

Share this article
Facebook Twitter WhatsApp Email
Sign up for our daily newsletter
© 2024 Orrin Courier. All rights reserved.
"""
NO_ARTICLE = """\
Home | News | Sport
Log in | Register
404
Page not found
Contact | Imprint | Privacy policy
"""


def environment(**extra: str) -> dict[str, str]:
    """Return the environment of a test process: no colour settings of the user, and the code of this checkout.

    The folder of this Python comes first on the path, as in an activated environment, because Spark starts `python3`.
    """
    mine = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "PAGER", "LESS")}
    path = os.pathsep.join((str(Path(sys.executable).parent), mine.get("PATH", os.defpath)))
    return {**mine, "PYTHONPATH": str(ROOT), "PATH": path, "XDG_CACHE_HOME": CACHE.name, **extra}


def unmeasured(**extra: str) -> dict[str, str]:
    """Return `environment` without coverage, for processes that are killed, audited or run under limits."""
    return {k: v for k, v in environment(**extra).items() if not k.startswith("COVERAGE_")}


def cleaner(
    *args: str | bytes | Path,
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> CompletedProcess[bytes]:
    """Run the command in this process, which takes milliseconds. The result is that of a process of its own.

    File descriptors 0 to 2, the streams, the environment, the working directory, the handler of SIGTERM and the
    thresholds of the garbage collector are set for the call and restored after it.
    """
    argv = ["cleaner", *map(os.fsdecode, args)]
    with (
        _files(stdin) as files,
        patch.dict(os.environ, env or environment(), clear=True),
        patch.object(sys, "argv", argv),
        chdir(cwd or Path.cwd()),
        _process_state(),
    ):
        try:
            cli.main()
        except SystemExit as end:
            status = end.code
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    assert isinstance(status, int)
    return CompletedProcess(argv, status, files.out, files.err)


def run_process(
    *args: str | bytes | Path,
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: int = 60,
) -> CompletedProcess[bytes]:
    """Run the command in a process of its own, for tests of start, exit, signals and locales."""
    command: Sequence[str | bytes | Path] = [*COMMAND, *args]
    return subprocess.run(
        command, input=stdin, capture_output=True, cwd=cwd, env=env or environment(), timeout=timeout, check=False
    )


@dataclass
class _Files:
    """Output of a call, available after its end."""

    out: bytes = b""
    err: bytes = b""


@contextmanager
def _files(stdin: bytes) -> Iterator[_Files]:
    """Put temporary files in place of the standard streams, by descriptor and by name."""
    files = _Files()
    with ExitStack() as stack:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        opened = [stack.enter_context(TemporaryFile()) for _ in range(3)]
        opened[0].write(stdin)
        opened[0].seek(0)
        for number, (name, file) in enumerate(zip(("stdin", "stdout", "stderr"), opened, strict=True)):
            saved = os.dup(number)
            stack.callback(os.close, saved)
            stack.callback(os.dup2, saved, number)
            os.dup2(file.fileno(), number)
            stream = open(number, "w" if number else "r", encoding="utf-8", closefd=False)  # noqa: SIM115
            stack.enter_context(patch.object(sys, name, stream))
        yield files
        for name, file in zip(("out", "err"), opened[1:], strict=True):
            file.seek(0)
            setattr(files, name, file.read())


@contextmanager
def _process_state() -> Iterator[None]:
    """Restore the settings that the command changes for the whole process."""
    threshold, handler = gc.get_threshold(), signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
        signal.signal(signal.SIGTERM, handler)


def result(raw: str, *spans: tuple[int, int], kind: Kind = "related", rule: str = "REL101") -> Result:
    """Return the result of removing `spans` from `raw`; each span is one removal and one line."""
    removed = tuple(Removal(a, b, kind, rule) for a, b in spans)
    edges = [0, *(edge for span in spans for edge in span), len(raw)]
    text = "".join(raw[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    evidence = (Evidence(rule, 1.0, "it"),)
    lines: list[Decision] = []
    number, position = 1, 0
    for a, b in spans:
        number, position = number + raw.count("\n", position, a), a
        lines.append(Decision(number, a, b, kind, False, 1.0, evidence))
    return Result(raw, text, "article", tuple(lines), removed)
