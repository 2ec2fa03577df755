"""Columns that hold one of a known set of values, and text under conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_, false, func, or_, true

from facade.adapter.codecs.base import NULL_TEXT, TEXT_TESTS, Codec, Remembered, absent_of, blank
from facade.adapter.schema import fold
from facade.adapter.values import ALWAYS, NEVER, Among, Bind, Edges, Form, Loss, Test, Unreadable


class _Other:
    """What becomes of a stored value that the map does not list."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


UNREADABLE = _Other("UNREADABLE")
ABSENT_OTHERWISE = _Other("ABSENT")


@dataclass(frozen=True, eq=False)
class Fixed(Codec):
    """A constant as a codec, for a branch of `cases`."""

    value: str | bool
    gives_: str = "code"

    @property
    def gives(self) -> str:  # type: ignore[override]
        return "boolean" if isinstance(self.value, bool) else self.gives_

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return ()

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        return self.value

    def test(self, op: str, value: Any) -> Test | None:
        if op not in TEXT_TESTS:
            return None
        if isinstance(self.value, bool) or isinstance(value, bool):
            return ALWAYS if op == "eq" and self.value is value else NEVER
        return ALWAYS if text_agrees(op, self.value, value) else NEVER

    def listed(self) -> tuple[str, ...] | None:
        return () if isinstance(self.value, bool) else (self.value,)

    def present(self) -> ColumnElement[bool] | None:
        return true()


