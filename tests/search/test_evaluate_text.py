"""String, token, uri and reference searches. https://hl7.org/fhir/R4/search.html#string, #token, #reference"""

from __future__ import annotations

import pytest

from facade.fhir.definitions import Element
from facade.search.evaluate import matches
from facade.search.evaluate_text import token
from facade.search.evaluate_walk import Node
from facade.search.expression import Param, ReferenceValue, StringValue, TokenValue
from tests.search.evaluating import CONTEXT, found


def patient(**elements):
    return {"resourceType": "Patient", "id": "1", **elements}


def named(**name):
    return patient(name=[name])


@pytest.mark.parametrize(
    ("given", "query", "answer"),
    [
        # the standard's own table
        ("Eve", "given=eve", True),
        ("Evelyn", "given=eve", True),
        ("Severine", "given=eve", False),
        ("Severine", "given:contains=eve", True),
        ("Evelyn", "given:contains=eve", True),
        ("Eve", "given:exact=Eve", True),
        ("eve", "given:exact=Eve", False),
        ("EVE", "given:exact=Eve", False),
        # case and accents
        ("Ève", "given=eve", True),
        ("Eve", "given=ÈVE", True),
        ("Ève", "given:exact=Eve", False),
        ("Zoë", "given:contains=OE", True),
        # blanks: trailing ones do not count, leading ones are data
        ("Eve", "given=eve%20%20", True),
        ("Eve", "given=%20eve", False),
        ("Mary Ann", "given=mary%20a", True),
        ("Mary Ann", "given=ann", False),
        # what SQL would take for a pattern is text
        ("Eve", "given=%25", False),
        ("Eve", "given=e_e", False),
        ("a%b", "given=a%25b", True),
        # escapes
        ("a,b", r"given=a\,b", True),
        ("a", r"given=a\,b", False),
        ("x$y|z", r"given=x\$y\|z", True),
        ("x\\y", r"given=x\\y", True),
        # a comma is OR
        ("Eve", "given=adam,eve", True),
        ("Eve", "given=adam,abel", False),
    ],
)
def test_string(given, query, answer):
    assert found(named(given=[given]), query) is answer


def test_any_of_several_texts_suffices():
    person = patient(name=[{"given": ["Anna", "Maria"]}, {"given": ["Nan"]}])
    assert found(person, "given=mar")
    assert found(person, "given=nan")
    assert found(person, "given=anna&given=nan")
    assert not found(person, "given=anna&given=bob")


def test_blank_search_text_finds_nothing():
    assert not found(named(family="Smith"), "family=%20")
    for modifier in ("", "contains", "exact"):
        for family in ("Smith", ""):
            assert not matches(named(family=family), Param("family", modifier, (StringValue(""),)), CONTEXT)


def test_a_column_that_compares_exactly_is_searched_exactly():
    person = named(family="Smith")
    assert not found(person, "family=smith", collations={"Patient.name.family": "bin"})
    assert found(person, "family=Smi", collations={"Patient.name.family": "bin"})
    assert not found(person, "family=Smith%20", collations={"Patient.name.family": "bin"})
    assert found(person, "family=Smith%20", collations={"Patient.name.family": "bin-pad"})
    assert found(person, "family=smith", collations={"Patient.name.given": "bin"})
    assert found(named(family="Müller"), "family=MÜL", collations={"Patient.name.family": "ci-pad"})
    assert not found(named(family="Müller"), "family=MUL", collations={"Patient.name.family": "ci-pad"})


@pytest.mark.parametrize("part", ["family", "text"])
def test_name_searches_every_part_of_the_name(part):
    assert found(named(**{part: "Carreno"}), "name=carr")
    assert not found(named(**{part: "Carreno"}), "name=reno")


@pytest.mark.parametrize("part", ["given", "prefix", "suffix"])
def test_name_searches_the_lists_of_the_name(part):
    assert found(named(**{part: ["X", "Carreno"]}), "name=carr")


