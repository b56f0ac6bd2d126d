"""Settings from three layers: defaults, then `cleaner.toml` or `[tool.cleaner]` in `pyproject.toml`, then flags.

A later layer replaces a setting of an earlier one, as in ruff and black; lists are not merged. `keep` and `drop` are
the exception, because they contradict each other: a kind that a flag keeps is no longer dropped by the file, and the
reverse.

Each value has its origin, so that `cleaner config` can show which file or flag to change.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from cleaner.errors import CleanerError, suggest
from cleaner.files.globs import check_globs
from cleaner.files.toml import parse_toml, read_toml
from cleaner.model import INPUT_FORMATS, KEPT_BY_DEFAULT, KINDS, InputFormat, Kind

if TYPE_CHECKING:  # `cleaner --help` must not wait for the rules to load
    from cleaner.reviews.review import Reviews
    from cleaner.rulebook.rule import Rule
    from cleaner.rulebook.rulebook import Rulebook
    from cleaner.templates.library import Library

DEFAULT: Final = "default"
REVIEWS: Final = "cleaner.reviews.toml"
"""Name of the file in which `cleaner review` saves decisions."""
FILE_NAMES: Final = ("cleaner.toml", "pyproject.toml")
LISTS: Final = ("keep", "drop", "select", "ignore", "exclude", "glob")
KEYS: Final = (
    *LISTS,
    "hidden",
    "gitignore",
    "input",
    "weights",
    "templates",
    "site",
    "reviews",
    "min-confidence",
    "jobs",
)
"""All settings but `[[rule]]` tables, in the order in which `cleaner config` shows them."""
MOST_JOBS: Final = 256
"""Limit of worker processes. Settings files may come from strangers, and more processes can exhaust the machine."""
AUTO: Final = "auto"
"""Value of `input` that detects the format of each text."""
INPUTS: Final = (AUTO, *INPUT_FORMATS)
BOOL: Final = (lambda value: type(value) is bool, "true or false")
VALUES: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "hidden": BOOL,
    "gitignore": BOOL,
    "input": (lambda value: value in INPUTS, f"one of {', '.join(INPUTS)}"),
    "min-confidence": (lambda value: type(value) in (int, float) and 0 <= value <= 1, "a number from 0 to 1"),
    "jobs": (lambda value: type(value) is int and 1 <= value <= MOST_JOBS, f"a whole number from 1 to {MOST_JOBS}"),
}
"""Tests of settings that are neither lists nor names, and their descriptions in errors."""
OPPOSITE: Final = {"keep": "drop", "drop": "keep"}


@dataclass(frozen=True)
class Settings:
    """The effective settings. Picklable, because workers get a copy.

    `exclude`, `glob`, `hidden`, `gitignore` and `no_ignore` select files, see `cleaner.files.selection`. `input` is the
    format of all texts. `weights`, `templates` and `reviews` are paths, empty for none. `site` is the site of all
    inputs, empty to derive it from URLs and directories. Articles with a confidence below `min_confidence` are not
    written. `jobs` is the number of processes, None to choose it by the number of inputs. `rules` has the user's rules.
    `to_markdown` asks for the text of HTML as Markdown. `origin` maps each name in `KEYS` that was set to its file or
    flag. `base` is the directory of the settings file.
    """

    keep: tuple[Kind, ...] = ()
    drop: tuple[Kind, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    glob: tuple[str, ...] = ()
    hidden: bool = False
    gitignore: bool = False
    no_ignore: bool = False
    input: InputFormat | Literal["auto"] = AUTO
    weights: str = ""
    templates: str = ""
    site: str = ""
    reviews: str = ""
    min_confidence: float = 0.0
    jobs: int | None = None
    rules: "tuple[Rule, ...]" = ()
    to_markdown: bool = False
    origin: Mapping[str, str] = field(default_factory=dict)
    base: str = "."

    @property
    def kept(self) -> frozenset[Kind]:
        """Kinds of line that are kept."""
        return (KEPT_BY_DEFAULT | set(self.keep)) - set(self.drop)

    def base_of(self, name: str) -> str:
        """Return the directory that the patterns of a setting are relative to; for a flag, the current one."""
        return "." if self.origin.get(name, "--").startswith("--") else self.base

    @property
    def decision_inputs(self) -> tuple[object, ...]:
        """Everything that affects what is written for an input; equal for equal results.

        Raises `OSError` if a file in the settings cannot be read.
        """
        paths = (self.weights, self.templates, self.reviews)
        files = [_hash_file(path) if path else b"" for path in paths]
        rules = self.select, self.ignore, self.rules
        forms = self.input, self.to_markdown
        return sorted(self.kept), *rules, *forms, files, self.site, self.min_confidence

    @property
    def selection_inputs(self) -> tuple[object, ...]:
        """Everything that affects which inputs are read."""
        return self.exclude, self.glob, self.hidden, self.gitignore, self.no_ignore

    def rulebook(self) -> "Rulebook":
        """Load the active rules. Raises `CleanerError` for unknown codes in `select` and `ignore`."""
        from cleaner.rulebook.rulebook import load_rulebook

        return load_rulebook(self.rules, self.select, self.ignore, self.weights)

    def library(self) -> "Library | None":
        """Load the site templates, None without a file. Raises `CleanerError` if the file is unreadable or corrupt."""
        if not self.templates:
            return None
        from cleaner.templates.library import Library

        return Library(Path(self.templates))

    def load_reviews(self) -> "Reviews | None":
        """Load the reviews, None without a file. Raises `CleanerError` if the file is unreadable or invalid."""
        if not self.reviews:
            return None
        from cleaner.reviews.file import load_reviews

        return load_reviews(Path(self.reviews))


def load_settings(
    start: str | os.PathLike[str], flags: Mapping[str, Any], config: str = "", isolated: bool = False
) -> Settings:
    """Return the effective settings for inputs at `start`, a file or directory.

    `flags` has the values of the command line by the names in `KEYS`, None for flags that were not given. `config` is a
    settings file to read instead of searching for one; `isolated` reads none. Raises `CleanerError` for invalid
    settings, and if a file cannot be read.
    """
    settings = Settings()
    path = None if isolated else Path(config) if config else find_settings_file(Path(start))
    if path is not None:
        settings = _add_file(settings, path, required=bool(config))
    if not isolated and not settings.reviews and (found := _find_reviews(Path(start), path)):
        settings = _layer(settings, "reviews", str(found), "found")
    for name, value in flags.items():
        if value is not None:
            settings = _layer(settings, name, value, f"--{name}")
    if both := set(settings.keep) & set(settings.drop):
        raise CleanerError(f"{min(both)!r} cannot be in both keep and drop.")
    if "body" in settings.drop:
        raise CleanerError("'body' cannot be dropped.")
    return settings


def attribute(name: str) -> str:
    """Return the attribute of `Settings` that a key sets."""
    return name.replace("-", "_")


def find_settings_file(start: Path) -> Path | None:
    """Return the nearest settings file in the directory of `start` or above, or None.

    The search ends at the root of a git repository, so that a stray file in the home directory does not affect every
    project below it.
    """
    return _find_upwards(start, FILE_NAMES)


def _find_reviews(start: Path, settings_file: Path | None) -> Path | None:
    """Return the review file next to the settings file; without settings, the nearest one upwards from `start`."""
    if settings_file is not None:
        path = settings_file.parent / REVIEWS
        return path if path.is_file() else None
    return _find_upwards(start, (REVIEWS,))


def _find_upwards(start: Path, names: Sequence[str]) -> Path | None:
    """Return the nearest file with one of the names, up to the root of a git repository."""
    folder = Path(os.path.abspath(start))  # `resolve` raises for a link to itself
    for parent in (folder, *folder.parents) if os.path.isdir(folder) else folder.parents:
        for name in names:
            path = parent / name
            if os.path.isfile(path) and (
                name != "pyproject.toml" or _table(path, parse_toml(read_toml(path), str(path))) is not None
            ):
                return path
        if os.path.exists(parent / ".git"):
            return None
    return None


def _add_file(settings: Settings, path: Path, required: bool) -> Settings:
    """Return `settings` with the values of a settings file. If `required`, it must have a table for cleaner."""
    text = read_toml(path)
    table = _table(path, parse_toml(text, str(path)))
    if table is None and required:
        raise CleanerError(f"{path}: no [tool.cleaner] table; add one or choose another file.")
    settings = replace(settings, base=str(path.parent))
    for name, value in (table or {}).items():
        if name == "rule":
            rules = _parse_rules(value, path, text)
            settings = replace(settings, rules=rules, origin={**settings.origin, "rule": str(path)})
        else:
            settings = _layer(settings, name, _parse_value(name, value, path), str(path))
    if both := set(settings.keep) & set(settings.drop):
        raise CleanerError(f"{path}: {min(both)!r} cannot be in both keep and drop.")
    return settings


def _layer(settings: Settings, name: str, value: Any, origin: str) -> Settings:
    """Return `settings` with one more value. Kinds in a flag `keep` are removed from `drop` of the file, or reverse."""
    changes: dict[str, Any] = {attribute(name): value, "origin": {**settings.origin, name: origin}}
    other = OPPOSITE.get(name)
    if other and origin.startswith("--") and not settings.origin.get(other, "--").startswith("--"):
        changes[other] = tuple(kind for kind in getattr(settings, other) if kind not in value)
    return replace(settings, **changes)


def _table(path: Path, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the settings in a file; None for a pyproject.toml without a [tool.cleaner] table."""
    if path.name != "pyproject.toml":
        return data
    tool = data.get("tool", {})
    table = tool.get("cleaner") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise CleanerError(f"{path}: tool.cleaner must be a table: [tool.cleaner].")
    return table


