"""The adapters' Tables against the vendors' schemas: same names, same types, and `since` where it must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import (
    CHAR,
    TIMESTAMP,
    BigInteger,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from adapters.openemr.tables import metadata as openemr
from adapters.oscar.tables import metadata as oscar
from tests.adapters.generations import OPENEMR, OSCAR, Generation
from tests.adapters.generations.notation import ColumnSpec, TableSpec

VENDORS: Mapping[str, tuple[MetaData, Mapping[str, Generation]]] = {
    "oscar": (oscar, OSCAR),
    "openemr": (openemr, OPENEMR),
}
# The narrower class comes first: CHAR and Text are Strings, SmallInteger and BigInteger are Integers, Float is a Numeric.
SERVER_TYPES: Mapping[type[Any], tuple[str, ...]] = {
    CHAR: ("char",),
    Enum: ("enum",),
    Text: ("text", "tinytext", "mediumtext", "longtext"),
    String: ("varchar",),
    SmallInteger: ("tinyint", "smallint"),
    BigInteger: ("bigint",),
    Integer: ("int",),
    Float: ("float",),
    Numeric: ("decimal",),
    TIMESTAMP: ("timestamp",),
    DateTime: ("datetime",),
    Date: ("date",),
    Time: ("time",),
    LargeBinary: ("binary",),
}
TABLES = [
    pytest.param(table, generations, id=f"{vendor}-{table.name}")
    for vendor, (metadata, generations) in VENDORS.items()
    for table in metadata.tables.values()
]
OLDER = [
    pytest.param(metadata, generation, id=f"{vendor}-{generation.name}")
    for vendor, (metadata, generations) in VENDORS.items()
    for generation in list(generations.values())[1:]
]


def newest(table: Table, generations: Mapping[str, Generation]) -> TableSpec:
    return next(iter(generations.values())).tables[table.name]


def server_types(column: Column[Any]) -> tuple[str, ...]:
    return next(words for kind, words in SERVER_TYPES.items() if isinstance(column.type, kind))


def size(column: Column[Any]) -> str | None:
    if isinstance(column.type, Numeric) and not isinstance(column.type, Float):
        return f"{column.type.precision},{column.type.scale}"
    length = getattr(column.type, "length", None)
    return None if length is None else str(length)


def default(column: Column[Any]) -> str | None:
    if column.server_default is None:
        return None
    given = column.server_default.arg  # type: ignore[attr-defined]
    return given if isinstance(given, str) else "now"


def bare(spec: ColumnSpec) -> str | None:
    return None if spec.default is None else spec.default.strip("'")


def numbered(table: Table, column: Column[Any]) -> bool:
    return table.autoincrement_column is column


@pytest.mark.parametrize(("table", "generations"), TABLES)
def test_columns_are_those_of_the_newest_schema(table: Table, generations: Mapping[str, Generation]) -> None:
    specs = newest(table, generations).columns
    for column in table.columns:
        spec = specs[column.name]
        assert spec.type in server_types(column), column
        if spec.type in ("char", "varchar", "decimal", "binary"):
            assert spec.size == size(column), column
        assert spec.nullable == column.nullable, column
        assert bare(spec) == default(column), column
        assert spec.touched == (column.server_onupdate is not None), column


@pytest.mark.parametrize(("table", "generations"), TABLES)
def test_numbered_keys_are_numbered_by_the_server(table: Table, generations: Mapping[str, Generation]) -> None:
    specs = newest(table, generations).columns
    for column in table.columns:
        if numbered(table, column):
            assert specs[column.name].auto_increment, column


@pytest.mark.parametrize(("table", "generations"), TABLES)
def test_primary_key_is_the_one_that_every_generation_has(table: Table, generations: Mapping[str, Generation]) -> None:
    keys = {found.primary for found in every(table, generations)}
    expected = keys.pop() if len(keys) == 1 else ()
    assert tuple(column.name for column in table.primary_key.columns) == expected


@pytest.mark.parametrize(("table", "generations"), TABLES)
def test_indexes_are_those_that_every_generation_has(table: Table, generations: Mapping[str, Generation]) -> None:
    names = {column.name for column in table.columns}
    everywhere = set.intersection(*(indexes(found) for found in every(table, generations)))
    assert declared(table) == {index for index in everywhere if names.issuperset(index[1])}


def every(table: Table, generations: Mapping[str, Generation]) -> Iterator[TableSpec]:
    for generation in generations.values():
        if table.name in generation.tables:
            yield generation.tables[table.name]


def indexes(spec: TableSpec) -> set[tuple[bool, tuple[str, ...]]]:
    """(unique, columns) of each index, primary keys among them."""
    return {(index.kind != "", index.columns) for index in spec.indexes}


def declared(table: Table) -> set[tuple[bool, tuple[str, ...]]]:
    plain = {(bool(index.unique), tuple(column.name for column in index.columns)) for index in table.indexes}
    keys = [key for key in table.constraints if isinstance(key, PrimaryKeyConstraint | UniqueConstraint)]
    return plain | {(True, tuple(column.name for column in key.columns)) for key in keys if key.columns}


@pytest.mark.parametrize(("metadata", "generation"), OLDER)
def test_exactly_what_came_later_is_missing_from_an_older_schema(metadata: MetaData, generation: Generation) -> None:
    missing = set()
    later = set()
    for table in metadata.tables.values():
        if not generation.has(table.info.get("since")):
            later.add(table.name)
        if table.name not in generation.tables:
            missing.add(table.name)
            continue
        there = generation.tables[table.name].columns
        later |= {str(column) for column in table.columns if not generation.has(column.info["since"])}
        missing |= {str(column) for column in table.columns if column.name not in there}
    assert missing == later


def test_generations_differ_where_the_vendors_say() -> None:
    """Spot checks by hand, so that the notation and its reader are held to something outside themselves."""
    assert OSCAR["oo"].tables["allergies"].columns["archived"].type == "tinyint"
    assert OSCAR["o15u"].tables["allergies"].columns["archived"].type == "char"
    assert "middleNames" not in OSCAR["o15"].tables["demographic"].columns
    assert "middleNames" in OSCAR["o19"].tables["demographic"].columns
    assert "gender" not in OSCAR["o19"].tables["demographic"].columns
    assert OSCAR["o19"].tables["demographic"].columns["provider_no"].length == 250
    assert OSCAR["oo"].tables["demographic"].columns["provider_no"].length == 11
    assert OPENEMR["6.1.0"].tables["lists"].columns["begdate"].type == "date"
    assert OPENEMR["7.0.2"].tables["lists"].columns["begdate"].type == "datetime"
    assert OPENEMR["6.1.0"].tables["form_vitals"].columns["weight"].type == "float"
    assert "uuid" not in OPENEMR["5.0.2"].tables["patient_data"].columns
    assert "class_code" not in OPENEMR["5.0.2"].tables["form_encounter"].columns
    assert "verification" in OPENEMR["6.0.0"].tables["lists"].columns
    assert "patient_history" not in OPENEMR["6.0.0"].tables
    assert OPENEMR["7.0.3"].tables["issue_encounter"].primary == ("pid", "list_id", "encounter")
    assert OPENEMR["8.2.0"].tables["issue_encounter"].primary == ("id",)
    assert OPENEMR["8.2.0"].tables["patient_data"].primary == ()
