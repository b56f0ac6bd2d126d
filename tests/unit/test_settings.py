"""Settings: the layers, their precedence, and errors."""

import os
from pathlib import Path

import pytest

from cleaner.errors import CleanerError
from cleaner.settings import find_settings_file, load_settings

RULE = """
[[rule]]
code = "OWN101"
name = "ferry-line"
kind = "promotion"
weight = 3
pattern = "^Ferry line:"
why = "Our site adds it."
drops = ["Ferry line: book now"]
keeps = ["The ferry line: a history."]
"""


def test_defaults() -> None:
    settings = load_settings(".", {}, isolated=True)
    assert settings.kept == {"headline", "body"}
    assert settings.jobs is None and not settings.origin


def test_the_nearest_file_wins_and_cleaner_toml_before_pyproject(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "cleaner.toml").write_text("jobs = 3")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.cleaner]\njobs = 4")
    assert load_settings(below, {}).jobs == 4
    (tmp_path / "a" / "cleaner.toml").write_text("jobs = 5")
    assert load_settings(below, {}).jobs == 5
    (below / "pyproject.toml").write_text("[tool.other]\njobs = 6")  # no table for cleaner: not a settings file
    page = below / "page.txt"
    page.touch()
    settings = load_settings(page, {})
    assert settings.jobs == 5
    assert settings.origin == {"jobs": str(tmp_path / "a" / "cleaner.toml")}


