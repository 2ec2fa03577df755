"""Which array item goes into which slice of the template (semantics 18).

Items go where most constants agree, then by order. A constant that disagrees forbids, one that the item lacks is
neutral. An item that fits several free slices which differ in `use` or `system` is ambiguous: a loss, never luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from facade.adapter.codecs.coded import Coded
from facade.compiler.nodes import Array, Constant, Leaf, Node, Object

MEANINGFUL = ("use", "system")
AMBIGUOUS = "could stand in several places here; say `use` and `system`"
NO_PLACE = "has no place in this system"


def agreement(node: Node, value: Any) -> int | None:
    """How many constants of the slice the item states; None if one disagrees."""
    if isinstance(node, Constant):
        return 1 if node.value == value and type(node.value) is type(value) else None
    if isinstance(node, Leaf):
        return _leaf_agreement(node, value)
    if isinstance(node, Object):
        return _object_agreement(node, value)
    if isinstance(node, Array):
        return _array_agreement(node, value)
    return 0


def _leaf_agreement(node: Leaf, value: Any) -> int | None:
    """A coded leaf that cannot store the code belongs to another slice."""
    if not isinstance(node.codec, Coded):
        return 0
    known = value in node.codec.values.values() or value == node.codec.other
    return 1 if known else None


def _object_agreement(node: Object, value: Any) -> int | None:
    if not isinstance(value, Mapping):
        return None
    total = 0
    for key, member in node.members.items():
        if key not in value:
            continue
        found = agreement(member, value[key])
        if found is None:
            return None
        total += found
    return total


def _array_agreement(node: Array, value: Any) -> int | None:
    """Nested arrays agree as far as their first slices do; what does not fit is told when it is matched itself."""
    if not isinstance(value, list):
        return None
    constants = [item for item in node.items if not isinstance(item, Leaf)]
    scores = [
        max((found for one in value if (found := agreement(item, one)) is not None), default=None) for item in constants
    ]
    if constants and value and all(score is None for score in scores):
        return None
    return sum(score for score in scores if score is not None)


def assign(slices: Sequence[Node], items: Sequence[Any]) -> tuple[dict[int, int], dict[int, str]]:
    """(item index → slice index, item index → why it is a loss)."""
    placed: dict[int, int] = {}
    lost: dict[int, str] = {}
    free = set(range(len(slices)))
    scores = {
        (i, s): found for i, item in enumerate(items) for s, node in enumerate(slices)
        if (found := agreement(node, item)) is not None
    }  # fmt: skip
    waiting = list(range(len(items)))
    while waiting:
        best = max(waiting, key=lambda i: (max((scores.get((i, s), -1) for s in free), default=-1), -i))
        waiting.remove(best)
        _place(best, slices, items, scores, free, placed, lost)
    return placed, lost


def _place(
    item: int,
    slices: Sequence[Node],
    items: Sequence[Any],
    scores: Mapping[tuple[int, int], int],
    free: set[int],
    placed: dict[int, int],
    lost: dict[int, str],
) -> None:
    top = max((scores[item, s] for s in free if (item, s) in scores), default=None)
    if top is None:
        lost[item] = NO_PLACE
        return
    tied = sorted(s for s in free if scores.get((item, s)) == top)
    if len(tied) > 1 and _differ(slices[tied[0]], [slices[s] for s in tied[1:]], items[item]):
        lost[item] = AMBIGUOUS
        return
    placed[item] = tied[0]
    free.discard(tied[0])


def _differ(first: Node, others: Sequence[Node], item: Any) -> bool:
    """Whether the slices differ in a constant that the item leaves open."""
    return any(
        name not in item and _constant(first, name) != _constant(other, name)
        for other in others
        for name in MEANINGFUL
        if isinstance(item, Mapping)
    )


def _constant(node: Node, name: str) -> Any:
    member = node.members.get(name) if isinstance(node, Object) else None
    return member.value if isinstance(member, Constant) else None
