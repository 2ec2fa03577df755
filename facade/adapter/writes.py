"""What a write does besides the columns of the template: stamps, defaults of a new row, companion rows.

The vendors' own code keeps archive copies and log rows; a write that left them out would damage the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import Column, Table

from facade.adapter.conditions import Condition


@dataclass(frozen=True)
class Fact:
    """Something known only when the write happens."""

    name: str


class Who:
    """The person that the EHR's tables will name: the provider number configured for the client."""

    provider = Fact("provider")


who = Who()
now = Fact("now")  # local wall clock of the source, to the second
today = Fact("today")
row_key = Fact("key")
action = Fact("action")  # "add" or "update"
nothing = Fact("null")


@dataclass(frozen=True, eq=False)
class Found:
    """A value looked up in the EHR: `column` of the row whose `by` equals the fact."""

    column: Column[Any]
    by: Column[Any]
    fact: Fact


@dataclass(frozen=True, eq=False)
class Own:
    """The value that a column of the written row has afterwards."""

    column: Column[Any]


WriteValue: TypeAlias = Fact | Found | Own | str | int


def found(column: Column[Any], *, by: Column[Any], fact: Fact) -> Found:
    """A scalar subquery, such as the users.id of a username."""
    return Found(column, by, fact)


def own(column: Column[Any]) -> Own:
    """The written row's own column, for companion rows."""
    return Own(column)


@dataclass(frozen=True, eq=False)
class Archive:
    """INSERT … SELECT of the columns that both tables have in this database, after the update."""

    to: Table
    without: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class CompanionRow:
    """One further row. With `unless` it is written only where no row agrees in these columns."""

    table: Table
    values: Mapping[Column[Any], WriteValue]
    unless: tuple[Column[Any], ...]


Companion: TypeAlias = Archive | CompanionRow


def archive(*, to: Table, without: Sequence[str] = ("id",)) -> Archive:
    """A copy of the row as it stands after the write; `without`: columns the archive numbers by itself."""
    return Archive(to, tuple(without))


def companion_row(
    table: Table, values: Mapping[Column[Any], WriteValue], *, unless: Sequence[Column[Any]] = ()
) -> CompanionRow:
    """A row that the vendor's own code writes beside the change."""
    return CompanionRow(table, values, tuple(unless))


@dataclass(frozen=True, eq=False)
class Writes:
    """Which interactions a map offers once the endpoint turns them on.

    `stamp`: columns set on every write. `defaults`: further columns of a new row (NOT NULL without default, and
    what the vendor's code writes). Only `update` and `create` exist; rows are never deleted.
    """

    create: bool = False
    update: bool = False
    stamp: Mapping[Column[Any], WriteValue] = field(default_factory=dict)
    defaults: Mapping[Column[Any], WriteValue] = field(default_factory=dict)
    companions: Sequence[Companion] = ()


@dataclass(frozen=True, eq=False)
class Providers:
    """Where the EHR keeps the people a write may be attributed to; the configured one must exist and be active."""

    column: Column[Any]
    only: tuple[Condition, ...] = ()
