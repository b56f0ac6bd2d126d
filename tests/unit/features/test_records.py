"""Records and threads: what recurs below an article, and what recurs inside it."""

from collections.abc import Sequence

import pytest

from cleaner.features.accumulator import ScoreAccumulator
from cleaner.features.records import add_records
from cleaner.model import BITS
from tests.support.features import PROSE, line_features

ARTICLE = [PROSE] * 3
NAMES = ("Ada Berg", "Bo", "Cyd Dahl", "Di Orrin", "Eve", "Finn", "Gil", "Hal", "Ida", "Jo")
REMARK = "I think that the ferry will be late again"
TEASER = "Forty people were on board when the boat came home to the harbour on the last day of the year"


def columns(rows: Sequence[str], kinds: list[int] | None = None) -> tuple[str, str]:
    """Return the values of `records` and of `thread` for each row, as digits."""
    scores = ScoreAccumulator(len(rows), {}, frozenset(("records", "thread")))
    add_records(line_features(*rows), kinds or [0] * len(rows), scores)
    records, thread = (scores.columns[name].values for name in ("records", "thread"))
    return "".join(f"{value:.0f}" for value in records), "".join(f"{value:.0f}" for value in thread)


def records(*rows: str) -> str:
    return columns(rows)[0]


def thread(*rows: str) -> str:
    return columns(rows)[1]


# --- records ---


def entries(row: str, count: int = 4, text: Sequence[str] = (TEASER,)) -> list[str]:
    """Return records that begin with a row; `{}` in it is their number."""
    titles = ("Reef", "Sound", "Pier", "Isle", "Quay", "Bay")
    return [
        line for i in range(count) for line in (row.format(i + 1), f"{titles[i]} of the day is the boat itself", *text)
    ]


@pytest.mark.parametrize(
    "row", ["Read on", "Читать далее", "阅读全文", "{} comments", "Posted in Boats | {} votes", "Lees meer »"]
)
def test_entries_with_a_row_that_recurs_are_records(row) -> None:
    rows = entries(row)
    assert records(*rows) == "1" * 10 + "00", "to the last row, below which the last record may end anywhere"
    assert records(*ARTICLE, *rows) == "000" + "2" * 10 + "00"


def test_prose_above_the_first_record_tells_what_the_page_is_about() -> None:
    assert records(*ARTICLE[:2], *entries("Read on")).strip("0") == "1" * 10
    assert records(*ARTICLE[:3], *entries("Read on")).strip("0") == "2" * 10


def test_three_records_are_too_few() -> None:
    assert "1" not in records(*entries("Read on", 3))


def test_records_far_below_others_are_records_of_their_own() -> None:
    rows = [*entries("Read on"), *[PROSE] * 20, *entries("Read on")]
    assert records(*rows) == "1" * 10 + "0" * 22 + "2" * 10 + "00"


@pytest.mark.parametrize(
    "row",
    ["It rained.", "And then?", "“It rained.”", "Ada:", "* * *", "—", "___", "A" * 46],
    ids=["sentence", "question", "quote", "speaker", "stars", "dash", "rule", "long"],
)
def test_rows_that_recur_inside_an_article_are_no_borders(row) -> None:
    assert set(records(*ARTICLE, *entries(row))) == {"0"}


@pytest.mark.parametrize("kind", ["advert", "caption", "notice", "read-also"])
def test_rows_of_kinds_that_recur_inside_an_article_are_no_borders(kind) -> None:
    rows = [*ARTICLE, *entries("Advertisement")]
    own = [BITS[kind] if row == "Advertisement" else 0 for row in rows]
    assert set(columns(rows, own)[0]) == {"0"}
    assert "2" in columns(rows, [BITS["share"] if bits else 0 for bits in own])[0]


def test_rows_with_hardly_any_text_between_them_are_no_borders() -> None:
    menu = ["Home", "News", "Sport"] * 6
    assert set(records(*menu)) == {"0"}
    assert set(records(*[row for _ in range(6) for row in ("Read on", TEASER)])) == {"0"}, "a single line"
    assert set(records(*entries("Read on", 6, ["Elda"]))) == {"0"}, "too few words"


# --- threads ---


