"""One statement that asks several tables for a patient's rows before their pages (decision record 0041): what it saves,
where it is not asked, and that it never changes an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Index, Integer, MetaData, String, Table

from facade.adapter import Adapter, ResourceMap, coded, coding, column, concept, eq, joined, last, reference, text
from facade.search import probe
from facade.sources.connection import SourceConnection
from facade.sources.source import Source
from tests.interactions import larch
from tests.interactions.clinic import drawn, filled, followed, found, names
from tests.serving import Service, change, fill, serve

metadata = MetaData()


def sample(name: str, *more: Any) -> Table:
    """A table of samples of one kind, with an index on the patient."""
    table = Table(
        name, metadata,
        column("id", Integer, primary_key=True), column("person", Integer), column("state", String(1)),
        column("kind", String(9)), *more,
    )  # fmt: skip
    Index(f"{name}_person", table.c.person)
    return table


blood, urine, swab = sample("blood"), sample("urine"), sample("swab", column("tube", Integer))
tube = Table(
    "tube", metadata, column("id", Integer, primary_key=True), column("no", Integer), column("person", Integer)
)
Index("tube_person", tube.c.person)
person = Table("person", metadata, column("id", Integer, primary_key=True), column("family", String(9)))
held = joined(tube, on=(swab.c.tube, "no"), pick=last("id"))


def mapped(table: Table, tag: str, person: Any) -> ResourceMap:
    """Observations that are shown if somebody took note of them."""
    c = table.c
    return ResourceMap("Observation", table=table, key=c.id, tag=tag, only=[eq(c.kind, "shown")], template={
        "status": coded(c.state, {"F": "final", "P": "preliminary"}), "code": concept(coding(tag, system="urn:kinds")),
        "subject": reference("Patient", person), "note": [{"text": text(c.state)}],
    })  # fmt: skip


adapter = Adapter(
    name="samples", contract=1,
    maps=[
        ResourceMap("Patient", table=person, key=person.c.id, template={"name": [{"family": text(person.c.family)}]}),
        mapped(blood, "b", blood.c.person), mapped(urine, "u", urine.c.person), mapped(swab, "s", held["person"]),
    ],
)  # fmt: skip

ROWS: dict[str, list[dict[str, Any]]] = {
    "blood": [{"id": 1, "person": 1, "state": "F", "kind": "shown"}, {"id": 2, "person": 2, "state": "F", "kind": "shown"},
              {"id": 3, "person": 3, "state": "F", "kind": "hidden"}],
    "urine": [{"id": 1, "person": 2, "state": "P", "kind": "shown"}],
    "swab": [{"id": 1, "person": 9, "state": "F", "kind": "shown", "tube": 7}],
    "tube": [{"id": 1, "no": 7, "person": 1}, {"id": 2, "no": 7, "person": 2}],
}  # fmt: skip
HEARD: list[list[str]] = []


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The statements of each lent connection."""
    lend = Source.reading
    HEARD.clear()

    @contextmanager
    def reading(self: Source, several: bool = False) -> Iterator[SourceConnection]:
        with lend(self, several) as connection:
            run, said = connection.execute, list[str]()

            def execute(sql: str, params: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
                said.append(sql)
                return run(sql, params)

            monkeypatch.setattr(connection, "execute", execute)
            HEARD.append(said)
            yield connection

    monkeypatch.setattr(Source, "reading", reading)
    return HEARD


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    url = f"sqlite:///{tmp_path / 'samples.sqlite'}"
    fill(url, metadata, ROWS)
    monkeypatch.setattr(probe, "SMALL", 0)
    made = serve(adapter, url)
    made.endpoint.source.ready()
    return made


@pytest.mark.parametrize(
    ("query", "expected", "statements"),
    [
        ("patient=1", ["b-1"], 2),
        ("patient=2", ["b-2", "s-1", "u-1"], 4),  # the last tube of the swab is theirs
        ("patient=3", [], 1),  # what stands there is not shown
        ("patient=4", [], 1),
        ("patient=1&_total=accurate", ["b-1"], 3),
        ("patient=1&_summary=count", [], 2),
        ("patient=1&_sort=-_id", ["b-1"], 2),
        ("patient=1,2", ["b-1", "b-2", "s-1", "u-1"], 3),  # not of one patient
        ("patient=1&status=preliminary", [], 1),
        ("patient=1&code=b", ["b-1"], 1),  # one table is left
        ("patient=1&code=b,u", ["b-1"], 2),  # two: both are read
        ("", ["b-1", "b-2", "s-1", "u-1"], 3),  # no index leads to anything
        ("status=final", ["b-1", "b-2", "s-1"], 3),
        ("patient:not=1", None, 0),
    ],
)
def test_what_is_asked(
    service: Service, heard: list[list[str]], query: str, expected: list[str] | None, statements: int
) -> None:
    if expected is None:
        assert service.search("Observation", query)[0] == 400
        return
    status, body = service.search("Observation", query)
    assert status == 200
    assert sorted(name.partition("/")[2] for name in names(body)) == expected
    assert [len(said) for said in heard] == [statements]


def test_a_page_behind_is_asked_for_in_the_same_way(service: Service, heard: list[list[str]]) -> None:
    first = found(service, "Observation", "patient=2&_count=2")
    second = followed(service, first, "next")
    assert second is not None and len(names(first)) == 2 and len(names(second)) == 1
    back = followed(service, second, "previous")
    assert back is not None and names(back) == names(first)
    assert len(heard[0]) == len(heard[1]) == 4


def test_a_table_that_has_lost_its_rows_since_ends_no_page(service: Service, tmp_path: Path) -> None:
    first = found(service, "Observation", "patient=2&_count=2")
    change(f"sqlite:///{tmp_path / 'samples.sqlite'}", "DELETE FROM urine")
    second = followed(service, first, "next")
    assert second is not None and names(second) == ["Observation/b-2"]


def test_large_tables_are_asked_only_through_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heard: list[list[str]]
) -> None:
    url = f"sqlite:///{tmp_path / 'samples.sqlite'}"
    fill(url, metadata, ROWS)
    change(url, "DROP INDEX urine_person")
    monkeypatch.setattr(probe, "SMALL", 0)
    found(serve(adapter, url), "Observation", "patient=4")
    assert len(heard[-1]) == 3  # two tables with an index are too few
    monkeypatch.setattr(probe, "SMALL", 1)
    found(serve(adapter, url), "Observation", "patient=4")
    assert len(heard[-1]) == 1  # urine has one row


