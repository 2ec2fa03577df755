"""Windows: the stored rows that a search of exploded resources can mean, read into a database in memory.

1. Candidates: the stored rows that the plan's sieve lets through. More than the window holds: 400 `too-costly`.
2. Those of which nothing is kept (by key, stamp and version of the reader) are fetched and read.
3. Their virtual rows fill a SQLite database, which is kept for the next answer that needs the same rows. The plan runs
   there as on any other.

Statements: one for the candidates; one for every hundred of them that must be read, and as many for each relation
that is read along; without a stamp the candidates' own statement reads them. None for what happens in memory.
Decision record 0028.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Column, Table, literal_column

from facade.adapter.columns import table_of
from facade.adapter.exploded import MOST_ROWS, StoredRow
from facade.adapter.resource_map import ResourceMap
from facade.compiler.explosion import Explosion
from facade.compiler.predicate import NO, Predicate
from facade.compiler.templates import eaches_in
from facade.compiler.units import used_columns
from facade.errors import Refused
from facade.interactions.attributes import padded
from facade.interactions.kept import Filled, VirtualRows
from facade.interactions.related import Below, rows_below
from facade.interactions.served import Ready
from facade.interactions.virtual import filling, row_of
from facade.search.joins import selected
from facade.search.plan import Plan
from facade.search.pushdown.parameters import Resolver
from facade.search.sieve import narrowing
from facade.search.statement import Binds
from facade.sources.connection import Row, SourceConnection
from facade.sources.memory import MemoryConnection, MemoryDatabase

AT_ONCE = 100  # stored rows that are fetched by one statement: each may be a long message
MOST_VIRTUAL_ROWS = 200_000
FEW_ROWS = 200  # of a table in memory: to look through them is quicker than to put them in order
_UNREAD = "stored rows that their reader failed on"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Window:
    """`stored`: how many rows it is made of; `failed`: the keys of those that their reader could not read to the end;
    `rows`: how many these gave. There is nothing to ask of one without.
    """

    connection: MemoryConnection
    stored: int
    failed: frozenset[int]
    rows: int


def window(ready: Ready, connection: SourceConnection, plan: Plan, today: str) -> Window:
    """The window of a plan; made once for each answer. Refused 400 `too-costly`."""
    found: Window | None = connection.kept.get(plan)
    if found is None:
        assert plan.explosion is not None  # only then anyone asks
        made = Opening(ready, connection, plan.explosion, today).window(plan, ready.window)
        if made is None:
            raise _too_many(ready.window, plan)
        found = connection.kept[plan] = made
        unread: set[Any] = connection.kept.setdefault(_UNREAD, set())
        unread |= {(plan.explosion.number, key) for key in found.failed}
    return found


def unread(connection: SourceConnection) -> int:
    """How many stored rows no answer could be made of, in all windows of this connection; each counts once."""
    return len(connection.kept.get(_UNREAD, ()))


@dataclass(frozen=True, eq=False)
class Opening:
    """How the rows of one explosion come into memory."""

    ready: Ready
    connection: SourceConnection
    explosion: Explosion
    today: str

    def window(self, plan: Plan, most: int) -> Window | None:
        """What the stored rows hold that the plan's sieve lets through; None if these are more than `most`."""
        stamp, tables = self.explosion.stamp, tuple(asked(plan))
        wanted = self.explosion.fetched if stamp is None else (self.explosion.declared.key, *stamp)
        found = self._candidates(plan.sieve, wanted, most)
        if len(found) > most:
            return None
        candidates = {row[0]: row for row in found}
        if stamp is None:
            rows = list(self._bounded(self._read(list(candidates.values()))))
            return self._opened(self._needed(rows, tables))
        return self._opened(self._kept(candidates, tables))

    def of(self, keys: Sequence[Any]) -> Window:
        """The rows of these keys, each read now, whatever their number."""
        chunks = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
        made = [made for chunk in chunks for made in self._read(self._stored(chunk))]
        return self._opened(self._filled(made, self.explosion.declared.tables))

    def _candidates(self, sieve: Predicate, columns: Sequence[Column[Any]], most: int) -> list[Row]:
        if sieve is NO:
            return []

        def make() -> Any:
            fetched = [self.ready.statements.fetched(col) for col in columns]
            where = [sieve.sql(Binds())]
            found = selected(self.explosion.context, self.explosion.declared.stored, fetched, where, columns)
            return found.limit(literal_column(str(most + 1)))

        sql = self.ready.statements.kept(("candidates", self.explosion.number, sieve.key, most), make)
        return self.connection.execute(sql.text, sql.params(sieve.binds, self.today))

    def _kept(self, candidates: Mapping[Any, Row], tables: tuple[Table, ...]) -> Filled:
        """A database with their rows: the one that an earlier answer has left, else another."""
        kept = self.ready.kept
        names = tuple(map(self._name, candidates.values()))
        key = (self.explosion.number, tables, names)
        found = kept.filled(key)
        if found is None:
            since = kept.oldest(names)
            found = self._needed(list(self._bounded(self._kept_or_read(candidates))), tables)
            kept.put_filled(key, found, since)
        return found

    def _kept_or_read(self, candidates: Mapping[Any, Row]) -> Iterator[VirtualRows]:
        kept, unread = self.ready.kept, []
        for key, row in candidates.items():
            found = kept.get(self._name(row))
            if found is None:
                unread.append(key)
            else:
                yield found
        for start in range(0, len(unread), AT_ONCE):
            stored = self._stored(unread[start : start + AT_ONCE])
            for row, made in zip(stored, self._read(stored), strict=True):
                kept.put(self._name(candidates[row[0]]), made)
                yield made

    def _name(self, candidate: Row) -> Any:
        return (self.explosion.number, self.explosion.declared.version, *candidate)

    def _stored(self, keys: Sequence[Any]) -> list[Row]:
        """The rows of these keys, with the columns to read."""
        explosion, wanted = self.explosion, padded(keys)

        def make() -> Any:
            bind, key = Binds(), explosion.declared.key
            fetched = [self.ready.statements.fetched(col) for col in explosion.fetched]
            where = [key.in_([bind() for _ in wanted])]
            return selected(explosion.context, explosion.declared.stored, fetched, where, explosion.fetched)

        sql = self.ready.statements.kept(("stored rows", explosion.number, len(wanted)), make)
        return list({row[0]: row for row in self.connection.execute(sql.text, sql.params(wanted, ""))}.values())

    def _read(self, stored: Sequence[Row]) -> Iterator[VirtualRows]:
        """What each of the rows holds."""
        places = {col: at for at, col in enumerate(self.explosion.fetched)}
        beside = {name: self._beside(name, stored, places) for name in self.explosion.along}
        columns = {name: places.get(col) for name, col in self.explosion.declared.columns.items()}
        context = self.explosion.context
        for at, row in enumerate(stored):
            values = {name: None if place is None else row[place] for name, place in columns.items()}
            along = {name: rows[at] for name, rows in beside.items()}
            yield self._exploded(StoredRow(int(row[0]), values, along, context.zone, context.site))

    def _beside(
        self, name: str, stored: Sequence[Row], places: Mapping[Column[Any], int]
    ) -> Sequence[Sequence[Mapping[str, Any]]]:
        """For each row those of a relation that are read along."""
        relation, columns = self.explosion.declared.relation(name), self.explosion.along[name]
        owners = [tuple(_named(row[places[col]]) for col, _ in relation.on) for row in stored]
        below = Below(relation, columns, ("along", self.explosion.number, name))
        known = dict.fromkeys((col.name for col in self.explosion.declared.along[name]), None)
        names = [col.name for col in columns]
        groups = rows_below(self.ready, self.connection, below, owners) if owners else []
        return [[{**known, **dict(zip(names, row, strict=True))} for row in rows] for rows in groups]

    def _exploded(self, row: StoredRow) -> VirtualRows:
        """What one row holds. A reader that fails is the adapter's fault, not the row's: it costs this row alone."""
        declared = self.explosion.declared
        try:
            made, left = {}, MOST_ROWS
            for table, rows in declared.read(row).items():
                listed = list(islice(rows, left + 1))
                left -= len(listed)
                made[table.name] = [row_of(table, found) for found in listed]
            if left < 0:
                raise OverflowError(MOST_ROWS)
        except Exception as error:
            _log.warning("a row of %s could not be read: %s", declared.stored.name, type(error).__name__)
            return VirtualRows({}, failed=row.key)
        return VirtualRows(made)

    def _bounded(self, rows: Iterable[VirtualRows]) -> Iterator[VirtualRows]:
        size = count = 0
        for found in rows:
            size, count = size + found.size, count + found.count
            if size > self.ready.kept.room or count > MOST_VIRTUAL_ROWS:
                raise Refused(400, "too-costly", "What this search would have to read is too long. Narrow it.")
            yield found

    def _needed(self, rows: Sequence[VirtualRows], tables: Iterable[Table]) -> Filled:
        """A database that holds them, if there are any."""
        return self._filled(rows, tables) if any(found.count for found in rows) else Filled.of(_without_rows(), rows)

    def _filled(self, rows: Sequence[VirtualRows], tables: Iterable[Table]) -> Filled:
        """A database that holds them, as far as they belong to some tables."""
        made = MemoryDatabase(self.ready.seconds)
        for table in tables:
            how, own = filling(table), [row for found in rows for row in found.tables.get(table.name, ())]
            made.create([how.create])
            made.fill(how.insert, own)
            if len(own) > FEW_ROWS:
                made.create(how.index)
        return Filled.of(made, rows)

    def _opened(self, filled: Filled) -> Window:
        connection = MemoryConnection(self.connection.source, filled.database)
        return Window(connection, filled.stored, filled.failed, filled.rows)


