"""The clinic in OSCAR's tables. Laboratory results are HL7 messages, one for each patient and day."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from tests.cross_vendor import clinic

Row = dict[str, Any]
PROVIDER = {1: "101", 2: "102"}
CHANGED = "2026-11-01 08:00:00"
# preventions.prevention_type, which stands for these CVX codes
KIND = {clinic.TETANUS: "Td", clinic.PNEUMOCOCCUS: "Pneumovax", clinic.HEPATITIS_B: "HepB", clinic.MEASLES: "M"}
FOR_GOOD = "2100-01-01"


def rows() -> Mapping[str, list[Row]]:
    """All rows by table."""
    tables: dict[str, list[Row]] = {}
    for table, row in _all():
        tables.setdefault(table, []).append(row)
    return tables


def _all() -> Iterator[tuple[str, Row]]:
    yield from _people()
    yield from _chart()
    yield from _measured()
    yield from _laboratory()
    yield from _drugs()
    yield from _rest()


def _people() -> Iterator[tuple[str, Row]]:
    for number, (family, given) in clinic.DOCTORS.items():
        yield "provider", {
            "provider_no": PROVIDER[number], "last_name": family, "first_name": given, "provider_type": "doctor",
            "specialty": "00", "sex": "", "status": "1", "lastUpdateDate": CHANGED,
        }  # fmt: skip
    for person in clinic.PEOPLE:
        year, month, day = person.born.split("-")
        yield "demographic", {
            "demographic_no": person.number, "last_name": person.family, "first_name": person.given, "sex": person.sex,
            "year_of_birth": year, "month_of_birth": month, "date_of_birth": day, "city": person.city,
            "patient_status": "DE" if person.died else "AC", "provider_no": PROVIDER[person.doctor],
            "lastUpdateDate": CHANGED,
        }  # fmt: skip


def _chart() -> Iterator[tuple[str, Row]]:
    for key, problem in enumerate(clinic.PROBLEMS, start=1):
        yield "dxresearch", {
            "dxresearch_no": key, "demographic_no": problem.patient, "start_date": problem.since,
            "update_date": CHANGED, "status": "A" if problem.active else "C", "coding_system": "icd9",
            "dxresearch_code": problem.code.replace(".", ""), "association": 0, "providerNo": "101",
        }  # fmt: skip
    for key, allergy in enumerate(clinic.ALLERGIES, start=1):
        yield "allergies", {
            "allergyid": key, "demographic_no": allergy.patient, "DESCRIPTION": allergy.substance, "TYPECODE": 0,
            "reaction": allergy.reaction, "archived": 0, "position": 0, "lastUpdateDate": CHANGED,
            "severity_of_reaction": {"mild": "1", "moderate": "2", "severe": "3"}[allergy.severity],
            "entry_date": "2024-01-02", "providerNo": "101",
        }  # fmt: skip


def _measured() -> Iterator[tuple[str, Row]]:
    found = [(one.patient, one.day, "BP", f"{one.systolic}/{one.diastolic}", "") for one in clinic.PRESSURES]
    found += [(one.patient, one.day, "WT", one.kilograms, "in kg") for one in clinic.WEIGHTS]
    for key, (patient, day, kind, value, how) in enumerate(found, start=1):
        yield "measurements", {
            "id": key, "type": kind, "demographicNo": patient, "providerNo": "101", "dataField": value,
            "measuringInstruction": how, "comments": "", "dateObserved": f"{day} 09:00:00",
            "dateEntered": f"{day} 09:05:00", "appointmentNo": 0,
        }  # fmt: skip


def _laboratory() -> Iterator[tuple[str, Row]]:
    by_message = groupby(clinic.RESULTS, key=lambda one: (one.patient, one.day))
    for key, ((patient, day), results) in enumerate(by_message, start=1):
        yield "hl7TextMessage", {
            "lab_id": key, "fileUploadCheck_id": key, "type": "GDML", "serviceName": "GDML",
            "message": base64.b64encode(_message(key, patient, day, list(results)).encode()).decode(),
            "created": f"{day} 18:00:00",
        }  # fmt: skip
        yield "hl7TextInfo", {
            "id": key, "lab_no": key, "report_status": "F", "accessionNum": f"A{key}", "obr_date": f"{day} 09:00:00",
            "final_result_count": 1,
        }  # fmt: skip
        yield "patientLabRouting", {
            "id": key, "lab_no": key, "lab_type": "HL7", "demographic_no": patient, "created": f"{day} 18:00:00",
        }  # fmt: skip


def _message(number: int, patient: int, day: str, results: list[clinic.Result]) -> str:
    when = day.replace("-", "") + "090000"
    person = clinic.PEOPLE[patient - 1]
    lines = [
        f"MSH|^~\\&|GDML|GDML|OSCAR|CLINIC|{when}||ORU^R01|{number}|P|2.3",
        f"PID|1||{patient}||{person.family}^{person.given}||{person.born.replace('-', '')}|{person.sex}",
        f"ORC|RE|A{number}|A{number}",
        f"OBR|1|A{number}|A{number}|CHEM^Chemistry|||{when}|||||||{when}||101^Okafor||||||{when}||LAB|F",
    ]
    lines += [
        f"OBX|{at}|NM|{one.loinc}^{one.words}^LN||{one.value}|{one.unit}||{one.flag}|||F|||{when}"
        for at, one in enumerate(results, start=1)
    ]
    return "\r".join(lines)


def _drugs() -> Iterator[tuple[str, Row]]:
    for key, one in enumerate(clinic.MEDICATIONS, start=1):
        provider = PROVIDER[one.doctor]
        yield "prescription", {
            "script_no": key, "provider_no": provider, "demographic_no": one.patient, "date_prescribed": one.since,
            "lastUpdateDate": CHANGED,
        }  # fmt: skip
        yield "drugs", {
            "drugid": key, "provider_no": provider, "demographic_no": one.patient, "rx_date": one.since,
            "end_date": one.end or FOR_GOOD, "BN": one.words, "script_no": key, "create_date": f"{one.since} 10:00:00",
            "long_term": 0 if one.end else 1, "position": 0, "lastUpdateDate": CHANGED, "dispenseInternal": 0,
            "special": f"{one.words} daily", "archived": 0,
        }  # fmt: skip


def _rest() -> Iterator[tuple[str, Row]]:
    for key, shot in enumerate(clinic.VACCINES, start=1):
        yield "preventions", {
            "id": key, "demographic_no": shot.patient, "creation_date": f"{shot.day} 10:00:00",
            "prevention_date": f"{shot.day} 10:00:00", "provider_no": "101", "prevention_type": KIND[shot.cvx],
            "deleted": "0", "refused": "0" if shot.given else "1", "lastUpdateDate": CHANGED,
        }  # fmt: skip
    for key, visit in enumerate(clinic.VISITS, start=1):
        yield "appointment", {
            "appointment_no": key, "provider_no": PROVIDER[visit.doctor], "appointment_date": visit.day,
            "start_time": "09:00:00", "end_time": "09:14:00", "demographic_no": visit.patient, "reason": visit.reason,
            "status": "B", "createdatetime": f"{visit.day} 08:00:00", "updatedatetime": f"{visit.day} 10:00:00",
        }  # fmt: skip