def test_name_does_not_search_codes():
    assert not found(named(use="official", family="Smith"), "name=official")


def test_parts_of_a_name_follow_their_own_columns():
    person = named(family="Smith", given=["Smitty"])
    exact_family = {"Patient.name.family": "bin"}
    assert not found(person, "name=smith", collations=exact_family)
    assert found(person, "name=smitt", collations=exact_family)


@pytest.mark.parametrize("part", ["city", "district", "state", "postalCode", "country", "text"])
def test_address_searches_every_part(part):
    assert found(patient(address=[{part: "Québec"}]), "address=queb")


def test_address_searches_lines_but_not_codes():
    person = patient(address=[{"use": "home", "type": "postal", "line": ["Flat 2", "12 Main St"]}])
    assert found(person, "address=12%20main")
    assert not found(person, "address=home")
    assert not found(person, "address=postal")
    assert not found(patient(address=[{"city": "Toronto"}]), "address-state=tor")


MR = "http://acme.org/patient"


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        (f"identifier={MR}|2345", True),
        ("identifier=2345", True),
        (f"identifier={MR}|", True),
        ("identifier=|2345", False),
        ("identifier=http://other.org|2345", False),
        (f"identifier={MR}|234", False),
        (f"identifier={MR.upper()}|2345", False),
        ("identifier=|77", True),
        ("identifier=77", True),
        (f"identifier={MR}|77", False),
        ("identifier=1,77", True),
        ("identifier:text=medical", True),
        ("identifier:text=record", False),
        ("identifier:not=77", False),
        ("identifier:not=78", True),
    ],
)
def test_token_on_identifiers(query, answer):
    medical = {"system": MR, "value": "2345", "type": {"text": "Medical record"}}
    assert found(patient(identifier=[medical, {"value": "77"}]), query) is answer


LOINC = "http://loinc.org"


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        (f"code={LOINC}|8480-6", True),
        ("code=8480-6", True),
        ("code=271649006", True),
        (f"code={LOINC}|271649006", False),
        (f"code={LOINC}|", True),
        ("code=local", True),
        ("code=|local", True),
        ("code=|8480-6", False),
        ("code:text=systolic", True),
        ("code:text=blood", True),
        ("code:text=pressure", False),
        ("code:text=8480-6", False),
        ("code:text=that,blood", True),
        ("code:not=8480-6", False),
        ("code:not=8462-4", True),
        ("code:not=8462-4,local", False),
    ],
)
def test_token_on_a_concept_takes_any_coding(query, answer):
    codings = [
        {"system": LOINC, "code": "8480-6", "display": "Systolic pressure"},
        {"system": "http://snomed.info/sct", "code": "271649006"},
        {"code": "local"},
    ]
    observation = {"resourceType": "Observation", "code": {"coding": codings, "text": "Blood pressure"}}
    assert found(observation, query) is answer


def test_token_on_a_coding():
    tagged = patient(meta={"tag": [{"system": "http://acme.org/codes", "code": "needs-review", "display": "Look"}]})
    assert found(tagged, "_tag=http://acme.org/codes|needs-review")
    assert not found(tagged, "_tag=|needs-review")
    assert found(tagged, "_tag:text=lo")


GENDER = "http://hl7.org/fhir/administrative-gender"


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("gender=male", True),
        ("gender=female", False),
        ("gender=MALE", False),
        ("gender=female,male", True),
        (f"gender={GENDER}|male", True),
        (f"gender={GENDER}|", True),
        (f"gender={GENDER}|female", False),
        ("gender=http://hl7.org/fhir/address-use|male", False),
        ("gender=|male", False),
        ("gender:not=male", False),
        ("gender:not=female", True),
        (f"gender:not={GENDER}|female", True),
        ("address-use=http://hl7.org/fhir/address-use|home", True),
    ],
)
def test_token_on_a_code_knows_its_system(query, answer):
    person = patient(gender="male", address=[{"use": "home", "city": "Toronto"}])
    assert found(person, query) is answer


