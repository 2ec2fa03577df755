"""Code strings: OpenEMR's `TYPE:CODE;TYPE:CODE`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_

from facade.adapter.codecs.base import Codec, OneColumn
from facade.adapter.sql import matches
from facade.adapter.values import NEVER, Bind, Edges, Form, Test, Unreadable
from facade.search.expression import TokenValue


@dataclass(frozen=True, eq=False)
class TypedCodes(OneColumn):
    """`ICD10:E11.9;SNOMED-CT:44054006` as codings; `systems`: TYPE → system URI. Unknown types are unreadable."""

    gives: ClassVar[str] = "Coding"
    many: ClassVar[bool] = True
    doc: ClassVar[str] = "TYPE:CODE list"

    systems: Mapping[str, str]

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        found = [coding for part in str(value).split(";") if (coding := self._coding(part.strip(" ")))]
        return found or Unreadable("no entry of the form TYPE:CODE with a known TYPE")

    def _coding(self, part: str) -> dict[str, str] | None:
        kind, colon, code = part.partition(":")
        system = self.systems.get(kind)
        if not colon or system is None or not _is_code(code):
            return None
        return {"system": system, "code": code}

    def test(self, op: str, value: Any) -> Test | None:
        if op != "coding" or not isinstance(value, TokenValue):
            return None
        if value.code is not None and not _is_code(value.code):
            return NEVER
        kinds = [kind for kind, system in self.systems.items() if value.system is None or system == value.system]
        if not kinds:
            return NEVER
        return Test(("entry",), (self._pattern(kinds, value.code),))

    def _pattern(self, kinds: Sequence[str], code: str | None) -> str:
        """An entry of one of the types, case as written whatever the column's collation."""
        wanted = CODE if code is None else _quoted(code)
        return f"(?-i:(^|;) *({'|'.join(map(_quoted, kinds))}):{wanted} *(;|$(?!\\n)))"

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] in ("true", "false"):
            return Codec.sql(self, form, bind)
        return and_(self.col.is_not(None), self.col.regexp_match(bind()))

    def present(self) -> ColumnElement[bool] | None:
        return and_(self.col.is_not(None), matches(self.col, self._pattern(list(self.systems), None)))

    def edges(self) -> Edges:
        kinds = list(self.systems)[:3]
        stored = [(None,), ("",), (";",), ("E11.9",), ("zz:1",)] + [(f"{kind}:250.00",) for kind in kinds]
        stored += [(f"{kinds[0]}:A1;{kinds[-1]}:B2;",), (f"{kinds[0]}:a1",), (f"{kinds[0]}:A1 x",), (f"{kinds[0]}:",)]
        systems = [self.systems[kind] for kind in kinds]
        return Edges(
            stored=tuple(stored),
            searched=("250.00", "A1", "a1", "B2", *(f"{s}|250.00" for s in systems), f"{systems[0]}|"),
        )


CODE = "[A-Za-z0-9][A-Za-z0-9.+/_-]*"


def _is_code(text: str) -> bool:
    """The codes of the systems in use are of ASCII letters, digits and a few marks."""
    return text.isascii() and text[:1].isalnum() and all(char.isalnum() or char in ".+/_-" for char in text)


def _quoted(text: str) -> str:
    return "".join(char if char.isalnum() else "\\" + char for char in text)
