"""One target under Atheris. Whatever follows its name is for libFuzzer: `python -m tests.fuzz.engine jsonl -help=1`.

The package is instrumented while it is loaded, so it must not have been before.
"""

import sys

import atheris


def main() -> None:
    program, target, *arguments = sys.argv
    with atheris.instrument_imports(include=["cleaner"]):
        from tests.fuzz.targets import TARGETS
    atheris.Setup([program, *arguments], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
