"""What of a resource an answer shows: the whole of it, `_elements`, `_summary`, less what the caller may not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import orjson
from sqlalchemy import Column

from facade.compiler import prune
from facade.compiler.build import MERGED, Build, Layout, generate
from facade.compiler.nodes import Leaf, Object, Rows, leaves, rows_in
from facade.compiler.units import Unit, attribute
from facade.compiler.version import Version
from facade.fhir import definitions
from facade.interactions.attributes import Named
from facade.search.request import SearchRequest

#: What `_summary` may ask for that an answer leaves something out for.
NARROWING = frozenset({"true", "text", "data"})


@dataclass(frozen=True)
class View:
    """Hashable: part of the key under which builders are kept.

    `kept`: elements that are built though nobody asked for them, since includes follow them; `shown` drops them.
    `content`: the columns that the content of a Binary needs are fetched as well.
    """

    elements: frozenset[str] | None = None
    summary: str = ""
    mask: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    content: bool = False

    @cached_property
    def _hash(self) -> int:
        return hash((self.elements, self.summary, self.mask, self.kept, self.content))

    def __hash__(self) -> int:
        """Found out once: a view is looked up several times in a request, and kept with what was planned."""
        return self._hash

    @classmethod
    def of(cls, request: SearchRequest, mask: frozenset[str]) -> View:
        """The view that a request asks for."""
        summary = request.summary if request.summary in NARROWING else ""
        return cls(request.elements, summary, mask)

    @property
    def subsetted(self) -> bool:
        """Whether elements were left out at the client's wish, so the answer carries the SUBSETTED tag."""
        return self.elements is not None or self.summary in ("true", "text")

    def subsets(self, unit: Unit) -> bool:
        """The same for one unit's resources: without narrative mapped, `data` is all there is."""
        return self.subsetted or (self.summary == "data" and "text" in unit.root.members)

    def whole(self, unit: Unit) -> bool:
        """Whether nothing is left out; only then has the answer a version."""
        return not self.subsets(unit) and not self.mask

    def root(self, unit: Unit) -> Object:
        """The unit's tree under this view."""
        root = prune.masked(unit.root, self.mask)
        if self.elements is not None:
            return prune.elements(root, self.elements | self.kept)
        if self.summary == "true":
            return prune.summary(root, self.kept)
        if self.summary == "data":
            return prune.without_text(root)
        return prune.text_only(root) if self.summary == "text" else root

    def shown(self, resource: Mapping[str, Any]) -> Mapping[str, Any]:
        """A built resource without what was kept for includes only."""
        extra = self._extra(resource["resourceType"]) & resource.keys() if self.kept else None
        return {key: value for key, value in resource.items() if key not in extra} if extra else resource

    def _extra(self, type_: str) -> frozenset[str]:
        keys: set[str] = set()
        for name in self.kept:
            element = definitions.named(type_, name)
            if (
                element is None
                or element.demanded
                or (self.summary and element.summary)
                or name in (self.elements or ())
            ):
                continue
            keys.update(element.keys)
        return frozenset(keys) if self.subsetted else frozenset()

    def merged(self, unit: Unit) -> frozenset[str]:
        """What the answer tells of rows that the EHR merged; both elements belong to the summary."""
        if self.summary == "text":
            return frozenset()
        asked = MERGED if self.elements is None else MERGED & self.elements
        return frozenset(name for name in asked if f"{unit.type}.{name}" not in self.mask)


@lru_cache(maxsize=256)
def whole(mask: frozenset[str]) -> View:
    """Nothing left out but what is masked. One for each mask: it is found again without a comparison."""
    return View(mask=mask)


@dataclass(frozen=True, eq=False)
class Prepared:
    """Columns to fetch for some units on one table under a view, and how each unit is built from a row."""

    columns: tuple[Column[Any], ...]  # of the root table and its joined rows
    attributes: tuple[Column[Any], ...]
    rows: tuple[Rows, ...]
    builds: tuple[Build, ...]
    versions: tuple[Version | None, ...]
    long: tuple[Column[Any], ...] = ()  # those that hold the content of a Binary
    named: tuple[Named, ...] = ()  # how the attributes are read
    statements: dict[Any, Any] = field(default_factory=dict)  # those of its pages, by what tells them apart

    @cached_property
    def places(self) -> Mapping[Column[Any], int]:
        """Where a row has its columns."""
        return {col: index for index, col in enumerate(self.columns)}

    @property
    def several(self) -> bool:
        """Whether a page needs more than one statement."""
        return bool(self.attributes or self.rows)


def prepare(units: Sequence[Unit], view: View, decimal: Any = orjson.Fragment) -> Prepared:
    """The builders of the units over one common row layout."""
    roots = [view.root(unit) for unit in units]
    columns = _columns(units, roots, view)
    attributes = _attributes(roots)
    rows = tuple(item for root in roots for item in rows_in(root))
    places = {col: index for index, col in enumerate((*columns, *attributes))}
    layout = Layout(places, {item.number: len(places) + index for index, item in enumerate(rows)})
    builds = tuple(
        generate(unit, root, layout, decimal=decimal, subsetted=view.subsets(unit), merged=view.merged(unit))
        for unit, root in zip(units, roots, strict=True)
    )
    versions = tuple(Version.of(unit, layout) if view.whole(unit) else None for unit in units)
    named = Named.of_columns(attributes, places, units[0].context)
    return Prepared(columns, attributes, rows, builds, versions, _long(units, view), named)


def _attributes(roots: Sequence[Object]) -> tuple[Column[Any], ...]:
    """The attribute values read, those of one relation together: they come in one statement."""
    relations: dict[Any, dict[Column[Any], None]] = {}
    for root in roots:
        for leaf in _row_leaves(root):
            for col in leaf.codec.columns:
                owner = attribute(col)
                if owner is not None:
                    relations.setdefault(owner.of, {})[col] = None
    return tuple(col for columns in relations.values() for col in columns)


def _columns(units: Sequence[Unit], roots: Sequence[Object], view: View) -> tuple[Column[Any], ...]:
    """The key, the leaves' columns, and those that attribute and child rows hang on."""
    wanted: dict[Column[Any], None] = {units[0].map.key: None}
    for unit, root in zip(units, roots, strict=True):
        for leaf in _row_leaves(root):
            for col in leaf.codec.columns:
                owner = attribute(col)
                wanted[owner.of.on if owner else col] = None
        for rows in rows_in(root):
            wanted.update(dict.fromkeys(col for col, _ in rows.children.on))
        if unit.last_updated is not None:
            wanted.update(dict.fromkeys(unit.last_updated.columns))
        if view.content and unit.content is not None:
            wanted.update(dict.fromkeys(unit.content.columns))
    return tuple(wanted)


def _long(units: Sequence[Unit], view: View) -> tuple[Column[Any], ...]:
    contents = [unit.content for unit in units if unit.content is not None] if view.content else []
    return tuple(dict.fromkeys(col for content in contents for col in content.long))


def _row_leaves(root: Object) -> list[Leaf]:
    below = {leaf.number for rows in rows_in(root) for leaf in leaves(rows.element)}
    return [leaf for leaf in leaves(root) if leaf.number not in below]
