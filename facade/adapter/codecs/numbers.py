"""Numbers: numeric columns, unit conversion with stated rounding, numbers in text, "120/80".

`decode` gives the decimal as text, so that its digits reach the JSON as written. Ordered comparison never computes
in SQL: for a served value x the smallest stored value that decodes to x or more is found here, and the bare column
is compared with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_, case, func, literal, null

from facade.adapter.codecs.base import Codec, OneColumn, Remembered, absent_of
from facade.adapter.sql import matches, number_of, place_of
from facade.adapter.values import NEVER, Bind, Edges, Form, Loss, Test, Unreadable

#: One comparison of a number search: ">=", ">", "<", "<=".
WIDE = Context(prec=40, rounding=ROUND_HALF_EVEN)
LARGEST = Decimal(10) ** 30  # beyond what is stored: rounding needs room, and servers misread hundreds of digits
BEYOND = Decimal(10) ** 9  # no number that is read out of a text is so large
NOT_A_NUMBER = Unreadable("text where a number should stand")
SEARCHED = (
    "70", "70.00", "0", "-1", "69.995", "gt70", "lt70.0", "ge69.99", "le1e2", "ne70", "ap70", "sa98.6", "eb37",
    "ge1e100", "gt-1e100",
)  # fmt: skip


def plain(value: Decimal) -> str:
    """The number without exponent and without trailing zeros of the column's scale."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_written(number: str) -> str:
    """A number in a text with its digits, less the zeros that JSON does not allow before it."""
    sign, digits = ("-", number[1:]) if number[0] == "-" else ("", number)
    whole, point, rest = digits.partition(".")
    return sign + (whole.lstrip("0") or "0") + point + rest


@lru_cache(maxsize=65536)
def _converted(text: str, factor: Decimal, offset: Decimal, places: int | None, trimmed: bool = False) -> str | None:
    try:
        value = WIDE.create_decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    if places is None:
        return plain(value)
    rounded = WIDE.quantize(WIDE.add(WIDE.multiply(value, factor), offset), Decimal(1).scaleb(-places))
    return plain(rounded) if trimmed else str(rounded)


def remembered(codec: Codec, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str]:
    """The lines of a codec over one column whose values come again and again."""
    names[f"{into}_number"] = Remembered(codec.decode)
    return [f"{into} = {into}_number[{args[0]}]"]


