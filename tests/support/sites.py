"""Small sites to learn templates from: pages of one layout, with standing phrases inside their articles.

Each site has a menu, teasers in whole sentences that are the same on all pages, a box below the article, and a footer.
The articles differ, but some share a standing phrase: a dateline, a subhead, a refrain of one or two lines, a quoted
law, or a sentence in the middle or at the end. These belong to the article and must stay.
"""

from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import NamedTuple

from cleaner.templates.counts import PageCounter
from cleaner.templates.file import dump_counts, templates
from cleaner.templates.template import Template

WHO = ["The harbour council", "A retired teacher", "The mayor of Orrin", "The owner of the mill", "A young carpenter",
       "The choir of the lower town", "The head of the school", "A crew of six"]  # fmt: skip
DID = ["agreed on Monday to repair", "wants to sell", "has found a use for", "spent eleven months on", "warned of",
       "refused to give up", "asked the ministry about", "was praised for"]  # fmt: skip
WHAT = ["the old lighthouse at the north pier", "the bell that fell in the great storm", "a boat without an engine",
        "the last tram of the valley", "the well behind the chapel", "a garden that nobody had entered since the war",
        "the bridge to the mainland", "two barrels of paint from the shipyard"]  # fmt: skip
WHY = ["because the winter is expected to be long", "although nobody had asked for it", "as the papers show",
       "while the neighbours looked on in silence", "after a vote that lasted until midnight",
       "and hopes to be done before the herring come back"]  # fmt: skip
AFTER = ["It will cost about {n} crowns.", "Only {n} people came to the meeting.", "The work began {n} days ago.",
         "No one had counted on {n} letters of thanks.", "In the end {n} of them signed the paper."]  # fmt: skip
SUBHEAD = "What happens next"
REFRAIN = "And the sea, as they say here, keeps its own books."
DATELINE = "ORRIN (Sound Agency) —"
STANDING = "This newspaper has asked the council for its papers and was given none of them until the evening."
COUPLET = ("The tide takes back what it has given,", "and what it has taken it shall give.")
LAW = (
    "Article 5 says that no boat may leave the harbour without a light.",
    "It adds that the light must be seen a mile away.",
)
LAST = "The owner of the shipyard did not reply to questions before this article went to print."
STANDING_PHRASES = (SUBHEAD, REFRAIN, DATELINE, STANDING, *COUPLET, *LAW, LAST)
MENU = ["Harbour Daily", "Home", "Town", "Sea and weather", "Sport", "Letters", "Obituaries", "Log in"]
BOX = ["Your harbour, every morning", "Readers of ours wake up to five stories from the quay and one from the hills."]
FOOTER = ["Harbour Daily is made by nine people in a house by the quay", "Fish Street 4, Orrin", "Imprint", "Contact"]


class Page(NamedTuple):
    """A page, and the body lines of its article."""

    raw: str
    body: list[str]


def sentence(random: Random) -> str:
    """Return a random sentence, one of about ten thousand, followed by another."""
    parts = (random.choice(WHO), random.choice(DID), random.choice(WHAT), random.choice(WHY))
    return f"{' '.join(parts)}. {random.choice(AFTER).format(n=random.choice(WORDS))}"


WORDS = [f"{ten}-{one}" for ten in ("twenty", "thirty", "forty", "sixty") for one in ("one", "two", "four", "nine")]


def site(pages: int, seed: int = 1, paragraphs: int = 5) -> list[Page]:
    """Return the pages of one site; equal arguments give equal pages."""
    random = Random(seed)
    teasers = [line for _ in range(6) for line in (sentence(random).split(" because")[0], sentence(random))]
    return [_page(random, teasers, paragraphs) for _ in range(pages)]


def _page(random: Random, teasers: list[str], paragraphs: int) -> Page:
    body = [[sentence(random)] for _ in range(paragraphs)]
    for phrase in ([SUBHEAD], [REFRAIN], [STANDING], [*COUPLET], [*LAW]):
        if random.random() < 0.5:
            body.insert(random.randrange(1, len(body)), phrase)
    if random.random() < 0.5:
        body.insert(0, [DATELINE])
    if random.random() < 0.5:
        body.append([LAST])
    return page_of(sentence(random).split(".")[0], [line for phrase in body for line in phrase], teasers)


def page_of(headline: str, body: list[str], teasers: list[str]) -> Page:
    """Return a page of the site with this article."""
    rows = [*MENU, headline, *body, *BOX, "More stories", *teasers, *FOOTER]
    return Page("\n\n".join(rows) + "\n", body)


def learnt(texts: Iterable[str], name: str = "harbourdaily.example") -> Template | None:
    """Return the template of a site with these pages."""
    return next(templates(_counted(texts, name).counts()), None)


def learnt_file(path: Path, texts: Iterable[str], name: str = "harbourdaily.example") -> Path:
    """Write the template of a site with these pages to `path`, and return `path`."""
    path.write_bytes(b"".join(dump_counts(_counted(texts, name).counts(), is_whole=True)))
    return path


def _counted(texts: Iterable[str], name: str) -> PageCounter:
    counts = PageCounter()
    for text in texts:
        counts.add(name, text)
    return counts
