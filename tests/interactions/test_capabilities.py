"""What the CapabilityStatement says of searches, and that each of it is answered."""

from __future__ import annotations

from typing import Any

import pytest

from facade.access.endpoint import EndpointFacts
from facade.interactions.capabilities import capabilities
from facade.smart.discovery import Offer, smart_configuration
from tests.interactions import larch
from tests.interactions.clinic import asked, drawn, filled, found
from tests.serving import Service, serve


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    url = f"sqlite:///{tmp_path_factory.mktemp('larch') / 'larch.sqlite'}"
    filled(url, drawn(1))
    return serve(larch.adapter, url)


@pytest.fixture(scope="module")
def rest(service: Service) -> dict[str, Any]:
    found: dict[str, Any] = capabilities(service.endpoint)["rest"][0]
    return found


def of(rest: dict[str, Any], type_: str) -> dict[str, Any]:
    return next(item for item in rest["resource"] if item["type"] == type_)


def test_includes_are_those_that_lead_somewhere(rest: dict[str, Any]) -> None:
    observation = of(rest, "Observation")
    codes = ["encounter", "patient", "subject"]
    assert observation["searchInclude"] == [*(f"Observation:{code}" for code in codes), "Observation:*", "*"]
    assert "searchRevInclude" not in observation
    assert of(rest, "Practitioner")["searchRevInclude"] == ["Patient:general-practitioner"]
    assert "searchInclude" not in of(rest, "Practitioner")


def test_every_include_is_taken(service: Service, rest: dict[str, Any]) -> None:
    for resource in rest["resource"]:
        for kind, name in (("_include", "searchInclude"), ("_revinclude", "searchRevInclude")):
            for text in resource.get(name, ()):
                assert asked(service, resource["type"], f"{kind}={text}&_count=2")[0] == 200, (kind, text)


def test_parameters_tell_what_the_statement_has_no_element_for(rest: dict[str, Any]) -> None:
    told = {item["name"]: item.get("documentation", "") for item in of(rest, "Observation")["searchParam"]}
    assert told["date"] == "Modifiers :missing. Prefixes eq, ne, gt, lt, ge, le, sa, eb, ap. For _sort too."
    assert "For _sort" not in told["value-quantity"]
    assert "Leads to Patient." in told["patient"]


def test_what_is_for_sorting_sorts(service: Service, rest: dict[str, Any]) -> None:
    for resource in rest["resource"]:
        for parameter in resource["searchParam"]:
            status, _ = asked(service, resource["type"], f"_sort=-{parameter['name']}&_count=3")
            told = parameter.get("documentation", "").endswith("For _sort too.")
            assert (status == 200) == told, (resource["type"], parameter["name"], status)


def test_the_system_and_its_compartments(service: Service, rest: dict[str, Any]) -> None:
    assert "search-system" in [item["code"] for item in rest["interaction"]]
    assert rest["compartment"] == [
        f"http://hl7.org/fhir/CompartmentDefinition/{name}" for name in ("encounter", "patient", "practitioner")
    ]
    assert found(service, "", "_type=Patient")["type"] == "searchset"


def test_the_old_extension_names_what_the_smart_configuration_names(service: Service, rest: dict[str, Any]) -> None:
    """CS-02, CS-03: older clients look for the authorization server here."""
    base = service.endpoint.base
    said = {item["url"]: item["valueUri"] for item in rest["security"]["extension"][0]["extension"]}
    document = smart_configuration(EndpointFacts("clinic", base), Offer({}, f"{base}/apps"))
    names = {
        "authorize": "authorization_endpoint",
        "token": "token_endpoint",
        "revoke": "revocation_endpoint",
        "introspect": "introspection_endpoint",
    }
    assert said == {old: document[new] for old, new in names.items()}
    assert rest["security"]["service"][0]["coding"][0]["code"] == "SMART-on-FHIR"


def test_nothing_is_empty(rest: dict[str, Any]) -> None:
    assert all(value not in ("", [], {}) for resource in rest["resource"] for value in resource.values())
