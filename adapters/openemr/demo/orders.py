"""What was ordered, what the laboratory found, and in which specimen."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Final

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.people import TODAY

from ..tables import (
    forms,
    patient_data,
    procedure_order,
    procedure_order_code,
    procedure_report,
    procedure_result,
    procedure_specimen,
)
from .chart import form_row
from .medication import dated
from .page import Chapter, Page, Trap, a_doctor

# code, name, and its results: code, name, unit, range, lowest and highest in tenths
TESTS: Final = (
    ("24331-1", "Lipid panel", (("2093-3", "Cholesterol", "mmol/L", "<5.2", 30, 70),
                                ("2085-9", "HDL cholesterol", "mmol/L", ">=1.0", 8, 25))),
    ("4548-4", "Hemoglobin A1c", (("4548-4", "Hemoglobin A1c", "%", "4.0-6.0", 45, 110),)),
    ("CREA", "Creatinine", (("14682-9", "Creatinine", "umol/L", "50-110", 400, 1600),)),
)  # fmt: skip


def write(page: Page) -> None:
    """At one visit in six a test is ordered; most come back within three days."""
    for visit in dated(page.chart):
        if page.rng.random() < 0.15:
            _order(page, visit)


def _order(page: Page, visit: Row) -> None:
    rng, chart, when = page.rng, page.chart, datetime.fromisoformat(visit["date"])
    back = when + timedelta(days=rng.choice((1, 2, 3)))
    done = back.date() < TODAY and rng.random() < 0.85
    doctor = a_doctor(page)
    order = chart.add(procedure_order, {
        **order_row(page.number, str(when)), "uuid": rng.randbytes(16) if rng.random() < 0.8 else None,
        "provider_id": doctor, "encounter_id": visit["encounter"], "date_collected": str(when) if done else None,
        "order_status": "complete" if done else rng.choice(("pending", "routed")), "control_id": f"PL{visit['id']}",
        "lab_id": 1, "order_diagnosis": rng.choice(("", "ICD10:E11.9")), "patient_instructions": "fasting",
        "order_priority": rng.choice(("normal", "high", "")), "clinical_hx": rng.choice(("", "tired")),
        "specimen_type": "Blood", "specimen_location": "arm", "external_id": f"X{visit['id']}",
        "scheduled_date": str(when),
    })  # fmt: skip
    entry = form_row(
        visit, "procedure_order", "Procedure Order", order["procedure_order_id"], page.clinic.doctors[doctor]
    )
    chart.add(forms, entry)
    for seq, (code, name, results) in enumerate(rng.sample(TESTS, rng.choice((1, 1, 2))), start=1):
        chart.put(procedure_order_code, {
            "procedure_order_id": order["procedure_order_id"], "procedure_order_seq": seq, "procedure_code": code,
            "procedure_name": name, "diagnoses": "ICD10:E11.9", "reason_code": "SNOMED-CT:44054006",
            "reason_description": "control",
        })  # fmt: skip
        if done:
            _report(page, order, seq, results, when, back)


def _report(page: Page, order: Row, seq: int, results: tuple[tuple[str, str, str, str, int, int], ...],
            when: datetime, back: datetime) -> None:  # fmt: skip
    rng, chart = page.rng, page.chart
    report = chart.add(procedure_report, {
        **report_row(order["procedure_order_id"], str(back)), "uuid": rng.randbytes(16) if rng.random() < 0.8 else None,
        "procedure_order_seq": seq, "date_collected": str(when), "source": order["provider_id"],
        "specimen_num": f"S{order['procedure_order_id']}", "report_notes": rng.choice(("", "reviewed by phone")),
        "report_status": rng.choice(("final", "final", "prelim", "correct")),
    })  # fmt: skip
    for code, name, unit, limits, low, high in results:
        tenths = rng.randint(low, high)
        chart.add(procedure_result, {
            **result_row(report["procedure_report_id"], code, name, f"{tenths / 10:.1f}"), "date": str(when),
            "uuid": rng.randbytes(16) if rng.random() < 0.8 else None, "units": unit, "range": limits,
            "abnormal": "high" if tenths > (low + high) // 2 else "no", "facility": "Rideau",
        })  # fmt: skip
    chart.add(procedure_specimen, {
        "uuid": rng.randbytes(16), "procedure_order_id": order["procedure_order_id"], "procedure_order_seq": seq,
        "specimen_identifier": f"SP{order['procedure_order_id']}", "accession_identifier": f"A{seq}",
        "specimen_type_code": "BLD", "specimen_type": "Blood", "collection_method": "Venipuncture",
        "specimen_location": "Left arm", "collected_date": str(when), "collection_date_low": str(when),
        "collection_date_high": str(when), "volume_value": "2.500", "volume_unit": "mL",
        "specimen_condition": rng.choice(("acceptable", "hemolyzed")), "comments": "small", "updated_at": str(back),
        "deleted": int(rng.random() < 0.05),
    })  # fmt: skip


def order_row(number: int, when: str) -> Row:
    """A row of `procedure_order` that says no more than it must."""
    return {
        "uuid": None, "patient_id": number, "provider_id": 0, "encounter_id": 0, "date_ordered": when,
        "order_priority": "", "order_status": "pending", "activity": 1, "control_id": "", "lab_id": 0,
        "procedure_order_type": "laboratory_test", "order_intent": "order",
    }  # fmt: skip


def report_row(order: int | None, when: str) -> Row:
    """A row of `procedure_report`."""
    return {"uuid": None, "procedure_order_id": order, "procedure_order_seq": 1, "date_report": when,
            "report_status": "final", "review_status": "reviewed"}  # fmt: skip


def result_row(report: int, code: str, name: str, value: str) -> Row:
    """A row of `procedure_result`."""
    return {"uuid": None, "procedure_report_id": report, "result_data_type": "N", "result_code": code,
            "result_text": name, "result": value, "result_status": "final"}  # fmt: skip


WHEN: Final = "2026-05-06 10:15:00"
ORDER: Final[tuple[Row, ...]] = (
    {"activity": 0},
    {"patient_id": 9_999_999},
    {"order_status": "lost", "order_intent": "wish", "procedure_order_type": "imaging"},
    {"date_ordered": "0000-00-00 00:00:00", "order_status": ""},
)
REPORT: Final[tuple[Row, ...]] = (
    {"procedure_order_id": None},
    {"procedure_order_id": 9_999_999},
    {"report_status": "", "date_report": None},
    {"procedure_order_seq": 7},
)
RESULT: Final[tuple[Row, ...]] = (
    {"result": "<5", "abnormal": "vlow"},
    {"result": ">= 900", "units": "UMOL/L"},
    {"result": "Negative", "result_data_type": "S", "result_code": "", "abnormal": "CRIT"},
    {"result": "TNP", "result_status": "cancel"},
    {"result": "", "comments": "first line\nsecond line", "result_data_type": "L"},
    {"result_code": "", "result_text": "", "result_status": "error"},
    {"procedure_report_id": 9_999_999},
    {"document_id": 1, "date": None, "result_status": ""},
)


def _all(order: Row, report: Row, result: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        number: int = chart.of(patient_data)[0]["pid"]
        ordered = chart.add(procedure_order, {**order_row(number, WHEN), **order})
        chart.put(procedure_order_code, {
            "procedure_order_id": ordered["procedure_order_id"], "procedure_order_seq": 1, "procedure_code": "X-1",
            "procedure_name": "Odd test",
        })  # fmt: skip
        told = chart.add(procedure_report, {**report_row(ordered["procedure_order_id"], WHEN), **report})
        found = result_row(told["procedure_report_id"], "2093-3", "Cholesterol", "4.1")
        chart.add(procedure_result, {**found, "date": WHEN, "units": "mmol/L", **result})

    return trap


def _deleted_form(chart: Chart, rng: Random) -> None:
    _all({}, {}, {})(chart, rng)
    key = chart.of(procedure_order)[-1]["procedure_order_id"]
    visit = {"date": WHEN, "encounter": 0, "pid": chart.of(patient_data)[0]["pid"]}
    chart.add(forms, {**form_row(visit, "procedure_order", "Procedure Order", key, "doctor1"), "deleted": 1})


ORDERS: Final = Chapter("orders", write, traps=(
    *(_all(change, {}, {}) for change in ORDER), *(_all({}, change, {}) for change in REPORT),
    *(_all({}, {}, change) for change in RESULT), _deleted_form,
))  # fmt: skip
