"""What holds for every kind of search: logic, negation, missing, composites, special parameters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from facade.fhir import definitions
from facade.search.evaluate import matches
from facade.search.expression import (
    FALSE,
    TRUE,
    And,
    DateValue,
    Expression,
    MissingValue,
    Not,
    Or,
    Param,
    Restricted,
    StringValue,
    TokenValue,
)
from tests.search.evaluating import CONTEXT, found

MALE = Param("gender", "", (TokenValue("male"),))
FEMALE = Param("gender", "", (TokenValue("female"),))
ACTIVE = Param("active", "", (TokenValue("true"),))


def patient(**elements):
    return {"resourceType": "Patient", "id": "1", **elements}


def holds(expression: Expression, **elements) -> bool:
    return matches(patient(**elements), expression, CONTEXT)


def test_and_or_always():
    assert holds(TRUE)
    assert not holds(FALSE)
    assert holds(And(()))
    assert not holds(Or(()))
    assert holds(And((MALE, ACTIVE)), gender="male", active=True)
    assert not holds(And((MALE, ACTIVE)), gender="male", active=False)
    assert holds(Or((MALE, ACTIVE)), gender="male", active=False)
    assert not holds(Or((MALE, ACTIVE)), gender="female", active=False)
    assert not holds(Param("gender", "", ()), gender="male")


def test_loose_negation_is_the_complement():
    assert holds(Not(MALE))
    assert holds(Not(MALE), gender="female")
    assert not holds(Not(MALE), gender="male")
    assert holds(Not(Not(MALE)), gender="male")
    assert holds(Not(FALSE))


def test_strict_negation_needs_the_element():
    assert not holds(Not(MALE, strict=True))
    assert holds(Not(MALE, strict=True), gender="female")
    assert not holds(Not(MALE, strict=True), gender="male")


@pytest.mark.parametrize("join", [And, Or])
def test_strict_negation_needs_every_element_it_speaks_of(join):
    denied = Not(join((MALE, ACTIVE)), strict=True)
    assert holds(denied, gender="female", active=False)
    assert not holds(denied, gender="female")
    assert not holds(denied, active=False)


def test_strict_negation_looks_into_a_loose_one():
    assert not holds(Not(Not(MALE), strict=True))
    assert holds(Not(Not(MALE), strict=True), gender="male")
    assert holds(Not(FALSE, strict=True))


def test_strict_negation_counts_an_unreadable_object_as_absent():
    no_value = {"extension": [{"url": "http://acme.org", "valueCode": "unknown"}]}
    denied = Not(Param("language", "", (TokenValue("fr"),)), strict=True)
    assert not holds(denied, communication=[{"language": no_value}])
    assert holds(denied, communication=[{"language": {"text": "English"}}])


def test_strict_negation_does_not_take_the_absent_for_alive():
    alive = Param("deceased", "", (TokenValue("false"),))
    assert holds(Not(Not(alive)))
    assert not holds(Not(Not(alive), strict=True))
    assert holds(Not(Not(alive), strict=True), deceasedBoolean=False)


def test_restrictions_are_sets_of_ids():
    context = replace(CONTEXT, restricted={"echart-block": {"1", "2"}})
    assert matches(patient(), Restricted("echart-block"), context)
    assert not matches({**patient(), "id": "3"}, Restricted("echart-block"), context)
    assert matches({**patient(), "id": "3"}, Not(Restricted("echart-block"), strict=True), context)
    with pytest.raises(KeyError):
        matches(patient(), Restricted("other"), context)


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        ({}, "gender"),
        ({"_gender": {"extension": [{"url": "http://acme.org", "valueCode": "unknown"}]}}, "gender"),
        ({"name": []}, "name"),
        ({"name": [{"given": ["Eve"]}]}, "family"),
        ({"name": [{"extension": [{"url": "http://acme.org", "valueCode": "unknown"}]}]}, "name"),
        ({"name": [{"_family": {"extension": [{"url": "http://acme.org", "valueCode": "x"}]}}]}, "name"),
        ({"name": [{"given": [None], "_given": [{"id": "a"}]}]}, "given"),
        ({"name": [{"given": [None], "_given": [{"id": "a"}]}]}, "name"),
        ({"name": [{"id": "a"}]}, "name"),
        ({"managingOrganization": {"_reference": {"extension": []}}}, "organization"),
        ({"deceasedBoolean": False}, "death-date"),
        ({"communication": [{"preferred": True}]}, "language"),
    ],
)
def test_missing(elements, code):
    """Whatever holds nothing but extensions is missing. https://hl7.org/fhir/R4/search.html#modifiers"""
    assert found(patient(**elements), f"{code}:missing=true")
    assert not found(patient(**elements), f"{code}:missing=false")


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        ({"gender": "male"}, "gender"),
        ({"active": False}, "active"),
        ({"name": [{"use": "official"}]}, "name"),
        ({"name": [{"given": [None, "Eve"], "_given": [{"id": "a"}, None]}]}, "given"),
        ({"managingOrganization": {"display": "Clinic"}}, "organization"),
        ({"deceasedDateTime": "2013"}, "death-date"),
        ({}, "_id"),
    ],
)
def test_not_missing(elements, code):
    assert found(patient(**elements), f"{code}:missing=false")
    assert not found(patient(**elements), f"{code}:missing=true")


