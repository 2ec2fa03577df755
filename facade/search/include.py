"""`_include` and `_revinclude` as written: `Encounter:participant:Practitioner`, `Encounter:*`, `*`.

Decision: without `:iterate` only the resources found are followed, so an `_include` must name the type searched; what
names another one is 400, not an empty answer.

https://hl7.org/fhir/R4/search.html#revinclude
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from facade.errors import bad_value, not_supported
from facade.search.request import Include, Schema

NAMES = frozenset({"_include", "_revinclude"})
_AGAIN = ("iterate", "recurse")  # R4 says iterate; clients of DSTU2 still say recurse


def read(name: str, text: str, searched: str, schema: Schema) -> Include:
    """The include that one parameter asks for. Refused: 400 `value`, or `not-supported` for what leads nowhere."""
    kind, _, modifier = name.partition(":")
    if modifier and modifier not in _AGAIN:
        raise not_supported(f"{kind} takes no modifier but :iterate.")
    source, code, target = _parts(name, text)
    include = Include(source, code, target, reverse=kind == "_revinclude", iterate=bool(modifier))
    if source is not None:
        _check(include, name, schema)
        if source != searched and not include.iterate and not include.reverse:
            raise bad_value(f"{name} names a type that this search does not find; {name}:iterate follows others.")
    return include


def _parts(name: str, text: str) -> tuple[str | None, str | None, str | None]:
    parts = text.split(":")
    if text == "*":
        return None, None, None
    if not 2 <= len(parts) <= 3 or not all(parts):
        raise bad_value(f"{name} takes [type]:[parameter] or [type]:[parameter]:[target type].")
    source, code, target = [*parts, None][:3]
    return source, None if code == "*" else code, target


def _check(include: Include, name: str, schema: Schema) -> None:
    """The parameters named are references that lead to the types named, here."""
    assert include.source is not None  # the caller has seen to it
    if not any(leads for _, leads in _followed(include, include.source, schema)):
        raise not_supported(f"{name} names no reference that is served here.")


def _followed(include: Include, source: str, schema: Schema) -> Iterator[tuple[str, frozenset[str]]]:
    """Each reference parameter meant, with the types it leads to."""
    offered = schema.offered(source) or {}
    for code, parameter in offered.items():
        if parameter.type == "reference" and include.code in (None, code):
            targets = schema.targets(source, code)
            yield code, targets if include.target is None else targets & {include.target}


def forward(include: Include, source: str, schema: Schema) -> dict[str, frozenset[str]]:
    """Reference parameters of `source` to follow, with the types to fetch."""
    if include.reverse or include.source not in (None, source):
        return {}
    return {code: targets for code, targets in _followed(include, source, schema) if targets}


def backward(include: Include, target: str, sources: Iterable[str], schema: Schema) -> dict[str, list[str]]:
    """Types that may refer to resources of `target`, with the reference parameters to ask."""
    found: dict[str, list[str]] = {}
    if include.reverse and include.target in (None, target):
        for source in [include.source] if include.source else sources:
            codes = [code for code, targets in _followed(include, source, schema) if target in targets]
            if codes:
                found[source] = codes
    return found
