"""What is known of one patient's health: the lists of issues, and every visit with its vital signs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.complaints import REACTIONS, REASONS, Allergen, Problem, allergens_of, problems_of
from profiles.ca_core.demo.growth import Body, Vitals
from profiles.ca_core.demo.people import TODAY, People, Person
from profiles.ca_core.demo.visits import OPENED, before, in_utc, moment, visits

from ..codes.chart import FROM_INCH, FROM_POUND
from ..tables import form_encounter, form_vitals, forms, issue_encounter, lists, lists_touch
from .clinic import PLACES, Clinic
from .demographics import Registration

ZONE = ZoneInfo("America/Toronto")
ENCOUNTERS_AHEAD = 17  # `encounter` comes from a sequence that other tables draw from too
SEVERITIES = ("mild", "mild_to_moderate", "moderate", "moderate_to_severe", "severe", "fatal", "unassigned", "", None)
CLASSES = ("AMB", "VR", "HH", "EMER")
CLASS_SHARES = (88, 8, 2, 2)


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
        person = self._person = self._people.draw(number)
        chart = Chart(self._numbers)
        self._registration.enter(chart, number, person)
        for allergen in allergens_of(self._rng):
            chart.add(lists, self._allergy(number, person, allergen))
        problems = [chart.add(lists, self._problem(number, person, what)) for what in problems_of(person, self._rng)]
        self._others(chart, number, person)
        self._touch(chart, number)
        body = Body(person, self._rng)
        self.came = visits(person, self._mean, self._rng)
        for when in self.came:
            self._visit(chart, number, person, body, when, problems)
        return chart

    @property
    def met(self) -> Person:
        """Whom the chart written last is about."""
        assert self._person is not None
        return self._person

    def _issue(self, number: int, person: Person, kind: str, title: str) -> Row:
        """A row of `lists`. The old screen writes the month where the minutes of `date` belong."""
        rng, who = self._rng, self._clinic.doctor()
        entered = moment(rng, max(OPENED, person.born), TODAY - timedelta(days=1))
        changed = in_utc(moment(rng, entered.date(), TODAY), ZONE)
        return issue_row(
            number,
            kind,
            title,
            entered.replace(minute=entered.month) if rng.random() < 0.5 else entered,
            uuid=rng.randbytes(16) if rng.random() < 0.85 else None,
            begdate=f"{before(rng, entered.date(), 10, person.born)} 00:00:00",
            user=self._clinic.doctors[who],
            modifydate=str(changed),
        )

    def _allergy(self, number: int, person: Person, allergen: Allergen) -> Row:
        rng = self._rng
        row = self._issue(number, person, "allergy", allergen.french if person.french else allergen.text)
        codes = [f"RXCUI:{allergen.rxnorm}"] if allergen.rxnorm else []
        codes += [f"SNOMED-CT:{allergen.snomed}"] if allergen.snomed and rng.random() < 0.6 else []
        reaction = rng.choice(REACTIONS)[person.french]
        row.update(
            diagnosis=";".join(codes),
            reaction=rng.choice(("hives", "nausea", "shortness_of_breath", "unassigned", "", reaction)),
            severity_al=rng.choice(SEVERITIES),
            verification=rng.choice(("confirmed", "confirmed", "unconfirmed", "")),
            subtype="" if allergen.atc else "environmental",
        )
        return self._over(row)

    def _problem(self, number: int, person: Person, problem: Problem) -> Row:
        rng = self._rng
        row = self._issue(number, person, "medical_problem", problem.french if person.french else problem.text)
        codes = [f"ICD10:{problem.icd10}"]
        codes += [f"SNOMED-CT:{problem.snomed}"] if problem.snomed and rng.random() < 0.4 else []
        row.update(
            diagnosis=";".join(codes),
            occurrence=rng.choice((0, 0, 1, 4, 6)),
            verification=rng.choice(("confirmed", "confirmed", "", "unconfirmed")),
        )
        return self._over(row)

    def _over(self, row: Row) -> Row:
        """One issue in five is over, told by its end, its outcome, its activity, or by several of them."""
        rng = self._rng
        if rng.random() < 0.2:
            begun = date.fromisoformat(row["begdate"][:10])
            ended = begun + (TODAY - begun) * rng.random()
            row["enddate"] = rng.choice((None, f"{ended} 00:00:00"))
            row["outcome"] = rng.choice((0, 1, 2))
            row["activity"] = rng.choice((0, 0, 1))
        return row

    def _others(self, chart: Chart, number: int, person: Person) -> None:
        """Medications and operations stand in the same table."""
        for kind, titles in (("medication", ("Ramipril 5 mg", "Metformin 500 mg")), ("surgery", ("Appendectomy",))):
            if self._rng.random() < 0.2:
                chart.add(lists, self._issue(number, person, kind, self._rng.choice(titles)))
        if number % 15 == 4:
            chart.add(lists, {**self._issue(number, person, "medical_device", "Pacemaker"), **_identified(number)})

    def _touch(self, chart: Chart, number: int) -> None:
        """What was asked about, with or without an answer."""
        answered = dict.fromkeys(row["type"] for row in chart.of(lists))
        asked = dict.fromkeys((*answered, *(["allergy"] if self._rng.random() < 0.5 else [])))
        for kind in asked:
            when = moment(self._rng, OPENED, TODAY)
            chart.put(lists_touch, {"pid": number, "type": kind, "date": str(when)})

    def _visit(
        self, chart: Chart, number: int, person: Person, body: Body, when: datetime, problems: list[Row]
    ) -> None:  # fmt: skip
        rng, doctor = self._rng, self._clinic.doctor()
        who = self._clinic.doctors[doctor]
        place = rng.choice((1, 1, 1, 2))
        visit = chart.add(
            form_encounter,
            {
                **encounter_row(number, when, rng.choice(REASONS)[person.french], doctor, place),
                "uuid": rng.randbytes(16) if rng.random() < 0.85 else None,
                "date_end": str(when + timedelta(minutes=rng.choice((10, 15, 25, 40)))) if rng.random() < 0.7 else None,
                "class_code": rng.choices(CLASSES, CLASS_SHARES)[0],
                "sensitivity": rng.choices(("normal", "", "high"), (80, 15, 5))[0],
            },
        )
        visit["encounter"] = visit["id"] + ENCOUNTERS_AHEAD
        self._file(chart, visit, "newpatient", "New Patient Encounter", visit["id"], who)
        found = vitals_row(number, when + timedelta(minutes=5), who, _stored(body.measured(when.date()), rng))
        vitals = chart.add(form_vitals, {**found, "uuid": rng.randbytes(16) if rng.random() < 0.85 else None})
        self._file(chart, visit, "vitals", "Vitals", vitals["id"], who)
        if problems and rng.random() < 0.4:
            issue = rng.choice(problems)["id"]
            link = {"pid": number, "list_id": issue, "encounter": visit["encounter"], "resolved": 0}
            chart.put(issue_encounter, link)

    def _file(self, chart: Chart, visit: Row, form: str, name: str, key: int, who: str) -> None:
        """The entry that makes a form visible; one in fifty is there twice, one in fifty deleted."""
        entry = form_row(visit, form, name, key, who)
        fate = self._rng.random()
        chart.add(forms, {**entry, "deleted": int(fate < 0.02)})
        if fate > 0.98:
            chart.add(forms, entry)


def _identified(number: int) -> Row:
    """The identifier of a device, and what a look-up found for it: every second one was looked up."""
    lot, serial = f"A{number:04}", f"{number:06}"
    parts = {
        "udi": f"(01)00614141007349(11)230401(17)330331(10){lot}(21){serial}", "di": "00614141007349",
        "serialNumber": serial, "lotNumber": lot, "donationId": None, "expirationDate": "2033-03-31",
        "manufacturingDate": "2023-04-01", "deviceName": "Cardiac pacemaker", "brandName": "Evenbeat",
        "versionModelNumber": "EB-2", "companyName": "Evenbeat Devices (invented)",
        "MRISafetyStatus": "MR Conditional", "labeledContainsNRL": False, "issuingAgency": "GS1",
    }  # fmt: skip
    found = json.dumps({"standard_elements": parts, "raw_search": {}}) if number % 2 else None
    return {"udi": parts["udi"], "udi_data": found}


def issue_row(number: int, kind: str, title: str, entered: datetime, **more: object) -> Row:
    """A row of `lists` that says no more than it must."""
    return {
        "uuid": None,
        "date": str(entered),
        "type": kind,
        "subtype": "",
        "title": title,
        "udi": None,
        "udi_data": None,
        "begdate": None,
        "enddate": None,
        "occurrence": 0,
        "outcome": 0,
        "diagnosis": "",
        "activity": 1,
        "comments": None,
        "pid": number,
        "user": "admin",
        "groupname": "Default",
        "reaction": "",
        "severity_al": None,
        "verification": "",
        "modifydate": str(in_utc(entered, ZONE)),
        **more,
    }


def encounter_row(number: int, when: datetime, reason: str, doctor: int, place: int) -> Row:
    """A row of `form_encounter`."""
    return {
        "uuid": None,
        "date": str(when),
        "date_end": None,
        "reason": reason,
        "facility": PLACES[place - 1][0],
        "facility_id": place,
        "pid": number,
        "encounter": 0,
        "onset_date": None,
        "sensitivity": "normal",
        "pc_catid": 5,
        "provider_id": doctor,
        "supervisor_id": 0,
        "referring_provider_id": 0,
        "class_code": "AMB",
        "encounter_type_code": None,
        "encounter_type_description": None,
        "discharge_disposition": None,
        "external_id": None,
        "last_update": str(in_utc(when + timedelta(minutes=30), ZONE)),
    }


def form_row(visit: Row, form: str, name: str, key: int, who: str) -> Row:
    """A row of `forms`."""
    return {
        "date": visit["date"],
        "encounter": visit["encounter"],
        "form_name": name,
        "form_id": key,
        "pid": visit["pid"],
        "user": who,
        "groupname": "Default",
        "authorized": 1,
        "deleted": 0,
        "formdir": form,
    }


def vitals_row(number: int, when: datetime, who: str, values: Mapping[str, str]) -> Row:
    """A row of `form_vitals`; what was not measured is 0."""
    measures = ("weight", "height", "temperature", "pulse", "respiration", "BMI", "waist_circ", "head_circ")
    others = (
        "oxygen_saturation", "oxygen_flow_rate", "inhaled_oxygen_concentration", "ped_weight_height", "ped_bmi",
        "ped_head_circ",
    )  # fmt: skip
    return {
        "uuid": None,
        "date": str(when),
        "pid": number,
        "user": who,
        "groupname": "Default",
        "authorized": 1,
        "activity": 1,
        "bps": "",
        "bpd": "",
        "temp_method": "",
        "note": "",
        "BMI_status": "",
        **dict.fromkeys((*measures, *others), "0"),
        **values,
        "last_updated": str(when),
    }


def _stored(found: Vitals, rng: Random) -> dict[str, str]:
    """In pounds, inches and Fahrenheit with six decimals, as what was typed in metric units ends up."""
    values = {
        "weight": f"{found.weight / float(FROM_POUND.factor):.6f}",
        "pulse": str(found.pulse),
    }
    if found.systolic is not None:
        values |= {"bps": str(found.systolic), "bpd": str(found.diastolic)}
    if found.head is not None:
        values["head_circ"] = _inches(found.head)
    if rng.random() < 0.6:
        values |= {"height": _inches(found.height), "BMI": f"{found.bmi:.6f}", "BMI_status": _status(found.bmi)}
    if rng.random() < 0.4:
        values |= {"temperature": f"{found.temperature * 1.8 + 32:.6f}", "temp_method": "Oral"}
    if rng.random() < 0.4:
        values["respiration"] = str(found.breaths)
    if rng.random() < 0.3:
        values["oxygen_saturation"] = str(found.saturation)
    if found.waist is not None and rng.random() < 0.15:
        values["waist_circ"] = _inches(found.waist)
    return values


def _inches(centimetres: float) -> str:
    return f"{centimetres / float(FROM_INCH.factor):.6f}"


def _status(bmi: float) -> str:
    return "Underweight" if bmi < 18.5 else "Normal" if bmi < 25 else "Overweight" if bmi < 30 else "Obesity"
