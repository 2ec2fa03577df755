"""What Observations measured, by code: their own values and those of their components, told in one unit.

Only quantities in UCUM count, as the standard says. https://hl7.org/fhir/R4/observation-operation-stats.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from facade.errors import Refused
from facade.fhir import ucum
from facade.interactions.operations.recent import Resource

_UNIT = frozenset({"unit", "system", "code"})


@dataclass(frozen=True)
class Coding:
    """A code that is asked for; `system` None: of whatever system; "": of none."""

    code: str
    system: str | None = None

    def names(self, coding: Mapping[str, Any]) -> bool:
        """Whether a resource's coding is this one."""
        return coding.get("code") == self.code and self.system in (None, coding.get("system", ""))


@dataclass(frozen=True)
class Measured:
    """All values of one code. `total` counts what has the code, with a value or without."""

    concept: Mapping[str, Any]
    values: tuple[Fraction, ...]  # ascending
    places: int  # decimal places of the most precise value, as it is stored
    unit: Mapping[str, Any]  # unit, system and code of the newest value
    total: int
    sources: tuple[Resource, ...]  # the Observations that gave a value, in the order given


def measured(coding: Coding, observations: Iterable[Resource]) -> Measured:
    """The values of a code, in the unit of the first. Refused 422 where two units measure different things."""
    concept: Mapping[str, Any] | None = None
    given: list[Mapping[str, Any]] = []
    sources: list[Resource] = []
    total = 0
    for observation in observations:
        parts = [part for part in _parts(observation) if _called(part, coding)]
        values = [value for part in parts if (value := _quantity(part)) is not None]
        concept = concept or next((part["code"] for part in parts), None)
        total += len(parts)
        given += values
        sources += [observation] if values else []
    unit = {name: text for name, text in given[0].items() if name in _UNIT} if given else {}
    told = sorted(_told_in(unit["code"], value) for value in given)
    places = max((_places(value["value"]) for value in given), default=0)
    return Measured(concept or _asked(coding), tuple(told), places, unit, total, tuple(sources))


def _parts(observation: Resource) -> Iterator[Mapping[str, Any]]:
    """The Observation and its components: each has a code, and may have a value."""
    yield observation
    yield from observation.get("component", ())


def _called(part: Mapping[str, Any], coding: Coding) -> bool:
    return any(coding.names(other) for other in part.get("code", {}).get("coding", ()))


def _quantity(part: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A value that can be counted with: an exact number in UCUM."""
    found: Mapping[str, Any] = part.get("valueQuantity", {})
    fit = "value" in found and found.get("system") == ucum.SYSTEM and "code" in found and "comparator" not in found
    return found if fit else None


def _told_in(code: str, value: Mapping[str, Any]) -> Fraction:
    exact = Fraction(value["value"])
    if value["code"] == code:
        return exact
    given, wanted = ucum.unit(value["code"]), ucum.unit(code)
    if given is None or wanted is None or not given.measures_as(wanted):
        text = "The values are in units that do not measure the same, so there are no statistics of them together."
        raise Refused(422, "business-rule", text)
    return given.told_in(wanted, exact)


def _places(value: Decimal | int) -> int:
    exponent = Decimal(value).as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _asked(coding: Coding) -> Mapping[str, Any]:
    system = {"system": coding.system} if coding.system else {}
    return {"coding": [{**system, "code": coding.code}]}