@cache
def _without_rows() -> MemoryDatabase:
    """What stands behind all windows without rows."""
    return MemoryDatabase(0.0)


def _named(value: Any) -> Any:
    """A blank text names nothing: it has no rows, though others may be blank as well."""
    return None if isinstance(value, str) and not value.strip() else value


def asked(plan: Plan) -> Iterable[Table]:
    """The virtual tables that a plan speaks of."""
    found = {plan.table: None}
    for live in plan.lives:
        found.update(dict.fromkeys(_tables(live.unit.map)))
    return found


@lru_cache(maxsize=256)
def _tables(declared: ResourceMap) -> Sequence[Table]:
    """The tables that a map speaks of."""
    columns = sorted(used_columns(declared), key=str)
    tables = (*map(table_of, columns), *(each.children.table for each in eaches_in(declared.template)))
    return list(dict.fromkeys(tables))


def _too_many(most: int, plan: Plan) -> Refused:
    """Which parameters would narrow it is told from the sieves of the plan's maps."""
    stored = [(Resolver(live.unit, live.unit.root), live.unit.sieve) for live in plan.lives]
    codes = [set(narrowing(own, Resolver(sieve, sieve.root))) for own, sieve in stored if sieve is not None]
    told = f" Narrow it by {' or '.join(sorted(set.intersection(*codes)))}." if all(codes) else ""
    text = f"More than {most} stored records would have to be read to answer this search.{told}"
    return Refused(400, "too-costly", text)
