"""Text columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_, func, literal, not_

from facade.adapter.codecs.base import NULL_TEXT, TEXT_TESTS, Codec, absent_of, blank
from facade.adapter.schema import bare, fold, weightless
from facade.adapter.sql import exactly, like, like_pattern
from facade.adapter.values import NEVER, Bind, Edges, Form, Loss, Test, Unreadable

ACCENT = "\u0301"  # without a letter to stand on


@dataclass(frozen=True, eq=False)
class Text(Codec):
    """A text as stored, less trailing blanks where the column's comparison ignores them."""

    gives: ClassVar[str] = "string"
    writable: ClassVar[bool] = True
    doc: ClassVar[str] = "text as stored"
    can_be_unreadable: ClassVar[bool] = False

    col: Column[Any]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    @property
    def pads(self) -> bool:
        """Whether trailing blanks are nothing to this column."""
        return self.at.collation(self.col) != "bin"

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw
        if blank(value):
            return None
        text = str(value)
        return self._meaning(text.rstrip(" ")) if self.pads else text

    def _meaning(self, text: str) -> str | None:
        """The text, unless the column's own comparison takes it for an empty one."""
        return None if weightless(text, self.at.collation(self.col)) else text

    def encode(self, value: Any) -> Mapping[Column[Any], Any] | Loss:
        if value is None:
            return {self.col: absent_of(self.at, self.col)}
        return {self.col: value}

    def test(self, op: str, value: Any) -> Test | None:
        if op not in TEXT_TESTS or not isinstance(value, str):
            return None
        if not self.at.storable(self.col, value):
            return NEVER
        if self.at.kind(self.col) != "text":
            return self._test_number(op, value)
        return self._starting(value) if op == "starts" else self._test_text(op, value)

    def _test_text(self, op: str, value: str) -> Test:
        if op == "exact" and self.pads:
            return self._exact(value)
        collation = self.at.collation(self.col)
        wanted = bare(value, collation)
        blanks = not wanted.strip(" ")  # where they count, a blank text still is no value
        if not wanted or (blanks and op in ("eq", "exact", "same")):
            return NEVER
        null, folded = fold(NULL_TEXT, collation), fold(wanted, collation)
        if op in ("eq", "exact", "same"):
            return Test(("eq", null == folded), (wanted,)) if folded else NEVER
        if op == "suffix":
            return Test(("ends", blanks or null.endswith(folded)), (f"%{like_pattern(wanted)}",))
        if op == "prefix":
            return Test(("like", blanks or null.startswith(folded)), (like_pattern(wanted) + "%",))
        return Test(("like", blanks or folded in null), (f"%{like_pattern(wanted)}%",))

    def _exact(self, value: str) -> Test:
        if blank(value) or value.endswith(" ") or self._meaning(value) is None:
            return NEVER
        return Test(("exact",), (value,))

    def _starting(self, value: str) -> Test | None:
        if value[-1:] in ("", " "):  # blanks at the end may be none to the column
            return None
        return Test(("starts",), (like_pattern(value) + "%", value, len(value)))

    def _test_number(self, op: str, value: str) -> Test | None:
        """An integer column served as text: only whole values are offered."""
        if op not in ("eq", "exact", "same"):
            return None
        stored = self.at.stored(self.col, value)
        if not isinstance(stored, int) or str(stored) != value or not self.at.fits_integer(self.col, stored):
            return NEVER
        return Test(("number",), (stored,))

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] in ("true", "false"):
            return Codec.sql(self, form, bind)
        value = bind()
        if form[0] == "number":
            return self.col == value
        if form[0] == "starts":
            return self._starts(value, bind(), bind())
        if form[0] == "exact":
            return and_(self.col == value, exactly(self.col, value))
        if form[0] == "eq":
            found = self.col == value
        else:  # a blank at the end, which LIKE would count, is none to the column
            text = func.rtrim(self.col) if form[0] == "ends" and self.pads else self.col
            found = like(text, value, self._folds)
        return and_(found, self._filled()) if form[1] else found

    def _starts(
        self, pattern: ColumnElement[Any], beginning: ColumnElement[Any], length: ColumnElement[Any]
    ) -> ColumnElement[bool]:
        """Behind the LIKE that an index can serve, the same again letter for letter."""
        exact = exactly(func.substr(self.col, 1, length), beginning)
        return and_(like(self.col, pattern, self._folds), exact, self._filled())

    @property
    def _folds(self) -> bool:
        return self.at.collation(self.col) in ("ci-ai-pad", "ci-pad")

    def present(self) -> ColumnElement[bool] | None:
        return self._filled() if self.at.kind(self.col) == "text" else self.col.is_not(None)

    def _filled(self) -> ColumnElement[bool]:
        filled = self.col != "" if self.pads else func.rtrim(self.col) != ""
        return and_(filled, not_(exactly(self.col, literal(NULL_TEXT))))

    def order(self) -> ColumnElement[Any] | None:
        return self.col

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        if self.at.kind(self.col) != "text":
            return None
        if self.pads:
            return [
                f"{into} = {args[0]}",
                f"if {into}: {into} = {into}.rstrip(' ')",
                f"if not {into} or {into} == 'null': {into} = None",
                *self._weighed(into, names),
            ]
        return [f"{into} = {args[0]}", f"if {into} is not None and {into}.rstrip(' ') in ('', 'null'): {into} = None"]

    def _weighed(self, into: str, names: dict[str, Any]) -> list[str]:
        """Only the collations for which an accent alone is nothing know texts that are nothing."""
        if self._meaning(ACCENT) is not None:
            return []
        names[f"{into}_meaning"] = self._meaning
        return [f"elif not ({into}.isascii() and {into}.isprintable()): {into} = {into}_meaning({into})"]

    def edges(self) -> Edges:
        return Edges(
            stored=(
                (None,),
                ("",),
                ("  ",),
                ("null",),
                ("Null",),
                (" Lead",),
                ("Trail  ",),
                ("É",),
                ("Straße Łø",),
                ("e\u0301a\u200b",),
                ("a%b_c!d\\e",),
                ("x\n",),
            ),
            searched=(
                "n",
                "nu",
                "null",
                "Null",
                "É",
                "e",
                "strasse",
                "STRASE",
                "ł",
                " Lead",
                "a%",
                "a%b_",
                "!",
                "\\",
                "Trail",
                "x\n",
                "x",
            ),
        )
