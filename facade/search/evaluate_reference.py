"""Reference and uri searches on one node.

Decisions: an absorbed patient and the head that took it over are one. An absolute URL under our base is
relative. A canonical is also found without its version, and is never an id. The version in a reference
(`/_history/2`) does not count.

https://hl7.org/fhir/R4/search.html#reference and #uri
"""

from __future__ import annotations

import re

from facade.search.evaluate_context import Context
from facade.search.evaluate_walk import Node
from facade.search.expression import ReferenceValue

_URIS = frozenset({"uri", "url", "canonical", "oid", "uuid"})
_MERGED = "Patient.link.other"  # who absorbed whom: it means that very row
_LOCAL = re.compile(r"([A-Z][A-Za-z]*)/([A-Za-z0-9.-]{1,64})(?:/_history/[^/]+)?")


def uri(node: Node, modifier: str, wanted: str) -> bool:
    """Whether the node is that URI, letter for letter, or above or below it by whole path segments."""
    if node.type not in _URIS:
        return False
    found: str = node.value
    if modifier == "above":
        return _is_below(wanted, found)
    if modifier == "below":
        return _is_below(found, wanted)
    return found == wanted or (node.type == "canonical" and found.partition("|")[0] == wanted)


def _is_below(url: str, upper: str) -> bool:
    """Every segment of `upper` begins `url`; both say the whole authority."""
    if url == upper:
        return True
    scheme, _, authority = upper.partition("://")
    return bool(scheme and authority) and url.startswith(upper if upper.endswith("/") else f"{upper}/")


def reference(node: Node, type_: str, value: ReferenceValue, targets: frozenset[str], context: Context) -> bool:
    """Whether the node refers to it. `type_` is the modifier or "" (a type, but `below` on canonicals), `targets` what
    the parameter may mean.
    """
    if node.type == "canonical":
        return value.url is not None and _canonical(node.value, type_, value.url)
    text = node.value.get("reference") if node.type == "Reference" else node.value
    if not isinstance(text, str):
        return False
    wanted = _wanted(value, context)
    if wanted is None:
        return bool(text == value.url)
    found = _local(text, context)
    if found is None or (targets and found[0] not in targets):
        return False
    if type_ not in ("", found[0]) or wanted[0] not in ("", found[0]):
        return False
    if node.path == _MERGED:  # a link is between these two rows
        return found[1] == wanted[1]
    return _head(found[0], found[1], context) == _head(found[0], wanted[1], context)


def _canonical(found: str, modifier: str, wanted: str) -> bool:
    """`wanted` without version means every version; `below` version 1 is version 1.2 too."""
    url, _, version = wanted.partition("|")
    if not version:
        return found.partition("|")[0] == url
    return found == wanted or (modifier == "below" and found.startswith(f"{wanted}."))


def pointed_at(node: Node, targets: frozenset[str], context: Context) -> str | None:
    """`Type/id` on this server that the node refers to; None if it leads elsewhere or to a type that is not meant."""
    text = node.value.get("reference") if node.type == "Reference" else node.value
    found = _local(text, context) if isinstance(text, str) else None
    if found is None or (targets and found[0] not in targets):
        return None
    return "/".join(found) if node.path == _MERGED else _head(found[0], found[1], context)


def _wanted(value: ReferenceValue, context: Context) -> tuple[str, str] | None:
    """Type (or "") and id; None for another server's URL."""
    return (value.type or "", value.id) if value.url is None else _local(value.url, context)


def _local(text: str, context: Context) -> tuple[str, str] | None:
    """Type and id of a reference to this server."""
    base = context.base.rstrip("/")
    match = _LOCAL.fullmatch(text.removeprefix(base + "/") if base else text)
    return (match[1], match[2]) if match else None


def _head(type_: str, id_: str, context: Context) -> str:
    reference = f"{type_}/{id_}"
    return context.heads.get(reference, reference)
