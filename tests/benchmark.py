"""How long cleaning takes: by size of the input, and on hostile ones. Run `python -m tests.benchmark`.

Prints milliseconds for 10 kB at each size; in linear time these stay level. The peer is the C4 line
filter's way of looking at a text, each line for itself, measured in the same run on the same text.
"""

import time

from cleaner.learn.examples import HEADLINE, PARAGRAPHS
from cleaner.pipeline import clean
from cleaner.rulebook import load

MENU = ["Home", "News", "Sport", "Weather", "Share this article", "Most read", "Storm closes the coast road"]
PAGE = "\n\n".join([*MENU, HEADLINE, *PARAGRAPHS, "Related articles", *MENU, "© 2024 Elda Post"]) + "\n"
SIZES = (10_000, 100_000, 1_000_000)
HOSTILE = {
    "one line of 1 MB": "word " * 200_000,
    "100,000 short lines": "Home\n" * 100_000,
    "300,000 blank lines": "\n" * 300_000,
    "one phrase again and again": "Read also: Read also: " * 20_000,
    "sentences without end": "He said no. " * 50_000,
    "one word of 1 MB": "a" * 1_000_000,
    "one number of 1 MB": "1" * 1_000_000,
    "Chinese without a stop": "关于港口" * 100_000,
    "links in brackets": "[ " + "[Harbour](/harbour) | " * 20_000 + "](",
}


def seconds(work, *arguments) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def line_filter(text: str) -> str:
    """Keep lines of five words and more that end as a sentence does (Raffel et al. 2020, section 2.2)."""
    return "\n".join(line for line in text.splitlines() if len(line.split()) >= 5 and line.rstrip()[-1:] in '.!?"')


def main() -> None:
    rulebook = load()
    texts = {f"{size:,} characters": (PAGE * (size // len(PAGE) + 1))[:size] for size in SIZES} | HOSTILE
    print(f"{'text':28} {'ms for 10 kB':>14} {'of the line filter':>20}")
    for name, text in texts.items():
        took = min(seconds(clean, text, rulebook) for _ in range(2))
        peer = min(seconds(line_filter, text) for _ in range(2))
        print(f"{name:28} {took * 1e7 / len(text):14.2f} {took / peer:19.0f}x")


if __name__ == "__main__":
    main()
