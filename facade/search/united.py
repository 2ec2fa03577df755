"""United tables in a statement: the members' SELECTs stand in the table's place, together or each for itself.

    FROM (SELECT … UNION ALL SELECT …) AS saved_form

A page in the order of the key is counted off in each member before they are put together, since the database would else
read and sort all rows of all of them for each page. Where few rows are asked for, those of one patient, it would then
read the members in the order of their keys to no purpose: they stay together.

    SELECT * FROM (SELECT … FROM (SELECT …) AS saved_form WHERE … ORDER BY saved_form.ID LIMIT n) UNION ALL …
    ORDER BY 1 LIMIT n
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    column,
    literal_column,
    select,
    text,
    type_coerce,
    union_all,
)
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, UnaryExpression

from facade.adapter.schema import SchemaFacts, TableFacts
from facade.adapter.united import STEP, united_of


def together(table: Table, found: TableFacts) -> FromClause:
    """All members in the table's place."""
    return _under_its_name(table, " UNION ALL ".join(found.instead))


def by_member(statement: Any, facts: SchemaFacts) -> Any:
    """A page of a united table in the order of its key, counted off in each member; any other statement as it is."""
    table = _root(statement)
    found = None if table is None else facts.table(table.name)
    if table is None or found is None:
        return statement
    down = _by_key(statement, table)
    if down is None or any(map(_leaves_few, statement._where_criteria)) or _asked_within(statement, table):
        return statement
    declared = united_of(table)
    assert declared is not None  # it is a root of united rows
    own = table.c[declared.key]
    page = statement.order_by(None).order_by(own.desc() if down else own.asc())
    slices = [_in_place(page, table, _under_its_name(table, one)) for one in found.instead]
    parts: list[Select[Any]] = [select(literal_column("*")).select_from(one.subquery()) for one in slices]
    return union_all(*parts).order_by(text("1 DESC" if down else "1")).limit(statement._limit_clause)


def bounded(table: Table, key: Column[Any], value: ColumnElement[Any], *, back: bool) -> ColumnElement[bool]:
    """Rows from a border's key on, or up to it: of a united table in each member by the member's own key, too."""
    beyond = key <= value if back else key >= value
    declared = united_of(table)
    if declared is None:
        return beyond
    own, _ = parts_of(value)
    return and_(table.c[declared.key] <= own if back else table.c[declared.key] >= own, beyond)


def parts_of(key: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The member's own key and its number, out of a key that a united table gives."""
    whole, step = type_coerce(key, Integer()), literal_column(str(STEP), Integer())
    return whole // step, whole % step


def _under_its_name(table: Table, sql: str) -> FromClause:
    return text(sql).columns(*(column(col.name, col.type) for col in table.columns)).subquery(table.name)


def _root(statement: Any) -> Table | None:
    """The united table whose page a statement is."""
    if not isinstance(statement, Select) or statement._limit_clause is None or len(statement._from_obj) != 1:
        return None
    (source,) = statement._from_obj
    return source if isinstance(source, Table) and united_of(source) is not None else None


def _by_key(statement: Select[Any], table: Table) -> bool | None:
    """Whether the order is that of the falling key; None for an order by something else."""
    clauses = statement._order_by_clauses
    only = clauses[0] if len(clauses) == 1 else None
    if not isinstance(only, UnaryExpression) or only.element is not table.c.key:
        return None
    return only.modifier is operators.desc_op


def _leaves_few(condition: Any) -> bool:
    """Whether a condition asks for rows by a value of theirs."""
    if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        return any(map(_leaves_few, condition.clauses))
    return isinstance(condition, BinaryExpression) and condition.operator in (operators.eq, operators.in_op)


def _asked_within(statement: Select[Any], table: Table) -> bool:
    inner = (item for item in visitors.iterate(statement) if isinstance(item, Select) and item is not statement)
    return any(table in item._from_obj for item in inner)


def _in_place(statement: Any, table: Table, source: FromClause) -> Any:
    def replaced(element: Any, **_: Any) -> Any:
        if element is table:
            return source
        return source.c[element.key] if isinstance(element, Column) and element.table is table else None

    return visitors.replacement_traverse(statement, {}, replaced)
