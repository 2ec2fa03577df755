"""How many rows a statement may make the database read, told from the statement and the catalogue before it runs.

A rough guess on the safe side for the client: what goes through each of its tables once is always let through,
however large they are (databases without an index on the patient's key are normal; the statement's time limit stands
behind). Refused is what multiplies: a lookup without an index, or many with one, for every row of a large table.

What is counted:

* one pass over a table, or as many rows as an index leaves of it, for the root of every SELECT;
* for each row that the conditions on that table alone let through: what a correlated EXISTS or a joined table reads;
* a SELECT that stands alone (chains, `_has`) once. So does, on PostgreSQL, an EXISTS tied by plain equality, which it
  turns into a set. SQLite and MariaDB (in our sessions) run it row by row.

Decision record 0021.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

from sqlalchemy import Alias, BindParameter, Column, Join, Select, Subquery, Table
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, Grouping, TypeCoerce

from facade.adapter.schema import SchemaFacts, TableFacts
from facade.adapter.sql import Like
from facade.errors import Refused
from facade.search.joins import stands_alone

UNKNOWN = 1000  # rows of a table of which the catalogue tells nothing
EQUAL, MOST_EQUAL = 0.01, 1000.0  # what equality with a value leaves of a table: a share, and rows at most
SOME = 0.3  # what a range or a pattern leaves
_SERVED = frozenset({operators.eq, operators.in_op, operators.lt, operators.le, operators.gt, operators.ge})
_LEAVES = (Column, BindParameter, Table)  # below them stands no SELECT
_From: TypeAlias = Table | Alias
_Joins: TypeAlias = list[tuple[_From, Any]]  # each with its ON


@dataclass(frozen=True)
class Estimate:
    """`rows`: how many are read at most, about; `once`: how many one pass over each table of the statement reads.

    `wanted`: indexes that the statement looks for in vain, as `table (column, …)`.
    """

    rows: int
    once: int
    wanted: tuple[str, ...] = ()

    def exceeds(self, limit: int) -> bool:
        """Whether it is too much: above the limit, and not for the size of the tables alone."""
        return self.rows > max(limit, self.once)


UNCOUNTED = Estimate(0, 0)


class TooCostly(Refused):
    """The statement would make the database read too much; it was not run."""

    def __init__(self, text: str, estimate: Estimate) -> None:
        super().__init__(
            400,
            "too-costly",
            "The clinic's database would have to read too many rows for this search. Ask for one patient, or by"
            " fewer or other parameters.",
        )
        self.text, self.estimate = text, estimate


def estimate(statement: Any, facts: SchemaFacts) -> Estimate:
    """The guess for a statement of ours; of what is no SELECT it is 0."""
    if not isinstance(statement, Select):
        return UNCOUNTED
    guess = _Guess(facts)
    work = guess.of(statement, frozenset())
    return Estimate(round(work.read + work.apart), round(guess.once), tuple(guess.wanted))


@dataclass
class _Work:
    """What a SELECT reads each time it runs, what is read once whatever happens, and how many rows it gives."""

    read: float
    apart: float
    given: float


class _Held:
    """What an expression holds: the tables that it speaks of, and the outermost SELECTs in it. Found by one walk.

    A SELECT that stands on its own speaks of nothing around it.
    """

    def __init__(self, item: Any) -> None:
        self.tables: dict[Any, None] = {}  # in the order of the text
        self.selects: list[Select[Any]] = []
        self._walk(item, within=False)

    def _walk(self, item: Any, *, within: bool) -> None:
        if isinstance(item, Column):
            self.tables[item.table] = None
        elif isinstance(item, Select):
            if not within:
                self.selects.append(item)
            if not stands_alone(item):
                self._below(item, within=True)
        elif not isinstance(item, _LEAVES):
            self._below(item, within=within)

    def _below(self, item: Any, *, within: bool) -> None:
        for child in item.get_children():
            self._walk(child, within=within)

    @property
    def is_simple(self) -> bool:
        """Told from the row alone, or by a set that stands on its own."""
        return all(map(stands_alone, self.selects))


class _Guess:
    """One statement's."""

    def __init__(self, facts: SchemaFacts) -> None:
        self.facts = facts
        self.seen: dict[int, tuple[Any, _Held]] = {}
        self.sets = facts.dialect == "postgresql"  # an EXISTS tied by equality becomes a set
        self.once = 0.0
        self.wanted: dict[str, None] = {}

    def held(self, item: Any) -> _Held:
        """Looked at once, however often it is asked for. Kept with it, so that no other one gets its `id`."""
        found = self.seen.get(id(item))
        if found is None:
            found = self.seen[id(item)] = item, _Held(item)
        return found[1]

    def speaks(self, item: Any, tables: Collection[_From]) -> bool:
        """Whether the expression needs one of the tables."""
        return not self.held(item).tables.keys().isdisjoint(tables)

    def of(self, select: Select[Any], around: frozenset[_From], *, tied: bool = True) -> _Work:
        """`around`: the tables that a correlated SELECT may speak of; not `tied`: it is made a set first."""
        root, joins = _sources(select, around)
        if root is None:
            return _Work(0, 0, 1)
        mine = {table for table, _ in joins} | ({root} if isinstance(root, (Table, Alias)) else set())
        self.once += sum(map(self.rows, mine))
        beside = mine - {root}
        asked = [item for item in _conjuncts(select.whereclause) if tied or not self.speaks(item, around)]
        own = [item for item in asked if self.held(item).is_simple and not self.speaks(item, beside)]
        others = [item for item in asked if not any(item is one for one in own) or self.held(item).selects]
        if isinstance(root, Select):
            work = self.of(root, around)
        else:
            work = _Work(self.touched(root, own), 0, self.left(root, own))
        passed, limit = work.given, _limit(select)
        work.given = passed if limit is None else min(passed, limit)
        self.add(work, others, around | mine, passed)
        self.join(work, joins, others, around | mine, passed)
        self.add(work, select.selected_columns, around | mine, work.given)
        return work

    def join(self, work: _Work, joins: _Joins, tests: Sequence[Any], within: frozenset[_From], passed: float) -> None:
        """Joined rows are read for what is shown, or for every row if some test needs them."""
        for table, on in joins:
            times = passed if any(self.speaks(item, {table}) for item in tests) else work.given
            work.read += times * self.touched(table, _conjuncts(on))
            self.add(work, [on], within, times * self.left(table, _conjuncts(on)))

    def add(self, work: _Work, items: Iterable[Any], within: frozenset[_From], times: float) -> None:
        """The SELECTs inside some expressions that are asked `times` over."""
        for inner in (found for item in items for found in self.held(item).selects):
            alone = stands_alone(inner)
            found = self.of(inner, frozenset() if alone else within)
            work.apart += found.apart
            if alone:
                work.apart += found.read
            else:
                work.read += min(times * max(found.read, 1), self.as_set(inner, within))

    def as_set(self, inner: Select[Any], within: frozenset[_From]) -> float:
        """What is read to make a set of a correlated SELECT; endless where the database does not."""
        if not self.sets or not self.tied_plainly(inner, within):
            return float("inf")
        once, wanted = self.once, dict(self.wanted)
        found = self.of(inner, within, tied=False)
        self.once, self.wanted = once, wanted
        return found.read

    def tied_plainly(self, inner: Select[Any], within: frozenset[_From]) -> bool:
        """Whether it hangs on the row around it by nothing but equalities."""
        ties = [item for item in _conjuncts(inner.whereclause) if self.speaks(item, within)]
        return all(isinstance(item, BinaryExpression) and item.operator is operators.eq for item in ties)

    # how much of a table

    def table(self, table: _From) -> TableFacts | None:
        declared = table.element if isinstance(table, Alias) else table
        return self.facts.table(declared.name) if isinstance(declared, Table) else None

    def rows(self, table: _From) -> float:
        facts = self.table(table)
        return float(UNKNOWN if facts is None or facts.rows is None else max(facts.rows, 1))

    def touched(self, table: _From, own: Sequence[Any]) -> float:
        """The rows that are read to find those that `own` lets through: all of them, or what an index leaves."""
        facts = self.table(table)
        served = [item for item in own if (column := _compared(item, table)) is not None
                  and facts is not None and facts.is_indexed(column.name)]  # fmt: skip
        if served:
            return self.left(table, served)
        self.want(facts, [column.name for item in own for column, _ in _equalities(item, table)])
        return self.rows(table)

    def want(self, facts: TableFacts | None, names: Sequence[str]) -> None:
        if facts is not None and names:
            self.wanted[f"{facts.name} ({', '.join(dict.fromkeys(names))})"] = None

    def left(self, table: _From, own: Sequence[Any]) -> float:
        """The rows that the conditions let through."""
        rows, facts = self.rows(table), self.table(table)
        equal = {column.name: count for item in own for column, count in _equalities(item, table)}
        if facts is not None and equal and facts.is_unique(*equal):
            return min(rows, float(max(equal.values())))
        return max(rows * prod(self.share(item, table) for item in own), 1.0)

    def share(self, item: Any, table: _From) -> float:
        """What part of the table's rows the condition lets through."""
        plain = _bare(item)
        if isinstance(plain, BooleanClauseList):
            shares = [self.share(clause, table) for clause in plain.clauses]
            return min(1.0, sum(shares)) if plain.operator is operators.or_ else prod(shares)
        for _, count in _equalities(plain, table):
            found = self.fan_out(plain, table) or min(EQUAL, MOST_EQUAL / self.rows(table))
            return min(1.0, found * count)
        return SOME if _compared(plain, table) is not None else 1.0

    def fan_out(self, tie: Any, table: _From) -> float | None:
        """What part of a table belongs to one row of the table that it is tied to; None for equality with a value."""
        other = next((found for found in self.held(tie).tables if found is not table), None)
        return 1 / self.rows(other) if isinstance(other, (Table, Alias)) else None


