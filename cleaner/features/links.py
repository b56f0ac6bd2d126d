"""Features of Markdown: how much of a line is links, where these lead, and which headings are above it."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from cleaner.features.accumulator import FeatureColumn, ScoreAccumulator
from cleaner.features.teasers import add_teaser_features
from cleaner.features.windows import FAR, share_near, true_runs, value_above, window_share
from cleaner.text.lines import Line
from cleaner.text.markup import Markup
from cleaner.text.vectors import vec

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
LINE_MARKS: Final = "•*_>-0123456789.) \t"
"""Characters before the first word of a line, such as a bullet."""
LEAD_CHARS: Final = 9
"""Minimum characters of a link that a teaser begins with; a name is shorter."""


def add_link_features(lines: Sequence[Line], scores: ScoreAccumulator) -> list[bool]:
    """Add the values of all features of Markdown to `scores`; return True for each line that leads to the site.

    Such a line is a link to another page of the site, to a profile of the site or to a share button.
    """
    track, markups = scores.track, [line.markup or Markup("paragraph") for line in lines]
    linked = [_linked_chars(line.text, own) for line, own in zip(lines, markups, strict=True)]
    shares = [_share(line.text, own, chars) for line, own, chars in zip(lines, markups, linked, strict=True)]
    host = _own_host(markups)
    targets = [_target(own, share, host) for own, share in zip(markups, shares, strict=True)]
    is_image = [1.0 if own.is_image else 0.0 for own in markups]
    _add_all(track("link_share"), shares)
    window_share(
        vec[float](linked), vec[float]([float(len(line.text)) for line in lines]), REACH, track("link_share_near")
    )
    _add_all(track("link_run"), _run_lengths([share >= MOSTLY for share in shares]))
    _add_all(track("link_target"), targets)
    share_near(vec[bool]([target >= SHARE for target in targets]), REACH, track("foreign_near"))
    _add_all(track("heading_level"), [float(own.level) for own in markups])
    _add_all(track("title_distance"), _title_distances(markups))
    _add_all(track("image_only"), is_image)
    value_above(vec[float](is_image), 0.0, track("image_above"))
    _add_all(track("item_depth"), [float(len(own.items)) for own in markups])
    leads = [_lead(line.text, own, share, host) for line, own, share in zip(lines, markups, shares, strict=True)]
    add_teaser_features(markups, targets, leads, scores)
    return [SHARE <= target <= STORY for target in targets]


def _add_all(column: FeatureColumn, values: list[float]) -> None:
    for value in values:
        column.add(value)


def _linked_chars(text: str, markup: Markup) -> float:
    """Return the number of characters of a line that are in links; a linked image has all of them."""
    if markup.is_image and markup.links:
        return float(len(text))
    return float(min(len(text), sum([len(link[0]) for link in markup.links])))


def _share(text: str, markup: Markup, linked: float) -> float:
    """Return the share of the characters of a line that are in links; a linked image counts as one."""
    if markup.is_image and markup.links:
        return 1.0
    return linked / len(text) if text else 0.0


def _run_lengths(flags: list[bool]) -> list[float]:
    """Return for each flag that is set the number of set flags in a row around it, 0 for the others."""
    out = [0.0] * len(flags)
    for start, end in true_runs(flags):
        out[start:end] = [float(end - start)] * (end - start)
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


def _lead(text: str, markup: Markup, share: float, own_host: str) -> float:
    """Return the code of the link that a line begins with; 0 if there is none, or the line is mostly links."""
    if not markup.links or share >= MOSTLY:
        return NO_LINK
    words, address = markup.links[0]
    opens = len(words) >= LEAD_CHARS and text.lstrip(LINE_MARKS).startswith(words)
    return _address_code(address, own_host) if opens else NO_LINK


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
