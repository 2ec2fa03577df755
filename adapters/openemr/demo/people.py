"""Who belongs to a patient: relatives, insurance, care teams; and insurers, laboratories, further places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.people import TODAY
from profiles.ca_core.demo.visits import OPENED, moment

from ..tables import (
    addresses,
    care_team_member,
    care_teams,
    contact,
    contact_address,
    contact_relation,
    contact_telecom,
    facility_user_ids,
    insurance_companies,
    insurance_data,
    patient_data,
    person,
    phone_numbers,
    procedure_providers,
    users_facility,
)
from .clinic import Clinic
from .page import Chapter, Page, Trap

LABORATORIES: Final = ("Rideau Laboratories", "Lakeshore Medical Imaging", "")  # 1, 2, 3
# Their numbers, and those of their addresses and telephones, come from one sequence.
INSURERS: Final = {9_001: ("Ontario Mutual", 0), 9_002: ("Maritime Life and Health", 0), 9_003: ("Closed Assurance", 1)}
WHEN = "2025-03-04 09:30:00"
RELATIONS = ("Father", "mother", "spouse", "Brother", "step-uncle", "")


def clinic_rows(clinic: Clinic, rng: Random) -> Iterator[tuple[Table, Row]]:
    """What belongs to no patient."""
    doctor = next(iter(clinic.doctors))
    for number, name in enumerate(LABORATORIES, start=1):
        yield procedure_providers, {
            "ppid": number, "uuid": rng.randbytes(16) if name else None, "name": name,
            "npi": "1093817465" if number == 1 else "", "lab_director": doctor if number == 1 else 0,
            "active": int(bool(name)), "last_updated": WHEN,
        }  # fmt: skip
    for number, (name, inactive) in INSURERS.items():
        yield insurance_companies, {
            "id": number, "uuid": rng.randbytes(16), "name": name, "attn": "Claims", "cms_id": f"C{number}",
            "inactive": inactive, "last_updated": WHEN,
        }  # fmt: skip
        yield addresses, address_row(number + 100, number, "1 Bay Street", rng)
        for at, kind in enumerate((2, 5, 4)):
            yield phone_numbers, {
                "id": number + 200 + 10 * at, "area_code": "416" if at < 2 else "", "prefix": "555",
                "number": f"01{number % 10}{at}", "type": kind, "foreign_id": number,
            }  # fmt: skip
    for user in clinic.doctors:
        yield users_facility, {"tablename": "users", "table_id": user, "facility_id": 2, "warehouse_id": ""}
        yield users_facility, {"tablename": "users", "table_id": user, "facility_id": 2, "warehouse_id": "onsite"}
        for at, (field, value) in enumerate((("provider_id", f"H-{user}"), ("role_code", "Physician"), ("notes", "x"))):
            yield facility_user_ids, {
                "id": user * 10 + at, "uid": user, "facility_id": 2, "field_id": field, "field_value": value,
            }  # fmt: skip


def address_row(number: int, owner: int | None, line: str, rng: Random) -> Row:
    """A row of `addresses`."""
    return {
        "id": number, "line1": line, "line2": f"Floor {rng.randint(1, 20)}", "city": "Toronto", "state": "ON",
        "zip": "M5J 1A1", "country": "Canada", "foreign_id": owner,
    }  # fmt: skip


def write(page: Page) -> None:
    """The patient's own row says whom to call; insurance for every patient, persons and teams for some."""
    row = page.chart.of(patient_data)[0]
    row.update(_kin(page), **_team_columns(page))
    _insurance(page)
    if page.rng.random() < 0.2:
        _relation(page)
    if page.rng.random() < 0.1:
        _team(page)


def _kin(page: Page) -> Row:
    rng, patient = page.rng, page.person
    young = patient.age() < 18
    return {
        "mothersname": f"Anna {patient.family}" if young else "",
        "contact_relationship": f"Maria {patient.family}" if rng.random() < 0.5 else "",
        "phone_contact": "416-555-0155" if rng.random() < 0.5 else "",
        "guardiansname": f"Anna {patient.family}" if young else None,
        "guardianrelationship": rng.choice(("Mother", "aunt", "")) if young else None,
        "guardiansex": "Female" if young else None,
        "guardianaddress": patient.street if young else None,
        "guardiancity": patient.place.city if young else None,
        "guardianstate": patient.place.province if young else None,
        "guardianpostalcode": patient.postal if young else None,
        "guardiancountry": "Canada" if young else None,
        "guardianphone": "416-555-0156" if young else None,
        "guardianworkphone": "416-555-0157" if young and rng.random() < 0.5 else None,
        "guardianemail": "guardian@example.org" if young and rng.random() < 0.5 else None,
    }


def _team_columns(page: Page) -> Row:
    """As it was kept before there were tables."""
    some = page.rng.random() < 0.1
    doctors = page.rng.sample(list(page.clinic.doctors), 2)
    return {
        "care_team_provider": "|".join(map(str, doctors)) if some else None,
        "care_team_facility": "1|2" if some else None,
        "care_team_status": "active" if some else None,
    }


def _insurance(page: Page) -> None:
    rng = page.rng
    for at, kind in enumerate(("primary", "secondary", "tertiary")):
        insured = rng.random() < (0.5, 0.1, 0.02)[at]
        page.chart.add(insurance_data, coverage_row(page, kind, str(rng.choice(list(INSURERS))) if insured else ""))