def test_the_search_ends_at_a_repository(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text("jobs = 3")
    (tmp_path / "project" / ".git").mkdir(parents=True)
    (tmp_path / "project" / "texts").mkdir()
    assert find_settings_file(tmp_path / "project" / "texts") is None


def test_flags_over_file_over_defaults(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text('select = ["PRO"]\nignore = ["SHA"]\nexclude = ["x/"]')
    settings = load_settings(tmp_path, {"select": ("REL",), "ignore": None})
    assert (settings.select, settings.ignore, settings.exclude) == (("REL",), ("SHA",), ("x/",))
    assert settings.origin["select"] == "--select"
    assert settings.base == str(tmp_path)
    assert load_settings(tmp_path, {}).base_of("exclude") == str(tmp_path)
    assert load_settings(tmp_path, {"exclude": ("y/",)}).base_of("exclude") == "."


def test_a_kind_that_a_flag_keeps_is_not_dropped_by_the_file(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text('drop = ["headline"]\nkeep = ["byline"]')
    assert load_settings(tmp_path, {}).kept == {"body", "byline"}
    assert load_settings(tmp_path, {"keep": ("headline",)}).kept == {"headline", "body"}
    assert load_settings(tmp_path, {"drop": ("byline",)}).kept == {"headline", "body"}


@pytest.mark.parametrize(
    ("flags", "words"),
    [({"keep": ("byline",), "drop": ("byline",)}, "in both keep and drop"), ({"drop": ("body",)}, "cannot be dropped")],
)
def test_flags_that_make_no_sense_are_refused(tmp_path: Path, flags: dict[str, tuple[str, ...]], words: str) -> None:
    with pytest.raises(CleanerError, match=words):
        load_settings(tmp_path, flags)


def test_isolated_and_config(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text("jobs = 3")
    other = tmp_path / "other.toml"
    other.write_text("jobs = 7")
    assert load_settings(tmp_path, {}, isolated=True).jobs is None
    assert load_settings(tmp_path, {}, config=str(other)).jobs == 7


def test_own_rules(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text(RULE)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "pyproject.toml").write_text(RULE.replace("[[rule]]", "[[tool.cleaner.rule]]"))
    for folder in (tmp_path, tmp_path / "sub"):
        settings = load_settings(folder, {})
        assert [rule.code for rule in settings.rules] == ["OWN101"]
        assert "OWN101" in {rule.code for rule in settings.rulebook().rules}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('kep = ["byline"]', ["unknown setting 'kep'", "did you mean 'keep'"]),
        ("jobs = " + "[" * 5000, ["nested too deeply"]),
        ("jobs = " + "9" * 5000, ["too many digits"]),
        (
            "zzz = 1",
            [
                "unknown setting 'zzz'",
                "drop, select, ignore, exclude, glob, hidden, gitignore, input, weights, templates, site, reviews, "
                "min-confidence, jobs, rule",
            ],
        ),
        ('keep = "byline"', ["keep must be a list of strings", "'byline'"]),
        ("keep = [1]", ["keep must be a list"]),
        ('keep = ["bylin"]', ["unknown kind 'bylin'", "did you mean 'byline'"]),
        ('keep = ["headline"]\ndrop = ["headline"]', ["'headline' cannot be in both keep and drop"]),
        ("jobs = 0", ["jobs must be a whole number from 1"]),
        ("jobs = 257", ["jobs must be a whole number from 1 to 256"]),
        ("jobs = true", ["jobs must be"]),
        ("min-confidence = 1.5", ["min-confidence must be a number from 0 to 1, not 1.5"]),
        ("min-confidence = true", ["min-confidence must be a number"]),
        ('min-confidence = "high"', ["min-confidence must be a number"]),
        ("weights = 3", ["weights must be the name of a file, not 3"]),
        ('templates = ""', ["templates must be the name of a file, not ''"]),
        (r'weights = "a\u0000b"', ["weights must be the name of a file"]),
        ('weights = "/dev/zero"', ["weights must be the name of a file, but '/dev/zero' is not a file"]),
        ('templates = "."', ["templates must be the name of a file, but '.' is not a file"]),
        ('reviews = "../ours.toml"', ["reviews must be in the directory of this file or below, not '../ours.toml'"]),
        ('reviews = "/etc/hostname"', ["reviews must be in the directory of this file or below"]),
        ("site = 3", ["site must be the name of a site, not 3"]),
        ('jobs = "2"', ["jobs must be"]),
        ("jobs = ", ["is not valid TOML"]),
        ("rule = 1", ["rule must be an array of tables"]),
        (RULE.replace("promotion", "promotoin"), [":5: rule OWN101: invalid kind 'promotoin'; did you mean"]),
    ],
)
def test_a_bad_file_is_named_with_its_mend(tmp_path: Path, text: str, words: list[str]) -> None:
    path = tmp_path / "cleaner.toml"
    path.write_text(text)
    with pytest.raises(CleanerError) as caught:
        load_settings(tmp_path, {})
    message = str(caught.value)
    assert str(path) in message and "\n" not in message
    for word in words:
        assert word in message


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"# \xe9")
    (tmp_path / "pyproject.toml").write_text("[tool.other]")
    for name, words in [
        ("none.toml", "cannot be read: No such file"),
        ("latin.toml", "is not valid TOML"),
        ("pyproject.toml", r"no \[tool.cleaner\]"),
    ]:
        with pytest.raises(CleanerError, match=words):
            load_settings(tmp_path, {}, config=str(tmp_path / name))


def test_a_code_that_begins_no_rule(tmp_path: Path) -> None:
    with pytest.raises(CleanerError, match="'XQX'"):
        load_settings(tmp_path, {"select": ("XQX",)}).rulebook()


def test_files_of_templates_and_weights_stand_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text('templates = "a.tsv"\nweights = "w.toml"\nsite = "a.example"')
    settings = load_settings(tmp_path, {})
    assert (settings.templates, settings.weights) == (str(tmp_path / "a.tsv"), str(tmp_path / "w.toml"))
    assert settings.site == "a.example"
    with pytest.raises(CleanerError, match=r"a\.tsv: cannot be read"):
        settings.library()


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_bytes(b'\xef\xbb\xbfkeep = ["byline"]\n')
    assert load_settings(tmp_path, {}).keep == ("byline",)


def test_a_pyproject_without_a_table_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\ncleaner = 3\n")
    with pytest.raises(CleanerError, match=r"tool\.cleaner must be a table: "):
        load_settings(tmp_path, {})


def test_a_strangers_settings_cannot_have_reviews_written_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "start-up").touch()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "sub").symlink_to(tmp_path / "home")
    (tmp_path / "texts" / "cleaner.toml").write_text('reviews = "sub/start-up"')
    with pytest.raises(CleanerError, match="reviews must be in the directory"):
        load_settings(tmp_path / "texts", {})


def test_settings_that_name_a_pipe_do_not_hold_a_run_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "held")
    for name in ("weights", "templates", "reviews"):
        (tmp_path / "cleaner.toml").write_text(f'{name} = "held"')
        with pytest.raises(CleanerError, match=f"{name} must be the name of a file, but 'held' is not a file"):
            load_settings(tmp_path, {})
