"""OpenEMR: documents."""

from __future__ import annotations

from collections.abc import Mapping

from .words import under

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("openemr", "DocumentReference"): {
        *under("identifier", "system value"), "status", *under("type", "coding text"), "subject.reference", "date",
        "author.reference", "description", *under("content.attachment", "contentType url size title creation"),
        "context.encounter.reference", *under("context.period", "start end"),
    },
    ("openemr", "Binary"): {"contentType", "securityContext.reference"},
}  # fmt: skip
