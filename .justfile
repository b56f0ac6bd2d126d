# Shortcuts for developers: `just RECIPE`, with options for the tool behind it, such as `just test tests/unit`.

export PATH := justfile_directory() / ".venv/bin" + ":" + env("PATH")

# List the recipes
default:
    @just --list --unsorted

# Run the tests
test *args:
    pytest {{ args }}

# Run the tests that are not slow, previous failures first; stop at the first failure
fast *args:
    pytest -m 'not slow and not minute' --failed-first --exitfirst {{ args }}

# Check the golden pages
golden *args:
    pytest tests/golden {{ args }}

# Check style, format and imports between folders
lint:
    ruff check . && ruff format --check . && lint-imports

# Check types
types *args:
    mypy {{ args }}

# Fix what ruff can fix
fix:
    ruff check --fix . && ruff format .

# Measure speed on the seeds or on a file of pairs
bench *args:
    python -m tests.tools.benchmark {{ args }}
