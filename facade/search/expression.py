"""The search expression: what a query, a scope or a compartment asks, before any SQL.

Every node is frozen and hashable. https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias


@dataclass(frozen=True)
class StringValue:
    """Text of a string or uri parameter, unescaped."""

    text: str


@dataclass(frozen=True)
class TokenValue:
    """`code` (system None), `|code` (system ""), `system|code`, `system|` (code None)."""

    code: str | None
    system: str | None = None


@dataclass(frozen=True)
class ReferenceValue:
    """`id` (type None), `Type/id`, or an absolute URL of another server (url set, id then empty)."""

    id: str
    type: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class DateValue:
    """`text` is the date as written, without prefix, already checked to be a valid FHIR date/dateTime.

    `prefix` may be "po" as well: the two periods overlap, as in `ap`, but nothing is widened.
    """

    text: str
    prefix: str = "eq"


@dataclass(frozen=True)
class NumberValue:
    """`half` is half a unit of the last digit written: eq means [value-half, value+half)."""

    value: Decimal
    half: Decimal
    prefix: str = "eq"


@dataclass(frozen=True)
class QuantityValue:
    """A number with optional unit: system None = not given; code may match Quantity.code or .unit then."""

    number: NumberValue
    system: str | None = None
    code: str | None = None


@dataclass(frozen=True)
class CompositeValue:
    """One value for each component, in the order of the definition."""

    parts: tuple[SearchValue, ...]


@dataclass(frozen=True)
class MissingValue:
    """`:missing=true|false`."""

    missing: bool


@dataclass(frozen=True)
class OfTypeValue:
    """`:of-type=system|code|value`: an identifier's value, and a coding of its type."""

    system: str
    code: str
    value: str


@dataclass(frozen=True)
class Open:
    """A reference, or the token of `_id`, that is planned with and left open for others of its form.

    `told`: what tests said to it, by where they were asked. It comes from no query: see `facade.search.rebinding`.
    """

    value: ReferenceValue | TokenValue
    told: dict[Hashable, Any] = field(default_factory=dict, compare=False)


SearchValue: TypeAlias = (
    StringValue
    | TokenValue
    | ReferenceValue
    | DateValue
    | NumberValue
    | QuantityValue
    | CompositeValue
    | MissingValue
    | OfTypeValue
    | Open
)


@dataclass(frozen=True)
class Param:
    """One parameter with its comma list: true if any value matches.

    modifier: "", "exact", "contains" (texts; "is", "differs" and "ends" in a `_filter`), "text", "missing" (values =
    one MissingValue), "of-type" (OfTypeValues), "identifier" (TokenValues), "above" and "below" (of URLs and MIME
    types), or a type name on references.
    `:not` never stands here: it is Not(Param(code, "", values)); nor do `:in`, `:not-in` and the `:above` and `:below`
    of codes, which are read as the codes they mean.
    """

    code: str
    modifier: str
    values: tuple[SearchValue, ...]


@dataclass(frozen=True)
class And:
    """True when all items are; And(()) is TRUE."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class Or:
    """True when one item is; Or(()) is FALSE."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class Not:
    """Loose (search): `item IS NOT TRUE`. Strict (access): also the element must be readable."""

    item: Expression
    strict: bool = False


@dataclass(frozen=True)
class Chain:
    """The reference `code` points at a resource of `type` that the caller may see and for which `item` holds.

    A reference to what is absent or hidden makes it false, whatever `item` says.
    """

    code: str
    type: str
    item: Expression


@dataclass(frozen=True)
class Has:
    """A resource of `type` that the caller may see, and for which `item` holds, refers to this one by `code`."""

    type: str
    code: str
    item: Expression


@dataclass(frozen=True)
class Restricted:
    """A restriction that an adapter named; opaque outside the compiler."""

    name: str


@dataclass(frozen=True)
class Always:
    """TRUE or FALSE."""

    value: bool = field(default=True)


TRUE = Always(True)
FALSE = Always(False)

Expression: TypeAlias = Param | And | Or | Not | Chain | Has | Restricted | Always


def conjunction(*items: Expression) -> Expression:
    """AND without TRUE items, flattened, FALSE if one is FALSE."""
    kept: list[Expression] = []
    for item in items:
        if item == FALSE:
            return FALSE
        if isinstance(item, And):
            kept.extend(item.items)
        elif item != TRUE:
            kept.append(item)
    if not kept:
        return TRUE
    return kept[0] if len(kept) == 1 else And(tuple(kept))


def disjunction(*items: Expression) -> Expression:
    """OR without FALSE items, TRUE if one is TRUE."""
    kept: list[Expression] = []
    for item in items:
        if item == TRUE:
            return TRUE
        if isinstance(item, Or):
            kept.extend(item.items)
        elif item != FALSE:
            kept.append(item)
    if not kept:
        return FALSE
    return kept[0] if len(kept) == 1 else Or(tuple(kept))
