"""What a test is called: the laboratory's own code and name, and its LOINC code where one is known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from profiles.ca_core import systems

from ..codes import laboratory as codes

FLOWSHEET: Final = "FLOWSHEET"
_LOINC = re.compile(r"[0-9]{1,7}-[0-9]")


@lru_cache(maxsize=4096)  # a laboratory's messages name the same few hundred tests
def is_loinc(code: str) -> bool:
    """Whether it has the form of a LOINC code and its check digit (modulo 10, doubling from the right)."""
    if not _LOINC.fullmatch(code):
        return False
    total = 0
    for place, digit in enumerate(reversed(code[:-2])):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return (10 - total % 10) % 10 == int(code[-1])


class Naming:
    """Finds LOINC codes for the tests of one laboratory; of several rows of measurementMap the first counts."""

    def __init__(self, lab: str, mapped: Sequence[Mapping[str, str | int | None]]) -> None:
        self._lab = lab
        self._mapped = mapped
        self._known: dict[str, str] | None = None

    def loinc(self, parts: Sequence[str], unit: str = "") -> str | None:
        """Of an OBX-3 or OBR-4 (code, name, system, and the same again for an alternate code)."""
        six = [*parts, "", "", "", "", "", ""]
        for at in (0, 3):
            says = codes.CODE_SYSTEM.get(six[at + 2]) == systems.LOINC
            if is_loinc(six[at]) and (says or (at == 0 and self._lab in codes.SENDS_LOINC)):
                return _meant(six[at], unit)
        found = self._known_codes.get(six[0].casefold()) if six[0] else None
        return _meant(found, unit) if found else None

    @property
    def _known_codes(self) -> Mapping[str, str]:
        if self._known is None:
            self._known = {}
            for row in self._mapped:
                code, loinc = str(row["ident_code"] or "").strip().casefold(), str(row["loinc_code"] or "").strip()
                if row["lab_type"] == self._lab != FLOWSHEET and is_loinc(loinc):
                    self._known.setdefault(code, loinc)
        return self._known


def _meant(code: str, unit: str) -> str:
    return codes.MEANT_IN_UNIT.get((code, unit.lower())) or codes.MEANT.get(code, code)
