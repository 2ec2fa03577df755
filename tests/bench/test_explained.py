"""The table of plans, on a clinic of a few rows."""

from __future__ import annotations

import pytest

from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar.tables import metadata as oscar_tables
from bench.explained import SEARCHES, context, lines
from tests.docs.clinics import OPENEMR_ROWS, OSCAR_ROWS
from tests.serving import fill

CLINICS = {"oscar": (oscar_tables, OSCAR_ROWS), "openemr": (openemr_tables, OPENEMR_ROWS)}


@pytest.mark.parametrize("vendor", CLINICS)
def test_every_search_has_a_plan_and_no_value(vendor: str, sqlite_url: str) -> None:
    tables, rows = CLINICS[vendor]
    patients = "demographic" if vendor == "oscar" else "patient_data"
    numbered = {"chart_no": "77001"} if vendor == "oscar" else {"pubpid": "77001"}
    fill(sqlite_url, tables, {**rows, patients: [{**row, **numbered} for row in rows[patients]]})
    found = list(lines(context(vendor, sqlite_url), SEARCHES[vendor]))
    assert len([line for line in found if line[0]]) == len(SEARCHES[vendor])
    assert all(len(line) == 9 and line[5] for line in found)  # SQLite's detail stands where others have Extra
    shown = str(found)
    for value in ("77001", "1980", "Tremblay", "Smith"):
        assert value not in shown
