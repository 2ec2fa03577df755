"""The filter of a scope as a search expression: `patient/Observation.rs?category=laboratory`.

Only token, reference and string parameters with a plain `=` are read. Anything else is never ignored:
the scope then grants nothing for that type. https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

from __future__ import annotations

from functools import lru_cache

from facade.access.scopes import Scope
from facade.errors import Refused
from facade.fhir import definitions
from facade.search import values
from facade.search.expression import Expression, Param, ReferenceValue, conjunction

_KINDS = frozenset({"token", "reference", "string"})


@lru_cache(maxsize=4096)
def condition(scope: Scope, type: str) -> Expression | None:
    """What the scope's filter asks of resources of `type`; None if it cannot be asked, so grants nothing."""
    found: list[Expression] = []
    for name, text in scope.parameters:
        param = _param(type, name, text)
        if param is None:
            return None
        found.append(param)
    return conjunction(*found)


def is_usable(scope: Scope) -> bool:
    """Whether the scope grants something for at least one type that is known here."""
    known = definitions.resource_types()
    if scope.type != "*":
        return scope.type in known and condition(scope, scope.type) is not None
    return any(condition(scope, type) is not None for type in known)


def _param(type: str, name: str, text: str) -> Param | None:
    parameter = definitions.search_parameters(type).get(name)  # a name with a modifier or a chain is in no table
    if parameter is None or parameter.type not in _KINDS:
        return None
    try:
        parts = values.alternatives(name, text)
        found = tuple(values.read(parameter, name, part, "") for part in parts)
    except Refused:
        return None
    # a scope does not say at which server: no absolute URL is known to be ours
    foreign = any(isinstance(value, ReferenceValue) and value.url is not None for value in found)
    return None if foreign else Param(name, "", found)
