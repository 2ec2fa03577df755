"""MedicationStatement out of `lists`, type `medication`: what somebody takes, whoever prescribed it."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, before_today, cannot, cases, coding, concept, date, date_time, eq, first, in_order, instant, joined,
    native_uuid, present_as, reference, text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import medication as codes
from .issue import code, encounter, in_error, row
from .tables import lists, lists_medication

more = joined(lists_medication, on=(row.id, "list_id"), pick=first("id"))
status = cases(
    (in_error, "entered-in-error"),
    (before_today(row.enddate), "completed"),
    (eq(row.activity, 0), "stopped"),
    otherwise="active",
)

medication_statement = ResourceMap(
    "MedicationStatement", table=lists, key=row.id, only=[eq(row.type, "medication")],
    last_updated=instant(row.modifydate),
    template={
        "identifier": [native_uuid(row.uuid)],
        "basedOn": [reference("MedicationRequest", more["prescription_id"])],
        "status": status,
        "category": concept(coding(present_as(more["usage_category"], codes.STATEMENT_CATEGORY),
                                   system=systems.MEDICATION_STATEMENT_CATEGORY),
                            text=text(more["usage_category_title"])),
        "medicationCodeableConcept": code,
        "subject": reference("Patient", row.pid),
        "context": encounter,
        "effectivePeriod": {"start": date(row.begdate),
                            "end": when(in_order(row.begdate, row.enddate), date(row.enddate))},
        "dateAsserted": date_time(row.date),
        "note": [{"text": text(row.comments)}],
        "dosage": [{"text": text(more["drug_dosage_instructions"])}],
    },
    gaps={
        "MedicationStatement.partOf": cannot("no column"),
        "MedicationStatement.statusReason": cannot("no column"),
        "MedicationStatement.informationSource": cannot("user is who wrote it down, not who said it"),
        "MedicationStatement.derivedFrom": cannot("no column"),
        "MedicationStatement.reasonCode": cannot("diagnosis tells what is taken, not why"),
        "MedicationStatement.reasonReference": cannot("no column"),
    },
)  # fmt: skip
