"""Measure how long cleaning takes, next to other tools: `python -m tests.tools.benchmark [PAIRS.jsonl]`.

It prints four tables:

- Pages: milliseconds per page for cleaner, the C4 line filter and jusText, on the same texts and one core; the median
  of several runs. The texts are the `raw` fields of a file of pairs, or the seeds.
- Start-up: milliseconds for the commands and for `python -c "import click"`, which is part of each command's start.
- Sizes: milliseconds per 10 kB for inputs from small to large, and for hostile ones. Linear time gives a constant,
  except for inputs with many short lines.
- Folders: `cleaner run` over many files and over one corpus with as many records, in one process and in two, compared
  with cleaning the same texts alone; and the memory of its largest process.

jusText (`uv pip install --group table`) is skipped if it is not installed.
"""

import gc
import importlib.util
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from pathlib import Path

from cleaner import pipeline
from cleaner.cli import GC_THRESHOLD
from cleaner.rulebook.example_pages import HEADLINE, PARAGRAPHS
from cleaner.rulebook.rulebook import load_rulebook

ROUNDS = 7
FILES = 2_000
SEEDS = Path(__file__).parents[2] / "seeds"
MENU = ["Home", "News", "Sport", "Weather", "Share this article", "Most read", "Storm closes the coast road"]
PAGE = "\n\n".join([*MENU, HEADLINE, *PARAGRAPHS, "Related articles", *MENU, "© 2024 Elda Post"]) + "\n"
SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
HOSTILE = {
    "one line of 10 MB": "word " * 2_000_000,
    "300,000 short lines": "Home\n" * 300_000,
    "1,000,000 blank lines": "\n" * 1_000_000,
    "one phrase again and again": "Read also: Read also: " * 200_000,
    "sentences without end": "He said no. " * 500_000,
    "one word of 1 MB": "a" * 1_000_000,
    "one number of 1 MB": "1" * 1_000_000,
    "Chinese without a stop": "关于港口" * 100_000,
    "links in brackets": "[ " + "[Harbour](/harbour) | " * 20_000 + "](",
}
WATCHER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
BAD_WORDS = ("javascript", "lorem ipsum", "{")
POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")


def line_filter(text: str) -> str:
    """Return the lines that C4 keeps of a page (Raffel et al. 2020, section 2.2), without its rules for whole pages."""
    kept = []
    for row in text.splitlines():
        line = row.strip()
        if not line.endswith((".", "!", "?", '"')) or line.endswith("...") or len(line.split()) < 5:
            continue
        lower = line.lower()
        if not any(word in lower for word in BAD_WORDS) and not any(words in lower for words in POLICY):
            kept.append(line)
    return "\n".join(kept)


def cleaner() -> Callable[[str], object]:
    """Return a function that cleans a text as `cleaner run` does."""
    rulebook = load_rulebook()
    return lambda text: pipeline.clean(text, rulebook, explain=False)


def justext() -> Callable[[str], object]:
    """Return a function that runs jusText on a text, each line of which becomes a paragraph."""
    import justext as peer

    stop_words = peer.get_stoplist("English")

    def work(text: str) -> object:
        rows = [f"<p>{escape(row)}</p>" for row in text.splitlines() if row.strip()]
        return peer.justext(f"<html><body>{''.join(rows)}</body></html>", stop_words)

    return work


def seconds(work: Callable[[], object]) -> float:
    """Return the wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pages(texts: list[str]) -> Iterator[str]:
    """Yield the rows of the table Pages."""
    size, lines = sum(map(len, texts)), sum(1 for text in texts for row in text.splitlines() if row.strip())
    yield f"{len(texts)} pages, on average {size // len(texts):,} characters and {lines // len(texts)} lines"
    tools = {"cleaner": cleaner(), "C4 line filter": line_filter}
    if importlib.util.find_spec("justext"):
        tools["jusText"] = justext()
    times: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(ROUNDS):
        for name, tool in tools.items():
            times[name].append(seconds(partial(lambda tool: [tool(text) for text in texts], tool)) * 1000 / len(texts))
    ours = statistics.median(times["cleaner"])
    for name, rounds in times.items():
        took = statistics.median(rounds)
        yield f"{name:16} {took:8.2f} ms a page {ours / took:8.2f} times as long for cleaner"


def starting() -> Iterator[str]:
    """Yield the rows of the table Start-up."""
    python = sys.executable
    command = shutil.which("cleaner", path=str(Path(python).parent)) or "cleaner"
    page = next(SEEDS.glob("*.txt")).read_bytes()
    calls = {
        "import click": ([python, "-c", "import click"], b""),
        "cleaner --help": ([command, "--help"], b""),
        "cleaner < page": ([command], page),
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(3 * ROUNDS):
        for name, (call, given) in calls.items():
            times[name].append(seconds(partial(subprocess.run, call, input=given, capture_output=True, check=True)))
    least = statistics.median(times["import click"])
    for name, rounds in times.items():
        took = statistics.median(rounds)
        yield f"{name:16} {took * 1000:8.1f} ms {took / least:8.2f} times importing click"


def sizes() -> Iterator[str]:
    """Yield the rows of the table Sizes."""
    clean = cleaner()
    for name, text in (
        {f"{size:,} characters": (PAGE * (size // len(PAGE) + 1))[:size] for size in SIZES} | HOSTILE
    ).items():
        took = min(seconds(partial(clean, text)) for _ in range(2))
        rows = text.count("\n") + 1
        yield f"{name:28} {took * 1e7 / len(text):9.2f} ms for 10 kB {took * 1e6 / rows:12.1f} µs a line"


def folders(texts: list[str]) -> Iterator[str]:
    """Yield the rows of the table Folders."""
    texts = (texts * (FILES // len(texts) + 1))[:FILES]
    clean = cleaner()
    alone = seconds(lambda: [clean(text) for text in texts])
    yield f"{FILES:,} pages, cleaned alone {FILES / alone:6.0f} a second"
    with tempfile.TemporaryDirectory() as folder:
        files, corpus = Path(folder, "files"), Path(folder, "corpus.jsonl")
        files.mkdir()
        for number, text in enumerate(texts):
            (files / f"{number:06}.txt").write_text(text, "utf-8")
        corpus.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
        for what, path in (("files", files), ("a corpus", corpus)):
            one = 0.0
            for jobs in ("1", "2"):
                out = Path(folder, f"{path.stem}{jobs}")
                took, memory = _run(str(path), "--out", str(out), "--jobs", jobs, "-q")
                one = one or took
                yield (
                    f"{what:9} jobs {jobs} {FILES / took:8.0f} a second {one / took:6.2f} times one job"
                    f"{took * int(jobs) / alone:8.2f} times cleaning alone {memory:6} MB"
                )


def _run(*args: str) -> tuple[float, int]:
    """Return the seconds of a run and the MB of its largest process.

    A small process starts the run, because the peak memory of a child includes that of its parent.
    """
    call = [sys.executable, "-c", WATCHER, sys.executable, "-m", "cleaner", "run", *args]
    start = time.perf_counter()
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, int(done.stdout)


def main() -> None:
    if sys.argv[1:]:
        texts = [json.loads(row)["raw"] for row in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    else:
        texts = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt")) if ".clean." not in path.name]
    gc.set_threshold(GC_THRESHOLD)  # as the command does; applies to all tools here
    print(f"cleaner is {'plain Python' if pipeline.__file__.endswith('.py') else 'compiled'}")
    for table in (pages(texts), starting(), sizes(), folders(texts)):
        for row in table:
            print(row, flush=True)
        print()


if __name__ == "__main__":
    main()
