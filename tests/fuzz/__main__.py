"""Fuzz the targets, each in a process of its own, and print a table of figures.

The column "new" counts the places in the package that only new inputs reach, and "inputs" counts these inputs. `--into`
names a folder for them. Copy the best to `tests/fuzz/corpus`.
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
"""Maximum size of an input, in bytes. Longer inputs are slower and find the same bugs."""
SLOW = 300
"""Timeout for one input, in seconds of wall time."""
MEMORY = 2048
"""Memory limit of a target, in MB."""
BEGUN = re.compile(r"INITED cov: (\d+)")
DONE = re.compile(r"#(\d+)\s+DONE\s+cov: (\d+)")


def fuzz(target: str, asked: argparse.Namespace, into: Path, folder: str) -> bool:
    """Fuzz a target and print its figures; return True unless it failed.

    New inputs go to `into`. The fuzzer exits without cleaning up, so its other files go to `folder`.
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
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz all code that reads input.")
    parser.add_argument("target", nargs="*", help=f"any of {', '.join(targets)}; default: all")
    parser.add_argument("--runs", type=int, default=1500, help="maximum executions per target")
    parser.add_argument("--seconds", type=int, default=0, help="time limit per target; 0 means none")
    parser.add_argument("--seed", type=int, default=1, help="random seed")
    parser.add_argument("--into", type=Path, help="folder for inputs that reach new code")
    asked = parser.parse_args()
    print("target      executions  seconds  reached   new  inputs")
    with TemporaryDirectory(prefix="cleaner-fuzz-") as folder:
        into = asked.into or Path(folder)
        right = [fuzz(target, asked, into / target, folder) for target in asked.target or targets]
    sys.exit(not all(right))


if __name__ == "__main__":
    main()
