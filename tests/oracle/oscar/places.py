"""Organization beside the clinic, Location, HealthcareService and PractitionerRole."""

from __future__ import annotations

from tests.oracle.model import Part, finds, refused, row
from tests.oracle.words import Json, coding, concept, ref, updated

PRACTITIONER_ROLE = "http://terminology.hl7.org/CodeSystem/practitioner-role"

ROWS = (
    row("Facility", "the seeded one; blank contact; zero time", id=201, name="Default Facility", contactName="",
        disabled=0, lastUpdated="0000-00-00 00:00:00"),
    row("Facility", "disabled; a contact", id=202, name="Night Clinic", contactName="A. Clerk",
        contactPhone="613-555-0320", contactEmail="clerk@example.org", disabled=1, lastUpdated="2024-02-03 04:05:06"),
    row("Institution", "everything; the literal null as fax", id=203, name="General Hospital", address="1 Hospital Dr",
        city="Ottawa", province="ON", postal="K1H 8L6", country="Canada", phone="613-555-0330", fax="null",
        website="https://hospital.example", email="info@hospital.example"),
    row("Institution", "no name", id=204, name="  ", city="Ottawa"),
    row("Department", "a name alone", id=205, name="Cardiology"),
    row("site", "everything", site_id=211, name="Downtown", short_name="DT", phone="613-555-0340", fax="613-555-0341",
        address="5 Bank St", city="Ottawa", province="ON", postal="K1P 5N2", status=1,
        siteUrl="https://clinic.example/downtown"),
    row("site", "closed; blanks", site_id=212, name="Uptown", short_name="UP", phone="", city=" ", status=0),
    row("site", "a status of its own", site_id=213, name="Third Place", short_name="3", status=2),
    row("program", "the program that every patient is in; a zero time from the seed", id=10034, facilityId=201,
        name="OSCAR", type="Bed", programStatus="active", lastUpdateDate="0000-00-00 00:00:00"),
    row("program", "a service; a lower-case type is the same", id=220, facilityId=202, name="Diabetes Education",
        description="Group teaching", phone="613-555-0350", email="dep@example.org", url="https://clinic.example/dep",
        type="service", programStatus="active", lastUpdateDate="2023-07-08 09:10:11"),
    row("program", "inactive; no facility", id=221, facilityId=0, name="Foot Care", type="Service",
        programStatus="inactive", lastUpdateDate="2023-07-09 00:00:00"),
    row("program", "a seeded community program is noise", id=10001, facilityId=201, name="Home", type="community",
        programStatus="active", lastUpdateDate="0000-00-00 00:00:00"),
    row("consultationServices", "offered", serviceId=231, serviceDesc="Cardiology", active="1"),
    row("consultationServices", "no longer offered", serviceId=232, serviceDesc="Dermatology", active="02"),
    row("consultationServices", "a service without a name", serviceId=233, serviceDesc="null", active="1"),
    row("secRole", "a role", role_no=1, role_name="doctor"),
    row("secRole", "another", role_no=2, role_name="nurse"),
    row("secUserRole", "a role", id=251, provider_no="999998", role_name="doctor", activeyn=1,
        lastUpdateDate="2020-01-01 00:00:00"),
    row("secUserRole", "taken away", id=252, provider_no="999998", role_name="admin", activeyn=0,
        lastUpdateDate="2020-01-01 00:00:00"),
    row("secUserRole", "nobody knows whether it holds", id=253, provider_no="000123", role_name="locum", activeyn=None,
        lastUpdateDate="0000-00-00 00:00:00"),
    row("secUserRole", "of somebody with almost the same number", id=254, provider_no="000123", role_name="nurse",
        activeyn=1, lastUpdateDate="2020-01-01 00:00:00"),
    row("providersite", "works there", provider_no="999998", site_id=211),
    row("providersite", "a site that is gone", provider_no="999998", site_id=299),
    row("program_provider", "a doctor in a service", id=241, program_id=220, provider_no="999998", role_id=1),
    row("program_provider", "in the bed program; a role that is gone", id=242, program_id=10034, provider_no="000123",
        role_id=99),
    row("program_provider", "the program itself is nobody", id=243, program_id=10034, provider_no="-1", role_id=1),
    row("program_provider", "a program that is gone", id=244, program_id=99999, provider_no="123", role_id=2),
)  # fmt: skip

