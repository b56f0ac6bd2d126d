"""Records: entries of one form, again and again, found by the row that recurs in each of them.

Teasers and posts begin or end with the same row, comments have a time stamp of one form. A page may be made of records,
such as a list of releases; then they are the article. Below an article they are something else, so the prose above the
first record tells both apart. Comments mostly follow one another in time, and the number of them is often announced;
news comes last first.
"""

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaner.features.accumulator import FeatureColumn, ScoreAccumulator
from cleaner.features.blocks.fields import name_at_start
from cleaner.features.blocks.menus import stamp_rows
from cleaner.features.stamps import order_of, stamp_form
from cleaner.model import BITS
from cleaner.text.hashing import HASH_MASK, Interner, word_hash
from cleaner.text.line_features import COLON, PERIOD, QUESTION, QUOTED, LineFeatures
from cleaner.text.vectors import Column, append, mypyc_attr, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

CONTENT: Final = 1.0
"""Value of `records` below fewer than `MIN_PROSE` lines of prose."""
BELOW_PROSE: Final = 2.0
"""Value of `records` below at least `MIN_PROSE` lines of prose."""
FALLING, ANNOUNCED, RISING = LEVELS = 1.0, 2.0, 3.0
"""Values of `thread`: times that fall, times without an order whose number is announced, and times that rise."""
MIN_RECORDS: Final = 4
MAX_ROW: Final = 45
"""Maximum characters of a row that recurs in each record."""
RECORD_WORDS: Final = 15.0
"""Minimum words of a record, mean."""
FILLED: Final = 0.7
"""Minimum share of records with text."""
MIN_PROSE: Final = 3
"""Lines of prose above the first record from which records are not what the page is about."""
NOT_BORDERS: Final = BITS["advert"] | BITS["caption"] | BITS["notice"] | BITS["read-also"]
"""Kinds of rows that recur inside an article."""
RULES: Final = "*-–—_=. "
"""Characters of a row that divides sections."""
MIN_STAMPS: Final = 3
STAMP_WORDS: Final = 14.0
"""Maximum words of a row with a time stamp."""
COMMENT_WORDS: Final = 3.0
"""Minimum words of a line that may be a comment."""
LONG: Final = 4.0
"""Factor on the median distance of rows, in words, from which the next row starts other records."""
MIN_LONG: Final = 150.0
"""Words up to which no distance is long."""
NUMBER: Final = re.compile(r"\d+")
TOLERANCE: Final = 0.12
"""Difference between the number announced and that of entries, relative: some are hidden, and some have no stamp."""
REACH: Final = 15
"""Lines above the first entry in which their number may be announced."""
ANNOUNCEMENT_WORDS: Final = 6.0
DIGITS: Final = 5
"""Maximum digits of the number of entries."""


@mypyc_attr(acyclic=True)
class _Sums:
    """Totals over the lines above each line."""

    def __init__(self, features: list[LineFeatures]) -> None:
        words = texts = prose = 0.0
        self.words: Column = vec[float]([0.0])
        self.texts: Column = vec[float]([0.0])
        """Lines of at least `COMMENT_WORDS` words."""
        self.prose: Column = vec[float]([0.0])
        """Lines of prose."""
        for line in features:
            words += line.words
            texts += 1.0 if line.words >= COMMENT_WORDS else 0.0
            prose += 1.0 if line.prose > 0 else 0.0
            self.words = append(self.words, words)
            self.texts = append(self.texts, texts)
            self.prose = append(self.prose, prose)


class _Span(NamedTuple):
    """Lines from `first` to `last` with the value of a feature."""

    first: int
    last: int
    value: float


def add_records(features: list[LineFeatures], kinds: list[int], scores: ScoreAccumulator) -> None:
    """Add the features of records to `scores`; `kinds` has the `BITS` of the kinds that rules found in each line."""
    borders, stamps = _recurring_rows(features, kinds), _stamps(features)
    records: list[_Span] = []
    threads: list[_Span] = []
    if borders or stamps:
        sums = _Sums(features)
        records = [span for places in borders for span in _record_spans(places, sums)]
        threads = [span for places in stamps for span in _thread_spans(features, places, sums)]
    _add(records, len(features), scores.track("records"))
    _add(threads, len(features), scores.track("thread"))


def _add(spans: list[_Span], count: int, column: FeatureColumn) -> None:
    """Add the largest value of the spans over each line, 0 where there is none."""
    values = vec[float]([0.0] * count)
    for level in LEVELS if spans else ():
        starts: vec[i64] = vec["i64"]([0] * (count + 1))  # minus the spans that end above each line
        for span in spans:
            if span.value == level:
                _count_span(starts, span.first, span.last)
        reaching: i64 = 0
        for i in range(count):
            reaching += starts[i]
            if reaching > 0:
                values[i] = level
    for value in values:
        column.add(value)


def _count_span(starts: "vec[i64]", first: "i64", last: "i64") -> None:
    starts[first] += 1
    starts[last + 1] -= 1


