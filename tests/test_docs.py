"""What the documents show must be what the program does."""

import doctest

import cleaner
from cleaner.languages import tables
from tests import picture


def test_the_tutorial_in_the_package_holds():
    assert doctest.testmod(cleaner).failed == 0


def test_the_picture_is_what_the_program_prints():
    assert picture.PICTURE.read_text("utf-8") == picture.draw(), "run `python -m tests.picture`"


def test_the_number_of_languages_is_right():
    assert f"works in {len(tables())} languages" in (picture.HERE.parent / "README.md").read_text("utf-8")
