"""An invented map of Patient and a profile for it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, MetaData, String, Table

from facade.adapter import (
    Adapter,
    Profile,
    ProfileSet,
    ResourceMap,
    Rule,
    children,
    column,
    concept,
    identifier,
    rule,
    text,
)
from facade.compiler.declared import declared_facts
from facade.compiler.source import CompiledSource, compile_source

metadata = MetaData()
person = Table(
    "person", metadata,
    column("id", Integer, primary_key=True), column("title", String(9)), column("last", String(9)),
    column("first", String(9)), column("card", String(12)), column("issuer", String(20)), column("chart", String(9)),
    column("doctor", String(9)),
)  # fmt: skip
former = Table(
    "former", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("title", String(9)),
    column("last", String(9)),
)  # fmt: skip
p, f = person.c, former.c
old = children(former, on=(p.id, "person"), order=["id"])
URL = "http://example.org/StructureDefinition/person"
JHN = {"type.text": "JHN"}
TEMPLATE: dict[str, Any] = {
    "identifier": [
        identifier(text(p.card), system=text(p.issuer), type=concept(text="JHN")),
        identifier(text(p.chart), type=concept(text="MR")),
    ],
    "name": [
        {"use": "official", "prefix": [text(p.title)], "family": text(p.last), "given": [text(p.first)]},
        old.each({"use": "old", "prefix": [text(old["title"])], "family": text(old["last"])}),
    ],
    "generalPractitioner": [{"display": text(p.doctor)}],
}
RULES = (
    rule("name", required=True),
    rule("name", one_of=("family", "given")),
    rule("identifier.system", required=True, where=JHN),
)


def made(*rules: Rule, template: dict[str, Any] | None = None, **more: Any) -> Adapter:
    """An adapter of one map that knows one set of one profile."""
    known = ProfileSet("set", "A set", (Profile("Patient", URL, rules or RULES, **more),))
    declared = ResourceMap("Patient", table=person, key=p.id, template=template or TEMPLATE)
    return Adapter("elm", contract=1, maps=[declared], profiles=[known])


def compiled(adapter: Adapter, *, claimed: bool = True) -> CompiledSource:
    sets = adapter.profiles[0] if claimed else None
    return compile_source(adapter, declared_facts(adapter), ZoneInfo("UTC"), claimed=sets)
