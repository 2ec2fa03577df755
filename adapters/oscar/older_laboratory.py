"""Observation and DiagnosticReport out of the tables that CML and MDS filled before HL7 messages were kept."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, cases, children, coded, coding, comparator, concept, filled, identifier,
    instant, moment_text, not_yet, present_as, reference, site, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart
from .codes import laboratory as codes
from .diagnostic_report import number
from .laboratory.older import older
from .laboratory.older_tables import reports, results
from .laboratory_result import measured

t, o = reports.c, results.c
found = children(results, on=(t.key, "report"), order=["place", "key"])


older_result = ResourceMap(
    "Observation", tag="older", table=results, key=o.key, exploded=older,
    template={
        "status": coded(o.status, codes.RESULT_STATUSES),
        "category": [concept(coding("laboratory", system=systems.OBSERVATION_CATEGORY))],
        "code": concept(
            coding(text(o.loinc, absent=codes.VITAL_SIGNS), system=systems.LOINC),
            coding(text(o.code), system=site("laboratory_code_system")),
            text=text(o.name),
        ),
        "subject": reference("Patient", o.patient),
        "effectiveDateTime": moment_text(o.observed),
        "issued": instant(o.issued),
        "performer": [{"display": text(o.performer)}],
        "value[x]": {
            "valueQuantity": {**measured(o.number), "comparator": comparator(o.number)},
            "valueString": text(o.value),
        },
        "interpretation": [
            concept(coding(present_as(o.flag, codes.FLAGS), system=systems.INTERPRETATION)),
            concept(text=text(o.flag_text)),
        ],
        "note": [{"text": text(o.note)}],
        "referenceRange": [{"low": measured(o.range_low), "high": measured(o.range_high), "text": text(o.range)}],
    },
    gaps={
        "Observation.identifier": cannot("no number for a single result"),
        "Observation.basedOn": not_yet("the requisition has a number, but no row of its own"),
        "Observation.partOf": cannot("a result is part of no procedure here"),
        "Observation.focus": cannot("results are about the patient"),
        "Observation.encounter": cannot("reports name no visit"),
        "Observation.dataAbsentReason": cannot("no column tells why a value is missing; the status may"),
        "Observation.bodySite": cannot("no column"),
        "Observation.method": cannot("no column"),
        "Observation.specimen": cannot("no column"),
        "Observation.device": cannot("no column"),
        "Observation.hasMember": cannot("results stand beside each other in a report"),
        "Observation.derivedFrom": cannot("no column"),
        "Observation.component": cannot("one value a line"),
    },
)  # fmt: skip

older_report = ResourceMap(
    "DiagnosticReport", tag="older", table=reports, key=t.key, exploded=older,
    template={
        "identifier": [
            identifier(text(t.accession), type=number("ACSN")),
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
        "effectiveDateTime": moment_text(t.observed),
        "issued": instant(t.issued),
        "performer": [{"display": text(t.performer)}],
        "resultsInterpreter": [reference("Practitioner", t.interpreter, none=chart.NOBODY)],
        "result": [found.each(reference("Observation", found["key"], tag="older"))],
        "conclusion": text(t.conclusion),
    },
    gaps={
        "DiagnosticReport.basedOn": not_yet("the requisition has a number, but no row of its own"),
        "DiagnosticReport.encounter": cannot("reports name no visit"),
        "DiagnosticReport.specimen": cannot("nothing is told of it but when the laboratory had it"),
        "DiagnosticReport.imagingStudy": cannot("laboratories send none"),
        "DiagnosticReport.media": cannot("no column"),
        "DiagnosticReport.conclusionCode": cannot("no column"),
        "DiagnosticReport.presentedForm": cannot("no files"),
    },
)  # fmt: skip
