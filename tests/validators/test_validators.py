"""Validators of other houses find no error in what is served: against R4, and against CA Baseline where it is claimed.

Their own faults are planted, so that a validator that looks at nothing fails the test.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.validators.conftest import HERE, Errors, Validate
from tests.validators.sample import VENDORS, Resource, tag_of

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
    shown = {(one["resourceType"], tag_of(one)) for one in resources}
    for name, vendor in VENDORS.items():
        missing = {(one.type, one.tag) for one in vendor.adapter.maps} - shown
        assert not missing, f"{name}: no resource of {sorted(missing)}"


def test_javascript(in_javascript: Validate, resources: list[Resource]) -> None:
    found = kinds(in_javascript(list(WRONG.values())))
    assert found["required"] == found["unknown element"] == {"medplum", "lantana"}
    assert "lantana" in found["required binding"]
    assert "medplum" in found["invariant"]
    _nothing_but_what_is_known({"medplum", "lantana"}, in_javascript(resources), resources)


def test_hapi(hapi: Validate, resources: list[Resource]) -> None:
    wrong = list(WRONG.values())
    errors = hapi([*resources, *wrong])
    planted = [{**one, "line": one["line"] - len(resources)} for one in errors if one["line"] >= len(resources)]
    assert all(found == {"hapi"} for found in kinds(planted).values())
    _nothing_but_what_is_known({"hapi"}, [one for one in errors if one["line"] < len(resources)], resources)


def _nothing_but_what_is_known(tools: set[str], errors: Errors, resources: Sequence[Resource]) -> None:
    """Every error is a fault on the list, and every fault on the list occurs."""
    faults = [fault for fault in FAULTS if fault["tool"] in tools]
    unknown = [one for one in errors if not any(_is(fault, one, resources) for fault in faults)]
    assert told(unknown, resources) == []
    gone = [fault for fault in faults if not any(_is(fault, one, resources) for one in errors)]
    assert not gone, "no longer a fault: take it off the list"


def _is(fault: Mapping[str, str], error: Mapping[str, Any], resources: Sequence[Resource]) -> bool:
    said = fault["message"] in error["message"] and fault.get("path", error["path"]) == error["path"]
    about = resources[error["line"]]["resourceType"] == fault["type"]
    return said and about and error["tool"] == fault["tool"]


@pytest.mark.parametrize("fault", [one for one in FAULTS if "file" in one], ids=lambda one: one["expression"][:60])
def test_a_known_fault_is_the_guides(fault: Mapping[str, str]) -> None:
    assert fault["expression"] in (HERE / "ca-baseline" / fault["file"]).read_text(encoding="utf-8")
