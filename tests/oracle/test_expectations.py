"""The oracle itself: rows that fit the vendors' tables, resources that are FHIR, searches that R4 knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fhir.resources.R4B import get_fhir_model_class
from sqlalchemy import Column, Date, DateTime, Integer, LargeBinary, MetaData, Numeric, SmallInteger, String, Table

from adapters.openemr.tables import metadata as openemr
from adapters.oscar.tables import metadata as oscar
from facade.fhir import definitions
from facade.fhir.definitions import SearchParameter
from tests.oracle import ORACLES
from tests.oracle.matching import differences
from tests.oracle.model import TIME_ZONE, Oracle, Row, wire

TABLES: Mapping[str, MetaData] = {"oscar": oscar, "openemr": openemr}
VENDORS = pytest.mark.parametrize("vendor", list(ORACLES))

# What a search may say beside the parameters that R4 defines for its type.
RESULT_PARAMETERS = {"_id", "_lastUpdated", "_count", "_sort", "_list", "_filter"}
INCLUDES = {"_include", "_include:iterate", "_revinclude", "_revinclude:iterate"}
ROOT_TYPES = ("Resource", "DomainResource")


def resources(vendor: str) -> Iterator[tuple[str, dict[str, Any]]]:
    return iter(ORACLES[vendor].resources.items())


def values(value: Any) -> Iterator[Any]:
    """Every primitive in a resource."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from values(item)
    elif isinstance(value, list):
        for item in value:
            yield from values(item)
    else:
        yield value


def as_stored(row: Row, table: Table) -> Iterator[str]:
    """What in a row its table would not take."""
    for name in row.values.keys() - table.c.keys():
        yield f"{row.table}.{name}: no such column"
    for column in table.c:
        given = row.values.get(column.name)
        if column.name not in row.values:
            if not column.nullable and column.server_default is None and not column.primary_key:
                yield f"{column}: must be given"
        elif given is None and not column.nullable:
            yield f"{column}: may not be NULL"
        elif given is not None and not fits(given, column):
            yield f"{column}: {given!r} is not {column.type!r}"


def fits(given: Any, column: Column[Any]) -> bool:
    """Whether a value is written down as its column holds it."""
    kind = column.type
    if isinstance(kind, Integer | SmallInteger):
        return isinstance(given, int)
    if isinstance(kind, LargeBinary):
        return isinstance(given, bytes) and len(given) == 16
    if isinstance(kind, DateTime):
        return re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", given) is not None
    if isinstance(kind, Date):
        return re.fullmatch(r"\d{4}-\d\d-\d\d", given) is not None
    if isinstance(kind, Numeric):
        return isinstance(given, str) and Decimal(given).is_finite()
    return isinstance(given, str) and (not isinstance(kind, String) or len(given) <= (kind.length or len(given)))


@VENDORS
def test_rows_are_enough_and_say_why(vendor: str) -> None:
    rows = ORACLES[vendor].rows
    assert len(rows) >= 60
    assert all(row.why for row in rows)


@VENDORS
def test_rows_fit_the_tables(vendor: str) -> None:
    tables = TABLES[vendor].tables
    assert [wrong for row in ORACLES[vendor].rows for wrong in as_stored(row, tables[row.table])] == []


@VENDORS
def test_keys_are_unique(vendor: str) -> None:
    for name, rows in ORACLES[vendor].tables.items():
        key = [column.name for column in TABLES[vendor].tables[name].primary_key]
        assert len({tuple(row[part] for part in key) for row in rows}) == (len(rows) if key else 1)


@pytest.mark.parametrize("key", [f"{vendor} {key}" for vendor in ORACLES for key, _ in resources(vendor)])
def test_resource_is_fhir(key: str) -> None:
    """R4B's models; R4 and R4B do not differ in these types.

    Of a required choice they want a value, where R4 takes an extension alone: a day stands in for an unknown one.
    """
    vendor, _, name = key.partition(" ")
    resource = dict(ORACLES[vendor].resources[name])
    if resource.pop("_occurrenceDateTime", None):
        resource["occurrenceDateTime"] = "2020-01-01"
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)


