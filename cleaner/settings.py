"""What the user set, and where: defaults, then `cleaner.toml` or `[tool.cleaner]`, then flags.

A later layer replaces a setting of an earlier one as a whole, as in ruff and black, because a list that
grows from three places cannot be predicted. `keep` and `drop` are the one exception: they are two
halves of one question, so a kind that a flag keeps is no longer dropped by the file, and the reverse.

Every value remembers its origin, so that `cleaner config` can say which file or flag to change.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from cleaner.errors import CleanerError, suggest
from cleaner.files.toml import parse_toml, read_toml
from cleaner.model import KEPT_BY_DEFAULT, KINDS, Kind

if TYPE_CHECKING:  # loading the rules takes longer than `cleaner --help` may
    from cleaner.reviews.review import Reviews
    from cleaner.rulebook.rule import Rule
    from cleaner.rulebook.rulebook import Rulebook
    from cleaner.templates.library import Library

DEFAULT: Final = "default"
REVIEWS: Final = "cleaner.reviews.toml"
"""The file in which `cleaner review` keeps what was said of lines."""
FILE_NAMES: Final = ("cleaner.toml", "pyproject.toml")
LISTS: Final = ("keep", "drop", "select", "ignore", "exclude")
KEYS: Final = (*LISTS, "weights", "templates", "site", "reviews", "jobs")
"""Settings of one value each, in the order in which they are shown."""
MOST_JOBS: Final = 256
"""More processes than that are a slip, or the mischief of whoever wrote the settings: a machine may not survive it."""
OPPOSITE: Final = {"keep": "drop", "drop": "keep"}


@dataclass(frozen=True)
class Settings:
    """What is in force. Picklable, so that workers get it whole.

    `jobs` is the number of processes, None to choose by the number of inputs. `origin` says for each
    name in `KEYS` whether it is the default, or which file or flag it is from. `base` is the folder
    that the patterns in `exclude` start from. `rules` are the user's own; `weights` is a file that replaces the
    shipped weights, empty for none. `templates` is a file of templates, empty for none; `site` is the name of the site
    that all inputs are of, empty where their folders tell. `reviews` is the file of what people said of lines, empty
    for none.
    """

    keep: tuple[Kind, ...] = ()
    drop: tuple[Kind, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    weights: str = ""
    templates: str = ""
    site: str = ""
    reviews: str = ""
    jobs: int | None = None
    rules: "tuple[Rule, ...]" = ()
    origin: Mapping[str, str] = field(default_factory=dict)
    base: str = "."

    @property
    def kept(self) -> frozenset[Kind]:
        """The kinds that stay in the text."""
        return (KEPT_BY_DEFAULT | set(self.keep)) - set(self.drop)

    @property
    def deciding(self) -> tuple[object, ...]:
        """All that decides what is removed, to be compared with that of another run."""
        names = (self.weights, self.templates, self.reviews)
        files = [_digest(name) if name else b"" for name in names]
        return sorted(self.kept), self.select, self.ignore, files, self.site, self.rules, self.exclude

    def rulebook(self) -> "Rulebook":
        """The rules in force. Raises `CleanerError` for codes that begin no rule."""
        from cleaner.rulebook.rulebook import load_rulebook

        return load_rulebook(self.rules, self.select, self.ignore, self.weights)

    def library(self) -> "Library | None":
        """The templates in force. Raises `CleanerError` for a file that cannot be read or is damaged."""
        if not self.templates:
            return None
        from cleaner.templates.library import Library

        return Library(Path(self.templates))

    def labels(self) -> "Reviews | None":
        """What people said of lines. Raises `CleanerError` for a file that cannot be read or is damaged."""
        if not self.reviews:
            return None
        from cleaner.reviews.file import load_reviews

        return load_reviews(Path(self.reviews))


def load_settings(
    start: str | os.PathLike[str], flags: Mapping[str, Any], config: str = "", isolated: bool = False
) -> Settings:
    """The settings in force for inputs at `start`, a file or folder.

    `flags` holds what the command line gave, by the names in `KEYS`; None is a flag that was not given.
    `config` is a file to read instead of searching; `isolated` reads none. Raises `CleanerError`.
    """
    settings = Settings()
    path = None if isolated else Path(config) if config else find_settings_file(Path(start))
    if path is not None:
        settings = _with_file(settings, path, required=bool(config))
    if not isolated and not settings.reviews and (found := _reviews(Path(start), path)):
        settings = _layer(settings, "reviews", str(found), "found")
    for name, value in flags.items():
        if value is not None:
            settings = _layer(settings, name, value, f"--{name}")
            settings = replace(settings, base=".") if name == "exclude" else settings
    if both := set(settings.keep) & set(settings.drop):
        raise CleanerError(f"{min(both)!r} is in keep and in drop; leave it in one of them.")
    if "body" in settings.drop:
        raise CleanerError("the body cannot be dropped; it is what cleaning is for.")
    return settings


def find_settings_file(start: Path) -> Path | None:
    """The settings file nearest to `start`, upwards; None if there is none.

    The search ends at the root of a repository, so that a stray file in the home folder does not
    decide about other people's projects.
    """
    return _nearest(start, FILE_NAMES)


def _reviews(start: Path, settings_file: Path | None) -> Path | None:
    """The file of reviews beside the settings, or else the nearest to `start` as `find_settings_file` looks for settings."""
    if settings_file is not None:
        path = settings_file.parent / REVIEWS
        return path if path.is_file() else None
    return _nearest(start, (REVIEWS,))


def _nearest(start: Path, names: Sequence[str]) -> Path | None:
    """The nearest file with one of some names, upwards to the root of a repository."""
    folder = Path(os.path.abspath(start))  # resolve() would raise for a link to itself
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


def _with_file(settings: Settings, path: Path, required: bool) -> Settings:
    text = read_toml(path)
    table = _table(path, parse_toml(text, str(path)))
    if table is None and required:
        raise CleanerError(f"{path}: has no [tool.cleaner] table; add one or name another file.")
    settings = replace(settings, base=str(path.parent))
    for name, value in (table or {}).items():
        if name == "rule":
            rules = _rules(value, path, text)
            settings = replace(settings, rules=rules, origin={**settings.origin, "rule": str(path)})
        else:
            settings = _layer(settings, name, _checked(name, value, path), str(path))
    if both := set(settings.keep) & set(settings.drop):
        raise CleanerError(f"{path}: {min(both)!r} is in keep and in drop; leave it in one of them.")
    return settings


def _layer(settings: Settings, name: str, value: Any, origin: str) -> Settings:
    """`settings` with one more value; what a flag keeps, the file no longer drops."""
    changes: dict[str, Any] = {name: value, "origin": {**settings.origin, name: origin}}
    other = OPPOSITE.get(name)
    if other and origin.startswith("--") and not settings.origin.get(other, "--").startswith("--"):
        changes[other] = tuple(kind for kind in getattr(settings, other) if kind not in value)
    return replace(settings, **changes)


def _table(path: Path, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The part of a file that is ours; None where a pyproject.toml has none."""
    if path.name != "pyproject.toml":
        return data
    tool = data.get("tool", {})
    table = tool.get("cleaner") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise CleanerError(f"{path}: tool.cleaner must be a table that begins with [tool.cleaner].")
    return table


