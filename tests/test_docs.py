"""What the documents show must be what the program does."""

import doctest
import re
from pathlib import Path

import cleaner
from cleaner.languages import tables
from tests import picture


def test_the_tutorial_in_the_package_holds():
    assert doctest.testmod(cleaner).failed == 0


def test_the_picture_is_what_the_program_prints():
    assert picture.PICTURE.read_text("utf-8") == picture.draw(), "run `python -m tests.picture`"


def test_the_number_of_languages_is_right():
    assert f"works in {len(tables())} languages" in (picture.HERE.parent / "README.md").read_text("utf-8")


def test_every_environment_variable_that_is_read_is_in_the_table():
    read = {
        name
        for path in Path(cleaner.__file__).parent.rglob("*.py")
        for name in re.findall(r"environ(?:\.get|\.setdefault)?[([]\"(\w+)\"", path.read_text("utf-8"))
    }
    assert {"NO_COLOR", "FORCE_COLOR", "LESS"} <= read
    readme = (picture.HERE.parent / "README.md").read_text("utf-8")
    table = readme.partition("**environment variable**")[2].partition("\n\n")[0]
    assert not {name for name in read if not re.search(rf"`{name}\b", table)}
