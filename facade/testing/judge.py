"""The oracle of one FHIR type at one place: every resource built from every row, and the evaluator over them.

Nothing here asks SQL what matches. All rows of the root table are read; whether a row belongs to a map is judged
in Python (`restrict` apart, which only SQL can say), what it builds by the generated builder with Decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, cached_property, partial
from typing import Any

import orjson

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import Cases
from facade.adapter.codecs.text import Text
from facade.adapter.combined import all_met
from facade.adapter.schema import Collation
from facade.adapter.sql import as_text
from facade.compiler.nodes import Array, Constant, Leaf, Node, Object, Rows
from facade.compiler.restrictions import holds, own_values
from facade.compiler.units import Unit
from facade.fhir import definitions, fhirpath
from facade.fhir.fhirpath import Name
from facade.interactions.exploded import Opening
from facade.interactions.related import extended
from facade.interactions.served import Ready
from facade.interactions.views import View, prepare
from facade.search import evaluate
from facade.search.expression import And, Chain, Expression, Has, Not, Or, Param
from facade.search.joins import selected
from facade.search.statement import Query, Split, compiled
from facade.sources.connection import SourceConnection
from facade.testing.places import BASE, NOW, Place

ALL_ROWS = 10_000_000


@dataclass(eq=False)
class Universe:
    """What there is: resources by id, bad rows by id, and the row of each.

    `ghosts`: what bad rows would be if nothing were required. Nobody is shown them, yet a hop meets their rows.
    """

    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)  # id → path of what is missing
    rows: dict[tuple[int, Any], str] = field(default_factory=dict)  # (unit, key) → id
    ghosts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def met(self) -> Mapping[str, dict[str, Any]]:
        """What a hop may lead to."""
        return {**self.resources, **self.ghosts}


class _Lenient(View):
    """A whole resource, or what there is of it."""

    def root(self, unit: Unit) -> Object:
        """The tree in which nothing is required of the resource."""
        return replace(super().root(unit), required=frozenset())


def universe(place: Place, type_: str) -> Universe:
    """Every resource of the type."""
    found = Universe()
    ready = place.ready
    with place.source.reading(several=True) as connection:
        for unit in ready.source.by_type[type_]:
            _read(ready, connection, unit, place.context().today, found, place.once)
    return found


def _read(
    ready: Ready, connection: SourceConnection, unit: Unit, today: str, found: Universe, once: dict[Any, Any]
) -> None:
    if unit.explosion is not None and unit.sieve is not None:
        keys = sorted(_meant(ready, connection, unit.sieve, today))
        connection = Opening(ready, connection, unit.explosion, today).of(keys).connection
        assert ready.inner is not None  # there are virtual tables
        ready = ready.inner
    if unit not in once:
        once[unit] = prepare([unit], View(), decimal=Decimal), cache(partial(_lenient, unit))
    prepared, lenient = once[unit]
    query = Query(unit.map.table, unit.map.key, prepared.columns, (), ALL_ROWS)
    sql = ready.statements.page(query, Split(unit.told_by_sql, ()))
    fetched = connection.execute(sql.text, sql.params((), today))
    meant = _meant(ready, connection, unit, today)
    rows = extended(ready, connection, prepared, fetched)
    for row in rows:
        if row[0] in meant:
            _build(prepared.builds[0], lenient, unit, row, today, found)


def _lenient(unit: Unit) -> Any:
    """Builds what there is of a resource: most units never have a bad row."""
    return prepare([unit], _Lenient(), decimal=Decimal).builds[0]


def _build(build: Any, lenient: Any, unit: Unit, row: Sequence[Any], today: str, found: Universe) -> None:
    problems: list[tuple[str, str, str]] = []
    resource = build(row, None, today, problems)
    id_ = unit.identity.id_of(row[0], unit.part)
    if id_ in found.resources or id_ in found.bad:
        raise AssertionError(f"{unit.label}: two rows make one id; a relation gives its root row more than once")
    ghost = lenient()(row, None, today, []) if resource is None else {}
    if unit.part and not (unit.own_members & (resource or ghost).keys()):
        return
    found.rows[unit.number, row[0]] = id_
    if resource is None:
        found.bad[id_] = next(path for kind, path, _ in problems if kind == "bad")
        found.ghosts[id_] = ghost
    else:
        found.resources[id_] = resource


def _meant(ready: Ready, connection: SourceConnection, unit: Unit, today: str) -> set[Any]:
    """Keys of the rows that are this map's."""
    context, key = unit.context, unit.map.key
    readable = [item for item in unit.conditions if item.readable]
    told = [item.told(context) for item in readable]
    columns = [key, *dict.fromkeys(col for item in readable for col in item.columns)]
    wanted = [as_text(col, context.kind(col)) for col in columns]
    only_sql = [item.sql(context, own_values(item, context)) for item in unit.conditions if not item.readable]
    where = [*only_sql, *(holds(item, context) for item in unit.map.restrict)]
    sql = compiled(selected(context, unit.map.table, wanted, where, columns), ready.statements.dialect, context.facts)
    rows = (dict(zip(columns, raw, strict=True)) for raw in connection.execute(sql.text, sql.params((), today)))
    return {
        row[key]
        for row in rows
        if str(row[key]).strip(" ")  # a blank key makes no id
        and all_met(told, row, today)
    }


