"""A compartment searched: `Patient/7/Observation`, or every type of it with `*`.

What belongs to it is the standard's own list; what the caller may see of it, the grant's. The resource whose
compartment it is must be one that the caller can find, else the answer is 404.

https://hl7.org/fhir/R4/compartmentdefinition.html https://hl7.org/fhir/R4/http.html#vsearch
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from facade.errors import not_found
from facade.fhir import definitions
from facade.interactions import read, system
from facade.interactions.answering import answered
from facade.interactions.context import Context, Reply
from facade.interactions.search import asked
from facade.interactions.served import Ready
from facade.search.expression import Expression, Param, ReferenceValue, TokenValue, disjunction

ALL = "*"


def search(
    context: Context,
    compartment: str,
    id_: str,
    type_: str,
    pairs: Sequence[tuple[str, str]],
    *,
    lenient: bool | None = None,
) -> Reply:
    """200 with a searchset Bundle. Refused as a search of these types is; 404 for what is no compartment."""
    ready = context.endpoint.source.fresh()
    members = _members(compartment)
    served = [name for name in ready.source.by_type if name in members and type_ in (ALL, name)]
    if not served:
        raise not_found()
    _check_visible(context, ready, compartment, id_)
    within = partial(rule, compartment, id_)
    path = f"{compartment}/{id_}/{type_}"
    if type_ == ALL:
        return answered(context, ready, system.asked(context, ready, path, served, pairs, lenient, within))
    return answered(context, ready, asked(context, ready, path, type_, pairs, lenient, within(type_)))


def rule(compartment: str, id_: str, type_: str) -> Expression:
    """What makes a resource of `type_` belong to the compartment; a Patient belongs to its own only."""
    if type_ == compartment:
        return Param("_id", "", (TokenValue(id_),))
    known = definitions.search_parameters(type_)
    value = ReferenceValue(id_, compartment)
    return disjunction(*(Param(code, "", (value,)) for code in _members(compartment)[type_] if code in known))


def _members(compartment: str) -> Mapping[str, Sequence[str]]:
    try:
        return definitions.compartment(compartment)
    except KeyError:
        raise not_found() from None


def _check_visible(context: Context, ready: Ready, type_: str, id_: str) -> None:
    """Refused 404 unless the caller may see the resource."""
    sight = context.sight(ready)
    found = sight.search(type_)
    if found is None:
        raise not_found()
    wanted = Param("_id", "", (TokenValue(id_),))
    plans = found.plans(wanted, sight.visible(type_), context.asked, sight)
    read.check_there(context, ready, plans, id_)