@VENDORS
def test_resource_has_known_elements_in_text_of_content(vendor: str) -> None:
    for key, resource in resources(vendor):
        for element in resource.keys() - {"resourceType"}:
            assert definitions.child(resource["resourceType"], element), f"{key}.{element}"
        assert all(value is not None and value != "" for value in values(resource)), key


def clinical_invariants(resource: Mapping[str, Any]) -> Iterator[str]:
    """The invariants of R4 that tie the status of a problem or an allergy to its other elements."""
    verification = resource.get("verificationStatus", {}).get("coding", [{}])[0].get("code")
    clinical = resource.get("clinicalStatus", {}).get("coding", [{}])[0].get("code")
    if verification == "entered-in-error" and clinical:
        yield "ait-2, con-5: entered in error has no clinical status"
    categories = {one.get("code") for item in resource.get("category", ()) if isinstance(item, dict)
                  for one in item.get("coding", ())}  # fmt: skip
    needed = resource["resourceType"] == "AllergyIntolerance" or "problem-list-item" in categories
    if verification != "entered-in-error" and needed and not clinical:
        yield "ait-1, con-3: a clinical status is needed"
    if "abatementDateTime" in resource and clinical not in ("inactive", "resolved", "remission"):
        yield "con-4: what abated is not active"


@VENDORS
def test_invariants(vendor: str) -> None:
    for key, resource in resources(vendor):
        if resource["resourceType"] in ("AllergyIntolerance", "Condition"):
            assert list(clinical_invariants(resource)) == [], key
        if resource["resourceType"] == "Organization":
            assert "name" in resource or "identifier" in resource, f"org-1: {key}"


@VENDORS
def test_offsets_are_those_of_the_clinic(vendor: str) -> None:
    """A time at the clinic carries the offset of its zone at that time, the first of two if it came twice."""
    zone = ZoneInfo(TIME_ZONE)
    for key, resource in resources(vendor):
        for text in (value for value in values(resource) if isinstance(value, str) and "T" in value[10:11]):
            when = datetime.fromisoformat(text)
            if when.utcoffset() != timedelta(0):
                local = when.replace(tzinfo=zone)
                assert local.utcoffset() == when.utcoffset(), f"{key}: {text}"


@VENDORS
def test_every_row_that_counts_is_expected(vendor: str) -> None:
    """What is served, absent or bad is said once."""
    oracle = ORACLES[vendor]
    assert not oracle.resources.keys() & oracle.absent.keys()
    assert not oracle.resources.keys() & oracle.bad.keys()
    assert not oracle.absent.keys() & oracle.bad.keys()


@VENDORS
def test_searches_are_enough_for_every_type(vendor: str) -> None:
    oracle = ORACLES[vendor]
    assert len(oracle.searches) >= 60
    for type in oracle.types():
        assert sum(search.type == type for search in oracle.searches) >= 5, type


@VENDORS
def test_searches_find_resources_that_exist(vendor: str) -> None:
    oracle = ORACLES[vendor]
    for search in oracle.searches:
        assert set(search.ids) <= set(oracle.ids(search.type)), str(search)
        assert len(set(search.ids)) == len(search.ids), str(search)
        assert set(search.along) <= oracle.resources.keys(), str(search)
        assert len(set(search.along)) == len(search.along), str(search)


@VENDORS
def test_searches_differ(vendor: str) -> None:
    oracle = ORACLES[vendor]
    told = [str(search) for search in oracle.searches] + [str(refusal) for refusal in oracle.refusals]
    assert len(told) == len(set(told))


def pairs(query: str) -> Iterator[tuple[str, str]]:
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        yield name, value


