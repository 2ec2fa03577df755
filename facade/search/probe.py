"""Which tables of a search hold a row of the patient at all, asked of several tables at once before their pages.

    SELECT CASE WHEN EXISTS (SELECT 1 FROM a WHERE …) THEN 1 ELSE 0 END, CASE WHEN EXISTS (…) …

What is asked of a table is a part of what its page would ask: the reference that an index serves, and whatever else the
row tells by itself. A page's row answers to all of it, so a table without such a row has no page. Decision record 0041.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Alias, Column, ColumnElement, Select, Table, exists, literal_column, select
from sqlalchemy.sql import visitors

from facade.adapter.context import SourceContext
from facade.compiler.predicate import Atom, Predicate, conjuncts
from facade.search.crossing import Crossing
from facade.search.joins import joins_in, selected
from facade.search.plan import Plan
from facade.search.statement import MOST_BINDS, Binds, Sql, Statements, one_if

FEWEST = 3  # tables: of two, the question costs about what it saves
SMALL = 1000  # rows of a table that needs no index
_REFERENCE = "keys"
_ROOM = 2000
_ONE: ColumnElement[Any] = literal_column("1")


@dataclass(frozen=True, eq=False)
class Probe:
    """A statement that gives one row: for each of the plans whether its table holds such a row."""

    plans: tuple[Plan, ...]
    sql: Sql
    binds: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class _Part:
    """What is asked of one plan's table: the conditions at some places of those that its page asks."""

    plan: Plan
    context: SourceContext
    table: Table
    whole: Predicate
    places: tuple[int, ...]
    form: Any  # value-free

    @property
    def asked(self) -> Sequence[Predicate]:
        items = conjuncts(self.whole)
        return [items[at] for at in self.places]

    def sql(self, binds: Binds) -> ColumnElement[Any]:
        return one_if(exists(selected(self.context, self.table, [_ONE], [item.sql(binds) for item in self.asked])))


@dataclass(eq=False)
class Probes:
    """The probes of one source. Which conditions one takes of a plan is found out once for each form of them."""

    statements: Statements
    _places: dict[Any, tuple[int, ...]] = field(default_factory=dict)

    def of(self, plans: Sequence[Plan]) -> Probe | None:
        """The probe of a search's plans; None where it would not pay."""
        if len(plans) < FEWEST:
            return None
        parts = [part for part in map(self._part, plans) if part.places]
        values = tuple(value for part in parts for item in part.asked for value in item.binds)
        if len(parts) < FEWEST or len(values) > MOST_BINDS:
            return None

        def make() -> Select[Any]:
            binds = Binds()
            return select(*(part.sql(binds) for part in parts))

        sql = self.statements.kept(("probe", *(part.form for part in parts)), make)
        return Probe(tuple(part.plan for part in parts), sql, values)

    def _part(self, plan: Plan) -> _Part:
        made = plan.explosion
        context = self.statements.context if made is None else made.context
        table = plan.table if made is None else made.declared.stored
        whole = plan.split.common if made is None else plan.sieve
        form = (table.name, plan.split.form if made is None else whole.key)
        places = self._places.get(form)
        if places is None:
            if len(self._places) >= _ROOM:
                self._places.clear()
            read_whole = made is not None and made.stamp is None
            places = self._places[form] = _places(context, conjuncts(whole), every=read_whole)
        return _Part(plan, context, table, whole, places, form)


def _places(context: SourceContext, items: Sequence[Predicate], *, every: bool) -> tuple[int, ...]:
    """The places of those that the root row tells, and the rows that the reference is read from, or of `every` one;
    none without a reference that an index serves.
    """
    atoms = {at: item for at, item in enumerate(items) if isinstance(item, Atom) and not isinstance(item, Crossing)}
    own = {at: item.sql(Binds()) for at, item in atoms.items()}
    served = [sql for at, sql in own.items() if atoms[at].form[:1] == (_REFERENCE,) and _is_served(context, sql)]
    if not served:
        return ()
    beside = joins_in(served)
    return tuple(at for at, sql in own.items() if every or (joins_in([sql]) <= beside and not _selects(sql)))


def _is_served(context: SourceContext, reference: ColumnElement[bool]) -> bool:
    """Whether the rows are found at once: an index leads to them, or there are few."""
    columns = [found for found in visitors.iterate(reference) if isinstance(found, Column)]
    return bool(columns) and all(_is_indexed(context, col) for col in columns)


def _is_indexed(context: SourceContext, col: Column[Any]) -> bool:
    table = col.table.element if isinstance(col.table, Alias) else col.table
    facts = context.facts.table(table.name) if isinstance(table, Table) else None
    return facts is not None and (facts.is_indexed(col.name) or (facts.rows is not None and facts.rows <= SMALL))


def _selects(sql: ColumnElement[Any]) -> bool:
    return any(isinstance(found, Select) for found in visitors.iterate(sql))
