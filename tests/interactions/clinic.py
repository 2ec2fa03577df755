"""Larch with rows drawn by a seed, and how a client turns its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from facade.interactions import compartment, search, system
from facade.interactions.context import Reply
from tests.interactions import larch
from tests.serving import Service, fill, matches

Bundle = Mapping[str, Any]
Rows = dict[str, list[dict[str, Any]]]


def drawn(seed: int, each: int = 9) -> Rows:
    """Rows with ties, empty sort values, odd texts and some that cannot be shown."""
    random = Random(seed)
    days = [None, "2020-01-01 00:00:00", "2020-01-02 10:00:00", "2021-05-05 05:05:05", "0000-00-00 00:00:00"]
    people = [
        {"id": n, "family": random.choice([None, "", "Roy", "roy", "Émond", "Zed"]), "nick": random.choice([None, "A"]),
         "sex": random.choice([None, "M", "F", "X", "?"]), "yob": random.choice([None, "1980", "2001"]),
         "mob": random.choice(["", "5", "12"]), "dob": "", "doctor": random.choice([None, "", "d1", "d2"])}
        for n in range(1, each + 1)
    ]  # fmt: skip
    labs = [
        {"id": n, "person": random.randint(1, 3), "kind": random.choice(["K", "NA"]), "visit": random.choice([None, 1, 2]),
         "state": random.choice("FFFPX"), "value": random.choice(["4.1", "10", "9,5", "", "much"]),
         "taken": random.choice(days)}
        for n in range(1, 2 * each)
    ]  # fmt: skip
    vitals = [
        {"id": n, "person": random.randint(1, 3), "taken": random.choice(days), "weight": random.choice([None, 70.5, 8]),
         "height": random.choice([None, 170.25]), "pulse": random.choice([None, 60, 61])}
        for n in range(1, each + 1)
    ]  # fmt: skip
    entries = [
        {"id": n, "person": random.randint(1, 3), "kind": random.choice(["problem", "allergy", "else"]),
         "title": random.choice(["", "a", "B", "c"]), "over": random.choice([None, 0, 1]),
         "begun": random.choice([None, "2019-01-01", "2020-02-29"])}
        for n in range(1, 2 * each)
    ]  # fmt: skip
    return {
        "person": people, "lab": labs, "vital": vitals, "entry": entries,
        "doctor": [{"code": "d1", "family": "Who"}, {"code": "d2", "family": None}],
        "visit": [{"id": n, "person": n, "begun": days[n]} for n in (1, 2)],
        "former": [{"id": n, "person": random.randint(1, each), "family": random.choice("NOP")} for n in range(1, 7)],
        "extra": [{"id": n, "person": random.randint(1, each), "name": "cell", "value": str(n)} for n in range(1, 7)],
    }  # fmt: skip


def filled(url: str, rows: Rows) -> None:
    """A Larch with these rows."""
    fill(url, larch.metadata, rows)


def asked(service: Service, path: str, query: str = "") -> tuple[int, dict[str, Any]]:
    """Status and body of a search at a path below the base: a type, nothing, or a compartment."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return service._answer(lambda: _interaction(service, path, pairs))[:2]


def _interaction(service: Service, path: str, pairs: list[tuple[str, str]]) -> Reply:
    if not path:
        return system.search(service.context, pairs)
    if "/" in path:
        return compartment.search(service.context, *path.split("/"), pairs)
    return search.search(service.context, path, pairs)


def found(service: Service, path: str, query: str = "") -> Bundle:
    """The bundle of a search that works."""
    status, body = asked(service, path, query)
    assert status == 200, body
    return body


def link(bundle: Bundle, relation: str) -> str | None:
    """The URL of a link."""
    return next((item["url"] for item in bundle["link"] if item["relation"] == relation), None)


def followed(service: Service, bundle: Bundle, relation: str) -> Bundle | None:
    """The page that a link leads to, if there is one."""
    url = link(bundle, relation)
    if url is None:
        return None
    base, _, query = url.partition("?")
    path = urlsplit(base).path.removeprefix(urlsplit(service.endpoint.base).path).lstrip("/")
    return found(service, path, query)


def chain(
    service: Service, bundle: Bundle, relation: str, between: Callable[[], None] | None = None
) -> Iterator[Bundle]:
    """A page and all that its link leads to."""
    page: Bundle | None = bundle
    for _ in range(500):
        if page is None:
            return
        yield page
        if between is not None:
            between()
        page = followed(service, page, relation)
    raise AssertionError("the pages do not end")


def names(bundle: Bundle) -> list[str]:
    """`Type/id` of the matches."""
    return [f"{one['resourceType']}/{one['id']}" for one in matches(bundle)]


def told(bundle: Bundle) -> list[str]:
    """The texts of the outcome entries."""
    outcomes = [entry["resource"] for entry in bundle.get("entry", []) if entry["search"]["mode"] == "outcome"]
    return [issue["diagnostics"] for one in outcomes for issue in one["issue"]]
