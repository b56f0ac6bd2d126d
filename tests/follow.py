"""Following the README: a folder in which the names that it speaks of exist, and what its lines do there.

A section is followed from its top to its end in one folder, because a line often needs what another has written. What
cannot be run among the tests is in `ELSEWHERE`, with the reason. `python -m tests.follow` writes into the README what
its commands print now.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from cleaner.reviews.file import HEAD, change, load
from cleaner.settings import KEYS, REVIEWS
from tests.command import NO_ARTICLE, PAGE, ROOT, cleaner, environment
from tests.readme import README, TEXT, Code, codes, is_part
from tests.sites import page_of, sentence
from tests.test_golden import CASES, SEEDS, parse
from tests.test_own_rules import RULE
from tests.test_rules_new import ANSWERS

ELSEWHERE: Final = {
    "python3 -m venv .venv && .venv/bin/pip install --quiet . &&": "installs; .ci/run runs it word for word",
    "python3 -m venv .venv && .venv/bin/pip install --quiet -e '.[dev]' &&": "the same",
    "pip install": "installs; .ci/run does, the extras in its steps",
    "pipx install .": "needs pipx, which CI lacks",
    "uvx --from . cleaner run seeds": "needs uv, which CI lacks",
    "man cleaner-run": "needs an installed wheel; .ci/run looks for its pages, tests/test_man.py into them",
    'eval "$(_CLEANER_COMPLETE=': "is for a shell that somebody types in; tests/test_completion.py",
    "_CLEANER_COMPLETE=fish_source cleaner | source": "the same",
    "repos:\n": "needs pre-commit and a repository; tests/test_hook.py runs the hook",
    "FROM docker.io": "needs images of a registry",
    "podman": "the same",
    "-f Containerfile": "the same",
    '--user "$(id -u):$(id -g)"': "the same",
    "from datatrove": "needs datatrove; tests/test_engines.py",
    "MergeTemplates(FOLDER, FILE)": "the same",
    "from pyspark": "needs Spark; tests/test_engines.py",
    "from datasets": "needs datasets; tests/test_engines.py",
    "cleaner fit": "takes a minute; tests/test_fit.py",
    "python -m tests.table": "needs the data sets, which are not ours to give",
    "python -m tests.pairs": "the same",
    "python -m tests.benchmark": "takes minutes, and says nothing that is true on another machine",
    "python -m tests.faults": "takes half an hour; the suite has a short run of it",
    "python -m tests.hostile": "takes half an hour and 3 GB; tests/test_limits.py",
    "python -m tests.attacks": "takes minutes; tests/test_attacks.py",
    "python -m tests.follow": "does what is done here",
}
"""How the code begins that is not run here, and why."""
NAMES: Final = {
    "restore FILE...": "restore archive/*.clean.txt",
    "PATH... -o FILE.html": "articles -o report.html",
    "learn PATH... -o FILE": "learn pages -o learnt.tsv",
    "merge FILE... -o FILE": "merge sites.tsv -o merged.tsv",
    "show FILE [SITE]": "show sites.tsv harbourdaily.example",
    "test FILE [--on PATH...]": "test my.toml --on articles",
    "[CODE|FAMILY]": "promotion",
    "[FILE]": "new.toml",
    "RAW [GOLD]": "raw gold",
    "[PATH]": "articles",
    "PATH...": "articles",
}
"""What stands for names in capitals."""
STDIN: Final = {
    "cleaner --format jsonl": json.dumps({"text": PAGE}) + "\n",
    "cleaner review": "keep\n" * 99,
    "cleaner rules new": "".join(f"{line}\n" for line in ANSWERS),
}
"""What is piped in, by how the command begins."""
STATUS: Final = {"cleaner check": 1}
"""Exit statuses that are not 0, by how the command begins."""
PROMPT: Final = "$ "
TEASERS: Final = ["Herring are late again, and so is spring", "Council to paint the tram green"]
REVIEWED: Final = [
    "The ferry is to sail again in spring.",
    "Our readers have written 300 books",
    "Until then a fishing boat carries the children to school.",
]
"""What the README's example of a review is about."""


# --- the folder ---


