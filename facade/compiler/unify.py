"""Unification: a resource matched against the template. Constants select the slice, codecs run backwards.

`taken` gives the value of each leaf and what found no place. A write compares two of these, of the resource as a GET
gives it and of the incoming one, leaf by leaf: only what changed is set (semantics 17-21, 48, 54).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Column

from facade.adapter.values import Loss
from facade.compiler.matching import NO_PLACE, assign
from facade.compiler.nodes import Array, Constant, Leaf, Node, Object, Rows, is_fixed, leaves
from facade.compiler.units import Unit
from facade.fhir.text import CODECS, storable

READ_ONLY = "is read-only here and differs from what is stored"
DIFFERS = "can only have the value that this system gives"
INCOMPLETE = "lacks the value without which it says nothing"
TEXT_BYTES = 65_535
IGNORED = frozenset({"resourceType", "id", "text"})
IGNORED_META = frozenset({"versionId", "lastUpdated", "profile"})


@dataclass(frozen=True)
class Lost:
    """Content that found no place: its path, and why. `firm`: not even a lenient client may lose it."""

    path: str
    why: str
    firm: bool = False


@dataclass(eq=False)
class Taken:
    """Values by leaf number; objects that are there; leftover items by Rows number; losses."""

    values: dict[int, Any] = field(default_factory=dict)
    alive: set[int] = field(default_factory=set)  # id() of objects of the tree
    rows: dict[int, list[Any]] = field(default_factory=dict)
    lists: dict[int, list[Any]] = field(default_factory=dict)  # id() of arrays matched by position
    extra: dict[str, Any] = field(default_factory=dict)  # root members outside the template
    lost: list[Lost] = field(default_factory=list)


def take(root: Object, resource: Mapping[str, Any]) -> Taken:
    """Match a whole resource."""
    taken = Taken()
    inner = {key: value for key, value in resource.items() if key not in IGNORED and key != "meta"}
    _meta(resource.get("meta", {}), root.path, taken)
    taken.extra = {key: value for key, value in inner.items() if key not in root.members}
    for key, member in root.members.items():
        if key in inner:
            _node(member, inner[key], f"{root.path}.{key}", taken)
    return taken


def _meta(meta: Mapping[str, Any], path: str, taken: Taken) -> None:
    taken.lost += [Lost(f"{path}.meta.{key}", NO_PLACE, firm=True) for key in meta if key not in IGNORED_META]


def _node(node: Node, value: Any, path: str, taken: Taken) -> None:
    if isinstance(node, Constant):
        if value != node.value or type(value) is not type(node.value):
            taken.lost.append(Lost(path, DIFFERS))
    elif isinstance(node, Leaf):
        taken.values[node.number] = value
    elif isinstance(node, Object):
        _object(node, value, path, taken)
    elif isinstance(node, Array):
        _array(node, value, path, taken)


def _object(node: Object, value: Any, path: str, taken: Taken) -> None:
    if not isinstance(value, Mapping):
        taken.lost.append(Lost(path, NO_PLACE))
        return
    for key, inner in value.items():
        if key in node.members:
            _node(node.members[key], inner, f"{path}.{key}", taken)
        else:
            taken.lost.append(Lost(f"{path}.{key}", NO_PLACE, firm=key == "modifierExtension"))
    if _lives(node, taken):
        taken.alive.add(id(node))
    else:
        taken.lost.append(Lost(path, INCOMPLETE))


def _array(node: Array, value: Any, path: str, taken: Taken) -> None:
    if not isinstance(value, list):
        taken.lost.append(Lost(path, NO_PLACE))
        return
    if all(isinstance(item, Leaf) and not item.codec.many for item in node.items):
        _by_position(node, value, path, taken)
        return
    slices = [item for item in node.items if isinstance(item, (Object, Constant, Array))]
    placed, lost = assign(slices, value)
    for index, slice_ in placed.items():
        _node(slices[slice_], value[index], f"{path}[{index}]", taken)
    _leftover(node, value, lost, path, taken)


def _by_position(node: Array, value: list[Any], path: str, taken: Taken) -> None:
    taken.lists[id(node)] = value
    for index, item in enumerate(value):
        if index < len(node.items):
            _node(node.items[index], item, f"{path}[{index}]", taken)
        else:
            taken.lost.append(Lost(f"{path}[{index}]", NO_PLACE))


def _leftover(node: Array, value: list[Any], lost: Mapping[int, str], path: str, taken: Taken) -> None:
    """Items that no slice takes belong to a spliced list or to child rows, if there are any; both only read."""
    rest = [value[index] for index in sorted(lost)]
    rows = next((item for item in node.items if isinstance(item, Rows)), None)
    many = next((item for item in node.items if isinstance(item, Leaf) and item.codec.many), None)
    if rows is not None:
        taken.rows[rows.number] = rest
    elif many is not None and rest:
        taken.values[many.number] = rest
    else:
        taken.lost += [Lost(f"{path}[{index}]", why) for index, why in sorted(lost.items())]


def _lives(node: Object, taken: Taken) -> bool:
    """The presence rule of the builder, over the values given."""
    if is_fixed(node):
        return True
    anchor = node.anchor
    if any(not is_fixed(node.members[key]) and not _given(node.members[key], taken) for key in node.required):
        return False
    if anchor is not None and not is_fixed(anchor):
        return _given(anchor, taken)
    return any(_given(member, taken) for member in node.members.values() if not is_fixed(member))


def _given(node: Node, taken: Taken) -> bool:
    if isinstance(node, Leaf):
        return taken.values.get(node.number) is not None
    if isinstance(node, Object):
        return id(node) in taken.alive
    if isinstance(node, Array):
        return any(_given(item, taken) for item in node.items)
    return isinstance(node, Rows) and bool(taken.rows.get(node.number))


@dataclass(frozen=True, eq=False)
class Change:
    """Columns to set, and what found no place. `hoped`: read-only values of a new row, which may come to be so."""

    columns: Mapping[Column[Any], Any]
    lost: tuple[Lost, ...]
    hoped: tuple[tuple[int, Lost], ...] = ()  # with the leaf's number


def writers(unit: Unit) -> Mapping[Column[Any], Leaf]:
    """The one leaf that writes each column: the first writable one of the tree."""
    found: dict[Column[Any], Leaf] = {}
    for leaf in unit.row_leaves:
        for col in leaf.codec.written:
            found.setdefault(col, leaf)
    return found


def changes(unit: Unit, incoming: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Change:
    """What turns the stored resource (None: a new one) into the incoming one."""
    before = take(unit.root, stored) if stored is not None else Taken()
    after = take(unit.root, _less_known_meta(incoming, stored or {}))
    lost = [*after.lost, *_extra(unit, before, after), *_children(unit, before, after)]
    hoped: list[tuple[int, Lost]] = []
    columns: dict[Column[Any], Any] = {}
    allowed = writers(unit)
    born = {
        number for node in objects(unit.root) if _born(node, before, after) for number in map(_number, leaves(node))
    }
    settled, rewritten = _lists(unit.root, before, after)
    for leaf in unit.row_leaves:
        if leaf.number in settled:
            continue
        old, new = before.values.get(leaf.number), after.values.get(leaf.number)
        if equal(old, new) and (leaf.number not in born | rewritten or stored is None):
            continue
        writes = leaf.codec.written
        if not writes or any(allowed[col] is not leaf for col in writes):
            if not equal(old, new):
                if stored is None:
                    hoped.append((leaf.number, Lost(leaf.path, READ_ONLY)))
                else:
                    lost.append(Lost(leaf.path, READ_ONLY))
            continue
        encoded = encode(unit, leaf, new)
        if isinstance(encoded, Loss):
            lost.append(Lost(leaf.path, encoded.why))
        else:
            columns.update(encoded)
    return Change(columns, tuple(lost), tuple(hoped))


def _less_known_meta(incoming: Mapping[str, Any], stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """Meta is never written; what is sent back as it was served loses nothing."""
    known = stored.get("meta", {})
    news = {key: value for key, value in incoming.get("meta", {}).items() if known.get(key) != value}
    return {**incoming, "meta": news}


def _number(leaf: Leaf) -> int:
    return leaf.number


def _lists(root: Object, before: Taken, after: Taken) -> tuple[set[int], set[int]]:
    """Leaves of arrays without names for their places: those of equal arrays, and those of changed ones.

    A stored blank in front moves what a GET shows one place up, so a changed array is written whole.
    """
    settled: set[int] = set()
    rewritten: set[int] = set()
    for array in positional(root):
        numbers = {leaf.number for leaf in leaves(array)}
        same = equal(before.lists.get(id(array), []), after.lists.get(id(array), []))
        (settled if same else rewritten).update(numbers)
    return settled, rewritten


def positional(node: Node) -> Iterator[Array]:
    """The arrays of leaves below a node, such as `given` and `line`."""
    if isinstance(node, Array):
        if all(isinstance(item, Leaf) and not item.codec.many for item in node.items):
            yield node
        for item in node.items:
            yield from positional(item)
    elif isinstance(node, Object):
        for member in node.members.values():
            yield from positional(member)


def _born(node: Object, before: Taken, after: Taken) -> bool:
    """A slice that comes into being is written whole, so that nothing stale revives with it."""
    return id(node) in after.alive and id(node) not in before.alive


def objects(node: Node) -> Iterator[Object]:
    """Every object below a node that hangs on the root row."""
    if isinstance(node, Object):
        for member in node.members.values():
            if isinstance(member, Object):
                yield member
            yield from objects(member)
    elif isinstance(node, Array):
        for item in node.items:
            if isinstance(item, Object):
                yield item
            yield from objects(item)


def _extra(unit: Unit, before: Taken, after: Taken) -> Iterator[Lost]:
    """Root members outside the template: fine only where we serve the very same (Patient.link of merged rows)."""
    for key in {**before.extra, **after.extra}:
        if before.extra.get(key) != after.extra.get(key):
            yield Lost(f"{unit.type}.{key}", NO_PLACE, firm=key in ("modifierExtension", "implicitRules", "contained"))


def _children(unit: Unit, before: Taken, after: Taken) -> Iterator[Lost]:
    for rows in unit.rows:
        if not equal(before.rows.get(rows.number, []), after.rows.get(rows.number, [])):
            yield Lost(rows.path, READ_ONLY)


def encode(unit: Unit, leaf: Leaf, value: Any) -> Mapping[Column[Any], Any] | Loss:
    """Columns of a value; a loss unless the value comes back as given and fits the columns."""
    encoded = leaf.codec.encode(value)
    if isinstance(encoded, Loss):
        return encoded
    for col, raw in encoded.items():
        misfit = _misfit(unit, col, raw)
        if misfit is not None:
            return misfit
    back = leaf.codec.decode(*(_fetched(unit, col, encoded.get(col)) for col in leaf.codec.columns))
    if equal(back, value):
        return encoded
    return Loss("cannot be left out here" if value is None else "would not come back as given")


def _fetched(unit: Unit, col: Column[Any], raw: Any) -> Any:
    """A written value as the driver would fetch it."""
    if raw is None:
        return None
    return int(raw) if unit.context.kind(col) == "integer" else str(raw)


def _misfit(unit: Unit, col: Column[Any], raw: Any) -> Loss | None:
    facts = unit.context.column(col)
    if facts.kind == "integer" and isinstance(raw, int) and not unit.context.fits_integer(col, raw):
        return Loss("is beyond the numbers that this system stores")
    if facts.kind != "text" or not isinstance(raw, str):
        return None
    if not storable(raw, facts.charset):
        return Loss("has characters that this system cannot store")
    octets = len(raw.encode(CODECS.get(facts.charset or "", "utf-8")))
    size = octets if (facts.length or 0) >= TEXT_BYTES else len(raw)  # the server counts bytes in TEXT columns
    if facts.length is not None and size > facts.length:
        return Loss(f"is longer than the {facts.length} characters that this system stores")
    return None


def equal(left: Any, right: Any) -> bool:
    """FHIR equality of JSON values: decimals as numbers, true is not 1."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return left is not None and right is not None and Decimal(str(left)) == Decimal(str(right))
    return bool(left == right)


def contained(part: Any, whole: Any) -> bool:
    """PutGet: everything said in `part` is in `whole`; array items match in any order."""
    if isinstance(part, Mapping):
        return isinstance(whole, Mapping) and all(
            key in whole and contained(value, whole[key]) for key, value in part.items()
        )
    if isinstance(part, list):
        return isinstance(whole, list) and all(any(contained(item, other) for other in whole) for item in part)
    return equal(part, whole)
