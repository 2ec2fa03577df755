"""Parameters resources as pairs. https://hl7.org/fhir/R4/operations.html#executing"""

from __future__ import annotations

from typing import Any

import pytest

from facade.errors import Refused
from facade.fhir import json
from facade.interactions.operations.arguments import of_parameters


def pairs(*parameters: Any) -> list[tuple[str, str]]:
    return of_parameters({"resourceType": "Parameters", "parameter": list(parameters)})


def test_values_are_written_as_in_a_url() -> None:
    found = pairs(
        {"name": "max", "valuePositiveInt": 3}, {"name": "include", "valueBoolean": True},
        {"name": "code", "valueString": "a,b"}, {"name": "subject", "valueUri": "Patient/7"},
        {"name": "coding", "valueCoding": {"system": "urn:a|b", "code": "x,y", "display": "X"}},
        {"name": "coding", "valueCoding": {"code": "x"}},
        {"name": "patient", "valueReference": {"reference": "Patient/7"}},
        {"name": "period", "valuePeriod": {"start": "2020", "end": "2021-02"}},
        {"name": "period", "valuePeriod": {"end": "2021"}},
        {"name": "duration", "valueDecimal": json.loads(b"1.50")},
    )  # fmt: skip
    assert found == [
        ("max", "3"), ("include", "true"), ("code", "a,b"), ("subject", "Patient/7"),
        ("coding", r"urn:a\|b|x\,y"), ("coding", "x"), ("patient", "Patient/7"), ("period", "2020/2021-02"),
        ("period", "/2021"), ("duration", "1.50"),
    ]  # fmt: skip


def test_no_parameters_are_no_pairs() -> None:
    assert of_parameters({"resourceType": "Parameters"}) == []


@pytest.mark.parametrize(
    "resource",
    [
        {}, {"resourceType": "Patient"}, {"resourceType": "Parameters", "parameter": {}},
        {"resourceType": "Parameters", "parameter": [7]}, {"resourceType": "Parameters", "parameter": [None]},
        *({"resourceType": "Parameters", "parameter": [one]} for one in (
            {}, {"name": "max"}, {"name": 7, "valueString": "x"}, {"name": "", "valueString": "x"},
            {"name": "a", "valueString": "x", "valueCode": "y"}, {"name": "a", "resource": {}},
            {"name": "a", "part": []}, {"name": "a", "valueString": None}, {"name": "a", "valueString": {}},
            {"name": "a", "valueString": ["x"]}, {"name": "a", "valueCoding": "x"},
            {"name": "a", "valueCoding": {"code": 7}}, {"name": "a", "valuePeriod": {"start": []}},
            {"name": "a", "valueQuantity": {"value": 1}}, {"name": "a", "value": "x"}, {"name": "a", "valueFoo": "x"},
            {"name": "a", "valueReference": {"reference": {}}}, {"name": "a", "valueString": "x", "more": 1},
        )),
    ],
)  # fmt: skip
def test_what_is_no_parameters_resource_is_refused(resource: Any) -> None:
    with pytest.raises(Refused) as refused:
        of_parameters(resource)
    assert (refused.value.status, refused.value.code) == (400, "structure")


def test_a_thousand_parameters_are_enough() -> None:
    with pytest.raises(Refused) as refused:
        pairs(*[{"name": "a", "valueString": "x"}] * 1001)
    assert refused.value.code == "too-costly"
