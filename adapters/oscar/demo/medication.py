"""Prescriptions of the demo clinic, what patients take besides, and the dirt of `drugs`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.people import TODAY
from profiles.ca_core.demo.treatments import DRUGS, Drug
from profiles.ca_core.demo.visits import OPENED

from ..codes.medication import PARTIAL_DATE
from ..tables import demographic, drugReason, drugs, partial_date, prescription
from .page import Chapter, Page, Trap

ZERO_TIME = "0000-00-00 00:00:00"
LONG = 90  # days for which a drug that is taken for good is given
CLEAN: Row = {
    "provider_no": "101", "demographic_no": 0, "rx_date": "2026-10-20", "end_date": "2026-11-19",
    "written_date": "2026-10-20", "BN": "RAMIPRIL 5MG", "customName": None, "takemin": 1.0, "takemax": 1.0,
    "freqcode": "OD", "duration": "30", "durunit": "D", "quantity": "30", "repeat": 0, "nosubs": 0, "prn": 0,
    "special": "RAMIPRIL 5MG\n1 cap OD for 30 days\nQty:30 Repeats:0", "special_instruction": "", "archived": 0,
    "GN": "RAMIPRIL", "ATC": "C09AA05", "script_no": 0, "regional_identifier": "", "method": "Take", "route": "PO",
    "create_date": "2026-10-20 10:00:00", "unitName": "cap", "long_term": 0, "short_term": 0, "non_authoritative": 0,
    "past_med": 0, "outside_provider_name": None, "outside_provider_ohip": None, "archived_reason": "",
    "eTreatmentType": "--", "position": 0, "comment": "", "start_date_unknown": 0,
    "lastUpdateDate": "2026-10-20 10:00:00", "dispenseInternal": 0,
}  # fmt: skip
STATEMENT: Row = {"script_no": 0, "non_authoritative": 1, "outside_provider_name": "Dr. Anders, Kanata"}
TRAPS: tuple[Row, ...] = (
    {"archived": 1, "archived_reason": "deleted"},
    {"archived": 1, "archived_reason": ""},
    {"archived": 1, "archived_reason": "represcribed"},
    {"archived": 1, "archived_reason": "adverseReaction"},
    {"archived": 1, "archived_reason": "Updated Long-term status: ON", "long_term": 1},
    {"BN": "null", "customName": "Compounded cream", "GN": None, "ATC": "null", "regional_identifier": "null"},
    {"BN": None, "customName": None, "GN": "", "special": "Saline gargle three times a day"},
    {"rx_date": "0001-01-01", "end_date": "0001-01-01", "written_date": None},
    {"rx_date": "1900-01-01", "start_date_unknown": 1, "end_date": "2100-01-01"},
    {"rx_date": "2026-10-20", "end_date": "2026-10-01"},
    {"rx_date": "0000-00-00", "create_date": None, "lastUpdateDate": ZERO_TIME},
    {"takemin": 0.1, "takemax": 0.333333},  # as many digits as a FLOAT shows
    {"takemin": 0.0, "takemax": 0.0, "unitName": ""},
    {"freqcode": "Q1Mont", "duration": "null", "durunit": "m"},
    {"freqcode": "STAT", "duration": "1w", "durunit": ""},
    {"quantity": "30 tabs", "repeat": None},
    {"regional_identifier": "2230711"},  # a zero was lost
    {"regional_identifier": "not a DIN"},
    {"provider_no": "-1"},
    {"provider_no": ""},
    {"demographic_no": 9_999_999},
    {"past_med": 1, "outside_provider_ohip": "123456"},
    {"route": "SUPP", "short_term": 1, "eTreatmentType": "ACU"},
    STATEMENT,
)


def write(page: Page) -> None:
    """A script at some visits, with one or two drugs; now and then something from elsewhere."""
    rng = page.rng
    for visit in [when for when in page.visits if rng.random() < 0.15][-2:]:
        who = page.clinic.anybody()
        script = page.chart.add(prescription, {
            "provider_no": who, "demographic_no": page.number, "date_prescribed": str(visit.date()),
            "rx_comments": "Blister pack" if rng.random() < 0.2 else "", "lastUpdateDate": str(visit),
        })  # fmt: skip
        for position, drug in enumerate(rng.sample(DRUGS, rng.choice((1, 1, 2)))):
            row = _prescribed(page, drug, visit, who)
            row = page.chart.add(drugs, {**row, "script_no": script["script_no"], "position": position})
            _because(page, drug, row, who)
    if rng.random() < 0.1:
        drug = rng.choice(DRUGS)
        began = OPENED + timedelta(days=rng.randrange(1500))
        row = _prescribed(page, drug, datetime.combine(began, datetime.min.time()), page.clinic.anybody())
        row = page.chart.add(drugs, {**row, **STATEMENT, "rx_date": f"{began.year}-01-01"})
        table, field = PARTIAL_DATE["drugs.rx_date"]
        known = {"table_name": table, "table_id": row["drugid"], "field_name": field, "format": "YYYY"}
        page.chart.add(partial_date, known)


def _prescribed(page: Page, drug: Drug, when: datetime, who: str) -> Row:
    rng, days = page.rng, drug.days or LONG
    repeats = rng.choice((0, 1, 3)) if not drug.days else 0
    end = when.date() + timedelta(days=days * (repeats + 1))
    most = rng.choice((1.0, 1.0, 2.0))
    amount = f"{most:g} {drug.unit} {drug.often} for {days} days"
    return {
        **CLEAN, "provider_no": who, "demographic_no": page.number, "rx_date": str(when.date()),
        "end_date": str(end), "written_date": str(when.date()), "BN": drug.brand, "GN": drug.generic,
        "takemax": most, "freqcode": drug.often, "duration": str(days), "quantity": f"{days * most:g}",
        "repeat": repeats, "nosubs": int(rng.random() < 0.05), "prn": int(rng.random() < 0.1),
        "special": f"{drug.brand}\nTake {amount}\nQty:{days * most:g} Repeats:{repeats}", "ATC": drug.atc,
        "special_instruction": "with food" if rng.random() < 0.1 else "", "regional_identifier": drug.din,
        "create_date": str(when), "unitName": drug.unit, "long_term": int(not drug.days),
        "eTreatmentType": rng.choice(("--", "CHRON" if not drug.days else "ACU")), "lastUpdateDate": str(when),
        "comment": "as discussed" if rng.random() < 0.1 else "",
    }  # fmt: skip


def _because(page: Page, drug: Drug, row: Row, who: str) -> None:
    if page.rng.random() < 0.4:
        page.chart.add(drugReason, {
            "drugId": row["drugid"], "codingSystem": "icd9", "code": drug.icd9, "comments": "",
            "primaryReasonFlag": 1, "archivedFlag": int(page.rng.random() < 0.1), "demographicNo": page.number,
            "providerNo": who, "dateCoded": row["rx_date"],
        })  # fmt: skip


def _trap(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        number = chart.of(demographic)[0]["demographic_no"]
        script = chart.add(prescription, {
            "provider_no": "101", "demographic_no": number, "date_prescribed": str(date(2026, 10, 20)),
            "rx_comments": None, "lastUpdateDate": ZERO_TIME,
        })  # fmt: skip
        chart.add(drugs, {**CLEAN, "demographic_no": number, "script_no": script["script_no"], **change})

    return trap


def _lost_reason(chart: Chart, _rng: Random) -> None:
    """Of a drug that is not there."""
    chart.add(drugReason, {
        "drugId": 9_999_999, "codingSystem": "SnomedCore", "code": "44054006", "comments": "moved",
        "primaryReasonFlag": 0, "archivedFlag": 0, "demographicNo": 0, "providerNo": "",
        "dateCoded": str(TODAY - timedelta(days=30)),
    })  # fmt: skip


MEDICATION = Chapter("medication", write, traps=(*map(_trap, TRAPS), _lost_reason))
