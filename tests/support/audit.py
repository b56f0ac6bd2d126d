"""Processes under watch: what they did of all that `tests/support/audit_hook/sitecustomize.py` watches for."""

import os
from pathlib import Path

from tests.support.command import ROOT, unmeasured

HOOK = ROOT / "tests/support/audit_hook"
STARTED = "watching"


def watching(log: Path, **extra: str) -> dict[str, str]:
    """The environment in which a process is watched; what it does is added to `log`."""
    return unmeasured(PYTHONPATH=os.pathsep.join((str(HOOK), str(ROOT))), CLEANER_AUDIT=str(log), **extra)


def seen(log: Path) -> list[str]:
    """Return the events of PEP 578 that were logged, a line each."""
    first, *others = log.read_text().splitlines()
    assert first == STARTED
    return [line for line in others if line != STARTED]