def test_missing_cannot_be_had_with_a_value():
    active = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical|active"
    coding = {"system": active.partition("|")[0], "code": "active"}
    for allergy in ({}, {"clinicalStatus": {"coding": [coding]}}):
        resource = {"resourceType": "AllergyIntolerance", **allergy}
        assert not found(resource, f"clinical-status={active}&clinical-status:missing=true")
        assert found(resource, f"clinical-status={active}") is bool(allergy)


@pytest.mark.parametrize(
    ("elements", "dead"),
    [
        ({}, False),
        ({"deceasedBoolean": False}, False),
        ({"deceasedBoolean": True}, True),
        ({"deceasedDateTime": "2013-01"}, True),
        ({"_deceasedDateTime": {"extension": [{"url": "http://acme.org"}]}}, False),
    ],
)
def test_deceased_has_always_an_answer(elements, dead):
    person = patient(**elements)
    assert found(person, "deceased=true") is dead
    assert found(person, "deceased=false") is not dead
    assert found(person, "deceased:not=true") is not dead
    assert found(person, "deceased=http://hl7.org/fhir/special-values|true") is dead
    assert not found(person, "deceased=http://acme.org|true")
    assert not found(person, "deceased:missing=true")
    assert found(person, "deceased:missing=false")


def test_strict_negation_of_deceased_needs_the_element():
    denied = Not(Param("deceased", "", (TokenValue("true"),)), strict=True)
    assert not holds(denied)
    assert holds(denied, deceasedBoolean=False)
    assert not holds(denied, deceasedDateTime="2013")


LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"


def coded(code, value):
    quantity = {"value": value, "system": UCUM, "code": "mm[Hg]"}
    return {"code": {"coding": [{"system": LOINC, "code": code}]}, "valueQuantity": quantity}


PRESSURE = {
    "resourceType": "Observation",
    "code": {"coding": [{"system": LOINC, "code": "85354-9"}]},
    "component": [coded("8480-6", 120), coded("8462-4", 55)],
}
POTASSIUM = {"resourceType": "Observation", **coded("2823-3", 5.6)}


@pytest.mark.parametrize(
    ("resource", "query", "answer"),
    [
        (PRESSURE, f"component-code-value-quantity={LOINC}|8480-6$lt60", False),
        (PRESSURE, f"component-code-value-quantity={LOINC}|8462-4$lt60", True),
        (PRESSURE, f"component-code-value-quantity={LOINC}|8462-4$lt60|{UCUM}|mm[Hg]", True),
        (PRESSURE, f"component-code-value-quantity={LOINC}|8462-4$lt60|{UCUM}|mg", False),
        (PRESSURE, "component-code-value-quantity=8480-6$lt60,8480-6$120", True),
        # two parameters may be met by two components, one composite may not
        (PRESSURE, "component-code=8480-6&component-value-quantity=lt60", True),
        # the code of the resource and the value of a component are no pair
        (PRESSURE, "combo-code-value-quantity=85354-9$120", False),
        (PRESSURE, "combo-code-value-quantity=8480-6$120", True),
        (PRESSURE, "code-value-quantity=8480-6$120", False),
        (POTASSIUM, f"code-value-quantity={LOINC}|2823-3$gt5.4|{UCUM}|mm[Hg]", True),
        (POTASSIUM, f"code-value-quantity={LOINC}|2823-3$gt5.6", False),
        (POTASSIUM, "combo-code-value-quantity=2823-3$5.6", True),
        (POTASSIUM, "component-code-value-quantity=2823-3$5.6", False),
    ],
)
def test_composite(resource, query, answer):
    assert found(resource, query) is answer


