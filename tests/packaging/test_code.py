"""Static checks of the package's source: no module runs text as code.

`tests/e2e/test_audit.py` checks this at run time. Each exception has a reason, and an exception that is no longer
needed fails.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cleaner
from cleaner.cli import COMMANDS
from tests.support.command import cleaner as run

PACKAGE = Path(cleaner.__file__).parent
MODULES = {
    "socket", "ssl", "http", "ftplib", "smtplib", "imaplib", "poplib", "socketserver", "xmlrpc", "asyncio",
    "webbrowser", "urllib.request", "requests", "httpx", "aiohttp",
    "pickle", "cPickle", "dill", "shelve", "dbm", "marshal", "yaml", "code", "codeop", "runpy", "pydoc",
    "subprocess", "pty", "ctypes", "cffi", "importlib",
}  # fmt: skip
"""Modules whose import needs a reason in `ALLOWED`."""
NAMES = {
    "eval", "exec", "compile", "__import__", "globals", "breakpoint",
    "os.system", "os.popen", "os.execv", "os.execve", "os.execvp", "os.spawnv", "os.posix_spawn", "os.startfile",
    "click.launch", "click.edit", "regex.template", "numpy.load", "pandas.read_pickle",
}  # fmt: skip
"""Names that must not occur."""
ALLOWED = {
    ("rulebook/cache.py", "marshal"): "reads the prepared rules; anyone who can write there can write the package",
    ("rulebook/phrases.py", "marshal"): "reads parts of the prepared rules",
    ("packaging/build_hook.py", "subprocess"): "compiles wheels, and is left out of them",
    ("cli.py", "importlib"): "imports commands by names from a table",
    ("commands/rules.py", "importlib"): "imports commands by names from a table",
    ("commands/terminal.py", "importlib.metadata"): "reads the installed version",
    ("__init__.py", "importlib"): "imports modules of the package by constant names",
}


def files() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield each imported module, also inside functions; `from a import b` yields `a` and `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def named(tree: ast.AST) -> Iterator[str]:
    """Yield each name, and each attribute with its object."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            yield ast.unparse(node)


def needs_reason(name: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in MODULES)


def reason(path: str, name: str) -> tuple[str, str] | None:
    """Return the key in `ALLOWED` for an import, or None."""
    return next(((p, m) for p, m in ALLOWED if p == path and f"{name}.".startswith(f"{m}.")), None)


def test_modules_that_reach_out_are_imported_where_there_is_a_reason() -> None:
    found = {(path, name) for path, tree in files() for name in imported(tree) if needs_reason(name)}
    assert [(path, name) for path, name in found if reason(path, name) is None] == []
    needed = {reason(path, name) for path, name in found}
    assert {entry for entry in ALLOWED if (PACKAGE / entry[0]).exists()} == needed


def test_no_text_is_run() -> None:
    assert [(path, name) for path, tree in files() for name in named(tree) if name in NAMES] == []
    calls = [node for _, tree in files() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert [node for node in calls if ast.unparse(node.func) == "input"] == []


def test_modules_are_imported_by_constants_or_by_names_of_a_table() -> None:
    calls = [(path, node) for path, tree in files() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found = {(path, ast.unparse(n.args[0])) for path, n in calls if ast.unparse(n.func).endswith("import_module")}
    assert found == {
        ("__init__.py", "module"),
        ("cli.py", "f'cleaner.commands.{cmd_name}'"),
        ("commands/rules.py", "f'cleaner.commands.rules_{cmd_name}'"),
    }


@pytest.mark.parametrize("name", ["os", "common", "../run", "run.os", "keys", "__init__"])
def test_a_word_that_is_no_command_imports_nothing(name: str) -> None:
    assert name not in COMMANDS
    for words in ((name,), ("rules", name)):
        assert run(*words).returncode == 2


@pytest.mark.parametrize(
    "code", ["import pickle", "from urllib import request", "from os import path\nimport http.client"]
)
def test_the_look_at_imports_sees(code: str) -> None:
    assert any(map(needs_reason, imported(ast.parse(code))))


@pytest.mark.parametrize("code", ["eval(text)", "f = exec", "os.system('x')", "numpy.load(path)"])
def test_the_look_at_names_sees(code: str) -> None:
    assert NAMES & {*named(ast.parse(code))}
