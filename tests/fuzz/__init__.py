"""Fuzzing: arbitrary bytes go to all code that reads input, to check invariants and find undocumented errors.

    python -m tests.fuzz                            all targets, briefly
    python -m tests.fuzz jsonl --runs 100000        one target

A target is a function that takes bytes. It raises `AssertionError` if an invariant does not hold; any other exception
is a bug too. Atheris (libFuzzer) generates the bytes, guided by the lines and comparisons of the package that they
reach. `tests/fuzz/corpus` keeps inputs that reached new code, in one folder per target. The suite replays them without
Atheris. Add every input that causes a failure.
"""