def _checked(name: str, value: Any, path: Path) -> Any:
    """The value of one key of a file, of the right type. Raises `CleanerError` naming file, key and mend."""
    if name not in KEYS:
        raise CleanerError(f"{path}: no setting {name!r}{suggest(name, (*KEYS, 'rule'))}")
    if name == "jobs":
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_JOBS:
            raise CleanerError(f"{path}: jobs must be a whole number from 1 to {MOST_JOBS}, not {value!r}.")
        return value
    if name in ("weights", "templates", "site", "reviews"):
        wanted = "a site" if name == "site" else "a file"
        if not isinstance(value, str) or not value or "\0" in value:
            raise CleanerError(f"{path}: {name} must be the name of {wanted}, not {value!r}.")
        return value if name == "site" else _named_file(name, value, path)
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise CleanerError(f'{path}: {name} must be a list of texts, such as ["{_example(name)}"], not {value!r}.')
    return parse_kinds(value, f"{path}: {name}") if name in OPPOSITE else tuple(value)


def _named_file(name: str, value: str, path: Path) -> str:
    """Where a file is that the settings at `path` name.

    They may have come with a folder of somebody else's. So what a run would hang on is refused, and the file that
    `cleaner review` writes must be at home with them. Raises `CleanerError`.
    """
    named, home = path.parent / value, os.path.realpath(path.parent)
    if os.path.exists(named) and not os.path.isfile(named):
        raise CleanerError(f"{path}: {name} must be the name of a file, and {value!r} is none.")
    if name == "reviews" and os.path.commonpath((home, os.path.realpath(named))) != home:
        raise CleanerError(f"{path}: reviews must be a file beside these settings or below, not {value!r}.")
    return str(named)


def _example(name: str) -> str:
    return {"keep": "byline", "drop": "headline", "exclude": "drafts/"}.get(name, "PRO")


def rule_tables(text: str, path: Path) -> "tuple[Rule, ...]":
    """The rules that a settings file at `path` has if `text` stands in it. Raises `CleanerError`."""
    text = text.removeprefix("\ufeff")
    return _rules((_table(path, parse_toml(text, str(path))) or {}).get("rule", []), path, text)


def _rules(tables: Any, path: Path, text: str) -> "tuple[Rule, ...]":
    from cleaner.rulebook.user_rules import parse_user_rules

    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CleanerError(f"{path}: rule must be tables that begin with [[rule]].")
    return parse_user_rules(tables, path, text)


def parse_kinds(names: list[str], source: str) -> tuple[Kind, ...]:
    """Names of kinds, checked. Raises `CleanerError` naming `source`, near misses and what is allowed."""
    known: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
    for name in names:
        if name not in known:
            raise CleanerError(f"{source}: no kind {name!r}{suggest(name, KINDS)}")
    return tuple(known[name] for name in names)


def _digest(path: str) -> bytes:
    """Tells the contents of a file, however large. Raises `OSError`."""
    from hashlib import file_digest

    with open(path, "rb") as file:
        return file_digest(file, "sha256").digest()
