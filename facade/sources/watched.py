"""A reading connection that remembers what it was asked, how much the database read for it, and can have it explained.

https://mariadb.com/kb/en/explain/ https://www.sqlite.org/eqp.html
https://www.postgresql.org/docs/current/sql-explain.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facade.sources.connection import Row, SourceConnection, rows_of

COUNTERS = ("first", "key", "last", "next", "prev", "rnd", "rnd_deleted", "rnd_next")
_STATUS = "SHOW SESSION STATUS WHERE Variable_name IN ({names})"
_MARIADB = ("id", "select_type", "table", "type", "possible_keys", "key", "key_len", "ref", "rows", "Extra")
_MYSQL = (
    "id", "select_type", "table", "partitions", "type", "possible_keys", "key", "key_len", "ref", "rows", "filtered",
    "Extra",
)  # fmt: skip
# Conditions are left out: PostgreSQL writes the values into them.
_POSTGRESQL = ("Node Type", "Relation Name", "Index Name", "Join Type", "Plan Rows", "Total Cost")
_EXPLAIN: Mapping[str, str] = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (FORMAT JSON) "}
Step = Mapping[str, str]


@dataclass
class Seen:
    """One statement. `returned` stays None if it did not end well, `read` where the database does not tell."""

    sql: str
    params: Row
    returned: int | None = None
    read: int | None = None


class WatchedConnection(SourceConnection):
    """Every statement stands for itself."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.seen: list[Seen] = []

    def execute(self, sql: str, params: Row = ()) -> list[Row]:
        """Run a statement that gives rows, and give them all."""
        seen = Seen(sql, params)
        self.seen.append(seen)
        own = self._counted() - self._counted()  # what asking for the counters adds to them, below zero
        before = self._counted()
        rows = super().execute(sql, params)
        if self.dialect.name == "mysql":
            seen.read = max(self._counted() - before + own, 0)
        seen.returned = len(rows)
        return rows

    def explained(self, seen: Seen) -> Sequence[Step]:
        """The database's plan, with none of the values. Nothing is run but what the planner itself evaluates."""
        name = self.dialect.name
        rows = self._run(_EXPLAIN.get(name, "EXPLAIN ") + seen.sql, seen.params, rows_of)
        if name == "sqlite":
            return [{"detail": str(detail)} for _, _, _, detail in rows]
        if name == "postgresql":
            ((plan,),) = rows
            (top,) = json.loads(plan) if isinstance(plan, str) else plan
            return list(_nodes(top["Plan"]))
        steps = (_named(_MYSQL if len(row) == len(_MYSQL) else _MARIADB, row) for row in rows)
        return [step for step in steps if "table" in step]  # not every one of the constants that stand in a UNION

    def _counted(self) -> int:
        """Rows that this session has read so far."""
        if self.dialect.name != "mysql":
            return 0
        names = ", ".join(f"'Handler_read_{name}'" for name in COUNTERS)
        return sum(int(value) for _, value in self._run(_STATUS.format(names=names), (), rows_of))


def _named(names: Sequence[str], row: Row) -> Step:
    return {name: str(value) for name, value in zip(names, row, strict=True) if value is not None}


def _nodes(plan: Mapping[str, Any]) -> Iterator[Step]:
    yield {name: str(plan[name]) for name in _POSTGRESQL if name in plan}
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