def test_composite_of_other_kinds():
    gender = {
        "code": {"coding": [{"code": "gender"}]},
        "valueCodeableConcept": {"coding": [{"code": "mixed"}]},
    }
    owner = {"code": {"coding": [{"code": "owner"}]}, "valueBoolean": True}
    group = {"resourceType": "Group", "characteristic": [gender, owner]}
    assert found(group, "characteristic-value=gender$mixed,owner$Eve")
    assert found(group, "characteristic-value=owner$true")
    assert not found(group, "characteristic-value=owner$mixed,gender$true")
    taken = {"resourceType": "Observation", "code": {"coding": [{"code": "a"}]}, "valueDateTime": "2013-01-14"}
    assert found(taken, "code-value-date=a$ge2013-01")
    assert not found(taken, "code-value-date=a$lt2013-01")
    assert found({**taken, "valueString": "Positive"}, "code-value-string=a$pos")


def test_a_union_is_met_by_any_branch():
    observation = {"resourceType": "Observation", "valueCodeableConcept": {"text": "Positive"}}
    assert found(observation, "value-string=pos")
    assert found({"resourceType": "Observation", "valueString": "Positive"}, "value-string=pos")
    assert found(PRESSURE, "combo-code=8480-6&combo-code=85354-9")
    assert not found(PRESSURE, "code=8480-6")


def test_choice_of_type():
    string = {"resourceType": "Observation", "valueString": "5.4"}
    assert found(string, "value-string=5")
    assert found(string, "value-quantity:missing=true&value-concept:missing=true")


@pytest.mark.parametrize("code", ["nonsense", "phonetic", "_text", "_content", "_query", "code"])
def test_a_parameter_that_has_no_meaning_here_is_an_error(code):
    with pytest.raises(KeyError):
        holds(Param(code, "missing", (MissingValue(True),)))


def test_near_is_not_evaluated():
    with pytest.raises(KeyError):
        matches({"resourceType": "Location"}, Param("near", "", (TokenValue("1|2"),)), CONTEXT)


@pytest.mark.parametrize(
    "param",
    [
        Param("gender", "exact", (StringValue("male"),)),
        Param("gender", "", (StringValue("male"),)),
        Param("family", "below", (StringValue("male"),)),
        Param("birthdate", "", (TokenValue("2013"),)),
        Param("family", "", (DateValue("2013"),)),
    ],
)
def test_an_expression_that_nobody_may_build_is_an_error(param):
    with pytest.raises(ValueError, match="are not searched like that"):
        holds(param, gender="male", birthDate="2013", name=[{"family": "male"}])


def _filled(parent: str, depth: int):
    """A value under every key that the definitions know, all choices at once."""
    if definitions.is_primitive(parent):
        return "x"
    value = {}
    for element in definitions.children(parent).values():
        for type_ in element.types or (element.content_reference,):
            key = element.name + type_[0].upper() + type_[1:] if element.choice else element.name
            child = definitions.child(parent, key)
            if depth and child.type not in ("Resource", "Extension"):
                item = _filled(child.type, depth - 1)
                value[key] = [item] if element.many else item
    return value


@pytest.mark.parametrize("type_", sorted(definitions.resource_types()))
def test_every_path_of_the_standard_leads_somewhere(type_):
    """Filters apart, each parameter's expression reaches what its element holds, and nothing in an empty resource."""
    full = {**_filled(type_, 6), "resourceType": type_}
    for code, parameter in definitions.search_parameters(type_).items():
        expression = parameter.expression or ""
        if code in ("phonetic", "deceased") or not expression or parameter.type in ("special", "composite"):
            continue
        if "where(" in expression or type_ == "Bundle":
            continue
        missing = Param(code, "missing", (MissingValue(True),))
        assert not matches(full, missing, CONTEXT), code
        assert matches({"resourceType": type_}, missing, CONTEXT), code
