"""Hyperlinks on a terminal: the URL of the rules page, and detection of terminals and pagers that support links.

A terminal cannot be asked, so support is detected by the environment variables that terminals set. `FORCE_HYPERLINK`
overrides the detection, as in many programs. https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
describes the links (OSC 8), and why a file URL names the host: over ssh, the file is on another machine.
"""

import os
import re
import shlex
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from platform import node
from typing import Final
from urllib.parse import quote

from cleaner.commands import terminal
from cleaner.errors import CleanerError

PAGE: Final = "share/doc/cleaner/rules.html"
"""Path of the rules page in the environment that a wheel is installed in."""
BY_NAME: Final = ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio")
"""Values of TERM_PROGRAM set by terminals that support links."""
BY_TERM: Final = ("xterm-kitty", "alacritty", "foot", "contour", "xterm-ghostty", "wezterm")
"""Values of TERM set by such terminals."""
BY_VARIABLE: Final = ("KONSOLE_VERSION", "WT_SESSION", "DOMTERM", "KITTY_WINDOW_ID")
"""Variables set by such terminals, to any value."""
MIN_VTE: Final = 5000
"""Lowest VTE_VERSION that supports links. VTE is the library of GNOME's terminals."""
MIN_LESS: Final = 566
"""First version of less that passes links on."""


def rules_page_url() -> str:
    """Return the URL of the rules page, or "" if the terminal does not support links or the page is missing."""
    path = Path(sysconfig.get_path("data"), PAGE)
    if not terminal.is_terminal(sys.stdout) or not path.is_file() or not _is_wanted(os.environ.get("FORCE_HYPERLINK")):
        return ""
    return f"file://{quote(node())}{quote(path.as_posix())}"


def _is_wanted(forced: str | None) -> bool:
    """Return True if links are supported or forced. If they are forced, any pager is trusted to pass them on."""
    return has_links(os.environ) and _pager_passes_links() if forced is None else forced not in ("", "0")


def has_links(environment: Mapping[str, str]) -> bool:
    """Return True if a terminal that sets these variables is known to support links."""
    if environment.get("TERM", "").startswith(("tmux", "screen")):  # multiplexers may drop links
        return False
    version = environment.get("VTE_VERSION", "")
    return (
        (version.isdecimal() and int(version) >= MIN_VTE)
        or environment.get("TERM_PROGRAM") in BY_NAME
        or environment.get("TERM") in BY_TERM
        or any(environment.get(name) for name in BY_VARIABLE)
    )


def pager() -> list[str]:
    """Return the words of $PAGER, or of the default. Raises `CleanerError` for an unbalanced quote."""
    command = os.environ.get("PAGER", "")
    try:
        return shlex.split(command) or ["less"]
    except ValueError:
        raise CleanerError(f"PAGER={command}: unbalanced quote; correct the variable or unset it.") from None


def missing_pager() -> str:
    """Return the program of $PAGER if it is not found, else ""."""
    name = pager()[0]
    return name if os.environ.get("PAGER") and not shutil.which(name) else ""


def _pager_passes_links() -> bool:
    import subprocess

    words = pager()
    if Path(words[0]).name != "less":
        return False
    try:
        output = subprocess.run([words[0], "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    found = re.match(r"less (\d+)", output)
    return found is not None and int(found[1]) >= MIN_LESS
