"""What the vendors' adapters claim, from rows whose profiles were worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import MetaData

from adapters import openemr, oscar
from adapters.openemr import tables as openemr_tables
from adapters.oscar import tables as oscar_tables
from facade.adapter import Adapter
from tests.serving import Service, fill, serve

CORE = "http://fhir.infoway-inforoute.ca/cacore/StructureDefinition/"
BASELINE = "http://hl7.org/fhir/ca/baseline/StructureDefinition/"
R4 = "http://hl7.org/fhir/StructureDefinition/"
CHANGED = {"lastUpdateUser": "101", "lastUpdateDate": "2026-01-02 03:04:05"}
HERE = {"sex": "M", "patient_status": "AC", **CHANGED}
DOCTOR = {"provider_type": "doctor", "specialty": "", "sex": "F", "status": "1", **CHANGED}
MEASURED = {
    "demographicNo": 1, "providerNo": "101", "comments": "", "measuringInstruction": "", "dateEntered": "2026-01-02 03:04:05",
}  # fmt: skip
CHANGED_AT = {"lastUpdateDate": "2026-01-02 03:04:05"}
ON_A_SCRIPT = {"archived": 0, "position": 0, "dispenseInternal": 0, "lastUpdateDate": "2026-01-02 03:04:05"}
OSCAR: Mapping[str, list[dict[str, Any]]] = {
    "clinic": [{"clinic_no": 1, "clinic_name": "Riverside"}, {"clinic_no": 2, "clinic_name": ""}],
    "provider": [
        {"provider_no": "101", "last_name": "Roy", "first_name": "Anne", "practitionerNo": "7", **DOCTOR},
        {"provider_no": "102", "last_name": "Roy", "first_name": "Bob", **DOCTOR},
        {"provider_no": "103", "last_name": "", "first_name": "", "title": "Dr", **DOCTOR},
    ],
    "demographic": [
        {"demographic_no": 1, "last_name": "Tremblay", "first_name": "Luc", "hin": "9876543217", "hc_type": "ON", **HERE},
        {"demographic_no": 2, "last_name": "Singh", "first_name": "", "hin": "1", "hc_type": "OT", **HERE},
        {"demographic_no": 3, "last_name": "", "first_name": "", "chart_no": "C3", **HERE},
        {"demographic_no": 4, "last_name": "", "first_name": "", "title": "Mr", **HERE},
        {"demographic_no": 5, "last_name": "Singh", "first_name": "Amrit", "hin": "9876543210", "hc_type": "ON", **HERE},
    ],
    "dxresearch": [
        {"dxresearch_no": 1, "demographic_no": 1, "status": "A", "dxresearch_code": "250", "coding_system": "icd9",
         "start_date": "2020-01-01", "update_date": "2020-01-01 00:00:00"},
    ],
    "allergies": [
        {"allergyid": 1, "demographic_no": 1, "DESCRIPTION": "PENICILLIN", "archived": 0, "position": 0,
         "lastUpdateDate": "2020-01-01 00:00:00"},
        {"allergyid": 2, "demographic_no": 1, "DESCRIPTION": "", "archived": 0, "position": 0,
         "lastUpdateDate": "2020-01-01 00:00:00"},
    ],
    "drugs": [
        {"drugid": 1, "demographic_no": 1, "BN": "AMOXIL", "script_no": 1, "end_date": "2026-01-09", **ON_A_SCRIPT},
        {"drugid": 2, "demographic_no": 1, "BN": "ASPIRIN", "script_no": 0, "end_date": "2026-01-09", **ON_A_SCRIPT},
    ],
    "preventions": [
        {
            "id": 1,
            "demographic_no": 1,
            "prevention_type": "Flu",
            "prevention_date": "2026-01-02 00:00:00",
            **CHANGED_AT,
        },
        {
            "id": 2,
            "demographic_no": 1,
            "prevention_type": "PAP",
            "prevention_date": "2026-01-02 00:00:00",
            **CHANGED_AT,
        },
    ],
    "consultationRequests": [
        {"requestId": 1, "demographicNo": 1, "providerNo": "101", "status": "1", **CHANGED_AT},
        {"requestId": 2, "demographicNo": 1, "providerNo": "-1", "status": "1", **CHANGED_AT},
    ],
    "measurements": [
        {"id": 1, "type": "WT", "dataField": "70", "dateObserved": "2026-01-02 03:04:05", **MEASURED},
        {"id": 2, "type": "WT", "dataField": "heavy", "dateObserved": "2026-01-02 03:04:05", **MEASURED},
        {"id": 3, "type": "HT", "dataField": "170", "dateObserved": "0001-01-01 00:00:00", **MEASURED},
        {"id": 4, "type": "BP", "dataField": "120/80", "dateObserved": "2026-01-02 03:04:05", **MEASURED},
    ],
}  # fmt: skip
OSCAR_CORE = {
    "Patient": {
        "1": [f"{CORE}patient-ca-core"],
        "2": [],  # OT is nobody's health number: a card whose system is not known
        "3": [],  # no name
        "4": [],  # a name without family and given
        "5": [f"{CORE}patient-ca-core"],  # the check digit is wrong; the number is served as it is
    },
    "Practitioner": {
        "101": [],  # a licence whose college is not known
        "102": [f"{CORE}practitioner-ca-core"],
        "103": [],
    },
    "Organization": {"1": [f"{CORE}organization-ca-core"]},  # 2 has no name: a bad row (org-1)
    "Condition": {"1": [f"{CORE}condition-ca-core"]},
    # OSCAR does not say how sure an allergy is; where there is no verificationStatus, nothing of it is asked.
    "AllergyIntolerance": {"1": [f"{CORE}allergyintolerance-ca-core"], "2": []},
    "Observation": {
        "1": [f"{R4}vitalsigns"],
        "2": [f"{R4}vitalsigns"],  # vs-2: no value, but a reason why
        "3": [],  # no date
        "bp-4": [f"{R4}vitalsigns", f"{R4}bp"],
    },
}
OSCAR_BASELINE = {
    "Patient": {
        "1": [f"{BASELINE}profile-patient"],
        "2": [],
        "3": [f"{BASELINE}profile-patient"],  # CA Baseline asks for no name, only that one says something
        "4": [],
        "5": [f"{BASELINE}profile-patient"],
    },
    "Practitioner": {"101": [], "102": [f"{BASELINE}profile-practitioner"], "103": []},
    "MedicationRequest": {"1": [f"{BASELINE}profile-medicationrequest"]},
    "MedicationStatement": {"2": [f"{BASELINE}profile-medicationstatement"]},
    "Immunization": {"1": [f"{BASELINE}profile-immunization"]},
    "Procedure": {"2": [f"{BASELINE}profile-procedure"]},
    "ServiceRequest": {"1": [f"{BASELINE}profile-servicerequest"], "2": []},  # of nobody: the guide wants a requester
    "Organization": {"1": [f"{BASELINE}profile-organization"]},
    "Observation": {
        "1": [f"{BASELINE}profile-observation", f"{R4}vitalsigns"],
        "2": [f"{BASELINE}profile-observation", f"{R4}vitalsigns"],
        "3": [f"{BASELINE}profile-observation"],
        "bp-4": [f"{BASELINE}profile-observation", f"{R4}vitalsigns", f"{R4}bp"],
    },
}
USER = {"username": "roy", "authorized": 1, "active": 1}
OPENEMR: Mapping[str, list[dict[str, Any]]] = {
    "users": [
        {"id": 1, "lname": "Roy", "fname": "Anne", "npi": "1234567893", **USER},
        {"id": 2, "lname": "Roy", "fname": "Bob", "state_license_number": "L2", **USER},
    ],
    "patient_data": [
        {"id": 11, "pid": 1, "lname": "Tremblay", "fname": "Luc", "pubpid": "P1"},
        {"id": 12, "pid": 2, "lname": "", "fname": "", "title": "Mr"},
        {"id": 13, "pid": 3, "lname": "Roy", "fname": "Eve"},
    ],
    "patient_history": [{"id": 1, "pid": 3, "history_type_key": "name_history", "previous_name_prefix": "Ms"}],
    "form_encounter": [{"id": 1, "pid": 1, "encounter": 5, "date": "2026-01-02 03:04:05"}],
    "form_vitals": [{"id": 1, "pid": 1, "date": "2026-01-02 03:04:05", "bps": "120", "bpd": "", "weight": "150", "pulse": "0"}],
    "forms": [
        {"id": 1, "pid": 1, "encounter": 5, "formdir": "newpatient", "form_id": 1, "deleted": 0},
        {"id": 2, "pid": 1, "encounter": 5, "formdir": "vitals", "form_id": 1, "deleted": 0},
    ],
}  # fmt: skip
OPENEMR_CORE = {
    "Patient": {
        "1": [f"{CORE}patient-ca-core"],
        "2": [],
        "3": [],  # an earlier name that is a title only
    },
    "Practitioner": {"1": [f"{CORE}practitioner-ca-core"], "2": []},  # a licence number has no system here
    "Encounter": {"1": []},  # CA Core+ wants a type, for which no column is mapped
    "Observation": {
        "v-1-bp": [f"{R4}vitalsigns"],  # bp wants both pressures
        "v-1-w": [f"{R4}vitalsigns", f"{R4}bodyweight"],
    },
}
OPENEMR_BASELINE = {
    "Patient": {"1": [f"{BASELINE}profile-patient"], "2": [], "3": []},
    "Encounter": {"1": [f"{BASELINE}profile-encounter"]},
}
CASES = [
    (oscar.adapter, oscar_tables.metadata, OSCAR, "ca-core", OSCAR_CORE),
    (oscar.adapter, oscar_tables.metadata, OSCAR, "ca-baseline", OSCAR_BASELINE),
    (openemr.adapter, openemr_tables.metadata, OPENEMR, "ca-core", OPENEMR_CORE),
    (openemr.adapter, openemr_tables.metadata, OPENEMR, "ca-baseline", OPENEMR_BASELINE),
]
SITE = {"mrn_system": "https://clinic.example/mrn", "encounter_system": "https://clinic.example/encounter"}


@pytest.mark.parametrize(("adapter", "tables", "rows", "profiles", "expected"), CASES)
def test_what_is_claimed_and_found(
    sqlite_url: str,
    adapter: Adapter,
    tables: MetaData,
    rows: Mapping[str, list[dict[str, Any]]],
    profiles: str,
    expected: Mapping[str, Mapping[str, list[str]]],
) -> None:
    fill(sqlite_url, tables, rows)
    clinic = serve(adapter, sqlite_url, site=SITE, profiles=profiles)
    for type_, claimed in expected.items():
        served = {item["id"]: item["meta"].get("profile", []) for item in clinic.pages(type_)}
        assert served == claimed, type_
        for url in {url for urls in claimed.values() for url in urls}:
            found = {item["id"] for item in clinic.pages(type_, f"_profile={url}")}
            assert found == {id_ for id_, urls in claimed.items() if url in urls}, url


def test_a_number_that_fails_its_check_is_served_as_it_is(sqlite_url: str) -> None:
    fill(sqlite_url, oscar_tables.metadata, OSCAR)
    clinic: Service = serve(oscar.adapter, sqlite_url, site=SITE, profiles="ca-core")
    _, body = clinic.get("Patient", "5")
    assert body["identifier"][0]["value"] == "9876543210"
