"""References to other rows, and native uuids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Column, ColumnElement, and_, func

from facade.adapter.codecs.base import NULL_TEXT, Codec, absent_of, blank
from facade.adapter.context import SourceContext, Target
from facade.adapter.sql import exactly
from facade.adapter.values import NEVER, Bind, Edges, Form, Loss, Test, Unreadable
from facade.search.expression import ReferenceValue


@dataclass(frozen=True, eq=False)
class ReferenceTo(Codec):
    """`Type/id` of the row whose key the column holds. `none` lists the stored values that mean nobody."""

    gives: ClassVar[str] = "string"
    writable: ClassVar[bool] = True
    doc: ClassVar[str] = "reference to another row"

    type_: str
    col: Column[Any]
    none: frozenset[str] = field(default=frozenset({"", "0"}))
    tag: str = ""

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    def bind(self, context: SourceContext) -> ReferenceTo:
        """One for all maps that say the same of a column: what one of them has read, the others know."""
        found = context.shared.get(self)
        if found is None:
            found = context.shared[self] = Codec.bind(self, context)
        return found

    @property
    def target(self) -> Target:
        """The map this reference points at."""
        return self.at.targets(self.type_, self.tag)

    def _key(self, raw: Any) -> str:
        text = str(raw)
        return text.rstrip(" ") if self._pads else text

    @cached_property
    def _pads(self) -> bool:
        return self._is_text and self.at.collation(self.col) != "bin"

    @cached_property
    def _nobody(self) -> frozenset[str]:
        words = self.none | {NULL_TEXT}
        return frozenset(self.at.fold(self.col, word) for word in words) if self._is_text else words

    @cached_property
    def _is_text(self) -> bool:
        return self.at.kind(self.col) == "text"

    def _is_nobody(self, key: str) -> bool:
        """Whether a key says that there is none, as the column compares: `Null` is `null` where case does not count."""
        return (self.at.fold(self.col, key) if self._is_text else key) in self._nobody

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw
        if blank(value):
            return None
        key = self._key(value)
        if self._is_nobody(key):
            return None
        return self.target.reference(key) or Unreadable("a key that is not in normal form")

    def encode(self, value: Any) -> Mapping[Column[Any], Any] | Loss:
        if value is None:
            return {self.col: absent_of(self.at, self.col)}
        key = self.target.key_of(value)
        if key is None:
            return Loss(f"is not a {self.type_} of this server")
        stored = self.at.stored(self.col, key)
        return {self.col: stored} if stored is not None else Loss("this system cannot store that key")

    def test(self, op: str, value: Any) -> Test | None:
        if op != "reference" or not isinstance(value, ReferenceValue):
            return None
        keys = [
            (key, self.at.stored(self.col, key)) for key in self.target.keys(value) if not self._is_nobody(str(key))
        ]
        # a text key in a number column has lost its zeros there: 007 is none of its keys
        kept = tuple(col for key, col in keys if col is not None and str(col) == str(key) and self._fits(col))
        if not kept:
            return NEVER
        loose = self._is_text and self.at.collation(self.col) != "bin"
        cased = loose and any(not str(key).isdecimal() for key in kept)
        return Test(("keys", len(kept), cased), kept)

    def _fits(self, key: str | int) -> bool:
        return self.at.fits_integer(self.col, key) if isinstance(key, int) else self.at.storable(self.col, key)

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] in ("true", "false"):
            return Codec.sql(self, form, bind)
        _, count, cased = form
        keys = [bind() for _ in range(count)]
        found = self.col == keys[0] if count == 1 else self.col.in_(keys)
        if not cased:
            return found
        exact = exactly(self.col, keys[0])
        for key in keys[1:]:
            exact = exact | exactly(self.col, key)
        return and_(found, exact)

    def present(self) -> ColumnElement[bool] | None:
        stored = [self.at.stored(self.col, key) for key in sorted(self.none | {NULL_TEXT})]
        filled = and_(self.col.is_not(None), self.col.not_in([key for key in stored if key is not None]))
        if self._is_text and self.at.collation(self.col) == "bin":
            filled = and_(filled, func.rtrim(self.col).not_in(["", NULL_TEXT]))  # blanks are nothing there, too
        normal = self.target.normal_form(self.col, self.at.kind(self.col))
        if normal is None:
            return filled
        exact = not self._is_text or self.at.collation(self.col) != "bin"
        return and_(filled, normal) if exact else and_(filled, normal, self.col == func.rtrim(self.col))

    def order(self) -> ColumnElement[Any] | None:
        return self.col

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        names[f"{into}_reference"] = self.target.remembered(self.decode)
        return [f"{into} = {into}_reference[{args[0]}]"]

    def edges(self) -> Edges:
        odd = ((None,), ("",), ("0",), ("007",), ("1 ",), (" 1",), ("-1",), ("+1",), ("9" * 12,), ("ab",), ("AB",))
        return Edges(stored=odd, searched=("1", f"{self.type_}/1", f"{self.type_}/007", "nonesuch", f"{self.type_}/AB"))


@dataclass(frozen=True, eq=False)
class NativeUuid(Codec):
    """A uuid in binary(16), in text order; empty or zero bytes are absent. Served as `urn:uuid:…`."""

    gives: ClassVar[str] = "string"
    doc: ClassVar[str] = "uuid in 16 bytes"

    col: Column[Any]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw  # as hex text
        if not value or not value.strip("0"):
            return None
        if len(value) != 32:
            return Unreadable("a uuid that has not 16 bytes")
        return f"urn:uuid:{UUID(hex=value)}"

    def test(self, op: str, value: Any) -> Test | None:
        if op != "eq" or not isinstance(value, str):
            return None
        try:
            uuid = UUID(value.removeprefix("urn:uuid:"))
        except ValueError:
            return NEVER
        if f"urn:uuid:{uuid}" != value or not uuid.int:
            return NEVER
        return Test(("eq",), (uuid.bytes,))

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] in ("true", "false"):
            return Codec.sql(self, form, bind)
        return self.col == bind()

    def present(self) -> ColumnElement[bool] | None:
        return and_(self.col.is_not(None), self.col > bytes(16))

    def edges(self) -> Edges:
        known = "00000000-0000-4000-8000-00000000000a"
        stored = ((None,), (bytes(16),), (UUID(known).bytes,))
        return Edges(stored=stored, searched=(f"urn:uuid:{known}", known, f"urn:uuid:{known.upper()}"))
