"""A plan as SQL: one statement, its binder, its row layout. Built once per form and kept; values are only ever binds.

    SELECT columns, live_1, live_2 … FROM root LEFT JOIN … WHERE common AND (live_1 OR live_2 …) [AND after the cursor]
    ORDER BY sort, key LIMIT n

Each unit on the table has its flag column; a row gives 0..m resources (semantics 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Dialect,
    FromClause,
    MetaData,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.sql import visitors

from facade.adapter.conditions import TODAY
from facade.adapter.content import LONGEST
from facade.adapter.context import SourceContext
from facade.adapter.schema import SchemaFacts
from facade.adapter.sql import as_text, number_of
from facade.compiler.predicate import Predicate, shared
from facade.errors import Refused
from facade.search.budget import UNCOUNTED, Estimate, TooCostly, estimate
from facade.search.constants import elements, write_plainly
from facade.search.joins import joins_in, selected
from facade.search.pushdown.keyed import is_keyed
from facade.search.united import bounded, by_member, together

LONGEST_KEPT = 50_000  # characters; a search so long is seldom asked twice, but its next page may be
FEW_LONG = 8
MOST_BINDS = 20_000  # of one statement; databases stop at 32,766 or 65,535


@dataclass(frozen=True, eq=False)
class Sql:
    """Ready text for one dialect. `slots`: for each parameter marker, the index of a bind or a constant."""

    text: str
    slots: tuple[tuple[int, Any], ...]  # (index of the bind, None) or (-1, constant)
    estimate: Estimate = UNCOUNTED

    def params(self, binds: Sequence[Any], today: str) -> tuple[Any, ...]:
        """The parameters in the order of the markers."""
        chosen = [constant if index < 0 else binds[index] for index, constant in self.slots]
        return tuple([today if value is TODAY else value for value in chosen])


class Binds:
    """Hands out numbered bind parameters."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> BindParameter[Any]:
        """The next one."""
        self.count += 1
        return bindparam(f"b{self.count - 1}", value=None, type_=String())


def compiled(statement: Any, dialect: Dialect, facts: SchemaFacts) -> Sql:
    """The text of a statement, with table names in the spelling of this database."""
    whole = by_member(statement, facts)
    held = list(elements(whole))
    renamed = _renamed(held, facts)
    if renamed:
        whole = _spelled(whole, renamed)
        held = list(elements(whole))
    write_plainly(held)
    result = whole.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    constants = result.params
    slots = tuple(
        (int(name[1:]), None) if name[:1] == "b" and name[1:].isdigit() else (-1, constants[name])
        for name in result.positiontup or ()
    )
    return Sql(str(result), slots)


def _renamed(held: Iterable[Any], facts: SchemaFacts) -> dict[Table, FromClause]:
    """Tables under their true names, where lower_case_table_names folds what the vendor wrote in mixed case.

    In the place of a table that stands in no database its members' SELECTs.
    """
    found = ((table, facts.table(table.name)) for table in {item for item in held if isinstance(item, Table)})
    return {
        table: together(table, told) if told.instead else table.to_metadata(MetaData(), name=told.name)
        for table, told in found
        if told is not None and (told.name != table.name or told.instead)
    }


def _spelled(statement: Any, renamed: Mapping[Table, FromClause]) -> Any:
    def replace(element: Any, **_: Any) -> Any:
        if isinstance(element, Table):
            return renamed.get(element)
        if isinstance(element, Column) and element.table in renamed:
            return renamed[element.table].c[element.key]
        return None

    return visitors.replacement_traverse(statement, {}, replace)


@dataclass(frozen=True, eq=False)
class SortKey:
    """One ORDER BY key; NULLs sort lowest. `form`: the value-free identity of its expression."""

    form: Any
    make: Callable[[], ColumnElement[Any]]
    descending: bool
    nullable: bool
    kind: str  # the class of its SQL type

    @cached_property
    def expression(self) -> ColumnElement[Any]:
        """What is sorted by; only asked for where no statement of that form is kept."""
        return self.make()

    @property
    def number(self) -> bool:
        """Whether its values are numbers."""
        return self.kind in ("integer", "decimal", "float")

    def limit(self, bind: ColumnElement[Any]) -> ColumnElement[Any]:
        """A border's value as it is compared: beside a column it takes the column's type by itself."""
        return number_of(bind, 30, 10) if self.number and not isinstance(self.expression, Column) else bind


@dataclass(frozen=True, eq=False)
class Query:
    """What a SELECT of one root table needs besides its predicates. `back`: from the end to the beginning.

    `long`: texts of which no more than the beginning is fetched.
    """

    table: Table
    key: Column[Any]
    columns: tuple[Column[Any], ...]
    sort: tuple[SortKey, ...] = ()
    limit: int = 0
    after: tuple[bool, ...] | None = None  # for each sort value of the border: is it NULL
    back: bool = False
    long: tuple[Column[Any], ...] = ()

    @property
    def form(self) -> Any:
        """The value-free part of a statement's cache key."""
        sort = tuple((key.form, key.descending) for key in self.sort)
        # columns compare by identity
        return (self.table.name, self.columns, sort, self.limit, self.after, self.back, self.long)