# How texts compare: told to the evaluator by JSON path, since it knows no columns


def compared(node: Node, path: str) -> Iterator[tuple[str, Collation | None]]:
    """Every primitive path below a node with the class of its column, None where texts are fixed or coded."""
    if isinstance(node, Object):
        for key, member in node.members.items():
            yield from compared(member, f"{path}.{key}")
    elif isinstance(node, Array):
        for item in node.items:
            yield from compared(item, path)
    elif isinstance(node, Rows):
        yield from compared(node.element, path)
    elif isinstance(node, Leaf):
        yield from _of_leaf(node, path)
    elif isinstance(node, Constant):
        yield path, None


def _of_leaf(leaf: Leaf, path: str) -> Iterator[tuple[str, Collation | None]]:
    if leaf.codec.many:
        yield from ((f"{path}.{name}", None) for name in ("code", "display"))
    yield from ((path, found) for found in _classes(leaf.codec))


def _classes(codec: Codec) -> Iterator[Collation | None]:
    if isinstance(codec, Cases):
        for _, inner in codec.branches:
            yield from _classes(inner)
    elif isinstance(codec, Text):
        yield codec.at.collation(codec.col)
    elif codec.columns or codec.gives:
        yield None


def collations(units: Iterable[Unit]) -> list[dict[str, Collation]]:
    """One table of paths; several where a path has leaves of different classes, so that any of them may be meant."""
    options: dict[str, dict[Collation | None, None]] = {}
    for unit in units:
        for path, found in compared(unit.root, unit.type):
            options.setdefault(path, {})[found] = None
    most = max((len(found) for found in options.values()), default=1)
    tables: list[dict[str, Collation]] = []
    for turn in range(most):
        chosen = {path: list(found)[turn % len(found)] for path, found in options.items()}
        tables.append({path: found for path, found in chosen.items() if found is not None})
    return tables


