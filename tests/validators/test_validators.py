"""Validators of other houses find no error in what is served: against R4, and against CA Baseline where it is claimed.

Their own faults are planted, so that a validator that looks at nothing fails the test.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.validators.conftest import HERE, Errors, Validate
from tests.validators.sample import VENDORS, Resource

FAULTS: list[dict[str, str]] = tomllib.loads((HERE / "known_faults.toml").read_text(encoding="utf-8"))["fault"]
BASELINE = "http://hl7.org/fhir/ca/baseline/StructureDefinition/"
# One error of each kind that the validators are asked for, by what each of them can see.
WRONG: Mapping[str, Resource] = {
    "required": {"resourceType": "Observation", "id": "1", "status": "final"},
    "unknown element": {"resourceType": "Patient", "id": "1", "name": [{"family": "A"}], "colour": "red"},
    "required binding": {"resourceType": "Patient", "id": "1", "gender": "m"},
    "invariant": {"resourceType": "Patient", "id": "1", "contact": [{"gender": "male"}]},  # pat-1
    "profile": {  # which asks for a subject
        "resourceType": "DiagnosticReport", "id": "1", "status": "final", "code": {"text": "A"},
        "meta": {"profile": [f"{BASELINE}profile-diagnosticreportnote"]},
    },
}  # fmt: skip


def told(errors: Errors, resources: Sequence[Resource]) -> list[str]:
    """The errors, in words that name the resource."""
    names = [f"{one['resourceType']}/{one['id']}" for one in resources]
    return [f"{names[one['line']]} {one['tool']} {one['path']}: {one['message']}" for one in errors]


def kinds(errors: Errors) -> dict[str, set[str]]:
    """Which validators found something in which of the wrong ones."""
    names = list(WRONG)
    found: dict[str, set[str]] = {name: set() for name in names}
    for one in errors:
        found[names[one["line"]]].add(one["tool"])
    return found


def test_the_sample_shows_every_map(resources: list[Resource]) -> None:
    shown = {(one["resourceType"], one["id"].rpartition("-")[0].partition("-")[0]) for one in resources}
    for name, vendor in VENDORS.items():
        missing = {(one.type, one.tag) for one in vendor.adapter.maps} - shown
        assert not missing, f"{name}: no resource of {sorted(missing)}"


def test_javascript(in_javascript: Validate, resources: list[Resource]) -> None:
    found = kinds(in_javascript(list(WRONG.values())))
    assert found["required"] == found["unknown element"] == {"medplum", "lantana"}
    assert "lantana" in found["required binding"]
    assert "medplum" in found["invariant"]
    assert told(in_javascript(resources), resources) == []


def test_hapi(hapi: Validate, resources: list[Resource]) -> None:
    wrong = list(WRONG.values())
    errors = hapi([*resources, *wrong])
    planted = [{**one, "line": one["line"] - len(resources)} for one in errors if one["line"] >= len(resources)]
    assert all(found == {"hapi"} for found in kinds(planted).values())
    rest = [one for one in errors if one["line"] < len(resources)]
    firing = {fault["constraint"]: [one for one in rest if _is(fault, one, resources)] for fault in FAULTS}
    known = [one for found in firing.values() for one in found]
    assert told([one for one in rest if one not in known], resources) == []
    assert all(firing.values()), f"no longer a fault of the guide: {[name for name in firing if not firing[name]]}"


def _is(fault: Mapping[str, str], error: Mapping[str, Any], resources: Sequence[Resource]) -> bool:
    named = f"Constraint failed: {fault['constraint']}: " in error["message"]
    return named and resources[error["line"]]["resourceType"] == fault["type"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one["constraint"])
def test_a_known_fault_is_the_guides(fault: Mapping[str, str]) -> None:
    texts = [file.read_text(encoding="utf-8") for file in (HERE / "ca-baseline").glob("*.json")]
    assert any(fault["constraint"] in text and fault["expression"] in text for text in texts)
