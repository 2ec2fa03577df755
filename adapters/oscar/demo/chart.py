"""What is known of one patient's health: allergies, problems, and what every visit measured."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.complaints import REACTIONS, Allergen, Problem, allergens_of, problems_of
from profiles.ca_core.demo.growth import Body, Vitals
from profiles.ca_core.demo.people import TODAY, People, Person
from profiles.ca_core.demo.visits import OPENED, before, moment, visits

from ..codes.chart import PARTIAL_DATE
from ..tables import allergies, dxresearch, measurements, partial_date
from .clinic import Clinic
from .demographics import Registration, is_absorbed

NO_ALLERGIES = ("NKDA", "NKDA", "NKDA", "No Known Drug Allergies", "NKA")
INSTRUCTIONS = {
    "BP": "sitting position",
    "HT": "in cm",
    "WT": "in kg",
    "BMI": "BMI",
    "HR": "in bpm (nnn) Range:40-180",
    "TEMP": "C(for Celsius)",
    "RESP": "breaths/min",
    "02": "percent",
    "WAIS": "in cm",
    "HC": "in cm",
    "SMK": "Yes/No",
    "A1C": "Range:4.0-6.0",
}


class Author:
    """Writes one chart after the other."""

    def __init__(self, people: People, clinic: Clinic, mean_visits: float, rng: Random) -> None:
        self._people = people
        self._clinic = clinic
        self._registration = Registration(people, clinic, rng)
        self._mean = mean_visits
        self.came: list[datetime] = []
        self._rng = rng
        self._numbers: Counter[Table] = Counter()
        self._person: Person | None = None

    def write(self, number: int) -> Chart:
        """The chart of the patient with this number."""
        again = self._person if is_absorbed(number) else None
        person = self._person = again or self._people.draw(number)
        chart = Chart(self._numbers)
        self._registration.enter(chart, number, person)
        self._allergies(chart, number, person)
        self._problems(chart, number, person)
        body = Body(person, self._rng)
        self.came = visits(person, self._mean, self._rng)
        for when in self.came:
            self._measure(chart, number, person, body.measured(when.date()), when)
        return chart

    @property
    def met(self) -> Person:
        """Whom the chart written last is about."""
        assert self._person is not None
        return self._person

    def _allergies(self, chart: Chart, number: int, person: Person) -> None:
        rng, found = self._rng, allergens_of(self._rng)
        if not found and rng.random() < 0.3:
            chart.add(allergies, self._allergy(number, person, rng.choice(NO_ALLERGIES), {}))
        for position, allergen in enumerate(found):
            kind = _kind(allergen, rng)
            description = allergen.french if person.french else allergen.text
            row = self._allergy(number, person, kind.pop("DESCRIPTION", description), kind)
            row.update(self._reaction(person), position=position)
            if rng.random() < 0.15:  # an edit leaves the row as it was, archived
                chart.add(allergies, {**row, "archived": 1, "severity_of_reaction": "4"})
            row = chart.add(allergies, row)
            self._blur(chart, "allergies.start_date", row["allergyid"], row)

    def _allergy(self, number: int, person: Person, description: str, kind: Row) -> Row:
        rng = self._rng
        entered = before(rng, TODAY, 8, person.born)
        start = before(rng, entered, 20, person.born) if kind and rng.random() < 0.6 else None
        return {
            "demographic_no": number,
            "entry_date": str(entered),
            "DESCRIPTION": description,
            "TYPECODE": 0,
            "drugref_id": "",
            "regional_identifier": None,
            "atc": None,
            "nonDrug": None,
            **kind,
            "reaction": "",
            "archived": 0,
            "start_date": None if start is None else str(start),
            "age_of_onset": "0",
            "severity_of_reaction": "0",
            "onset_of_reaction": "0",
            "life_stage": None,
            "position": 0,
            "lastUpdateDate": str(moment(rng, entered, TODAY)),
            "providerNo": self._clinic.anybody(),
            "reaction_type": None,
        }

    def _reaction(self, person: Person) -> Row:
        rng = self._rng
        return {
            "reaction": rng.choice(REACTIONS)[person.french] if rng.random() < 0.8 else "",
            "severity_of_reaction": rng.choices("12340", (35, 30, 12, 8, 15))[0],
            "onset_of_reaction": rng.choice("12340"),
            "life_stage": rng.choice(("A", "C", "T", "I", None)),
            "age_of_onset": str(rng.randint(1, 40)) if rng.random() < 0.2 else "0",
            "reaction_type": "allergy" if rng.random() < 0.3 else None,
        }

    def _problems(self, chart: Chart, number: int, person: Person) -> None:
        rng = self._rng
        for problem in problems_of(person, rng):
            code, system = _code(problem, rng)
            updated = moment(rng, max(OPENED, person.born), TODAY - timedelta(days=1))
            start = before(rng, updated.date(), 10, person.born)
            row: Row = {
                "demographic_no": number,
                "start_date": str(start),
                "update_date": str(updated),
                "status": rng.choices("ACD", (80, 15, 5))[0],
                "dxresearch_code": code,
                "coding_system": system,
                "association": int(rng.random() < 0.1),
                "providerNo": self._clinic.anybody(),
            }
            row = chart.add(dxresearch, row)
            self._blur(chart, "dxresearch.start_date", row["dxresearch_no"], row)

    def _blur(self, chart: Chart, column: str, key: int, row: Row) -> None:
        """For one date in six only the year or the month is known: the rest of it is 01."""
        start = row["start_date"]
        if start is None or self._rng.random() >= 1 / 6:
            return
        known = self._rng.choice(("YYYY", "YYYY-MM"))
        row["start_date"] = (start[: len(known)] + "-01-01")[:10]
        chart.add(partial_date, precision(column, key, known))

    def _measure(self, chart: Chart, number: int, person: Person, found: Vitals, when: datetime) -> None:
        """About five rows a visit; who wrote them down did so within the hour, mostly."""
        rng, who = self._rng, self._clinic.anybody()
        entered = when + timedelta(minutes=rng.choice((2, 5, 9, 30, 55)), seconds=rng.randrange(60))
        for kind, value in _values(found, rng):
            chart.add(measurements, measurement(number, kind, value, when, entered, who))
        if rng.random() < 0.06:
            lab = measurement(number, "", f"{rng.uniform(60, 110):.0f}", when, entered, "0")
            chart.add(measurements, {**lab, "measuringInstruction": "umol/L"})
        elif person.age() > 18 and rng.random() < 0.06:
            chart.add(measurements, measurement(number, "SMK", rng.choice(("Yes", "No")), when, entered, who))


def measurement(number: int, kind: str, value: str, when: datetime | date, entered: datetime, who: str) -> Row:
    """One row of `measurements`."""
    return {
        "type": kind,
        "demographicNo": number,
        "providerNo": who,
        "dataField": value,
        "measuringInstruction": INSTRUCTIONS.get(kind, ""),
        "comments": "",
        "dateObserved": str(when),
        "dateEntered": str(entered),
        "appointmentNo": 0,
    }


def precision(column: str, key: int, known: str) -> Row:
    """How much of a date is known, where not all of it is."""
    table, field = PARTIAL_DATE[column]
    return {"table_name": table, "table_id": key, "field_name": field, "format": known}


def _values(found: Vitals, rng: Random) -> list[tuple[str, str]]:
    values = [("WT", f"{found.weight:g}"), ("HR", str(found.pulse))]
    if found.head is None:
        values.append(("BP", f"{found.systolic}/{found.diastolic}"))
    else:
        values.append(("HC", f"{found.head:g}"))
    if rng.random() < 0.5:
        values += [("HT", f"{found.height:g}"), ("BMI", f"{found.bmi:.1f}")]
    if rng.random() < 0.35:
        values.append(("TEMP", f"{found.temperature:.1f}"))
    if rng.random() < 0.3:
        values.append(("RESP", str(found.breaths)))
    if rng.random() < 0.15:
        values.append(("02", str(found.saturation)))
    if found.waist is not None and rng.random() < 0.12:
        values.append(("WAIS", f"{found.waist:g}"))
    return values


def _kind(allergen: Allergen, rng: Random) -> Row:
    """How it was entered: a brand with its DIN, a class with its ATC code, a generic or an ingredient, free text."""
    if not allergen.atc:
        return {"TYPECODE": 0, "nonDrug": 1}
    if allergen.din and rng.random() < 0.6:
        return {
            "TYPECODE": 13, "DESCRIPTION": allergen.brand, "drugref_id": str(rng.randint(10_000, 99_999)),
            "regional_identifier": allergen.din, "nonDrug": 0,
        }  # fmt: skip
    if rng.random() < 0.5:
        return {"TYPECODE": 8, "atc": allergen.atc, "nonDrug": 0}
    return {"TYPECODE": rng.choice((11, 12, 14, 0)), "nonDrug": None}


def _code(problem: Problem, rng: Random) -> tuple[str, str]:
    chosen = rng.random()
    if chosen < 0.1:
        return problem.icd10, "icd10"
    if chosen < 0.16 and problem.snomed:
        return problem.snomed[:10], "SnomedCore"
    return problem.icd9, "icd9"
