"""Files of TOML that a user writes or has from somewhere: whatever is wrong with one is a sentence that names it."""

from pathlib import Path
from typing import Any

from cleaner.model import CleanerError


def read(path: Path) -> str:
    """The text of a file. Raises `CleanerError`."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise CleanerError(f"{path}: is not valid TOML: {error}.") from None


def parsed(text: str, name: str) -> dict[str, Any]:
    """What a text says; errors call it `name`. Raises `CleanerError` where that cannot be read."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        is_escape = "Unescaped" in str(error)
        mend = "; write patterns between single quotes, where a backslash is only itself" if is_escape else ""
        raise CleanerError(f"{name}: is not valid TOML: {error}{mend}.") from None
    except RecursionError:
        raise CleanerError(f"{name}: cannot be read: tables or lists are nested too deeply in it.") from None
    except ValueError:  # as Python says it of numbers from 4,300 digits on
        raise CleanerError(f"{name}: cannot be read: there is a number in it with too many digits.") from None
