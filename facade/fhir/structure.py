"""The structure of an incoming resource, held against the R4 definitions.

Members, JSON types, cardinality, grammar of primitives, codes of required bindings. Profiles, invariants and
the targets of references are not checked here. What is found is told by path, never by value.
https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, zip_longest
from typing import Any

from facade.errors import Issue
from facade.fhir import definitions, primitives
from facade.fhir.bindings import outside
from facade.fhir.definitions import Child, Element

_ABSENT = object()
_UNSAFE = re.compile(r"[^A-Za-z0-9_]")
_SHOWN = 40  # characters of an unknown member's name


def _issue(path: str, text: str, code: str = "structure") -> Issue:
    return Issue(code, text, expression=(path,))


def _safe(name: str) -> str:
    """A client's own member name, fit to be shown: it could be anything, a script or a health number."""
    return _UNSAFE.sub("_", name[:_SHOWN]) or "_"


def _shape(value: Any, path: str) -> Issue | None:
    """What is wrong before looking inside an object."""
    if not isinstance(value, dict):
        return _issue(path, "A JSON object is expected here.")
    return None if value else _issue(path, "An object must not be empty.")


def _object(value: Any, parent: str, path: str) -> Iterator[Issue]:
    """An object of a data type, a backbone or (without its resourceType) a resource."""
    wrong = _shape(value, path)
    if wrong:
        yield wrong
        return
    keys: dict[Element, set[str]] = {}
    for key in value:
        base = key.removeprefix("_")
        child = definitions.child(parent, base)
        if child is None or definitions.child(parent, key) is None:
            yield _issue(f"{path}.{_safe(key)}", "R4 has no such element here.")
            continue
        keys.setdefault(child.element, set()).add(base)
        if key == base or base not in value:  # else it was looked at together with its value
            yield from _member(child, value, f"{path}.{child.element.name}")
    yield from _cardinality(keys, parent, path)


def _cardinality(keys: Mapping[Element, set[str]], parent: str, path: str) -> Iterator[Issue]:
    for element, found in keys.items():
        if len(found) > 1:
            yield _issue(f"{path}.{element.name}", "Only one type of value may be given.")
    for element in definitions.required(parent):
        if element not in keys:
            yield _issue(f"{path}.{element.name}", "This element is required.", "required")


def _member(child: Child, owner: Mapping[str, Any], path: str) -> Iterator[Issue]:
    """One element: its value and, for primitives, the `_key` beside it; one of them may be absent."""
    value = owner.get(child.key, _ABSENT)
    beside = owner.get("_" + child.key, _ABSENT) if definitions.is_primitive(child.type) else _ABSENT
    if child.element.many:
        yield from _array(child, value, beside, path)
    else:
        yield from _pair(child, value, beside, path)


def _array(child: Child, value: Any, beside: Any, path: str) -> Iterator[Issue]:
    given = [array for array in (value, beside) if array is not _ABSENT]
    if not all(isinstance(array, list) and array for array in given):
        yield _issue(path, "An array of at least one item is expected here.")
    elif len({len(array) for array in given}) > 1:
        yield _issue(path, "The arrays of values and of their extensions differ in length.")
    else:
        items = zip_longest(*(() if array is _ABSENT else array for array in (value, beside)), fillvalue=_ABSENT)
        for at, (item, extra) in enumerate(items):
            yield from _item(child, item, extra, f"{path}[{at}]")


def _item(child: Child, item: Any, extra: Any, path: str) -> Iterator[Issue]:
    """In arrays of primitives null keeps the place of what the other array has."""
    if item is None and isinstance(extra, dict):
        item = _ABSENT
    elif extra is None and item is not None and item is not _ABSENT:
        extra = _ABSENT
    yield from _pair(child, item, extra, path)


def _pair(child: Child, value: Any, beside: Any, path: str) -> Iterator[Issue]:
    if value is not _ABSENT:
        yield from _value(child, value, path)
    if beside is not _ABSENT:
        yield from _object(beside, "Element", path)


def _value(child: Child, value: Any, path: str) -> Iterator[Issue]:
    wrong = None
    if value is None:
        wrong = _issue(path, "null is not allowed here.")
    elif definitions.is_primitive(child.type):
        wrong = _primitive(child.type, value, path)
    elif child.type == "Resource" or child.type in definitions.resource_types():
        wrong = _inner_resource(child.type, value, path)
    else:
        yield from _object(value, child.type, path)
    if wrong:
        yield wrong
    elif outside(child, value):
        yield _issue(path, "The code is not one of those that R4 requires here.", "code-invalid")


def _primitive(type: str, value: Any, path: str) -> Issue | None:
    if isinstance(value, dict | list):
        return _issue(path, "A single value is expected here.")
    if primitives.valid(type, value):
        return None
    return _issue(path, f"This is not a valid {type}.", "value")


def _inner_resource(type: str, value: Any, path: str) -> Issue | None:
    """Contained resources and entries of Bundles: that they are resources, no more."""
    wrong = _shape(value, path)
    if wrong:
        return wrong
    name = value.get("resourceType")
    if not isinstance(name, str) or name not in definitions.all_resource_types():
        return _issue(path, "A resource needs a resourceType of R4.")
    return None if type in ("Resource", name) else _issue(path, f"A resource of type {type} is expected here.")


def _resource(resource: Any, type: str) -> Iterator[Issue]:
    wrong = _shape(resource, type)
    if wrong:
        yield wrong
    elif resource.get("resourceType") != type:
        yield _issue(type, f"The resourceType must be {type}.", "invalid")
    else:
        body = {key: value for key, value in resource.items() if key != "resourceType"}
        if body:
            yield from _object(body, type, type)
        else:
            yield from _cardinality({}, type, type)


def check(resource: Any, type: str, *, limit: int = 100) -> list[Issue]:
    """What is wrong with a resource that should be of `type`, at most `limit` issues; empty when nothing is.

    Paths are those of FHIRPath: "Patient.name[0].given[1]", "Observation.value" for valueQuantity.
    """
    return list(islice(_resource(resource, type), limit))
