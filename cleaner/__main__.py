"""`python -m cleaner` is `cleaner`."""

from cleaner.cli import script

if __name__ == "__main__":
    script()
