"""What every codec is.

`test(op, value)` answers with a value-free form and its binds, NEVER, ALWAYS, or None = not offered.
Operations: "eq" (token text, boolean), "prefix", "contains", "suffix", "same", "exact" (string text; the last with case
and accents), "starts" (the beginning of a URI, letter for letter, up to a mark that is no blank), "reference"
(ReferenceValue), "number" ((comparison, Decimal)), "edge" ((edge, instant)); the search composes modifiers, prefixes
and ranges from these. An edge holds only together with `present`, which is therefore asked once beside several.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Self

from sqlalchemy import Column, ColumnElement, false, true

from facade.adapter.context import SourceContext
from facade.adapter.values import Bind, Edges, Form, Loss, Test, Unreadable

TEXT_TESTS = frozenset({"eq", "prefix", "contains", "exact", "starts", "same", "suffix"})
NULL_TEXT = "null"  # OSCAR's Java writes it where it means nothing


@dataclass(frozen=True, eq=False)
class Codec:
    """Base of all codecs: unbound as declared, bound to one source by the compiler."""

    gives: ClassVar[str] = "string"  # an R4 type
    many: ClassVar[bool] = False  # gives a list that is spliced into an array
    writable: ClassVar[bool] = False
    doc: ClassVar[str] = ""
    can_be_unreadable: ClassVar[bool] = True

    context: SourceContext | None = field(default=None, kw_only=True, repr=False)

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns read, in the order of `decode`'s arguments."""
        raise NotImplementedError(type(self).__name__)

    @property
    def written(self) -> tuple[Column[Any], ...]:
        """The columns that `encode` sets."""
        return self.columns if self.writable else ()

    @property
    def at(self) -> SourceContext:
        """The source this codec is bound to."""
        if self.context is None:
            raise LookupError("codec is not bound to a source")
        return self.context

    def bind(self, context: SourceContext) -> Self:
        """A copy that knows the source's schema, zone and site facts."""
        return replace(self, context=context)

    def narrowed(self, has: Callable[[Column[Any]], bool]) -> Codec | None:
        """What is left of the codec at a source where some optional columns are missing; None = nothing."""
        return self if all(has(col) for col in self.columns) else None

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        """FHIR value of the fetched columns (dates and decimals as text), ABSENT, or Unreadable."""
        raise NotImplementedError(type(self).__name__)

    def encode(self, value: Any) -> Mapping[Column[Any], Any] | Loss:
        """Columns for a value; None (absent) gives each column's absent form. Only where `writable`."""
        return Loss("is read-only here")

    def test(self, op: str, value: Any) -> Test | None:
        """The predicate of a search value; None where this codec cannot push the operation down."""
        return None

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        """SQL of a form that `test` gave. Positive forms may be NULL for a row; the compiler guards negations."""
        if form == ("true",):
            return true()
        return false()

    def present(self) -> ColumnElement[bool] | None:
        """True exactly where `decode` gives a value; None if SQL cannot tell."""
        return None

    def presence(self) -> Test | None:
        """`present` as a form, for codecs whose presence needs binds; None if SQL cannot tell."""
        return None if self.present() is None else Test(("present",))

    def presence_between(self, low: datetime, high: datetime) -> Test | None:
        """`presence` of a time that another test finds between two moments: there may be less to ask."""
        return self.presence()

    def presence_sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        """SQL of `presence`."""
        found = self.present()
        if found is None:
            raise LookupError("presence is not known in SQL")
        return found

    def listed(self) -> tuple[str, ...] | None:
        """Every text that it can give; None where that is no short list."""
        return None

    def order(self) -> ColumnElement[Any] | None:
        """What ORDER BY and the keyset compare; None = no sort by this leaf."""
        return None

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        """Lines for the generated builder that set `into` to the value or None, or None: decode is called.

        `names` takes constants that the lines refer to, by a name that starts with `into`.
        """
        return None

    def edges(self) -> Edges:
        """Ugly stored values and border searches for the conformance kit."""
        return Edges()


@dataclass(frozen=True, eq=False)
class OneColumn(Codec):
    """Base of codecs that read one column, for which what is blank is nothing."""

    col: Column[Any]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw
        return None if blank(value) else self._decoded(value)

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        """FHIR value of what is filled."""
        raise NotImplementedError(type(self).__name__)


class Remembered(dict[Any, Any]):
    """What stored values come to, each found at its first asking: codes and short texts come again and again.

    Stored text has no end, so a full memory is emptied.
    """

    def __init__(self, decode: Callable[[Any], Any], room: int = 4096) -> None:
        super().__init__()
        self._decode, self._room, self._age = decode, room, 0

    def __missing__(self, raw: Any) -> Any:
        age = self._age
        found = self._decode(raw)
        if len(self) >= self._room:
            self.clear()
        if age == self._age:  # else it was found with what has been forgotten meanwhile
            self[raw] = found
        return found

    def forget(self) -> None:
        """Empty the memory, for good: what another thread is just finding out is not kept either."""
        self._age += 1
        self.clear()


def blank(raw: Any) -> bool:
    """Whether a stored text counts as nothing: NULL, blanks, the literal `null` (OSCAR writes all three)."""
    return raw is None or (isinstance(raw, str) and raw.rstrip(" ") in ("", NULL_TEXT))


def absent_of(context: SourceContext, col: Column[Any]) -> Any:
    """How this column stores 'nothing': NULL where allowed, else '' or 0."""
    facts = context.column(col)
    if facts.nullable:
        return None
    return 0 if facts.kind in ("integer", "decimal", "float") else ""
