"""The clinic in OpenEMR's tables. A visit is a day on which something was measured or somebody was seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from tests.cross_vendor import clinic

Row = dict[str, Any]
CHANGED = "2026-11-01 08:00:00"
POUND = Decimal("0.45359237")
ALONG = 1000  # `encounter` comes from a sequence of its own
SEX = {"F": "Female", "M": "Male"}


def rows() -> Mapping[str, list[Row]]:
    """All rows by table."""
    tables: dict[str, list[Row]] = {}
    for table, row in _all():
        tables.setdefault(table, []).append(row)
    return tables


def _all() -> Iterator[tuple[str, Row]]:
    yield from _people()
    yield from _issues()
    yield from _visits()
    yield from _laboratory()
    yield from _rest()


def _people() -> Iterator[tuple[str, Row]]:
    yield "facility", {"id": 3, "name": "Lakeside Clinic"}
    for number, (family, given) in clinic.DOCTORS.items():
        yield "users", {
            "id": number, "username": f"doctor{number}", "authorized": 1, "fname": given, "lname": family, "active": 1,
            "facility_id": 3,
        }  # fmt: skip
    for person in clinic.PEOPLE:
        yield "patient_data", {
            "id": 500 + person.number, "pid": person.number, "pubpid": str(person.number), "fname": person.given,
            "lname": person.family, "DOB": person.born, "sex": SEX[person.sex], "city": person.city,
            "providerID": person.doctor, "date": CHANGED,
            "deceased_date": "2025-02-01 00:00:00" if person.died else None,
        }  # fmt: skip


def _issues() -> Iterator[tuple[str, Row]]:
    for key, problem in enumerate(clinic.PROBLEMS, start=1):
        yield "lists", {
            "id": key, "type": "medical_problem", "title": problem.words, "diagnosis": f"ICD9:{problem.code}",
            "begdate": f"{problem.since} 00:00:00", "activity": int(problem.active), "pid": problem.patient,
            "outcome": 0 if problem.active else 1, "date": CHANGED, "user": "doctor1", "verification": "confirmed",
        }  # fmt: skip
    for key, allergy in enumerate(clinic.ALLERGIES, start=101):
        yield "lists", {
            "id": key, "type": "allergy", "title": allergy.substance, "reaction": allergy.reaction, "activity": 1,
            "severity_al": allergy.severity, "pid": allergy.patient, "date": CHANGED, "user": "doctor1",
            "verification": "confirmed", "diagnosis": "",
        }  # fmt: skip


def _visits() -> Iterator[tuple[str, Row]]:
    """Vitals hang on the visit of their day."""
    seen = {(one.patient, one.day): (one.doctor, one.reason) for one in clinic.VISITS}
    weights = {(one.patient, one.day): one.kilograms for one in clinic.WEIGHTS}
    pressures = {(one.patient, one.day): (one.systolic, one.diastolic) for one in clinic.PRESSURES}
    for key, (patient, day) in enumerate(sorted(seen.keys() | weights.keys() | pressures.keys()), start=1):
        # Somebody came to be measured only: by the nurse, so nobody of the doctors saw him.
        doctor, reason = seen.get((patient, day), (0, "Measured"))
        yield "form_encounter", {
            "id": key, "encounter": ALONG + key, "pid": patient, "date": f"{day} 09:00:00", "date_end": f"{day} 09:15:00",
            "reason": reason,
            "provider_id": doctor, "facility_id": 3, "sensitivity": "normal",
        }  # fmt: skip
        yield "forms", _form(2 * key, patient, ALONG + key, "newpatient", key, day)
        systolic, diastolic = pressures.get((patient, day), (None, None))
        weight = weights.get((patient, day))
        if systolic is None and weight is None:
            continue
        yield "form_vitals", {
            "id": key, "pid": patient, "date": f"{day} 09:00:00", "user": "doctor1", "activity": 1,
            "bps": None if systolic is None else str(systolic), "bpd": None if diastolic is None else str(diastolic),
            "weight": None if weight is None else f"{Decimal(weight) / POUND:.6f}",
        }  # fmt: skip
        yield "forms", _form(2 * key + 1, patient, ALONG + key, "vitals", key, day)


def _form(key: int, patient: int, encounter: int, kind: str, form: int, day: str) -> Row:
    return {
        "id": key, "pid": patient, "encounter": encounter, "formdir": kind, "form_id": form, "deleted": 0,
        "form_name": kind, "date": f"{day} 09:00:00", "user": "doctor1", "authorized": 1,
    }  # fmt: skip


def _laboratory() -> Iterator[tuple[str, Row]]:
    yield "procedure_providers", {"ppid": 1, "name": "Lakeside Laboratory"}
    for key, one in enumerate(clinic.RESULTS, start=1):
        when = f"{one.day} 09:00:00"
        yield "procedure_order", {
            "procedure_order_id": key, "provider_id": 1, "patient_id": one.patient, "lab_id": 1, "date_ordered": when,
            "order_status": "complete", "activity": 1,
        }  # fmt: skip
        yield "procedure_order_code", {
            "procedure_order_id": key, "procedure_order_seq": 1, "procedure_code": one.loinc, "procedure_name": one.words,
        }  # fmt: skip
        yield "procedure_report", {
            "procedure_report_id": key, "procedure_order_id": key, "procedure_order_seq": 1, "date_collected": when,
            "date_report": when, "report_status": "final", "review_status": "reviewed",
        }  # fmt: skip
        yield "procedure_result", {
            "procedure_result_id": key, "procedure_report_id": key, "result_data_type": "N", "result_code": one.loinc,
            "result_text": one.words, "date": when, "units": one.unit, "result": one.value, "result_status": "final",
            "abnormal": {"H": "high", "L": "low"}.get(one.flag, "no"),
        }  # fmt: skip


def _rest() -> Iterator[tuple[str, Row]]:
    for key, one in enumerate(clinic.MEDICATIONS, start=1):
        yield "prescriptions", {
            "id": key, "patient_id": one.patient, "drug": one.words, "provider_id": one.doctor, "active": 1,
            "date_added": f"{one.since} 10:00:00", "date_modified": CHANGED, "start_date": one.since,
            "end_date": one.end or None, "txDate": one.since, "usage_category_title": "", "request_intent_title": "",
        }  # fmt: skip
    for key, shot in enumerate(clinic.VACCINES, start=1):
        yield "immunizations", {
            "id": key, "patient_id": shot.patient, "administered_date": f"{shot.day} 10:00:00", "cvx_code": shot.cvx,
            "completion_status": "Completed" if shot.given else "Refused", "create_date": f"{shot.day} 10:00:00",
            "update_date": CHANGED, "added_erroneously": 0, "refusal_reason": "" if shot.given else "patient_decision",
        }  # fmt: skip
