"""Which profiles a resource may claim in `meta.profile`: conditions found on the template, before any row is read.

A rule of a profile becomes a clause: an object of the template and those of its members of which one must be there
when it is. What the template settles is folded away: a claim without clauses always holds, one with a clause that
nothing can satisfy at the root never does. The clauses left are said twice, in SQL for `_profile` and as lines of the
builder, both of the presence of named elements only.

Clauses stand on the root and on the objects right below it. What a rule asks of deeper objects must be settled by the
template; otherwise the claim is not made where their outer object is there. So a claim may be missing where a
validator would find no fault, never the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facade.adapter.profiles import Profile, Rule
from facade.compiler.nodes import Array, Constant, Leaf, Node, Object, Rows, is_fixed
from facade.compiler.predicate import NO, Predicate, every, negated, some
from facade.compiler.presence import NotPushed, lives
from facade.compiler.resolve import Hit
from facade.fhir import definitions

#: A line of the builder, given the name of the variable that holds an object.
Line = Callable[[str], str]


@dataclass(frozen=True, eq=False)
class Clause:
    """Where this object is, one of these members is too; without members: it is not."""

    hit: Hit
    members: Mapping[str, Node]
    path: str
    kind: str = ""  # which of the slices, where the rule is about one

    @property
    def object(self) -> Object:
        """The object that the clause stands on."""
        assert isinstance(self.hit.node, Object)
        return self.hit.node

    @property
    def predicate(self) -> Predicate:
        """Where the clause holds."""
        met = some(lives(member) for member in self.members.values())
        if not self.hit.trail:  # the root always lives
            return met
        return negated(self.hit.placed(every([lives(self.object), negated(met)])))

    def met(self, name: str) -> str:
        """The clause as Python, of the built object in that variable."""
        return " or ".join(f"{key!r} in {name}" for key in self.members) or "False"


@dataclass(frozen=True, eq=False)
class Slices:
    """One of these objects is there."""

    hits: tuple[Hit, ...]
    path: str
    kind: str

    @property
    def predicate(self) -> Predicate:
        """Where one is."""
        return some(hit.placed(lives(hit.node)) for hit in self.hits)


@dataclass(frozen=True, eq=False)
class Claim:
    """One profile and when it is claimed."""

    profile: Profile
    clauses: tuple[Clause | Slices, ...]
    predicate: Predicate

    @property
    def never(self) -> bool:
        """Whether no row satisfies it."""
        return self.predicate is NO


@dataclass(frozen=True, eq=False)
class Claims:
    """The claims of one tree that some row satisfies."""

    made: tuple[Claim, ...] = ()

    @property
    def urls(self) -> tuple[str, ...]:
        """Every profile that is claimed of some rows."""
        return tuple(claim.profile.url for claim in self.made)

    @property
    def supported(self) -> frozenset[str]:
        """The paths that the claimed profiles want supported, from the type on."""
        return frozenset(
            f"{claim.profile.type}.{rule.path}" for claim in self.made for rule in claim.profile.rules if rule.support
        )

    @property
    def watched(self) -> Mapping[int, Sequence[Line]]:
        """What the builder says right after it has built an object, by the identity of its node."""
        found: dict[int, list[Line]] = {}
        for place, claim in enumerate(self.made):
            for at, clause in enumerate(claim.clauses):
                if isinstance(clause, Slices):
                    for hit in clause.hits:
                        found.setdefault(id(hit.node), []).append(_seen(f"slice{place}_{at}"))
                elif clause.hit.trail:
                    found.setdefault(id(clause.object), []).append(_broken(clause, f"claim{place}"))
        return found

    def before(self) -> Iterator[str]:
        """The builder's lines before it builds anything."""
        for place, claim in enumerate(self.made):
            if any(not isinstance(clause, Slices) and clause.hit.trail for clause in claim.clauses):
                yield f"claim{place} = True"
            for at, clause in enumerate(claim.clauses):
                if isinstance(clause, Slices):
                    yield f"slice{place}_{at} = False"

    def after(self, root: Object) -> Iterator[str]:
        """The builder's lines when it has built the resource: profiles of equal conditions are said together."""
        found: dict[str, list[str]] = {}
        for place, claim in enumerate(self.made):
            found.setdefault(" and ".join(dict.fromkeys(_tests(claim, place))), []).append(repr(claim.profile.url))
        before = ["*meta.get('profile', ())"]
        first = not reached(root, "meta.profile")
        for test, urls in found.items():
            added = f"meta['profile'] = [{', '.join(urls if first else before + urls)}]; out['meta'] = meta"
            yield f"if {test}: {added}" if test else added
            first = False


def _seen(flag: str) -> Line:
    return lambda _: f"{flag} = True"


def _broken(clause: Clause, flag: str) -> Line:
    return lambda name: f"if not ({clause.met(name)}): {flag} = False"


def _tests(claim: Claim, place: int) -> Iterator[str]:
    for at, clause in enumerate(claim.clauses):
        if isinstance(clause, Slices):
            yield f"slice{place}_{at}"
        elif clause.hit.trail:
            yield f"claim{place}"
        else:
            yield f"({clause.met('out')})"


def claims(root: Object, profiles: Sequence[Profile]) -> Claims:
    """The claims on a (masked) tree. One that SQL could not tell is not made: a search would disagree with it."""
    found = (claim(root, profile) for profile in profiles if profile.claimed and concerns(root, profile))
    return Claims(tuple(item for item in found if not item.never))


