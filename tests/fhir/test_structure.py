"""Structure of incoming resources: what R4's JSON rules and definitions refuse, told by path."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.patient import Patient

from facade.errors import Issue
from facade.fhir import definitions, primitives
from facade.fhir.structure import check

CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "a-1.B",
    "meta": {"versionId": "3", "lastUpdated": "2020-01-01T10:00:00.000-05:00"},
    "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>A</p></div>'},
    "contained": [{"resourceType": "Organization", "id": "o"}],
    "extension": [{"url": "http://example.org/x", "valueDecimal": Decimal("1.50")}],
    "identifier": [{"use": "official", "system": "http://example.org/hin", "value": "9876543217"}],
    "active": True,
    "name": [
        {
            "family": "Roy",
            "given": [None, "Anne"],
            "_given": [{"extension": [{"url": "http://example.org/y", "valueCode": "unknown"}]}, None],
        }
    ],
    "telecom": [{"system": "phone", "value": "416-555-0101", "use": "home", "rank": 1}],
    "gender": "female",
    "birthDate": "1980-05",
    "_birthDate": {"id": "b"},
    "deceasedBoolean": False,
    "photo": [{"contentType": "image/png", "data": "aGVs bG8="}],
    "link": [{"other": {"reference": "Patient/2"}, "type": "seealso"}],
}

OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
    "effectiveDateTime": "2020-01-01T10:00:00Z",
    "component": [
        {
            "code": {"text": "systolic"},
            "valueQuantity": {"value": Decimal("120.0"), "unit": "mmHg"},
            "referenceRange": [{"high": {"value": 140}}],
        }
    ],
}


def found(resource: Any, type: str = "Patient") -> set[tuple[str, str]]:
    return {(issue.code, issue.expression[0]) for issue in check(resource, type)}


def patient(**members: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", **members}


def observation(**members: Any) -> dict[str, Any]:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **members}


def test_sound_resources_have_no_issue() -> None:
    assert check(PATIENT, "Patient") == []
    assert check(OBSERVATION, "Observation") == []
    assert check({"resourceType": "Patient"}, "Patient") == []


def test_an_independent_reader_takes_the_sound_resources_too() -> None:
    Observation.model_validate(OBSERVATION)
    Patient.model_validate({key: value for key, value in PATIENT.items() if key != "text"})


@pytest.mark.parametrize("resource", [None, [], "x", 1, {}, [PATIENT]])
def test_what_is_no_resource(resource: Any) -> None:
    assert found(resource) == {("structure", "Patient")}


@pytest.mark.parametrize("name", [None, "Observation", 1, ["Patient"]])
def test_another_resource_type(name: Any) -> None:
    assert found({"resourceType": name, "x": 1}) == {("invalid", "Patient")}


def test_missing_resource_type() -> None:
    assert found({"active": True}) == {("invalid", "Patient")}


@pytest.mark.parametrize(
    ("members", "issue"),
    [
        ({"surname": "Roy"}, ("structure", "Patient.surname")),
        ({"_surname": {"id": "x"}}, ("structure", "Patient._surname")),
        ({"_name": [{"id": "x"}]}, ("structure", "Patient._name")),
        ({"_id": {"id": "x"}}, ("structure", "Patient._id")),
        ({"deceased": True}, ("structure", "Patient.deceased")),
        ({"deceasedString": "yes"}, ("structure", "Patient.deceasedString")),
        ({"name": [{"first": "A"}]}, ("structure", "Patient.name[0].first")),
        ({"name": [{"resourceType": "HumanName"}]}, ("structure", "Patient.name[0].resourceType")),
        ({"active": None}, ("structure", "Patient.active")),
        ({"name": None}, ("structure", "Patient.name")),
        ({"name": {"family": "Roy"}}, ("structure", "Patient.name")),
        ({"name": []}, ("structure", "Patient.name")),
        ({"name": [None]}, ("structure", "Patient.name[0]")),
        ({"name": [{}]}, ("structure", "Patient.name[0]")),
        ({"name": [[{"family": "Roy"}]]}, ("structure", "Patient.name[0]")),
        ({"name": ["Roy"]}, ("structure", "Patient.name[0]")),
        ({"name": [{"family": ["Roy"]}]}, ("structure", "Patient.name[0].family")),
        ({"name": [{"family": {"value": "Roy"}}]}, ("structure", "Patient.name[0].family")),
        ({"name": [{"given": "Anne"}]}, ("structure", "Patient.name[0].given")),
        ({"name": [{"given": ["Anne", ""]}]}, ("value", "Patient.name[0].given[1]")),
        ({"name": [{"given": ["Anne", None]}]}, ("structure", "Patient.name[0].given[1]")),
        ({"maritalStatus": [{"text": "x"}]}, ("structure", "Patient.maritalStatus")),
        ({"meta": {}}, ("structure", "Patient.meta")),
        ({"birthDate": "1980-13"}, ("value", "Patient.birthDate")),
        ({"birthDate": {}}, ("structure", "Patient.birthDate")),
        ({"_birthDate": {}}, ("structure", "Patient.birthDate")),
        ({"_birthDate": None}, ("structure", "Patient.birthDate")),
        ({"_birthDate": {"value": "1980"}}, ("structure", "Patient.birthDate.value")),
        ({"active": "true"}, ("value", "Patient.active")),
        ({"gender": "F"}, ("code-invalid", "Patient.gender")),
        ({"gender": 1}, ("value", "Patient.gender")),
        ({"id": "a_b"}, ("value", "Patient.id")),
        ({"id": "x" * 65}, ("value", "Patient.id")),
        ({"link": [{"type": "seealso"}]}, ("required", "Patient.link[0].other")),
        ({"extension": [{"valueString": "x"}]}, ("required", "Patient.extension[0].url")),
        ({"contained": [{"id": "o"}]}, ("structure", "Patient.contained[0]")),
        ({"contained": [{"resourceType": "HumanName"}]}, ("structure", "Patient.contained[0]")),
        ({"contained": [["Organization"]]}, ("structure", "Patient.contained[0]")),
        ({"contained": {"resourceType": "Organization"}}, ("structure", "Patient.contained")),
    ],
)
def test_one_fault_one_issue(members: dict[str, Any], issue: tuple[str, str]) -> None:
    assert found(patient(**members)) == {issue}


def test_two_values_of_one_choice() -> None:
    fault = {("structure", "Observation.value")}
    assert found(observation(valueString="a", valueInteger=1), "Observation") == fault
    assert found(observation(valueString="a", _valueInteger={"id": "x"}), "Observation") == fault
    assert found(observation(valueString="a", _valueString={"id": "x"}), "Observation") == set()


def test_required_elements_of_the_root() -> None:
    assert found({"resourceType": "Observation"}, "Observation") == {
        ("required", "Observation.status"),
        ("required", "Observation.code"),
    }


def test_an_extension_stands_for_a_required_primitive() -> None:
    reason = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    resource = {
        "resourceType": "Observation",
        "_status": {"extension": [reason]},
        "code": {"text": "x"},
    }
    assert check(resource, "Observation") == []


@pytest.mark.parametrize(
    "name",
    [
        {"given": [None], "_given": [None]},
        {"given": ["A", "B"], "_given": [{"id": "x"}]},
        {"given": ["A"], "_given": {"id": "x"}},
        {"given": ["A"], "_given": []},
        {"_given": [None]},
    ],
)
def test_arrays_of_values_and_extensions_must_agree(name: dict[str, Any]) -> None:
    issues = check(patient(name=[name]), "Patient")
    assert issues and all(issue.code == "structure" for issue in issues)


def test_extensions_alone_make_an_array() -> None:
    assert check(patient(name=[{"_given": [{"id": "x"}]}]), "Patient") == []


@pytest.mark.parametrize(
    ("status", "fine"),
    [
        ({"coding": [{"system": CLINICAL, "code": "active"}]}, True),
        ({"coding": [{"system": "http://local", "code": "a"}, {"system": CLINICAL, "code": "active"}]}, True),
        ({"coding": [{"system": CLINICAL, "code": "ACTIVE"}]}, False),
        ({"coding": [{"system": "http://local", "code": "active"}]}, False),
        ({"coding": [{"code": "active"}]}, False),
        ({"text": "active"}, False),
    ],
)
def test_required_binding_of_a_concept(status: dict[str, Any], fine: bool) -> None:
    resource = {
        "resourceType": "AllergyIntolerance",
        "patient": {"reference": "Patient/1"},
        "clinicalStatus": status,
    }
    expected = set() if fine else {("code-invalid", "AllergyIntolerance.clinicalStatus")}
    assert found(resource, "AllergyIntolerance") == expected


def test_a_binding_without_listed_codes_takes_any_code() -> None:
    assert check(patient(photo=[{"contentType": "application/x-anything"}]), "Patient") == []


def test_names_of_strangers_are_cut_and_cleaned() -> None:
    name = "<script>alert('9876543217')</script>" + "x" * 10_000
    (issue,) = check(patient(**{name: 1}), "Patient")
    (path,) = issue.expression
    assert len(path) <= len("Patient.") + 40
    assert path.replace("_", "").replace(".", "").isalnum()
    (issue,) = check(patient(**{"": 1}), "Patient")
    assert issue.expression == ("Patient._",)


def test_no_issue_shows_a_value() -> None:
    secret = "9876543217 Tremblay"
    resource = patient(gender=secret, birthDate=secret, active=secret, name=secret, contained=[secret])
    issues = check(resource, "Patient")
    assert len(issues) == 5
    assert all(secret not in f"{issue.text}{issue.expression}" for issue in issues)


def test_the_number_of_issues_is_limited() -> None:
    resource = patient(name=[{}] * 1000)
    assert len(check(resource, "Patient")) == 100
    assert len(check(resource, "Patient", limit=3)) == 3


def test_paths_inside_backbones_and_references_to_their_content() -> None:
    component = {"code": {"text": "x"}, "referenceRange": [{"low": {"value": "1"}}]}
    assert found(observation(component=[component]), "Observation") == {
        ("value", "Observation.component[0].referenceRange[0].low.value")
    }
    assert found(observation(component=[{"valueString": "x"}]), "Observation") == {
        ("required", "Observation.component[0].code")
    }


def test_a_bundle_holds_resources() -> None:
    def bundle(resource: Any) -> dict[str, Any]:
        return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource}]}

    assert found(bundle(patient()), "Bundle") == set()
    assert found(bundle({"resourceType": "Nothing"}), "Bundle") == {("structure", "Bundle.entry[0].resource")}
    response = {"status": "200", "outcome": patient()}
    faulty = {"resourceType": "Bundle", "type": "batch-response", "entry": [{"response": response}]}
    assert found(faulty, "Bundle") == {("structure", "Bundle.entry[0].response.outcome")}


GOOD: list[tuple[str, Any]] = [
    ("boolean", True),
    ("integer", -(2**31)),
    ("integer", 2**31 - 1),
    ("unsignedInt", 0),
    ("positiveInt", 1),
    ("decimal", 3),
    ("decimal", Decimal("-1.50")),
    ("string", "a\tb\r\nc é"),
    ("string", "x" * 1024 * 1024),
    ("markdown", "# a\n\n* b"),
    ("code", "a b"),
    ("id", "A-1."),
    ("uri", "urn:oid:1.2"),
    ("url", "http://example.org/a?b=c"),
    ("canonical", "http://example.org/a|1.0#x"),
    ("oid", "urn:oid:2.16.840.1"),
    ("uuid", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"),
    ("base64Binary", "aGVsbG8="),
    ("base64Binary", "aGVs\nbG8="),
    ("date", "2020"),
    ("date", "2020-02-29"),
    ("dateTime", "2020-02"),
    ("dateTime", "2020-02-29T23:59:59Z"),
    ("instant", "2020-02-29T23:59:59.123-05:00"),
    ("time", "23:59:59.5"),
    ("xhtml", "<div>a</div>"),
]

BAD: list[tuple[str, Any]] = [
    ("boolean", "true"),
    ("boolean", 1),
    ("integer", True),
    ("integer", Decimal("1.0")),
    ("integer", 2**31),
    ("integer", -(2**31) - 1),
    ("integer", "1"),
    ("unsignedInt", -1),
    ("positiveInt", 0),
    ("decimal", "1.0"),
    ("decimal", True),
    ("decimal", Decimal("NaN")),
    ("string", ""),
    ("string", " \t\n"),
    ("string", "a\x00b"),
    ("string", "a\x1bb"),
    ("string", 1),
    ("string", "x" * (1024 * 1024 + 1)),
    ("markdown", " "),
    ("code", " a"),
    ("code", "a "),
    ("code", "a  b"),
    ("id", "a b"),
    ("id", "é"),
    ("id", "a\n"),
    ("uri", "a b"),
    ("url", "http://example.org/a b"),
    ("canonical", ""),
    ("oid", "urn:oid:3.1"),
    ("oid", "urn:oid:1.02"),
    ("oid", "1.2.3"),
    ("uuid", "urn:uuid:C757873D-EC9A-4326-A141-556F43239520"),
    ("uuid", "c757873d-ec9a-4326-a141-556f43239520"),
    ("base64Binary", "aGVsbG8"),
    ("base64Binary", "a===" * 2),
    ("base64Binary", "aGVs*G8="),
    ("date", "2020-02-30"),
    ("date", "2020-02-29T10:00:00Z"),
    ("date", 2020),
    ("dateTime", "2020-02-29T10:00"),
    ("dateTime", "2020-02-29T10:00:00"),
    ("instant", "2020-02-29"),
    ("instant", "2020-02-29T10:00:00"),
    ("time", "24:00:00"),
    ("time", "10:00"),
    ("time", "10:00:00Z"),
    ("xhtml", "text"),
    ("xhtml", "<divx>a</div>"),
]


@pytest.mark.parametrize(("type", "value"), GOOD)
def test_primitives_that_are_valid(type: str, value: Any) -> None:
    assert primitives.valid(type, value)


@pytest.mark.parametrize(("type", "value"), BAD)
def test_primitives_that_are_not(type: str, value: Any) -> None:
    assert not primitives.valid(type, value)


def test_every_primitive_of_r4_has_a_grammar() -> None:
    tested = {type for type, _ in GOOD} & {type for type, _ in BAD}
    used = {type for name in definitions.resource_types() for type in leaf_types(name, set())}
    assert used <= tested


def leaf_types(parent: str, seen: set[str]) -> set[str]:
    """The primitive types that a resource can hold anywhere."""
    leaves: set[str] = set()
    for element in definitions.children(parent).values():
        for type in element.types:
            if definitions.is_primitive(type):
                leaves.add(type)
            inner = element.path if definitions.children(element.path) else type
            if inner not in seen and not definitions.is_primitive(type):
                seen.add(inner)
                leaves |= leaf_types(inner, seen)
    return leaves


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("base64Binary", "a" * 1_000_000 + "*"),
        ("base64Binary", " " * 1_000_000),
        ("code", "a " * 500_000),
        ("oid", "urn:oid:1" + ".1" * 400_000 + "x"),
        ("xhtml", "<div>" * 200_000),
    ],
)
def test_long_texts_take_no_long_time(type: str, value: str) -> None:
    """Anything worse than linear would not end within a test run."""
    assert not primitives.valid(type, value)


def test_issues_are_errors() -> None:
    assert check(patient(active="x"), "Patient") == [
        Issue("value", "This is not a valid boolean.", expression=("Patient.active",))
    ]
