"""What a modifier makes of a parameter: which there are, by the data types of its elements, and how values are read.

Decisions where the standard leaves a choice:

* `:in`, `:not-in` and, on codes, `:above` and `:below` are read as the codes that they mean, by R4's own value sets and
  code systems. One that R4 does not bind its elements to is refused: an empty answer would be taken for a fact.
* A code that its system does not list, of a system whose hierarchy is known, stands above and below itself alone.
* `:above` and `:below` of URLs go by whole path segments: `http://a.example/b` is above `http://a.example/b/c`, not
  above `http://a.example/bc`. What has no path (`urn:oid:1.2`) is refused.
* `:below` of a canonical goes by its version: `u` is above `u|1.0`, `u|1` above `u|1.2`.
* References upwards and downwards a hierarchy (`partof:below=`) are not supported.

https://hl7.org/fhir/R4/search.html#modifiers
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from facade.errors import Refused, bad_value, not_supported
from facade.fhir import definitions, fhirpath, terminology
from facade.fhir.definitions import Child, SearchParameter
from facade.fhir.fhirpath import Name, OfType, Path
from facade.search import values
from facade.search.expression import OfTypeValue, Param, ReferenceValue, SearchValue, StringValue, TokenValue

CODED = frozenset({"CodeableConcept", "Coding", "code"})
LABELLED = frozenset({"CodeableConcept", "Coding", "Identifier"})
MIME_TYPES = "http://hl7.org/fhir/ValueSet/mimetypes"
NEGATIONS = frozenset({"not", "not-in"})
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/]+(?:/.*)?", re.DOTALL)
_MOST_SEGMENTS = 50


def of_standard(parameter: SearchParameter) -> tuple[str, ...]:
    """The modifiers that R4 gives the parameter and this server knows; a type's name among them for references."""
    match parameter.type:
        case "composite" | "special":
            return ()
        case "string":
            return ("exact", "contains", "missing")
        case "token":
            return (*_of_tokens(parameter), "missing")
        case "uri":
            return ("above", "below", "missing")
        case "reference":
            return (*_of_references(parameter), "missing")
    return ("missing",)


def _of_tokens(parameter: SearchParameter) -> Iterator[str]:
    found = types(parameter)
    yield "not"
    if found & LABELLED:
        yield "text"
    if found & CODED:
        yield from ("below",) if is_mime(parameter) else ("in", "not-in", "above", "below")
    if "Identifier" in found:
        yield "of-type"


def _of_references(parameter: SearchParameter) -> Iterator[str]:
    found = types(parameter)
    if "Reference" in found:
        yield "identifier"
        yield from sorted(parameter.target or definitions.resource_types())
    if "canonical" in found:
        yield "below"


def applied(parameter: SearchParameter, modifier: str, name: str, parts: Sequence[str], base: str) -> Param:
    """What the values, still escaped, ask of the parameter under one of its modifiers or none (""); one of NEGATIONS
    is left to the caller to negate.

    `name` is for messages, `base` our own URL. A value set may mean many more values than were given; bounding them is
    the caller's too. Refused: value, not-supported, too-costly.
    """
    found = (value for part in parts for value in _read(parameter, modifier, name, part, base))
    return Param(parameter.code, _kept(parameter, modifier), tuple(dict.fromkeys(found)))


def meant(param: Param) -> int:
    """How many comparisons the values come to: a URL may have many above it."""
    if param.modifier != "above":
        return len(param.values)
    return sum(2 * value.text.count("/") for value in param.values if isinstance(value, StringValue))


def _kept(parameter: SearchParameter, modifier: str) -> str:
    """The modifier as far as the values do not say it all."""
    if modifier in NEGATIONS or modifier == "in":
        return ""
    codes = parameter.type == "token" and modifier in ("above", "below") and not is_mime(parameter)
    return "" if codes else modifier


def _read(parameter: SearchParameter, modifier: str, name: str, text: str, base: str) -> Sequence[SearchValue]:
    match parameter.type:
        case "token":
            return _token(parameter, modifier, name, text, base)
        case "reference":
            return (_reference(parameter, modifier, name, text, base),)
        case "uri" if modifier:
            return (_url(name, text),)
    return (values.read(parameter, name, text, base),)


