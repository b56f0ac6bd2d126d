"""Links on a terminal: where the page of the rules is, and whether what shows the output follows links.

No terminal can be asked, so those are known by the variables that they set. `FORCE_HYPERLINK` says it for all others,
as it does for many programs. https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda describes the links
(OSC 8), and why an address of a file names the host: over ssh it is the file of another machine.
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
"""Where a wheel puts the page, below the environment it is installed in."""
BY_NAME: Final = ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio")
"""What terminals with links say in TERM_PROGRAM."""
BY_TERM: Final = ("xterm-kitty", "alacritty", "foot", "contour", "xterm-ghostty", "wezterm")
BY_VARIABLE: Final = ("KONSOLE_VERSION", "WT_SESSION", "DOMTERM", "KITTY_WINDOW_ID")
VTE: Final = 5000
"""The first version of GNOME's terminals with links, as VTE_VERSION has it."""
LESS: Final = 566
"""The first version of less that passes links on."""


def rules_page() -> str:
    """The address of the page of the rules, for a terminal that follows links; empty where either is missing."""
    path = Path(sysconfig.get_path("data"), PAGE)
    if not terminal.is_terminal(sys.stdout) or not path.is_file() or not _is_wanted(os.environ.get("FORCE_HYPERLINK")):
        return ""
    return f"file://{quote(node())}{quote(path.as_posix())}"


def _is_wanted(forced: str | None) -> bool:
    """Whoever forces links has them in any pager: what passes them on is not known of each."""
    return has_links(os.environ) and _pager_passes_links() if forced is None else forced not in ("", "0")


def has_links(environment: Mapping[str, str]) -> bool:
    """Whether a terminal that sets these variables is known to follow links."""
    if environment.get("TERM", "").startswith(("tmux", "screen")):  # they show what they know, whatever is around them
        return False
    version = environment.get("VTE_VERSION", "")
    return (
        (version.isdecimal() and int(version) >= VTE)
        or environment.get("TERM_PROGRAM") in BY_NAME
        or environment.get("TERM") in BY_TERM
        or any(environment.get(name) for name in BY_VARIABLE)
    )


def pager() -> list[str]:
    """The words of $PAGER, or of what is there without it. Raises `CleanerError` where they have an odd quote."""
    try:
        return shlex.split(os.environ.get("PAGER", "")) or ["less"]
    except ValueError:
        raise CleanerError("PAGER: has a quote that is not closed; set it anew, or unset it for less.") from None


def missing_pager() -> str:
    """The program that $PAGER asks for and that is not there; empty where it is, or nothing is asked for."""
    name = pager()[0]
    return name if os.environ.get("PAGER") and not shutil.which(name) else ""


def _pager_passes_links() -> bool:
    import subprocess

    words = pager()
    if Path(words[0]).name != "less":
        return False
    try:
        told = subprocess.run([words[0], "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    found = re.match(r"less (\d+)", told)
    return found is not None and int(found[1]) >= LESS
