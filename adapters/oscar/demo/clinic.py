"""The clinic itself: its one row, the providers, the table of ICD-9 codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import Table

from facade.adapter.demo_clinic import Row
from profiles.ca_core.demo.complaints import PROBLEMS
from profiles.ca_core.demo.people import People, Place
from profiles.ca_core.demo.visits import OPENED, before, moment

from ..tables import clinic, diagnosticcode, icd9, provider

OTTAWA = Place("Ottawa", "ON", "613", "K1N", 1, 0.25)
PATIENTS_EACH = 1500  # of one doctor
COMMENTS = (
    "<xml_p_fax>613-555-0101</xml_p_fax><xml_p_cell>613-555-0199</xml_p_cell><xml_p_pager></xml_p_pager>"
    "<xml_p_slpassword>not for anybody</xml_p_slpassword>"
)

CLINIC: Row = {
    "clinic_no": 1234,
    "clinic_name": "Riverside Family Practice / Médecine familiale Riverside",
    "clinic_address": "200 Rideau Street",
    "clinic_city": "Ottawa",
    "clinic_postal": "K1N 5Y1",
    "clinic_phone": "613-555-0100",
    "clinic_fax": "613-555-0101",
    "clinic_province": "Ontario",
    "status": "A",
}
# provider_no, family, given, what, sex, college number, college, status. The first three are the seeded ones; a
# number is a text, so 007 and 7 are two people.
STAFF: tuple[tuple[str, str, str, str, str, str, str | None, str | None], ...] = (
    ("-1", "system", "system", "admin", "", "", None, "1"),
    ("999998", "oscardoc", "doctor", "doctor", "", "", "", "1"),
    ("000000", "Locum", "Any", "doctor", "U", "", None, "0"),
    ("007", "Lévesque", "Hélène", "nurse", "F", "9912345", "CNORN", "1"),
    ("7", "Moreau", "Paul", "nurse", "M", "9923456", "CNORNP", "1"),
    ("30", "O'Neill", "Siobhan", "midwife", "F", "1044", "CMO", "1"),
    ("31", "Zhang", "Wei", "pharmacist", "M", "605512", "OCP", "1"),
    ("40", "Desk", "Front", "receptionist", "", "", None, "1"),
    ("41", "Retired", "Robert", "doctor", "M", "41234", "CPSO", ""),
    ("42", "Départ", "Denise", "doctor", "f", "42345", "cpso", None),
    ("43", "Elsewhere", "Erin", "doctor", "T", "43456", "QCMD", "0"),
)
OTHER_CODES = (
    ("250", "Diabetes mellitus without complication"),  # a second row for a code that has one
    ("4280", "Congestive heart failure, unspecified"),
    ("6500", "Normal delivery"),
    ("V202", "Routine infant or child health check"),
)
BILLED = (("01B", "Asthma, allergic", "BC"), ("250", "Diabetes mellitus", "BC"), ("250", "Diabetes", "ON"))
MISSING_CODE = "7242"  # is found in charts, but not in the table of codes


class Clinic:
    """Knows who works here, to name them in charts."""

    def __init__(self, people: People, rng: Random, patients: int) -> None:
        self._people = people
        self._rng = rng
        self.doctors = [str(101 + number) for number in range(6 + patients // PATIENTS_EACH)]

    def anybody(self) -> str:
        """Who may have written a row: mostly a doctor."""
        return self._rng.choice(self.doctors) if self._rng.random() < 0.85 else self._rng.choice(("007", "7", "999998"))

    def rows(self) -> Iterator[tuple[Table, Row]]:
        """The rows that belong to no patient."""
        yield clinic, CLINIC
        for known in STAFF:
            yield provider, self._provider(*known)
        for number in self.doctors:
            yield provider, self._doctor(number)
        codes = [(problem.icd9, problem.text) for problem in PROBLEMS if problem.icd9 != MISSING_CODE]
        for key, (code, description) in enumerate([*codes, *OTHER_CODES], start=1):
            yield icd9, {"id": key, "icd9": code, "description": description}
        for key, (code, description, region) in enumerate(BILLED, start=1):
            yield diagnosticcode, {
                "diagnosticcode_no": key, "diagnostic_code": code, "description": description, "status": "A",
                "region": region,
            }  # fmt: skip

    def _doctor(self, number: str) -> Row:
        female, french = self._rng.random() < 0.5, self._rng.random() < 0.3
        family, given = self._people.family(french), self._people.given(french, female)
        licence = str(self._rng.randint(50_000, 129_999))
        row = self._provider(number, family, given, "doctor", "F" if female else "M", licence, "CPSO", "1")
        return {**row, "title": "Dr.", "ohip_no": f"{self._rng.randint(1, 999_999):06d}", "specialty": "00"}

    def _provider(
        self, number: str, family: str, given: str, what: str, sex: str, licence: str, college: str | None,
        status: str | None,
    ) -> Row:  # fmt: skip
        """One row; the seeded accounts were never touched, so their stamp is zero."""
        rng, seeded = self._rng, number in ("-1", "999998", "000000")
        born = None if seeded or rng.random() < 0.4 else before(rng, date(1998, 1, 1), 35, date(1950, 1, 1))
        changed: Any = "0000-00-00 00:00:00" if seeded else str(moment(rng, OPENED, date(2026, 10, 1)))
        return {
            "provider_no": number,
            "last_name": family,
            "first_name": given,
            "provider_type": what,
            "specialty": "",
            "sex": sex,
            "dob": None if born is None else str(born),
            "address": "" if seeded else "200 Rideau Street, Ottawa",
            "phone": "" if rng.random() < 0.6 else self._people.phone(OTTAWA),
            "work_phone": "" if seeded else "613-555-0100 x" + number,
            "ohip_no": "",
            "billing_no": "",
            "status": status,
            "comments": COMMENTS if number in ("101", "007") else "" if seeded else None,
            "practitionerNo": licence,
            "practitionerNoType": college,
            "email": None if seeded else f"staff{number}@example.org",
            "title": "",
            "lastUpdateUser": "999998",
            "lastUpdateDate": changed,
        }
