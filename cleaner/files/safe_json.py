"""JSON that is safe to embed in HTML and to print on a terminal."""

import json
import re
from typing import Any

from cleaner.text.visible import HIDDEN


def encode(value: Any) -> bytes:
    """Encode `value` as JSON in UTF-8, with control characters and unpaired surrogates escaped.

    File names that are not valid UTF-8 contain such surrogates.
    """
    return re.sub(HIDDEN, _escape, json.dumps(value, ensure_ascii=False)).encode()


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
