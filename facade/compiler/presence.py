"""Where a node exists in the built resource, as a predicate (semantics 1-3), and the EXISTS of relations.

An object lives if its anchor does; without anchor, or with a constant one, if any leaf below it gives a value; a
child that R4 requires must live too. Constants keep nothing alive; an object of constants only always lives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Column, ColumnElement, FromClause, and_, case, exists, literal_column, null, select

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import Cases
from facade.adapter.context import SourceContext
from facade.adapter.relations import AnyAlias, Attribute, Children, Joined, Pick, Wanted, among, relation_of, wanted_of
from facade.adapter.sql import as_text, matches, number_of
from facade.adapter.values import ALWAYS, NEVER, Bind, Test
from facade.compiler.nodes import Array, Constant, Leaf, Node, Object, Rows, is_fixed
from facade.compiler.predicate import NO, YES, Atom, Predicate, Told, Within, every, some

_NORMAL = r"^(0|-?[1-9][0-9]{0,17}) *$(?!\n)"
_known: WeakKeyDictionary[Node, Predicate] = WeakKeyDictionary()


class NotPushed(Exception):
    """A leaf's codec cannot say this in SQL; the parameter is not offered."""


def tested(leaf: Leaf, test: Test | None, told: Told | None = None) -> Predicate:
    """A codec's answer on its leaf as a predicate. `told`: the same for other values. Raises NotPushed for None."""
    if test is None:
        raise NotPushed(leaf.path)
    if test == ALWAYS:
        return YES
    if test == NEVER:
        return NO
    return _atom(leaf, test, leaf.codec.sql, told)


def present(leaf: Leaf) -> Predicate:
    """Where a leaf gives a value."""
    return _present(leaf, leaf.presence)


def present_between(leaf: Leaf, low: datetime, high: datetime) -> Predicate:
    """Where a leaf gives a time, if another predicate says that it lies between two moments."""
    return _present(leaf, leaf.codec.presence_between(low, high))


def _present(leaf: Leaf, test: Test | None) -> Predicate:
    if test is None:
        raise NotPushed(leaf.path)
    return _atom(
        leaf, Test(("present", *test.form), test.binds), lambda form, bind: leaf.codec.presence_sql(form[1:], bind)
    )


def _atom(
    leaf: Leaf, test: Test, sql: Callable[[Any, Bind], ColumnElement[bool]], told: Told | None = None
) -> Predicate:
    atom = Atom(leaf.shared, test.form, test.binds, lambda bind: sql(test.form, bind), among=test.among, told=told)
    attributes = _attributes_of(leaf.codec)
    if not attributes:
        return atom
    context = leaf.codec.at
    if _lives_by_its_row(leaf.codec):
        return Within(atom, leaf.shared, lambda inner: attribute_exists(attributes[0], inner, context))
    return Within(atom, leaf.shared, lambda inner: _beside(attributes, inner, context))


def _lives_by_its_row(codec: Codec) -> bool:
    """Whether it gives nothing where there is no row of the attribute."""
    return len(codec.columns) == 1 and not isinstance(codec, Cases) and codec.decode(None) is None


def _attributes_of(codec: Codec) -> tuple[Attribute, ...]:
    """The attributes whose values a codec reads."""
    relations = dict.fromkeys(map(relation_of, codec.columns))
    return tuple(relation for relation in relations if isinstance(relation, Attribute))


def attribute_of(codec: Codec) -> Attribute | None:
    """The attribute whose value a codec reads, if any."""
    for col in codec.columns:
        relation = relation_of(col)
        if isinstance(relation, Attribute):
            return relation
    return None


def lives(node: Node) -> Predicate:
    """Where a node is there in the built resource; found out once, since every search asks."""
    found = _known.get(node)
    if found is None:
        found = _known[node] = _lives(node)
    return found


def _lives(node: Node) -> Predicate:
    if isinstance(node, Constant):
        return YES
    if isinstance(node, Leaf):
        return present(node)
    if isinstance(node, Array):
        return some(lives(item) for item in node.items)
    if isinstance(node, Rows):
        return within(node, lives(node.element))
    return _object_lives(node)


def _object_lives(node: Object) -> Predicate:
    if is_fixed(node):
        return YES
    anchor = node.anchor
    members = [node.members[key] for key in node.required]
    core = lives(anchor) if anchor is not None and not is_fixed(anchor) else some(map(_keeps, node.members.values()))
    return every([core, *(lives(member) for member in members)])


