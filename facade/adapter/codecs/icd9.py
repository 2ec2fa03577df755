"""ICD-9 codes stored without their point (OSCAR `dxresearch`, `icd9`): '4019' is 401.9, 'E8490' is E849.0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_

from facade.adapter.codecs.base import Codec, OneColumn, absent_of
from facade.adapter.sql import exactly, matches
from facade.adapter.values import NEVER, Bind, Edges, Form, Loss, Test, Unreadable

SHAPE = r"^(?-i:[0-9]{3}[0-9]{0,2}|V[0-9]{2}[0-9]{0,2}|E[0-9]{3}[0-9]?) *$(?!\n)"


@dataclass(frozen=True, eq=False)
class PointlessIcd9(OneColumn):
    """A bare ICD-9 code, served with its point. Anything of another shape is unreadable."""

    gives: ClassVar[str] = "code"
    writable: ClassVar[bool] = True
    doc: ClassVar[str] = "ICD-9 without its point"

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        return _pointed(str(value).rstrip(" ")) or Unreadable("a code that has not the form of ICD-9")

    def encode(self, value: Any) -> Mapping[Column[Any], Any] | Loss:
        if value is None:
            return {self.col: absent_of(self.at, self.col)}
        return {self.col: value.replace(".", "")} if _pointless(value) else Loss("is no ICD-9 code")

    def test(self, op: str, value: Any) -> Test | None:
        if op not in ("eq", "exact") or not isinstance(value, str):
            return None
        bare = _pointless(value)
        return Test(("eq",), (bare,)) if bare else NEVER

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] in ("true", "false"):
            return Codec.sql(self, form, bind)
        value = bind()
        return and_(self.col == value, exactly(self.col, value))

    def present(self) -> ColumnElement[bool] | None:
        return and_(self.col.is_not(None), matches(self.col, SHAPE))

    def edges(self) -> Edges:
        stored = (
            ("250",),
            ("4019",),
            ("V700",),
            ("v700",),
            ("E8490",),
            ("25000",),
            ("",),
            (None,),
            ("2500000",),
            ("99",),
        )
        return Edges(
            stored=stored, searched=("250", "401.9", "4019", "V70.0", "v70.0", "E849.0", "250.00", "250.", "99")
        )


def _pointed(bare: str) -> str | None:
    head = 4 if bare[:1] == "E" else 3
    digits = bare[1:] if bare[:1] in ("E", "V") else bare
    if not (digits.isascii() and digits.isdigit()) or not head <= len(bare) <= 5:
        return None
    return bare if len(bare) == head else f"{bare[:head]}.{bare[head:]}"


def _pointless(code: str) -> str | None:
    bare = code.replace(".", "", 1)
    return bare if _pointed(bare) == code else None