def comments(stamp: str, count: int = 5, text: str = REMARK) -> list[str]:
    """Return comments with stamps; `{name}` in it is a name, `{day}` the day, rising."""
    return [line for i in range(count) for line in (stamp.format(name=NAMES[i % len(NAMES)], day=i % 28 + 1), text)]


STAMP = "{name} says: {day} May 2024 at 10:31 am"
WITHOUT_ORDER = "{name} – {day} May 2024"
PLATFORMS = (
    STAMP,
    "{name} dit : {day} mai 2024 à 10 h 31 min",
    "{name} am {day}. Mai 2024 um 10:31 Uhr",
    "Posted by: {name} | May {day}, 2024 10:31 AM",
    "~{name} [2024-05-{day} 10:31]",
    "#{day} {name} {day}/05/2024 - 10:31h",
    "{name} » {day} мая 2024, 10:31",
    "{name} 2024年5月{day}日 10:31",
    "{name} | {day}.05.2024 10:31",
)


@pytest.mark.parametrize("stamp", PLATFORMS)
def test_comments_whose_times_rise_below_an_article_are_a_thread(stamp) -> None:
    assert thread(*ARTICLE, *comments(stamp)) == "000" + "3" * 9 + "0"


def test_the_value_of_a_thread_tells_its_order() -> None:
    rising = comments(STAMP)
    falling = [row for i in range(8, -1, -2) for row in rising[i : i + 2]]
    assert thread(*ARTICLE, *falling) == "000" + "1" * 9 + "0"
    assert set(thread(*ARTICLE, *comments(WITHOUT_ORDER))) == {"0"}
    assert thread(*ARTICLE, "5 comments", *comments(WITHOUT_ORDER)) == "000" + "2" * 10 + "0"
    assert thread(*ARTICLE, "5 comments", *falling) == "000" + "1" * 10 + "0"


def test_without_prose_above_only_an_announcement_makes_a_thread() -> None:
    assert set(thread(*ARTICLE[:2], *comments(STAMP))) == {"0"}
    assert thread("5 comments", *comments(STAMP)) == "3" * 10 + "0"


@pytest.mark.parametrize(
    ("row", "is_announcement"),
    [
        ("20 comments", True),
        ("Комментарии (20)", True),
        ("共 20 条评论", True),
        ("22 thoughts on the boat", True),
        ("18 Kommentare", True),
        ("10 of 20 comments", True),
        ("23 comments", False),
        ("17 comments", False),
        ("comments", False),
        ("1 2 20", False),
        ("20 May 2024 10:31", False),
        ("20 comments on the boat that came home", False),
        ("000020 comments", False),
        ("9" * 5000, False),
        ("¹ ² ²⁰", False),
        ("٢٠ تعليق", True),
    ],
)
def test_the_number_of_comments_is_announced_with_some_tolerance(row, is_announcement) -> None:
    found = thread(*ARTICLE, row, *comments(WITHOUT_ORDER, 20))
    assert found == ("0002" + "2" * 39 + "0" if is_announcement else "0" * 44)


def test_an_announcement_stands_at_most_fourteen_lines_above() -> None:
    between = ["It is the boat of the year and not of the day"]
    for gap, is_announced in ((13, True), (14, False)):
        assert ("2" in thread(*ARTICLE, "5 comments", *between * gap, *comments(WITHOUT_ORDER))) is is_announced


def test_a_date_above_the_article_is_no_part_of_the_thread() -> None:
    for date in ("Orrin says: 5 May 2024 at 10:31 am", "5 May 2024 at 9:00 am"):
        rows = ["The boat is home", date, *[PROSE] * 12, *comments(STAMP)]
        assert thread(*rows) == "0" * 14 + "3" * 9 + "0"


LONG_REMARK = [
    "I took that ferry to school for nine winters and have not forgotten one of the mornings when it stayed away.",
    "My father, who kept the lamp on the pier, used to say that a boat which is late has at least not gone down.",
] * 5
"""A comment that is far longer than others."""


def with_long_comment(stamp: str, before: int, after: int) -> list[str]:
    """Return a thread in which a long comment has so many stamps before its end, and so many below it."""
    rows = comments(stamp, before + after)
    return [*rows[: 2 * before], *LONG_REMARK, *rows[2 * before :]]


