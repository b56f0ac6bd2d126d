"""Options, profiles and fixtures of the whole suite. `tests.support` holds constants and plain functions.

`HYPOTHESIS_PROFILE` or `--hypothesis-profile` chooses the number of examples for each property: `dev` (the default) is
quick, `ci` draws the same examples every time, and `thorough` takes an hour.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.command import PAGE

SKIPPED = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
settings.register_profile("dev", deadline=None, max_examples=60, suppress_health_check=SKIPPED)
settings.register_profile(
    "ci", deadline=None, max_examples=200, derandomize=True, print_blob=True, suppress_health_check=SKIPPED
)
settings.register_profile("thorough", deadline=None, max_examples=5_000, suppress_health_check=SKIPPED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that accepts the present output."""
    parser.addoption("--update", action="store_true", help="rewrite the marks of golden pages from the present output")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Return True if golden pages are to be rewritten, see `tests.support.golden.mark`."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder in which the search for settings ends."""
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return the path of a page with an article and boilerplate."""
    path = tmp_path / "page.txt"
    path.write_text(PAGE)
    return path
