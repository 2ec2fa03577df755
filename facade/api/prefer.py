"""The Prefer header. https://www.rfc-editor.org/rfc/rfc7240, https://hl7.org/fhir/R4/http.html#ops

What is not known is no preference, and of a preference that stands twice the first counts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, cast, get_args

from facade.interactions.context import Prefer

_Return = Literal["minimal", "representation", "OperationOutcome"]
_Handling = Literal["strict", "lenient"]
_RETURNS = {value.lower(): value for value in get_args(_Return)}


@lru_cache(maxsize=256)  # clients send few different ones, again and again
def parse(header: str) -> Prefer:
    """What the client prefers of the things that it may choose."""
    found: dict[str, str] = {}
    for preference in header.split(","):
        name, _, value = preference.partition(";")[0].partition("=")
        found.setdefault(name.strip().lower(), value.strip().strip('"').lower())
    handling = found.get("handling", "")
    return Prefer(
        return_=cast(_Return, _RETURNS.get(found.get("return", ""), "representation")),
        handling=cast(_Handling, handling) if handling in get_args(_Handling) else None,
    )
