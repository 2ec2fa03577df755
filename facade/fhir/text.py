"""How text compares: as the database's own comparison does, by one table per collation class.

A class says what the database's own `=` ignores. `fold` follows `=`, `letters` follows LIKE, which goes from character
to character: where ß equals ss, `LIKE 'ss%'` still does not find it. Measured on MariaDB 10.11, whose tables these are.

ci-ai-pad       general_ci of every Unicode charset: case, accents, trailing blanks; ß = s, Ø is no o
unicode-ci      unicode_ci: also ß = ss; characters without weight count for nothing
unicode-520-ci  unicode_520_ci: also æ = ae, Ø = o
uca1400-ai-ci   uca1400_ai_ci
swedish-ci      latin1_swedish_ci: ü = y; å, ä and ö are letters of their own
ci-pad          latin1_general_ci: case and trailing blanks
bin-pad         trailing blanks only
bin             nothing
"""

from __future__ import annotations

from typing import Literal

from facade.fhir.folds import folds

Collation = Literal[
    "ci-ai-pad", "unicode-ci", "unicode-520-ci", "uca1400-ai-ci", "swedish-ci", "ci-pad", "bin-pad", "bin"
]


def fold(text: str, collation: Collation) -> str:
    """The form under which two texts are equal exactly when the database says so."""
    if collation == "bin":
        return text
    if collation == "bin-pad":
        return text.rstrip(" ")
    if text.isascii() and text.isprintable():
        return text.rstrip(" ").upper()
    return text.translate(folds(collation).equal).rstrip(" ")


def letters(text: str, collation: Collation) -> str:
    """The form under which one text begins or holds another exactly when LIKE says so: a character for each."""
    if collation in ("bin", "bin-pad"):
        return text
    if text.isascii() and text.isprintable():
        return text.upper()
    return text.translate(folds(collation).letters)


def weightless(text: str, collation: Collation) -> bool:
    """Whether the database takes the text for an empty one: blanks, and for the unicode classes other characters."""
    return not fold(text, collation)


def bare(text: str, collation: Collation) -> str:
    """The text less what the database takes for blanks at its end."""
    return text if collation == "bin" else text[: len(letters(text, collation).rstrip(" "))]


def searched(text: str, collation: Collation) -> str:
    """The letters of a search text; blanks at its end mean nothing where the database pads."""
    return letters(bare(text, collation), collation)


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
