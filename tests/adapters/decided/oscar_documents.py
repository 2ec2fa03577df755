"""OSCAR: documents, hospital reports and electronic forms."""

from __future__ import annotations

from collections.abc import Mapping

from .words import CODING, under

_ATTACHMENT = under("content.attachment", "contentType url title creation")
_PERIOD = under("context.period", "start end")
_BINARY = {"contentType", "securityContext.reference"}

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("oscar", "DocumentReference"): {
        "status", *under("type", f"{CODING} text"), *under("category", f"{CODING} text"), "subject.reference", "date",
        "author.display", "authenticator.reference", "description", *under("securityLabel", CODING), *_ATTACHMENT,
        "context.encounter.reference", *_PERIOD,
    },
    ("oscar", "DocumentReference/also"): {
        "status", *under("type", f"{CODING} text"), *under("category", f"{CODING} text"), "subject.reference", "date",
        "author.display", "authenticator.reference", "description", *under("securityLabel", CODING), *_ATTACHMENT,
        "context.encounter.reference", *_PERIOD,
    },
    ("oscar", "DocumentReference/hrm"): {
        "identifier.value", "status", *under("type", f"{CODING} text"), *under("category", f"{CODING} text"),
        "subject.reference", "date", "author.display", "authenticator.reference", "description", *_ATTACHMENT, *_PERIOD,
    },
    ("oscar", "DocumentReference/ef"): {
        "status", "type.text", "subject.reference", "date", "author.reference", "description", *_ATTACHMENT, *_PERIOD,
    },
    ("oscar", "DocumentReference/form"): {
        "status", "type.text", "subject.reference", "date", "author.reference", "description",
        *under("content.attachment", "title creation"), *_PERIOD,
    },
    ("oscar", "Binary"): _BINARY,
    ("oscar", "Binary/also"): _BINARY,
    ("oscar", "Binary/hrm"): _BINARY,
    ("oscar", "Binary/ef"): _BINARY,
}  # fmt: skip