def defined(type: str) -> Mapping[str, SearchParameter]:
    """The parameters that R4 has for a type."""
    bases = (type, *ROOT_TYPES)
    return {found.code: found for base in bases for found in definitions.search_parameters(base).values()}


def leads(type: str, code: str) -> frozenset[str]:
    """The types that a reference parameter may lead to by R4; none for what is no reference."""
    parameter = defined(type).get(code)
    return parameter.target if parameter and parameter.type == "reference" else frozenset()


def is_defined(type: str, name: str) -> bool:
    """Whether R4 knows what is asked of a type, hop by hop; of several targets one must know the rest."""
    if name.startswith("_has:"):
        _, source, code, rest = name.split(":", 3)
        return type in leads(source, code) and is_defined(source, rest)
    head, _, rest = name.partition(".")
    code, _, target = head.partition(":")
    if not rest:
        return code in defined(type) or code in RESULT_PARAMETERS
    targets = leads(type, code)
    return any(is_defined(one, rest) for one in (targets & {target} if target else targets))


def is_include(value: str) -> bool:
    """Whether R4 knows the reference that an include follows."""
    source, code, *target = value.split(":")
    return code == "*" or bool(leads(source, code) and leads(source, code).issuperset(target))


@pytest.mark.parametrize(
    ("type", "name", "known"),
    [
        ("Patient", "name:exact", True),
        ("Patient", "nonesuch", False),
        ("Observation", "subject.name", True),
        ("Observation", "subject:Patient.general-practitioner.name", True),
        ("Observation", "subject:Encounter.class", False),
        ("Observation", "code.name", False),
        ("Patient", "_has:Observation:patient:performer.name", True),
        ("Patient", "_has:Observation:encounter:code", False),
        ("Practitioner", "_has:Patient:general-practitioner:_has:Observation:patient:nonesuch", False),
    ],
)
def test_what_the_standard_knows(type: str, name: str, known: bool) -> None:
    assert is_defined(type, name) == known


@VENDORS
def test_searches_use_parameters_of_the_standard(vendor: str) -> None:
    for search in ORACLES[vendor].searches:
        for name, value in pairs(search.query):
            known = is_include(value) if name in INCLUDES else is_defined(search.type, name)
            assert known, str(search)


@VENDORS
def test_what_is_brought_along_is_asked_for(vendor: str) -> None:
    for search in ORACLES[vendor].searches:
        asked = {name for name, _ in pairs(search.query)} & INCLUDES
        assert asked or not search.along, str(search)
        assert not {f"{search.type}/{id}" for id in search.ids} & set(search.along), str(search)


@VENDORS
def test_searches_on_codes_and_missing_agree_with_the_resources(vendor: str) -> None:
    """`:missing` of an element at the root is read off the expectations."""
    oracle = ORACLES[vendor]
    looked = 0
    for search in oracle.searches:
        name, _, wanted = search.query.partition(":missing=")
        if "&" not in search.query and wanted and (element := ROOT_ELEMENT.get((search.type, name))):
            found = {
                id for id in oracle.ids(search.type) if has(oracle, search.type, id, element) == (wanted == "false")
            }
            assert found == set(search.ids), str(search)
            looked += 1
    assert looked >= 10


