"""Exit statuses of all commands, as the topic `exit-codes` lists them."""

DONE = 0
"""All inputs processed."""
FOUND = 1
"""Boilerplate, a difference, a failed example, or no article in the pipe."""
USAGE = 2
"""Usage or configuration error."""
FAILED = 3
"""Some inputs could not be processed."""
INTERRUPTED = 130
"""Stopped by Ctrl-C."""
