"""MedicationStatement out of `drugs`: what is on no script of this clinic, but taken, or said to be."""

from __future__ import annotations

from sqlalchemy import not_

from facade.adapter import (  # isort: skip
    ResourceMap, absent, cannot, cases, date_time, eq, equal, instant, reference, restrict, text,
)  # fmt: skip

from .drug import ORDERED, d, dosage, last_day, medication, not_gone, reasons, start, status, status_reason
from .tables import drugs

# What is taken for long has no end, and an end on the first day means that none was given.
end = cases(
    (eq(d.long_term, 1), absent()),
    (equal(d.rx_date, d.end_date), absent()),
    otherwise=last_day,
)

medication_statement = ResourceMap(
    "MedicationStatement", table=drugs, key=d.drugid, last_updated=instant(d.lastUpdateDate),
    restrict=[not_gone, restrict("not-on-a-script-of-the-clinic", not_(ORDERED))],
    template={
        "status": status,
        "statusReason": [status_reason],
        "medicationCodeableConcept": medication,
        "subject": reference("Patient", d.demographic_no),
        "effectivePeriod": {"start": start, "end": end},
        "dateAsserted": date_time(d.create_date),
        "informationSource": {"display": text(d.outside_provider_name)},
        "reasonCode": [reasons],
        "note": [{"text": text(d.comment)}],
        "dosage": [dosage()],
    },
    gaps={
        "MedicationStatement.identifier": cannot("no number but the key"),
        "MedicationStatement.basedOn": cannot("no column"),
        "MedicationStatement.partOf": cannot("no column"),
        "MedicationStatement.category": cannot("non_authoritative does not tell the patient from another source"),
        "MedicationStatement.context": cannot("no column"),
        "MedicationStatement.derivedFrom": cannot("no column"),
        "MedicationStatement.reasonReference": cannot("drugReason holds codes, not problems"),
    },
)  # fmt: skip
