"""Draw the README's picture, the output of `cleaner diff` for a seed, from the program's own output.

Run `python -m tests.tools.picture` after a change to the rules or the diff; a test fails until then.
"""

import io
from pathlib import Path

from rich.console import Console
from rich.text import Text

from cleaner.pipeline import clean
from cleaner.render.diff import DiffLayout, render_diff
from cleaner.rulebook.rulebook import load_rulebook

HERE = Path(__file__).parent
PICTURE = HERE / "picture.svg"
SEED = HERE.parents[1] / "seeds" / "trailing-stories.txt"
WIDTH, ROWS = 112, 46


def draw() -> str:
    """Return the picture as SVG."""
    result = clean(SEED.read_text("utf-8"), load_rulebook())
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    lines = list(render_diff(f"seeds/{SEED.name}", result, DiffLayout(context=1, width=WIDTH, color=True)))
    for line in lines[:ROWS]:
        console.print(Text.from_ansi(line), no_wrap=True, crop=True)
    return console.export_svg(title=f"cleaner diff seeds/{SEED.name}", unique_id="cleaner") + "\n"


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
