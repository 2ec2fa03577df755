"""Identifiers whose values can be doubted: a wrong check digit is told to the clinic, and the number is served.

The builder asks right after it has built an identifier below the root, and only where the template leaves open that
its system is one with a check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from facade.compiler.claims import Claims, Line, below
from facade.compiler.nodes import Constant, Object
from facade.compiler.resolve import Hit

Checks = Mapping[str, Callable[[str], str | None]]


def watched(claimed: Claims, root: Object, checks: Checks) -> Mapping[int, Sequence[Line]]:
    """What the builder says of objects right after they are built: by claims, and of doubtful identifiers."""
    found = {node: [*lines] for node, lines in claimed.watched.items()}
    for node, line in doubted(root, checks).items():
        found.setdefault(node, []).append(line)
    return found


def doubted(root: Object, checks: Checks) -> Mapping[int, Line]:
    """The line of the builder for each identifier, by the identity of its node; it uses `checks` and `problems`."""
    return {id(hit.node): _line(hit.node.path) for hit in below(Hit(root), "identifier") if _checked(hit.node, checks)}


def _checked(node: object, checks: Checks) -> bool:
    if not isinstance(node, Object) or node.type != "Identifier" or not {"system", "value"} <= node.members.keys():
        return False
    system = node.members["system"]
    return system.value in checks if isinstance(system, Constant) else bool(checks)


def _line(path: str) -> Line:
    return lambda name: (
        f"if 'system' in {name} and (check := checks.get({name}['system'])) is not None"
        f" and (why := check({name}['value'])) is not None: problems.append(('doubtful', {path + '.value'!r}, why))"
    )
