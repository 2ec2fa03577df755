"""The User-access Brands Bundle (SD-13): its rows in SMART App Launch 2.2, brands.html, and its three profiles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from facade.api.application import create_app
from facade.config import BrandConfig, load
from facade.errors import DeclarationError
from facade.fhir import structure

from .conftest import is_outcome

PATH = "/oscar/fhir/.well-known/user-access-brands.json"
SMART = "/oscar/fhir/.well-known/smart-configuration"
BASE = "https://fhir.example.org/oscar/fhir"
BRAND = BrandConfig("Riverside Clinic", "https://www.riverside.example/en/", date(2026, 11, 22),
                    "https://riverside.example/logo.svg", "https://my.riverside.example")  # fmt: skip
IDENTIFIER = {"system": "urn:ietf:rfc:3986", "value": "https://riverside.example"}


@pytest.fixture
def branded(server):
    """The same server, with a brand at one endpoint."""
    service = replace(server.service, brands={"oscar": BRAND})
    return create_app(service).test_client()


def get(client, path, **headers):
    return client.get(path, headers={"Host": "fhir.example.org", **headers}, base_url="https://fhir.example.org")


def test_the_bundle(branded):
    """A collection with a timestamp; Organization with a website; Endpoint with version, contact, payload "none"."""
    answer = get(branded, PATH)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/fhir+json; charset=utf-8")
    found = answer.get_json(force=True)
    assert structure.check(found, "Bundle") == []
    assert (found["type"], found["timestamp"], found["meta"]["lastUpdated"]) == (
        "collection", "2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z",
    )  # fmt: skip
    brand, endpoint = (entry["resource"] for entry in found["entry"])
    assert (brand["resourceType"], brand["name"], brand["identifier"]) == ("Organization", BRAND.name, [IDENTIFIER])
    assert brand["telecom"] == [{"system": "url", "value": "https://www.riverside.example/en/"}]
    referred = {"reference": f"Endpoint/{endpoint['id']}"}
    assert brand["endpoint"] == [referred]
    assert found["entry"][1]["fullUrl"].endswith(referred["reference"])
    logo, portal = brand["extension"]
    assert logo == {
        "url": "http://hl7.org/fhir/StructureDefinition/organization-brand",
        "extension": [{"url": "brandLogo", "valueUrl": "https://riverside.example/logo.svg"}],
    }
    assert portal["url"] == "http://hl7.org/fhir/StructureDefinition/organization-portal"
    assert {"url": "portalEndpoint", "valueReference": referred} in portal["extension"]
    assert (endpoint["resourceType"], endpoint["status"], endpoint["address"]) == ("Endpoint", "active", BASE)
    assert endpoint["extension"] == [
        {"url": "http://hl7.org/fhir/StructureDefinition/endpoint-fhir-version", "valueCode": "4.0.1"}
    ]
    assert endpoint["connectionType"]["code"] == "hl7-fhir-rest"
    assert endpoint["contact"][0]["value"].startswith("https://")
    assert endpoint["payloadType"][0]["coding"][0]["code"] == "none"


def test_any_page_may_read_it_and_whoever_has_it_is_told_so(branded):
    answer = get(branded, PATH, Origin="https://any.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert get(branded, PATH, **{"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_smart_configuration_names_it(branded):
    """And the identifier is that of exactly one brand of the bundle."""
    found = get(branded, SMART).get_json()
    assert found["user_access_brand_bundle"] == f"{BASE}/.well-known/user-access-brands.json"
    assert found["user_access_brand_identifier"] == IDENTIFIER


def test_without_a_brand_there_is_none_and_none_is_named(server, branded):
    assert not {"user_access_brand_bundle", "user_access_brand_identifier"} & server.get(SMART).get_json().keys()
    is_outcome(server.get(PATH, token=None), 404, "not-found")
    assert get(branded, PATH.replace("oscar", "openemr")).status_code == 404


def test_a_brand_without_logo_and_portal(server):
    service = replace(server.service, brands={"oscar": replace(BRAND, logo=None, portal=None)})
    found = get(create_app(service).test_client(), PATH).get_json(force=True)
    assert structure.check(found, "Bundle") == []
    assert "extension" not in found["entry"][0]["resource"]


CONFIG = """
[server]
public_url = "https://fhir.example.org"
store = "sqlite:///store.sqlite"

[sources.oscar]
adapter = "oscar"
url = "sqlite:///oscar.sqlite"
time_zone = "America/Toronto"

[endpoints.oscar]
path = "/fhir"
sources = ["oscar"]
brand = {name = "Riverside", website = "https://riverside.example", changed = "2026-11-22"}
"""


def test_it_is_configured(tmp_path):
    file = tmp_path / "facade.toml"
    file.write_text(CONFIG)
    assert load(file).endpoints["oscar"].brand == BrandConfig(
        "Riverside", "https://riverside.example", date(2026, 11, 22)
    )
    for old, new in (("2026-11-22", "22 November"), ("https://river", "http://river"), ("website", "web")):
        file.write_text(CONFIG.replace(old, new))
        with pytest.raises(DeclarationError, match=r"endpoints\.oscar\.brand"):
            load(file)
