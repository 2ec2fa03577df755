"""Laws of writing: what was read can be written back and changes nothing; what was accepted is read back, no less
and no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from random import Random
from typing import Any

from facade.compiler.nodes import Array, Constant, Leaf, Node, Object, Rows
from facade.compiler.unify import changes
from facade.compiler.units import Unit
from facade.fhir import definitions, structure
from facade.interactions.context import Prefer
from facade.interactions.create import create
from facade.interactions.read import read
from facade.interactions.update import update
from facade.testing.asked import thinned
from facade.testing.judge import Judge
from facade.testing.report import Report, answered

NOT_CONTENT = ("resourceType", "id", "meta", "text")


def get_put(judge: Judge) -> Report:
    """Every resource of every map that is written, unified with itself: no column would change, nothing is lost.

    In a map that is only read slices may look alike (E008), so that nothing could tell where a value came from.
    """
    report = Report()
    units = {unit.number: unit for unit in judge.place.ready.source.by_type[judge.type]}
    for (number, _), id_ in judge.universe.rows.items():
        resource = judge.universe.resources.get(id_)
        if resource is not None and units[number].map.writes is not None:
            change = changes(units[number], resource, resource)
            report.check(not change.columns, f"{judge.type}/{id_}: would set {_names(change.columns)}: {resource}")
            report.check(
                not change.lost, f"{judge.type}/{id_}: would lose {[item.path for item in change.lost]}: {resource}"
            )
    return report


def _names(columns: Mapping[Any, Any]) -> str:
    return ", ".join(f"{col.name}={value!r}" for col, value in columns.items())


def writable(judge: Judge, action: str) -> list[Unit]:
    """The units of the type that take this write."""
    units = judge.place.ready.source.by_type[judge.type]
    return [
        unit for unit in units if unit.map.writes is not None and not unit.part and getattr(unit.map.writes, action)
    ]


def put_back(judge: Judge, most: int = 40) -> Report:
    """PUT of what was read: 200, the same version, and no table changes."""
    report, before = Report(), judge.place.contents()
    for id_ in thinned(_heads(judge), most):
        _, body, reply = answered(lambda id_=id_: read(judge.place.context(), judge.type, id_))  # type: ignore[misc]
        assert reply is not None  # the judge knows it
        tag = reply.headers["ETag"]
        status, after, again = put(judge, id_, body, tag)
        same = again is not None and again.headers.get("ETag") == tag and after == body
        report.check(
            status == 200 and same, f"{judge.type}/{id_}: PUT of what was read answers {status}: {body}, {after}"
        )
    report.check(judge.place.contents() == before, f"{judge.type}: a PUT of what was read changed the tables")
    return report


def _heads(judge: Judge) -> list[str]:
    """Ids of writable maps, without rows that were merged into others."""
    units = {unit.number for unit in writable(judge, "update")}
    merged = {ref.partition("/")[2] for ref in judge.contexts[0].heads if ref.startswith(f"{judge.type}/")}
    ids = (id_ for (number, _), id_ in judge.universe.rows.items() if number in units)
    return sorted(id_ for id_ in ids if id_ in judge.universe.resources and id_ not in merged)


def put(judge: Judge, id_: str, body: Any, tag: str) -> tuple[int, Any, Any]:
    """One PUT."""
    context = judge.place.context()
    return answered(lambda: update(context, judge.type, id_, deepcopy(body), if_match=tag, prefer=Prefer()))


def put_get(judge: Judge, *, tries: int = 30, seed: int = 7) -> Report:
    """PUT of changed resources: the accepted one is what is then read, plus the template's constants."""
    report, random = Report(), Random(seed)
    ids = _heads(judge)
    if not ids:
        return report
    rich = max((judge.universe.resources[id_] for id_ in ids), key=lambda one: len(list(_facts(one))))
    turns: Counter[str] = Counter()
    for id_ in thinned(ids, 2 * tries):
        for key in _differing(judge.universe.resources[id_], rich):
            lacking = f"{key} {judge.universe.resources[id_].get(key)!r}"  # rows alike get one variant after the other
            for element in (_thinner(rich[key], turns[lacking]), rich[key]):
                _change(judge, id_, lambda body, key=key, element=element: {**body, key: element}, report)  # type: ignore[misc]
            turns[lacking] += 1
    for _ in range(tries):
        other = judge.universe.resources[random.choice(ids)]
        _change(judge, random.choice(ids), lambda body, other=other: _mixed(body, other, random), report)  # type: ignore[misc]
    report.check(4 * report.refused < 3 * report.tried, f"{judge.type}: hardly a PUT was accepted")
    return report