@dataclass(frozen=True, eq=False)
class Coded(Codec):
    """`values`: stored → FHIR code, boolean or text. A key None says what an empty column means.

    `other` names the code of every stored value the map does not list; without it they are unreadable.
    `write` names the stored value of a code where several would do.
    """

    writable: ClassVar[bool] = True
    doc: ClassVar[str] = "one of a list of stored values"

    col: Column[Any]
    values: Mapping[str | int | None, str | bool]
    write: Mapping[str | bool, str | int] = field(default_factory=dict)
    other: str | bool | _Other = UNREADABLE
    without: str | bool | None = None

    @property
    def gives(self) -> str:  # type: ignore[override]
        return "boolean" if isinstance(next(iter(self.values.values())), bool) else "code"

    def narrowed(self, has: Callable[[Column[Any]], bool]) -> Codec | None:
        if has(self.col) or self.without is None:
            return Codec.narrowed(self, has)
        return Fixed(self.without)

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    @cached_property
    def _by_fold(self) -> dict[str, str | bool]:
        return {self.at.fold(self.col, str(key)): value for key, value in self.values.items() if key is not None}

    @property
    def can_be_unreadable(self) -> bool:  # type: ignore[override]
        return self.other is UNREADABLE

    @property
    def _has_default(self) -> bool:
        return not isinstance(self.other, _Other)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw
        folded = None if blank(value) else self.at.fold(self.col, str(value))
        if not folded or folded == self.at.fold(self.col, NULL_TEXT):
            return self.values.get(None)
        found = self._by_fold.get(folded)
        if found is not None:
            return found
        if isinstance(self.other, _Other):
            return Unreadable("a stored value that the code list lacks") if self.other is UNREADABLE else None
        return self.other

    def encode(self, value: Any) -> Mapping[Column[Any], Any] | Loss:
        if value is None:
            return {self.col: absent_of(self.at, self.col)}
        if value in self.write:
            return {self.col: self.at.stored(self.col, self.write[value])}
        for key, code in self.values.items():
            if code == value and type(code) is type(value) and key is not None:
                return {self.col: self.at.stored(self.col, key)}
        return Loss("this system has no stored value for the code")

    def test(self, op: str, value: Any) -> Test | None:
        if op not in TEXT_TESTS:
            return None
        codes = [code for code in self._all_codes if _agrees(op, code, value)]
        return self._one_of(codes)

    @property
    def _all_codes(self) -> list[str | bool]:
        codes = list(dict.fromkeys(self.values.values()))
        return codes if isinstance(self.other, _Other) or self.other in codes else [*codes, self.other]

    def listed(self) -> tuple[str, ...] | None:
        return tuple(code for code in self._all_codes if not isinstance(code, bool))

    def _one_of(self, codes: list[str | bool]) -> Test:
        if not codes:
            return NEVER
        if self._has_default and self.other in codes:
            keys = self._keys(lambda code: code not in codes)
            blank_too = self.values.get(None) in codes and None in self.values
            return Test(("none-of", len(keys), blank_too), keys)
        keys = self._keys(lambda code: code in codes)
        blank_too = None in self.values and self.values[None] in codes
        return Test(("one-of", len(keys), blank_too), keys, None if blank_too else Among(self.col, frozenset(keys)))

    def _keys(self, wanted: Any) -> tuple[str | int, ...]:
        return tuple(key for key, code in self._stored if wanted(code))

    @cached_property
    def _stored(self) -> list[tuple[str | int, str | bool]]:
        """Each listed value in the column's own form, with its code; less those that the column cannot hold."""
        pairs = [(self.at.stored(self.col, key), code) for key, code in self.values.items() if key is not None]
        return [(key, code) for key, code in pairs if key is not None]

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] in ("true", "false"):
            return Codec.sql(self, form, bind)
        kind, count, blank_too = form
        keys = [bind() for _ in range(count)]
        if kind == "one-of":
            found: ColumnElement[bool] = false() if not keys else self._in(keys)
        else:
            found = and_(self._filled(), self.col.not_in(keys)) if keys else self._filled()
        return or_(found, self._blank()) if blank_too else found

    def _in(self, keys: list[Any]) -> ColumnElement[bool]:
        return self.col == keys[0] if len(keys) == 1 else self.col.in_(keys)

    def _filled(self) -> ColumnElement[bool]:
        if self.at.kind(self.col) != "text":
            return self.col.is_not(None)
        return and_(self.col.is_not(None), self._trimmed().not_in(["", NULL_TEXT]))

    def _blank(self) -> ColumnElement[bool]:
        if self.at.kind(self.col) != "text":
            return self.col.is_(None)
        return or_(self.col.is_(None), self._trimmed().in_(["", NULL_TEXT]))

    def _trimmed(self) -> ColumnElement[Any]:
        return func.rtrim(self.col) if self.at.collation(self.col) == "bin" else self.col

    def present(self) -> ColumnElement[bool] | None:
        if self._has_default:
            return or_(self._filled(), self._blank()) if None in self.values else self._filled()
        keys = list(self._keys(lambda _: True))
        found = self._in(keys) if keys else false()
        return or_(found, self._blank()) if None in self.values else found

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        names[f"{into}_map"] = Remembered(self.decode)
        return [f"{into} = {into}_map[{args[0]}]"]

    def edges(self) -> Edges:
        keys = [key for key in self.values if key is not None]
        texts = [(str(key).lower(),) for key in keys] + [(str(key).upper() + " ",) for key in keys]
        searched = tuple(str(code).lower() if isinstance(code, bool) else code for code in self._all_codes)
        return Edges(stored=((None,), ("",), (" ",), ("null",), ("zz",), *texts), searched=(*searched, "nonesuch"))


def _agrees(op: str, code: str | bool, value: Any) -> bool:
    if isinstance(code, bool) or isinstance(value, bool):
        return op == "eq" and code is value
    return text_agrees(op, code, value)


def text_agrees(op: str, text: str, value: str) -> bool:
    """How a search text meets a fixed text: codes exactly, strings without case and accents."""
    if op in ("eq", "exact"):
        return text == value
    if op == "starts":
        return text.startswith(value)
    have, wanted = fold(text, "ci-ai-pad"), fold(value, "ci-ai-pad")
    if not wanted:
        return False
    match op:
        case "prefix":
            return have.startswith(wanted)
        case "suffix":
            return have.endswith(wanted)
        case "same":
            return have == wanted
    return wanted in have
