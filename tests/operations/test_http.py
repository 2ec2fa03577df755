"""Operations and batches as a client calls them, over a clinic's rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from adapters.openemr import adapter
from adapters.openemr.tables import metadata
from facade.api.application import create_app
from facade.api.exchange import Mount
from facade.api.exchange import Service as Server
from facade.config import ServerConfig
from facade.store import Store, StoredToken, new_token
from tests.operations.conftest import OPENEMR
from tests.serving import NOW, fill, serve

BASE = "/openemr/fhir"
PARAMETERS = "application/fhir+json"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Client:
    """One token's holder."""

    http: FlaskClient
    token: str

    def ask(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.http.open(f"{BASE}{path}", method=method, headers=headers, **options)

    def body(self, method: str, path: str, **options: Any) -> tuple[int, dict[str, Any]]:
        answer = self.ask(method, path, **options)
        return answer.status_code, answer.get_json(force=True)

    def posted(self, path: str, *parameters: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        data = json.dumps({"resourceType": "Parameters", "parameter": list(parameters)})
        return self.body("POST", path, data=data, content_type=PARAMETERS)

    def batch(self, *urls: str) -> list[dict[str, Any]]:
        entries = [{"request": {"method": "GET", "url": url}} for url in urls]
        data = json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries})
        status, body = self.body("POST", "", data=data, content_type=PARAMETERS)
        assert status == 200, body
        found: list[dict[str, Any]] = body["entry"]
        return found


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("http")
    (folder / "clinic.sqlite").touch()
    fill(f"sqlite:///{folder / 'clinic.sqlite'}", metadata, OPENEMR)
    service = serve(adapter, f"sqlite:///{folder / 'clinic.sqlite'}")
    store = Store.open(f"sqlite:///{folder / 'store.sqlite'}")
    config = ServerConfig("https://facade.example", store="", hosts=frozenset({"localhost"}))
    app = create_app(Server(config, (Mount(BASE, service.endpoint),), store, frozenset, clock=lambda: NOW))
    yield app, store
    store.close()
    service.endpoint.source.source.dispose()


def client_of(clinic: Any, *scopes: str, **facts: Any) -> Client:
    app, store = clinic
    token = new_token()
    grant = {"client": "app", "endpoint": "openemr", "scopes": list(scopes), "patient": None, "user": None}
    grant |= {"provider": None, "roles": [], "permissions": [], "masks": {}, "patients": [], **facts}
    store.tokens.keep(token, StoredToken(grant, "openemr", NOW + timedelta(hours=1), "issued"), now=NOW)
    return Client(app.test_client(), token)


@pytest.fixture
def client(clinic: Any) -> Client:
    return client_of(clinic, "system/*.cruds")


def ids(bundle: dict[str, Any]) -> list[str]:
    return [entry["resource"]["id"] for entry in bundle.get("entry", ()) if entry["search"]["mode"] == "match"]


def test_a_url_a_form_and_parameters_ask_the_same(client: Client) -> None:
    asked = client.body("GET", "/Observation/$lastn?patient=7&max=2")
    assert (asked[0], ids(asked[1])) == (200, ["v-5-bp"])
    assert client.body("POST", "/Observation/$lastn", data="patient=7&max=2", content_type=FORM) == asked
    assert client.body("POST", "/Observation/$lastn?patient=7", data="max=2", content_type=FORM) == asked
    assert client.body("POST", "/Observation/$lastn?patient=7&max=2") == asked
    patient = {"name": "patient", "valueReference": {"reference": "7"}}
    assert client.posted("/Observation/$lastn", patient, {"name": "max", "valuePositiveInt": 2}) == asked


def test_statistics_are_asked_for_with_complex_parameters(client: Client) -> None:
    status, body = client.posted(
        "/Observation/$stats",
        {"name": "subject", "valueUri": "Patient/7"},
        {"name": "coding", "valueCoding": {"system": "http://loinc.org", "code": "8480-6"}},
        {"name": "period", "valuePeriod": {"start": "2024-01-01", "end": "2024-12-31"}},
        {"name": "statistic", "valueCode": "maximum"},
        {"name": "include", "valueBoolean": True},
    )
    assert status == 200
    assert [item["name"] for item in body["parameter"]] == ["statistics", "source"]
    assert body["parameter"][0]["resource"]["component"][0]["valueQuantity"]["value"] == 120


def test_everything_by_each_way(client: Client) -> None:
    asked = client.body("GET", "/Patient/7/$everything?_type=Encounter")
    assert ids(asked[1]) == ["4", "5"]
    assert client.posted("/Patient/7/$everything", {"name": "_type", "valueCode": "Encounter"}) == asked
    assert client.body("POST", "/Patient/7/$everything", data="_type=Encounter", content_type=FORM) == asked
    assert ids(client.body("GET", "/Encounter/4/$everything")[1]) == ["4", "2", "v-5-bp"]
    assert len(ids(client.body("GET", "/Patient/$everything?_type=Patient")[1])) == 2