# The anatomy of a statement


def _sources(select: Select[Any], around: frozenset[_From]) -> tuple[_From | Select[Any] | None, _Joins]:
    """The root table, or the SELECT in its place, and the joined ones, each with its ON."""
    joins: _Joins = []
    for source in select._from_obj or _implied(select):  # `get_final_froms` would compile the whole statement
        found: Any = source
        while isinstance(found, Join):
            if isinstance(found.right, (Table, Alias)):
                joins.insert(0, (found.right, found.onclause))
            found = found.left
        if isinstance(found, Subquery):
            found = found.element
        if isinstance(found, (Table, Alias, Select)) and found not in around:
            return found, joins
    return None, joins


def _implied(select: Select[Any]) -> list[Any]:
    """The tables of a SELECT that names none but in its conditions."""
    return list(dict.fromkeys(table for item in _conjuncts(select.whereclause) for table in _Held(item).tables))


def _limit(select: Select[Any]) -> int | None:
    clause = select._limit_clause
    return None if clause is None else int(str(clause))


def _conjuncts(item: Any) -> list[Any]:
    plain = _bare(item)
    if isinstance(plain, BooleanClauseList) and plain.operator is operators.and_:
        return [found for clause in plain.clauses for found in _conjuncts(clause)]
    return [] if plain is None else [plain]


