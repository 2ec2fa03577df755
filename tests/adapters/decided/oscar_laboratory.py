"""OSCAR: laboratory."""

from __future__ import annotations

from collections.abc import Mapping

from .words import CODING, under

AMOUNT = "value unit system code"

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("oscar", "Observation/lab"): {
        "status", *under("category", CODING), *under("code", f"{CODING} text"), "subject.reference", "effective.start",
        "effective.end",
        "issued", "performer.display", *under("value", f"{AMOUNT} comparator {CODING} text"),
        *under("value.low", AMOUNT), *under("value.high", AMOUNT), *under("value.numerator", AMOUNT),
        *under("value.denominator", AMOUNT), *under("interpretation", f"{CODING} text"), "note.text", "method.text",
        "specimen.reference", "referenceRange.text", *under("referenceRange.low", AMOUNT),
        *under("referenceRange.high", AMOUNT),
    },
    ("oscar", "DiagnosticReport"): {
        *under("identifier.type", CODING), "identifier.value", "status", *under("category", CODING),
        *under("code", f"{CODING} text"), "subject.reference", "effective.start", "effective.end", "issued", "performer.display",
        "resultsInterpreter.reference", "specimen.reference", "result.reference", "conclusion",
        *under("presentedForm", "contentType url title"),
    },
    ("oscar", "Observation/older"): {
        "status", *under("category", CODING), *under("code", f"{CODING} text"), "subject.reference", "effective",
        "issued", "performer.display", *under("value", f"{AMOUNT} comparator"),
        *under("interpretation", f"{CODING} text"), "note.text", "referenceRange.text",
        *under("referenceRange.low", AMOUNT), *under("referenceRange.high", AMOUNT),
    },
    ("oscar", "DiagnosticReport/older"): {
        *under("identifier.type", CODING), "identifier.value", "status", *under("category", CODING),
        *under("code", f"{CODING} text"), "subject.reference", "effective", "issued", "performer.display",
        "resultsInterpreter.reference", "result.reference", "conclusion",
    },
    ("oscar", "Specimen"): {
        "accessionIdentifier.value", "type.text", "subject.reference", "receivedTime", "collection.collected",
        "collection.bodySite.text",
    },
    ("oscar", "Binary/lab"): {"contentType", "securityContext.reference"},
}  # fmt: skip
