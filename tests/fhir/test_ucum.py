"""UCUM codes and exact conversion. https://ucum.org/ucum (factors worked by hand from its tables)"""

from __future__ import annotations

from fractions import Fraction

import pytest

from facade.fhir import ucum, ucum_atoms


def told(value: str, given: str, asked: str) -> Fraction:
    one, other = ucum.unit(given), ucum.unit(asked)
    assert one is not None
    assert other is not None
    assert one.measures_as(other)
    return one.told_in(other, Fraction(value))


@pytest.mark.parametrize(
    ("value", "given", "asked", "answer"),
    [
        ("1", "[lb_av]", "kg", "0.45359237"),
        ("16", "[oz_av]", "[lb_av]", "1"),
        ("1", "[stone_av]", "[lb_av]", "14"),
        ("70", "kg", "[lb_av]", "7000000000/45359237"),
        ("5", "ug", "mg", "0.005"),
        ("1", "[in_i]", "cm", "2.54"),
        ("6", "[ft_i]", "cm", "182.88"),
        ("37", "Cel", "[degF]", "98.6"),
        ("-40", "Cel", "[degF]", "-40"),
        ("98.6", "[degF]", "K", "310.15"),
        ("0", "K", "Cel", "-273.15"),
        ("37.0", "Cel{oral}", "Cel", "37"),
        ("9", "Cel", "[degR]", "507.87"),  # 282.15 × 9/5
        ("120", "mm[Hg]", "kPa", "15.99864"),
        ("10", "cm[H2O]", "Pa", "980.665"),
        ("72", "/min", "Hz", "1.2"),
        ("72", "{beats}/min", "/min", "72"),
        ("98", "%", "1", "0.98"),
        ("98", "%", "{ratio}", "0.98"),
        ("1", "mg/dL", "g/L", "0.01"),
        ("5.5", "mmol/L", "umol/dL", "550"),
        ("4", "10*9/L", "/uL", "4000"),
        ("4", "10*3/uL", "10*9/L", "4"),
        ("4", "10^3/mm3", "10*9/L", "4"),
        ("60", "U/L", "ukat/L", "1"),
        ("1", "k[iU]/L", "[IU]/mL", "1"),
        ("250", "mg/(24.h)", "mg/d", "250"),
        ("24", "mg/24.h", "mg.h", "1"),  # from left to right: mg/24 times h
        ("3", "ug/kg/min", "mg/(kg.h)", "0.18"),
        ("90", "mL/min/{1.73_m2}", "mL/s", "1.5"),
        ("30", "mg/mmol{creat}", "g/mol", "30"),
        ("24.5", "kg/m2", "g/cm2", "2.45"),
        ("2000", "kcal", "kJ", "8368"),
        ("1", "[tsp_us]", "uL", "4928.92159375"),  # 231 in³ / 768
        ("2", "wk", "d", "14"),
        ("12", "mo", "a", "1"),
        ("1", "a", "d", "365.25"),
        ("1", "m2", "cm2", "10000"),
        ("1", "s-1", "/s", "1"),
        ("1", "m+2", "m2", "1"),
        ("1", "daar", "m2", "1000"),
        ("1", "dar", "m2", "10"),
        ("180", "deg", "circ", "0.5"),
        ("2", "1.5", "10*", "1"),  # the dot multiplies
        ("1", "((kg))", "(g)", "1000"),
    ],
)
def test_conversion_is_exact(value: str, given: str, asked: str, answer: str) -> None:
    assert told(value, given, asked) == Fraction(answer)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mg/dL", "mmol/L"),
        ("mmol", "1"),
        ("meq/L", "mmol/L"),
        ("mosm/kg", "mmol/kg"),
        ("[iU]/L", "U/L"),
        ("[iU]", "[CFU]"),
        ("kg", "L"),
        ("m", "m2"),
        ("/min", "min"),
        ("Cel", "J"),
        ("cd", "d"),
    ],
)
def test_what_does_not_measure_the_same(one: str, other: str) -> None:
    left, right = ucum.unit(one), ucum.unit(other)
    assert left is not None
    assert right is not None
    assert not left.measures_as(right)


@pytest.mark.parametrize(
    "code",
    [
        "", " ", "lb", "lbs", "KG", "°C", "mmHg", "mm[Hg", "[pH]", "kkg", "cmin", "k%", "kg m", "kg/", "/", "m//s", ".m",
        "m.", "m..s", "(m", "m)", "()", "(m)2", "m{a", "{a}}", "m{a}{b}", "{é}", "m2.5.", "m-", "m+", "m123", "0", "0.m", "/0",
        "-1", "+2", "Cel/min", "Cel2", "2.Cel", "(Cel)", "Ce{x}l", "ym99.ym99", "Ym99.Ym99", "10*99", "1" * 10,
        "(" * 60, "m." * 32 + "m", "\x00", "m\n", "٢",
    ],
)  # fmt: skip
def test_no_unit(code: str) -> None:
    assert ucum.unit(code) is None


def test_every_unit_of_the_tables_means_something() -> None:
    codes = {*ucum_atoms.BASES, *ucum_atoms.DEFINED, *ucum_atoms.SCALES}
    assert not [code for code in codes if ucum.unit(code) is None]
    assert codes >= ucum_atoms.METRIC
    assert not [code for code in ucum_atoms.METRIC if ucum.unit("k" + code) is None]
