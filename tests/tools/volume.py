"""Check the invariants of thousands of pages, compare results with another process, and check for linear time.

    python -m tests.tools.volume 20000 --seed 1
    python -m tests.tools.volume 20000 --python compiled/bin/python

Pages are those of `tests.support.pages`, cleaned with random options. Another process with another hash seed must give
each result again, to the last digit. `--python` selects its Python, in which the package may be compiled. A page that
is repeated many times must take no longer per character than a single copy; a ratio above `SLOWER` fails. The suite
checks fewer pages, because this takes long.
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
"""Pages per run of Hypothesis, which keeps all of them in memory."""
LONG, SAMPLE = 2000, 4
"""Minimum length of a page that is timed, and the number of timed pages per batch."""
TIMES, SLOWER = 64, 16.0
"""Copies of a timed page, and the maximum ratio. A short text may need 2 passes and a long one 14: a ratio of 7."""
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
    """Return pages that passed the check; each `number` gives others."""
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
    """Check that another process gives the same results. Another Python imports its own copy of the package."""
    rows = [b64encode(dumps((text, way.kept, way.select, way.ignore, way.template, way.labels))) for text, way in cases]
    own = {} if python != sys.executable else {"PYTHONPATH": str(Path(__file__).parents[2])}
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHASHSEED")} | own
    command = [python, "-c", AGAIN]
    made = subprocess.run(
        command, input=b"\n".join(rows), stdout=subprocess.PIPE, env=env, cwd=gettempdir(), check=True
    )
    for (text, way), other in zip(cases, made.stdout.decode().split(), strict=True):
        mine = sha256(repr(way.clean(text, True)).encode("utf-8", "surrogatepass")).hexdigest()
        assert mine == other, f"another process gives another result for {text!r}, {way}"


def linear(cases: list[Case]) -> float:
    """Return the largest ratio of seconds per character between a page repeated many times and once."""
    long = [case for case in cases if len(case[0]) > LONG]
    found = [(slowdown(case), case) for case in long[:: -(-len(long) // SAMPLE)]] if long else []
    worst, (text, way) = max(found, key=lambda one: one[0], default=(0.0, ("", Way())))
    assert worst < SLOWER, f"{worst:.1f} times as long per character in {TIMES} copies: {text!r}, {way}"
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
    parser.add_argument("pages", type=int, help="number of pages")
    parser.add_argument("--seed", type=int, default=0, help="random seed")
    parser.add_argument("--python", default=sys.executable, help="another Python, whose results must be the same")
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