def test_a_code_belongs_to_one_of_the_systems_of_its_value_set():
    request, task = "http://hl7.org/fhir/request-intent", "http://hl7.org/fhir/task-intent"
    order = {"resourceType": "Task", "intent": "order"}
    assert found(order, f"intent={request}|order")
    assert not found(order, f"intent={task}|order")
    assert found({"resourceType": "Task", "intent": "unknown"}, f"intent={task}|")


def test_a_code_without_required_binding_has_no_known_system():
    plain = {"path": "Patient.language", "min": 0, "max": "1", "types": ("code",)}
    value_set = "http://hl7.org/fhir/ValueSet/administrative-gender"
    for strength, bare, full in (("preferred", True, False), ("required", False, True)):
        node = Node("male", "code", "Patient.language", Element(**plain, binding=(strength, value_set)))
        assert token(node, TokenValue("male", ""), CONTEXT) is bare
        assert token(node, TokenValue("male", GENDER), CONTEXT) is full
        assert token(node, TokenValue("male"), CONTEXT)


def test_not_finds_those_without_the_element():
    assert found(patient(), "gender:not=male")
    assert not found(patient(), "gender=male")
    assert found(patient(), "gender:not=male&gender:not=female")
    assert not found(patient(gender="female"), "gender:not=male&gender:not=female")


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("active=true", True),
        ("active=false", False),
        ("active=True", False),
        ("active=http://terminology.hl7.org/CodeSystem/special-values|true", True),
        ("active=http://hl7.org/fhir/special-values|true", True),
        ("active=http://other.org|true", False),
        ("active=|true", False),
        ("active:not=false", True),
    ],
)
def test_token_on_a_boolean(query, answer):
    assert found(patient(active=True), query) is answer


def test_token_on_false_is_not_absence():
    assert found(patient(active=False), "active=false")
    assert not found(patient(), "active=false")


PHONE = {"system": "phone", "use": "home", "value": "555-1234"}
EMAIL = {"system": "email", "use": "work", "value": "Eve@example.org"}


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("telecom=555-1234", True),
        ("phone=555-1234", True),
        ("email=555-1234", False),
        ("email=Eve@example.org", True),
        ("phone=Eve@example.org", False),
        ("email=eve@example.org", False),
        ("telecom=|555-1234", True),
        ("telecom=phone|555-1234", False),
        ("telecom=home|555-1234", False),
        ("phone:missing=false", True),
    ],
)
def test_token_on_contact_points(query, answer):
    assert found(patient(telecom=[PHONE, EMAIL]), query) is answer


def test_a_filter_on_the_kind_of_contact_counts_for_missing_too():
    assert found(patient(telecom=[EMAIL]), "phone:missing=true&email:missing=false")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("Patient.telecom.value", "email=eve@EXAMPLE.org"),
        ("Patient.identifier.value", "identifier=http://acme.org|ab1"),
        ("Patient.communication.language.coding.code", "language=FR"),
    ],
)
def test_case_of_a_token_follows_its_column_where_known(path, query):
    person = patient(
        telecom=[EMAIL],
        identifier=[{"system": "http://acme.org", "value": "AB1"}],
        communication=[{"language": {"coding": [{"code": "fr"}]}}],
    )
    assert not found(person, query)
    assert found(person, query, collations={path: "ci-ai-pad"})
    assert not found(person, query.replace("=", "=x"), collations={path: "ci-ai-pad"})


def test_a_system_is_compared_exactly_whatever_the_column():
    person = patient(identifier=[{"system": "http://acme.org", "value": "AB1"}])
    ci = {"Patient.identifier.value": "ci-ai-pad", "Patient.identifier.system": "ci-ai-pad"}
    assert not found(person, "identifier=http://ACME.org|AB1", collations=ci)


def test_id_is_exact():
    one = {"resourceType": "Patient", "id": "aB-1"}
    assert found(one, "_id=aB-1")
    assert found(one, "_id=7,aB-1")
    assert not found(one, "_id=AB-1", collations={"Patient.id": "ci-ai-pad"})
    assert not found(one, "_id=Patient/aB-1")
    assert not found(one, "_id=http://example.org|aB-1")
    assert found(one, "_id:not=7")