def test_more_values_than_a_statement_takes_are_left_to_the_pages(
    service: Service, heard: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "MOST_BINDS", 2)  # three tables want one each
    assert len(names(found(service, "Observation", "patient=2"))) == 3
    assert len(heard[0]) == 3


def test_an_explanation_tells_of_it(service: Service) -> None:
    operator = replace(service, grant=replace(service.grant, permissions=frozenset({"operator"})))
    status, body = operator.search("Observation", "patient=1&_explain=true")
    assert status == 200
    told = [part["part"][0]["valueString"] for part in body["parameter"] if part["name"] == "statement"]
    assert len(told) == 2 and told[0].count("EXISTS (SELECT 1 FROM") == 4  # one is the pick of the last tube


@pytest.mark.parametrize("seed", range(2))
def test_answers_are_the_same_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    url = f"sqlite:///{tmp_path / 'larch.sqlite'}"
    filled(url, drawn(seed))
    queries = [
        f"_type=Observation,Condition,AllergyIntolerance,Encounter&_sort={sort}&patient={patient}{more}"
        for patient in ("1", "3", "1,2", "7")
        for sort in ("_id", "-_id")
        for more in ("", "&_count=2", "&_total=accurate", "&_total=estimate&_count=1")
    ]
    service = serve(larch.adapter, url)
    answers = [_shown(service, query) for query in queries]
    monkeypatch.setattr(probe, "FEWEST", 100)
    assert answers == [_shown(service, query) for query in queries]


def _shown(service: Service, query: str) -> list[Any]:
    body: Any = found(service, "", query)
    pages = [body]
    while (body := followed(service, body, "next")) is not None:
        pages.append(body)
    return [(names(page), page.get("total")) for page in pages]
