"""How text compares: one fold per collation class.

A collation class says what the database's own `=` ignores. Measured on MariaDB 10.11: `utf8mb4_general_ci`
and `latin1_swedish_ci` ignore case, accents and trailing blanks; `utf8mb4_bin` ignores trailing blanks only.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

Collation = Literal["ci-ai-pad", "ci-pad", "bin-pad", "bin"]


@lru_cache(maxsize=4096)
def _base(char: str) -> str:
    """Upper-case base letter of an ASCII or Latin-1 letter; other characters only lose their case."""
    upper = char.upper()
    if len(upper) != 1:  # ß has no one-letter capital; the server compares it with S
        return char
    if "\u00c0" <= upper <= "\u00ff":
        return unicodedata.normalize("NFD", upper)[0]
    return upper


def fold(text: str, collation: Collation) -> str:
    """The form under which two texts are equal exactly when the collation class says so (ASCII and Latin-1)."""
    if collation == "bin":
        return text
    text = text.rstrip(" ")
    if collation == "bin-pad":
        return text
    if collation == "ci-pad":
        return text.upper()
    return "".join(map(_base, text))


#: The server's names of character sets, as Python's codecs. What is not here is taken to hold ASCII only.
CODECS = {
    "latin1": "cp1252", "latin2": "iso8859_2", "latin5": "iso8859_9", "latin7": "iso8859_13", "cp1250": "cp1250",
    "cp1251": "cp1251", "cp1257": "cp1257", "greek": "iso8859_7", "hebrew": "iso8859_8", "koi8r": "koi8_r",
}  # fmt: skip
THREE_BYTES = frozenset({"utf8", "utf8mb3", "ucs2"})


def storable(text: str, charset: str | None) -> bool:
    """Whether a column of that character set can hold, or even be compared with, the text. None: any text."""
    if "\x00" in text or text.isascii():
        return "\x00" not in text
    if charset is None or charset.startswith(("utf8mb4", "utf16", "utf32")):
        return True
    if charset in THREE_BYTES:
        return all(char <= "\uffff" for char in text)
    try:
        text.encode(CODECS.get(charset, "ascii"))
    except UnicodeEncodeError:
        return False
    return True
