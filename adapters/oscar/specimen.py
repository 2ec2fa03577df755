"""Specimen out of HL7 v2 messages (SPM, or OBR-15 in older ones), and the Binary of the files in them."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, concept, eq, identifier, moment_text, not_yet, reference, stored_base64, stored_cases,
    stored_elsewhere, text,
)  # fmt: skip

from .laboratory.messages import attached, messages
from .laboratory.tables import documents, specimens

t = specimens.c
d = documents.c

specimen = ResourceMap(
    "Specimen", table=specimens, key=t.key, exploded=messages,
    template={
        "accessionIdentifier": identifier(text(t.accession)),
        "type": concept(text=text(t.type)),
        "subject": reference("Patient", t.patient),
        "receivedTime": moment_text(t.received),
        "collection": {"collectedDateTime": moment_text(t.collected), "bodySite": concept(text=text(t.site))},
    },
    gaps={
        "Specimen.identifier": cannot("the number of the container is the laboratory's accession"),
        "Specimen.status": cannot("no field"),
        "Specimen.parent": cannot("no field"),
        "Specimen.request": not_yet("the requisition has a number, but no row of its own"),
        "Specimen.processing": cannot("no field"),
        "Specimen.container": not_yet("SPM-27"),
        "Specimen.condition": not_yet("SPM-24"),
        "Specimen.note": cannot("comments stand with the results"),
    },
)  # fmt: skip

laboratory_file = ResourceMap(
    "Binary", tag="lab", table=documents, key=d.key, exploded=attached, about=d.patient,
    template={
        "contentType": text(d.type),
        "securityContext": reference("DiagnosticReport", d.report),
        "data": stored_cases(
            (eq(d.broken, 1), stored_elsewhere("a file that came broken")), otherwise=stored_base64(d.data)
        ),
    },
)  # fmt: skip
