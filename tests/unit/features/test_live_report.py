"""Live reports: a time of day starts an entry, the length of a clip does not."""

import pytest

from cleaner import clean

PARAGRAPHS = [
    "The harbour master has asked the last two crews to leave their boats before the tide turns this afternoon.",
    "Firefighters freed a man in his sixties whose car was hit by a falling beech on the old road to the coast.",
    "The road authority closed the bridge in both directions after a gust tipped a lorry against the railing.",
    "Pupils in six districts are being sent home early so that the school buses are off the road by nightfall.",
]
TITLES = ["Crews leave their boats", "Man freed from his car", "Bridge closed", "Schools send pupils home"]


def report(times: list[str]) -> str:
    """Return a live report with an entry for each of `times`."""
    entries = [f"{time}\n\n{TITLES[i]}\n\n{PARAGRAPHS[i]}" for i, time in enumerate(times)]
    return "\n\n".join(["Storm batters the coast", *entries]) + "\n"


@pytest.mark.parametrize(
    "times",
    [["16:48", "16:20", "15:57", "15:31"], ["9.15 am", "9.40 am", "10.05 am", "10.30 am"], ["09h15", "09h40", "11h10"]],
)
def test_times_and_titles_of_entries_stay(times: list[str]) -> None:
    text = report(times)
    assert clean(text).text == text


@pytest.mark.parametrize("times", [["01:54", "11:12", "03:02", "07:40"], ["01:54 min", "03:02 min", "11:12 min"]])
def test_lengths_of_clips_are_no_times_of_day(times: list[str]) -> None:
    rules = {e.rule: e.saw for line in clean(report(times)).lines for e in line.evidence if e.rule == "DOC113"}
    assert rules == {"DOC113": "live_entry 0"} or not rules
