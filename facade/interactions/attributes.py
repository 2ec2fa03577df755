"""Attribute values of a page (`facade.adapter.relations`): one further statement for each relation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, bindparam, or_, select

from facade.adapter.codecs.base import Remembered
from facade.adapter.context import SourceContext
from facade.adapter.relations import Attributes
from facade.compiler.units import attribute
from facade.search.statement import Binds, Form, Statements
from facade.sources.connection import SourceConnection


@dataclass(frozen=True, eq=False)
class Named:
    """The values of one relation that rows show. `names`: one for each value; `place`: where a row has their owner.

    `meant`: which name a stored one is; None for a spelling that only the server calls equal.
    """

    of: Attributes
    names: tuple[str, ...]
    place: int
    meant: Mapping[str, str | None]
    form: Form

    @classmethod
    def of_columns(
        cls, columns: Sequence[Column[Any]], places: Mapping[Column[Any], int], context: SourceContext
    ) -> tuple[Named, ...]:
        """What is read for these attribute columns, of which those of one relation stand together."""
        relations: dict[Attributes, list[str]] = {}
        for col in columns:
            found = attribute(col)
            assert found is not None  # a page lists attribute columns apart from the others
            relations.setdefault(found.of, []).append(found.name)
        return tuple(cls._of(of, tuple(names), places[of.on], context) for of, names in relations.items())

    @classmethod
    def _of(cls, of: Attributes, names: tuple[str, ...], place: int, context: SourceContext) -> Named:
        column = of.table.c[of.name]
        folded = {context.fold(column, name): name for name in names}
        meant = Remembered(lambda stored: folded.get(context.fold(column, stored)))  # few spellings, many rows
        form = Form(("attributes", of.table.name, of.owner, of.name, of.value, of.pick, tuple(dict.fromkeys(names))))
        return cls(of, names, place, meant, form)

    def values(
        self, statements: Statements, connection: SourceConnection, owners: Sequence[Any]
    ) -> Mapping[str | None, Mapping[Any, Any]]:
        """Name → owner → value of the picked row."""
        keys = padded(list(dict.fromkeys(owners)))
        sql = statements.kept((self.form, len(keys)), lambda: self._statement(len(keys)))
        meant = self.meant
        found: dict[str | None, dict[Any, Any]] = {name: {} for name in (*self.names, None)}
        for owner, name, value in connection.execute(sql.text, sql.params(keys, "")):
            found[meant[name]][owner] = value  # None: nobody's
        return found

    def _statement(self, count: int) -> Any:
        of, bind = self.of, Binds()
        table = of.table
        owner, name, by = table.c[of.owner], table.c[of.name], table.c[of.pick.by]
        order = by.asc() if of.pick.order == "last" else by.desc()  # the picked row comes last
        chosen = or_(*(name == bindparam(None, text, unique=True) for text in dict.fromkeys(self.names)))
        owners = owner.in_([bind() for _ in range(count)])
        return select(owner, name, table.c[of.value]).where(owners, chosen).order_by(order)


def padded(values: Sequence[Any]) -> list[Any]:
    """The values, the last repeated up to a power of two or a multiple of 8, so that pages share few statements."""
    room = 1 << max(len(values) - 1, 0).bit_length()
    if room > 8:
        room = -(-len(values) // 8) * 8
    return [*values, *[values[-1]] * (room - len(values))]
