"""How a wheel is made: the modules that read texts compiled by mypyc, the rules prepared, and the pages to read.

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
"""Modules that time is spent in; all others only carry texts to and from them."""
MANUAL: Final = "share/man/man1"
"""Where `man` looks for the pages of commands, below the environment they are installed in."""
RULES: Final = "share/doc/cleaner/rules.html"
"""The page of the rules, to which `cleaner diff` links."""
CFLAGS: Final = "-fvisibility=hidden -fno-semantic-interposition -DNDEBUG"
"""Calls from one function to another need not go through a table of what other libraries may replace. Assertions stay
out: they cost time, and hold the names of the files they stand in."""
SHIPPED: Final = {"MYPYC_OPT_LEVEL": "3", "MYPYC_DEBUG_LEVEL": "0"}
"""Fast, and with nothing for a debugger, who would be told where on this machine the sources were."""
PLACES: Final = ("-L", "-Wl,-rpath")
"""Flags by which many a Python has modules search a folder of the machine they were linked on, wherever they are."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Adds to a wheel what is not in the source tree."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before a wheel is put together; `version` is "standard" or "editable"."""
        if version == "editable":
            return
        self._folder = Path(tempfile.mkdtemp())
        package = shutil.copytree(Path(self.root, "cleaner"), self._folder / "cleaner", ignore=_not_source)
        self._run("-c", "from cleaner.rulebook import cache; cache.load()")
        made = [*package.glob("rules/prepared-*")]
        if not os.environ.get("CLEANER_PURE") and self._is_compiled():
            made += self._folder.rglob("*.so" if os.name == "posix" else "*.pyd")
            build_data["pure_python"], build_data["infer_tag"] = False, True
        for path in made:
            build_data["force_include"][str(path)] = path.relative_to(self._folder).as_posix()
        build_data["shared_data"][str(self._manual())] = MANUAL
        build_data["shared_data"][str(self._rules())] = RULES

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called by hatchling when the wheel is there."""
        if version != "editable":
            shutil.rmtree(self._folder)

    def _manual(self) -> Path:
        """The folder with the manual pages."""
        done = self._run("-m", "cleaner.packaging.man", MANUAL)
        if done.returncode:
            self.app.abort(f"the manual pages cannot be made: {done.stderr[-2000:]}")
        return self._folder / MANUAL

    def _rules(self) -> Path:
        """The page of the rules."""
        done = self._run("-m", "cleaner", "rules", "--isolated", "--format", "html")
        if done.returncode:
            self.app.abort(f"the page of the rules cannot be made: {done.stderr[-2000:]}")
        page = self._folder / RULES
        page.parent.mkdir(parents=True)
        page.write_text(done.stdout, "utf-8")
        return page

    def _is_compiled(self) -> bool:
        """Compiles what `COMPILED` names, if that can be done here."""
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
    """What links modules, as a variable for the compiler: that of this Python without `PLACES`, which none needs."""
    first, *flags = (sysconfig.get_config_var("LDSHARED") or "").split() or [""]
    words = (os.environ.get("CC", first), *(flag for flag in flags if not flag.startswith(PLACES)))
    return {"LDSHARED": " ".join(words)} if first else {}


def _not_source(_folder: str, names: list[str]) -> list[str]:
    """What a source tree may have beside the sources."""
    return [
        name
        for name in names
        if name == "__pycache__" or name.startswith("prepared-") or name.endswith((".so", ".pyd"))
    ]
