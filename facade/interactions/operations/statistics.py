"""The statistics of R4's $stats, exactly: fractions until the last step, which alone rounds.

Decisions where the standard gives a name and no formula:

* `variance` and `std-dev` are those of a sample (divided by n - 1), so one value has none.
* Percentiles, quartiles, quintiles and the median lie between the two nearest values in proportion (of n values the
  first stands at 0 %, the last at 100 %).
* `4-dev` is half of the distance between the quartiles.
* `skew` and `kurtosis` are the third and fourth standardised moments of the values as they are (divided by n; 3 is the
  kurtosis of a normal distribution). Values that are all equal have none.
* `regression` is not offered: the standard says neither against what nor in which unit.

A result has at most two decimal places more than the most precise of the values; a half goes to the even digit.
https://hl7.org/fhir/R4/valueset-observation-statistics.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import partial
from typing import Literal

SYSTEM = "http://terminology.hl7.org/CodeSystem/observation-statistics"
MORE_PLACES = 2
_DIGITS = 60  # of an irrational result, before it is rounded

Values = Sequence[Fraction]  # in ascending order
Measures = Literal["value", "square", "number"]  # in the unit of the values, in its square, or a mere number


@dataclass(frozen=True)
class Statistic:
    """One code of the value set; `of` answers None where the values have no such statistic."""

    code: str
    display: str
    of: Callable[[Values], Fraction | None]
    measures: Measures = "value"


def _average(values: Values) -> Fraction | None:
    return sum(values, Fraction()) / len(values) if values else None


def _percentile(percent: int, values: Values) -> Fraction | None:
    if not values:
        return None
    place = Fraction(percent * (len(values) - 1), 100)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def _quartile_deviation(values: Values) -> Fraction | None:
    lower, upper = _percentile(25, values), _percentile(75, values)
    return None if lower is None or upper is None else (upper - lower) / 2


def _moment(power: int, values: Values) -> Fraction:
    mean = sum(values, Fraction()) / len(values)
    return sum(((value - mean) ** power for value in values), Fraction()) / len(values)


def _variance(values: Values) -> Fraction | None:
    return _moment(2, values) * len(values) / (len(values) - 1) if len(values) > 1 else None


def _deviation(values: Values) -> Fraction | None:
    variance = _variance(values)
    return None if variance is None else _root(variance)


def _skew(values: Values) -> Fraction | None:
    spread = _moment(2, values) if values else Fraction()
    return _moment(3, values) / (_root(spread) * spread) if spread else None


def _kurtosis(values: Values) -> Fraction | None:
    spread = _moment(2, values) if values else Fraction()
    return _moment(4, values) / spread**2 if spread else None


def _root(square: Fraction) -> Fraction:
    """To so many digits that rounding to those shown is right."""
    with localcontext() as context:
        context.prec = _DIGITS
        return Fraction((Decimal(square.numerator) / Decimal(square.denominator)).sqrt())


def _count(values: Values) -> Fraction:
    return Fraction(len(values))


COUNT, TOTAL = "count", "total-count"
_ALL = (
    Statistic("average", "Average", _average),
    Statistic("maximum", "Maximum", lambda values: values[-1] if values else None),
    Statistic("minimum", "Minimum", lambda values: values[0] if values else None),
    Statistic(COUNT, "Count", _count, "number"),
    Statistic("median", "Median", partial(_percentile, 50)),
    Statistic("std-dev", "Standard Deviation", _deviation),
    Statistic("sum", "Sum", lambda values: sum(values, Fraction()) if values else None),
    Statistic("variance", "Variance", _variance, "square"),
    Statistic("20-percent", "20th Percentile", partial(_percentile, 20)),
    Statistic("80-percent", "80th Percentile", partial(_percentile, 80)),
    Statistic("4-lower", "Lower Quartile", partial(_percentile, 25)),
    Statistic("4-upper", "Upper Quartile", partial(_percentile, 75)),
    Statistic("4-dev", "Quartile Deviation", _quartile_deviation),
    Statistic("5-1", "1st Quintile", partial(_percentile, 20)),
    Statistic("5-2", "2nd Quintile", partial(_percentile, 40)),
    Statistic("5-3", "3rd Quintile", partial(_percentile, 60)),
    Statistic("5-4", "4th Quintile", partial(_percentile, 80)),
    Statistic("skew", "Skew", _skew, "number"),
    Statistic("kurtosis", "Kurtosis", _kurtosis, "number"),
    Statistic(TOTAL, "Total Count", _count, "number"),  # also of what has no value that counts
)
STATISTICS: Mapping[str, Statistic] = {item.code: item for item in _ALL}


def rounded(exact: Fraction, places: int) -> Decimal:
    """With the decimal places of the values, and up to two more where the result needs them."""
    shown, most = places, places + MORE_PLACES
    while shown < most and (exact * 10**shown).denominator != 1:
        shown += 1
    return Decimal(f"{round(exact * 10**shown)}e-{shown}")  # half to even