WORK = {"use": "work"}
RESOURCES: dict[str, Json] = {
    "Organization/fac-201": {"active": True, "name": "Default Facility"},
    "Organization/fac-202": {
        "meta": updated("2024-02-03T04:05:06-05:00"),
        "active": False,
        "name": "Night Clinic",
        "contact": [
            {
                "name": {"text": "A. Clerk"},
                "telecom": [
                    {"system": "phone", "value": "613-555-0320", **WORK},
                    {"system": "email", "value": "clerk@example.org"},
                ],
            }
        ],
    },
    "Organization/inst-203": {
        "name": "General Hospital",
        "telecom": [
            {"system": "phone", "value": "613-555-0330", **WORK},
            {"system": "email", "value": "info@hospital.example"},
            {"system": "url", "value": "https://hospital.example"},
        ],
        "address": [
            {
                **WORK,
                "line": ["1 Hospital Dr"],
                "city": "Ottawa",
                "state": "ON",
                "postalCode": "K1H 8L6",
                "country": "Canada",
            }
        ],
    },
    "Organization/dept-205": {"name": "Cardiology"},
    "Location/211": {
        "status": "active",
        "name": "Downtown",
        "alias": ["DT"],
        "mode": "instance",
        "telecom": [
            {"system": "phone", "value": "613-555-0340", **WORK},
            {"system": "fax", "value": "613-555-0341", **WORK},
            {"system": "url", "value": "https://clinic.example/downtown"},
        ],
        "address": {**WORK, "line": ["5 Bank St"], "city": "Ottawa", "state": "ON", "postalCode": "K1P 5N2"},
    },
    "Location/212": {"status": "inactive", "name": "Uptown", "alias": ["UP"], "mode": "instance"},
    "Location/213": {"name": "Third Place", "alias": ["3"], "mode": "instance"},
    "Location/bed-10034": {
        "status": "active",
        "name": "OSCAR",
        "mode": "instance",
        "managingOrganization": ref("Organization/fac-201"),
    },
    "HealthcareService/220": {
        "meta": updated("2023-07-08T09:10:11-04:00"),
        "active": True,
        "providedBy": ref("Organization/fac-202"),
        "name": "Diabetes Education",
        "comment": "Group teaching",
        "telecom": [
            {"system": "phone", "value": "613-555-0350", **WORK},
            {"system": "email", "value": "dep@example.org"},
            {"system": "url", "value": "https://clinic.example/dep"},
        ],
    },
    "HealthcareService/221": {"meta": updated("2023-07-09T00:00:00-04:00"), "active": False, "name": "Foot Care"},
    "HealthcareService/cs-231": {"active": True, "type": [concept(text="Cardiology")], "name": "Cardiology"},
    "HealthcareService/cs-232": {"active": False, "type": [concept(text="Dermatology")], "name": "Dermatology"},
    "HealthcareService/cs-233": {"active": True},
    "PractitionerRole/999998": {
        "meta": updated("2020-01-15T08:00:00-05:00"),
        "active": True,
        "practitioner": ref("Practitioner/999998"),
        "code": [concept(coding(PRACTITIONER_ROLE, "doctor"), text="doctor"), concept(text="doctor")],
        "specialty": [concept(text="Family Medicine")],
        "location": [ref("Location/211"), ref("Location/299")],
        "telecom": [
            {"system": "phone", "value": "416-555-0200", **WORK},
            {"system": "email", "value": "mw@example.org"},
        ],
    },
    "PractitionerRole/000123": {
        "active": False,
        "practitioner": ref("Practitioner/000123"),
        "code": [concept(coding(PRACTITIONER_ROLE, "nurse"), text="nurse"), concept(text="nurse")],
    },
    "PractitionerRole/123": {
        "meta": updated("2021-07-01T12:00:00-04:00"),
        "active": False,
        "practitioner": ref("Practitioner/123"),
    },
    "PractitionerRole/dr.5fa1": {
        "active": False,
        "practitioner": ref("Practitioner/dr.5fa1"),
        "code": [concept(text="er_clerk")],
    },
    "PractitionerRole/prog-241": {
        "practitioner": ref("Practitioner/999998"),
        "organization": ref("Organization/fac-202"),
        "code": [concept(text="doctor")],
        "healthcareService": [ref("HealthcareService/220")],
    },
    "PractitionerRole/prog-242": {
        "practitioner": ref("Practitioner/000123"),
        "organization": ref("Organization/fac-201"),
        "location": [ref("Location/bed-10034")],
    },
    "PractitionerRole/prog-244": {"practitioner": ref("Practitioner/123"), "code": [concept(text="nurse")]},
}

ABSENT = {
    "Organization/201": "a facility has a tag",
    "Location/10034": "a program is no site",
    "Location/bed-220": "a service gives no beds",
    "Location/bed-10001": "a community program is no place of the clinic",
    "HealthcareService/10034": "a place to stay is no service",
    "PractitionerRole/.2d1": "the program itself is nobody",
    "PractitionerRole/prog-243": "the program itself is nobody",
}
BAD = {"Organization/inst-204": "no name"}

SEARCHES = (
    finds("Organization", "active=false", "fac-202", "a disabled facility"),
    finds("Organization", "name=card", "dept-205", "a department"),
    finds("Organization", "address-country=canada", "inst-203", "the only one that says so"),
    finds("Location", "name=down", "211", "prefix"),
    finds("Location", "name=dt", "211", "the short name is an alias, and a search by name looks there too"),
    finds("Location", "status=active", "211 bed-10034", "of both kinds"),
    finds("Location", "status:missing=true", "213", "a status of its own"),
    finds("Location", "address-city=ottawa", "211", "blanks are no city"),
    finds("Location", "organization=Organization/fac-201", "bed-10034", "whose beds"),
    finds("HealthcareService", "active=true", "220 cs-231 cs-233", "'1' and active"),
    finds("HealthcareService", "name=diab", "220", "prefix"),
    finds("HealthcareService", "name:missing=true", "cs-233", "the literal null"),
    finds("HealthcareService", "organization=Organization/fac-202", "220", "whose service"),
    finds("HealthcareService", "organization.name=night", "220", "a chain"),
    finds("PractitionerRole", "practitioner=Practitioner/000123", "000123 prog-242", "leading zeros count"),
    finds("PractitionerRole", "practitioner.family=welby", "999998 prog-241", "a chain"),
    finds("PractitionerRole", f"role={PRACTITIONER_ROLE}|nurse", "000123", "by code"),
    finds("PractitionerRole", "location=Location/211", "999998", "one of two sites"),
    finds("PractitionerRole", "service=HealthcareService/220", "prog-241", "in a program"),
    finds("PractitionerRole", "active=true", "999998", "a role in a program says nothing"),
    finds("PractitionerRole", "organization=Organization/fac-201", "prog-242", "through the program"),
)
REFUSALS = (
    refused("PractitionerRole", "date=2020", "not-supported", "no row says when"),
    refused("HealthcareService", "location=Location/211", "not-supported", "no row says where"),
    refused("Location", "_sort=near", "not-supported", "no row says where on Earth"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