def test_uri_is_exact():
    profiled = patient(meta={"profile": ["http://acme.org/fhir/StructureDefinition/123"]})
    assert found(profiled, "_profile=http://acme.org/fhir/StructureDefinition/123")
    assert not found(profiled, "_profile=http://acme.org/fhir/StructureDefinition/")
    assert not found(profiled, "_profile=http://ACME.org/fhir/StructureDefinition/123")


def about(reference):
    return {"resourceType": "Observation", "subject": reference}


@pytest.mark.parametrize(
    ("reference", "query", "answer"),
    [
        ("Patient/23", "subject=Patient/23", True),
        ("Patient/23", "subject=23", True),
        ("Patient/23", "subject:Patient=23", True),
        ("Patient/23", "subject:Patient=Patient/23", True),
        ("Patient/23", "subject:Group=23", False),
        ("Patient/23", "subject=Group/23", False),
        ("Patient/23", "subject=2", False),
        ("Patient/23", "subject=Patient/2,Patient/23", True),
        ("Patient/23", "patient=23", True),
        ("Patient/23", "patient=Patient/23", True),
        ("Group/23", "patient=23", False),
        ("Group/23", "patient=Group/23", False),
        ("Group/23", "subject=23", True),
        # a type that the parameter cannot mean
        ("Practitioner/23", "subject=23", False),
        # relative and absolute are the same under our base
        ("http://example.org/fhir/Patient/23", "subject=Patient/23", True),
        ("http://example.org/fhir/Patient/23", "patient=23", True),
        ("Patient/23", "subject=http://example.org/fhir/Patient/23", True),
        ("http://example.org/fhir/Patient/23", "subject=http://example.org/fhir/Patient/23", True),
        ("http://other.org/fhir/Patient/23", "subject=Patient/23", False),
        ("http://other.org/fhir/Patient/23", "subject=23", False),
        ("http://other.org/fhir/Patient/23", "subject=http://other.org/fhir/Patient/23", True),
        ("Patient/23", "subject=http://other.org/fhir/Patient/23", False),
        ("urn:uuid:8d2cf5f0", "subject=urn:uuid:8d2cf5f0", True),
        ("Patient/23/_history/2", "subject=Patient/23", True),
        ("Patient/23/name", "subject=Patient/23", False),
        # what can be no id finds nothing, and is no error
        ("Patient/23", "subject=Patient/23/", False),
        ("Patient/23", "subject=Patient/23/Patient/23", False),
        ("Patient/23", "subject=patient/23", False),
        ("Patient/23", "subject=%2523", False),
        ("Patient/23", "subject:missing=false", True),
        ("Patient/23", "subject:missing=true", False),
    ],
)
def test_reference(reference, query, answer):
    assert found(about({"reference": reference}), query) is answer


def test_the_modifier_limits_the_type_by_itself():
    for type_, answer in (("Patient", True), ("Group", False)):
        param = Param("subject", type_, (ReferenceValue("23"),))
        assert matches(about({"reference": "Patient/23"}), param, CONTEXT) is answer


def test_reference_by_type_only_counts_as_that_type():
    unresolved = about({"type": "Patient", "display": "Peter"})
    assert found(unresolved, "patient:missing=false")
    assert not found(unresolved, "patient=Peter")
    assert found(about({"type": "Group", "display": "All"}), "patient:missing=true")


def test_absorbed_patients_and_their_head_are_one():
    heads = {"Patient/7": "Patient/3", "Patient/8": "Patient/3"}
    observation = about({"reference": "Patient/3"})
    for query in ("subject=Patient/7", "patient=8", "subject:Patient=7", "subject=3"):
        assert found(observation, query, heads=heads)
    assert not found(observation, "subject=Patient/9", heads=heads)
    assert not found(observation, "subject=Patient/7")
    assert not found(about({"reference": "Group/3"}), "subject=7", heads=heads)