@dataclass(eq=False)
class Statements:
    """Compiled statements of one source, kept by form. Bounded; the oldest go first.

    `rows`: how many one of them may be expected to read.
    """

    context: SourceContext
    dialect: Dialect
    rows: int = 100_000_000
    room: int = 2000
    _kept: dict[Any, Sql] = field(default_factory=dict)
    _long: dict[Any, Sql] = field(default_factory=dict)

    def kept(self, form: Any, make: Callable[[], Any]) -> Sql:
        """The text of a form, made at its first use. Refused 400 `too-costly` by what it would read."""
        found = self._kept.get(form) or self._long.get(form)
        if found is None:
            statement = make()
            found = compiled(statement, self.dialect, self.context.facts)
            found = replace(found, estimate=estimate(statement, self.context.facts))
            self._keep(form, found)
        if found.estimate.exceeds(self.rows):
            raise TooCostly(found.text, found.estimate)
        return found

    def estimate_of(self, text: str) -> Estimate | None:
        """What was guessed of a statement, if it is still known."""
        return next((sql.estimate for sql in (*self._kept.values(), *self._long.values()) if sql.text == text), None)

    def _keep(self, form: Any, sql: Sql) -> None:
        kept, room = (self._kept, self.room) if len(sql.text) <= LONGEST_KEPT else (self._long, FEW_LONG)
        if len(kept) >= room:
            for old in list(kept)[: max(room // 4, 1)]:
                kept.pop(old, None)
        kept[form] = sql

    def page(self, query: Query, split: Split) -> Sql:
        """The SELECT of a page: columns as text, sort values, one flag for each unit if there are several."""
        _check(split)
        return self.kept(("page", query.form, split.form), lambda: self._page(query, split))

    def _page(self, query: Query, split: Split) -> Any:
        bind = Binds()
        flags = [item.sql(bind) for item in split.flags]
        where = [split.common.sql(bind)]
        marks = [one_if(flag) for flag in flags]
        if flags:
            where.append(or_(*flags))
        if query.after is not None:
            where.append(_after(query, bind))
        sort = [key.expression for key in query.sort]
        if not is_keyed(split.common) and self._joins_late(query, [*sort, *marks, *where]):
            return self._joined_late(query, marks, where)
        fetched = [*self._shown(query), *map(self.fetched_key, query.sort), *marks]
        statement = selected(self.context, query.table, fetched, where, query.columns)
        return self._in_order(statement, query, sort, query.key)

    def _joins_late(self, query: Query, read: Sequence[ColumnElement[Any]]) -> bool:
        """Whether some joined rows are only shown, and the key picks one row of the table."""
        facts = self.context.facts.table(query.table.name)
        shown = joins_in(query.columns)
        return bool(shown - joins_in(read)) and facts is not None and facts.is_unique(query.key.name)

    def _joined_late(
        self, query: Query, marks: Sequence[ColumnElement[Any]], where: Sequence[ColumnElement[bool]]
    ) -> Any:
        """The keys of the page first, then what is shown beside them.

        No vendor's foreign key is there to tell that a joined row is one at most, so the database would join, and
        sort, the whole table before it counts off a page.
        """
        kept = [query.key.label("k"), *(key.expression.label(f"s{at}") for at, key in enumerate(query.sort))]
        kept += [mark.label(f"f{at}") for at, mark in enumerate(marks)]
        inner = selected(self.context, query.table, kept, where)
        page = self._in_order(inner, query, [key.expression for key in query.sort], query.key).subquery("page")
        sort = [page.c[f"s{at}"] for at in range(len(query.sort))]
        values = [self._as_fetched(key, value) for key, value in zip(query.sort, sort, strict=True)]
        fetched = [*self._shown(query), *values, *(page.c[f"f{at}"] for at in range(len(marks)))]
        beside = page.join(query.table, query.key == page.c.k)
        statement = selected(self.context, query.table, fetched, [], query.columns, also=beside)
        return self._in_order(statement, query, sort, page.c.k)

    def _in_order(
        self, statement: Select[Any], query: Query, sort: Sequence[ColumnElement[Any]], last: ColumnElement[Any]
    ) -> Select[Any]:
        """The statement in the query's order, which ends with the key, as far as its page goes."""
        order = [self._ordered(key, value, query.back) for key, value in zip(query.sort, sort, strict=True)]
        end = last.desc() if query.back else last.asc()
        return statement.order_by(*order, end).limit(literal_column(str(query.limit)))

    def _ordered(self, key: SortKey, value: ColumnElement[Any], back: bool) -> ColumnElement[Any]:
        down = key.descending is not back
        found = value.desc() if down else value.asc()
        if not key.nullable or self.dialect.name != "postgresql":
            return found
        return found.nulls_last() if down else found.nulls_first()  # elsewhere NULLs sort lowest without a word

    def count(self, table: Table, split: Split, most: int = 0) -> Sql:
        """Counts resources, not rows. `most`: looks at so many rows only, and gives their number beside."""
        _check(split)
        make = self._estimate if most else self._count
        return self.kept(("count", table.name, split.form, most), lambda: make(table, split, most))

    def _count(self, table: Table, split: Split, _: int) -> Any:
        flags, where = _counted(split)
        if not flags:
            return selected(self.context, table, [func.count()], where)
        total: Any = sum(map(one_if, flags[1:]), one_if(flags[0]))
        summed = func.coalesce(func.sum(total), literal_column("0"))
        return selected(self.context, table, [summed], where)

    def _estimate(self, table: Table, split: Split, most: int) -> Any:
        flags, where = _counted(split)
        total: Any = sum(map(one_if, flags[1:]), one_if(flags[0])) if flags else literal_column("1")
        rows = selected(self.context, table, [total.label("n")], where).limit(literal_column(str(most))).subquery()
        return select(func.coalesce(func.sum(rows.c.n), literal_column("0")), func.count())

    def _shown(self, query: Query) -> Iterator[ColumnElement[Any]]:
        for col in query.columns:
            long = col in query.long and self.context.kind(col) == "text"
            yield type_coerce(func.substr(col, 1, LONGEST + 1), String()) if long else self.fetched(col)

    def fetched(self, col: Column[Any]) -> ColumnElement[Any]:
        """A column as it is fetched: dates, decimals and uuids as text."""
        return as_text(col, self.context.kind(col))

    def fetched_key(self, key: SortKey) -> ColumnElement[Any]:
        """A sort value as it is fetched and put into a cursor."""
        return self._as_fetched(key, key.expression)

    def _as_fetched(self, key: SortKey, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return as_text(value, key.kind)


def _check(split: Split) -> None:
    if len(split.binds) > MOST_BINDS:
        raise Refused(400, "too-costly", "The search compares too many values at once.")


def _counted(split: Split) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    """The flags of the units, if there are several, and the conditions, in the order of the binds."""
    bind = Binds()
    flags = [item.sql(bind) for item in split.flags]
    where = [split.common.sql(bind)]
    return flags, [*where, or_(*flags)] if flags else where


def one_if(flag: ColumnElement[bool]) -> ColumnElement[Any]:
    """1 or 0: a flag among fetched values."""
    return case((flag, literal_column("1")), else_=literal_column("0"))


class Form:
    """A long key that is looked up again and again: hashed once, and quick to know as itself."""

    __slots__ = ("_hash", "_key")

    def __init__(self, key: tuple[Any, ...]) -> None:
        self._key, self._hash = key, hash(key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Form) and self._hash == other._hash and self._key == other._key)


@dataclass(frozen=True, eq=False)
class Split:
    """The predicates of the units on one table: what all share, which an index can serve, and the rest of each."""

    common: Predicate
    flags: tuple[Predicate, ...]  # empty for a single unit

    @classmethod
    def of(cls, lives: Sequence[Predicate]) -> Split:
        """Take the shared conjuncts out."""
        return cls(lives[0], ()) if len(lives) == 1 else cls(*shared(lives))

    @cached_property
    def form(self) -> Form:
        """The value-free part of a statement's cache key."""
        return Form((self.common.key, tuple(flag.key for flag in self.flags)))

    def like(self, common: Predicate, flags: tuple[Predicate, ...]) -> Split:
        """The same with other values."""
        found = Split(common, flags)
        found.__dict__["form"] = self.form
        return found

    @cached_property
    def binds(self) -> tuple[Any, ...]:
        """The values in the order in which the statement asks for them."""
        return (*(value for flag in self.flags for value in flag.binds), *self.common.binds)


def _after(query: Query, bind: Callable[[], BindParameter[Any]]) -> ColumnElement[bool]:
    """Rows behind the border: `a > x OR (a = x AND …)`, never a row value; NULLs sort lowest."""
    nulls = query.after or ()
    tests: list[tuple[SortKey, bool, Any]] = []
    for key, null in zip(query.sort, nulls, strict=True):
        tests.append((key, null, None if null else key.limit(bind())))
    key_value = bind()
    last = bounded(query.table, query.key, key_value, back=query.back)  # the border's own row again, for its parts
    return _nested(tests, last, query.back)


def _nested(tests: list[tuple[SortKey, bool, Any]], last: ColumnElement[bool], back: bool) -> ColumnElement[bool]:
    if not tests:
        return last
    (key, null, value), *rest = tests
    inner = _nested(rest, last, back)
    expression, down = key.expression, key.descending is not back
    if null:
        tied = and_(expression.is_(None), inner)
        return tied if down else or_(expression.is_not(None), tied)
    tied = and_(expression == value, inner)
    beyond = expression < value if down else expression > value
    if down and key.nullable:
        return or_(beyond, expression.is_(None), tied)
    return or_(beyond, tied)
