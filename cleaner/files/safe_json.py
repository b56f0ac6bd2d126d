"""JSON that is safe to embed in HTML and to print on a terminal."""

import json
import re
from typing import Any

from cleaner.text.visible import HIDDEN


def encode(value: Any) -> bytes:
    """`value` as JSON in UTF-8 without anything that acts on a terminal. So a file name that is not UTF-8 fits too."""
    return re.sub(HIDDEN, _escaped, json.dumps(value, ensure_ascii=False)).encode()


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
