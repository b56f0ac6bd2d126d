"""Entry point of `python -m cleaner`."""

from cleaner.cli import script

if __name__ == "__main__":
    script()