def test_next_links_lead_on(client: Client) -> None:
    seen: list[str] = []
    path: str | None = "/Patient/7/$everything?_count=3"
    while path is not None:
        status, body = client.body("GET", path)
        assert status == 200
        seen += [entry["fullUrl"] for entry in body["entry"] if entry["search"]["mode"] == "match"]
        links = {link["relation"]: link["url"] for link in body["link"]}
        path = links["next"].removeprefix("https://facade.example/openemr/fhir") if "next" in links else None
    assert len(seen) == len(set(seen)) == 9


def test_head_and_options(client: Client) -> None:
    head = client.ask("HEAD", "/Patient/7/$everything")
    assert (head.status_code, head.data) == (200, b"")
    for path in ("/Patient/7/$everything", "/Patient/$everything", "/Observation/$lastn", "/Encounter/4/$everything"):
        assert client.ask("OPTIONS", path).headers["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_operations_do_not_write(client: Client, method: str) -> None:
    answer = client.ask(method, "/Patient/7/$everything")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")


@pytest.mark.parametrize(
    "path",
    ["/Patient/$lastn", "/Observation/v-5-bp/$lastn", "/Encounter/$everything", "/Patient/7/$nonsense", "/$everything",
     "/Observation/%24lastn?patient=7", "/Condition/2/$everything"],
)  # fmt: skip
def test_other_operations_are_not_there(client: Client, path: str) -> None:
    raw = {"environ_overrides": {"RAW_URI": f"{BASE}{path}"}} if "%" in path else {}
    assert client.ask("GET", path, **raw).status_code == 404


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("{", PARAMETERS, 400, "structure"), ("{}", PARAMETERS, 400, "structure"), ("[]", PARAMETERS, 400, "structure"),
        ("", PARAMETERS, 400, "structure"), ("<Parameters/>", "application/fhir+xml", 415, "not-supported"),
        ("patient=7", "text/plain", 415, "not-supported"), ("patient=7", "", 415, "not-supported"),
        ('{"resourceType":"Patient"}', PARAMETERS, 400, "structure"),
        ('{"resourceType":"Parameters","parameter":[{"name":"patient","valueString":"7"},{"name":"max","valueInteger":-1}]}', PARAMETERS, 400, "value"),
        ('{"resourceType":"Parameters","parameter":[{"name":"patient","valueString":"7"},{"name":"max","valueInteger":1000000000000}]}', PARAMETERS, 400, "value"),
        ('{"resourceType":"Parameters","parameter":[{"name":"patient","valueString":"\\ud800"}]}', PARAMETERS, 400, "invalid"),
        ('{"resourceType":"Parameters","parameter":[{"name":"patient","valueString":"\\u0000"}]}', PARAMETERS, 400, "value"),
        ('{"resourceType":"Parameters","parameter":[{"name":"max","valueDecimal":1e400}]}', PARAMETERS, 400, "invalid"),
        ("patient=%ff", FORM, 400, "value"), ("&".join(["a=b"] * 1001), FORM, 400, "too-costly"),
    ],
)  # fmt: skip
def test_bodies_that_are_none(client: Client, body: str, kind: str, status: int, code: str) -> None:
    found, outcome = client.body("POST", "/Observation/$lastn", data=body, content_type=kind)
    assert (found, outcome["issue"][0]["code"]) == (status, code)


def test_a_batch_of_everything_that_can_be_asked(client: Client) -> None:
    found = client.batch(
        "Patient/7", "Patient/0815", "Condition?patient=7&_list=$current-problems", "Observation/$lastn?patient=7",
        "Observation/$stats?subject=Patient/7&code=8480-6&statistic=average", "Patient/7/$everything?_count=2",
        "Patient/7/Encounter", "Patient/7/*?_count=1", "?_type=Patient,Condition", "metadata", "Patient?shoe-size=43",
    )  # fmt: skip
    assert [entry["response"]["status"] for entry in found] == ["200", "404", *["200"] * 8, "400"]
    patient, problems = found[0], found[2]["resource"]
    assert patient["fullUrl"] == "https://facade.example/openemr/fhir/Patient/7"
    assert patient["response"]["etag"] == f'W/"{patient["resource"]["meta"]["versionId"]}"'
    assert ids(problems) == ["2"]
    assert problems["link"][0]["url"] == "https://facade.example/openemr/fhir/Condition?patient=7&_list=%24current-problems"  # fmt: skip
    everything = found[5]["resource"]
    following = next(link["url"] for link in everything["link"] if link["relation"] == "next")
    assert client.body("GET", following.removeprefix("https://facade.example/openemr/fhir"))[0] == 200


def test_a_batch_answers_as_the_requests_alone(client: Client) -> None:
    urls = ("Condition?_count=2&patient=7", "Patient/7/Encounter?_summary=count", "Encounter/4", "Observation?code=x")
    for url, entry in zip(urls, client.batch(*urls), strict=True):
        assert entry["resource"] == client.body("GET", f"/{url}")[1]


def test_each_entry_sees_what_the_token_may(clinic: Any) -> None:
    own = client_of(clinic, "patient/*.rs", patient="9")
    found = own.batch("Patient/7", "Patient/9", "Encounter", "Patient/7/$everything", "Patient/7/*", "Encounter/4")
    assert [entry["response"]["status"] for entry in found] == ["404", "200", "200", "404", "404", "404"]
    assert ids(found[2]["resource"]) == ["6"]
    assert "Anna" not in json.dumps(found)
