"""Encounter forms: annual examinations, well-baby records, requisitions; some saved more than once, one kind hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row

from ..tables import (
    demographic,
    encounterForm,
    formAnnual,
    formBCAR2020,
    formLabReq10,
    formMentalHealthForm1,
    formRourke2009,
)
from .clinic import Clinic
from .page import Chapter, Page

KINDS = (
    ("Annual", "formannual.jsp", formAnnual, 1),
    ("Rourke2009", "formrourke2009complete.jsp", formRourke2009, 2),
    ("Lab Req 2010", "formlabreq10.jsp", formLabReq10, 3),
    ("BC-AR 2020", "formBCAR2020pg1.jsp", formBCAR2020, 0),
)
ZERO, ZERO_TIME = "0000-00-00", "0000-00-00 00:00:00"


def clinic_rows(clinic: Clinic, rng: Random) -> Iterator[tuple[Table, Row]]:
    """What the clinic may fill in; a worksheet saves nothing."""
    for name, page, table, order in KINDS:
        yield encounterForm, _listed(name, page, table.name, order)
    yield encounterForm, _listed("Patient Encounter Worksheet", "patientEncounterWorksheet.jsp", "", 4)


def _listed(name: str, page: str, table: str, order: int) -> Row:
    return {"form_name": name, "form_value": f"../form/{page}?demographic_no=", "form_table": table, "hidden": order}


def write(page: Page) -> None:
    """A form on every eighth visit; most are saved more than once."""
    for when in page.visits:
        drawn = page.rng.random()
        if drawn < 0.05:
            _saved(page.chart, formLabReq10, page.number, when, page.rng.choice(page.clinic.doctors))
        elif drawn < 0.12:
            table = formRourke2009 if page.person.age() < 6 else formAnnual
            for later in range(page.rng.randint(1, 3)):
                _saved(
                    page.chart,
                    table,
                    page.number,
                    when,
                    page.rng.choice(page.clinic.doctors),
                    later=timedelta(minutes=later * 25),
                )


def _saved(
    chart: Chart, table: Table, number: int, begun: datetime, writer: str, later: timedelta = timedelta()
) -> None:
    chart.add(table, {
        "demographic_no": number, "provider_no": int(writer), "formCreated": f"{begun:%Y-%m-%d}",
        "formEdited": str(begun + later),
    })  # fmt: skip


def _odd(chart: Chart, _rng: Random) -> None:
    """Of nobody, of a patient who is not there, without dates, of a kind that is not listed, by a number of zeros."""
    number = chart.of(demographic)[0]["demographic_no"]
    none = {"provider_no": None, "formCreated": None, "formEdited": ZERO_TIME}
    chart.add(formAnnual, {"demographic_no": 0, **none})
    chart.add(formAnnual, {"demographic_no": 9_999_999, **none})
    chart.add(formRourke2009, {**none, "demographic_no": number, "provider_no": -1, "formCreated": ZERO})
    chart.add(formBCAR2020, {**none, "demographic_no": number, "provider_no": "000101", "formCreated": "2021-02-03"})
    chart.add(formMentalHealthForm1, {"demographic_no": number, "formCreated": "2020-02-29", "formEdited": ZERO_TIME})


ENCOUNTER_FORMS = Chapter("encounter forms", write, clinic_rows, (_odd,))