def concerns(root: Object, profile: Profile) -> bool:
    """Whether the template says what the profile is about."""
    return root.type == profile.type and all(_says(root, path, value) for path, value in profile.when.items())


def claim(root: Object, profile: Profile) -> Claim:
    """One profile on a tree; never claimed where SQL cannot tell a condition."""
    clauses = tuple(clause for item in profile.rules for clause in unsettled(root, item))
    try:
        return Claim(profile, clauses, every(clause.predicate for clause in clauses))
    except NotPushed:
        return Claim(profile, clauses, NO)


def unsettled(root: Object, rule: Rule) -> Iterator[Clause | Slices]:
    """What the template leaves open of a rule."""
    if rule.where and rule.required and "." not in rule.path:
        hits = tuple(hit for hit in below(Hit(root), rule.path) if _is_slice(hit.node, rule.where, sure=True))
        if not any(is_fixed(hit.node) and len(hit.trail) == 1 for hit in hits):
            yield Slices(hits, f"{root.type}.{rule.path}", "|".join(rule.where.values()))
    elif not rule.path:
        yield from _asked(Hit(root), rule.one_of, rule)
    elif rule.required or rule.one_of or rule.value is not None:
        yield from _clauses(Hit(root), rule.path.split("."), rule)


def _clauses(hit: Hit, names: Sequence[str], rule: Rule) -> Iterator[Clause]:
    name, *rest = names
    if rest or rule.one_of:
        for inner in below(hit, name):
            if hit.trail or not rule.where or _is_slice(inner.node, rule.where, sure=False):
                yield from _clauses(inner, rest, rule) if rest else _asked(inner, rule.one_of, rule)
    elif rule.required:
        yield from _asked(hit, (name,), rule)
    if not rest and rule.value is not None and any(_differs(inner.node, rule.value) for inner in below(hit, name)):
        yield _placed(hit, {}, rule)


def _asked(hit: Hit, names: Sequence[str], rule: Rule) -> Iterator[Clause]:
    """The clause that one of these members is there, unless the template sees to that."""
    node = hit.node
    found = {key: member for name in names for key, member in members(node, name)}
    if not isinstance(node, Object) or not _settled(node, found):
        yield _placed(hit, found, rule)


def _settled(node: Object, found: Mapping[str, Node]) -> bool:
    """Whether the object is never there without one of these members."""
    if any(is_fixed(member) or key in node.required or member is node.anchor for key, member in found.items()):
        return True
    keeping = [key for key, member in node.members.items() if not is_fixed(member)]
    anchored = node.anchor is not None and not is_fixed(node.anchor)
    return bool(keeping) and not anchored and "." in node.path and set(keeping) <= found.keys()


def _placed(hit: Hit, found: Mapping[str, Node], rule: Rule) -> Clause:
    """The clause on an object that the builder can watch: not on a constant one, and none further down."""
    path = f"{hit.trail[0].path if hit.trail else hit.node.path}.{rule.path}"
    at = next((place for place, step in enumerate(hit.trail[1:], 1) if isinstance(step, Object)), None)
    if at is not None:  # hit.trail[at] stands right below the root
        hit, found = Hit(hit.trail[at], hit.trail[:at]), {}
    if is_fixed(hit.node) or not isinstance(hit.node, Object):
        hit, found = Hit(hit.trail[0]) if hit.trail else hit, {}
    return Clause(hit, found, path, "|".join(rule.where.values()) if hit.trail else "")


def members(node: Node, name: str) -> Iterator[tuple[str, Node]]:
    """The members of an object that are that element, by their JSON keys."""
    if isinstance(node, Object):
        for key, member in node.members.items():
            child = definitions.child(node.type, key)
            if child is not None and child.element.name == name and not key.startswith("_"):
                yield key, member


def below(hit: Hit, name: str) -> Iterator[Hit]:
    """The nodes of an element, arrays and child rows taken apart."""
    for _, member in members(hit.node, name):
        assert isinstance(hit.node, Object)
        yield from _apart(member, (*hit.trail, hit.node))


def _apart(node: Node, trail: tuple[Object | Rows, ...]) -> Iterator[Hit]:
    if isinstance(node, Array):
        for item in node.items:
            yield from _apart(item, trail)
    elif isinstance(node, Rows):
        yield Hit(node.element, (*trail, node))
    else:
        yield Hit(node, trail)


def _is_slice(node: Node, where: Mapping[str, str], *, sure: bool) -> bool:
    """Whether the node is of the slice; where a column decides, only if that need not be `sure`."""
    return all(_says(node, path, value, sure=sure) for path, value in where.items())


def _says(node: Node, path: str, value: Any, *, sure: bool = True) -> bool:
    nodes = reached(node, path)
    return any(_is(found, value) or (not sure and isinstance(found, Leaf)) for found in nodes)


def _is(node: Node, value: Any) -> bool:
    return isinstance(node, Constant) and node.value == value


def _differs(node: Node, value: str) -> bool:
    return not _is(node, value)


def slices_of(root: Object, name: str, where: Mapping[str, str]) -> Iterator[Node]:
    """The nodes of a root's element that are of a slice, or may be."""
    return (hit.node for hit in below(Hit(root), name) if _is_slice(hit.node, where, sure=False))


def reached(node: Node, path: str) -> list[Node]:
    """The nodes at a path below a node."""
    hits = [Hit(node)]
    for name in path.split("."):
        hits = [inner for hit in hits for inner in below(hit, name)]
    return [hit.node for hit in hits]
