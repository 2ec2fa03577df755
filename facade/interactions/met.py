"""What a hop looks at where no SQL reaches both of its ends (`facade.search.crossing`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from facade.compiler.nodes import Object
from facade.compiler.units import Unit
from facade.interactions import references
from facade.interactions.views import View
from facade.search.crossing import Question

#: A hop leads to no more resources.
MOST = 1000


@dataclass(frozen=True)
class Met(View):
    """A row that a hop leads to counts, whether or not it can be shown."""

    @classmethod
    def by(cls, question: Question) -> Met:
        """The elements that tell what the question wants."""
        if question.code is None:
            return cls(frozenset({"id"}), mask=question.mask)
        types = {live.unit.type for plan in question.plans for live in plan.lives}
        found = (name for type_ in types for name in references.elements(type_, question.code))
        return cls(frozenset(found), mask=question.mask)

    def root(self, unit: Unit) -> Object:
        """The tree in which nothing is required."""
        return replace(super().root(unit), required=frozenset())


def ids(resource: Mapping[str, Any], question: Question) -> Iterator[str]:
    """What a question wants of one of the resources that it leads to."""
    if question.code is None:
        yield resource["id"]
        return
    for name in references.of(resource, question.code):
        type_, _, id_ = name.partition("/")
        if type_ == question.type:
            yield id_
