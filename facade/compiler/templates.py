"""What stands in a declared template, before it is compiled for a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from facade.adapter.codecs.base import Codec
from facade.adapter.content import Content
from facade.adapter.relations import Each, Spread
from facade.adapter.resource_map import ResourceMap


def declared_in(template: Any) -> Iterator[Any]:
    """A declared template and everything below it, each before its own."""
    yield template
    if isinstance(template, Mapping):
        below: Iterable[Any] = template.values()
    elif isinstance(template, list):
        below = template
    elif isinstance(template, Spread):
        below = (template.common, *(made for part in template.parts for made in (part.template, part.besides)))
    else:
        below = (template.template,) if isinstance(template, Each) else ()
    for value in below:
        yield from declared_in(value)


def codecs_in(template: Any) -> Iterator[Codec]:
    """Every codec of a declared template."""
    return (found for found in declared_in(template) if isinstance(found, Codec))


def contents_in(template: Any) -> Iterator[Content]:
    """The content of a declared template."""
    return (found for found in declared_in(template) if isinstance(found, Content))


def content_of(declared: ResourceMap) -> Content | None:
    """The content that a map of Binary declares."""
    return next(contents_in(declared.template), None)


def eaches_in(template: Any) -> Iterator[Each]:
    """Every child relation of a declared template."""
    return (found for found in declared_in(template) if isinstance(found, Each))