def _token(parameter: SearchParameter, modifier: str, name: str, text: str, base: str) -> Sequence[SearchValue]:
    match modifier:
        case "text":
            return (values.string(name, text, base),)
        case "of-type":
            return (_of_type(name, text),)
        case "in" | "not-in":
            return _members(name, values.unescape(text))
        case "above" | "below":
            return (values.string(name, text, base),) if is_mime(parameter) else _subsumed(modifier, name, text)
    return (values.token(name, text, base),)


def _reference(parameter: SearchParameter, modifier: str, name: str, text: str, base: str) -> SearchValue:
    if modifier == "identifier":
        return values.token(name, text, base)
    if modifier in ("", "below") and "canonical" in types(parameter):
        return _canonical(name, text, base, modifier)
    return values.typed_reference(name, modifier, text, base) if modifier else values.reference(name, text, base)


def _of_type(name: str, text: str) -> OfTypeValue:
    parts = [values.unescape(part) for part in values.split(text, "|")]
    if len(parts) != 3 or not all(parts):
        raise bad_value(f"{name} takes [system]|[code]|[value], none of them empty.")
    return OfTypeValue(*parts)


def _members(name: str, url: str) -> Sequence[TokenValue]:
    found = terminology.members(url)
    if found is None:
        raise not_supported(
            f"{name} takes the canonical URL of a value set that R4 binds its elements to; not this one."
        )
    return [TokenValue(code, system) for system, codes in sorted(found.items()) for code in sorted(codes)]


def _subsumed(modifier: str, name: str, text: str) -> Sequence[TokenValue]:
    """The codes above or below a code, itself included."""
    parts = [values.unescape(part) for part in values.split(text, "|")]
    if len(parts) != 2 or not all(parts):
        raise bad_value(f"{name} takes [system]|[code]: what is above a code is for its code system to say.")
    system, code = parts
    found = (terminology.above if modifier == "above" else terminology.below)(system, code)
    if found is None:
        raise not_supported(f"{name}: the hierarchy of this code system is not known here.")
    return [TokenValue(each, system) for each in sorted(found)]


def _url(name: str, text: str) -> StringValue:
    url = values.unescape(text)
    if not _URL.fullmatch(url):
        raise bad_value(f"{name} takes a URL such as http://example.org/fhir; a URN has nothing above or below it.")
    if url.count("/") > _MOST_SEGMENTS:
        raise Refused(400, "too-costly", f"{name} takes a URL of at most {_MOST_SEGMENTS} segments.")
    return StringValue(url)


def _canonical(name: str, text: str, base: str, modifier: str) -> ReferenceValue:
    """A canonical is an absolute URL wherever it points, to this server too."""
    value = values.unescape(text)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value):
        return ReferenceValue("", url=value.removesuffix("|"))
    if modifier:
        raise bad_value(f"{name} takes a canonical URL, with |[version] or without.")
    return values.reference(name, text, base)


@cache
def types(parameter: SearchParameter) -> frozenset[str]:
    """The data types of the parameter's elements, on all of its base types."""
    return frozenset(child.type for child in _ends(parameter))


@cache
def is_mime(parameter: SearchParameter) -> bool:
    """Whether the codes searched are MIME types, which have no code system."""
    bindings = [child.element.binding for child in _ends(parameter)]
    return bool(bindings) and all(binding is not None and binding[1] == MIME_TYPES for binding in bindings)


@cache
def _ends(parameter: SearchParameter) -> tuple[Child, ...]:
    if parameter.expression is None:
        return ()
    paths = [(base, path) for base in parameter.base for path in fhirpath.parse(parameter.expression, base)]
    return tuple(end for base, path in paths for end in _reached(base, path))


def _reached(base: str, path: Path) -> list[Child]:
    """What stands at the end of a path."""
    parents, found = [base], list[Child]()
    for step in path.steps:
        if isinstance(step, Name):
            found = [child for parent in parents for child in _children(parent, step.name)]
        elif isinstance(step, OfType):
            found = [child for child in found if child.type == step.type]
        parents = [child.type for child in found]
    return found


def _children(parent: str, name: str) -> Iterator[Child]:
    element = definitions.named(parent, name)
    for key in element.keys if element else ():
        child = definitions.child(parent, key)
        if child is not None:
            yield child
