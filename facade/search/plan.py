"""What one statement answers: the units of a root table that survived folding, each with its predicate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Table

from facade.compiler.explosion import Explosion
from facade.compiler.predicate import YES, Atom, Every, Hop, Negated, Predicate, Some, Within, either
from facade.compiler.units import Unit
from facade.search.statement import Split


@dataclass(frozen=True, eq=False)
class Live:
    """A unit that survived folding and where its resources are.

    `sieve`: of a virtual table, which stored rows to read for it.
    """

    unit: Unit
    predicate: Predicate
    sieve: Predicate = YES


@dataclass(frozen=True, eq=False)
class Plan:
    """All live units of one root table."""

    table: Table
    lives: tuple[Live, ...]

    @property
    def explosion(self) -> Explosion | None:
        """How the rows of the table are made, if it is a virtual one."""
        return self.lives[0].unit.explosion

    @cached_property
    def sieve(self) -> Predicate:
        """Which stored rows to read."""
        return either([live.sieve for live in self.lives])

    @cached_property
    def split(self) -> Split:
        """What its units ask, as a statement asks it."""
        return Split.of([live.predicate for live in self.lives])

    def like(self, lives: tuple[Live, ...], split: Split) -> Plan:
        """The plan of other values: its units, and what they ask, which is known."""
        found = Plan(self.table, lives)
        found.__dict__["split"] = split
        if not self.unanswered:
            found.__dict__["unanswered"] = ()
        return found

    @cached_property
    def unanswered(self) -> tuple[Atom, ...]:
        """The tests among its atoms that something else must be read for first."""
        return tuple(atom for atom in self.atoms if not atom.is_sql)

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """The single tests that all of it is made of."""
        return tuple(_atoms(item for live in self.lives for item in (live.predicate, live.sieve)))


def _atoms(items: Iterable[Predicate]) -> Iterator[Atom]:
    for item in items:
        if isinstance(item, Atom):
            yield item
        elif isinstance(item, (Every, Some)):
            yield from _atoms(item.items)
        elif isinstance(item, (Negated, Within, Hop)):
            yield from _atoms([item.item])


def planned(lives: Iterable[Live]) -> tuple[Plan, ...]:
    """One plan for each root table, and for each column of it that ids are made of: pages are turned by the key."""
    tables: dict[tuple[Table, Column[Any]], list[Live]] = {}
    for live in lives:
        tables.setdefault((live.unit.map.table, live.unit.map.key), []).append(live)
    return tuple(Plan(table, tuple(found)) for (table, _), found in tables.items())
