"""Of each patient of the demo clinic the relatives, team, alert, stays, consents and private insurance."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.people import TODAY
from profiles.ca_core.demo.visits import before

from ..tables import (
    Consent,
    Contact,
    DemographicContact,
    Episode,
    admission,
    demographic,
    demographiccust,
    demographicExt,
    relationships,
)
from .demographics import extra
from .page import Chapter, Page, Trap
from .places import CARE_PROGRAM, CONTACT, DIETITIAN, ZERO_TIME, clinic_rows

RELATIONS = ("Mother", "Father", "Wife", "Husband", "Partner", "Sister", "Brother", "Guardian", "Next of Kin", "cousin")
ALERTS = ("Hard of hearing", "Needs an interpreter", "Fall risk", "Latex allergy in the room")

LINK: Row = {
    "facilityId": 1, "creator": "999998", "created": "2022-05-05 14:00:00", "updateDate": "2023-05-05 14:00:00",
    "deleted": 0, "contactId": str(DIETITIAN), "role": "Dietitian", "type": 2, "category": "professional", "sdm": "",
    "ec": "", "active": 1,
}  # fmt: skip
RELATION: Row = {
    "relation": "Mother", "sub_decision_maker": "0", "emergency_contact": "0", "deleted": "0",
}  # fmt: skip
STAY: Row = {
    "program_id": CARE_PROGRAM, "provider_no": "999998", "admission_from_transfer": 0, "discharge_date": None,
    "discharge_from_transfer": 0, "admission_status": "current", "lastUpdateDate": ZERO_TIME,
}  # fmt: skip
CONSENT: Row = {
    "consent_type_id": 1, "explicit": 1, "optout": 0, "last_entered_by": "101", "consent_date": "2024-02-02 10:00:00",
    "optout_date": None, "edit_date": "2024-02-02 10:00:00", "deleted": 0,
}  # fmt: skip
EPISODE: Row = {
    "startDate": "2025-01-15", "endDate": None, "code": "V22", "codingSystem": "icd9", "description": "Pregnancy",
    "status": "Current", "lastUpdateUser": "101", "lastUpdateTime": "2025-01-15 15:00:00", "notes": "",
}  # fmt: skip

LINK_TRAPS: tuple[Row, ...] = (
    {"type": 1, "category": "personal", "role": "Mother", "contactId": "1abc"},
    {"type": 1, "category": "personal", "role": "aunt", "contactId": " 1", "ec": "true"},
    {"type": 2, "category": "personal", "role": "Friend", "contactId": "9999999", "deleted": None},
    {"type": 0, "role": "Nurse", "contactId": "007"},
    {"type": 0, "role": "Nurse", "contactId": "555555", "active": None},
    {"type": 3, "role": "Cardiologist", "contactId": "1", "deleted": None},
    {"type": 3, "role": "Surgeon", "contactId": ""},
    {"deleted": 1},
    {"active": 0},
    {"demographicNo": None},
    {"demographicNo": 9_999_999},
)
RELATION_TRAPS: tuple[Row, ...] = (
    {"relation": "mother", "deleted": None},
    {"relation": "Partner", "deleted": ""},
    {"relation": "Son", "deleted": "1"},
    {"relation": None},
    {"relation_demographic_no": 9_999_999},
    {"relation_demographic_no": 0},
    {"demographic_no": 0},
)
STAY_TRAPS: tuple[Row, ...] = (
    {"admission_status": "pending"},
    {"admission_status": None},
    {"admission_status": "discharged", "discharge_date": "2001-01-01 00:00:00"},  # before it began
    {"program_id": 99999, "provider_no": "0"},
    {"admission_date": ZERO_TIME},
    {"client_id": 0},
)
CONSENT_TRAPS: tuple[Row, ...] = (
    {"optout": 1, "optout_date": "2025-05-05 09:00:00"},
    {"optout": None},
    {"consent_type_id": 99},
    {"consent_date": ZERO_TIME, "edit_date": None},
    {"deleted": 1},
    {"deleted": None},
    {"demographic_no": None},
)
EPISODE_TRAPS: tuple[Row, ...] = (
    {"status": "Deleted"},
    {"status": "complete", "endDate": "2024-12-31"},  # before it began
    {"startDate": "0001-01-01", "codingSystem": "own"},
    {"demographicNo": 9_999_999},
)
SIDE_TRAPS: tuple[Row, ...] = ({"cust3": "null"}, {"cust3": '<b>Alert</b> & "more"'}, {"cust1": "-1", "cust4": "31"})


def write(page: Page) -> None:
    """What a chart has beside its registration."""
    _side(page)
    _relatives(page)
    _stays(page)
    _agreed(page)
    if page.rng.random() < 0.03:
        for key, value in (("insurance_company", "Blue Cross"), ("insurance_number", f"BC-{page.number}")):
            page.chart.add(demographicExt, extra(page.number, key, value, "101", TODAY - timedelta(days=400)))


def _side(page: Page) -> None:
    rng = page.rng
    page.chart.put(demographiccust, {
        "demographic_no": page.number, "cust1": "007" if rng.random() < 0.2 else "",
        "cust2": "102" if rng.random() < 0.05 else "", "cust3": rng.choice(ALERTS) if rng.random() < 0.1 else "",
        "cust4": "30" if page.person.female and rng.random() < 0.05 else "", "content": "<unotes></unotes>",
    })  # fmt: skip


def _relatives(page: Page) -> None:
    """Some are patients too, kept in the older or in the newer way; some are known by name alone."""
    rng, chart = page.rng, page.chart
    relation = rng.choice(RELATIONS)
    call = rng.random() < 0.5
    if page.number > 1 and rng.random() < 0.2:
        flags = {"emergency_contact": str(int(call)), "sub_decision_maker": rng.choice("01")}
        pair = {"demographic_no": page.number, "relation_demographic_no": page.number - 1}
        chart.add(relationships, {**RELATION, **pair, "relation": relation, **flags})
    if page.number > 2 and rng.random() < 0.1:
        _linked(page, {"type": 1, "category": "personal", "role": relation, "contactId": str(page.number - 2)})
    if rng.random() < 0.15:
        who = chart.add(Contact, {
            **CONTACT, "type": "PersonalContact", "lastName": page.person.family, "firstName": "Robin",
            "residencePhone": "613-555-0160", "cellPhone": rng.choice(("", "613-555-0161")), "workPhone": "",
            "specialty": "", "fax": "", "email": "",
        })  # fmt: skip
        told = {"ec": rng.choice(("", "1", "true")), "sdm": rng.choice(("", "1"))}
        _linked(page, {"category": "personal", "role": relation, "contactId": str(who["id"]), **told})
    if rng.random() < 0.05:
        _linked(page, {})
    if rng.random() < 0.05:
        _linked(page, {"type": 3, "role": "Specialist", "contactId": str(rng.randint(1, 3))})


def _linked(page: Page, change: Row) -> None:
    page.chart.add(DemographicContact, {**LINK, "demographicNo": page.number, **change})


def _stays(page: Page) -> None:
    rng, since = page.rng, before(page.rng, TODAY - timedelta(days=30), 10, page.person.born)
    row = {**STAY, "client_id": page.number, "admission_date": f"{since} 09:00:00"}
    page.chart.add(admission, row)
    if rng.random() < 0.08:
        until = min(since + timedelta(days=90), TODAY)
        page.chart.add(admission, {
            **row, "program_id": 10035, "provider_no": page.clinic.anybody(), "discharge_date": f"{until} 16:00:00",
            "admission_status": "discharged", "lastUpdateDate": f"{until} 16:00:01",
            "admission_from_transfer": int(rng.random() < 0.3), "discharge_from_transfer": int(rng.random() < 0.3),
        })  # fmt: skip
    if page.person.female and 18 < page.person.age() < 42 and rng.random() < 0.2:
        over = rng.random() < 0.5
        ended = {"status": "Complete", "endDate": "2025-09-20", "notes": "a boy"} if over else {}
        page.chart.add(Episode, {**EPISODE, "demographicNo": page.number, **ended})


def _agreed(page: Page) -> None:
    rng = page.rng
    if rng.random() < 0.4:
        refused = rng.random() < 0.2
        change = {"optout": 1, "optout_date": "2025-01-07 11:00:00", "edit_date": "2025-01-07 11:00:00"}
        page.chart.add(Consent, {**CONSENT, "demographic_no": page.number, **(change if refused else {})})


def _linked_badly(change: Row) -> Trap:
    return lambda chart, _rng: _put(chart, DemographicContact, {**LINK, "demographicNo": _number(chart), **change})


def _related_badly(change: Row) -> Trap:
    clean = {**RELATION, "relation_demographic_no": 1}
    return lambda chart, _rng: _put(chart, relationships, {**clean, "demographic_no": _number(chart), **change})


def _stayed_badly(change: Row) -> Trap:
    clean = {**STAY, "admission_date": "2020-02-03 09:00:00"}
    return lambda chart, _rng: _put(chart, admission, {**clean, "client_id": _number(chart), **change})


def _agreed_badly(change: Row) -> Trap:
    return lambda chart, _rng: _put(chart, Consent, {**CONSENT, "demographic_no": _number(chart), **change})


def _lasted_badly(change: Row) -> Trap:
    return lambda chart, _rng: _put(chart, Episode, {**EPISODE, "demographicNo": _number(chart), **change})


def _noted_badly(change: Row) -> Trap:
    return lambda chart, _rng: chart.of(demographiccust)[0].update(change)


def _put(chart: Chart, table: Table, row: Row) -> None:
    chart.add(table, row)


def _number(chart: Chart) -> int:
    number: int = chart.of(demographic)[0]["demographic_no"]
    return number


TRAPS: tuple[Trap, ...] = (
    *map(_linked_badly, LINK_TRAPS),
    *map(_related_badly, RELATION_TRAPS),
    *map(_stayed_badly, STAY_TRAPS),
    *map(_agreed_badly, CONSENT_TRAPS),
    *map(_lasted_badly, EPISODE_TRAPS),
    *map(_noted_badly, SIDE_TRAPS),
)
ADMINISTRATION = Chapter("administration", write, clinic_rows, TRAPS)
