"""The statistics of $stats, worked by hand. Values are 2, 4, 4, 4, 5, 5, 7, 9 where nothing else is said:
mean 5, sum of squared distances 32."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from facade.interactions.operations.statistics import STATISTICS, rounded

VALUES = tuple(map(Fraction, (2, 4, 4, 4, 5, 5, 7, 9)))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("average", "5"), ("maximum", "9"), ("minimum", "2"), ("count", "8"), ("sum", "40"), ("median", "4.5"),
        ("variance", "4.57"),  # 32 / 7
        ("std-dev", "2.14"),  # its root
        # place 0.2 × 7 = 1.4: between the 2nd and 3rd value, both 4; 0.8 × 7 = 5.6: 5 + 0.6 × (7 - 5)
        ("20-percent", "4"), ("80-percent", "6.2"), ("5-1", "4"), ("5-4", "6.2"),
        ("5-2", "4"),  # 0.4 × 7 = 2.8: 4 to 4
        ("5-3", "5"),  # 0.6 × 7 = 4.2: 5 to 5
        ("4-lower", "4"), ("4-upper", "5.5"),  # 5.25: 5 + 0.25 × (7 - 5)
        ("4-dev", "0.75"),
        # third moment (-27 - 3 + 8 + 64) / 8 = 5.25, over 2³; fourth (81 + 3 + 16 + 256) / 8 = 44.5, over 4²
        ("skew", "0.66"), ("kurtosis", "2.78"),
    ],
)  # fmt: skip
def test_by_hand(code: str, expected: str) -> None:
    exact = STATISTICS[code].of(VALUES)
    assert exact is not None
    assert rounded(exact, 0) == Decimal(expected)


@pytest.mark.parametrize("code", sorted(STATISTICS))
def test_no_values_have_a_number_only(code: str) -> None:
    expected = Fraction(0) if code in ("count", "total-count") else None
    assert STATISTICS[code].of(()) == expected


def test_one_value_has_no_spread() -> None:
    one = (Fraction(70),)
    assert [STATISTICS[code].of(one) for code in ("variance", "std-dev", "skew", "kurtosis")] == [None] * 4
    assert [STATISTICS[code].of(one) for code in ("average", "median", "80-percent", "4-dev")] == [70, 70, 70, 0]


def test_equal_values_spread_by_nothing() -> None:
    assert STATISTICS["std-dev"].of((Fraction(3), Fraction(3))) == 0
    assert STATISTICS["skew"].of((Fraction(3), Fraction(3))) is None


@pytest.mark.parametrize(
    ("exact", "places", "shown"),
    [
        (Fraction("70.75"), 1, "70.75"), (Fraction(71), 1, "71.0"), (Fraction(1, 3), 0, "0.33"),
        (Fraction(2, 3), 1, "0.667"), (Fraction("0.125"), 0, "0.12"), (Fraction("0.375"), 0, "0.38"),
        (Fraction(-1, 3), 2, "-0.3333"), (Fraction(10**40 + 1), 1, f"{10**40 + 1}.0"),
    ],
)  # fmt: skip
def test_rounding_is_half_to_even_with_two_places_more_than_the_values(
    exact: Fraction, places: int, shown: str
) -> None:
    assert str(rounded(exact, places)) == shown
