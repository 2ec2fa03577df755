"""What the parts of a device's identifier are where they are not as OpenEMR writes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.openemr import udi
from facade.adapter import Unreadable


def stored(**parts: Any) -> str:
    return json.dumps({"standard_elements": parts})


@pytest.mark.parametrize("nothing", [None, "", "  ", "null", "{}", stored(), stored(di=None), stored(di=" ")])
def test_nothing_is_absent(nothing: str | None) -> None:
    assert udi.part("di").decode(nothing) is None


@pytest.mark.parametrize(
    "broken",
    [
        "[", "[]", "7", '"text"', stored(di="1")[:-1], '{"standard_elements": []}', '{"standard_elements": "di"}',
        stored(di=1), stored(di=["1"]), stored(di={"di": "1"}), stored(di="\x07"), stored(di="\ud800"),
        "[" * 65_000, stored(di="1", other="x" * 65_535),
    ],
)  # fmt: skip
def test_what_is_broken_is_unreadable(broken: str) -> None:
    assert isinstance(udi.part("di").decode(broken), Unreadable)


def test_a_broken_part_breaks_no_other() -> None:
    text = stored(di=1, lotNumber="L 1", expirationDate="2020-02-30", manufacturingDate="2019-02-28")
    assert udi.part("lotNumber").decode(text) == "L 1"
    assert udi.day("manufacturingDate").decode(text) == "2019-02-28"
    assert isinstance(udi.day("expirationDate").decode(text), Unreadable)


def test_lines_become_words() -> None:
    assert udi.part("companyName").decode(stored(companyName=" A\n B\u00a0C ")) == "A B C"


@pytest.mark.parametrize("day", ["2020-02", "2020", "soon", "20-02-2020"])
def test_what_is_no_day(day: str) -> None:
    assert isinstance(udi.day("expirationDate").decode(stored(expirationDate=day)), Unreadable)


@pytest.mark.parametrize(
    ("agency", "issuer", "authority"),
    [
        ("GS1", "http://hl7.org/fhir/NamingSystem/gs1-di", "http://hl7.org/fhir/NamingSystem/fda-udi"),
        ("hibcc", "http://hl7.org/fhir/NamingSystem/hibcc", "http://hl7.org/fhir/NamingSystem/fda-udi"),
        ("ICCBBA", None, "http://hl7.org/fhir/NamingSystem/fda-udi"),
        ("Other", None, None),
        (None, None, None),
    ],
)
def test_who_issued_it(agency: str | None, issuer: str | None, authority: str | None) -> None:
    text = stored(di="1", issuingAgency=agency)
    assert (udi.issuer().decode(text), udi.jurisdiction().decode(text)) == (issuer, authority)
    assert udi.issuer().decode(stored(issuingAgency=agency)) is None


@pytest.mark.parametrize(
    ("said", "told"), [(True, True), ("true", True), (False, False), ("false", False), (None, False)]
)
def test_latex(said: Any, told: bool) -> None:
    assert bool(udi.latex().decode(stored(labeledContainsNRL=said))) is told
