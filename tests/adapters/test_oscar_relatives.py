"""Of a patient whose chart is closed nobody learns the name in a relative's chart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from adapters.oscar.patient import patient
from adapters.oscar.related_person import contact_patient, relative
from adapters.oscar.tables import metadata, site
from facade.adapter import Adapter, closed_charts
from tests.serving import fill, serve

CHANGED = {"lastUpdateDate": "2026-01-02 03:04:05"}
TOLD = {"facilityId": 1, "creator": "", "created": "2022-01-02 15:00:00", "updateDate": "2023-01-02 15:00:00"}
CONTACT = {"demographicNo": 1, "category": "personal", "type": 1, "role": "Mother", **TOLD}
ROWS: dict[str, list[dict[str, Any]]] = {
    "demographic": [{"demographic_no": number, "last_name": f"Name{number}", **CHANGED} for number in (1, 2, 3)],
    "site": [{"site_id": 1, "name": "_eChart$2", "short_name": "x"}],
    "relationships": [
        {"id": 1, "demographic_no": 1, "relation_demographic_no": 2, "relation": "Mother"},
        {"id": 2, "demographic_no": 1, "relation_demographic_no": 3, "relation": "Father"},
        {"id": 3, "demographic_no": 2, "relation_demographic_no": 1, "relation": "Son"},
    ],
    "DemographicContact": [
        {"id": 1, "contactId": "2", **CONTACT},
        {"id": 2, "contactId": "3", **CONTACT},
        {"id": 3, "contactId": "9", **CONTACT},  # who is not there
    ],
}


def found(url: str, **grant: Any) -> set[str]:
    adapter = Adapter(
        "oscar",
        contract=1,
        maps=[patient, relative, contact_patient],
        closed=closed_charts(site.c.name, behind="$"),
    )
    status, bundle = serve(adapter, url, **grant).search("RelatedPerson")
    assert status == 200
    return {entry["resource"]["id"] for entry in bundle["entry"]}


def test_rows_about_a_closed_chart_are_withheld_on_both_sides(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'clinic'}"
    fill(url, metadata, ROWS)
    assert found(url) == {"2", "dc-2", "dc-3"}
    assert found(url, permissions=frozenset({"confidential"})) == {"1", "2", "3", "dc-1", "dc-2", "dc-3"}
