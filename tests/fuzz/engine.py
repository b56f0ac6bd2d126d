"""Run one target under Atheris: `python -m tests.fuzz.engine TARGET [LIBFUZZER_OPTION...]`.

Atheris instruments the package while importing it, so nothing may import the package earlier.
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
