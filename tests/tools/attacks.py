"""Generate strings that attack a pattern from the pattern itself, and try them on every pattern of the package.

A backtracking pattern is slow if a part of it matches the same text in many ways and the rest then fails. So an attack
repeats a part: first a prefix, then the part many times, then the rest of the pattern or a suffix that makes it fail.
Runs of neighbouring parts are repeated too, and so are whole matches, because a search restarts at each of them.

    python -m tests.tools.attacks [LENGTH [LENGTH]]

tries every attack on every pattern of the rules and of the code, at a length and at half of it. It reports the patterns
whose time grows faster than the length. The run takes minutes and depends on the machine, so the suite only checks that
no attack of a fixed length takes seconds.
"""

import ast
import importlib
import itertools
import pkgutil
import re
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import inf, log2
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any, NamedTuple

import regex

import cleaner
from cleaner.rulebook.rulebook import load_rulebook

NOT_IMPORTED = ("cleaner.__main__", "cleaner.datatrove", "cleaner.packaging.build_hook")
NEED_FIT = ("cleaner.learn.cross_validation", "cleaner.learn.crf", "cleaner.learn.dataset", "cleaner.learn.page_model")
"""Modules that import numpy, of the extra `fit`, which may not be installed."""
parser: Any = importlib.import_module("re._parser")
LONG, VERY_LONG = 8_000, 64_000
"""Length of an attack on a rule, which sees a thousand characters of a line, and on the code, which sees all."""
MEASURABLE = 0.02
"""Minimum time in seconds. The growth of shorter times cannot be measured."""
GROWTH = 1.5
"""Maximum exponent of the growth of time with length: 1 is linear, 2 quadratic, and clocks are not exact."""
PATIENCE = 2.0
"""Seconds after which an attack counts as successful."""
NEIGHBOURS = 6
"""Maximum number of neighbouring parts that are repeated together."""
FEW_TIMES = 20
"""Repetitions of a part if its prefix is repeated too."""
SAMPLES = 3
"""Texts to try for each part of a pattern."""
FAILING = ("", "!", "\x00", "\n", " x", "é")
"""Suffixes that make a match fail after a repeated part."""
CALLS = ("search", "match", "fullmatch", "findall", "finditer", "sub", "split")


class Named(NamedTuple):
    """A pattern and its origin; `is_matched` is True if it is only tried at one position of a text."""

    name: str
    pattern: Any
    is_matched: bool = False


# --- attacks ---


