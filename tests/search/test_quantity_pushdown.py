"""Borders of a quantity search as they reach the column: told in its unit, on the right side of every stored number.

https://hl7.org/fhir/R4/search.html#quantity; the arithmetic is that of docs/decisions/0018-units.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Column

from facade.adapter import values
from facade.adapter.codecs.base import Codec
from facade.compiler.nodes import Constant, Leaf, Object
from facade.compiler.predicate import NO
from facade.compiler.presence import NotPushed
from facade.compiler.resolve import Hit
from facade.fhir.ucum import SYSTEM
from facade.search.expression import NumberValue, QuantityValue
from facade.search.pushdown.quantity import quantity

PATH = "Observation.valueQuantity"
POUND = Decimal("0.45359237")  # kilograms
Comparison = tuple[str, Decimal]


@dataclass(frozen=True, eq=False)
class Told(Codec):
    """Keeps what it is asked; `units`: what it can give."""

    asked: list[Any] = field(default_factory=list)
    units: tuple[str, ...] | None = None

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return ()

    def test(self, op: str, value: Any) -> values.Test | None:
        self.asked.append(value)
        return values.Test((op,), (str(value),))

    def listed(self) -> tuple[str, ...] | None:
        return self.units


def searched(code: str | Told, wanted: str, prefix: str = "eq", unit: str = "[lb_av]") -> list[Comparison]:
    """The comparisons that a search of a number in a unit makes with a number stored in `code`."""
    number = Told()
    units = Leaf(f"{PATH}.code", "code", code, 2) if isinstance(code, Told) else Constant(f"{PATH}.code", "code", code)
    value = Leaf(f"{PATH}.value", "decimal", number, 1)
    node = Object(
        PATH, "Quantity", {"value": value, "system": Constant(f"{PATH}.system", "uri", SYSTEM), "code": units}
    )
    exact = Decimal(wanted)
    half = Decimal((0, (5,), int(exact.as_tuple().exponent) - 1))
    found = quantity(Hit(node), QuantityValue(NumberValue(exact, half, prefix), SYSTEM, unit))
    assert (found is NO) is (number.asked == [])
    return number.asked


def test_the_precision_is_that_of_the_digits_as_written() -> None:
    assert searched("kg", "154.3") == [(">=", Decimal("154.25") * POUND), ("<", Decimal("154.35") * POUND)]
    assert searched("[lb_av]", "154.3") == [(">=", Decimal("154.25")), ("<", Decimal("154.35"))]


@pytest.mark.parametrize(
    ("prefix", "compare"), [("gt", ">"), ("lt", "<"), ("ge", ">="), ("le", "<="), ("sa", ">"), ("eb", "<")]
)
def test_the_other_prefixes_are_exact(prefix: str, compare: str) -> None:
    assert searched("kg", "100", prefix) == [(compare, 100 * POUND)]


def test_not_equal_is_on_both_sides() -> None:
    assert searched("kg", "100", "ne") == [("<", Decimal("99.5") * POUND), (">=", Decimal("100.5") * POUND)]


def test_about_is_a_tenth_in_the_unit_asked_for() -> None:
    (above, low), (below, high) = searched("Cel", "40", "ap", "[degF]")  # 36 to 44 °F are 20/9 to 60/9 °C
    assert (above, below) == (">=", "<=")
    assert 0 <= Fraction(low) - Fraction(20, 9) < Fraction(1, 10**25)
    assert 0 <= Fraction(60, 9) - Fraction(high) < Fraction(1, 10**25)


@pytest.mark.parametrize(("prefix", "above"), [("ge", True), ("lt", True), ("gt", False), ("le", False)])
def test_a_border_without_a_last_digit_lies_where_it_divides_alike(prefix: str, above: bool) -> None:
    ((_, border),) = searched("Cel", "1", prefix, "[degF]")  # −155/9 °C: no stored number is it
    beyond = Fraction(border) - Fraction(-155, 9)
    assert (beyond > 0) is above
    assert 0 < abs(beyond) < Fraction(1, 10**25)


@pytest.mark.parametrize(
    ("stored", "asked"),
    [("cm", "[lb_av]"), ("cm", "nonsense"), ("mmol/L", "mg/dL"), ("nonsense", "cm"), ("kg", "KG"), ("[iU]", "[CFU]")],
)
def test_what_does_not_measure_the_same_is_not_found(stored: str, asked: str) -> None:
    assert searched(stored, "5", "eq", asked) == []


def test_an_unknown_unit_is_found_as_it_is_written() -> None:
    assert searched("[pH]", "7.4", "ge", "[pH]") == [(">=", Decimal("7.4"))]


def test_a_column_of_listed_units_is_asked_for_each_that_measures_the_same() -> None:
    units = Told(units=("kg", "cm", "g", "[lb_av]"))
    assert searched(units, "100", "ge") == [(">=", Decimal(100)), (">=", 100 * POUND), (">=", 100_000 * POUND)]
    assert units.asked == ["[lb_av]", "kg", "g"]


def test_a_column_that_may_hold_any_unit_is_refused_a_unit_that_we_can_convert() -> None:
    with pytest.raises(NotPushed):
        searched(Told(), "5")
    assert searched(Told(), "5", "ge", "[pH]") == [(">=", Decimal(5))]
