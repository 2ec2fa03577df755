"""Reusable template fragments. A shape is plain FHIR with codecs in it; adapters make their own the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Column

from facade.adapter.codecs.amount import Amount, AmountUnit
from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.coded import ABSENT_OTHERWISE, Coded, _Other
from facade.adapter.codecs.codings import TypedCodes
from facade.adapter.codecs.date_text import DateText
from facade.adapter.codecs.dates import Date, DateParts, DateWithPrecision
from facade.adapter.codecs.icd9 import PointlessIcd9
from facade.adapter.codecs.instants import Instant
from facade.adapter.codecs.keys import NativeUuid, ReferenceTo
from facade.adapter.codecs.numbers import Number, NumberText, RatioText
from facade.adapter.codecs.padded import Padded
from facade.adapter.codecs.text import Text
from facade.adapter.codecs.text_unless import TextUnless
from facade.adapter.codecs.withheld import Absent, NotUnderstood
from facade.adapter.values import SiteValue

UCUM = "http://unitsofmeasure.org"
# The value and unit as stored, where another unit is served
# (https://hl7.org/fhir/R4/extension-iso21090-pq-translation.html).
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/iso21090-PQ-translation"
Template = dict[str, Any]
Leaf = Codec | str | bool | SiteValue


def text(col: Column[Any], *, absent: Iterable[str] = ()) -> Codec:
    """A text as stored; `absent` lists words that mean 'none'."""
    words = tuple(absent)
    return TextUnless(col, absent=words) if words else Text(col)


def absent() -> Codec:
    """A branch of `cases` without a value."""
    return Absent()


def unreadable(col: Column[Any], why: str) -> Codec:
    """A branch of `cases` in which a filled column is not understood; `why` names a rule, never a value."""
    return NotUnderstood(col, why)


def coded(
    col: Column[Any],
    values: Mapping[Any, str | bool],
    *,
    write: Mapping[Any, str | int] | None = None,
    other: str | bool | _Other | None = None,
    without: str | bool | None = None,
) -> Codec:
    """A column of known values. `other`: code of all others, or ABSENT_OTHERWISE; `without`: where the column lacks."""
    if other is None:
        return Coded(col, values, write or {}, without=without)
    return Coded(col, values, write or {}, other, without)


def present_as(col: Column[Any], values: Mapping[Any, str | bool]) -> Codec:
    """Only the listed values mean something; all others are absent."""
    return Coded(col, values, other=ABSENT_OTHERWISE)


def date(col: Column[Any], *, absent: Iterable[str] = ()) -> Codec:
    """A DATE column; zero parts make it partial, `absent` lists sentinels."""
    return Date(col, tuple(absent))


def date_parts(year: Column[Any], month: Column[Any], day: Column[Any]) -> Codec:
    """A date in three text columns."""
    return DateParts(year, month, day)


def date_with_precision(col: Column[Any], precision: Column[Any], *, absent: Iterable[str] = ()) -> Codec:
    """A whole date whose known precision stands in another column."""
    return DateWithPrecision(col, precision, tuple(absent))


def date_time(col: Column[Any], *, absent: Iterable[str] = ()) -> Codec:
    """A DATETIME (site's wall clock) or TIMESTAMP column as dateTime."""
    return Instant(col, "dateTime", tuple(absent))


def instant(col: Column[Any]) -> Codec:
    """A DATETIME or TIMESTAMP column as instant."""
    return Instant(col, "instant")


def number(
    col: Column[Any], *, zero_absent: bool = False, places: int | None = None, digits: int | None = None
) -> Codec:
    """A numeric column as stored, or rounded to `places`; a FLOAT to at most `digits` digits behind the point."""
    if digits is not None:
        return Number(col, places=digits, zero_absent=zero_absent, trimmed=True)
    return Number(col, places=places, zero_absent=zero_absent)


def converted(col: Column[Any], factor: str, *, offset: str = "0", places: int, zero_absent: bool = False) -> Codec:
    """Served = stored × factor + offset, rounded half-even to `places` digits."""
    return Number(col, Decimal(factor), Decimal(offset), places, zero_absent)


def number_text(col: Column[Any], *, most: str | None = None, zero_absent: bool = False) -> Codec:
    """A number in a text column; above `most` it is unreadable."""
    return NumberText(col, None if most is None else Decimal(most), zero_absent)


def amount(col: Column[Any]) -> Codec:
    """The number of a text like '0.5 mL'."""
    return Amount(col)


def amount_unit(col: Column[Any]) -> Codec:
    """The unit of a text like '0.5 mL'."""
    return AmountUnit(col)


def date_text(col: Column[Any]) -> Codec:
    """A day in a text column, 'YYYY-MM-DD'."""
    return DateText(col)


def padded(col: Column[Any], length: int) -> Codec:
    """Digits whose leading zeros may have been lost, served with `length` of them."""
    return Padded(col, length)


def ratio_text(col: Column[Any], side: int) -> Codec:
    """One side of '120/80'."""
    return RatioText(col, side)


def typed_codes(col: Column[Any], systems: Mapping[str, str]) -> Codec:
    """`TYPE:CODE;TYPE:CODE` as codings, spliced into a `coding` array."""
    return TypedCodes(col, systems)


def pointless_icd9(col: Column[Any]) -> Codec:
    """ICD-9 stored without its point."""
    return PointlessIcd9(col)


def native_uuid(col: Column[Any]) -> Template:
    """The vendor's own uuid as an identifier."""
    return {"system": "urn:ietf:rfc:3986", "value": NativeUuid(col)}


def reference(type: str, col: Column[Any], *, none: Iterable[str] = ("", "0"), tag: str = "") -> Template:
    """A Reference to the row of another map of this adapter."""
    return {"reference": _reference_to(type, col, frozenset(none), tag)}


@lru_cache(maxsize=4096)
def _reference_to(type: str, col: Column[Any], none: frozenset[str], tag: str) -> ReferenceTo:
    """One codec for all maps that say the same of a column: what a search asks of it is then asked once."""
    return ReferenceTo(type, col, none, tag)


def contact_point(system: str, value: Leaf, use: str | None = None) -> Template:
    """A ContactPoint; lives where its value does."""
    point: Template = {"system": system, "value": value}
    return point if use is None else {**point, "use": use}


def phone(col: Column[Any], use: str | None = None) -> Template:
    """A telephone number."""
    return contact_point("phone", text(col), use)


def fax(col: Column[Any], use: str | None = None) -> Template:
    """A fax number."""
    return contact_point("fax", text(col), use)


def email(col: Column[Any], use: str | None = None) -> Template:
    """An e-mail address."""
    return contact_point("email", text(col), use)


def postal_address(
    lines: Column[Any] | Iterable[Column[Any]],
    city: Column[Any],
    state: Column[Any],
    postal_code: Column[Any],
    *,
    country: Column[Any] | None = None,
    **constants: str,
) -> Template:
    """An Address; `constants` such as use="home"."""
    columns = [lines] if isinstance(lines, Column) else list(lines)
    address: Template = {
        **constants,
        "line": [text(line) for line in columns],
        "city": text(city),
        "state": text(state),
        "postalCode": text(postal_code),
    }
    return address if country is None else {**address, "country": text(country)}


def identifier(value: Leaf, *, system: Leaf | None = None, type: Template | None = None, **more: Any) -> Template:
    """An Identifier; lives where its value does."""
    made: Template = {"type": type} if type else {}
    if system is not None:
        made["system"] = system
    return {**made, "value": value, **more}


def coding(code: Leaf, *, system: Leaf, display: Leaf | None = None) -> Template:
    """A Coding."""
    made: Template = {"system": system, "code": code}
    return made if display is None else {**made, "display": display}


def concept(*codings: Template | Codec, text: Leaf | None = None) -> Template:
    """A CodeableConcept of codings and text."""
    made: Template = {"coding": list(codings)} if codings else {}
    return made if text is None else {**made, "text": text}


def quantity(value: Leaf, *, unit: Leaf, code: Leaf) -> Template:
    """A Quantity with a UCUM unit."""
    return {"value": value, "unit": unit, "system": UCUM, "code": code}


def converted_quantity(
    value: Leaf, *, unit: str, code: str, stored: Leaf, stored_unit: str, stored_code: str
) -> Template:
    """A Quantity in metric units that also tells the value and unit as stored."""
    as_stored = quantity(stored, unit=stored_unit, code=stored_code)
    return {**quantity(value, unit=unit, code=code), "extension": [{"url": TRANSLATION, "valueQuantity": as_stored}]}
