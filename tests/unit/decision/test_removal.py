"""Removal in several passes: offsets and line numbers stay those of the raw text."""

from cleaner.decision.removal import keep_all, remove_lines
from cleaner.model import Basis, Decision, Kind


def decided(number: int, start: int, kind: Kind, basis: Basis) -> Decision:
    return Decision(number, start, start + 1, kind, kind == "body", 1.0, (), "R", basis)


def test_a_basis_names_a_line_of_the_raw_text() -> None:
    body, hit = Basis("score"), Basis("hit")
    first = [decided(1, 0, "body", body), decided(3, 3, "share", hit), decided(5, 6, "body", body)]
    left = remove_lines(keep_all("a\n\nb\n\nc\n\nd\n"), [*first, decided(7, 9, "body", body)])
    assert left.text == "a\n\nc\n\nd\n"
    second = [decided(1, 0, "body", body), decided(3, 3, "comments", hit)]
    left = remove_lines(left, [*second, decided(5, 6, "comments", Basis("section", 3))])
    assert [(line.number, line.basis) for line in left.dropped] == [(3, hit), (5, hit), (7, Basis("section", 5))]
