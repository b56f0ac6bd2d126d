"""Markdown documents of blocks chosen at random, alone or between a menu and a footer."""

import random

PROSE = (
    "The ferry to Tarn was laid up in October after inspectors found cracks in its hull, and it will not sail before"
    " Easter.",
    "“We know what people went through this winter,” said Ilse Hartung, who has chaired the harbour board since 2011.",
    "Steel of the right strength had to come from abroad, and the [yard](https://yard.example/steel) waited eleven"
    " weeks for it.",
    "Nobody on the island has complained aloud, but the baker sold more yeast in a month than in all the year before.",
)
BLOCKS = (
    "## What was found",
    "Findings\n--------",
    "```python\ndef depth(values):\n    return sum(values) / len(values)\n\nprint(depth([1, 2]))\n```",
    "~~~\nplain fence\n~~~",
    "    $ make all\n    $ make install",
    "| Station | Depth |\n|---|---|\n| North buoy | 12 m |\n| Old pier | 7 m |",
    "- a lamp\n- a rope\n  - forty metres\n  - tarred\n- a knife",
    "1. Lay out the beams.\n2. Drive a peg.\n\n   Let it stand for a day.\n3. Turn it over.",
    "> “It likes the sea,” he said.\n>\n> Nobody answered.",
    "---",
    "![The hull](hull.jpg)",
    "The report is [online][1] and cited.[^n]\n\n[^n]: Harbour board, 2024.\n\n[1]: https://board.example/report",
    "Old Mill  \nQuay Lane 4  \n4021 Tarn",
    "<details>\n<summary>More</summary>\n\nA hidden word.\n\n</details>",
    "Term with `code` and *emphasis* in it, and a second sentence.",
)
MENU = "- [Home](/)\n- [News](/news)\n- [Sport](/sport)\n- [Log in](/login)"
FOOTER = """\
[Share on Facebook](https://www.facebook.com/sharer.php?u=https%3A%2F%2Fmarlow.example)

## Most read

- [Harbour bridge closes for repairs until May](/news/harbour-bridge-closes-for-repairs-20241)
- [Five bakers share one oven in the old town](/news/five-bakers-share-one-oven-20242)

[Privacy policy](/privacy) | [Contact us](/contact)

© 2024 Marlow Ledger. All rights reserved."""


def document(seed: int, has_menus: bool) -> str:
    """Return the document of a seed."""
    chance = random.Random(seed)
    blocks = [chance.choice(PROSE) for _ in range(chance.randint(2, 6))]
    blocks += chance.sample(BLOCKS, chance.randint(1, 6))
    chance.shuffle(blocks)
    article = ["# Ferry to sail again from Easter", *blocks]
    return "\n\n".join([MENU, *article, FOOTER] if has_menus else article) + "\n"