def _recurring_rows(features: list[LineFeatures], kinds: list[int]) -> list[list[int]]:
    """Return the places of each short row that recurs, whatever its numbers, and may be the border of a record."""
    rows = Interner(len(features))
    indices: vec[i64] = vec["i64"]()
    counts: vec[i64] = vec["i64"]([0] * (len(features) + 1))  # the last one is that of all rows that are no borders
    none: i64 = len(features)
    for i, line in enumerate(features):
        is_border = _may_be_border(line) and kinds[i] & NOT_BORDERS == 0
        index = rows.intern(_row_key(line)) if is_border else none
        indices = append(indices, index)
        counts[index] += 1
    places: dict[int, list[int]] = {}
    for i in range(len(features)):
        if counts[indices[i]] >= MIN_RECORDS and indices[i] != none:
            places.setdefault(indices[i], []).append(i)
    return [found for found in places.values() if features[found[0]].text.strip(RULES) != ""]


def _may_be_border(line: LineFeatures) -> bool:
    """Return False for a long row, a sentence, and a row with a colon: a label or a speaker inside an article."""
    return len(line.text) <= MAX_ROW and line.ending not in (PERIOD, QUESTION, QUOTED, COLON)


def _row_key(line: LineFeatures) -> "i64":
    """Return the hash of the words of a row, or of its symbols without its numbers if there are no words."""
    return line.text_key if line.word_count > 0 else HASH_MASK + 1 + word_hash(NUMBER.sub("0", line.text))


def _stamps(features: list[LineFeatures]) -> list[list[int]]:
    """Return the places of the rows with a time stamp of each form, if there are enough."""
    places = [i for i in stamp_rows(features, STAMP_WORDS) if not _is_field(features, i)]
    if len(places) < MIN_STAMPS:
        return []
    forms: dict[str, list[int]] = {}
    for i in places:
        forms.setdefault(stamp_form(features[i].text), []).append(i)
    return [found for found in forms.values() if len(found) >= MIN_STAMPS]


def _is_field(features: list[LineFeatures], i: int) -> bool:
    """Return True if line `i` is next to another field: the date of a message, which articles quote."""
    name = name_at_start(features[i])
    others = [name_at_start(line) for line in features[max(0, i - 1) : i + 2]] if name else []
    return any(other not in ("", name) for other in others)


def _record_spans(places: list[int], sums: _Sums) -> list[_Span]:
    if not _are_borders(places, sums):
        return []
    return [
        _Span(chain[0], chain[-1], CONTENT if sums.prose[chain[0]] < MIN_PROSE else BELOW_PROSE)
        for chain in _chains(places, sums)
        if len(chain) >= MIN_RECORDS
    ]


def _are_borders(places: list[int], sums: _Sums) -> bool:
    """Return True if most of the rows at `places` have a record between them."""
    gaps = len(places) - 1
    filled = sum(places[k + 1] - places[k] > 2 and _between(sums.words, places, k) > 0 for k in range(gaps))
    words = sum([_between(sums.words, places, k) for k in range(gaps)])
    return filled >= FILLED * gaps and words >= RECORD_WORDS * gaps


def _between(above: Column, places: list[int], k: int) -> float:
    """Return the total over the lines between place `k` and the next, given the totals above each line."""
    return above[places[k + 1]] - above[places[k] + 1]


def _chains(places: list[int], sums: _Sums) -> list[list[int]]:
    """Return `places` parted where there is far more text between two of them than usual.

    So a thread starts at its first comment, not at the date of the article above, which has the same form.
    """
    gaps = [_between(sums.words, places, k) for k in range(len(places) - 1)]
    longest = max(MIN_LONG, LONG * sorted(gaps)[len(gaps) // 2])
    chains = [[places[0]]]
    for k, gap in enumerate(gaps):
        if gap > longest:
            chains.append([])
        chains[-1].append(places[k + 1])
    return chains


def _thread_spans(features: list[LineFeatures], places: list[int], sums: _Sums) -> list[_Span]:
    if not _have_comments(places, sums):
        return []
    chains = [chain for chain in _chains(places, sums) if len(chain) >= MIN_STAMPS]
    threads = [_thread(features, chain, sums) for chain in chains]
    rising = [thread for thread in threads if thread.value == RISING]
    if rising:  # long comments part chains too
        threads.append(_Span(rising[0].first, max(thread.last for thread in threads), RISING))
    return threads


def _have_comments(places: list[int], sums: _Sums) -> bool:
    """Return True if there is text between most stamps."""
    gaps = len(places) - 1
    filled = sum(sums.texts[places[k + 1]] > sums.texts[places[k] + 1] for k in range(gaps))
    return filled >= FILLED * gaps


def _thread(features: list[LineFeatures], stamps: list[int], sums: _Sums) -> _Span:
    """Return the thread with these stamps; its value is 0 if nothing tells that it is one."""
    first = _announcement(features, stamps)
    is_announced = first < stamps[0]
    if sums.prose[stamps[0]] < MIN_PROSE and not is_announced:
        return _Span(first, stamps[-1], 0.0)
    order = order_of([features[i].text for i in stamps])
    value = RISING if order > 0 else FALLING if order < 0 else ANNOUNCED if is_announced else 0.0
    return _Span(first, stamps[-1], value)


def _announcement(features: list[LineFeatures], stamps: list[int]) -> int:
    """Return the line that announces as many entries as there are stamps, or the first stamp."""
    count = len(stamps)
    for i in range(stamps[0] - 1, max(-1, stamps[0] - REACH), -1):
        if features[i].words <= ANNOUNCEMENT_WORDS and features[i].times == 0:
            numbers = [int(found) for found in NUMBER.findall(features[i].text)[:2] if len(found) <= DIGITS]
            if any(abs(number - count) <= TOLERANCE * count for number in numbers):
                return i
    return stamps[0]