@dataclass(eq=False)
class Judge:
    """Says which resources a search must find and which it may find (texts of mixed columns)."""

    place: Place
    type: str
    universe: Universe
    others: dict[str, Universe] = field(default_factory=dict)

    @classmethod
    def of(cls, place: Place, type_: str, others: dict[str, Universe] | None = None) -> Judge:
        """Over what the database holds now. `others`: what was read of it already, which grows."""
        known = {} if others is None else others
        if type_ not in known:
            known[type_] = universe(place, type_)
        return cls(place, type_, known[type_], known)

    @cached_property
    def contexts(self) -> list[evaluate.Context]:
        """What the evaluator must be told; one for each way in which mixed paths could compare."""
        return self._contexts(self.place.ready.source.by_type[self.type], {})

    @cached_property
    def hopping(self) -> list[evaluate.Context]:
        """The same where an expression enters other types."""
        units = [unit for units in self.place.ready.source.by_type.values() for unit in units]
        met = {f"{type_}/{id_}": item for type_ in self.place.types for id_, item in self.of_type(type_).met.items()}
        return self._contexts(units, met)

    def among(self, resources: Mapping[str, dict[str, Any]]) -> list[evaluate.Context]:
        """The same for a caller for whom there are these only, by `Type/id`."""
        return [replace(context, resources=resources, answers={}) for context in self.hopping]

    def of_type(self, type_: str) -> Universe:
        """What there is of any type; read once."""
        if type_ == self.type:
            return self.universe
        if type_ not in self.others:
            self.others[type_] = universe(self.place, type_)
        return self.others[type_]

    def beside(self, type_: str) -> Judge:
        """The judge of another type over the same rows."""
        return Judge(self.place, type_, self.of_type(type_), self.others)

    def _contexts(self, units: Sequence[Unit], met: Mapping[str, dict[str, Any]]) -> list[evaluate.Context]:
        heads = {
            f"{item.type}/{item.id_of(key)}": f"{item.type}/{item.id_of(head)}"
            for item in self.place.ready.source.identities.values()
            for key, head in item.merges.heads.items()
        }
        return [
            evaluate.Context(
                zone=self.place.source.zone, now=NOW, collations=table, default_collation="ci-ai-pad", heads=heads,
                base=BASE, resources=met,
            )
            for table in collations(units)
        ]  # fmt: skip

    @property
    def tables(self) -> set[str]:
        """The root tables of the type."""
        return {unit.map.table.name for unit in self.place.ready.source.by_type[self.type]}

    def verdict(
        self, expression: Expression, seen: Sequence[evaluate.Context] | None = None
    ) -> tuple[set[str], set[str]]:
        """(ids that must be found, ids that may be). `seen`: what the caller may see of other types, else all."""
        must: set[str] = set()
        may: set[str] = set()
        contexts = seen or (self.hopping if _hops(expression) else self.contexts)
        for part, ids in self._groups(_elements(expression, self.type)):
            answers = {evaluate.matches(part, expression, context) for context in contexts}
            if True in answers:
                may.update(ids)
                if False not in answers:
                    must.update(ids)
        return must, may

    def _groups(self, names: frozenset[str]) -> list[tuple[dict[str, Any], list[str]]]:
        """Resources that look the same to an expression about these elements: what it sees of them is judged once."""
        found = self._grouped.get(names)
        if found is None:
            alike: dict[bytes, tuple[dict[str, Any], list[str]]] = {}
            for id_, resource in self.universe.resources.items():
                part = {key: value for key, value in resource.items() if _element(self.type, key) in names}
                alike.setdefault(orjson.dumps(part, default=str), (part, []))[1].append(id_)
            found = self._grouped[names] = [({"resourceType": self.type, **part}, ids) for part, ids in alike.values()]
        return found

    @cached_property
    def _grouped(self) -> dict[frozenset[str], list[tuple[dict[str, Any], list[str]]]]:
        return {}


def _element(type_: str, key: str) -> str:
    child = definitions.child(type_, key)
    return key if child is None else child.element.name


def _elements(expression: Expression, type_: str) -> frozenset[str]:
    """The top-level elements that an expression can look at."""
    match expression:
        case And() | Or():
            return frozenset().union(*(_elements(item, type_) for item in expression.items))
        case Not():
            return _elements(expression.item, type_)
        case Param() | Chain():
            return _of_parameter(expression.code, type_)
        case Has():
            return frozenset({"id"})
    return frozenset()


def _hops(expression: Expression) -> bool:
    match expression:
        case And() | Or():
            return any(map(_hops, expression.items))
        case Not():
            return _hops(expression.item)
    return isinstance(expression, Chain | Has)


def _of_parameter(code: str, type_: str) -> frozenset[str]:
    parameter = definitions.search_parameters(type_)[code]
    paths = fhirpath.parse(parameter.expression or "", type_)
    if any(not path.steps for path in paths):  # a composite starts at the resource itself
        paths += tuple(path for _, text in parameter.components for path in fhirpath.parse_relative(text))
    firsts = (next(iter(path.steps), None) for path in paths)
    return frozenset(step.name for step in firsts if isinstance(step, Name))
