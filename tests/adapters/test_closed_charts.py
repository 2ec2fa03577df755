"""A chart that OSCAR closes is closed in every map: no map about a patient can forget it."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters import oscar
from facade.compiler.closed import is_about_patients
from facade.fhir import definitions
from tests.oracle.model import SITE
from tests.oracle.oscar import ORACLE
from tests.serving import Service, fill, serve

# Types of the Patient compartment that stand for others than patients in OSCAR, and what belongs to no patient.
OF_NOBODY = {"Schedule", "Slot"}
ABOUT = {*definitions.compartment("Patient"), "Binary", "Provenance"} - OF_NOBODY


@pytest.mark.parametrize("declared", oscar.adapter.maps, ids=lambda declared: declared.label)
def test_every_map_about_a_patient_says_which(declared):
    of_nobody = declared.type not in ABOUT or declared.table.name == "provider"
    assert is_about_patients(declared) or of_nobody


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Service, Service]:
    """The oracle's clinic with every chart closed: for anybody, and for a client with the permission."""
    url = f"sqlite:///{tmp_path_factory.mktemp('closed') / Path('oscar.sqlite')}"
    closing = [
        {"roleUserGroup": "nurse", "objectName": f"_eChart${number}", "privilege": "|o|"}
        for number in (*range(1, 100), *range(9990, 10000))
    ]
    rows = ORACLE.tables
    fill(url, oscar.tables.metadata, {**rows, "secObjPrivilege": [*rows["secObjPrivilege"], *closing]})
    known = serve(oscar.adapter, url, site=SITE, permissions=frozenset({"confidential"}))
    return serve(oscar.adapter, url, site=SITE), known


@pytest.mark.parametrize("type_", sorted(ABOUT & {declared.type for declared in oscar.adapter.maps}))
def test_nothing_about_a_closed_chart_is_served(closed: tuple[Service, Service], type_: str):
    anybody, trusted = closed
    query = (
        "patient=1,2,3,4,5,6,7,8,9,10,11,12,13,14" if type_ in ("Observation", "DiagnosticReport", "Specimen") else ""
    )
    shown = {one["id"] for one in anybody.pages(type_, query)}
    ours = {one["id"] for one in trusted.pages(type_, query)}
    assert len(shown) < len(ours)
    assert not [id_ for id_ in shown if "Patient/" in str(trusted.get(type_, id_)[1])]
