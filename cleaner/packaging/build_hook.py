"""The hatchling build hook: compile modules with mypyc, cache the rules, and add manual pages and the rule reference.

Compiled modules give the same results as their sources and are several times faster. Without a C compiler, or with
CLEANER_PURE=1, the wheel is pure Python and runs anywhere. A source tree installed with `pip install -e` is never
compiled, so that edits take effect.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILED: Final = (
    "decision/confidence", "decision/cut_features", "decision/cuts", "decision/evidence", "decision/furniture",
    "decision/headline", "decision/kinds", "decision/line_reader", "decision/page", "decision/removal",
    "decision/segments", "decision/sole_block", "decision/structure", "decision/verdict", "features/accumulator",
    "features/bins", "features/blocks/chain", "features/blocks/code", "features/blocks/codes",
    "features/blocks/dialogue", "features/blocks/fields", "features/blocks/lists", "features/blocks/menus",
    "features/blocks/runs", "features/blocks/tables", "features/blocks/verse", "features/contents", "features/context",
    "features/copies", "features/links", "features/live_report", "features/records", "features/sections",
    "features/stamps", "features/teasers", "features/windows", "pipeline", "rulebook/phrases", "rulebook/prefilter",
    "text/characters", "text/code", "text/hashing", "text/inserts", "text/lexicon", "text/line_features", "text/lines",
    "text/markdown/marks", "text/markup", "text/rows", "text/tokens", "text/unwrapping",
)  # fmt: skip
"""Modules that most of the run time is spent in, relative to the package."""
MANUAL: Final = "share/man"
"""Directory of the manual pages, relative to the environment."""
RULES: Final = "share/doc/cleaner/rules.html"
"""Path of the rule reference, relative to the environment; `cleaner diff` links to it."""
CFLAGS: Final = "-fvisibility=hidden -fno-semantic-interposition -DNDEBUG"
"""Compiler flags: direct calls between functions, and no assertions, which cost time and contain local file names."""
MYPYC_OPTIONS: Final = {"MYPYC_OPT_LEVEL": "3", "MYPYC_DEBUG_LEVEL": "0"}
"""Environment for mypyc: full optimisation, and no debug information, which contains local paths."""
SEARCH_FLAGS: Final = ("-L", "-Wl,-rpath")
"""Prefixes of linker flags that would make modules search directories of the build machine."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Add generated files to a wheel."""

    def dependencies(self) -> list[str]:
        """Return the requirements of the manual pages, in addition to `build-system.requires`."""
        return ["markdown-it-py>=3.0,<5"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generate files before hatchling builds the wheel; `version` is "standard" or "editable"."""
        if version == "editable":
            return
        self._folder = Path(tempfile.mkdtemp())
        package = shutil.copytree(Path(self.root, "cleaner"), self._folder / "cleaner", ignore=_not_source)
        self._run("-c", "import cleaner; cleaner.clean('')")  # writes the cache of the rules
        generated = [*package.glob("rules/prepared-*")]
        if not os.environ.get("CLEANER_PURE") and self._compile():
            generated += self._folder.rglob("*.so" if os.name == "posix" else "*.pyd")
            build_data["pure_python"], build_data["infer_tag"] = False, True
        for path in generated:
            build_data["force_include"][str(path)] = path.relative_to(self._folder).as_posix()
        build_data["shared_data"][str(self._write_manual())] = MANUAL
        build_data["shared_data"][str(self._write_rules())] = RULES

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary directory after hatchling has built the wheel."""
        if version != "editable":
            shutil.rmtree(self._folder)

    def _write_manual(self) -> Path:
        """Write the manual pages; return their directory."""
        done = self._run("-m", "cleaner.packaging.man", MANUAL)
        if done.returncode:
            self.app.abort(f"cannot generate the manual pages: {done.stderr[-2000:]}")
        return self._folder / MANUAL

    def _write_rules(self) -> Path:
        """Write the rule reference; return its path."""
        done = self._run("-m", "cleaner", "rules", "--isolated", "--format", "html")
        if done.returncode:
            self.app.abort(f"cannot generate the rule reference: {done.stderr[-2000:]}")
        page = self._folder / RULES
        page.parent.mkdir(parents=True)
        page.write_text(done.stdout, "utf-8")
        return page

    def _compile(self) -> bool:
        """Compile the modules in `COMPILED`; return False if that fails."""
        done = self._run("-m", "mypyc", *(f"cleaner/{name}.py" for name in COMPILED))
        shutil.rmtree(self._folder / "build", ignore_errors=True)
        if done.returncode:
            self.app.display_warning(
                f"compilation failed, building a slower pure wheel: {done.stdout[-2000:]}{done.stderr[-2000:]}"
            )
        return done.returncode == 0

    def _run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        flags = f"{CFLAGS} {os.environ.get('CFLAGS', '')}".strip()
        environment = _linker() | os.environ | MYPYC_OPTIONS | {"CFLAGS": flags}
        # pipx excludes the working directory from the path, and pip adds directories of its own.
        path = filter(None, (str(self._folder), environment.get("PYTHONPATH")))
        environment["PYTHONPATH"] = os.pathsep.join(path)
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=self._folder, env=environment, encoding="utf-8", capture_output=True, check=False
        )


def _linker() -> dict[str, str]:
    """Return LDSHARED without the flags in `SEARCH_FLAGS`, or nothing if this Python has no LDSHARED."""
    first, *flags = (sysconfig.get_config_var("LDSHARED") or "").split() or [""]
    words = (os.environ.get("CC", first), *(flag for flag in flags if not flag.startswith(SEARCH_FLAGS)))
    return {"LDSHARED": " ".join(words)} if first else {}


def _not_source(_folder: str, names: list[str]) -> list[str]:
    """Return the names in a directory of the source tree that must not be copied."""
    return [
        name
        for name in names
        if name == "__pycache__" or name.startswith("prepared-") or name.endswith((".so", ".pyd"))
    ]
