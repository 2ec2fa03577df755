"""The databases' own tables of which characters are equal: one for each collation class that ignores case.

Made by `python -m facade.testing.folds`; each is loaded when it is first needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

FOLDER = files("facade.fhir") / "data" / "folds"
#: Collation class → character set and collation of MariaDB whose table it is.
TABLES: Final[Mapping[str, tuple[str, str]]] = {
    "ci-ai-pad": ("utf8mb4", "utf8mb4_general_ci"),
    "unicode-ci": ("utf8mb4", "utf8mb4_unicode_ci"),
    "unicode-520-ci": ("utf8mb4", "utf8mb4_unicode_520_ci"),
    "uca1400-ai-ci": ("utf8mb4", "utf8mb4_uca1400_ai_ci"),
    "swedish-ci": ("latin1", "latin1_swedish_ci"),
    "ci-pad": ("latin1", "latin1_general_ci"),
}


class Table(dict[int, str]):
    """For `str.translate`. What is not listed stays; beyond the BMP it may all become one character."""

    def __init__(self, listed: Mapping[int, str], beyond: str | None = None) -> None:
        super().__init__(listed)
        self._beyond = beyond

    def __missing__(self, code: int) -> str:
        found = self[code] = self._beyond if self._beyond and code > 0xFFFF else chr(code)
        return found


class EightBits(Table):
    """A table of latin1. It serves other charsets without a table too: their letters lose their case as Python's do."""

    def __missing__(self, code: int) -> str:
        char, upper = chr(code), chr(code).upper()
        found = self[code] = upper if len(upper) == 1 and not _in_latin1(char) else char
        return found


def _in_latin1(char: str) -> bool:
    """Of MariaDB's latin1, which is cp1252."""
    return char.encode("cp1252", "ignore") != b""


@dataclass(frozen=True)
class Folds:
    """`equal`: what `=` sees of a character, which may be several or none. `letters`: what LIKE takes it for."""

    equal: Table
    letters: Table


@cache
def folds(name: str) -> Folds:
    """The tables of a collation class."""
    held = json.loads((FOLDER / f"{name}.json").read_text(encoding="ascii"))
    equal, letters = {}, {}
    for fold, members in held["folds"].items():
        first = fold if len(fold) == 1 else members[0]
        equal.update({ord(char): fold for char in members})
        letters.update({ord(char): first for char in members})
    for group in held["apart"]:  # a later one of the same characters is a smaller one
        letters.update({ord(char): group[0] for char in group})
    if TABLES[name][0] == "latin1":
        return Folds(EightBits(equal), EightBits(letters))
    return Folds(*map(Table, (equal, letters), held["beyond"]))
