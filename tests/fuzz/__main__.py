"""Targets one after the other, each in a process of its own, and their figures in a table.

New are the places in the package that the run reached and the inputs that are kept do not, and the inputs that did
so; `--into` is a folder where they are left, from which the best may be taken over into `tests/fuzz/corpus`.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

CORPUS = Path(__file__).parent / "corpus"
LONGEST = 4096
"""Bytes of an input: what goes wrong in long ones does in short ones, which are faster."""
SLOW = 300
"""Seconds, as a clock has them, after which an input counts as one that never ends."""
MEMORY = 2048
"""Megabytes that a target may take."""
BEGUN = re.compile(r"INITED cov: (\d+)")
DONE = re.compile(r"#(\d+)\s+DONE\s+cov: (\d+)")


def fuzz(target: str, asked: argparse.Namespace, into: Path, folder: str) -> bool:
    """Fuzz a target and print its figures; whether nothing went wrong.

    New inputs go to `into`. The fuzzer ends without tidying up, so what else it writes goes to `folder`.
    """
    into.mkdir(parents=True, exist_ok=True)
    before = len(list(into.iterdir()))
    limits = [f"-max_len={LONGEST}", f"-timeout={SLOW}", f"-rss_limit_mb={MEMORY}", f"-dict={CORPUS / 'words'}"]
    ends = [f"-runs={asked.runs}", f"-max_total_time={asked.seconds}", f"-seed={asked.seed}"]
    command = [sys.executable, "-m", "tests.fuzz.engine", target, *ends, *limits]
    start = time.monotonic()
    command += [f"-artifact_prefix={into}/", str(into), str(CORPUS / target)]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "TMPDIR": folder}, check=False)
    took = time.monotonic() - start
    words = (done.stdout + done.stderr).decode("utf-8", "replace")
    begun, ended = BEGUN.search(words), DONE.search(words)
    if done.returncode or not begun or not ended:
        told = [line for line in words.splitlines() if not line.startswith(("INFO", "WARNING", "#"))]
        print(f"{target}: failed", *told, sep="\n", flush=True)
        return False
    found = len(list(into.iterdir())) - before
    executions, reached, known = int(ended[1]), int(ended[2]), int(begun[1])
    print(f"{target:10}{executions:>12,}{took:>9,.0f}{reached:>9,}{reached - known:>6,}{found:>8,}", flush=True)
    return True


def main() -> None:
    targets = sorted(path.name for path in CORPUS.iterdir() if path.is_dir())
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Any bytes to everything that reads.")
    parser.add_argument("target", nargs="*", help=f"which of {', '.join(targets)}; all without")
    parser.add_argument("--runs", type=int, default=1500, help="executions of each target at most")
    parser.add_argument("--seconds", type=int, default=0, help="how long each target may take; 0 is for ever")
    parser.add_argument("--seed", type=int, default=1, help="other numbers try other inputs")
    parser.add_argument("--into", type=Path, help="a folder for inputs that reach something new")
    asked = parser.parse_args()
    print("target      executions  seconds  reached   new  inputs")
    with TemporaryDirectory(prefix="cleaner-fuzz-") as folder:
        into = asked.into or Path(folder)
        right = [fuzz(target, asked, into / target, folder) for target in asked.target or targets]
    sys.exit(not all(right))


if __name__ == "__main__":
    main()
