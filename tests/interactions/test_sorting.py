"""`_sort`: which value of a resource counts, and what cannot be put in order. Expectations by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.interactions import larch
from tests.interactions.clinic import asked, chain, found, link, names
from tests.interactions.clinic import filled as fill_larch
from tests.serving import Service, serve

ROWS = {
    "person": [
        # former names N (2) and Z, A (4) count for nobody who has a name of his own
        {"id": 1, "family": "Roy", "nick": "B", "sex": "X", "yob": "1980", "mob": "5", "dob": "", "doctor": "d2"},
        {"id": 2, "family": None, "nick": "A", "sex": "M", "yob": "1980", "mob": "", "dob": "", "doctor": ""},
        {"id": 3, "family": "Emond", "nick": None, "sex": "F", "yob": "1980", "mob": "12", "dob": "3", "doctor": "d1"},
        {"id": 4, "family": "Zed", "nick": "C", "sex": "?", "yob": "198O", "mob": "1", "dob": "1", "doctor": "d1"},
    ],
    "doctor": [{"code": "d1"}, {"code": "d2"}],
    "extra": [
        {"id": 1, "person": 1, "name": "cell", "value": "555"}, {"id": 2, "person": 1, "name": "cell", "value": "111"},
        {"id": 3, "person": 2, "name": "cell", "value": "333"}, {"id": 4, "person": 3, "name": "fax", "value": "000"},
    ],
    "former": [
        {"id": 1, "person": 2, "family": "N"}, {"id": 2, "person": 4, "family": "Z"}, {"id": 3, "person": 4, "family": "A"},
    ],
    "visit": [{"id": 7, "person": 1, "begun": None}, {"id": 8, "person": 1, "begun": None}],
    "lab": [
        {"id": 1, "person": 1, "kind": "K", "state": "F", "value": "10", "taken": None, "visit": 8},
        {"id": 2, "person": 1, "kind": "NA", "state": "P", "value": "9,5", "taken": "2020-01-02 00:00:00", "visit": 9},
        {"id": 3, "person": 2, "kind": "K", "state": "F", "value": "much", "taken": "2020-01-01 00:00:00", "visit": 7},
        {"id": 4, "person": 2, "kind": "K", "state": "F", "value": "100", "taken": "2021-01-01 00:00:00", "visit": None},
    ],
    "vital": [
        {"id": 1, "person": 1, "weight": "70.50", "height": 170.25, "pulse": 60, "taken": "2020-06-01 00:00:00"},
        {"id": 2, "person": 1, "weight": "8.00", "height": 20.5, "pulse": None, "taken": None},
        {"id": 3, "person": 2, "weight": "100.00", "height": 99.1, "pulse": 61, "taken": "2019-01-01 00:00:00"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Service:
    url = f"sqlite:///{tmp_path_factory.mktemp('larch') / 'larch.sqlite'}"
    fill_larch(url, ROWS)
    return serve(larch.adapter, url)


@pytest.fixture(scope="module")
def mariadb(mariadb_server) -> Iterator[Service]:
    with mariadb_server.fresh_database() as name:
        url = mariadb_server.url_for("pymysql", name)
        fill_larch(url, ROWS)
        made = serve(larch.adapter, url)
        yield made
        made.endpoint.source.source.dispose()


@pytest.fixture(scope="module")
def postgresql(postgresql_server) -> Iterator[Service]:
    with postgresql_server.fresh_database() as url:
        fill_larch(url, ROWS)
        made = serve(larch.adapter, url)
        yield made
        made.endpoint.source.source.dispose()


@pytest.fixture(params=["sqlite", "mariadb", "postgresql"])
def service(request: pytest.FixtureRequest) -> Service:
    found: Service = request.getfixturevalue(request.param)
    return found


CASES = [
    # what the row itself holds; nothing sorts lowest
    ("Patient", "_sort=family", "2 3 1 4"),
    ("Patient", "_sort=-family", "4 1 3 2"),
    ("Patient", "_sort=given", "3 2 1 4"),
    # three columns; what cannot be read is nothing
    ("Patient", "_sort=birthdate", "4 2 1 3"),
    ("Patient", "_sort=-birthdate", "3 1 2 4"),
    # the codes served, not the letters stored: female, male, other
    ("Patient", "_sort=gender", "4 3 2 1"),
    ("Patient", "_sort=-gender", "1 2 3 4"),
    # an attribute: of two rows the last counts
    ("Patient", "_sort=phone", "3 4 1 2"),
    ("Patient", "_sort=-phone", "2 1 3 4"),
    ("Patient", "_sort=general-practitioner,-_id", "2 4 3 1"),
    # numbers written as text, of which one is none, and one is too large to be of its unit
    ("Observation", "code=2823-3&_sort=value-quantity", "3 4 1"),
    ("Observation", "code=2823-3&_sort=-value-quantity", "1 3 4"),
    ("Observation", "code=2823-3,2951-2&_sort=value-quantity", "3 4 2 1"),
    # one part of rows that give several, as decimal and as float
    ("Observation", "code=29463-7&_sort=value-quantity", "v-2-w v-1-w v-3-w"),
    ("Observation", "code=8302-2&_sort=-value-quantity", "v-1-h v-3-h v-2-h"),
    ("Observation", "code=8867-4&_sort=-value-quantity", "v-3-p v-1-p"),
    # a table with numbers and one with numbers in text
    ("Observation", "code=29463-7,2823-3&_sort=value-quantity", "3 4 v-2-w 1 v-1-w v-3-w"),
    # a joined row: visit 9 is not there
    ("Observation", "code=2823-3,2951-2&_sort=-encounter", "1 3 2 4"),
    ("Observation", "code=2823-3,29463-7&_sort=-date", "4 v-1-w 3 v-3-w 1 v-2-w"),
    ("Observation", "code=2823-3,29463-7&_sort=-status,_id", "1 v-1-w v-2-w 3 v-3-w 4"),
    ("Observation", "patient=1&code=2823-3,2951-2&_sort=-code", "2 1"),
]


@pytest.mark.parametrize(("type_", "query", "expected"), CASES)
def test_the_order(service: Service, type_: str, query: str, expected: str) -> None:
    whole = [name.partition("/")[2] for name in names(found(service, type_, query))]
    assert whole == expected.split()
    pages = list(chain(service, found(service, type_, f"{query}&_count=1"), "next"))
    assert [name.partition("/")[2] for page in pages for name in names(page)] == whole


def test_a_former_name_counts_where_nothing_else_is_mapped(tmp_path) -> None:
    """Of several the lowest when ascending, the highest when descending."""
    url = f"sqlite:///{tmp_path / 'larch.sqlite'}"
    fill_larch(url, {**ROWS, "person": [{"id": n} for n in range(1, 5)]})
    service = serve(larch.by_former_name, url)
    assert names(found(service, "Patient", "_sort=family")) == ["Patient/1", "Patient/3", "Patient/4", "Patient/2"]
    assert names(found(service, "Patient", "_sort=-family")) == ["Patient/4", "Patient/2", "Patient/1", "Patient/3"]


@pytest.mark.parametrize("sort", ["value-quantity", "code", "-code,_id"])
def test_rows_that_give_several_resources_are_not_sorted_by_what_these_differ_in(service: Service, sort: str) -> None:
    status, body = asked(service, "Observation", f"_sort={sort}")
    assert (status, body["issue"][0]["code"]) == (400, "not-supported")
    assert "such as one by code" in body["issue"][0]["diagnostics"]


@pytest.mark.parametrize("sort", ["nonsense", "code-value-quantity", "_tag", "_id;DROP TABLE lab", "family, gender"])
def test_what_no_resource_can_be_sorted_by(service: Service, sort: str) -> None:
    status, body = asked(service, "Observation", f"_sort={sort}")
    assert (status, body["issue"][0]["code"]) == (400, "not-supported")


def test_the_border_of_a_long_text_is_whole(tmp_path) -> None:
    """A sort value is fetched as it is, not cut: two long names differ at their end."""
    url = f"sqlite:///{tmp_path / 'larch.sqlite'}"
    fill_larch(url, {"person": [{"id": n, "family": None} for n in (1, 2, 3)],
                     "extra": [{"id": n, "person": n, "name": "cell", "value": "9" * 80 + str(n)} for n in (1, 2, 3)]})  # fmt: skip
    service = serve(larch.adapter, url)
    pages = list(chain(service, found(service, "Patient", "_sort=phone&_count=1"), "next"))
    assert [name for page in pages for name in names(page)] == ["Patient/1", "Patient/2", "Patient/3"]
    assert link(pages[-1], "next") is None
