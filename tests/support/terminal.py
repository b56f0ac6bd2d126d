"""The command on a terminal of a given width."""

import os
import pty
import subprocess
from pathlib import Path

from tests.support.command import COMMAND, environment


def on_terminal(*args: str, cwd: Path, columns: int = 80, **extra: str) -> str:
    """Return the output on a terminal of this width, stdout and stderr together, with escape sequences.

    The pager is `cat`, unless `extra`, further variables of the environment, has another.
    """
    reader, writer = pty.openpty()
    env = environment(**{"TERM": "xterm-256color", "COLUMNS": str(columns), "PAGER": "cat", **extra})
    with subprocess.Popen([*COMMAND, *args], stdin=writer, stdout=writer, stderr=writer, env=env, cwd=cwd):
        os.close(writer)
        shown = b""
        while piece := _read(reader):
            shown += piece
    os.close(reader)
    return shown.decode().replace("\r\n", "\n")


def _read(reader: int) -> bytes:
    try:
        return os.read(reader, 1 << 16)
    except OSError:  # Linux raises EIO at the end of a pty
        return b""
