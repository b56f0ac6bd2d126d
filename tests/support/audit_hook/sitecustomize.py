"""Log what cleaner must never do. Python imports this module at start if its folder is in PYTHONPATH.

Python reports its actions to audit hooks (PEP 578). No code can remove a hook, and forked processes inherit it. Each
line in the file that CLEANER_AUDIT names is one event: a network access, a program started, code compiled from text or
found among the texts, or an object unpickled. Three kinds are not logged: code that installed libraries compile
from their own text, such as named tuples and dataclasses; objects that the processes of a run exchange; and the socket
that urllib3, which trafilatura imports, binds on this machine to see if it has IPv6.
"""

import os
import sys
import sysconfig
from pathlib import Path
from types import FrameType
from typing import Any

NETWORK = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "nntplib.", "telnetlib.")
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn")
CODE = ("exec", "compile", "import", "ctypes.dlopen")
LIBRARIES = tuple(f"{sysconfig.get_path(name)}/" for name in ("stdlib", "platstdlib", "platlib", "purelib"))
SOCKET = f"{sysconfig.get_path('stdlib')}/socket.py"
HANDED = f"{sysconfig.get_path('stdlib')}/multiprocessing/"
TEXTS = f"{Path.cwd().resolve()}/"
FILE = os.open(os.environ["CLEANER_AUDIT"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def hook(event: str, arguments: tuple[Any, ...]) -> None:
    """Log events of the network, of programs, and of code from the working directory."""
    is_told = (event.startswith(NETWORK) and not is_probe(event)) or event.startswith(PROGRAMS)
    is_told = is_told or (event in CODE and is_strange(event, arguments))
    if is_told or (event == "pickle.find_class" and not caller().startswith(HANDED)):
        os.write(FILE, f"{event} {arguments!r:.500}\n".encode("utf-8", "backslashreplace"))


def is_probe(event: str) -> bool:
    """Return True for the socket that urllib3 opens when it is imported, and never connects."""
    return event in ("socket.__new__", "socket.bind") and caller(skip=SOCKET).endswith("/urllib3/util/connection.py")


def is_strange(event: str, arguments: tuple[Any, ...]) -> bool:
    """Return True if code is among the texts, or compiled from text by anything but the installed libraries."""
    what = arguments[1] if event in ("compile", "import") else arguments[0]
    if os.fsdecode(getattr(what, "co_filename", what) or "").startswith(TEXTS):
        return True
    return event in ("exec", "compile") and not caller().startswith(("<frozen", *LIBRARIES))


def caller(skip: str = __file__) -> str:
    """Return the file of the first frame above the hook and `skip`, or "<frozen" if Python itself caused the event."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_code.co_filename in (__file__, skip):
        frame = frame.f_back
    return frame.f_code.co_filename if frame else "<frozen"


sys.addaudithook(hook)
os.write(FILE, b"watching\n")
