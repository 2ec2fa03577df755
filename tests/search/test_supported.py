"""Which modifiers and prefixes a parameter takes: by https://hl7.org/fhir/R4/search.html#modifiers and its data types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Integer, MetaData, String, Table

from facade.adapter import Adapter, ResourceMap, column, text
from facade.adapter.codecs.text import Text
from facade.compiler.declared import declared_facts
from facade.compiler.source import compile_source
from facade.fhir import definitions
from facade.search.pushdown.parameters import Resolver
from facade.search.supported import comparators, modifiers

CODES = ("in", "not-in", "above", "below")


@pytest.mark.parametrize(
    ("type_", "code", "expected"),
    [
        ("Patient", "family", ("exact", "contains", "missing")),
        ("Patient", "gender", ("not", *CODES, "missing")),
        ("Patient", "identifier", ("not", "text", "of-type", "missing")),
        ("Patient", "active", ("not", "missing")),
        ("Patient", "telecom", ("not", "missing")),
        ("Patient", "_id", ("not", "missing")),
        ("Patient", "_tag", ("not", "text", *CODES, "missing")),
        ("Patient", "_profile", ("above", "below", "missing")),
        ("Patient", "birthdate", ("missing",)),
        (
            "Patient",
            "general-practitioner",
            ("identifier", "Organization", "Practitioner", "PractitionerRole", "missing"),
        ),
        ("Observation", "code", ("not", "text", *CODES, "missing")),
        ("Observation", "value-quantity", ("missing",)),
        ("Observation", "code-value-quantity", ()),
        ("DocumentReference", "contenttype", ("not", "below", "missing")),
        ("QuestionnaireResponse", "questionnaire", ("below", "missing")),
        ("Location", "near", ()),
    ],
)
def test_modifiers_by_data_type(type_, code, expected):
    assert modifiers(definitions.search_parameters(type_)[code]) == expected


@pytest.mark.parametrize(("code", "count"), [("date", 9), ("value-quantity", 9), ("code", 0), ("subject", 0)])
def test_prefixes_by_type(code, count):
    found = comparators(definitions.search_parameters("Observation")[code])
    assert len(found) == count
    assert not found or set(found) == {"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"}


@dataclass(frozen=True, eq=False)
class Sealed(Text):
    """A text of which SQL can tell whether it is one text, and nothing else."""

    doc: ClassVar[str] = "sealed"

    def test(self, op, value):
        return Text.test(self, op, value) if op in ("eq", "exact") else None


def test_what_a_map_cannot_push_down_is_left_out():
    table = Table("t", MetaData(), column("id", Integer, primary_key=True), column("link", String(50)))
    content = [{"attachment": {"url": Sealed(table.c.link), "contentType": text(table.c.link)}}]
    template = {"status": "current", "content": content}
    sealed = Adapter(
        "sealed", contract=1, maps=(ResourceMap("DocumentReference", table=table, key=table.c.id, template=template),)
    )
    units = compile_source(sealed, declared_facts(sealed), ZoneInfo("UTC")).by_type["DocumentReference"]
    location = definitions.search_parameters("DocumentReference")["location"]
    mime = definitions.search_parameters("DocumentReference")["contenttype"]
    resolvers = [Resolver(unit, unit.root) for unit in units]
    assert modifiers(location) == ("above", "below", "missing")
    assert modifiers(location, resolvers) == ("above", "missing")
    assert modifiers(mime, resolvers) == ("not", "below", "missing")
