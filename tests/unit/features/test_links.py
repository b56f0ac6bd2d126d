"""Features of Markdown: shares of links, addresses, headings and images."""

import pytest

from cleaner.features.accumulator import ScoreAccumulator
from cleaner.features.catalog import MARKDOWN_FEATURES
from cleaner.features.links import add_link_features
from cleaner.text.lines import split_lines


def columns(*rows: str) -> dict[str, list[float]]:
    """Return the values of all features of Markdown, by name, of rows between blank ones."""
    lines = split_lines("\n\n".join(rows) + "\n", as_markdown=True)
    scores = ScoreAccumulator(len(lines), {}, frozenset(MARKDOWN_FEATURES))
    add_link_features(lines, scores)
    return {name: list(column.values) for name, column in scores.columns.items()}


def test_the_share_of_links_is_one_of_characters() -> None:
    found = columns("[News](/news)", "The [yard](/yard) waited.", "It waited.", "[![](a.png)](/photos)")
    assert found["link_share"] == [1.0, pytest.approx(4 / 16), 0.0, 1.0]


def test_the_share_nearby_is_weighted_by_length() -> None:
    found = columns("[ab](/a)", "abcdef")
    assert found["link_share_near"] == [0.25, 0.25]
    far = columns("[ab](/a)", *["abcdef"] * 4)
    assert far["link_share_near"][4] == 0


def test_runs_of_links_are_counted() -> None:
    found = columns("[a](/a)", "[b](/b)", "text", "[c](/c)")
    assert found["link_run"] == [2, 2, 0, 1]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("#top", 2),
        ("javascript:void(0)", 3),
        ("mailto:news@sound.example", 3),
        ("https://www.facebook.com/sharer/sharer.php?u=x", 4),
        ("https://twitter.com/intent/tweet?text=x", 4),
        ("https://www.instagram.com/soundcourier", 5),
        ("https://t.me/soundcourier", 5),
        ("/tag/ferry", 6),
        ("https://sound.example/author/marta", 6),
        ("/sport", 7),
        ("https://sound.example/", 7),
        ("/news/storm-closes-the-coast-road", 8),
        ("/2024/05/12/48213.html", 8),
        ("https://elsewhere.example/ferry", 9),
        ("/files/plan.pdf", 10),
        ("https://[broken", 9),
    ],
)
def test_addresses_have_codes(address: str, code: float) -> None:
    own = ["[a](https://sound.example/a)", "[b](https://sound.example/b)"]
    assert columns(*own, f"[The words of the link]({address})")["link_target"][2] == code


def test_a_line_without_a_link_and_one_with_a_link_inside_have_codes_too() -> None:
    assert columns("Text.", "The [yard](/yard) waited for steel.")["link_target"] == [0, 1]


def test_headings_and_what_is_below_them() -> None:
    found = columns("[Home](/)", "# Ferry", "Text.", "## Crew", "Text.")
    assert found["heading_level"] == [0, 1, 0, 2, 0]
    assert found["title_distance"] == [-1, 0, 1, 2, 3]


def test_images_and_what_is_below_them() -> None:
    found = columns("![](a.png)", "Text.", "Text.")
    assert (found["image_only"], found["image_above"]) == ([1, 0, 0], [0, 1, 0])


def test_the_depth_of_lists() -> None:
    found = columns("- a\n  - b", "text")
    assert found["item_depth"] == [1, 2, 0]


def test_lines_near_ones_that_lead_away() -> None:
    found = columns("[Tweet](https://twitter.com/share?u=x)", "Text.", "Text.", "Text.", "Text.")
    assert found["foreign_near"] == [0.25, 0.2, 0.2, 0.2, 0.0]


def test_links_to_the_site_are_told_from_sources_and_places_on_the_page() -> None:
    site = [
        "[a](https://sound.example/a)",
        "[The road is closed](/news/storm-closes-the-coast-road)",
        "[ferry](/tag/ferry)",
    ]
    others = [
        "[The yard](https://elsewhere.example/yard)",
        "[Crew](#crew)",
        "The [yard](/yard) waited for steel.",
        "Text.",
    ]
    lines = split_lines("\n\n".join(site + others) + "\n", as_markdown=True)
    found = add_link_features(lines, ScoreAccumulator(len(lines), {}, frozenset(MARKDOWN_FEATURES)))
    assert found == [True] * 3 + [False] * 4


def test_the_link_that_opens_a_line_has_a_code() -> None:
    summary = "The police expect that the road stays closed until Friday, and the bus goes over the hill."
    found = columns(
        f"- [The road is closed](/news/storm-closes-the-coast-road): {summary}", f"{summary} [The road](/road)"
    )
    assert found["leading_link"] == [8, 0]


def test_a_section_below_a_linked_heading_is_told_from_others() -> None:
    found = columns("Text.", "## [The road is closed](/news/storm-closes-the-coast-road)", "Text.", "## Crew", "Text.")
    assert found["section_link"] == [0, 0, 2, 0, 1]
    assert columns("## Crew", *["Text."] * 21)["section_link"] == [0, *[1] * 20, 0]


def test_other_lines_of_a_list_item_have_the_target_of_its_link() -> None:
    found = columns("- [The road is closed](/news/storm-closes-the-coast-road)\n\n  2 May 2024", "- Text.", "Text.")
    assert found["item_link"] == [0, 8, 0, 0]