@pytest.mark.parametrize(("before", "after"), [(4, 4), (3, 6), (6, 3)])
def test_a_long_comment_in_its_midst_ends_no_thread(before, after) -> None:
    rows = with_long_comment(STAMP, before, after)
    assert thread(*ARTICLE, *rows) == "000" + "3" * (len(rows) - 1) + "0"


def test_two_long_comments_end_no_thread_either() -> None:
    rows = comments(STAMP, 12)
    rows = [*rows[:8], *LONG_REMARK, *rows[8:16], *LONG_REMARK, *rows[16:]]
    assert thread(*ARTICLE, *rows) == "000" + "3" * (len(rows) - 1) + "0"


def test_only_times_that_rise_go_on_below_a_long_comment() -> None:
    stamps = [f"{NAMES[i]} says: {28 - i} May 2024 at 10:31 am" for i in range(8)]
    rows = [row for stamp in stamps for row in (stamp, REMARK)]
    rows = [*rows[:8], *LONG_REMARK, *rows[8:]]
    assert thread(*ARTICLE, *rows) == "000" + "1" * 7 + "0" * (1 + len(LONG_REMARK)) + "1" * 7 + "0"


def test_a_few_stamps_far_below_a_thread_are_none_of_it() -> None:
    rows = with_long_comment(STAMP, 5, 2)
    assert thread(*ARTICLE, *rows) == "000" + "3" * 9 + "0" * (len(rows) - 9)


def test_stamps_need_text_between_them() -> None:
    assert set(thread(*ARTICLE, *comments(STAMP, text="Reply"))) == {"0"}
    assert set(thread(*ARTICLE, *[row for row in comments(STAMP) if row != REMARK])) == {"0"}
    rows = comments(STAMP)
    rows[1] = "Reply"
    assert "3" in thread(*ARTICLE, *rows), "most of them have"


def test_two_stamps_and_stamps_of_several_forms_are_no_thread() -> None:
    assert set(thread(*ARTICLE, *comments(STAMP, 2))) == {"0"}
    mixed = [row for stamp in PLATFORMS[:3] for row in comments(stamp, 2)]
    assert set(thread(*ARTICLE, *mixed)) == {"0"}


def test_times_in_prose_are_no_stamps() -> None:
    prose = [f"On {day} May 2024 at 10:31 the captain, who had slept, left the harbour again." for day in range(1, 6)]
    rows = [row for line in prose for row in (line, REMARK)]
    assert set(thread(*ARTICLE, *rows)) == {"0"}


def test_no_lines_have_no_records() -> None:
    assert columns([]) == ("", "")


# --- hostile pages ---


def letters(number: int) -> str:
    """Return a word of its own for each number below 17,576."""
    return "".join(chr(ord("a") + number // 26**k % 26) for k in range(3))


@pytest.mark.parametrize("row", ["Home", "10:31", "5", "¹", "٣", "9" * 40, "Read on"])
def test_ten_thousand_equal_rows_are_neither(row) -> None:
    assert columns([row] * 10_000) == ("0" * 10_000, "0" * 10_000)


def test_many_rows_that_recur_four_times_each_take_linear_time() -> None:
    rows = [letters(i) for i in range(5_000)] * 4
    assert set(records(*rows)) == {"1"}
    stamps = [f"{letters(i)} 10:3{k}" for k in range(4) for i in range(5_000)]
    assert set(thread(*[PROSE] * 3, *stamps)) == {"0"}


def test_long_rows_are_read_once() -> None:
    rows = [row for i in range(2_000) for row in (f"{letters(i // 3)} 10:3{i % 3}", "It is the boat")]
    assert len(thread("1 " * 100_000, "9" * 100_000, *rows)) == len(rows) + 2


def test_dates_among_the_fields_of_quoted_messages_are_no_thread() -> None:
    rows = [PROSE] * 3
    for hour in range(1, 5):
        rows += ["From: Maud Ellery", "To: Peter Aldus", f"Date: Mon, 4 Mar 2024 1{hour}:05", "Subject: bells", PROSE]
    assert set(thread(*rows)) == {"0"}
    dated = [row for row in rows if not row.startswith(("From", "To", "Subject"))]
    assert "3" in thread(*dated), "without the other fields, it is one"
