"""A constant beside columns in one array shows with them, and keeps nothing alive by itself."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table

from facade.adapter import Adapter, ResourceMap, coding, concept, text
from tests.serving import fill, serve

tables = MetaData()
place = Table(
    "place", tables, Column("id", Integer, primary_key=True), Column("name", String(30)), Column("kind", String(30))
)
adapter = Adapter("elm", contract=1, maps=[
    ResourceMap(
        "Organization", table=place, key=place.c.id,
        template={
            "name": text(place.c.name),
            "type": [concept(coding("prov", system="urn:all"), coding(text(place.c.kind), system="urn:own"))],
        },
    )
])  # fmt: skip
ROWS = {"place": [{"id": 1, "name": "One", "kind": "clinic"}, {"id": 2, "name": "Two", "kind": None}]}


def test_the_resource_and_its_search_agree(sqlite_url: str) -> None:
    fill(sqlite_url, tables, ROWS)
    found = serve(adapter, sqlite_url)
    one, two = (found.get("Organization", id_)[1] for id_ in ("1", "2"))
    assert [item["code"] for item in one["type"][0]["coding"]] == ["prov", "clinic"]
    assert "type" not in two
    for query, ids in (("type=prov", ["1"]), ("type:missing=true", ["2"]), ("type:missing=false", ["1"])):
        assert [item["id"] for item in found.pages("Organization", query)] == ids, query
