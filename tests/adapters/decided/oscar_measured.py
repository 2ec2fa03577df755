"""OSCAR: measurements that are no vital signs."""

from __future__ import annotations

from collections.abc import Mapping

from .words import CODING, under

AMOUNT = "value unit system code"
COMMON = {"status", *under("category", CODING), *under("code", f"{CODING} text"), "subject.reference", "effective",
          "note.text"}  # fmt: skip

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("oscar", "Observation/labrow"): {
        *COMMON, "performer.display", *under("value", f"{AMOUNT} comparator"),
        *under("interpretation", CODING), "referenceRange.text", *under("referenceRange.low", AMOUNT),
        *under("referenceRange.high", AMOUNT),
    },
    ("oscar", "Observation/typed"): {
        *COMMON, "encounter.reference", "issued", "performer.reference",
        *under("value", f"{AMOUNT} comparator {CODING} text"),
    },
}  # fmt: skip
