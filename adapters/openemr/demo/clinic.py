"""The practice itself: its places, its users with the address book, the version."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row, Rows
from profiles.ca_core.check_digits import luhn
from profiles.ca_core.demo.people import People, Place
from profiles.ca_core.demo.visits import OPENED, moment

from ..tables import facility, users, version

TORONTO = Place("Toronto", "ON", "416", "M5V", 1, 0.03)
PATIENTS_EACH = 1500  # of one doctor
RELEASE: Row = {
    "v_major": 8, "v_minor": 2, "v_patch": 0, "v_realpatch": 0, "v_tag": "", "v_database": 541, "v_acl": 13,
}  # fmt: skip
# name, street, postal code, inactive
PLACES = (
    ("Harbourfront Family Health", "255 Queens Quay West", "M5V 2Z4", 0),
    ("Harbourfront Family Health - Mississauga", "300 City Centre Drive", "L5B 3C1", 0),
    ("Old Spadina Walk-in", "12 Spadina Avenue", "M5V2J4", 1),
    ("", None, "", 0),  # somebody pressed Save too early
)
# username, family, given, may chart, works here, kind of address book entry. Ids 1, 2, …
STAFF: tuple[tuple[str | None, str, str, int | None, int, str], ...] = (
    ("admin", "Administrator", "", 1, 1, ""),
    ("nurse", "D'Souza", "Anita", 0, 1, ""),
    ("retired", "Whitfield", "Graham", 1, 0, ""),
    ("rlee", "Lee", "Robin", 1, 1, ""),
    ("RLee", "Lee", "Rosalind", 1, 1, ""),  # one name to the database
    (None, "Cardio", "Camille", None, 1, "spe"),
    ("", "Harbour Laboratories", "", 0, 1, "ord_lab"),
)


class Clinic:
    """Knows who works here, to name them in charts."""

    def __init__(self, people: People, rng: Random, patients: int) -> None:
        self._people = people
        self._rng = rng
        first = len(STAFF) + 1
        count = 5 + patients // PATIENTS_EACH
        self.doctors = {first + number: f"doctor{number + 1}" for number in range(count)}  # user name by id

    def doctor(self) -> int:
        """The id of one of the doctors."""
        return self._rng.choice(list(self.doctors))

    def rows(self) -> Rows:
        """The rows that belong to no patient."""
        numbers: Counter[Table] = Counter()
        chart = Chart(numbers)
        chart.put(version, RELEASE)
        for name, street, postal, inactive in PLACES:
            chart.add(facility, self._facility(name, street, postal, inactive))
        for known in STAFF:
            chart.add(users, self._user(*known))
        for username in self.doctors.values():
            chart.add(users, self._doctor(username))
        return chart.rows()

    def _facility(self, name: str, street: str | None, postal: str, inactive: int) -> Row:
        return {
            "uuid": self._rng.randbytes(16) if name else None,
            "name": name,
            "phone": self._people.phone(TORONTO) if name else "",
            "fax": self._people.phone(TORONTO) if street and not inactive else None,
            "email": "desk@example.org" if name else "",
            "website": "https://example.org" if name else None,
            "street": street,
            "city": "Mississauga" if postal.startswith("L") else "Toronto",
            "state": "ON",
            "postal_code": postal,
            "country_code": "Canada" if name else "",
            "service_location": 1 if street else 0,
            "pos_code": 11 if street else None,
            "attn": "Front desk" if name else None,
            "facility_npi": npi(self._rng) if postal == PLACES[0][2] else "",
            "mail_street": "PO Box 12" if name else None,
            "mail_street2": "Station A" if name else None,
            "mail_city": "Toronto" if name else None,
            "mail_state": "ON" if name else None,
            "mail_zip": "M5W 1A1" if name else None,
            "oid": "",
            "inactive": inactive,
            "organization_type": "prov",
            "last_updated": str(moment(self._rng, OPENED, date(2026, 10, 1))),
        }

    def _doctor(self, username: str) -> Row:
        female, french = self._rng.random() < 0.5, self._rng.random() < 0.1
        family, given = self._people.family(french), self._people.given(french, female)
        return {
            **self._user(username, family, given, 1, 1, ""),
            "title": "Dr.",
            "mname": self._people.given(french, female)[:1] + ".",
            "suffix": "MD",
            "npi": npi(self._rng) if self._rng.random() < 0.3 else "",  # in a Canadian clinic, few
            "state_license_number": str(self._rng.randint(50_000, 129_999)),
            "specialty": "Family Medicine",
            "physician_type": "attending_physician",
            "phonecell": self._people.phone(TORONTO),
        }

    def _user(
        self, username: str | None, family: str, given: str, authorized: int | None, active: int, entry: str
    ) -> Row:
        phone = self._people.phone(TORONTO)
        return {
            "uuid": self._rng.randbytes(16) if username else None,
            "username": username,
            "authorized": authorized,
            "active": active,
            "abook_type": entry,
            "title": None,
            "fname": given,
            "mname": "",
            "lname": family,
            "suffix": None,
            "npi": "",
            "state_license_number": "",
            "specialty": "",
            "physician_type": None,
            "facility_id": self._rng.choice((1, 1, 2)) if username else 0,
            "email": f"{username}@example.org" if username else "",
            "phone": phone if entry else "",
            "phonew1": "416-555-0100",
            "phonecell": "",
            "fax": "416-555-0101",
            "street": "255 Queens Quay West",
            "streetb": "Suite 200",
            "city": "Toronto",
            "state": "ON",
            "zip": "M5V 2Z4",
            "country_code": "Canada" if username else None,
            "url": "https://example.org" if entry else None,
            "taxonomy": "207RC0000X" if entry == "spe" else "207Q00000X",
            "last_updated": str(moment(self._rng, OPENED, date(2026, 10, 1))),
        }


def npi(rng: Random) -> str:
    """A number of the United States' register of providers, with its check digit."""
    nine = f"1{rng.randrange(10**8):08d}"
    return nine + luhn("80840" + nine)
