"""DiagnosticReport out of HL7 v2 messages: one for each order (OBR) in the newest version of a laboratory's report."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, cases, children, coded, coding, concept, filled, identifier, instant, moment_text, not_yet,
    reference, site, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart
from .codes import laboratory as codes
from .laboratory.messages import messages
from .laboratory.tables import forms, reports, results, specimens

t = reports.c
found = children(results, on=(t.key, "report"), order=["place", "key"])
taken = children(specimens, on=(t.key, "report"), order=["key"])
files = children(forms, on=(t.key, "report"), order=["place", "key"])


def number(code: str) -> dict[str, object]:
    """The type of an identifier (v2-0203)."""
    return concept(coding(code, system=systems.IDENTIFIER_TYPE))


diagnostic_report = ResourceMap(
    "DiagnosticReport", table=reports, key=t.key, exploded=messages,
    template={
        "identifier": [
            identifier(text(t.accession), type=number("ACSN")),
            identifier(text(t.filler), type=number("FILL")),
            identifier(text(t.placer), type=number("PLAC")),
        ],
        "status": coded(t.status, codes.REPORT_STATUSES),
        "category": [concept(coding("LAB", system=systems.DIAGNOSTIC_SECTION))],
        "code": concept(
            coding(text(t.loinc), system=systems.LOINC),
            coding(codes.REPORT, system=systems.LOINC),
            coding(text(t.code), system=site("laboratory_code_system")),
            text=cases((filled(t.name), text(t.name)), otherwise="Laboratory report"),
        ),
        "subject": reference("Patient", t.patient),
        "effective[x]": {
            "effectiveDateTime": moment_text(t.observed),
            "effectivePeriod": {"start": moment_text(t.span), "end": moment_text(t.span)},
        },
        "issued": instant(t.issued),
        "performer": [{"display": text(t.performer)}],
        "resultsInterpreter": [reference("Practitioner", t.interpreter, none=chart.NOBODY)],
        "specimen": [taken.each(reference("Specimen", taken["key"]))],
        "result": [found.each(reference("Observation", found["key"], tag="lab"))],
        "conclusion": text(t.conclusion),
        "presentedForm": [
            files.each({
                "contentType": text(files["type"]),
                "url": reference("Binary", files["key"], tag="lab")["reference"],
                "title": text(files["title"]),
            })
        ],
    },
    gaps={
        "DiagnosticReport.basedOn": not_yet("the requisition has a number, but no row of its own"),
        "DiagnosticReport.encounter": cannot("messages name no visit"),
        "DiagnosticReport.imagingStudy": cannot("laboratories send none"),
        "DiagnosticReport.media": cannot("files are forms of the report"),
        "DiagnosticReport.conclusionCode": cannot("no field"),
    },
)  # fmt: skip
