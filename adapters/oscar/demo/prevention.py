"""Vaccinations, refusals and examinations of the demo clinic."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.people import TODAY
from profiles.ca_core.demo.visits import before

from ..codes.prevention import PARTIAL_DATE, SNOMED
from ..tables import demographic, partial_date, preventions, preventionsExt
from .page import Chapter, Page, Trap

CHILD = ("DTaP-IPV-Hib", "MMR", "Pneu-C", "Rot", "VZ")
ADULT = ("Flu", "dTap", "Pneumovax", "COVID-19", "HepB")
ELDER = ("RZV", "Flu")
EXAMINED = ("FOBT", "COLONOSCOPY", "BMD")
WOMEN = ("PAP", "MAM")
BRANDS = {"Flu": "Fluzone", "dTap": "Adacel", "MMR": "Priorix", "COVID-19": "Comirnaty"}
CLEAN: Row = {
    "demographic_no": 0, "creation_date": "2026-10-15 09:30:00", "prevention_date": "2026-10-15 00:00:00",
    "provider_no": "101", "provider_name": None, "prevention_type": "Flu", "deleted": "0", "refused": "0",
    "next_date": None, "never": "0", "creator": 101, "lastUpdateDate": "2026-10-15 09:30:00",
    "restrictToProgram": None, "programNo": None, "snomedId": None,
}  # fmt: skip
TRAPS: tuple[Row, ...] = (
    {"refused": "1"},  # without a reason
    {"refused": "2"},
    {"refused": "3", "provider_no": "-1", "provider_name": "CLSC"},
    {"refused": None, "deleted": None, "creator": None, "lastUpdateDate": "0000-00-00 00:00:00"},
    {"refused": "9"},
    {"deleted": "1"},
    {"prevention_type": "DTaP"},
    {"prevention_type": "dTap"},
    {"prevention_type": "Clinic's own vaccine"},
    {"prevention_type": "HepB screen"},
    {"prevention_type": "PHV"},
    {"prevention_type": None},
    {"prevention_date": None},
    {"prevention_date": "0001-01-01 00:00:00", "creation_date": None},
    {"provider_no": ""},
    {"demographic_no": 9_999_999},
    {"restrictToProgram": 1, "programNo": 10034},
    {"snomedId": "7691000087100"},
)


def write(page: Page) -> None:
    """What fits the age, now and then."""
    rng, age = page.rng, page.person.age()
    kinds = CHILD if age < 12 else (*ADULT, *ELDER) if age > 50 else ADULT
    if age > 50:
        kinds = (*kinds, *EXAMINED)
    if page.person.female and age > 21:
        kinds = (*kinds, *WOMEN)
    for kind in rng.sample(kinds, min(len(kinds), rng.choice((0, 1, 1, 2)))):
        _one(page, kind)


def _one(page: Page, kind: str) -> None:
    rng = page.rng
    when = before(rng, min(TODAY - timedelta(days=2), page.person.died or TODAY), 5, page.person.born)
    refused = rng.choices("0123", (85, 8, 2, 5))[0]
    who = "-1" if refused == "3" else page.clinic.anybody()
    row = page.chart.add(preventions, {
        **CLEAN, "demographic_no": page.number, "creation_date": f"{when} 09:30:00",
        "prevention_date": f"{when} 00:00:00", "provider_no": who, "prevention_type": kind, "refused": refused,
        "next_date": str(when + timedelta(days=365)) if kind == "Flu" and when < date(2025, 10, 1) else None,
        "never": str(int(refused == "1" and rng.random() < 0.3)), "creator": int(page.clinic.anybody()),
        "lastUpdateDate": f"{when} 09:30:00", "snomedId": SNOMED.get(kind) if rng.random() < 0.3 else None,
    })  # fmt: skip
    for name, value in _beside(rng, kind, refused).items():
        page.chart.add(preventionsExt, {"prevention_id": row["id"], "keyval": name, "val": value})
    if refused == "3":
        table, field = PARTIAL_DATE["preventions.prevention_date"]
        row["prevention_date"] = f"{when.year}-01-01 00:00:00"
        known = {"table_name": table, "table_id": row["id"], "field_name": field, "format": "YYYY"}
        page.chart.add(partial_date, known)


def _beside(rng: Random, kind: str, refused: str) -> Row:
    if kind in (*EXAMINED, *WOMEN):
        return {"result": rng.choice(("normal", "normal", "abnormal", "pending")), "comments": ""}
    if refused in "12":
        return {"reason": rng.choice(("", "not today", "sick"))}
    if refused == "3":
        return {"providerName": "Ottawa Public Health", "comments": "from the yellow card"}
    return {
        "lot": f"{rng.choice('ABC')}{rng.randint(1000, 9999)}", "route": rng.choice(("IM", "SC")), "dose": "0.5 mL",
        "location": rng.choice(("Deltoid Lt", "Deltoid Rt", "Arm Lt")), "name": BRANDS.get(kind, ""),
        "manufacture": rng.choice(("Sanofi", "GSK", "")), "comments": "",
        "expiryDate": rng.choice(("2027-06-30", "2027-01-31", "06/2027")),
    }  # fmt: skip


def _trap(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        number = chart.of(demographic)[0]["demographic_no"]
        row = chart.add(preventions, {**CLEAN, "demographic_no": number, **change})
        for name, value in (("lot", "OLD1"), ("lot", ""), ("dose", "half"), ("expiryDate", "2026-02-30")):
            chart.add(preventionsExt, {"prevention_id": row["id"], "keyval": name, "val": value})

    return trap


def _lost(chart: Chart, _rng: Random) -> None:
    """Of a prevention that is not there."""
    chart.add(preventionsExt, {"prevention_id": 9_999_999, "keyval": "lot", "val": None})


PREVENTION = Chapter("prevention", write, traps=(*map(_trap, TRAPS), _lost))
