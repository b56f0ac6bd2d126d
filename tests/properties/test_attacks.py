"""Attack strings against every pattern of the package: none takes long.

These tests fail only beyond chance: an attack that succeeds takes longer than any machine needs for a harmless string.
`python -m tests.tools.attacks` measures times, and so also finds quadratic growth.
"""

import re

import pytest

from cleaner.files.gitignore import compile_patterns, match_last
from tests.tools import attacks as attacks_tool
from tests.tools.attacks import PATIENCE, Named, attacks, limited, of_code, of_rules, seconds, source

RULES, CODE = 1_000, 3_000
"""Length of an attack on a rule, which sees at most this much of a line, and on the code."""
EVERY = 7
"""Step through the attacks on a pattern. The script tries all of them."""
ALL = [(named, RULES) for named in of_rules()] + [(named, CODE) for named in of_code()]


@pytest.mark.parametrize(("named", "size"), ALL, ids=[named.name for named, _ in ALL])
def test_no_attack_takes_long(named: Named, size: int) -> None:
    for i, text in enumerate(attacks(source(named.pattern), size)):
        if i % EVERY == 0:
            assert seconds(named, text) < PATIENCE, text[:80]


@pytest.mark.parametrize("pattern", [r"(?:a+)+$", r"^(?:.*a){9}b", r"^By\s+(?:[A-Z][A-Za-z]+\s*){1,6}$"])
def test_attacks_find_what_is_slow(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attacks_tool, "PATIENCE", 0.3)
    named = Named("slow", re.compile(pattern))
    assert any(seconds(named, text) >= 0.3 for text in attacks(pattern, RULES))


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 30 + "b", "a" * 255),
        ("**/" * 30 + "x", "ab/" * 200),
        ("**/a/" * 30 + "x", "a/" * 200),
        ("[" * 100_000, "x"),
    ],
)
def test_no_exclude_pattern_takes_long(pattern: str, path: str) -> None:
    with limited(PATIENCE):
        assert not match_last(path, False, compile_patterns([pattern]))