def _parse_value(name: str, value: Any, path: Path) -> Any:
    """Return the value of one key of a settings file. Raises `CleanerError` if the key is unknown or the type wrong."""
    if name not in KEYS:
        raise CleanerError(f"{path}: unknown setting {name!r}{suggest(name, (*KEYS, 'rule'))}")
    if name in VALUES:
        return check_value(name, value, str(path))
    if name in ("weights", "templates", "site", "reviews"):
        wanted = "a site" if name == "site" else "a file"
        if not isinstance(value, str) or not value or "\0" in value:
            raise CleanerError(f"{path}: {name} must be the name of {wanted}, not {value!r}.")
        return value if name == "site" else _resolve_file(name, value, path)
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise CleanerError(f'{path}: {name} must be a list of strings, e.g. ["{_example(name)}"], not {value!r}.')
    if name == "glob":
        check_globs(value, f"{path}: glob")
    return parse_kinds(value, f"{path}: {name}") if name in OPPOSITE else tuple(value)


def check_value(name: str, value: Any, source: str) -> Any:
    """Return the value of a setting in `VALUES`; raise `CleanerError` if it is not valid.

    `source` is the file or function that it came from.
    """
    is_valid, wanted = VALUES[name]
    if not is_valid(value):
        raise CleanerError(f"{source}: {name} must be {wanted}, not {value!r}.")
    return value


