"""Health numbers: forms and check digits by hand, and that a doubtful one is told and served."""

from __future__ import annotations

import pytest

from adapters import oscar
from adapters.oscar.tables import metadata
from profiles.ca_core.health_numbers import CHECK, CHECKS, FORM, SHAPES, doubt
from profiles.ca_core.systems import HEALTH_NUMBER
from tests.profiles.test_vendors import HERE
from tests.serving import fill, serve


@pytest.mark.parametrize(
    ("province", "number", "expected"),
    [
        # Luhn: 9 8 7 6 5 4 3 2 1 -> 9+8+5+6+1+4+6+2+2 = 43, so 7
        ("ON", "9876543217", None),
        ("ON", "9876-543-217", None),
        ("ON", "9876543210", CHECK),
        ("ON", "987654321", FORM),
        ("ON", "9876543217AB", FORM),  # the version code has a place of its own
        # 6*2 + 9*4 + 8*8 + 6*5 + 5*10 + 8*9 + 2*7 + 1*3 = 281 = 25 * 11 + 6; 11 - 6 = 5
        ("BC", "9698658215", None),
        ("BC", "9698658214", CHECK),
        ("BC", "8698658215", FORM),
        # Luhn: 1 2 3 4 5 6 7 8 -> 1+4+3+8+5+3+7+7 = 38, so 2
        ("AB", "123456782", None),
        ("AB", "123456789", CHECK),
        ("QC", "TREE85520342", None),
        ("QC", "tree 8552 0342", None),
        ("QC", "TREE85130342", FORM),  # no thirteenth month
        ("QC", "TRE855203421", FORM),
        ("NT", "N1234567", None),
        ("NT", "12345678", FORM),
        ("NL", "123456789012", None),
        ("NS", "1234567890", None),
        ("PE", "12345678", None),
        *((province, "123456789", None) for province in ("MB", "NB", "NU", "SK", "YT")),
        *((province, "12345678", FORM) for province in ("MB", "NB", "NU", "SK", "YT", "NS", "NL")),
        ("ON", "٩876543217", FORM),  # other scripts have digits too
    ],
)
def test_a_number_is_doubted_by_the_rule_of_its_issuer(province: str, number: str, expected: str | None) -> None:
    assert doubt(province, number) == expected


def test_every_province_and_territory_has_a_shape() -> None:
    assert SHAPES.keys() == HEALTH_NUMBER.keys()
    assert len(SHAPES) == 13
    assert CHECKS.keys() == set(HEALTH_NUMBER.values())


@pytest.mark.parametrize("profiles", ["", "ca-core"])
def test_a_doubtful_number_is_served_and_told_without_its_digits(sqlite_url: str, profiles: str) -> None:
    people = [
        {"demographic_no": 1, "last_name": "Roy", "first_name": "Luc", "hin": "9876543217", "hc_type": "ON", **HERE},
        {"demographic_no": 2, "last_name": "Roy", "first_name": "Eve", "hin": "9876543210", "hc_type": "ON", **HERE},
        {"demographic_no": 3, "last_name": "Roy", "first_name": "Ann", "hin": "12", "hc_type": "BC", **HERE},
        {"demographic_no": 4, "last_name": "Roy", "first_name": "Bob", "hin": "12", "hc_type": "OT", **HERE},
        {"demographic_no": 5, "last_name": "Roy", "first_name": "Kim", "hin": "", "hc_type": "ON", **HERE},
    ]
    fill(sqlite_url, metadata, {"demographic": people})
    clinic = serve(oscar.adapter, sqlite_url, profiles=profiles)
    _, bundle = clinic.search("Patient")
    assert [entry["search"]["mode"] for entry in bundle["entry"]] == ["match"] * 5  # no outcome for the app
    served = [entry["resource"].get("identifier", [{}])[0].get("value") for entry in bundle["entry"]]
    assert served == ["9876543217", "9876543210", "12", "12", None]
    told = [problem for event in clinic.events for problem in event.problems]
    assert told == [("Patient.identifier.value", CHECK), ("Patient.identifier.value", FORM)]
