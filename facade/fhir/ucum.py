"""Units of measure: which UCUM codes measure the same thing, and exactly how a value in one becomes one in another.

Everything is a fraction: no value is rounded on the way, so the borders of a search stay where they are.
https://ucum.org/ucum
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from facade.fhir.ucum_atoms import BASES, DEFINED, METRIC, PREFIXES, SCALES

SYSTEM: Final = "http://unitsofmeasure.org"
_LONGEST = 64  # characters; what clinics write has at most thirty
_LARGEST = 10**60  # no unit is that many times another
_ANNOTATION = re.compile(r"\{[!-z|~]*\}")
_ALONE = re.compile(r"([!-z|~]+)(?:\{[!-z|~]*\})?")
_ATOM = re.compile(r"(10[*^]|(?:[A-Za-z%'_*^]|\[[!-Z\\^-z|~]*\])+)([+-]?[0-9]{1,2})?")
_FACTOR = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Unit:
    """So many of the base units of its dimension; `zero`: where its scale starts, in base units."""

    dimension: frozenset[tuple[str, int]]
    factor: Fraction
    zero: Fraction = Fraction(0)

    def measures_as(self, other: Unit) -> bool:
        """Whether a value in this unit can be told in the other."""
        return self.dimension == other.dimension

    def told_in(self, other: Unit, value: Fraction) -> Fraction:
        """A value of this unit as one of the other."""
        return (value * self.factor + self.zero - other.zero) / other.factor


def unit(code: str) -> Unit | None:
    """What a UCUM code means (case-sensitive form); None for what is no UCUM or a unit that we do not know."""
    return _unit(code) if 0 < len(code) <= _LONGEST and code.isascii() else None


@lru_cache(maxsize=2048)
def _unit(code: str) -> Unit | None:
    try:
        found = _scale(code) or _Reading(code).all()
    except ValueError:
        return None
    return found if found.factor * _LARGEST >= 1 and found.factor <= _LARGEST else None


def _scale(code: str) -> Unit | None:
    """A temperature with a zero of its own."""
    alone = _ALONE.fullmatch(code)
    for prefix, scale in _spellings(alone[1]) if alone else ():
        if scale in SCALES:
            degree, zero = map(Fraction, SCALES[scale])
            return Unit(frozenset({("K", 1)}), degree * prefix, zero)
    return None


def _spellings(code: str) -> list[tuple[Fraction, str]]:
    """The ways to take a prefix off; none first: `cd` is the candela, no hundredth of a day."""
    found = [(Fraction(1), code)]
    for prefix, power in PREFIXES.items():
        rest = code.removeprefix(prefix)
        if rest != code and rest in METRIC:
            found.append((Fraction(10) ** power, rest))
    return found


@lru_cache(maxsize=1024)
def _atom(symbol: str) -> Unit:
    """A unit without exponent. ValueError for an unknown one."""
    for prefix, code in _spellings(symbol):
        if code in BASES:
            return Unit(frozenset({(code, 1)}), prefix)
        if code in DEFINED:
            number, of = DEFINED[code]
            meant = _Reading(of).all()
            return Unit(meant.dimension, Fraction(number) * meant.factor * prefix)
    raise ValueError(symbol)


def _product(one: Unit, other: Unit, sign: int) -> Unit:
    """The one times the other, to the power of `sign`."""
    powers = Counter(dict(one.dimension))
    for base, power in other.dimension:
        powers[base] += sign * power
    left = frozenset((base, power) for base, power in powers.items() if power)
    return Unit(left, one.factor * other.factor**sign)


ONE: Final = Unit(frozenset(), Fraction(1))


class _Reading:
    """The grammar of UCUM, from left to right. ValueError for anything outside it."""

    def __init__(self, code: str) -> None:
        self._code, self._at = code, 0

    def all(self) -> Unit:
        """The whole code."""
        found = self._term()
        if self._at < len(self._code):
            raise ValueError(self._code)
        return found

    def _term(self) -> Unit:
        found = _product(ONE, self._component(), -1) if self._skip("/") else self._component()
        while True:
            if self._skip("."):
                found = _product(found, self._component(), 1)
            elif self._skip("/"):
                found = _product(found, self._component(), -1)
            else:
                return found

    def _component(self) -> Unit:
        if self._skip("("):
            found = self._term()
            if not self._skip(")"):
                raise ValueError(self._code)
            return found
        simple = self._simple()
        annotated = self._take(_ANNOTATION)
        if simple is None and annotated is None:
            raise ValueError(self._code)
        return simple or ONE

    def _simple(self) -> Unit | None:
        found = self._take(_ATOM)
        if found is not None:
            return _power(_atom(found[1]), int(found[2] or "1"))
        factor = self._take(_FACTOR)
        return None if factor is None else Unit(frozenset(), Fraction(int(factor[0])))

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._code, self._at)
        self._at = found.end() if found else self._at
        return found

    def _skip(self, char: str) -> bool:
        found = self._code.startswith(char, self._at)
        self._at += found
        return found


def _power(unit: Unit, exponent: int) -> Unit:
    powers = frozenset((base, power * exponent) for base, power in unit.dimension if exponent)
    return Unit(powers, unit.factor**exponent)