def attacks(pattern: str, size: int) -> Iterator[str]:
    """Yield strings of about `size` characters, in the same order for every size."""
    for prefix, pump, rest in dict.fromkeys(_pumped(parser.parse(_plain(pattern)), "")):
        if pump:
            body, both = pump * (size // len(pump)), prefix + pump * FEW_TIMES
            for tail in dict.fromkeys((*FAILING, rest, rest + "!")):
                yield prefix + body + tail
                if prefix:
                    yield both * (size // len(both)) + tail


def _plain(pattern: str) -> str:
    """Return a pattern in the notation of `re`, close enough to generate texts from."""
    plain = re.sub(r"\[\\p\{Lu\}\](?!\})", "[A-Z]", pattern).replace(r"\K", "")
    out, in_set = "", False
    i = 0
    while i < len(plain):
        if plain[i] == "\\":
            token = re.match(r"\\p\{(\w+)\}|\\.", plain[i:], re.DOTALL)
            assert token
            letters = {None: "", "L": "A-Za-z", "Lu": "A-Z", "N": "0-9"}[token[1]]
            out += (letters if in_set else f"[{letters}]") if token[1] else token[0]
            i += token.end()
            continue
        in_set = plain[i] == "[" or (in_set and plain[i] != "]") or (in_set and out.endswith(("[", "[^")))
        out += plain[i]
        i += 1
    return out


def _pumped(tree: Any, before: str) -> Iterator[tuple[str, str, str]]:
    """Yield a prefix, a text to repeat, and the rest, for each part of a pattern that an attack repeats.

    These are the repeated parts of the pattern, and runs of neighbours, because a search repeats the whole pattern.
    """
    items = list(tree)
    firsts = [_texts([item])[0] for item in items]
    for i, (op, value) in enumerate(items):
        prefix, rest = before + "".join(firsts[:i]), "".join(firsts[i + 1 :])
        name = str(op)
        if name.endswith("REPEAT") and value[1] > 1:
            bodies = _texts(value[2])
            for pump in (*bodies, *(a + b for a, b in itertools.permutations(bodies, 2))):
                yield prefix, pump, rest
        for part in _parts(name, value):
            yield from ((a, b, c + rest) for a, b, c in _pumped(part, prefix))
    for i, j in itertools.combinations(range(len(items) + 1), 2):
        if j - i <= NEIGHBOURS or j - i == len(items):
            for pump in _texts(items[i:j]):
                yield before + "".join(firsts[:i]), pump, "".join(firsts[j:])


def _parts(name: str, value: Any) -> list[Any]:
    """Return the subpatterns of a node."""
    if name.endswith("REPEAT"):
        return [value[2]]
    if name == "SUBPATTERN":
        return [value[3]]
    if name == "BRANCH":
        return list(value[1])
    if name == "ATOMIC_GROUP":
        return [value]
    return [value[1]] if name in ("ASSERT", "ASSERT_NOT") else []


def _texts(items: Iterable[Any]) -> list[str]:
    """Return a few texts that a sequence of nodes matches, or nearly matches."""
    columns = [_of(str(op), value) for op, value in items]
    most = max((len(column) for column in columns), default=1)
    return ["".join(column[i % len(column)] for column in columns) for i in range(min(most, SAMPLES))]


def _of(name: str, value: Any) -> list[str]:
    if name in ("LITERAL", "NOT_LITERAL"):
        return [chr(value)] if name == "LITERAL" else ["a", " "]
    if name == "ANY":
        return ["a", " ", "."]
    if name == "IN":
        return _in_set(value)
    if name.endswith("REPEAT"):
        least = max(value[0], 1 if value[1] else 0)
        return [text * least for text in _texts(value[2])]
    if name == "BRANCH":
        return [text for part in value[1] for text in _texts(part)][: 2 * SAMPLES]
    if name in ("SUBPATTERN", "ATOMIC_GROUP"):
        return _texts(value[3] if name == "SUBPATTERN" else value)
    return _texts(value[1]) if name == "ASSERT" and value[0] > 0 else [""]


SORTS = {"CATEGORY_SPACE": " ", "CATEGORY_NOT_WORD": " !", "CATEGORY_WORD": "aA", "CATEGORY_DIGIT": "1"}
"""Sample characters of each class."""
USUAL = "aA .1,-|("
"""Characters to try for a negated set."""


def _in_set(members: Any) -> list[str]:
    if str(members[0][0]) == "NEGATE":
        without = set(_in_set(members[1:]))
        return [sign for sign in USUAL if sign not in without][:SAMPLES]
    out = ""
    for op, value in members:
        out += {
            "LITERAL": lambda v: chr(v),
            "RANGE": lambda v: chr(v[0]),
            "CATEGORY": lambda v: SORTS.get(str(v), "a"),
        }[str(op)](value)
    return list(dict.fromkeys(out)) or ["a"]


# --- the patterns of the package ---


def of_rules() -> list[Named]:
    """Return the patterns of the shipped rules."""
    return [Named(rule.code, regex.compile(rule.pattern)) for rule in load_rulebook().rules if rule.pattern]


def of_code() -> list[Named]:
    """Return the patterns of all modules: compiled constants, and literals inside functions."""
    out: dict[str, Named] = {}
    trees = {module: ast.parse(_file(module).read_text("utf-8")) for module in modules()}
    methods = _methods(trees)
    for module, tree in trees.items():
        for name, value in vars(module).items():
            for pattern in _compiled(value):
                used = methods.get(id(pattern), set())
                named = Named(f"{module.__name__}.{name}", pattern, bool(used) and used <= {"match", "fullmatch"})
                out.setdefault(repr(pattern), named)
        for line, pattern in _written(module, tree):
            out.setdefault(repr(pattern), Named(f"{module.__name__}:{line}", pattern))
    return list(out.values())


def _methods(trees: dict[ModuleType, ast.Module]) -> dict[int, set[str]]:
    """Return the methods that modules call on each pattern, by the identity of the pattern."""
    methods: dict[int, set[str]] = {}
    for module, tree in trees.items():
        for name, method in _calls(tree):
            for pattern in _compiled(vars(module).get(name)):
                methods.setdefault(id(pattern), set()).add(method)
    return methods


def _file(module: ModuleType) -> Path:
    """Return the source of a module. The source of a compiled module is next to it."""
    path = Path(str(module.__file__))
    return path.with_name(path.name.partition(".")[0] + ".py")


def _calls(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each name with an attribute that is accessed on it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr


def modules() -> Iterator[ModuleType]:
    """Yield the modules of the package, except those in `NOT_IMPORTED` and `NEED_FIT`."""
    yield cleaner
    for found in pkgutil.walk_packages(cleaner.__path__, "cleaner."):
        if found.name not in (*NOT_IMPORTED, *NEED_FIT):
            yield importlib.import_module(found.name)


def _compiled(value: Any) -> Iterator[Any]:
    """Yield the compiled patterns in a value."""
    if isinstance(value, re.Pattern | regex.Pattern):
        yield value
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _compiled(inner)


def _written(module: ModuleType, tree: ast.Module) -> Iterator[tuple[int, Any]]:
    """Yield the patterns that are passed to a function of `re` or `regex`, each with its line."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in CALLS:
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id in ("re", "regex") and node.args:
            first = node.args[0]
            value = first.value if isinstance(first, ast.Constant) else None
            value = getattr(module, first.id, None) if isinstance(first, ast.Name) else value
            if isinstance(value, str | bytes):
                yield node.lineno, (re if node.func.value.id == "re" else regex).compile(value)


# --- measuring ---


class TooLongError(Exception):
    """Raised when a search does not end in time."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `TooLongError` after `seconds` of CPU time."""

    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds(named: Named, text: str) -> float:
    """Return the CPU time of all matches in a text, at most `PATIENCE`."""
    pattern = named.pattern
    data: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    start = process_time()
    try:
        if isinstance(pattern, regex.Pattern):
            (pattern.match if named.is_matched else pattern.search)(data, timeout=PATIENCE)
            return process_time() - start
        with limited(PATIENCE):
            if named.is_matched:
                pattern.match(data)
            else:
                for _ in pattern.finditer(data):
                    pass
    except (TimeoutError, TooLongError):
        return PATIENCE
    return process_time() - start


def source(pattern: Any) -> str:
    """Return the source of a pattern."""
    return pattern.pattern.decode() if isinstance(pattern.pattern, bytes) else str(pattern.pattern)


def worst(named: Named, size: int) -> tuple[float, float, str]:
    """Return the longest time of an attack, the exponent of its growth with length, and the attack."""
    found = 0.0, 0.0, ""
    written = source(named.pattern)
    for short, text in zip(attacks(written, size // 2), attacks(written, size), strict=True):
        time = seconds(named, text)
        if time >= PATIENCE:
            return time, inf, text
        if time > max(MEASURABLE, found[0]):
            time = min(time, seconds(named, text))
            half = min(seconds(named, short) for _ in range(3))
            found = time, log2(time / max(half, MEASURABLE / 8)), text
    return found


def main(rules: int = LONG, code: int = VERY_LONG) -> None:
    """Print a table of all patterns, with attacks of length `rules` on the rules and `code` on the code."""
    slow = count = 0
    for size, patterns in ((rules, of_rules()), (code, of_code())):
        for named in patterns:
            number = sum(1 for _ in attacks(source(named.pattern), 1))
            time, power, text = worst(named, size)
            count, is_slow = count + number, power > GROWTH
            slow += is_slow
            shown = f"n^{power:.1f} {text[:40]!r}...{text[-12:]!r}" if is_slow else ""
            print(
                f"{'SLOW' if is_slow else 'ok':<5} {named.name:<36} {number:>6} attacks {time:8.3f} s  {shown}",
                flush=True,
            )
    print(f"{count:,} attacks of {rules:,} and {code:,} characters; {slow} patterns are slow.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
