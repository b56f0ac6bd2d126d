"""Replay the saved inputs of the fuzz targets. `python -m tests.fuzz` searches for new ones."""

import pytest

from tests.fuzz.targets import TARGETS, saved


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_kept_is_tried_again(target: str) -> None:
    inputs = saved(target)
    assert inputs
    for path in inputs:
        TARGETS[target](path.read_bytes())
