"""One patient in `demographic`, with the archived copies, the cell phone beside it and who was merged into whom."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.people import TODAY, People, Person
from profiles.ca_core.demo.visits import OPENED, before, moment

from ..tables import demographic, demographic_merged, demographicArchive, demographicExt, log
from .clinic import Clinic

NEVER = "2100-01-01"  # what OSCAR enters as the end of what has none
_ARCHIVED = tuple(column.name for column in demographicArchive.columns)
# Of every two hundred patients: 30 was merged into 29, and then 31 into 30; 36 into 35; 33 into 32 by mistake,
# which was undone. The first three are the same person once more.
CYCLE = 200
ABSORBED = {30: "MERGED", 31: "AC", 36: "MERGED"}
UNDONE = 33
TITLES = {(False, False): "MR", (False, True): "MS", (True, False): "MR", (True, True): "MME"}
STATUSES = ("AC", "IN", "MO", "FI", "IC", "ID")
STATUS_SHARES = (90, 5, 3, 1, 0.5, 0.5)


def is_absorbed(number: int) -> bool:
    """Whether this patient is the one before once more."""
    return number % CYCLE in ABSORBED


class Registration:
    """Enters patients as OSCAR's screens do."""

    def __init__(self, people: People, clinic: Clinic, rng: Random) -> None:
        self._people = people
        self._clinic = clinic
        self._rng = rng

    def enter(self, chart: Chart, number: int, person: Person) -> Row:
        """The patient's own row and all that comes with it."""
        joined = before(self._rng, TODAY, 12, person.born)
        row = chart.put(demographic, self._demographic(number, person, joined))
        self._archive(chart, row, joined)
        self._extras(chart, number, person, joined)
        self._merge(chart, number)
        for action, when in (("add", f"{joined} 09:00:00"), ("read", str(moment(self._rng, OPENED, TODAY)))):
            chart.add(log, log_row(action, number, when, self._clinic.anybody()))
        return row

    def _demographic(self, number: int, person: Person, joined: date) -> Row:
        status, since = self._status(number, person, joined)
        return {
            "demographic_no": number,
            **self._names(person),
            **self._contact(person),
            "year_of_birth": f"{person.born:%Y}",
            "month_of_birth": f"{person.born:%m}",
            "date_of_birth": f"{person.born:%d}",
            **self._card(number, person, joined),
            **self._roster(person, joined),
            "patient_status": status,
            "patient_status_date": str(since),
            "date_joined": str(joined),
            "chart_no": f"R{number:06d}" if self._rng.random() < 0.7 else "",
            "official_lang": "French" if person.french else "English",
            "spoken_lang": "FRENCH" if person.french else "ENGLISH",
            "sex": self._sex(person),
            "end_date": NEVER,
            **self._miscellany(person),
            "lastUpdateUser": self._clinic.anybody(),
            "lastUpdateDate": str(moment(self._rng, max(OPENED, joined), TODAY - timedelta(days=1))),
        }

    def _names(self, person: Person) -> Row:
        """In capitals, as one desk in five types them; the middle name often stands behind the first."""
        rng = self._rng
        capitals = str.upper if rng.random() < 0.2 else str
        inline = rng.random() < 0.2 and person.middle
        return {
            "title": TITLES[person.french, person.female] if rng.random() < 0.6 else "",
            "last_name": capitals(person.family),
            "first_name": capitals(f"{person.given} {person.middle}" if inline else person.given),
            "middleNames": "" if inline else capitals(person.middle),
            "pref_name": person.usual,
            "alias": None,
        }

    def _contact(self, person: Person) -> Row:
        rng = self._rng
        line = f"{person.unit}-{person.street}" if person.unit else person.street
        elsewhere = rng.random() < 0.1  # than where the mail goes
        return {
            "address": line,
            "city": person.place.city,
            "province": person.place.province,
            "postal": person.postal,
            "residentialAddress": self._people.street(person.french) if elsewhere else "",
            "residentialCity": person.place.city if elsewhere else "",
            "residentialProvince": person.place.province if elsewhere else "",
            "residentialPostal": self._people.postal(person.place) if elsewhere else "",
            "previousAddress": None,
            "phone": person.home,
            "phone2": person.work,
            "email": person.email,
            "consentToUseEmailForCare": rng.choice((0, 1)) if person.email else None,
        }

    def _card(self, number: int, person: Person, joined: date) -> Row:
        """The health card; newborns in British Columbia bear their mother's number, told by version 66."""
        kind = person.jurisdiction
        if kind == "QC" and number % 2:
            kind = "QC-RAMQ"
        newborn = kind == "BC" and person.age() < 1
        return {
            "hin": person.health_number,
            "ver": "66" if newborn else person.version,
            "hc_type": kind or "ON",
            "eff_date": str(joined),
            "hc_renew_date": str(TODAY + timedelta(days=self._rng.randint(-200, 1500))),
            "pcn_indicator": None,
        }

    def _roster(self, person: Person, joined: date) -> Row:
        doctor = self._rng.choice(self._clinic.doctors)
        rostered = person.jurisdiction == "ON" and self._rng.random() < 0.8
        return {
            "roster_status": "RO" if rostered else self._rng.choice(("NR", "FS", "")),
            "roster_date": str(joined) if rostered else None,
            "roster_termination_date": None,
            "roster_termination_reason": None,
            "roster_enrolled_to": doctor if rostered else None,
            "provider_no": doctor,
            "family_doctor": "<rdohip></rdohip><rd></rd>",
        }

    def _status(self, number: int, person: Person, joined: date) -> tuple[str, date]:
        if is_absorbed(number):
            return ABSORBED[number % CYCLE], before(self._rng, TODAY, 3, joined)
        if person.died:
            return "DE", person.died
        status = self._rng.choices(STATUSES, STATUS_SHARES)[0]
        return status, joined if status == "AC" else before(self._rng, TODAY, 3, joined)

    def _sex(self, person: Person) -> str:
        told = self._rng.random()
        if told < 0.01:
            return "X" if told < 0.005 else "U"
        return "F" if person.female else "M"

    def _miscellany(self, person: Person) -> Row:
        asked = self._rng.random() < 0.04
        return {
            "gender": ("Female" if person.female else "Male") if asked else None,
            "genderId": None,
            "pronoun": ("she/her" if person.female else "he/him") if asked else None,
            "pronounId": None,
            "country_of_origin": "C" if self._rng.random() < 0.3 else "",
            "citizenship": "",
            "newsletter": "Unknown",
            "anonymous": None,
            "children": None,
            "sourceOfIncome": None,
            "sin": "",
            "myOscarUserName": None,
        }

    def _archive(self, chart: Chart, row: Row, joined: date) -> None:
        """A copy of every state: all of the first, for one in ten of an address before it."""
        states = [row]
        if self._rng.random() < 0.1:
            states.insert(0, {**row, "address": self._people.street(False), "lastUpdateDate": f"{joined} 09:00:00"})
        for state in states:
            copy = {name: state[name] for name in _ARCHIVED if name in state}
            copy["city"] = copy["city"][:20]
            copy["lastUpdateDate"] = copy["lastUpdateDate"][:10]
            chart.add(demographicArchive, copy)

    def _extras(self, chart: Chart, number: int, person: Person, joined: date) -> None:
        """The cell phone, blank where there is none. A change of it often leaves the older row."""
        if person.cell and self._rng.random() < 0.06:
            old = self._people.phone(person.place)
            chart.add(demographicExt, extra(number, "demo_cell", old, self._clinic.anybody(), joined))
        chart.add(demographicExt, extra(number, "demo_cell", person.cell, self._clinic.anybody(), joined))
        chart.add(demographicExt, extra(number, "aboriginal", "", self._clinic.anybody(), joined))
        if person.work:
            chart.add(demographicExt, extra(number, "wPhoneExt", str(number % 90 + 10), None, joined))

    def _merge(self, chart: Chart, number: int) -> None:
        place = number % CYCLE
        if place in ABSORBED or place == UNDONE:
            merged = {
                "demographic_no": number,
                "merged_to": number - 1,
                "deleted": int(place == UNDONE),
                "lastUpdateUser": self._clinic.anybody(),
                "lastUpdateDate": str(before(self._rng, TODAY, 3, OPENED)),
            }
            chart.add(demographic_merged, merged)


def extra(number: int, key: str, value: str, provider: str | None, on: date) -> Row:
    """One further fact about a patient."""
    return {
        "demographic_no": number,
        "provider_no": provider,
        "key_val": key,
        "value": value,
        "date_time": f"{on} 09:05:00",
        "hidden": "0",
    }


def log_row(action: str, number: int, when: str, provider: str) -> Row:
    """OSCAR's own note of who did what."""
    return {
        "dateTime": when,
        "provider_no": provider,
        "action": action,
        "content": "demographic",
        "contentId": str(number),
        "ip": "192.0.2.10",
        "demographic_no": number,
        "data": "",
        "securityId": None,
    }
