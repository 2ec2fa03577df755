"""The mapping version is that of the declaration: the same in every process, another when what it says changes."""

from __future__ import annotations

import os
import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, exists

from facade.adapter import Adapter, ResourceMap, eq, first, joined, restrict, text
from facade.compiler.declared import declared_facts
from facade.compiler.source import compile_source

VERSIONS = """
import importlib, sys
from zoneinfo import ZoneInfo
for name in {first!r}:
    importlib.import_module(name)
from facade.compiler.declared import declared_facts, site_facts
from facade.compiler.source import compile_source
for name in ("oscar", "openemr"):
    adapter = importlib.import_module("adapters." + name).adapter
    source = compile_source(adapter, declared_facts(adapter), ZoneInfo("UTC"), site=site_facts(adapter))
    for unit in source.units:
        print(name, unit.label, unit.part, unit.version)
"""
tables = MetaData()
person = Table("person", tables, Column("id", Integer, primary_key=True), Column("name", String(30)))
pet = Table(
    "pet", tables, Column("id", Integer, primary_key=True), Column("owner", Integer), Column("name", String(30)),
    Column("kind", String(30)),
)  # fmt: skip


def in_a_process_of_its_own(seed: str, first: list[str]) -> str:
    """What each unit's version is, where hashes and the order of imports are others."""
    done = subprocess.run(
        [sys.executable, "-c", VERSIONS.format(first=first)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout
    return done.stdout


def test_it_is_the_same_in_every_process() -> None:
    one = in_a_process_of_its_own("1", ["adapters.oscar"])
    assert one == in_a_process_of_its_own("2", ["adapters.openemr", "adapters.oscar.demo", "facade.testing"])


def version(kind: str = "cat", by: str = "id", predicate: str = "dog") -> str:
    """Of a map with a joined row and a restriction."""
    beside = joined(pet, on=(person.c.id, "owner"), pick=first(by), only={"kind": kind})
    dogs = exists().where(pet.c.owner == person.c.id, pet.c.kind == predicate).correlate(person)
    found = ResourceMap(
        "Organization", table=person, key=person.c.id, restrict=[restrict("owners", dogs)],
        template={"name": text(person.c.name), "alias": [text(beside["name"])]},
    )  # fmt: skip
    adapter = Adapter("elm", contract=1, maps=[found])
    (unit,) = compile_source(adapter, declared_facts(adapter), ZoneInfo("UTC")).units
    return unit.version


def test_declaring_it_again_changes_nothing() -> None:
    assert version() == version()


@pytest.mark.parametrize("change", [{"kind": "fish"}, {"by": "name"}, {"predicate": "cat"}])
def test_what_a_relation_or_a_restriction_says_is_part_of_it(change: dict[str, str]) -> None:
    assert version(**change) != version()


def test_conditions_of_a_map_are_part_of_it() -> None:
    def only(name: str) -> str:
        found = ResourceMap(
            "Organization", table=person, key=person.c.id, only=[eq(person.c.name, name)],
            template={"name": text(person.c.name)},
        )  # fmt: skip
        adapter = Adapter("elm", contract=1, maps=[found])
        (unit,) = compile_source(adapter, declared_facts(adapter), ZoneInfo("UTC")).units
        return unit.version

    assert only("a") == only("a") != only("b")
