"""The R4 tables: facts read off https://hl7.org/fhir/R4/ by hand."""

from __future__ import annotations

import pytest

from facade.fhir import definitions
from facade.fhir.definitions import child, children, codes, named, required, search_parameters


def test_resource_types_are_the_concrete_ones() -> None:
    found = definitions.resource_types()
    assert {"Patient", "Observation", "Bundle"} <= found
    assert not found & {"Resource", "DomainResource", "HumanName", "Element", "string"}
    assert len(found) == 78


def test_kinds_of_types() -> None:
    assert definitions.is_primitive("dateTime")
    assert definitions.is_primitive("xhtml")
    assert not definitions.is_primitive("HumanName")
    assert definitions.type_named("DATETIME") == "dateTime"
    assert definitions.type_named("nothing") is None


def test_an_element_carries_what_its_definition_says() -> None:
    gender = children("Patient")["gender"]
    assert (gender.min, gender.max, gender.many, gender.types) == (0, "1", False, ("code",))
    assert gender.binding == ("required", "http://hl7.org/fhir/ValueSet/administrative-gender")
    assert gender.summary and not gender.modifier
    assert children("Patient")["active"].modifier
    practitioner = children("Patient")["generalPractitioner"]
    assert practitioner.many and practitioner.types == ("Reference",)
    assert practitioner.targets == {"Organization", "Practitioner", "PractitionerRole"}


def test_any_target_is_an_empty_set() -> None:
    assert children("Observation")["focus"].types == ("Reference",)
    assert children("Observation")["focus"].targets == frozenset()


def test_canonical_targets_are_not_reference_targets() -> None:
    assert children("Meta")["profile"].types == ("canonical",)
    assert children("Meta")["profile"].targets == frozenset()


def test_a_resource_id_is_an_id_and_an_element_id_a_string() -> None:
    assert children("Patient")["id"].types == ("id",)
    assert children("HumanName")["id"].types == ("string",)


@pytest.mark.parametrize(
    ("parent", "key", "type"),
    [
        ("Patient", "name", "HumanName"),
        ("Patient", "birthDate", "date"),
        ("Patient", "_birthDate", "Element"),
        ("Patient", "contact", "Patient.contact"),
        ("Patient.contact", "name", "HumanName"),
        ("Patient", "deceasedBoolean", "boolean"),
        ("Patient", "_deceasedDateTime", "Element"),
        ("Observation", "valueQuantity", "Quantity"),
        ("Observation", "valueString", "string"),
        ("Observation", "component", "Observation.component"),
        ("Observation.component", "referenceRange", "Observation.referenceRange"),
        ("Observation.referenceRange", "low", "Quantity"),
        ("Timing", "repeat", "Timing.repeat"),
        ("Timing.repeat", "boundsPeriod", "Period"),
        ("HumanName", "_given", "Element"),
        ("Extension", "url", "uri"),
        ("Extension", "valueBase64Binary", "base64Binary"),
        ("Element", "extension", "Extension"),
        ("Patient", "contained", "Resource"),
        ("Quantity", "extension", "Extension"),
        ("Observation.component", "modifierExtension", "Extension"),
    ],
)
def test_child(parent: str, key: str, type: str) -> None:
    found = child(parent, key)
    assert found is not None
    assert (found.type, found.key) == (type, key)


@pytest.mark.parametrize(
    ("parent", "key"),
    [
        ("Patient", "resourceType"),
        ("Patient", "value"),
        ("Patient", "deceased"),
        ("Patient", "deceased[x]"),
        ("Patient", "deceasedString"),
        ("Patient", "_name"),
        ("Patient", "_id"),
        ("HumanName", "_id"),
        ("Extension", "_url"),
        ("Narrative", "_div"),
        ("HumanName", "modifierExtension"),
        ("date", "value"),
        ("NoSuchType", "id"),
    ],
)
def test_no_child(parent: str, key: str) -> None:
    assert child(parent, key) is None


def test_choices_are_found_under_their_bare_name() -> None:
    deceased = named("Patient", "deceased")
    assert deceased is not None
    assert (deceased.choice, deceased.name, deceased.types) == (True, "deceased", ("boolean", "dateTime"))
    assert children("Patient")["deceased[x]"] is deceased
    assert named("Patient", "deceasedBoolean") is None


def test_every_content_reference_leads_to_children() -> None:
    found = [
        element
        for parent in [*definitions.resource_types(), "Observation.component"]
        for element in children(parent).values()
        if element.content_reference
    ]
    assert found
    assert all(children(element.content_reference or "") for element in found)


def test_required_children() -> None:
    assert {element.name for element in required("Observation")} == {"status", "code"}
    assert {element.name for element in required("Patient.link")} == {"other", "type"}
    assert required("Patient") == ()
    assert {element.name for element in required("Extension")} == {"url"}


def test_codes_by_system_and_without_the_version() -> None:
    expected = {"http://hl7.org/fhir/administrative-gender": {"male", "female", "other", "unknown"}}
    assert codes("http://hl7.org/fhir/ValueSet/administrative-gender") == expected
    assert codes("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1") == expected
    assert codes("http://example.org/nothing") == {}


def test_search_parameters_with_those_of_the_base_types() -> None:
    found = search_parameters("Patient")
    assert {"_id", "_lastUpdated", "_text", "family", "birthdate", "general-practitioner"} <= set(found)
    assert found["birthdate"].type == "date" and "ap" in found["birthdate"].comparator
    assert found["general-practitioner"].target == {"Organization", "Practitioner", "PractitionerRole"}
    assert "family" not in search_parameters("Observation")
    assert search_parameters("NoSuchType") == {}


def test_a_bundle_is_no_domain_resource() -> None:
    assert "_text" not in search_parameters("Bundle")
    assert "_id" in search_parameters("Bundle")


def test_composites_name_their_components() -> None:
    composite = search_parameters("Observation")["code-value-quantity"]
    assert composite.type == "composite"
    assert composite.components == (
        ("http://hl7.org/fhir/SearchParameter/clinical-code", "code"),
        ("http://hl7.org/fhir/SearchParameter/Observation-value-quantity", "value.ofType(Quantity)"),
    )
    assert definitions.parameter_by_url(composite.components[0][0]).type == "token"


def test_compartments() -> None:
    patient = definitions.compartment("Patient")
    assert patient["Observation"] == ("subject", "performer")
    assert patient["AllergyIntolerance"] == ("patient", "recorder", "asserter")
    assert definitions.compartment("Encounter")["Encounter"] == ("{def}",)
    with pytest.raises(KeyError):
        definitions.compartment("Nothing")


def test_the_tables_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        children("Patient")["x"] = children("Patient")["name"]  # type: ignore[index]
