"""The sdist and the wheel: they hold the right files, are reproducible, and do not name the build machine."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.command import ROOT, environment
from tests.tools.distribution import in_sdist, in_wheel

pytest.importorskip("hatchling")
pytestmark = pytest.mark.skipif(not (ROOT / "cleaner/packaging/build_hook.py").is_file(), reason="needs the source")


def built(target: str, folder: Path, **extra: str) -> Path:
    """Build from a clean copy of the source."""
    source = folder / "source"
    cache = shutil.ignore_patterns("__pycache__", "prepared-*", ".*cache", ".hypothesis", "*.clean.*")
    for name in ("cleaner", "seeds", "tests"):
        shutil.copytree(ROOT / name, source / name, ignore=cache)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, source)
    (source / "seeds" / "live-blog.clean.txt").touch()  # output of a run
    (source / "cleaner" / "__pycache__").mkdir()
    (source / "cleaner" / "__pycache__" / "cli.pyc").touch()
    env = environment(CLEANER_PURE="1", SOURCE_DATE_EPOCH="1700000000", **extra)
    del env["PYTHONPATH"]
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=source, env=env, check=True, capture_output=True, timeout=120)
    (made,) = folder.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", tmp_path_factory.mktemp("one"))


@pytest.mark.slow
def test_everything_in_a_wheel_is_accounted_for(wheel: Path) -> None:
    assert not list(in_wheel(wheel))


@pytest.mark.slow
def test_a_wheel_is_the_same_each_time(wheel: Path, tmp_path: Path) -> None:
    again = built("wheel", tmp_path, PYTHONSAFEPATH="1")  # pipx builds with this setting
    assert again.name == wheel.name and again.read_bytes() == wheel.read_bytes()


def test_everything_in_an_sdist_is_accounted_for(tmp_path: Path) -> None:
    assert not list(in_sdist(built("sdist", tmp_path)))


def test_what_should_not_be_there_is_found(wheel: Path, tmp_path: Path) -> None:
    bad = tmp_path / wheel.name
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "cleaner/files/decode.py":
                data += b"import this\n"
            elif name == "cleaner/rules/share.toml":
                continue
            new.writestr(name, data)
        new.writestr("tests/unit/files/test_decode.py", "")
        new.writestr("cleaner/__pycache__/read.cpython-311.pyc", f"{ROOT}/cleaner/read.py")
        new.writestr("../sitecustomize.py", "")
    found = "\n".join(in_wheel(bad))
    for words in (
        "cleaner/files/decode.py is not the source", "RECORD is wrong about cleaner/files/decode.py",
        "rules/share.toml is missing",
        "tests/unit/files/test_decode.py has no business there", f"read.cpython-311.pyc names {ROOT}",
        "RECORD and the archive do not both have ../sitecustomize.py", "../sitecustomize.py has no business there",
    ):  # fmt: skip
        assert words in found
