"""Entry point of `python -m cleaner`."""

from cleaner.cli import run_with_fast_exit

if __name__ == "__main__":
    run_with_fast_exit()
