"""Any bytes whatever to everything that reads: what is promised must hold, and errors must be documented ones.

    python -m tests.fuzz                            all targets, briefly
    python -m tests.fuzz jsonl --runs 100000        one of them

A target is a function that takes bytes and raises where something does not hold, be it an `AssertionError` of its own
or an exception that no user should see. Atheris (libFuzzer) makes the bytes, guided by which lines and comparisons
of the package they reach. Inputs that once reached something new are kept in `tests/fuzz/corpus`, a folder a target;
the suite replays them without Atheris. Every input that something went wrong with belongs there too.
"""
