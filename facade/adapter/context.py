"""What a codec may know of the one source that its map is compiled for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Alias, Column, ColumnElement, Table

from facade.adapter.columns import origin, table_of
from facade.adapter.schema import Collation, ColumnFacts, Kind, SchemaFacts, fold, storable
from facade.search.expression import ReferenceValue


class Target(Protocol):
    """The map a reference points at, as far as the reference's codec needs it."""

    type: str

    def reference(self, key: str | int) -> str | None:
        """`Type/id` of the row with that key (an absorbed row gives its head), None for a key not in normal form."""

    def keys(self, value: ReferenceValue) -> tuple[str | int, ...]:
        """The keys whose reference answers to a search value; empty if it cannot be one of this map."""

    def key_of(self, reference: str) -> str | int | None:
        """The key that a written reference means, None if it is not one of this map."""

    def remembered(self, decode: Callable[[Any], Any]) -> Mapping[Any, Any]:
        """What `decode` gives, remembered until the map's merged rows change."""

    def normal_form(self, col: Column[Any], kind: Kind) -> ColumnElement[bool] | None:
        """Where a column holds a key in this map's normal form; None if every filled value is one."""


@dataclass(eq=False)
class Closed:
    """The keys of the patients whom the EHR closes to everybody, as they stand now; `unless`: to all but these.

    `state`: another object after each change.
    """

    unless: str = ""
    keys: tuple[Any, ...] = ()
    state: object = field(default_factory=object)

    def take(self, keys: Iterable[Any]) -> None:
        """What was read just now."""
        found = tuple(sorted(set(keys), key=str))
        if found != self.keys:
            self.keys = found
            self.state = object()  # after them: whoever has seen this state finds these keys


def _no_target(type_: str, tag: str) -> Target:
    raise LookupError(f"no map {type_}/{tag}")


@dataclass(frozen=True, eq=False)
class SourceContext:
    """Schema facts, site facts and time zone of one source; `targets` finds the map of (type, tag).

    `closed`: the patients whom the EHR closes to everybody, as of now.
    """

    facts: SchemaFacts
    zone: ZoneInfo
    site: Mapping[str, str] = field(default_factory=dict)
    targets: Callable[[str, str], Target] = _no_target
    closed: Closed = field(default_factory=Closed)
    shared: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)  # codecs of several maps, as declared
    _known: dict[Column[Any], ColumnFacts] = field(default_factory=dict, init=False, repr=False)

    def has(self, col: Column[Any]) -> bool:
        """Whether this source has the column and, of a row beside another, what ties it to that."""
        if self.facts.column(table_of(col).name, origin(col).name) is None:
            return False
        relation = col.info.get("relation") if isinstance(col.table, Alias) else None
        ties: Iterable[tuple[Column[Any], str]] = getattr(relation, "on", ())
        return all(self.has(near) and self._has(table_of(col), far) for near, far in ties)

    def _has(self, table: Table, name: str) -> bool:
        return self.facts.column(table.name, name) is not None

    def column(self, col: Column[Any]) -> ColumnFacts:
        """The catalogue's entry. Raises LookupError for a column the source lacks."""
        known = self._known.get(col)
        if known is not None:
            return known
        found = self.facts.column(table_of(col).name, origin(col).name)
        if found is None:
            raise LookupError(f"{table_of(col).name}.{col.name}")
        self._known[col] = found
        return found

    def kind(self, col: Column[Any]) -> Kind:
        """The class of the column's type at this site."""
        return self.column(col).kind

    def collation(self, col: Column[Any]) -> Collation:
        """What the column's own comparison ignores."""
        return self.column(col).collation

    def fold(self, col: Column[Any], text: str) -> str:
        """The comparison form of a text in this column."""
        return fold(text, self.collation(col))

    def storable(self, col: Column[Any], text: str) -> bool:
        """Whether the column's character set knows the text; else the server would refuse to compare them."""
        return storable(text, self.column(col).charset)

    def stored(self, col: Column[Any], value: str | int) -> str | int | None:
        """A declared value in the form this column stores, bound by column type; None if it cannot hold it.

        OSCAR's flags are char(1) in old databases and tinyint in new ones.
        """
        if self.kind(col) != "integer":
            return str(value)
        try:
            return int(value)
        except ValueError:
            return None

    def fits_integer(self, col: Column[Any], value: int) -> bool:
        """Whether an integer lies within the column's range; beyond it the driver would fail, not the search."""
        facts = self.column(col)
        bits = 8 * (facts.bytes or 8)
        low, high = (0, 2**bits - 1) if facts.unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        return bool(low <= value <= high)
