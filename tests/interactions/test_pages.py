"""Pages forward and backward: whole, without doubles, in one order, whatever happens to the tables meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from facade.search.pages import Cursor, PageState, Seal
from tests.interactions import larch
from tests.interactions.clinic import asked, chain, drawn, filled, followed, found, link, names, told
from tests.serving import NOW, Service, change, serve

SEEDS = (1, 2)
ALL = "_count=200"
SORTS = [
    ("Observation", sort)
    for sort in ("", "_id", "-_id", "date", "-date", "status,-date", "-patient,date,_id", "encounter", "-encounter,_id")
] + [
    ("Patient", sort)
    for sort in ("family", "-family", "gender,-birthdate", "phone", "-given,family", "-general-practitioner,-_id")
] + [
    ("Condition", "code,-onset-date"), ("", ""), ("", "-_id"), ("", "patient"), ("Patient/1/*", ""),
    ("Patient/1/*", "-_id"), ("Patient/2/Observation", "-date"),
]  # fmt: skip


@pytest.fixture(scope="module", params=SEEDS)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Service:
    url = f"sqlite:///{tmp_path_factory.mktemp('larch') / 'larch.sqlite'}"
    filled(url, drawn(request.param))
    return serve(larch.adapter, url)


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[tuple[Service, str]]:
    url = f"sqlite:///{tmp_path / 'larch.sqlite'}"
    filled(url, drawn(7))
    yield serve(larch.adapter, url), url


def query(sort: str, size: int, *more: str) -> str:
    return "&".join([*([f"_sort={sort}"] if sort else []), f"_count={size}", *more])


def common(path: str, sort: str) -> tuple[str, ...]:
    """Without a type named, all types: those that can be sorted by what is asked."""
    return ("_type=Condition,Observation,AllergyIntolerance",) if not path and sort == "patient" else ()


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize(("path", "sort"), SORTS)
def test_together_the_pages_are_the_whole_there_and_back(service: Service, path: str, sort: str, size: int) -> None:
    more = common(path, sort)
    whole = found(service, path, query(sort, 200, *more))
    there = list(chain(service, found(service, path, query(sort, size, *more)), "next"))
    assert [name for page in there for name in names(page)] == names(whole)
    assert all(len(names(page)) <= size for page in there)
    back = list(chain(service, there[-1], "previous"))
    assert [name for page in reversed(back) for name in names(page)] == names(whole)
    if path in ("Patient", "Condition"):  # where no bad row shortens a page, they are the same pages
        assert [names(page) for page in reversed(back)] == [names(page) for page in there]


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("sort", ["", "-date", "status"])
def test_a_row_that_cannot_be_shown_is_told_once_in_each_direction(service: Service, sort: str, size: int) -> None:
    whole = sorted(told(found(service, "Observation", query(sort, 200))))
    assert whole  # or nothing is tried here
    there = list(chain(service, found(service, "Observation", query(sort, size)), "next"))
    assert sorted(text for page in there for text in told(page)) == whole
    back = list(chain(service, there[-1], "previous"))
    assert sorted(text for page in back for text in told(page)) == whole


def test_only_bad_rows_make_an_empty_page_with_a_way_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'larch.sqlite'}"
    rows = [{"id": n, "person": 1, "kind": "K", "state": "X" if n < 9 else "F"} for n in range(1, 10)]
    filled(url, {"lab": rows})
    service = serve(larch.adapter, url)
    there = list(chain(service, found(service, "Observation", "_count=1"), "next"))
    assert [names(page) for page in there] == [[], [], [], [], ["Observation/9"]]  # two rows at a time
    assert sum(len(told(page)) for page in there) == 8
    assert link(there[-1], "previous") is not None


@pytest.mark.parametrize(
    ("path", "sort", "seed"),
    [("Observation", "", 1), ("Observation", "-_id", 2), ("", "", 3), ("Patient/1/*", "-_id", 4)],
)
def test_while_rows_come_in_nothing_is_lost_and_nothing_comes_twice(
    growing: tuple[Service, str], path: str, sort: str, seed: int
) -> None:
    service, url = growing
    numbers = [sign * number for number in range(100, 105) for sign in (-1, 1)]
    Random(seed).shuffle(numbers)
    there = set(names(found(service, path, query(sort, 200))))

    def insert() -> None:
        if not numbers:
            return
        number = numbers.pop()
        change(url, f"INSERT INTO lab (id, person, kind, state) VALUES ({number}, 1, 'K', 'F')")
        change(url, f"INSERT INTO vital (id, person, weight, pulse) VALUES ({number}, 1, 70, 60)")
        change(url, f"INSERT INTO entry (id, person, kind, title) VALUES ({number}, 1, 'problem', 'new')")
        change(url, f"INSERT INTO person (id, family) VALUES ({number}, 'New')")

    page = found(service, path, query(sort, 3))
    for relation in ("next", "previous"):
        pages = list(chain(service, page, relation, insert))
        listed = [name for one in pages for name in names(one)]
        page = pages[-1]
        assert len(set(listed)) == len(listed)
        assert there <= set(listed)


def test_a_page_read_backward_leads_on_to_where_it_came_from(service: Service) -> None:
    first = found(service, "Observation", "_sort=-date&_count=2")
    second = followed(service, first, "next")
    assert second is not None
    again = followed(service, second, "previous")
    assert again is not None
    assert (names(again), link(again, "previous")) == (names(first), None)
    onward = followed(service, again, "next")
    assert onward is not None
    assert names(onward) == names(second)
    assert link(second, "first") == link(first, "self")


def test_the_first_page_leads_nowhere_back(service: Service) -> None:
    relations = [item["relation"] for item in found(service, "Observation", "_count=1")["link"]]
    assert relations == ["self", "next"]
    relations = [item["relation"] for item in found(service, "Observation", ALL)["link"]]
    assert relations == ["self"]


# Tokens


def fresh(service: Service, seal: Seal | None = None) -> Service:
    """Another worker over the same database."""
    other = serve(larch.adapter, service.endpoint.source.source.settings.url)
    return replace(other, endpoint=replace(other.endpoint, seal=seal or service.endpoint.seal))


def test_any_worker_turns_the_pages(service: Service) -> None:
    """Nothing is remembered between two pages: each is asked of a process that has just started."""
    page, listed = found(service, "Observation", "_sort=date&_count=4"), []
    workers = [fresh(service, Seal([b"k" * 32])) for _ in range(3)]
    for number in range(100):
        listed += names(page)
        following = followed(workers[number % 3], page, "next")
        if following is None:
            break
        page = following
    assert listed == names(found(service, "Observation", f"_sort=date&{ALL}"))
    before = followed(workers[0], page, "previous")
    assert before is not None and set(names(before)) < set(listed)


@pytest.mark.parametrize("relation", ["next", "previous"])
@pytest.mark.parametrize("path", ["Observation", "", "Patient/1/*"])
def test_a_token_is_for_its_caller_and_its_search_for_an_hour(service: Service, path: str, relation: str) -> None:
    second = followed(service, found(service, path, "_count=2"), "next")
    assert second is not None
    token = dict(parse_qsl(urlsplit(link(second, relation) or "").query))["_page"]
    assert len(token) <= 8 * 1024
    assert asked(service, path, f"_count=2&_page={token}")[0] == 200
    for wrong, other in (
        (path, "_count=3"),
        (path, "_count=2&_id=1"),
        ("Patient", "_count=2"),
        ("Patient/2/*", "_count=2"),
    ):
        assert asked(service, wrong, f"{other}&_page={token}")[0] == 400
    stranger = replace(service, grant=replace(service.grant, client="another"))
    assert asked(stranger, path, f"_count=2&_page={token}")[0] == 404
    late = replace(service, now=service.now + timedelta(hours=1))
    assert asked(late, path, f"_count=2&_page={token}")[0] == 410


def test_a_token_of_a_table_that_is_not_searched_any_more(service: Service) -> None:
    """As after a change of the caller's rights: the place is gone, the search can be started again."""
    first = found(service, "", "_count=1")
    token = dict(parse_qsl(urlsplit(link(first, "next") or "").query))["_page"]
    narrower = replace(service, grant=replace(service.grant, scopes=("system/Patient.rs",)))
    assert asked(narrower, "", f"_count=1&_page={token}")[0] == 410