def _resolve_file(name: str, value: str, path: Path) -> str:
    """Return the path of a file that the settings file `path` refers to, relative to it.

    A settings file may come from a stranger. So special files, at which a run could hang, are refused, and the review
    file, which `cleaner review` writes, must be in the directory of the settings or below. Raises `CleanerError`.
    """
    file, home = path.parent / value, os.path.realpath(path.parent)
    if os.path.exists(file) and not os.path.isfile(file):
        raise CleanerError(f"{path}: {name} must be the name of a file, but {value!r} is not a file.")
    if name == "reviews" and os.path.commonpath((home, os.path.realpath(file))) != home:
        raise CleanerError(f"{path}: reviews must be in the directory of this file or below, not {value!r}.")
    return str(file)


def _example(name: str) -> str:
    return {"keep": "byline", "drop": "headline", "exclude": "drafts/", "glob": "*.txt"}.get(name, "PRO")


def rule_tables(text: str, path: Path) -> "tuple[Rule, ...]":
    """Return the rules of a settings file with the content `text`. Raises `CleanerError` if it is invalid.

    `path` is for errors; its name tells if the settings are in a [tool.cleaner] table.
    """
    text = text.removeprefix("\ufeff")
    return _parse_rules((_table(path, parse_toml(text, str(path))) or {}).get("rule", []), path, text)


def _parse_rules(tables: Any, path: Path, text: str) -> "tuple[Rule, ...]":
    from cleaner.rulebook.user_rules import parse_user_rules

    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CleanerError(f"{path}: rule must be an array of tables: [[rule]].")
    return parse_user_rules(tables, path, text)


def parse_kinds(names: list[str], source: str) -> tuple[Kind, ...]:
    """Return names as kinds. Raises `CleanerError` for an unknown name; `source` is the option or key it came from."""
    known: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
    for name in names:
        if name not in known:
            raise CleanerError(f"{source}: unknown kind {name!r}{suggest(name, KINDS)}")
    return tuple(known[name] for name in names)


def _hash_file(path: str) -> bytes:
    """Return the SHA-256 hash of a file. Raises `OSError` if it cannot be read."""
    from hashlib import file_digest

    with open(path, "rb") as file:
        return file_digest(file, "sha256").digest()
