"""Features of Markdown: how much of a line is links, where these lead, and which headings are above it."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from cleaner.features.windows import FAR
from cleaner.text.lines import Line
from cleaner.text.markup import Markup

MOSTLY: Final = 0.6
"""Share of links from which a line leads somewhere else."""
REACH: Final = 3
"""Lines above and below that count as near."""
NO_LINK, INLINE, ANCHOR, ACTION, SHARE, PROFILE, LABEL, SECTION, STORY, FOREIGN, FILE = map(float, range(11))
"""Values of `link_target`."""
ACTIONS: Final = ("javascript:", "mailto:", "tel:", "whatsapp:", "sms:", "data:")
SHARES: Final = re.compile(
    r"(?:facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:share|intent|home\?status)|linkedin\.com/share"
    r"|pinterest\.\w+/pin/create|wa\.me/\?|api\.whatsapp\.com|t\.me/share|reddit\.com/submit|vk\.com/share|addtoany|addthis"
    r"|getpocket\.com/|digg\.com/submit|del\.icio\.us|stumbleupon\.com/submit|tumblr\.com/share|share(?:r|\.php)\b"
    r"|service\.weibo\.com/share|connect\.ok\.ru|line\.me/R/|flipboard\.com/bookmark|bsky\.app/intent)"
)
PROFILES: Final = re.compile(
    r"//(?:[\w-]+\.)?(?:facebook|twitter|x|instagram|youtube|tiktok|linkedin|threads|telegram|t|vk|ok|weibo|whatsapp"
    r"|apple|play\.google|pinterest|flipboard|bsky|mastodon)\.(?:com|me|net|ru|cn|app|social)(?:[/:?]|$)"
)
LABELS: Final = re.compile(
    r"/(?:tags?|topics?|themen?|tema|temas|etiquetas?|categor\w+|kategori\w*|authors?|autor\w*|auteurs?|profile|search"
    r"|archive|page|label|hashtag|keyword|thema|rubric\w*|section)s?(?:[/?.]|$)"
)
FILES: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip)(?:[?#]|$)", re.IGNORECASE)
SLUG_WORDS: Final = 4
"""Minimum words, or a number of five digits, in the path of a story."""
LONG_NUMBER: Final = re.compile(r"\d{5}")


def link_columns(lines: Sequence[Line]) -> dict[str, list[float]]:
    """Return the values of all features of Markdown, by name."""
    markups = [line.markup or Markup("paragraph") for line in lines]
    shares = [_share(line.text, own) for line, own in zip(lines, markups, strict=True)]
    host = _own_host(markups)
    targets = [_target(own, share, host) for own, share in zip(markups, shares, strict=True)]
    sizes = [float(len(line.text)) for line in lines]
    return {
        "link_share": shares,
        "link_share_near": _share_near(shares, sizes),
        "link_run": _run_lengths([share >= MOSTLY for share in shares]),
        "link_target": targets,
        "foreign_near": _share_near([float(target >= SHARE) for target in targets], [1.0] * len(targets)),
        "heading_level": [float(own.level) for own in markups],
        "title_distance": _title_distances(markups),
        "image_only": [1.0 if own.is_image else 0.0 for own in markups],
        "image_above": [0.0, *[1.0 if own.is_image else 0.0 for own in markups[:-1]]][: len(markups)],
        "item_depth": [float(len(own.items)) for own in markups],
    }


def _share(text: str, markup: Markup) -> float:
    """Return the share of the characters of a line that are in links; a linked image counts as one."""
    if markup.is_image and markup.links:
        return 1.0
    linked = sum([len(link[0]) for link in markup.links])
    return min(1.0, linked / len(text)) if text else 0.0


def _share_near(values: list[float], sizes: list[float]) -> list[float]:
    """Return the mean of the values of the lines up to `REACH` away, weighted by their sizes."""
    out: list[float] = []
    for i in range(len(values)):
        near = range(max(0, i - REACH), min(len(values), i + REACH + 1))
        total = sum([sizes[k] for k in near])
        out.append(sum([values[k] * sizes[k] for k in near]) / total if total else 0.0)
    return out


def _run_lengths(flags: list[bool]) -> list[float]:
    """Return for each flag that is set the number of set flags in a row around it, 0 for the others."""
    out, start = [0.0] * len(flags), 0
    for i, flag in enumerate([*flags, False]):
        if not flag:
            out[start:i] = [float(i - start)] * (i - start)
            start = i + 1
    return out


def _title_distances(markups: list[Markup]) -> list[float]:
    """Return the distance of each line to the last heading of the first level above it; -1 if there is none."""
    out, last = [], -1
    for i, own in enumerate(markups):
        if own.level == 1:
            last = i
        out.append(float(min(i - last, FAR)) if last >= 0 else -1.0)
    return out


def _own_host(markups: list[Markup]) -> str:
    """Return the host that most links of the page lead to."""
    counts: dict[str, int] = {}
    for own in markups:
        for _, address in own.links:
            host = _host(address)
            counts[host] = counts.get(host, 0) + 1
    counts.pop("", None)
    return max(counts, key=lambda host: counts[host]) if counts else ""


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _target(markup: Markup, share: float, own_host: str) -> float:
    """Return the code of what a line leads to."""
    if not markup.links:
        return NO_LINK
    if share < MOSTLY:
        return INLINE
    address = max(markup.links, key=lambda link: len(link[0]))[1]
    return _address_code(address, own_host)


def _address_code(address: str, own_host: str) -> float:
    lower = address.lower()
    if not address or address.startswith("#"):
        return ANCHOR
    if lower.startswith(ACTIONS):
        return ACTION
    if SHARES.search(lower):
        return SHARE
    if PROFILES.search(lower):
        return PROFILE
    if FILES.search(lower):
        return FILE
    host = _host(address)
    if host and own_host and not (host.endswith(own_host) or own_host.endswith(host)):
        return FOREIGN
    if LABELS.search(lower):
        return LABEL
    path = lower.split("//", 1)[-1].partition("/")[2].split("?")[0].rstrip("/")
    slug = path.rsplit("/", 1)[-1]
    is_story = len(re.split(r"[-_]", slug)) >= SLUG_WORDS or LONG_NUMBER.search(path) is not None
    return STORY if is_story else SECTION
