"""Check the files of wheels and sdists: `python -m tests.tools.distribution FILE...`.

Anyone who installs a wheel runs its code. So every file must be a source, byte for byte, or one of the few files that a
build generates, and none may name a folder of the build machine. The suite checks plain wheels, and CI also compiled
ones. The exit status is 1 if anything is wrong.
"""

import base64
import csv
import email
import hashlib
import re
import sys
import sysconfig
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tests.support.command import ROOT

SOURCES: Final = (
    "cleaner/**/*.py", "cleaner/rules/*.toml", "cleaner/rules/languages/*.toml", "cleaner/render/page/*.*",
    "cleaner/help/*.md", "cleaner/py.typed",
)  # fmt: skip
"""Sources of the package."""
BUILD: Final = "cleaner/packaging/build_hook.py"
"""Module that builds wheels. It is left out of them."""
MADE: Final = (
    r"cleaner/rules/prepared-[0-9a-f]{8}",
    r"NAME\.data/data/share/man/man1/cleaner[a-z-]*\.1",
    r"NAME\.data/data/share/man/man7/cleaner-[a-z-]+\.7",
    r"NAME\.data/data/share/doc/cleaner/rules\.html",
    r"NAME\.dist-info/(?:METADATA|WHEEL|RECORD|entry_points\.txt|licenses/LICENSE)",
)
"""Generated files of a plain wheel; NAME is the project with its version."""
COMPILED: Final = (r"cleaner/(?:\w+/)*\w+ABI", r"[0-9a-f]{20}__mypycABI")
"""Further files of a compiled wheel; ABI is the suffix of a compiled module."""
BESIDE: Final = (
    r"(?:LICENSE|README\.md|pyproject\.toml|PKG-INFO|\.gitignore|\.pre-commit-hooks\.yaml)",
    r"seeds/[a-z-]+\.txt",
    r"tests/(?:[\w-]+/)*[\w-]+(?:\.\w+)*",
)
"""Files of an sdist that are not sources."""
NEVER: Final = re.compile(
    r"(?:^|/)(?:__pycache__|\.(?!gitignore|pre-commit))|\.(?:pyc|nbi|nbc)$|\.clean\.|^/|(?:^|/)\.\.(?:/|$)"
)
"""Names that no archive may contain: caches, outputs, and paths out of the archive."""


def places() -> tuple[bytes, ...]:
    """Return the folders of this machine that no file may name."""
    folders = {
        str(ROOT),
        f"{Path.home()}/",
        f"{tempfile.gettempdir()}/",
        sys.base_prefix,
        sysconfig.get_path("purelib"),
    }
    return tuple(folder.encode() for folder in folders if not folder.startswith("/usr"))


def sources() -> dict[str, bytes]:
    """Return the sources of the package in this checkout, by name."""
    found = (path for pattern in SOURCES for path in ROOT.glob(pattern))
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in found}


def in_wheel(path: Path) -> Iterator[str]:
    """Yield the problems of a wheel."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
        if len(files) < len(archive.namelist()):
            yield "a name stands there twice"
    wanted, name = sources(), "-".join(path.name.split("-")[:2])
    del wanted[BUILD]
    made = MADE if path.name.endswith("-none-any.whl") else MADE + COMPILED
    named = {"NAME": re.escape(name), "ABI": re.escape(sysconfig.get_config_var("EXT_SUFFIX"))}
    yield from _files(files, wanted, [re.sub("NAME|ABI", lambda found: named[found[0]], pattern) for pattern in made])
    yield from _where(files)
    yield from _record(files, f"{name}.dist-info/RECORD")
    yield from _metadata(files[f"{name}.dist-info/METADATA"])
    if files[f"{name}.dist-info/entry_points.txt"] != b"[console_scripts]\ncleaner = cleaner.cli:run_with_fast_exit\n":
        yield "the command is not the one that is meant"


def in_sdist(path: Path) -> Iterator[str]:
    """Yield the problems of an sdist."""
    with tarfile.open(path) as archive:
        members = archive.getmembers()
        yield from (f"{member.name} is no plain file" for member in members if not member.isreg())
        top = path.name.removesuffix(".tar.gz") + "/"
        yield from (f"{member.name} is not in {top}" for member in members if not member.name.startswith(top))
        files = {m.name.removeprefix(top): archive.extractfile(m).read() for m in members if m.isreg()}  # type: ignore[union-attr]
    yield from _files(files, sources(), list(BESIDE))
    yield from _where({name: data for name, data in files.items() if not name.startswith("tests/")})
    yield from _metadata(files["PKG-INFO"])


def _files(files: Mapping[str, bytes], wanted: Mapping[str, bytes], others: list[str]) -> Iterator[str]:
    """Yield missing or changed sources, unexpected files, and patterns without a file."""
    yield from (f"{name} is missing" for name in wanted if name not in files)
    for name, data in files.items():
        if name in wanted:
            if data != wanted[name]:
                yield f"{name} is not the source"
        elif NEVER.search(name) or not any(re.fullmatch(pattern, name) for pattern in others):
            yield f"{name} has no business there"
    for pattern in others:
        if not any(re.fullmatch(pattern, name) for name in files):
            yield f"there is no {pattern}"


def _where(files: Mapping[str, bytes]) -> Iterator[str]:
    for name, data in files.items():
        yield from (f"{name} names {place.decode()}" for place in places() if place in data)


def _record(files: Mapping[str, bytes], record: str) -> Iterator[str]:
    """Yield files with a wrong digest or length in RECORD, and files missing in RECORD or in the archive."""
    told = {row[0]: row[1:] for row in csv.reader(files[record].decode().splitlines())}
    yield from (f"RECORD and the archive do not both have {name}" for name in told.keys() ^ files.keys())
    for name, (digest, size) in told.items():
        data = files.get(name, b"")
        right = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        if name != record and (digest, size) != (f"sha256={right}", str(len(data))):
            yield f"RECORD is wrong about {name}"


def _metadata(data: bytes) -> Iterator[str]:
    """Yield the differences between the metadata and pyproject.toml."""
    said, meant = email.message_from_bytes(data), tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted: dict[str, Any] = {
        "Name": [meant["name"]],
        "Version": [meant["version"]],
        "Summary": [meant["description"]],
        "License-Expression": ["MIT"],
        "License-File": ["LICENSE"],
        "Requires-Python": [meant["requires-python"]],
        "Classifier": meant["classifiers"],
        "Description-Content-Type": ["text/markdown"],
        "Project-URL": [f"{name}, {url}" for name, url in meant["urls"].items()],
        "Home-page": None,
    }
    yield from (f"the metadata say {said.get_all(key)} of {key}" for key in wanted if said.get_all(key) != wanted[key])
    needed = [one for one in said.get_all("Requires-Dist", []) if "extra ==" not in one]
    if sorted(map(_plain, needed)) != sorted(map(_plain, meant["dependencies"])):
        yield f"the metadata ask for {', '.join(needed)}"


def _plain(requirement: str) -> list[str]:
    """Return the sorted parts of a requirement, because its ranges may come in any order."""
    return sorted(re.findall(r"[\w.-]+|[<>=!~]+[\w.]+", requirement))


if __name__ == "__main__":
    wrong = [
        f"{name}: {it}" for name in sys.argv[1:] for it in (in_wheel if name.endswith(".whl") else in_sdist)(Path(name))
    ]
    print("\n".join(wrong) or "all accounted for")
    sys.exit(bool(wrong))
