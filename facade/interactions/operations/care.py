"""When a resource belongs to the care of a period: what had ended before it or begun after it is left out.

What has no date that tells so is in, and so is every type whose date cannot be searched here. A problem lasts from its
onset to its abatement, and an allergy does not end.

https://hl7.org/fhir/R4/patient-operation-everything.html
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from facade.fhir import definitions
from facade.search.expression import DateValue, Expression, Not, Param, conjunction

#: Type → the parameters that tell when it begins and when it ends, the first that is offered of each.
_LASTING: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "AllergyIntolerance": (("onset", "date"), ()),
    "Condition": (("onset-date", "recorded-date"), ("abatement-date",)),
    "Patient": ((), ()),
}
#: For every other type: the dates of care, before those of its record.
_USUAL = (
    "date", "effective", "effective-time", "period", "performed", "occurrence", "authoredon", "authored",
    "whenhandedover", "service-date", "start-date", "created", "issued",
)  # fmt: skip


def during(type_: str, start: str, end: str, offered: Container[str]) -> Expression:
    """The resources of the type that are not wholly outside; `start` or `end` "" where the period is open."""
    begins, ends = _LASTING.get(type_, (_USUAL, _USUAL))
    found = [*_outside(type_, begins, "sa", end, offered), *_outside(type_, ends, "eb", start, offered)]
    return conjunction(*(Not(item) for item in found))


def _outside(type_: str, codes: tuple[str, ...], prefix: str, text: str, offered: Container[str]) -> Iterator[Param]:
    known = definitions.search_parameters(type_)
    code = next((code for code in codes if code in offered and known[code].type == "date"), None)
    if code is not None and text:
        yield Param(code, "", (DateValue(text, prefix),))


def since(text: str, offered: Container[str]) -> Expression:
    """What was updated from then on; a type that does not tell when it was updated is in as a whole."""
    wanted = text and "_lastUpdated" in offered
    return Param("_lastUpdated", "", (DateValue(text, "ge"),)) if wanted else conjunction()