def test_access_is_asked_again_on_every_page(service: Service) -> None:
    first = found(service, "Observation", "_count=1")
    closed = replace(service, grant=replace(service.grant, scopes=("system/Patient.rs",)))
    token = dict(parse_qsl(urlsplit(link(first, "next") or "").query))["_page"]
    assert asked(closed, "Observation", f"_count=1&_page={token}")[0] == 403


@pytest.mark.parametrize("text", ["Roy' OR '1'='1", "é" * 100, "\\", "%", ""])
def test_borders_are_values_not_sql(tmp_path: Path, text: str) -> None:
    url = f"sqlite:///{tmp_path / 'larch.sqlite'}"
    filled(url, {"person": [{"id": n, "family": text} for n in range(1, 5)]})
    service = serve(larch.adapter, url)
    there = list(chain(service, found(service, "Patient", "_sort=-family&_count=1"), "next"))
    assert [name for page in there for name in names(page)] == [f"Patient/{n}" for n in range(1, 5)]
    assert all(quote(text, safe="") not in (link(page, "next") or "") for page in there if text.isalpha())


def test_a_state_has_a_direction() -> None:
    seal = Seal([b"k" * 32])
    holder = {"endpoint": "e", "client": "c", "user": None, "query_digest": "q", "mapping_version": "m"}
    state = PageState({"Observation.lab": Cursor(("x", None), 7, -1)}, back=True)
    assert seal.open(seal.seal(state, **holder, now=NOW), **holder, now=NOW) == state
