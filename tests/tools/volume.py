"""Check thousands of pages by `tests.support.invariants`, and results in other processes and in time.

    python -m tests.tools.volume 20000 --seed 1
    python -m tests.tools.volume 20000 --python compiled/bin/python

Pages are those of `tests.support.pages`, cleaned with all that a user may set. Each result is had again from another
process with another hash seed, of the same Python or of the one named, in which the package may be compiled: all must
be the same to the last digit. And a page many times over must take no longer for each character than it does once; a
ratio above `SLOWER` is a failure. Too slow for the suite, which asks the same of few pages.
"""

import argparse
import os
import subprocess
import sys
import time
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from pickle import dumps
from tempfile import gettempdir

from hypothesis import HealthCheck, given, seed, settings

from tests.support.invariants import Way, check
from tests.support.pages import PAGES, ways

BATCH = 500
"""Pages that Hypothesis makes at a time: it remembers them all."""
LONG, SAMPLE = 2000, 4
"""Characters of a page whose time is taken, and how many of a batch are."""
TIMES, SLOWER = 64, 16.0
"""A short text may need two looks (see `cleaner.pipeline`) and a long one 14, which alone makes 7."""
AGAIN = """
import sys
from base64 import b64decode
from hashlib import sha256
from pickle import loads
from cleaner.pipeline import clean
from cleaner.rulebook.rulebook import load_rulebook as load

books = {}
for row in sys.stdin.buffer:
    text, kept, select, ignore, template, reviewed = loads(b64decode(row))
    book = books.setdefault((select, ignore), None) or load(select=select, ignore=ignore)
    books[select, ignore] = book
    result = clean(text, book, kept, template, labels=reviewed)
    print(sha256(repr(result).encode("utf-8", "surrogatepass")).hexdigest())
"""
Case = tuple[str, Way]


def batch(number: int) -> list[Case]:
    """Some pages that were found to be right; another number gives others."""
    cases: list[Case] = []

    @seed(number)
    @given(PAGES.flatmap(lambda text: ways(text).map(lambda way: (text, way))))
    @settings(deadline=None, max_examples=BATCH, database=None, suppress_health_check=[*HealthCheck])
    def all_right(case: Case) -> None:
        check(*case)
        cases.append(case)

    all_right()
    return cases


def same(cases: list[Case], python: str) -> None:
    """Another process makes the same of the pages. It knows no folder of ours, and so its own package if it has one."""
    rows = [b64encode(dumps((text, way.kept, way.select, way.ignore, way.template, way.labels))) for text, way in cases]
    own = {} if python != sys.executable else {"PYTHONPATH": str(Path(__file__).parents[2])}
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHASHSEED")} | own
    command = [python, "-c", AGAIN]
    made = subprocess.run(
        command, input=b"\n".join(rows), stdout=subprocess.PIPE, env=env, cwd=gettempdir(), check=True
    )
    for (text, way), other in zip(cases, made.stdout.decode().split(), strict=True):
        mine = sha256(repr(way.clean(text, True)).encode("utf-8", "surrogatepass")).hexdigest()
        assert mine == other, f"another process makes something else of {text!r}, {way}"


def linear(cases: list[Case]) -> float:
    """Return the largest ratio of seconds per character between a page repeated many times and once."""
    long = [case for case in cases if len(case[0]) > LONG]
    found = [(slowdown(case), case) for case in long[:: -(-len(long) // SAMPLE)]] if long else []
    worst, (text, way) = max(found, key=lambda one: one[0], default=(0.0, ("", Way())))
    assert worst < SLOWER, f"{worst:.1f} times as long for each character, {TIMES} times as many: {text!r}, {way}"
    return worst


def slowdown(case: Case) -> float:
    """Return the ratio of seconds per character between a page repeated with small changes and once."""
    text, way = case
    many = "\n".join(text.replace("e", f"e{i % 7}") for i in range(TIMES))
    return _seconds(many, way) / len(many) / (_seconds(text, way) / len(text))


def _seconds(text: str, way: Way) -> float:
    took = []
    for _ in range(2):
        start = time.process_time()
        way.clean(text)
        took.append(time.process_time() - start)
    return min(took)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.volume", description=str(__doc__).partition("\n")[0])
    parser.add_argument("pages", type=int, help="how many pages to try")
    parser.add_argument("--seed", type=int, default=0, help="other numbers make other pages")
    parser.add_argument("--python", default=sys.executable, help="another Python, whose package must do the same")
    asked = parser.parse_args()
    start, pages, characters, slowest = time.monotonic(), 0, 0, 0.0
    for number in range(-(-asked.pages // BATCH)):
        cases = batch(asked.seed * 1_000_000 + number)
        same(cases, asked.python)
        slowest = max(slowest, linear(cases))
        pages, characters = pages + len(cases), characters + sum(len(text) for text, _ in cases)
        took = time.monotonic() - start
        print(f"{pages:,} pages, {characters:,} characters, {took:,.0f} s, at most {slowest:.2f} as slow", flush=True)


if __name__ == "__main__":
    main()
