"""Predicates put together: a list of values that another condition narrows is not asked again."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table

from facade.adapter import values
from facade.adapter.values import NEVER, Among
from facade.compiler.predicate import Atom, Predicate, every, negated, some

made = Table("made", MetaData(), Column("id", Integer, primary_key=True), Column("kind", String(4)))
KIND, ID = made.c.kind, made.c.id


def one_of(owner: int, *listed: str, col: Column[str] = KIND, whole: bool = True) -> Atom:
    """The column holds one of the values."""
    return Atom(owner, ("in", len(listed)), listed, lambda bind: col.in_([bind() for _ in listed]),
                among=Among(col, frozenset(listed), whole))  # fmt: skip


A, AB, ABC = one_of(1, "a"), one_of(2, "a", "b"), one_of(3, "a", "b", "c")
OTHER = one_of(4, "a", "b", "c", col=ID)
A_AND_MORE, ABC_AND_MORE = one_of(5, "a", whole=False), one_of(6, "a", "b", "c", whole=False)


@pytest.mark.parametrize(
    ("items", "kept"),
    [
        ([ABC, A, AB], [A]),
        ([A, one_of(7, "b")], [A, one_of(7, "b")]),  # both: nothing is found, as the database says itself
        ([A, OTHER], [A, OTHER]),
        ([A_AND_MORE, AB], [A_AND_MORE]),
        ([A, ABC_AND_MORE], [A, ABC_AND_MORE]),
        ([A, negated(AB)], [A, negated(AB)]),
        ([A, some([AB, OTHER])], [A, some([AB, OTHER])]),
        ([one_of(8, "A"), AB], [one_of(8, "A"), AB]),  # whether these are the same, the column's collation tells
        ([every([ABC, OTHER]), AB], [OTHER, AB]),
    ],
)
def test_what_follows_is_not_asked(items: list[Predicate], kept: list[Predicate]) -> None:
    found = every(items)
    assert found.key == (kept[0].key if len(kept) == 1 else ("and", *(item.key for item in kept)))
    assert found.binds == tuple(value for item in kept for value in item.binds)


def test_a_choice_leaves_what_one_of_its_cases_does() -> None:
    among = Among.either([Among(KIND, frozenset("a")), Among(KIND, frozenset("bc"))])
    assert among is not None and (among.col, among.values, among.whole) == (KIND, frozenset("abc"), False)
    assert Among.either([Among(KIND, frozenset("a")), None]) is None
    assert Among.either([Among(KIND, frozenset("a")), Among(ID, frozenset("a"))]) is None
    assert Among.either([]) is None


def test_a_test_is_told_by_its_form_and_values() -> None:
    told = values.Test(("in", 1), ("a",), Among(KIND, frozenset("a")))
    assert told == values.Test(("in", 1), ("a",))
    assert NEVER.among is None