def _bare(item: Any) -> Any:
    while isinstance(item, (Grouping, TypeCoerce)):
        item = item.element if isinstance(item, Grouping) else item.typed_expression
    return item


# What a condition leaves


def _sides(item: Any, table: _From) -> Iterator[tuple[Column[Any], Any]]:
    """(column of the table, what it is compared with)."""
    if isinstance(item, BinaryExpression):
        for side, other in ((item.left, item.right), (item.right, item.left)):
            column = _bare(side)
            if isinstance(column, Column) and column.table is table and table not in _Held(other).tables:
                yield column, other


def _compared(item: Any, table: _From) -> Column[Any] | None:
    """The column by whose index the condition could be answered."""
    if isinstance(item, Like):
        column = _bare(item.column)
        return column if isinstance(column, Column) and column.table is table else None
    if not isinstance(item, BinaryExpression) or item.operator not in _SERVED:
        return None
    return next((column for column, _ in _sides(item, table)), None)


def _equalities(item: Any, table: _From) -> Iterator[tuple[Column[Any], int]]:
    """Columns that equal something, each with how many values it may have."""
    if not isinstance(item, BinaryExpression) or item.operator not in (operators.eq, operators.in_op):
        return
    for column, other in _sides(item, table):
        if not _Held(other).selects:
            yield column, 1 if item.operator is operators.eq else max(len(list(_bare(other).get_children())), 1)
