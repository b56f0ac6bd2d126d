"""What the tests of the command line share: the real process, pages of our own, results made by hand."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cleaner.model import Decision, Evidence, Kind, Removal, Result

ROOT = Path(__file__).resolve().parents[2]

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
    """The environment of a test process: no colour settings of whoever runs the tests, the code of this checkout.

    The folder of this Python comes first on the path, as in an activated environment: Spark starts `python3`.
    """
    mine = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "PAGER", "LESS")}
    path = os.pathsep.join((str(Path(sys.executable).parent), mine.get("PATH", os.defpath)))
    return {**mine, "PYTHONPATH": str(ROOT), "PATH": path, **extra}


def cleaner(
    *args: str | bytes | Path,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: int = 60,
) -> subprocess.CompletedProcess[bytes]:
    """Run the real command. Without `stdin` it reads an empty one."""
    command: Sequence[str | bytes | Path] = [sys.executable, "-m", "cleaner", *args]
    return subprocess.run(
        command,
        input=stdin or b"",
        capture_output=True,
        cwd=cwd,
        env=env or environment(),
        timeout=timeout,
        check=False,
    )


def result(raw: str, *spans: tuple[int, int], kind: Kind = "related", rule: str = "REL101") -> Result:
    """A result made by hand: `raw` without `spans`, each of which is a removal and a line."""
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
