"""Rows that the EHR merged, as a table for SQL: the vendor's own, corrected where it says less than the whole truth.

What is known in memory (`Merges`) resolves chains and cuts cycles; a row of the vendor's table says one step. The rows
where both agree, nearly all of them, are read where they stand, so that a thousand merges are no thousand binds. The
others are left out there and told by binds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, ColumnElement, Subquery, bindparam, null, select, text, union_all

from facade.adapter.values import Bind
from facade.compiler.predicate import NO, YES, Hop, Predicate, filled
from facade.compiler.units import Unit
from facade.search.joins import apart

Pairs = Callable[[Any, Any], tuple[tuple[Any, Any], ...]]
_ALL = " UNION ALL "
_CHUNK = 200  # terms of one UNION ALL; SQLite takes 500


def meant(absorbed: Any, head: Any) -> tuple[tuple[Any, Any], ...]:
    """Key that a reference holds, row that it means; an absorbed row is meant by nobody."""
    return (absorbed, head), (head, head), (None, absorbed)


def heads(absorbed: Any, head: Any) -> tuple[tuple[Any, Any], ...]:
    """Key that a reference holds, row that it means instead."""
    return ((absorbed, head),)


def links(absorbed: Any, head: Any) -> tuple[tuple[Any, Any], ...]:
    """Either row, and the other one."""
    return (absorbed, head), (head, absorbed)


@dataclass(frozen=True, eq=False)
class MergedRows:
    """Pairs of keys as columns `one` and `other`. `lead`: the values that `table` asks for, in this order.

    What is known of merges may change at any moment: it is looked at once, and `table` builds what `form` has said.
    """

    unit: Unit
    pairs: Pairs

    @cached_property
    def none(self) -> bool:
        """Whether nothing was merged."""
        return not self.unit.identity.merges.heads

    @property
    def lead(self) -> tuple[Any, ...]:
        """The keys that the vendor's table says something else about, then their pairs."""
        return () if self.none else (*self._odd, *self._told)

    @property
    def form(self) -> tuple[bool, int, int]:
        """Whether there are any, and how many values of each kind: what shapes the SQL."""
        return self.none, len(self._odd), len(self._told)

    @cached_property
    def _odd(self) -> tuple[Any, ...]:
        return filled(self.unit.identity.merges.odd)

    @cached_property
    def _told(self) -> tuple[Any, ...]:
        merges = self.unit.identity.merges
        known = merges.heads
        found = [pair for key in dict.fromkeys(self._odd) if key in known for pair in self.pairs(key, known[key])]
        return tuple(value for pair in filled(found) for value in pair)

    def table(self, bind: Bind) -> Subquery:
        """The pairs."""
        aliases, context = self.unit.map.aliases, self.unit.context
        assert aliases is not None  # else nothing is merged
        values = iter([value for item in aliases.only for value in item.binds(context)])
        where = [item.sql(context, lambda: bindparam(None, next(values), unique=True)) for item in aliases.only]
        odd = [bind() for _ in self._odd]
        where += [aliases.from_.is_not(None), *([aliases.from_.not_in(odd)] if odd else [])]
        terms = [
            select(_said(one).label("one"), _said(other).label("other")).select_from(aliases.table).where(*where)
            for one, other in self.pairs(aliases.from_, aliases.to)
        ]
        count = len(self._told) // 2
        return union_all(*terms, *([select(_listed(bind, count))] if count else [])).subquery("merged")


def _said(value: Any) -> ColumnElement[Any]:
    return null() if value is None else value


def _listed(bind: Bind, count: int) -> Subquery:
    """Pairs of values. As text: SQLAlchemy takes half a millisecond for each term."""
    binds = [bind() for _ in range(2 * count)]
    pairs = zip(binds[::2], binds[1::2], strict=True)
    terms = [f"SELECT :{one.key} AS one, :{other.key} AS other" for one, other in pairs]
    chunks = [_ALL.join(terms[start : start + _CHUNK]) for start in range(0, count, _CHUNK)]
    if len(chunks) > 1:
        chunks = [f"SELECT * FROM ({chunk}) AS part{at}" for at, chunk in enumerate(chunks)]  # noqa: S608 (no values)
    listed = text(_ALL.join(chunks)).bindparams(*binds)
    return listed.columns(Column("one"), Column("other")).subquery("told")


def absorbed_rows(unit: Unit) -> Predicate:
    """Rows that the EHR merged into others."""
    return _among(unit, MergedRows(unit, heads), "absorbed")


def linked_rows(unit: Unit) -> Predicate:
    """Rows that the EHR merged into others, and these others."""
    return _among(unit, MergedRows(unit, links), "linked")


def _among(unit: Unit, rows: MergedRows, what: str) -> Predicate:
    if rows.none:
        return NO

    def make(bind: Bind, _: Any) -> ColumnElement[bool]:
        found = rows.table(bind)
        return unit.map.key.in_(apart(select(found.c.one)))

    return Hop(YES, (what, unit.number, rows.form), rows.lead, make)
