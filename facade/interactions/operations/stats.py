"""Observation/$stats: statistics of what one subject's observations measured, by code.

The codes are looked for in Observation.code and in component.code, and the observations are found by an ordinary
search, so nothing is counted that the caller may not see. https://hl7.org/fhir/R4/observation-operation-stats.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from facade.fhir import ucum
from facade.fhir.definitions import SearchParameter
from facade.interactions.context import Context, Reply
from facade.interactions.fetch import Reader
from facade.interactions.operations import window
from facade.interactions.operations.measured import Measured, measured
from facade.interactions.operations.recent import Resource, newest_first
from facade.interactions.operations.statistics import COUNT, SYSTEM, TOTAL, Statistic, rounded
from facade.interactions.operations.wanted import Wanted, wanted_of
from facade.interactions.paging import Section
from facade.interactions.views import View
from facade.search.parse import parse
from facade.search.request import SearchRequest

TYPE = "Observation"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def stats(context: Context, pairs: Sequence[tuple[str, str]], *, lenient: bool | None = None) -> Reply:
    """200 with Parameters. Refused 400 for what cannot be asked, 422 for units that do not go together."""
    ready = context.endpoint.source.fresh()
    types = context.search_of(ready, TYPE)
    visible, reason = context.visible(ready, TYPE, "search")
    wanted = wanted_of(pairs, context.now, lenient=context.settings(lenient).lenient)
    request = _request(context, wanted, types.offer.parameters)
    plans = types.plans(request.expression, visible, context.asked, context.sight(ready))
    with context.endpoint.source.source.reading(several=True) as connection:
        reader = Reader(ready, connection, View(mask=types.mask), context.today, Decimal)
        read = window.whole([Section(reader, plan) for plan in plans])
    counted = [item.resource for item in read.found if item.resource.get("status") != "entered-in-error"]
    context.event("stats", TYPE, 200, count=len(counted), reason=reason, problems=read.told)
    return Reply(200, _parameters(wanted, newest_first(counted, context.endpoint.source.zone)))


def _request(context: Context, wanted: Wanted, offered: Mapping[str, SearchParameter]) -> SearchRequest:
    """The search for the observations with the codes."""
    query = wanted.search("combo-code" if "combo-code" in offered else "code")
    settings = context.settings(lenient=False)  # what cannot be asked must not be left out of the question
    return parse(TYPE, query, offered, settings=settings, base=context.endpoint.base)


def _parameters(wanted: Wanted, counted: Sequence[Resource]) -> dict[str, Any]:
    results = [measured(coding, counted) for coding in wanted.codings]
    used = {id(one) for result in results for one in result.sources}
    sources = [one for one in counted if id(one) in used][: wanted.limit]
    return {
        "resourceType": "Parameters",
        "parameter": [
            *({"name": "statistics", "resource": _observation(wanted, result)} for result in results),
            *({"name": "source", "resource": one} for one in sources),
        ],
    }


def _observation(wanted: Wanted, result: Measured) -> dict[str, Any]:
    """One Observation for one code, with a component for each statistic."""
    start, end = wanted.period
    period = {name: text for name, text in (("start", start), ("end", end)) if text}
    return {
        "resourceType": TYPE,
        "status": "final",
        "code": result.concept,
        **({"subject": {"reference": wanted.subject}} if "/" in wanted.subject else {}),
        **({"effectivePeriod": period} if period else {}),
        "component": [_component(statistic, result) for statistic in wanted.statistics],
    }


def _component(statistic: Statistic, result: Measured) -> dict[str, Any]:
    coding = {"system": SYSTEM, "code": statistic.code, "display": statistic.display}
    code = {"coding": [coding]}
    if statistic.code == TOTAL:
        return {"code": code, "valueQuantity": {"value": result.total, **_NUMBER}}
    exact = statistic.of(result.values)
    if exact is None:
        return {"code": code, "dataAbsentReason": {"coding": [{"system": _ABSENT, "code": "not-applicable"}]}}
    places = 0 if statistic.code == COUNT else result.places
    return {"code": code, "valueQuantity": {"value": rounded(exact, places), **_unit(statistic, result.unit)}}


_NUMBER: Mapping[str, str] = {"unit": "1", "system": ucum.SYSTEM, "code": "1"}


def _unit(statistic: Statistic, unit: Mapping[str, Any]) -> Mapping[str, Any]:
    match statistic.measures:
        case "value":
            return unit
        case "number":
            return _NUMBER
    code = f"({unit['code']}).({unit['code']})"
    text = f"({unit.get('unit', unit['code'])})²"
    # a temperature in Celsius has no square in UCUM: then the text alone says what it is
    return {"unit": text, "system": ucum.SYSTEM, "code": code} if ucum.unit(code) else {"unit": text}
