"""URI parameters, and URIs where other parameters meet them: canonicals and MIME types.

https://hl7.org/fhir/R4/search.html#uri, #versions and #mimetype
"""

from __future__ import annotations

from collections.abc import Iterator

from facade.compiler.nodes import Node
from facade.compiler.predicate import Predicate, some
from facade.compiler.resolve import Hit
from facade.search.expression import StringValue
from facade.search.pushdown.simple import compared, leaf_of


def uri(hit: Hit, modifier: str, value: StringValue) -> Predicate:
    """The node is that URI, letter for letter, or above or below it by whole path segments."""
    url, node = value.text, hit.node
    if modifier == "above":
        return _placed(hit, (compared(node, "exact", each) for each in ancestors(url)))
    if modifier == "below":
        return _started(hit, url, "" if url.endswith("/") else "/")
    return canonical(hit, url) if getattr(node, "type", "") == "canonical" else _placed(hit, [_exact(node, url)])


def canonical(hit: Hit, url: str) -> Predicate:
    """The node is that canonical; one without version means every version."""
    return _placed(hit, [_exact(hit.node, url)]) if "|" in url else _started(hit, url, "|")


def canonical_below(hit: Hit, url: str) -> Predicate:
    """The node is that canonical in that version or one that refines it (1 and 1.2)."""
    return _started(hit, url, "." if "|" in url else "|")


def mime_type(hit: Hit, text: str) -> Predicate:
    """The node is that MIME type, with parameters behind it or without."""
    return _started(hit, text, ";")


def ancestors(url: str) -> Iterator[str]:
    """The URL and all above it, with and without the slash at their end, down to the bare authority."""
    yield url
    at = url.find("/", url.index("://") + 3)
    while at != -1:
        yield from (url[:at], url[: at + 1])
        at = url.find("/", at + 1)


def _started(hit: Hit, text: str, mark: str) -> Predicate:
    """The text itself, or it and the mark and more."""
    return _placed(hit, [_exact(hit.node, text), compared(hit.node, "starts", text + mark)])


def _exact(node: Node, text: str) -> Predicate:
    return compared(node, "exact", text)


def _placed(hit: Hit, found: Iterator[Predicate] | list[Predicate]) -> Predicate:
    return hit.placed(some(found), leaf_of(hit.node))
