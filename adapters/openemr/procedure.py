"""Procedure out of `lists`, type `surgery`: what was done to somebody, most of it elsewhere and long ago."""

from __future__ import annotations

from facade.adapter import ResourceMap, cannot, cases, date, eq, instant, native_uuid, reference, text

from .issue import code, encounter, in_error, recorder, row
from .tables import lists

procedure = ResourceMap(
    "Procedure", table=lists, key=row.id, only=[eq(row.type, "surgery")], last_updated=instant(row.modifydate),
    template={
        "identifier": [native_uuid(row.uuid)],
        "status": cases((in_error, "entered-in-error"), otherwise="completed"),
        "code": code,
        "subject": reference("Patient", row.pid),
        "encounter": encounter,
        "performedDateTime": date(row.begdate),
        "recorder": recorder,
        "note": [{"text": text(row.comments)}],
    },
    gaps={
        **dict.fromkeys(
            (f"Procedure.{name}" for name in (
                "instantiatesCanonical", "instantiatesUri", "basedOn", "partOf", "statusReason", "category", "asserter",
                "location", "reasonCode", "reasonReference", "bodySite", "report", "complication",
                "complicationDetail", "followUp", "focalDevice", "usedReference", "usedCode",
            )),
            cannot("no column"),
        ),
        "Procedure.performer": cannot("referredby is free text about who sent the patient, not who operated"),
        "Procedure.outcome": cannot("outcome grades problems"),
    },
)  # fmt: skip