ROOT_ELEMENT = {
    ("Patient", "birthdate"): "birthDate",
    ("Patient", "gender"): "gender",
    ("Patient", "active"): "active",
    ("Patient", "identifier"): "identifier",
    ("Patient", "name"): "name",
    ("Patient", "general-practitioner"): "generalPractitioner",
    ("Patient", "death-date"): "deceasedDateTime",
    ("Patient", "language"): "communication",
    ("Practitioner", "identifier"): "identifier",
    ("Practitioner", "gender"): "gender",
    ("Organization", "identifier"): "identifier",
    ("Organization", "address"): "address",
    ("AllergyIntolerance", "category"): "category",
    ("AllergyIntolerance", "date"): "recordedDate",
    ("AllergyIntolerance", "recorder"): "recorder",
    ("AllergyIntolerance", "manifestation"): "reaction",
    ("AllergyIntolerance", "criticality"): "criticality",
    ("AllergyIntolerance", "clinical-status"): "clinicalStatus",
    ("AllergyIntolerance", "verification-status"): "verificationStatus",
    ("Condition", "code"): "code",
    ("Condition", "onset-date"): "onsetDateTime",
    ("Condition", "abatement-date"): "abatementDateTime",
    ("Condition", "verification-status"): "verificationStatus",
    ("Observation", "date"): "effectiveDateTime|effectivePeriod",
    ("Observation", "subject"): "subject",
    ("Observation", "encounter"): "encounter",
    ("Observation", "method"): "method",
    ("Observation", "value-quantity"): "valueQuantity",
    ("Encounter", "date"): "period",
    ("Encounter", "subject"): "subject",
    ("Encounter", "participant"): "participant",
    ("Encounter", "diagnosis"): "diagnosis",
    ("Encounter", "service-provider"): "serviceProvider",
}


def has(oracle: Oracle, type: str, id: str, element: str) -> bool:
    """`element` may name alternatives: "effectiveDateTime|effectivePeriod"."""
    return any(name in oracle.resources[f"{type}/{id}"] for name in element.split("|"))


def test_wire_encodes_values_whole() -> None:
    assert wire("family:exact=Lé a%&_id=1,2") == "family:exact=L%C3%A9%20a%25&_id=1%2C2"
    assert wire("") == ""


@VENDORS
def test_resources_match_themselves_and_no_other(vendor: str) -> None:
    everything = [resource for _, resource in resources(vendor)]
    for one in everything:
        assert [other["id"] for other in everything if not differences(one, other)] == [one["id"]]


def test_stored_units_may_be_missing_but_not_wrong() -> None:
    expected = ORACLES["openemr"].resources["Observation/v-1-w"]

    def observed(unit: str) -> dict[str, Any]:
        copy = deepcopy(expected)
        copy["valueQuantity"]["extension"][0]["valueQuantity"]["unit"] = unit
        return copy

    assert differences(expected, observed("lb")) == []
    assert differences(expected, observed("kg")) != []


def test_differences_are_seen() -> None:
    expected = {"resourceType": "Observation", "valueQuantity": {"value": Decimal("70.00")}}

    def observed(value: Any, **more: Any) -> dict[str, Any]:
        return {"resourceType": "Observation", "valueQuantity": {"value": value}, **more}

    assert differences(expected, observed(Decimal("70.00"), meta={"versionId": "x"})) == []
    assert differences(expected, observed(70.0)) == []
    assert differences(expected, observed(Decimal("70.0"))) != []
    assert differences(expected, observed(70.01)) != []
    assert differences(expected, observed("70.00")) != []
    assert differences(expected, observed(Decimal("70.00"), status="final")) != []
    assert differences(expected, {"resourceType": "Observation"}) != []


def test_displays_may_be_missing_but_not_wrong() -> None:
    coding = {"system": "http://loinc.org", "code": "8302-2"}

    def observed(coding: Mapping[str, Any]) -> dict[str, Any]:
        return {"resourceType": "Observation", "code": {"coding": [coding]}}

    assert differences(observed(coding), observed({**coding, "display": "Body height"})) == []
    assert differences(observed(coding), observed({**coding, "display": "Height"})) != []
    other = {**coding, "code": "1-8"}
    assert differences(observed(other), observed({**other, "display": "anything"})) != []


@VENDORS
def test_requests_find_resources_that_exist(vendor: str) -> None:
    oracle = ORACLES[vendor]
    assert len(oracle.requests) >= 15
    for request in oracle.requests:
        told = [*request.found, *request.along]
        assert set(told) <= oracle.resources.keys(), str(request)
        assert len(set(told)) == len(told), str(request)