def coverage_row(page: Page, kind: str, insurer: str) -> Row:
    """A row of `insurance_data`; without an insurer that which every new patient gets."""
    rng, patient = page.rng, page.person
    relation = rng.choice(("self", "self", "spouse", "child", "")) if insurer else ""
    begun = OPENED + timedelta(days=rng.randint(0, 1_000))
    return {
        "uuid": rng.randbytes(16) if insurer and rng.random() < 0.8 else None,
        "type": kind,
        "provider": insurer,
        "plan_name": rng.choice(("Blue", "Extended health", "")) if insurer else "",
        "policy_number": f"P{rng.randrange(10**6):06d}" if insurer else "",
        "group_number": f"G{rng.randrange(100)}" if insurer else "",
        "subscriber_lname": patient.family if insurer else "",
        "subscriber_mname": patient.middle if insurer else "",
        "subscriber_fname": patient.given if insurer else "",
        "subscriber_relationship": relation,
        "subscriber_DOB": str(patient.born) if insurer else None,
        "subscriber_street": patient.street if insurer else "",
        "subscriber_postal_code": patient.postal if insurer else "",
        "subscriber_city": patient.place.city if insurer else "",
        "subscriber_state": patient.place.province if insurer else "",
        "subscriber_country": "Canada" if insurer else "",
        "subscriber_phone": patient.home if insurer else "",
        "date": str(begun) if insurer else None,
        "pid": page.number,
        "subscriber_sex": ("Female" if patient.female else "Male") if insurer else "",
        "date_end": str(begun + timedelta(days=700)) if insurer and rng.random() < 0.2 else None,
    }


def _relation(page: Page) -> None:
    """A relative as releases from 7.0.4 keep one."""
    rng, chart = page.rng, page.chart
    known = chart.add(person, {
        "uuid": rng.randbytes(16), "title": "Ms.", "first_name": "Maria", "middle_name": "L.",
        "last_name": page.person.family, "preferred_name": "Mia", "gender": rng.choice(("Female", "F", "")),
        "birth_date": str(date(rng.randint(1940, 1990), 5, 17)), "preferred_language": "English", "active": 1,
    })  # fmt: skip
    link = chart.add(contact, {"foreign_table_name": "person", "foreign_id": known["id"]})
    begun = moment(rng, OPENED, TODAY - timedelta(days=300))
    chart.add(contact_relation, relation_row(page.number, link["id"], rng.choice(RELATIONS), str(begun)))
    home = chart.add(addresses, {**address_row(0, None, "7 Elgin Street", rng)})
    home["id"] = 20_000 + 10 * page.number
    chart.add(contact_address, {"contact_id": link["id"], "address_id": home["id"], "use": "home", "status": "A"})
    for system, value, status in (("phone", "416-555-0160", "A"), ("email", "mia@example.org", "I")):
        chart.add(contact_telecom, {
            "contact_id": link["id"], "rank": 1, "system": system, "use": "home", "value": value, "status": status,
            "period_start": str(begun), "period_end": str(begun + timedelta(days=200)) if status == "I" else None,
        })  # fmt: skip


def relation_row(pid: int, link: int, relationship: str, begun: str) -> Row:
    """A row of `contact_relation`."""
    return {
        "contact_id": link, "target_table": "patient_data", "target_id": pid, "active": 1, "role": "Next of kin",
        "relationship": relationship, "start_date": begun, "end_date": None, "updated_date": begun,
    }  # fmt: skip


def _team(page: Page) -> None:
    rng, chart = page.rng, page.chart
    when = str(moment(rng, OPENED, TODAY - timedelta(days=1)))
    team = chart.add(care_teams, {
        "uuid": rng.randbytes(16), "pid": page.number, "status": rng.choice(("active", "inactive", "resting")),
        "team_name": "Diabetes team", "note": "Meets on Mondays", "date_updated": when,
    })  # fmt: skip
    for user, link, role, place in (
        (page.clinic.doctor(), None, "physician", 1), (0, None, "case_manager", 2), (None, 1, "caregiver", None),
    ):  # fmt: skip
        chart.add(care_team_member, {
            "care_team_id": team["id"], "user_id": user, "contact_id": link, "role": role, "facility_id": place,
            "provider_since": when[:10] if user else None, "status": "active",
        })  # fmt: skip


def _patient(change: Row) -> Trap:
    return lambda chart, _rng: chart.of(patient_data)[0].update(change)


def _policy(change: Row) -> Trap:
    return lambda chart, _rng: chart.of(insurance_data)[0].update(change)


def _related(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        pid = chart.of(patient_data)[0]["pid"]
        link = chart.add(contact, {"foreign_table_name": "person", "foreign_id": 9_999_999})
        chart.add(contact_relation, {**relation_row(pid, link["id"], "Father", WHEN), **change})

    return trap


TRAPS: tuple[Trap, ...] = (
    _patient({"guardiansname": "null", "guardianphone": "416-555-0158"}),
    _patient({"guardiansname": "  ", "mothersname": "null"}),
    _patient({"care_team_provider": "8||x|9999999", "care_team_status": "Active"}),
    _policy({"provider": "0"}),
    _policy({"provider": "9001 ", "date": "0000-00-00"}),
    _policy({"provider": "9999999", "date_end": "0000-00-00"}),
    _policy({"provider": "9001", "date": "2024-01-01", "date_end": "2023-01-01"}),
    _policy({"provider": "x", "pid": 0}),
    _related({"target_id": 0}),
    _related({"target_table": "users"}),
    _related({"active": 0, "end_date": "2025-06-01 10:00:00"}),
    _related({"start_date": "0000-00-00 00:00:00", "relationship": "", "role": ""}),
)

PEOPLE = Chapter("people", write, clinic_rows, TRAPS)
