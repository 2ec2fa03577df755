"""OSCAR: notes and the items under the headings of a chart."""

from __future__ import annotations

from collections.abc import Mapping

from .words import CODING, under

_BINARY = {"contentType", "securityContext.reference"}
_NOTE = {
    "status", "docStatus", *under("type", CODING), "subject.reference", "date", "author.reference",
    "authenticator.reference", *under("securityLabel", CODING),
    *under("content.attachment", "contentType url creation"), "context.encounter.reference", "context.event.text",
    *under("context.period", "start end"), "context.practiceSetting.text",
}  # fmt: skip
_PROBLEM = {
    "identifier.value", *under("clinicalStatus", CODING), "code.text", "subject.reference", "encounter.reference",
    "onset", "abatement", "recorder.reference", "note.text",
}  # fmt: skip
_SAID = {
    "identifier.value", "status", *under("category", CODING), "subject.reference", "encounter.reference", "effective",
    "issued", "performer.reference", "value",
}  # fmt: skip

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("oscar", "DocumentReference/note"): {"identifier.value", *_NOTE},
    ("oscar", "DocumentReference/oldnote"): _NOTE,
    ("oscar", "DocumentReference/echart"): {
        "status", *under("type", CODING), "subject.reference", "date", "author.reference", "description",
        *under("content.attachment", "contentType url title"),
    },
    ("oscar", "Binary/note"): _BINARY,
    ("oscar", "Binary/oldnote"): _BINARY,
    ("oscar", "Binary/echart"): _BINARY,
    ("oscar", "Condition/concern"): {*_PROBLEM, *under("category", CODING)},
    ("oscar", "Condition/history"): _PROBLEM,
    ("oscar", "FamilyMemberHistory"): {
        "identifier.value", "status", "patient.reference", "date", *under("relationship", f"{CODING} text"),
        *under("condition", "code.text onset note.text"),
    },
    ("oscar", "Observation/soc"): {*_SAID, *under("code", CODING)},
    ("oscar", "Observation/risk"): {*_SAID, "code.text"},
    ("oscar", "Flag/rem"): {
        "identifier.value", "status", "code.text", "subject.reference", *under("period", "start end"),
        "encounter.reference", "author.reference",
    },
    ("oscar", "MedicationStatement/omed"): {
        "identifier.value", "status", "medication.text", "subject.reference", *under("effective", "start end"),
        "dateAsserted", "informationSource.reference",
    },
}  # fmt: skip