@dataclass(frozen=True, eq=False)
class Number(Codec):
    """A numeric column: served = stored × factor + offset, rounded half-even to `places` (None: as stored).

    `zero_absent`: 0 means 'not measured' (OpenEMR's vitals). `trimmed`: the zeros that rounding left are dropped; what
    was rounded are the digits that a FLOAT adds to a short number, not the number.
    """

    gives: ClassVar[str] = "decimal"
    writable: ClassVar[bool] = True
    doc: ClassVar[str] = "number"

    col: Column[Any]
    factor: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)
    places: int | None = None
    zero_absent: bool = False
    trimmed: bool = False

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw
        if value is None or value == "":
            return None
        text = str(value)
        if self.zero_absent and not text.strip("0.-"):
            return None
        found = _converted(text, self.factor, self.offset, self.places, self.trimmed)
        return NOT_A_NUMBER if found is None else found

    def encode(self, value: Any) -> Mapping[Column[Any], Any] | Loss:
        if value is None:
            return {self.col: 0 if self.zero_absent else absent_of(self.at, self.col)}
        stored = WIDE.divide(WIDE.subtract(Decimal(str(value)), self.offset), self.factor)
        return {self.col: plain(WIDE.quantize(stored, self._grid))}

    @property
    def _grid(self) -> Decimal:
        facts = self.at.column(self.col)
        scale = 0 if facts.kind == "integer" else facts.scale if facts.scale is not None else 6
        return Decimal(1).scaleb(-scale)

    def test(self, op: str, value: Any) -> Test | None:
        if op != "number":
            return None
        compare, wanted = value
        least = self._least(wanted, beyond=compare in (">", "<="))
        form = ">=" if compare in (">", ">=") else "<"
        if self.at.kind(self.col) == "integer" and not self.at.fits_integer(self.col, int(least)):
            # beyond what the column can hold, which not every server compares: all numbers, or none
            return Test(("any",), ()) if (least < 0) == (form == ">=") else NEVER
        return Test((form,), (format(least, "f"),))

    def _least(self, wanted: Decimal, *, beyond: bool) -> Decimal:
        """The smallest stored value whose served value is >= (beyond: >) wanted; half a grid step lower for FLOAT."""
        grid = self._grid
        wanted = min(max(wanted, -LARGEST), LARGEST)
        guess = WIDE.divide(WIDE.subtract(wanted, self.offset), self.factor)
        slack = Decimal(0) if self.places is None else WIDE.divide(Decimal(1).scaleb(-self.places), self.factor)
        low = int(WIDE.divide(WIDE.subtract(guess, slack), grid).to_integral_value(ROUND_FLOOR))
        high = int(WIDE.divide(WIDE.add(guess, slack), grid).to_integral_value(ROUND_FLOOR)) + 2
        while low < high:
            middle = (low + high) // 2
            if self._reaches(WIDE.multiply(grid, Decimal(middle)), wanted, beyond):
                high = middle
            else:
                low = middle + 1
        stored = WIDE.multiply(grid, Decimal(low))
        floats = self.at.kind(self.col) == "float"
        return WIDE.subtract(stored, WIDE.divide(grid, Decimal(2))) if floats else stored

    def _reaches(self, stored: Decimal, wanted: Decimal, beyond: bool) -> bool:
        served = Decimal(_converted(format(stored, "f"), self.factor, self.offset, self.places) or "0")
        return served > wanted if beyond else served >= wanted

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] == "any":
            return self._filled()
        value = bind()
        found = self.col >= value if form[0] == ">=" else self.col < value
        return and_(found, self._filled())

    def _filled(self) -> ColumnElement[bool]:
        return and_(self.col.is_not(None), self.col != 0) if self.zero_absent else self.col.is_not(None)

    def present(self) -> ColumnElement[bool] | None:
        return self._filled()

    def order(self) -> ColumnElement[Any] | None:
        return self.col

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        return remembered(self, into, args, names)

    def edges(self) -> Edges:
        grid = self._grid
        near = [self._least(Decimal(text), beyond=beyond) for text in ("70", "37", "1") for beyond in (False, True)]
        stored = [(str(value),) for at in near for value in (at, at - grid)]
        return Edges(stored=((None,), ("0",), ("154.323584",), ("98.6",), ("7.5",), *stored), searched=SEARCHED)


@dataclass(frozen=True, eq=False)
class InText(OneColumn):
    """A number that stands in a text column; `_value` is its SQL, NULL where there is none."""

    gives: ClassVar[str] = "decimal"

    def test(self, op: str, value: Any) -> Test | None:
        if op != "number":
            return None
        compare, wanted = value
        return Test((compare,), (format(_border(compare, wanted), "f"),))

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        value, limit = self._value(), number_of(bind(), 30, 10)
        found = {">=": value >= limit, ">": value > limit, "<": value < limit, "<=": value <= limit}[form[0]]
        return and_(found, self._there())

    def _there(self) -> ColumnElement[bool]:
        """Where `_value` counts."""
        return self.present()

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        return remembered(self, into, args, names)

    def order(self) -> ColumnElement[Any] | None:
        return case((self.present(), self._value()), else_=null())

    def present(self) -> ColumnElement[bool]:
        raise NotImplementedError(type(self).__name__)

    def _value(self) -> ColumnElement[Any]:
        raise NotImplementedError(type(self).__name__)


def _border(compare: str, wanted: Decimal) -> Decimal:
    """A border that divides numbers of at most nine digits before the point and six behind it as `wanted` does.

    The CAST would round a longer one, and raise for a larger one on PostgreSQL.
    """
    near = min(max(Decimal(wanted), -BEYOND), BEYOND)
    rounding = ROUND_CEILING if compare in (">=", "<") else ROUND_FLOOR
    return near.quantize(Decimal("0.000001"), rounding, WIDE)


# Three digits behind a comma may be a thousand's.
NUMBER_TEXT = r"^ *[0-9]{1,9}([.][0-9]{1,6}|,([0-9]{1,2}|[0-9]{4,6}))? *$(?!\n)"


