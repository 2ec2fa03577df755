"""The places, programs, services and roles of the demo clinic."""

from __future__ import annotations

from random import Random

from facade.adapter.demo_clinic import Row, Rows

from ..tables import (
    Contact,
    Department,
    Facility,
    Institution,
    consentType,
    consultationServices,
    program,
    program_provider,
    providersite,
    secRole,
    secUserRole,
    site,
)
from .clinic import Clinic

ZERO_TIME = "0000-00-00 00:00:00"
CARE_PROGRAM = 10034  # every patient is admitted to the program OSCAR
SITES = ("Riverside", "Centretown", "Old Mill")  # the last is closed
ROLES = ("doctor", "nurse", "receptionist", "admin")
SERVICES = ("Cardiology", "Dermatology", "Orthopedics", "Physiotherapy")
DIETITIAN = 9_000_001  # keys of Contact that no patient's own contacts reach

PLACES: tuple[tuple[str, Row], ...] = (
    (
        "Facility",
        {
            "id": 1,
            "name": "Default Facility",
            "description": "",
            "contactName": "",
            "contactEmail": None,
            "contactPhone": None,
            "disabled": 0,
            "lastUpdated": ZERO_TIME,
        },
    ),
    (
        "Facility",
        {
            "id": 2,
            "name": "Night Clinic",
            "description": "closed in 2024",
            "contactName": "Front Desk",
            "contactEmail": "desk@example.org",
            "contactPhone": "613-555-0100",
            "disabled": 1,
            "lastUpdated": "2024-06-30 17:00:00",
        },
    ),
    (
        "Institution",
        {
            "id": 1,
            "name": "Rideau General Hospital",
            "address": "1 Smyth Road",
            "city": "Ottawa",
            "province": "ON",
            "postal": "K1H 8L6",
            "country": "Canada",
            "phone": "613-555-0130",
            "fax": "613-555-0131",
            "website": "https://hospital.example",
            "email": "info@hospital.example",
            "annotation": "park at the back",
        },
    ),
    ("Department", {"id": 1, "name": "Cardiology", "annotation": "second floor"}),
)
PROGRAM: Row = {
    "facilityId": 1, "description": "", "address": "200 Rideau Street, Ottawa", "phone": "613-555-0100",
    "fax": "613-555-0101", "url": "https://clinic.example", "email": "desk@example.org", "programStatus": "active",
    "lastUpdateDate": "2022-01-10 09:00:00",
}  # fmt: skip
PROGRAMS: tuple[Row, ...] = (
    {"id": CARE_PROGRAM, "name": "OSCAR", "type": "Bed", "lastUpdateDate": ZERO_TIME},
    {"id": 10035, "name": "Diabetes Education", "type": "Service", "description": "Groups on Tuesdays"},
    {"id": 10036, "name": "Foot Care", "type": "Service", "programStatus": "inactive", "facilityId": 2},
    {"id": 10001, "name": "Home", "type": "community", "facilityId": 0, "lastUpdateDate": ZERO_TIME},
)
CONTACT: Row = {
    "type": "ProfessionalContact", "lastName": "Bouchard", "firstName": "Inès", "address": "55 Elm Street",
    "address2": "Suite 3", "city": "Ottawa", "province": "ON", "country": "Canada", "postal": "K1N 6N5",
    "residencePhone": "", "cellPhone": "", "workPhone": "613-555-0150", "email": "diet@example.org",
    "fax": "613-555-0151", "specialty": "Dietitian", "cpso": "", "deleted": 0, "updateDate": "2023-03-03 15:00:00",
}  # fmt: skip


def clinic_rows(clinic: Clinic, rng: Random) -> Rows:
    """Everything that belongs to no patient."""
    tables = {table.name: table for table in (Facility, Institution, Department)}
    for name, row in PLACES:
        yield tables[name], row
    for key, name in enumerate(SITES, start=1):
        yield site, _site(key, name)
    for row in PROGRAMS:
        yield program, {**PROGRAM, **row}
    for key, name in enumerate(SERVICES, start=1):
        yield consultationServices, {"serviceId": key, "serviceDesc": name, "active": "1" if key < 4 else "02"}
    for key, name in enumerate(ROLES, start=1):
        yield secRole, {"role_no": key, "role_name": name}
    yield consentType, {"id": 1, "type": "electronic_communication_consent", "name": "Electronic Communication",
                        "description": "May the clinic write to you by e-mail?"}  # fmt: skip
    yield Contact, {"id": DIETITIAN, **CONTACT}
    yield Contact, {"id": DIETITIAN + 1, **CONTACT, "lastName": "Gone", "cpso": "70001", "deleted": 1}
    yield from _staff(clinic, rng)


def _site(key: int, name: str) -> Row:
    return {
        "site_id": key, "name": name, "short_name": name[:2].upper(), "phone": "613-555-0110", "fax": "613-555-0111",
        "address": f"{key}00 Bank Street", "city": "Ottawa", "province": "ON", "postal": "K1P 5N2",
        "status": int(key < 3), "siteUrl": None if key > 1 else "https://clinic.example/riverside",
    }  # fmt: skip


def _staff(clinic: Clinic, rng: Random) -> Rows:
    """Roles and places of those who work here; one right was given twice, and one taken away."""
    people = [*((doctor, 1) for doctor in clinic.doctors), ("007", 2), ("7", 2), ("40", 3), ("999998", 1)]
    given = [*people, ("999998", 4), ("999998", 4), ("41", 1)]
    for key, (who, role) in enumerate(given, start=1):
        yield secUserRole, {"id": key, "provider_no": who, "role_name": ROLES[role - 1], "activeyn": int(who != "41"),
                            "lastUpdateDate": ZERO_TIME}  # fmt: skip
    places = (CARE_PROGRAM, 10035, 99999)  # the last is gone
    for key, (who, role) in enumerate([*people, ("-1", 1)], start=1):
        yield program_provider, {"id": key, "program_id": places[key % 7 // 5], "provider_no": who, "role_id": role}
    yield program_provider, {"id": 999, "program_id": 99999, "provider_no": "101", "role_id": 77}
    for who, _ in people:
        yield providersite, {"provider_no": who, "site_id": rng.choice((1, 2))}
