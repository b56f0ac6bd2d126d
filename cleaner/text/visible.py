"""Control and invisible characters, made visible as symbols."""

import re

from cleaner.text.rows import NEWLINE

HIDDEN = (
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    "|(?<![\u0600-\u200a\u200e-\U0010ffff])[\u200c\u200d]"
    "|(?<![#*0-9\u00a9\u00ae\u1000-\u180a\u1810-\u18ff\u2030-\u205e\u2070-\ufdff\U00010000-\U0003ffff])"
    "[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
"""Characters that control a terminal or are invisible: control characters and those that Unicode calls ignorable.

The two joiners are part of the spelling in Persian, in Indian scripts and in emoji, and a variation selector chooses
the form of an emoji or a Chinese character. They count as hidden unless they directly follow such a character.
"""


def visible(text: str) -> str:
    r"""Return `text` with control, bidi and zero-width characters replaced by a symbol or their code point.

    A tab becomes four spaces, a byte of a file name that is not UTF-8 becomes `\xNN`.
    """
    if text.isascii() and text.isprintable():
        return text
    return re.sub(HIDDEN, _symbol, text).replace("\t", "    ")


def visible_rows(text: str) -> str:
    """Return `text` with each row made visible, and a line feed after each row but the last."""
    return "\n".join(map(visible, NEWLINE.split(text)))


def _symbol(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"<U+{code:04X}>"