def _differing(one: Any, rich: Any) -> list[str]:
    return [key for key in sorted(rich) if key not in NOT_CONTENT and one.get(key) != rich[key]]


def _thinner(value: Any, turn: int) -> Any:
    """A copy with one thing left out: another one at every turn."""
    made = deepcopy(value)
    members = [(item, key) for item in _objects(made) if len(item) > 1 for key in sorted(item)]
    if members:
        item, key = members[turn % len(members)]
        del item[key]
    return made


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from _objects(member)
    elif isinstance(value, list):
        for member in value:
            yield from _objects(member)


def _change(judge: Judge, id_: str, make: Callable[[Any], Any], report: Report) -> None:
    """Read, change, PUT, read again."""
    _, body, reply = answered(lambda: read(judge.place.context(), judge.type, id_))
    if reply is None:
        return
    wanted = make(body)
    status, after, _ = put(judge, id_, wanted, reply.headers["ETag"])
    allowed = (400,) if structure.check(wanted, judge.type) else (200, 422)
    report.check(status in allowed, f"{judge.type}/{id_}: PUT answers {status}: {wanted}")
    unit = next(unit for unit in writable(judge, "update") if unit.identity.parse(id_) is not None)
    if status == 200:
        _stored(judge, unit, id_, wanted, after, report)
    else:
        report.refused += 1
        change = changes(unit, wanted, body)
        placed = status == 422 and not change.lost and not _read_twice(unit, change.columns)
        report.check(not placed, f"{judge.type}/{id_}: everything has its place, yet PUT is refused: {wanted}")


def _read_twice(unit: Unit, columns: Iterable[Any]) -> bool:
    """Whether one of the columns also gives another element, which the client may not have changed to fit."""
    read = Counter(col for leaf in unit.row_leaves for col in leaf.codec.columns)
    return any(read[col] > 1 for col in columns)


def _stored(judge: Judge, unit: Unit, id_: str, wanted: Any, answer: Any, report: Report) -> None:
    _, now, _ = answered(lambda: read(judge.place.context(), judge.type, id_))
    where = f"{judge.type}/{id_}"
    report.check(now == answer, f"{where}: answered {answer}, read {now}")
    said, found = Counter(_facts(_content(wanted))), Counter(_facts(_content(now)))
    report.check(not said - found, f"{where}: accepted, not read back: {list(said - found)}")
    given = set(_given_by_us(unit.root))
    more = [fact for fact in found - said if fact[0] not in given]
    report.check(not more, f"{where}: left out by the client, still there: {more}")


def _content(resource: Any) -> Any:
    return {key: value for key, value in resource.items() if key not in NOT_CONTENT}


