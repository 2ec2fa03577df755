"""One patient in `patient_data`, with earlier names and the log's word of it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.people import TODAY, People, Person
from profiles.ca_core.demo.visits import OPENED, before, moment

from ..tables import log, patient_data, patient_history
from .clinic import Clinic

TITLES = {False: ("Mr.", "Mr.", "Dr.", ""), True: ("Ms.", "Mrs.", "Miss", "Dr.", "")}
MARITAL = ("married", "single", "divorced", "widowed", "separated", "domestic partner", "")
MARITAL_SHARES = (45, 28, 9, 6, 3, 4, 5)


class Registration:
    """Enters patients as OpenEMR's screens do."""

    def __init__(self, people: People, clinic: Clinic, rng: Random) -> None:
        self._people = people
        self._clinic = clinic
        self._rng = rng

    def enter(self, chart: Chart, number: int, person: Person) -> Row:
        """The patient's own row and all that comes with it."""
        rng = self._rng
        joined = moment(rng, before(rng, TODAY, 12, person.born), TODAY)
        changed = moment(rng, max(OPENED, joined.date()), TODAY - timedelta(days=1))
        row = chart.put(
            patient_data,
            {
                **self._numbers(number, person),
                **self._names(person),
                **self._contact(person),
                "date": str(changed),
                "regdate": str(joined),
                "created_by": self._clinic.doctor(),
                "updated_by": self._clinic.doctor() if rng.random() < 0.8 else None,
                "last_updated": str(changed),
            },
        )
        self._history(chart, number, person)
        chart.add(log, log_row("patient-record-insert", number, str(joined)))
        return row

    def _numbers(self, number: int, person: Person) -> Row:
        """`id` is one ahead of `pid`: who joins by it gets the wrong patient, as at any site that lost a row."""
        rng = self._rng
        return {
            "id": number + 1,
            "uuid": rng.randbytes(16) if rng.random() < 0.85 else None,
            "pid": number,
            "pubpid": f"T-{number:05d}" if rng.random() < 0.4 else str(number),
            "DOB": str(person.born),
            "sex": "UNK" if rng.random() < 0.01 else ("Female" if person.female else "Male"),
            "status": rng.choices(MARITAL, MARITAL_SHARES)[0] if person.age() > 18 else "single",
            "language": "French" if person.french else "English",
            "deceased_date": f"{person.died} 00:00:00" if person.died else None,
            "providerID": self._clinic.doctor() if rng.random() < 0.9 else 0,
            "genericname1": f"HCN {person.jurisdiction}" if person.jurisdiction else "",
            "genericval1": f"{person.health_number} {person.version}".strip(),
            "genericname2": "",
            "genericval2": "",
        }

    def _names(self, person: Person) -> Row:
        rng = self._rng
        married = person.female and person.age() > 25 and rng.random() < 0.15
        return {
            "title": rng.choice(TITLES[person.female]),
            "fname": person.given,
            "mname": person.middle,
            "lname": person.family,
            "suffix": "Jr." if not person.female and rng.random() < 0.02 else None,
            "preferred_name": person.usual or None,
            "birth_fname": person.given if married else None,
            "birth_mname": None,
            "birth_lname": self._people.family(person.french) if married else None,
        }

    def _contact(self, person: Person) -> Row:
        return {
            "street": person.street,
            "street_line_2": f"Apt. {person.unit}" if person.unit else None,
            "city": person.place.city,
            "county": "",
            "state": person.place.province,
            "postal_code": person.postal,
            "country_code": self._rng.choice(("Canada", "Canada", "CA", "")),
            "phone_home": person.home,
            "phone_biz": person.work,
            "phone_cell": person.cell,
            "email": person.email,
        }

    def _history(self, chart: Chart, number: int, person: Person) -> None:
        """Earlier names, of a few two; the table keeps other histories too."""
        if self._rng.random() < 0.08:
            for _ in range(self._rng.choice((1, 1, 2))):
                ended = before(self._rng, TODAY, 15, person.born)
                row = history_row(number, self._people.family(person.french), person.given, ended)
                chart.add(
                    patient_history, {**row, "previous_name_middle": person.middle, "uuid": self._rng.randbytes(16)}
                )
        if self._rng.random() < 0.02:
            care_team = {**history_row(number, "", "", TODAY), "history_type_key": "care_team_history"}
            chart.add(patient_history, care_team)


def history_row(number: int, family: str, given: str, ended: date) -> Row:
    """A name that was given up."""
    return {
        "uuid": None,
        "date": f"{ended} 09:30:00",
        "pid": number,
        "history_type_key": "name_history",
        "previous_name_prefix": "",
        "previous_name_first": given,
        "previous_name_middle": "",
        "previous_name_last": family,
        "previous_name_suffix": "",
        "previous_name_enddate": str(ended),
        "created_by": 1,
    }


def log_row(what: str, number: int, when: str) -> Row:
    """OpenEMR's own note of who did what."""
    return {
        "date": when,
        "event": what,
        "category": "Patient Demographics",
        "user": "admin",
        "groupname": "Default",
        "comments": "",
        "user_notes": None,
        "patient_id": number,
        "success": 1,
        "checksum": None,
        "crt_user": None,
        "log_from": "open-emr",
        "menu_item_id": None,
        "ccda_doc_id": None,
    }
