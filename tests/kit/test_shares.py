"""What the kit asks on each database where several of a kind share the searches."""

from __future__ import annotations

import pytest

from facade.testing.asked import Query
from facade.testing.paging import orders
from facade.testing.places import KINDS
from facade.testing.shares import kind_of, share, turn

CODES: list[Query] = [(("code", str(number)),) for number in range(400)]


def shares(searches: list[Query]) -> dict[str, list[Query]]:
    return {kind: share(kind, KINDS, searches) for kind in KINDS}


def test_those_that_compare_bytes_share_searches_and_the_first_meet_all() -> None:
    found = shares(CODES)
    assert found["sqlite-ci"] == found["mariadb-ci"] == CODES
    both = found["sqlite-bin"], found["mariadb-bin"]
    for search in CODES[:2]:
        assert all(search in asked for asked in both)
    for search in CODES[2:]:
        assert sum(search in asked for asked in both) == 1
    assert all(120 < len(asked) < 280 for asked in both)


def test_a_search_meets_the_same_database_wherever_it_stands_in_the_list() -> None:
    others = [(("date", "2020"),), *reversed(CODES)]  # asked of another database: one more, in another order
    inner = set(CODES[2:-2])
    for kind, asked in shares(CODES).items():
        assert inner & set(share(kind, KINDS, others)) == inner & set(asked)


def test_every_kind_of_search_meets_every_database() -> None:
    pairs = [("date", "ge2020"), ("date", "ne2020"), ("date", "2020"), ("code:not", "1"), ("code:missing", "true")]
    asked: list[Query] = [*CODES, *((pair,) for pair in pairs), (pairs[0], pairs[1])]
    for found in shares(asked).values():
        assert {(pair,) for pair in pairs} <= set(found)


@pytest.mark.parametrize(
    ("search", "kind"),
    [
        ((("date", "ge2020"),), ("date", "ge")),
        ((("date", "2020"),), ("date", "")),
        ((("value-quantity", "lt-5"),), ("value-quantity", "lt")),
        ((("family:exact", "Lee"),), ("family:exact", "")),
        ((("family", "lee"),), ("family", "")),
        ((("date", "ap2020"), ("code:not", "x")), ("date&code:not", "ap")),
    ],
)
def test_a_kind_is_names_modifiers_and_a_prefix(search: Query, kind: tuple[str, str]) -> None:
    assert kind_of(search) == kind


def test_one_database_is_asked_everything() -> None:
    assert share("sqlite-ci", ["sqlite-ci"], CODES) == CODES
    assert turn("sqlite-ci", ["sqlite-ci"]) is None


def test_two_engines_share_the_orders() -> None:
    assert [turn(kind, KINDS) for kind in ("sqlite-ci", "mariadb-ci")] == [0, 1]


def test_both_halves_of_the_orders_hold_one_two_and_three_keys() -> None:
    found = list(orders(["a", "b", "c", "d", "e"]))
    assert found[:6] == [(0, ""), (0, "a"), (1, "-a"), (1, "b"), (0, "-b"), (0, "a,-b")]
    for half in (0, 1):
        mine = [sort for of, sort in found if of == half and sort]
        assert {sort.count(",") for sort in mine} == {0, 1, 2}
        assert {sort.lstrip("-") for sort in mine if "," not in sort} == set("abcde")
    assert {sort for _, sort in found if "," in sort} == {"a,-b", "-b,c,a", "c,-d", "-d,e,a"}
