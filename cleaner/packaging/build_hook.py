"""The build hook: compile modules with mypyc, prepare the rules, and add the manual pages and the page of the rules.

Compiled and plain modules are the same source and give the same results; compiled ones are several times faster.
Where there is no C compiler, or with CLEANER_PURE=1, the wheel is a plain one that runs anywhere. A source tree
installed with `pip install -e` is never compiled, so that what is edited is what runs.
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
    "decision/document", "decision/evidence", "decision/labels", "decision/line_reader", "decision/removal",
    "decision/segments", "decision/verdict", "features/accumulator", "features/bins", "features/context",
    "features/sections", "features/windows", "pipeline", "rulebook/phrases", "rulebook/prefilter",
    "text/characters", "text/hashing", "text/inserts", "text/lexicon", "text/line_features", "text/lines",
    "text/markdown", "text/tokens",
)  # fmt: skip
"""Modules that most of the time is spent in; the others only pass texts to and from them."""
MANUAL: Final = "share/man"
"""The folder of the manual pages, below the environment that they are installed in."""
RULES: Final = "share/doc/cleaner/rules.html"
"""The page of the rules; `cleaner diff` links to it."""
CFLAGS: Final = "-fvisibility=hidden -fno-semantic-interposition -DNDEBUG"
"""Direct calls between functions, which no other library may replace. Without assertions, because they cost time and
contain file names of this machine."""
SHIPPED: Final = {"MYPYC_OPT_LEVEL": "3", "MYPYC_DEBUG_LEVEL": "0"}
"""Optimized, and without debug information, which contains paths of this machine."""
PLACES: Final = ("-L", "-Wl,-rpath")
"""Linker flags with which modules would search directories of the machine that linked them."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Add generated files to a wheel."""

    def dependencies(self) -> list[str]:
        """Return what the manual pages are made with, besides `build-system.requires`."""
        return ["markdown-it-py>=3.0,<5"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generate files before hatchling builds the wheel; `version` is "standard" or "editable"."""
        if version == "editable":
            return
        self._folder = Path(tempfile.mkdtemp())
        package = shutil.copytree(Path(self.root, "cleaner"), self._folder / "cleaner", ignore=_not_source)
        self._run("-c", "import cleaner; cleaner.clean('')")  # writes the prepared rules
        made = [*package.glob("rules/prepared-*")]
        if not os.environ.get("CLEANER_PURE") and self._is_compiled():
            made += self._folder.rglob("*.so" if os.name == "posix" else "*.pyd")
            build_data["pure_python"], build_data["infer_tag"] = False, True
        for path in made:
            build_data["force_include"][str(path)] = path.relative_to(self._folder).as_posix()
        build_data["shared_data"][str(self._manual())] = MANUAL
        build_data["shared_data"][str(self._rules())] = RULES

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary folder after hatchling has built the wheel."""
        if version != "editable":
            shutil.rmtree(self._folder)

    def _manual(self) -> Path:
        """Write the manual pages and return their folder."""
        done = self._run("-m", "cleaner.packaging.man", MANUAL)
        if done.returncode:
            self.app.abort(f"the manual pages cannot be made: {done.stderr[-2000:]}")
        return self._folder / MANUAL

    def _rules(self) -> Path:
        """Write the page of the rules and return its path."""
        done = self._run("-m", "cleaner", "rules", "--isolated", "--format", "html")
        if done.returncode:
            self.app.abort(f"the page of the rules cannot be made: {done.stderr[-2000:]}")
        page = self._folder / RULES
        page.parent.mkdir(parents=True)
        page.write_text(done.stdout, "utf-8")
        return page

    def _is_compiled(self) -> bool:
        """Compile the modules in `COMPILED`; False if that is not possible here."""
        done = self._run("-m", "mypyc", *(f"cleaner/{name}.py" for name in COMPILED))
        shutil.rmtree(self._folder / "build", ignore_errors=True)
        if done.returncode:
            self.app.display_warning(
                f"not compiled, so cleaner will be slower: {done.stdout[-2000:]}{done.stderr[-2000:]}"
            )
        return done.returncode == 0

    def _run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        flags = f"{CFLAGS} {os.environ.get('CFLAGS', '')}".strip()
        environment = _linker() | os.environ | SHIPPED | {"CFLAGS": flags}
        # pipx has Python not look where it is called, and pip has given it folders of its own.
        path = filter(None, (str(self._folder), environment.get("PYTHONPATH")))
        environment["PYTHONPATH"] = os.pathsep.join(path)
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=self._folder, env=environment, encoding="utf-8", capture_output=True, check=False
        )


def _linker() -> dict[str, str]:
    """Return LDSHARED without the flags in `PLACES`, or nothing if this Python has none."""
    first, *flags = (sysconfig.get_config_var("LDSHARED") or "").split() or [""]
    words = (os.environ.get("CC", first), *(flag for flag in flags if not flag.startswith(PLACES)))
    return {"LDSHARED": " ".join(words)} if first else {}


def _not_source(_folder: str, names: list[str]) -> list[str]:
    """Return the names in a folder of the source tree that are not sources."""
    return [
        name
        for name in names
        if name == "__pycache__" or name.startswith("prepared-") or name.endswith((".so", ".pyd"))
    ]
