"""What was written down at a sensitive encounter of OpenEMR is there for those alone who may see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters import openemr
from tests.oracle.model import SITE
from tests.oracle.openemr import ORACLE
from tests.serving import Service, fill, serve

SENSITIVE = (
    "Encounter/12",
    "Observation/v-11-p",
    "ServiceRequest/69",
    "DiagnosticReport/79",
    "Observation/lab-94",
    "Specimen/99",
    "DocumentReference/cn-6",
    "DocumentReference/307",
    "MedicationRequest/37",
    "Immunization/58",
)


@pytest.fixture(scope="module", params=["orders by a form", "orders by HL7"])
def clinic(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Service, Service]:
    """For anybody, and for a client with the permission. An order that HL7 brought has no row in `forms`."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sensitive') / Path('openemr.sqlite')}"
    tables = dict(ORACLE.tables)
    if request.param == "orders by HL7":
        tables["forms"] = [row for row in tables["forms"] if row["formdir"] != "procedure_order"]
    fill(url, openemr.tables.metadata, tables)
    known = serve(openemr.adapter, url, site=SITE, permissions=frozenset({"confidential"}))
    return serve(openemr.adapter, url, site=SITE), known


@pytest.mark.parametrize("one", SENSITIVE)
def test_of_a_sensitive_encounter(clinic: tuple[Service, Service], one: str) -> None:
    anybody, trusted = clinic
    type_, _, id_ = one.partition("/")
    assert anybody.get(type_, id_)[0] == 404
    assert trusted.get(type_, id_)[0] == 200
    assert id_ not in {found["id"] for found in anybody.pages(type_, "patient=9")}
    assert id_ in {found["id"] for found in trusted.pages(type_, "patient=9")}