def _keeps(node: Node) -> Predicate:
    """Where a member keeps its unanchored object alive: constants never do."""
    if is_fixed(node):
        return NO
    if isinstance(node, Array):
        return some(lives(item) for item in node.items if not is_fixed(item))
    return lives(node)


def implies(node: Object, below: Node) -> bool:
    """Whether it already means that the object lives if this member, or this item of one, is there."""
    anchor = node.anchor
    if anchor is not None and not is_fixed(anchor) and not _holds(anchor, below):
        return False
    return all(is_fixed(node.members[key]) or _holds(node.members[key], below) for key in node.required)


def _holds(member: Node, below: Node) -> bool:
    return member is below or (isinstance(member, Array) and any(_holds(item, below) for item in member.items))


def within(rows: Rows, inner: Predicate) -> Predicate:
    """`inner` holds on a child row."""
    if inner is NO:
        return NO
    return Within(inner, rows.number, lambda predicate: children_exist(rows.children, predicate))


def children_exist(children: Children, inner: ColumnElement[bool]) -> ColumnElement[bool]:
    """EXISTS over the rows of a child relation."""
    alias = children.alias
    found = exists(select(1).select_from(alias).where(rows_belong(children), inner))
    return found.correlate_except(alias)


def rows_belong(children: Children) -> ColumnElement[bool]:
    """The condition that ties child rows to the root row."""
    alias = children.alias
    pairs = [alias.c[name] == col for col, name in children.on]
    return and_(*pairs, *wanted_of(children))


def attribute_exists(attribute: Attribute, inner: ColumnElement[bool], context: SourceContext) -> ColumnElement[bool]:
    """EXISTS over the picked row of one attribute."""
    alias = attribute.alias
    found = exists(select(1).select_from(alias).where(attribute_belongs(attribute, context), inner))
    return found.correlate_except(alias)


def _beside(attributes: Sequence[Attribute], inner: ColumnElement[bool], context: SourceContext) -> ColumnElement[bool]:
    """`inner` with the picked row of each attribute beside the root row, or with NULLs where there is none."""
    source: FromClause = select(literal_column("1").label("one")).subquery("alone")
    own = [source, *(attribute.alias for attribute in attributes)]
    for attribute in attributes:
        source = source.outerjoin(attribute.alias, attribute_belongs(attribute, context))
    return exists(select(1).select_from(source).where(inner)).correlate_except(*own)


def attribute_belongs(attribute: Attribute, context: SourceContext) -> ColumnElement[bool]:
    """The condition that ties the picked row of one attribute to the root row."""
    of, alias = attribute.of, attribute.alias
    conditions = [alias.c[of.owner] == of.on, alias.c[of.name] == attribute.name]
    facts = context.facts.table(of.table.name)
    if facts is None or not facts.is_unique(of.owner, of.name):
        conditions.append(~_better(alias, of.pick, (of.owner, of.name)))
    return and_(*conditions)


def _better(alias: AnyAlias, pick: Pick, same: tuple[str, ...], only: Wanted = ()) -> ColumnElement[bool]:
    """EXISTS of a row that the pick prefers to this one."""
    other = cast(AnyAlias, alias.element.alias(f"{alias.name}_p"))
    before = other.c[pick.by] < alias.c[pick.by] if pick.order == "first" else other.c[pick.by] > alias.c[pick.by]
    ties = [other.c[name] == alias.c[name] for name in same]
    return exists(select(1).select_from(other).where(*ties, *among(other, only), before)).correlate_except(other)


def _tie(far: Column[Any], near: Column[Any], context: SourceContext) -> ColumnElement[bool]:
    """The two columns hold the same. Of a text and a number only the number's normal form does: '12abc' is not 12.

    The far column stays bare, so that its index serves.
    """
    kinds = (context.kind(near), context.kind(far)) if context.has(near) and context.has(far) else ()
    if kinds == ("integer", "text"):
        return far == as_text(near, "other")
    if kinds == ("text", "integer"):
        return far == case((matches(near, _NORMAL), number_of(near, 20, 0)), else_=null())
    return far == near


def join_condition(joined: Joined, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
    """ON of the LEFT JOIN: at most one row, the picked one where the catalogue has no unique key."""
    alias = joined.alias
    conditions = [_tie(alias.c[name], col, context) for col, name in joined.on]
    conditions += among(alias, joined.only)
    conditions += [condition.sql(context, bind) for condition in joined.when]
    facts = context.facts.table(joined.table.name)
    if joined.pick and (facts is None or not facts.is_unique(*joined.fixed)):
        same = tuple(name for _, name in joined.on)
        conditions.append(~_better(alias, joined.pick, same, joined.only))
    return and_(*conditions)