def lay_out(folder: Path) -> None:
    """Make articles, a page, pages of a site, labelled pages, and what somebody has set and written before."""
    (folder / ".git").mkdir(parents=True)  # settings are not looked for above
    strike = (ROOT / "seeds" / "read-also-inserts.txt").read_text("utf-8")
    for name, text in {"bakery": PAGE, "login": NO_ARTICLE, "strike": strike}.items():
        put(folder / "articles" / f"{name}.txt", text)
    shutil.copytree(folder / "articles", folder / "archive")
    for number, raw in enumerate(_site()):
        put(folder / "pages" / "harbourdaily.example" / f"{number:02}.txt", raw)
    for seed in SEEDS:
        (marked,) = (path for path in CASES if path.name == seed.name)
        page = parse(marked.read_text("utf-8"))
        put(folder / "raw" / seed.name, page.raw)
        put(folder / "gold" / seed.name, "\n".join(page.kept))
    files = {"page.txt": PAGE, "my.toml": RULE, "mine.toml": "[weights]\n", "ours.toml": HEAD}
    for name, text in files.items():
        put(folder / name, text)
    for args in ("run archive --sidecar", "templates learn pages -o sites.tsv"):
        assert cleaner(*args.split(), cwd=folder).returncode == 0


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _site() -> Iterator[str]:
    random = Random(5)
    for number in range(12):
        body = [sentence(random) for _ in range(5)]
        body[2:2] = [] if number else REVIEWED
        yield page_of(sentence(random).split(".")[0], body, TEASERS).raw


# --- following ---


def sections() -> dict[str, list[Code]]:
    """What there is to follow in each section."""
    runs = (code for code in codes() if not is_part(code) and not code.text.startswith(tuple(ELSEWHERE)))
    return {section: list(those) for section, those in groupby(runs, lambda code: code.section)}


def follow(code: Code, folder: Path) -> str:
    """Do what some code says. Returns the code as it would stand in the README with what it prints now.

    Raises `AssertionError` where something fails that should not.
    """
    if code.language == "console":
        commands = [row.removeprefix(PROMPT) for row in code.text.splitlines() if row.startswith(PROMPT)]
        return "".join(f"{PROMPT}{command}\n{shell(command, folder)}" for command in commands)
    if code.language == "toml" or code.text.startswith(tuple(f"{key} = " for key in KEYS)):
        return _settings(code.text, folder)
    command = code.text
    if code.language == "python":
        put(folder / "script.py", code.text)
        command = "python script.py"
    else:
        assert code.language in ("", "sh"), f"README.md, line {code.line}: nothing runs a block of {code.language!r}"
    for name, real in NAMES.items() if not code.language else ():
        command = command.replace(name, real)
    shell(command, folder)
    return code.text


def shell(command: str, folder: Path) -> str:
    """What a command prints, in a shell in which `cleaner` is the one of this checkout."""
    given = next((text for start, text in STDIN.items() if command.startswith(start)), "")
    status = next((status for start, status in STATUS.items() if command.startswith(start)), 0)
    put(folder / ".bin" / "cleaner", f'#!/bin/sh\nexec "{sys.executable}" -m cleaner "$@"\n')
    (folder / ".bin" / "cleaner").chmod(0o755)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        input=given.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=environment(PATH=os.pathsep.join((str(folder / ".bin"), environment()["PATH"]))),
        timeout=120,
        check=False,
    )
    printed = done.stdout.decode()
    assert done.returncode == status, f"{command}: exit status {done.returncode}\n{printed}"
    return printed


def _settings(text: str, folder: Path) -> str:
    """Put settings or reviews where they belong. Returns reviews as `cleaner review` writes them."""
    if "line" not in tomllib.loads(text):
        put(folder / "cleaner.toml", text)
        shell("cleaner config", folder)
        return text
    path = folder / REVIEWS
    put(path, text)
    said = load(path).lines
    path.unlink()
    change(path, said)
    return path.read_text("utf-8").removeprefix(f"{HEAD}\n")


def main() -> None:
    """Write what is printed now into the README."""
    text = TEXT
    with TemporaryDirectory() as made:
        for section, those in sections().items():
            lay_out(folder := Path(made, re.sub(r"\W", "-", section)))
            for code in those:
                text = text.replace(f"\n{code.text}```", f"\n{follow(code, folder)}```")
    README.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