def _facts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(path without positions, value) of everything said."""
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield from _facts(member, f"{path}.{key}")
    elif isinstance(value, list):
        for member in value:
            yield from _facts(member, path)
    else:
        yield path, str(value)


def _given_by_us(node: Node, path: str = "") -> Iterator[str]:
    """Paths of constants and of what is only read."""
    if isinstance(node, Constant) or (isinstance(node, Leaf) and not node.codec.written):
        yield path
    elif isinstance(node, Object):
        for key, member in node.members.items():
            yield from _given_by_us(member, f"{path}.{key}")
    elif isinstance(node, Array):
        for item in node.items:
            yield from _given_by_us(item, path)
    elif isinstance(node, Rows):
        yield from _below(node.element, path)


def _below(node: Node, path: str) -> Iterator[str]:
    if isinstance(node, Object):
        for key, member in node.members.items():
            yield from _below(member, f"{path}.{key}")
    elif isinstance(node, Array):
        for item in node.items:
            yield from _below(item, path)
    else:
        yield path


def _mixed(one: Any, other: Any, random: Random) -> Any:
    """The resource with some elements of another, and some left out."""
    made = deepcopy(one)
    keys = sorted({*one, *other} - set(NOT_CONTENT))
    for key in random.sample(keys, min(len(keys), random.randint(1, 3))):
        if key in other and random.random() < 0.75:
            made[key] = _blended(one.get(key), deepcopy(other[key]), random)
        elif key in made and random.random() < 0.5:
            del made[key]
        elif isinstance(made.get(key), (list, dict)):
            _thin(made[key], random)
    return {key: value for key, value in made.items() if value not in ([], {})}


def _blended(mine: Any, theirs: Any, random: Random) -> Any:
    """Theirs, or a part of theirs within mine, or a thinner one of theirs beside mine."""
    if isinstance(mine, dict) and isinstance(theirs, dict) and mine and random.random() < 0.5:
        key = random.choice(sorted(theirs))
        return {**mine, key: theirs[key]}
    if random.random() < 0.5:
        _thin(theirs, random)
    if isinstance(mine, list) and isinstance(theirs, list) and mine and theirs and random.random() < 0.5:
        at = random.randrange(len(mine))
        return [*mine[:at], _blended(mine[at], theirs[at % len(theirs)], random), *mine[at + 1 :]]
    return theirs


def _thin(value: Any, random: Random) -> None:
    """Take one thing out."""
    if isinstance(value, list) and value:
        at = random.randrange(len(value))
        if isinstance(value[at], dict) and len(value[at]) > 1 and random.random() < 0.5:
            _thin(value[at], random)
        else:
            del value[at]
    elif isinstance(value, dict) and value:
        key = random.choice(sorted(value))
        if isinstance(value[key], (list, dict)) and random.random() < 0.5:
            _thin(value[key], random)
        else:
            del value[key]


def post(judge: Judge, most: int = 25) -> Report:
    """POST of resources like those that are there: accepted ones come back as sent, under an id of their own."""
    report, known = Report(), set(judge.universe.resources)
    units = {unit.number: unit for unit in writable(judge, "create")}
    ids = [id_ for (number, _), id_ in judge.universe.rows.items() if number in units and id_ in known]
    for id_ in thinned(ids, most if units else 0):
        _posted(judge, _content(judge.universe.resources[id_]), known, report)
    report.check(not ids or report.tried > report.refused, f"{judge.type}: no POST was accepted")
    return report


def _posted(judge: Judge, content: Any, known: set[str], report: Report) -> None:
    context = judge.place.context()
    content = _without_losses(judge, content)
    body = {"resourceType": judge.type, **content}
    status, after, _ = answered(lambda: create(context, judge.type, deepcopy(body), prefer=Prefer()))
    report.check(status in (201, 422), f"{judge.type}: POST answers {status}: {body}")
    if status != 201:
        report.refused += 1
        return
    report.check(after["id"] not in known, f"{judge.type}: POST gives the id {after['id']} again")
    known.add(after["id"])
    said, found = Counter(_facts(content)), Counter(_facts(_content(after)))
    report.check(not said - found, f"{judge.type}: POST accepted, not read back: {list(said - found)}")
    _, shown, _ = answered(lambda: read(context, judge.type, after["id"]))
    report.check(shown == after, f"{judge.type}/{after['id']}: POST answered {after}, read {shown}")


def _without_losses(judge: Judge, content: Any) -> Any:
    """The content less the elements that no map of the type can store in a new row."""
    units = writable(judge, "create")
    lost = min((changes(unit, content, None) for unit in units), key=lambda change: len(change.lost))
    names = {item.path.split(".")[1].partition("[")[0] for item in (*lost.lost, *(item for _, item in lost.hoped))}
    return {key: value for key, value in content.items() if _element(judge.type, key) not in names and key not in names}


def _element(type_: str, key: str) -> str:
    child = definitions.child(type_, key)
    return key if child is None else child.element.name
