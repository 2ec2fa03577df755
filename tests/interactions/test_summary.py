"""`_summary`: https://hl7.org/fhir/R4/search.html#summary. A map with a narrative, and one without."""

from __future__ import annotations

import pytest
from sqlalchemy import Integer, MetaData, String, Table

from facade.adapter import Adapter, ResourceMap, column, text
from tests.interactions.clinic import asked, found
from tests.serving import Service, fill, serve

metadata = MetaData()
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">Roy</div>'
person = Table(
    "person", metadata,
    column("id", Integer, primary_key=True), column("family", String(30)),
)  # fmt: skip
place = Table("place", metadata, column("id", Integer, primary_key=True), column("name", String(30)))
adapter = Adapter(
    name="told",
    contract=1,
    maps=[
        ResourceMap("Patient", table=person, key=person.c.id, template={
            "text": {"status": "generated", "div": DIV}, "name": [{"family": text(person.c.family)}],
            "multipleBirthBoolean": False,
        }),
        ResourceMap("Location", table=place, key=place.c.id, template={"name": text(place.c.name)}),
    ],
)  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    url = f"sqlite:///{tmp_path_factory.mktemp('told') / 'told.sqlite'}"
    fill(url, metadata, {"person": [{"id": 1, "family": "Roy"}], "place": [{"id": 1, "name": "Here"}]})
    return serve(adapter, url)


@pytest.mark.parametrize(
    ("summary", "keys", "tagged"),
    [
        ("false", {"text", "name", "multipleBirthBoolean"}, False),
        ("true", {"name"}, True),
        ("text", {"text"}, True),
        ("data", {"name", "multipleBirthBoolean"}, True),
    ],
)
def test_what_of_a_resource_is_shown(service: Service, summary: str, keys: set[str], tagged: bool) -> None:
    (entry,) = found(service, "Patient", f"_summary={summary}")["entry"]
    read = service.get("Patient", "1", f"_summary={summary}")[1]
    for resource in (entry["resource"], read):
        assert resource.keys() - {"resourceType", "id", "meta"} == keys
        assert ("tag" in resource["meta"], "versionId" in resource["meta"]) == (tagged, not tagged)


def test_data_is_the_whole_resource_where_no_narrative_is_mapped(service: Service) -> None:
    assert found(service, "Location", "_summary=data")["entry"] == found(service, "Location")["entry"]


@pytest.mark.parametrize("query", ["_summary=count", "_count=0", "_summary=count&_sort=family", "_count=0&_total=none"])
def test_a_number_is_all_that_is_asked_for(service: Service, query: str) -> None:
    bundle = found(service, "Patient", query)
    assert (bundle["total"], "entry" in bundle) == (1, False)
    assert [item["relation"] for item in bundle["link"]] == ["self"]


def test_what_does_not_go_together(service: Service) -> None:
    for query in (
        "_summary=true&_elements=name",
        "_summary=data&_elements=name",
        "_summary=some",
        "_summary=true&_summary=text",
    ):
        assert asked(service, "Patient", query)[0] == 400, query