def test_a_head_is_found_by_its_link_to_the_absorbed():
    head = patient(link=[{"other": {"reference": "Patient/7"}, "type": "replaces"}])
    assert found(head, "link=Patient/7", heads={"Patient/7": "Patient/3"})


def test_canonical_is_found_with_and_without_its_version():
    plan = {"resourceType": "CarePlan", "instantiatesCanonical": ["http://acme.org/PlanDefinition/1|2.0"]}
    url = "http://acme.org/PlanDefinition/1"
    for text, answer in ((url, True), (url + "|2.0", True), (url + "|1.0", False), (url[:-1], False)):
        value = ReferenceValue("", url=text)
        assert matches(plan, Param("instantiates-canonical", "", (value,)), CONTEXT) is answer


@pytest.mark.parametrize(
    ("url", "query", "answer"),
    [
        # the standard's own examples
        ("http://acme.org/fhir/ValueSet/123", "url=http://acme.org/fhir/ValueSet/123", True),
        ("http://acme.org/fhir/ValueSet/123", "url:below=http://acme.org/fhir/", True),
        ("http://acme.org/fhir/ValueSet/123", "url:above=http://acme.org/fhir/ValueSet/123/_history/5", True),
        ("urn:oid:1.2.3.4.5", "url=urn:oid:1.2.3.4.5", True),
        # whole segments, letter for letter
        ("http://acme.org/fhir", "url:below=http://acme.org/fhir/", False),
        ("http://acme.org/fhirs", "url:below=http://acme.org/fhir", False),
        ("http://acme.org/FHIR/1", "url:below=http://acme.org/fhir", False),
        ("http://acme.org/fhir", "url:above=http://acme.org/fhirs", False),
        ("http://acme.org", "url:above=http://acme.org.example/fhir", False),
        ("urn:oid:1.2", "url:above=http://acme.org/fhir", False),
        ("http", "url:above=http://acme.org/fhir", False),
        ("http://", "url:above=http://acme.org/fhir", False),
    ],
)
def test_urls_above_and_below(url, query, answer):
    assert found({"resourceType": "ValueSet", "url": url}, query) is answer


def test_type_and_value_are_those_of_one_identifier():
    kind = {"coding": [{"system": "urn:t", "code": "MR"}, {"system": "urn:t", "code": "PN"}]}
    one = patient(
        identifier=[{"type": kind, "value": "7"}, {"system": "urn:x", "value": "8"}, {"type": {"text": "MR"}}]
    )
    for query, answer in (("urn:t|MR|7", True), ("urn:t|PN|7", True), ("urn:t|MR|8", False), ("urn:u|MR|7", False)):
        assert found(one, f"identifier:of-type={query}") is answer


def test_an_identifier_in_a_reference_is_not_that_of_its_target():
    logical = patient(
        managingOrganization={"reference": "Organization/7", "identifier": {"system": "urn:x", "value": "9"}}
    )
    for query, answer in (("urn:x|9", True), ("9", True), ("|9", False), ("7", False), ("Organization/7", False)):
        assert found(logical, f"organization:identifier={query}") is answer
    assert not found(patient(managingOrganization={"reference": "Organization/7"}), "organization:identifier=7")


def test_mime_types_below():
    for stored, answer in (
        ("text/xml", True),
        ("text/xml;charset=UTF-8", True),
        ("text/xmlish", False),
        ("text", False),
    ):
        document = {"resourceType": "DocumentReference", "content": [{"attachment": {"contentType": stored}}]}
        assert found(document, "contenttype:below=text/xml") is answer


def test_what_carries_no_tag_is_without_every_tag():
    assert not found(patient(), "_tag=x")
    assert found(patient(), "_tag:not=x&_tag:missing=true&_profile:missing=true&_security:missing=true")
    assert found(patient(meta={"tag": [{"system": "urn:t", "code": "x"}]}), "_tag=urn:t|x")
