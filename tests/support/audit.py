"""Run audited processes and read their logs; `tests/support/audit_hook/sitecustomize.py` is the hook."""

import os
from pathlib import Path

from tests.support.command import ROOT, unmeasured

HOOK = ROOT / "tests/support/audit_hook"
STARTED = "watching"


def watching(log: Path, **extra: str) -> dict[str, str]:
    """Return an environment in which a process is audited; its events are appended to `log`."""
    return unmeasured(PYTHONPATH=os.pathsep.join((str(HOOK), str(ROOT))), CLEANER_AUDIT=str(log), **extra)


def seen(log: Path) -> list[str]:
    """Return the logged audit events (PEP 578), one per line."""
    first, *others = log.read_text().splitlines()
    assert first == STARTED
    return [line for line in others if line != STARTED]