@dataclass(frozen=True, eq=False)
class NumberText(InText):
    """A number written in a text column: '72', '36,6'. Anything else in it is unreadable, never guessed: also '1,000'.

    `most`: above it the number cannot be of the declared unit (a temperature of 98.6 is not °C).
    `zero_absent`: 0 means 'not measured'.
    """

    writable: ClassVar[bool] = True
    doc: ClassVar[str] = "number written as text"

    most: Decimal | None = None
    zero_absent: bool = False

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        found = _number_text(str(value))
        if found is None or (self.most is not None and Decimal(found) > self.most):
            return NOT_A_NUMBER
        return None if self.zero_absent and not found.strip("0.") else found

    def encode(self, value: Any) -> Mapping[Column[Any], Any] | Loss:
        if value is None:
            return {self.col: absent_of(self.at, self.col)}
        return {self.col: format(Decimal(str(value)), "f")}

    def _value(self) -> ColumnElement[Any]:
        number = number_of(func.replace(func.trim(self.col), ",", "."), 30, 10)
        return case((matches(self.col, NUMBER_TEXT), number), else_=null())

    def present(self) -> ColumnElement[bool]:
        limits = [matches(self.col, NUMBER_TEXT)]
        if self.most is not None:
            limits.append(self._value() <= number_of(literal(format(self.most, "f")), 30, 10))
        if self.zero_absent:
            limits.append(self._value() > number_of(literal("0"), 30, 10))
        return and_(*limits)

    def edges(self) -> Edges:
        good = (("70",), ("70.0",), ("70,00",), (" 69.995 ",), ("0",), ("0.00",), ("37",), ("98.6",))
        bad = ((None,), ("",), ("<4.0",), ("refused",), ("5'6",), ("120/80",), ("70\n",), ("1e3",), ("-5",), (".5",))
        commas = (("1,000",), ("70,000 ",), ("36,6",), ("70,0000",), ("1,000,000",))
        return Edges(stored=(*good, *bad, *commas), searched=SEARCHED)


@lru_cache(maxsize=65536)
def _number_text(text: str) -> str | None:
    """The number of a text like ' 36,6 ', digits kept as written."""
    bare = text.strip(" ")
    number = bare.replace(",", ".", 1)
    whole, point, rest = number.partition(".")
    if not _digits(whole, 9) or (point and not _digits(rest, 6)):
        return None
    return None if "," in bare and len(rest) == 3 else as_written(number)


def _digits(text: str, most: int) -> bool:
    return 0 < len(text) <= most and text.isascii() and text.isdigit()


RATIO_TEXT = r"^ *[0-9]{2,3} */ *[0-9]{2,3} *$(?!\n)"


@dataclass(frozen=True, eq=False)
class RatioText(InText):
    """One side of a text like '120/80': `side` 0 is before the stroke, 1 behind it."""

    doc: ClassVar[str] = "one side of '120/80'"

    side: int

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        return _ratio_side(str(value), self.side) or NOT_A_NUMBER

    def _value(self) -> ColumnElement[Any]:
        return case((matches(self.col, RATIO_TEXT), number_of(self._text(), 30, 10)), else_=null())

    def _text(self) -> ColumnElement[Any]:
        stroke = place_of(self.col, "/")
        side = func.substr(self.col, 1, stroke - 1) if self.side == 0 else func.substr(self.col, stroke + 1)
        return func.trim(side)

    def present(self) -> ColumnElement[bool]:
        return matches(self.col, RATIO_TEXT)

    def edges(self) -> Edges:
        good = (("120/80",), ("99/70",), (" 120 / 80 ",), ("140/90",), ("080/60",))
        bad = ((None,), ("",), ("120",), ("120/80 L arm",), ("1200/80",), ("120/8",), ("120/80\n",), ("/80",))
        return Edges(stored=(*good, *bad), searched=("120", "gt99", "lt100", "80", "ge80", "le79.9", "ne120", "ap118"))


@lru_cache(maxsize=16384)
def _ratio_side(text: str, side: int) -> str | None:
    sides = text.strip(" ").split("/")
    if len(sides) != 2:
        return None
    high, low = sides[0].rstrip(" "), sides[1].lstrip(" ")
    if not all(2 <= len(part) <= 3 and part.isascii() and part.isdigit() for part in (high, low)):
        return None
    return (high, low)[side].lstrip("0") or "0"
