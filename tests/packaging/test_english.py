"""The English of the project: docstrings and comments open with a verb or a noun, and spelling is British."""

import ast
import re
import tomllib
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import pytest

import cleaner
from tests.support.command import ROOT
from tests.support.documents import COMMANDS, DOCUMENTS

OPENERS = re.compile(
    r"(?:What|Whatever|That|Of|Where|Whether|Which|Those|The same|How|Who|Whoever|For each"
    r"|As|When|From|By|With|In|Some)\b"
)
"""Openers of a literal translation, see `.github/CONTRIBUTING.md`."""
LIMIT = 0.01
"""Share of docstrings that may have such an opener."""
AMERICAN = re.compile(
    r"""\b(?:
      colors? | colored | coloring | colorful | behaviors? | neighbors? | neighboring | favors? | favorite
    | honors? | honored | labors? | centers? | centered | meters? | fibers? | defense | offense
    | label(?:ed|ing) | cancel(?:ed|ing) | travel(?:ed|ing) | model(?:ed|ing) | total(?:ed|ing)
    | (?:recogn|organ|normal|initial|serial|optim|summar|emphas|capital|real|synchron|special|token|author|categor
        |minim|maxim|util|apolog|analog|critic|general|standard|modern|visual)iz(?:e|es|ed|er|ers|ing|ation|ations)
    | analyz(?:e|es|ed|ing) | catalog(?:ed|ing) | fulfill | skillful | learned
    | (?:an?|the|this|that|its|their|any|no|open|MIT|BSD|Apache)\s+(?-i:licenses?)
    | licenses?\s+(?:or|and|terms|notices?)
    | (?:with|without|in)\s+a\s+period(?!\s+of) | (?:trailing|final|closing|\d)\s+periods?(?!\s+of)
    | periods?\s+(?:or|and)\s+(?:an?\s+)?(?:colon|comma|quot)\w*
    | (?:colon|comma|quot)\w*\s+(?:or|and)\s+(?:a\s+)?periods?
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""American spellings and words. The British ones are colour, labelled, normalised, learnt, a licence, a full stop."""
CODE = re.compile(r"```.*?```|`[^`]*`|^ {4}.*?$|https?://\S+|--[\w-]+|\w*[_./]\w[\w./]*", re.DOTALL | re.MULTILINE)
"""Code, links, options, identifiers and paths, which are spelt as they are."""
PACKAGE = Path(cleaner.__file__).parent
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SOURCES = sorted([*PACKAGE.rglob("*.py"), *TESTS])
SCRIPTS = sorted(path for path in (ROOT / ".ci").glob("*") if path.is_file())
COMMENT = re.compile(r"(?:\s*|.*[{(\[] )# (?:--- )?(.*)")
"""A comment on a line of its own, in a ruler, or after an opening bracket."""


def docstrings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the docstrings of modules, classes, functions and attributes, each with its line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        body = getattr(node, "body", None)
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or not body:
            continue
        for above, statement in zip([None, *body], body, strict=False):
            match statement:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    if above is None or isinstance(above, ast.Assign | ast.AnnAssign):
                        yield statement.lineno, cleandoc(text)


def openings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the first line of each comment that opens a file or a block, with its number."""
    above = None
    for number, row in enumerate(path.read_text("utf-8").splitlines(), 1):
        found = COMMENT.match(row)
        if found and not above:
            yield number, found[1][:1].upper() + found[1][1:]
        above = found


def american(text: str) -> list[str]:
    """Return the American spellings of prose."""
    return AMERICAN.findall(CODE.sub(" ", text))


def test_docstrings_open_with_verb_or_noun() -> None:
    found = [(path, line, text) for path in SOURCES for line, text in docstrings(path)]
    bad = [f"{path}:{line}: {text.partition(chr(10))[0]}" for path, line, text in found if OPENERS.match(text)]
    assert found and len(bad) <= LIMIT * len(found), "\n".join(bad)


def test_comments_open_with_verb_or_noun() -> None:
    found = [(path, line, text) for path in (*TESTS, *SCRIPTS) for line, text in openings(path)]
    assert found and [f"{path}:{line}: {text}" for path, line, text in found if OPENERS.match(text)] == []


def test_docstrings_and_comments_are_british() -> None:
    bad = []
    for path in {*SOURCES} - {Path(__file__)}:  # this file lists American spellings
        comments = enumerate((row.partition("# ")[2] for row in path.read_text("utf-8").splitlines()), 1)
        bad += [f"{path}:{line}: {word}" for line, text in (*docstrings(path), *comments) for word in american(text)]
    assert bad == []


def test_documents_and_reasons_of_rules_are_british() -> None:
    texts = [(path, path.read_text("utf-8")) for path in (*DOCUMENTS, *(ROOT / ".github").rglob("*.md"))]
    for path in (PACKAGE / "rules").glob("*.toml"):
        texts += [(path, rule["why"]) for rule in tomllib.loads(path.read_text("utf-8")).get("rule", [])]
    assert [f"{path}: {word}" for path, text in texts for word in american(text)] == []


def test_help_texts_are_british() -> None:
    texts = [
        text
        for command in COMMANDS.values()
        for text in (command.help, command.epilog, *(getattr(option, "help", None) for option in command.params))
    ]
    assert [word for text in texts if text for word in american(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("The color of a neighbor", ["color", "neighbor"]), ("The colour; `color`, --color, has_color", []),
     ("It normalizes, and is recognized", ["normalizes", "recognized"]),
     ("The license ends in a period, not a comma or period", ["The license", "in a period", "comma or period"]),
     ("They license it for a period of a year, in a period of peace", [])],
)  # fmt: skip
def test_american_spelling_is_found_in_prose_only(text: str, found: list[str]) -> None:
    assert american(text) == found
